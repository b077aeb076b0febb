"""Overall satisfaction and every rating against the main break: what people differ by most surely."""

import math

from survey_app.exceptions import N_
from survey_app.exports import analysis_titles, left_out
from survey_app.exports.analyses import BannerTable, BannerTables, Break
from survey_app.exports.documents.model import Emphasis, Heading, Paragraph, Part, Table
from survey_app.exports.report_sections.figures import NONE, Telling
from survey_app.exports.sheets import break_words
from survey_app.exports.sheets.cross_tabs import renamed
from survey_app.exports.styles import SMALL_BASE, TINY_BASE
from survey_app.stats.letters import column_letter

_MOST = 22
"""Questions of the table: with names of two lines they fill a page."""


def build(telling: Telling) -> list[Part]:
    """Heading, finding, one table; nothing where nothing tells people apart."""
    found = telling.book.report.analyses.banner
    tables = [each for each in found.tables if each.points][:_MOST] if found is not None else []
    if found is None or not tables:
        return []
    say, words, main = telling.say, telling.words, found.main
    letters = {value: column_letter(place) for place, (value, _) in enumerate(main.values)}
    columns = [words.noted(break_words.value_name(main, value, words), letter) for value, letter in letters.items()]
    rows = [_base(telling, found, main), *(_line(telling, (each, _first(found)), main, letters) for each in tables)]
    measure = say(N_("Share of the two highest answers by: %(name)s"), name=break_words.break_name(main, words))
    if break_words.has_short(tables):
        measure = words.sentences(measure + say(N_(".")), say(break_words.SHORT))
    return [
        Heading(1, say(N_("Groups compared"))),
        Paragraph(analysis_titles.crosstabs(found, words), Emphasis.LEAD, keeps=True),
        Paragraph(measure, Emphasis.QUIET, keeps=True),
        Table(
            (say(N_("Question")), say(N_("Base")), say(N_("All")), *columns, say(N_("Test"))),
            tuple(rows),
            (62, 14, 12, *(18,) * len(columns), 24),
            strong=frozenset({1} if found.headline is not None else ()),
            note=words.sentences(_note(telling, found, main), telling.marks(*_bases(tables, main))),
        ),
    ]


def _base(telling: Telling, found: BannerTables, main: Break) -> tuple[str, ...]:
    """How many people answered the first question in each column."""
    table = _first(found)
    places = [table.column(main.key, value) for value, _ in main.values]
    counts = [telling.base(table.table.columns[place].n) if place is not None else NONE for place in places]
    return (telling.say(N_("Base: valid answers")), "", telling.base(table.table.columns[0].n), *counts, "")


def _first(found: BannerTables) -> BannerTable:
    return found.headline or next(each for each in found.tables if each.points)


def _bases(tables: list[BannerTable], main: Break) -> list[int]:
    """How many people answered each question: all of them, and those in each column."""
    places = ((each.table, each.column(main.key, value)) for each in tables for value, _ in main.values)
    own = (table.columns[place].n for table, place in places if place is not None)
    return [*own, *(each.table.columns[0].n for each in tables)]


def _cell(tables: tuple[BannerTable, BannerTable], place: tuple[str, str], told: str) -> str:
    """A figure of one column, marked where fewer answered this question than the base of the column makes think."""
    at, usual = (each.column(*place) for each in tables)
    if at is None:
        return told
    n, all_n = tables[0].table.columns[at].n, tables[1].table.columns[usual].n if usual is not None else SMALL_BASE
    is_fewer = any(n < least <= all_n for least in (TINY_BASE, SMALL_BASE))
    return f"{told} {'**' if n < TINY_BASE else '*'}" if is_fewer else told


def _line(
    telling: Telling, both: tuple[BannerTable, BannerTable], main: Break, letters: dict[str, str]
) -> tuple[str, ...]:
    """The share of the satisfied in each column with its letters, and the test of the whole question.

    Of who would recommend it is the score.
    """
    table, found = both[0], both[0].table
    if table.is_score and found.means is not None:
        return _score(telling, both, main, letters)
    at = next((place for place, line in enumerate(found.rows) if line.is_net), None)
    if at is None:
        return (break_words.question_name(table, telling.words), *(NONE for _ in range(len(letters) + 3)))
    shares = found.column_shares[at].tolist()
    own = _own_letters(table, main, letters)
    cells = [telling.base(found.columns[0].n), telling.share(shares[0])]
    for value, _ in main.values:
        place = table.column(main.key, value)
        told = renamed(found.letters.letters[at][place], own) if place is not None and found.letters else ""
        share = NONE if place is None else telling.share(shares[place])
        cells.append(_cell(both, (main.key, value), f"{share} {told}".strip()))
    return (break_words.question_name(table, telling.words), *cells, _test(telling, table, main))


def _own_letters(table: BannerTable, main: Break, letters: dict[str, str]) -> dict[str, str]:
    """By the letter of a column in the whole table, its letter here."""
    return {
        each.letter: letters.get(each.labels[0], "") for each in table.table.columns[1:] if each.question == main.key
    }


def _score(
    telling: Telling, both: tuple[BannerTable, BannerTable], main: Break, letters: dict[str, str]
) -> tuple[str, ...]:
    """The net promoter score in each column with its letters."""
    table = both[0]
    found, own = table.table.mean_letters, _own_letters(table, main, letters)
    means = table.table.means
    scores = [] if means is None else [None if math.isnan(each) else each for each in means.tolist()]
    cells = [telling.base(table.table.columns[0].n), telling.signed(scores[0], 0)]
    for value, _ in main.values:
        place = table.column(main.key, value)
        told = renamed(found.letters[0][place], own) if place is not None and found and found.letters else ""
        score = NONE if place is None else telling.signed(scores[place], 0)
        cells.append(_cell(both, (main.key, value), f"{score} {told}".strip()))
    name = break_words.question_name(table, telling.words)
    named = telling.say(N_("%(label)s: %(words)s"), label=telling.say(N_("Net promoter score")), words=name)
    return (named, *cells, _test(telling, table, main))


def _test(telling: Telling, table: BannerTable, main: Break) -> str:
    """The test of a question, its p on a line of its own, so that the names of questions have room."""
    found = table.test(main.key)
    told = break_words.test_words(found, telling.words)
    if not told or found is None or found.p is None:
        return NONE
    p = break_words.p_words(found.p, telling.words)
    return f"{told.removesuffix(p).rstrip()}\n{p}" if told.endswith(p) else told


def _note(telling: Telling, found: BannerTables, main: Break) -> str:
    say, words = telling.say, telling.words
    told = N_(
        "A letter names a column of the same group that the figure stands above: capital at %(high)s, small at "
        "%(low)s confidence. z of shares and t of means, on effective bases."
    )
    parts = [say(told, high=words.share(0.95), low=words.share(0.90))]
    if len(main.values) < main.total:
        parts.append(break_words.fewer(main, found, words))
    more = sum(bool(each.points) for each in found.tables) - _MOST + found.left_out
    if more > 0:
        parts.append(
            say(N_("Further questions in the workbook and on the page of cross-tables: %(count)s."), count=more)
        )
    return words.sentences(*parts, left_out.of_part(telling.book, "crosstabs"))
