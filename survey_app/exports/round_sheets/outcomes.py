"""Estimates against what came out: every outcome with its day and source, how far off, and whether ranges held it."""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.exports.elicited import POOLS
from survey_app.exports.outcome_scores import AGGREGATES, ItemScore, RoundScore
from survey_app.exports.outcome_words import METHOD, findings, heads, inside, known_on, scores_of, title
from survey_app.exports.round_book import COUNT, LEFT, STRONG, WRAPPED, Column, RoundBook
from survey_app.exports.round_report import PanelReport
from survey_app.exports.sheet import PRINTED_WIDTH, Sheet
from survey_app.exports.styles import number

TITLE = N_("Outcomes")
_FIRST_ROW = 5
_FIGURE = number("0.####;−0.####")


def are_in(report: PanelReport) -> bool:
    """Whether any outcome of an estimate is known."""
    return bool(scores_of(report))


def build(book: RoundBook) -> Sheet:
    """The sheet of outcomes."""
    say = book.words.say
    columns = _columns(book)
    about = say(N_("Outcomes were entered after the rounds; they change no figure of the panel."))
    sheet = book.sheet("outcomes", [column.width for column in columns], about)
    # many columns: rather smaller print than heads broken within a word
    sheet.columns((2, *(column.width for column in columns)), total=max(PRINTED_WIDTH, sum(c.width for c in columns)))
    sheet.freeze, sheet.repeated = f"E{_FIRST_ROW + 1}", f"1:{_FIRST_ROW}"
    found = scores_of(book.report)
    row = book.table(sheet, _FIRST_ROW, columns, [_line(book, told, each) for told in found for each in told.items])
    for told in found:
        start, said = title(told, book.words), book.words.sentences(*findings(told, book.words))
        row = sheet.foot(row + 1, book.words.labelled(start, said)) - 1
    words, source = METHOD
    sheet.foot(row + 2, say(N_("%(method)s Source: %(source)s."), method=say(words), source=source))
    return sheet


def _columns(book: RoundBook) -> list[Column]:
    say = book.words.say
    names = heads(book.words)
    return [
        Column(say(N_("Round")), 9, LEFT),
        Column(say(N_("Code")), 8, STRONG),
        Column(say(N_("Statement")), 32, WRAPPED),
        *(Column(head, 12, _FIGURE) for head in names[: 1 + len(AGGREGATES)]),
        *(Column(head, 15, LEFT.having(indent=1)) for head in names[1 + len(AGGREGATES) :]),
        Column(say(N_("Ranges that held it")), 14, COUNT),
        Column(say(N_("Ranges")), 11, COUNT),
        Column(say(N_("Known since")), 19, LEFT.having(indent=1)),
        Column(say(N_("Where it stands")), 26, WRAPPED),
    ]


def _line(book: RoundBook, told: RoundScore, each: ItemScore) -> Sequence[object]:
    held = (int(each.held.k), each.held.n) if each.held else (None, None)
    errors = (each.errors[name] for name in AGGREGATES)
    pools = (inside(each, name, book.words) for name in POOLS)
    start = (told.number, each.code, book.text(each.text), each.outcome.value)
    return (*start, *errors, *pools, *held, known_on(each, book.words), each.outcome.source)
