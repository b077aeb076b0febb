"""Every statement of every round: how it stands, and its verdict by who is counted."""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.exports import own_scales, round_words
from survey_app.exports.round_book import LEFT, SHARE, STRONG, WRAPPED, Column, RoundBook
from survey_app.exports.round_report import ItemFigures, PanelReport, RoundPart
from survey_app.exports.sheet import Sheet
from survey_app.exports.standing import advice_of, denominators_of, larger_end, row_of, shown_of
from survey_app.exports.standing_words import COUNTED, STANDINGS
from survey_app.exports.words import Words
from survey_app.stats.stopping import ItemAdvice


def are_in(report: PanelReport) -> bool:
    """Whether a rule says anywhere who agrees; without one there is nothing to divide."""
    return any(part.figures.has_rule for part in own_scales.parts(report))


def finding(report: PanelReport, words: Words) -> str:
    """On how many statements of the last round the verdict depends on who is counted."""
    last = report.rounds[-1].figures.number if report.rounds else 0
    parts = [part for part in own_scales.parts(report) if part.figures.number == last and part.figures.has_rule]
    found = [each for part in parts for item in part.figures.items if (each := denominators_of(part, item))]
    if not found:
        return words.say(N_("How every statement stands, and whether its verdict depends on who is counted"))
    depends = sum(each.depends for each in found)
    told = N_("Round %(n)s: %(count)s of %(all)s verdicts depend on who is counted")
    if not depends:
        told = N_("Round %(n)s: none of %(all)s verdicts depends on who is counted")
    return words.say(told, n=last, count=words.count(depends), all=words.count(len(found)))


def build(book: RoundBook) -> Sheet:
    """The sheet of denominators."""
    say = book.words.say
    columns = _columns(book)
    about = say(N_("Everybody asked: who did not answer counts as not agreeing. Only statements that are rated."))
    sheet = book.sheet("denominators", [column.width for column in columns], about)
    sheet.freeze, sheet.repeated = "D6", "1:5"
    lines = [
        _line(book, part, item, advice)
        for part in own_scales.parts(book.report)
        if part.figures.has_rule
        for item, advice in zip(part.figures.items, advice_of(part, book.report.rules).items, strict=True)
    ]
    row = book.table(sheet, 5, columns, lines)
    book.methods(sheet, row + 1, (1, 4))
    return sheet


def _columns(book: RoundBook) -> list[Column]:
    say = book.words.say
    columns = [
        Column(say(N_("Round")), 9, LEFT),
        Column(say(N_("Code")), 8, STRONG),
        Column(say(N_("Statement")), 34, WRAPPED),
        Column(say(N_("How it stands")), 26, WRAPPED),
    ]
    for counted in shown_of(*own_scales.parts(book.report)):
        columns += [Column(say(COUNTED[counted]), 16, SHARE), Column(say(N_("Verdict")), 22, WRAPPED.having(indent=1))]
    return [*columns, Column(say(N_("Depends on that")), 12, LEFT)]


def _line(book: RoundBook, part: RoundPart, item: ItemFigures, advice: ItemAdvice) -> Sequence[object]:
    say = book.words.say
    found = denominators_of(part, item)
    cells: list[object] = []
    for counted in shown_of(*own_scales.parts(book.report)):
        row = row_of(found, item, counted) if found else None
        share = (row.low if larger_end(item) == "low" else row.high) if row else None
        cells += [share, say(round_words.VERDICTS[row.verdict]) if row else ""]
    depends = "" if found is None else say(N_("yes")) if found.depends else say(N_("no"))
    start = (str(part.figures.number), item.code, book.text(item.text), say(STANDINGS[advice.standing]))
    return (*start, *cells, depends)
