"""Kano in the report: bars of the classes and the table of every rule."""

from survey_app.exceptions import N_
from survey_app.exports import analysis_titles
from survey_app.exports.documents import drawing
from survey_app.exports.documents.model import Emphasis, Figure, Heading, Paragraph, Part, Table
from survey_app.exports.report_sections.figures import NONE, Telling
from survey_app.exports.sheets import break_words
from survey_app.exports.sheets import kano as sheet
from survey_app.exports.styles import WHITE
from survey_app.questions.summary import RowSummary
from survey_app.questions.words import KANO_CATEGORIES

PAINTS = tuple("F2F4F6" if colour == WHITE else colour for colour in sheet.COLOURS.values())
"""Paper is white: contradicting answers are drawn in the palest grey."""


def build(telling: Telling) -> list[Part]:
    """Heading, finding, bars, table; nothing where no feature was asked about."""
    rows = [row for row in analysis_titles.kano_rows(telling.book.report) if row.kano and row.kano.n >= telling.least]
    if not rows:
        return []
    title, say = analysis_titles.kano(rows, telling.words), telling.say
    measure = say(N_("Share of respondents per class"))
    names = tuple(sheet.class_name(telling.book, letter) for letter in KANO_CATEGORIES)
    bars = [_stack(telling, row) for row in rows]
    drawn = drawing.stacks(bars, PAINTS, names, telling.look, telling.words.share)
    return [
        Heading(1, say(N_("Kano"))),
        Paragraph(title, Emphasis.LEAD, keeps=True),
        Paragraph(measure, Emphasis.QUIET, keeps=True),
        Figure(drawn, f"{title}. {measure}"),
        _table(telling, rows),
    ]


def _stack(telling: Telling, row: RowSummary) -> drawing.Stack:
    shares = tuple(row.kano.shares.get(letter) or 0.0 if row.kano else 0.0 for letter in KANO_CATEGORIES)
    return drawing.Stack(telling.label(row), shares)


def _table(telling: Telling, rows: list[RowSummary]) -> Table:
    say = telling.say
    head = (
        say(N_("Feature")), *(say(words) for words in sheet.RULES.values()), say(N_("Strength")), "CS+", "CS−",
        say(N_("p of the two")), say(N_("Base")),
    )  # fmt: skip
    lines = tuple(_line(telling, row) for row in rows)
    return Table(head, lines, (36, 28, 28, 28, 16, 13, 13, 23, 13), left=(0, 1, 2, 3), note=sheet.note(telling.book))


def _line(telling: Telling, row: RowSummary) -> tuple[str, ...]:
    found, book = row.kano, telling.book
    if found is None:
        return (telling.label(row), *(NONE for _ in range(8)))
    others = (sheet.class_name(book, found.by_rule.get(rule.value)) for rule in list(sheet.RULES)[1:])
    p = NONE if found.p is None else break_words.p_words(found.p, telling.words)
    figures = (telling.share(found.total), telling.signed(found.better), telling.signed(found.worse))
    return (telling.label(row), sheet.leading(book, found), *others, *figures, p, telling.base(found.n))
