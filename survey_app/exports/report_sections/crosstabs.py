"""Overall satisfaction and every rating against the main break: what people differ by most surely."""

from survey_app.exceptions import N_
from survey_app.exports import analysis_titles
from survey_app.exports.analyses import BannerTable, BannerTables, Break
from survey_app.exports.documents.model import Emphasis, Heading, Paragraph, Part, Table
from survey_app.exports.report_sections.figures import NONE, Telling
from survey_app.exports.sheets import break_words
from survey_app.exports.sheets.cross_tabs import renamed
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
    rows = [_base(telling, found, main), *(_line(telling, each, main, letters) for each in tables)]
    measure = say(N_("Share of the two highest answers by: %(name)s"), name=break_words.break_name(main, words))
    return [
        Heading(1, say(N_("Groups compared"))),
        Paragraph(analysis_titles.crosstabs(found, words), Emphasis.LEAD, keeps=True),
        Paragraph(measure, Emphasis.QUIET, keeps=True),
        Table(
            (say(N_("Question")), say(N_("All")), *columns, say(N_("Test"))),
            tuple(rows),
            (52, 12, *(18,) * len(columns), 36),
            strong=frozenset({1} if found.headline is not None else ()),
            note=_note(telling, found, main),
        ),
    ]


def _base(telling: Telling, found: BannerTables, main: Break) -> tuple[str, ...]:
    """How many people answered the first question in each column."""
    table = found.headline or found.tables[0]
    places = [table.column(main.key, value) for value, _ in main.values]
    counts = [telling.base(table.table.columns[place].n) if place is not None else NONE for place in (0, *places)]
    return (telling.say(N_("Base: valid answers")), *counts, "")


def _line(telling: Telling, table: BannerTable, main: Break, letters: dict[str, str]) -> tuple[str, ...]:
    """The share of the two highest points in each column with its letters, and the test of the whole question."""
    found = table.table
    at = next((place for place, line in enumerate(found.rows) if line.is_net), None)
    if at is None:
        return (break_words.question_name(table, telling.words), *(NONE for _ in range(len(letters) + 2)))
    shares = found.column_shares[at].tolist()
    own = {each.letter: letters.get(each.labels[0], "") for each in found.columns[1:] if each.question == main.key}
    cells = [telling.share(shares[0])]
    for value, _ in main.values:
        place = table.column(main.key, value)
        told = renamed(found.letters.letters[at][place], own) if place is not None and found.letters else ""
        share = NONE if place is None else telling.share(shares[place])
        cells.append(f"{share} {told}".strip())
    test = break_words.test_words(table.test(main.key), telling.words)
    return (break_words.question_name(table, telling.words), *cells, test or NONE)


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
        parts.append(say(N_("Further questions on the page of cross-tables: %(count)s."), count=more))
    return words.sentences(*parts)
