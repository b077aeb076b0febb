"""Every declared group on every statement of every round: median, middle half and agreement, or why it is kept back."""

from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from survey_app.exceptions import N_
from survey_app.exports import own_scales
from survey_app.exports.chosen import is_chosen
from survey_app.exports.chosen_figures import options_of
from survey_app.exports.round_book import COUNT, FIGURE, LEFT, SHARE, STRONG, WRAPPED, Column, RoundBook, told
from survey_app.exports.round_report import FEWEST_UNNAMED, ItemFigures, PanelReport, RoundPart
from survey_app.exports.sheet import Sheet
from survey_app.exports.two_scales import has_any
from survey_app.exports.words import Words
from survey_app.vocabulary import AnonymityLevel

TITLE = N_("Subgroups")
_HIGH, _LOW = N_("In the high range"), N_("In the low range")
_FIRST_ROW = 5
_WITHOUT = ("", None, None, None, None, None)


def are_in(report: PanelReport) -> bool:
    """Whether any group is so large that it can be told apart."""
    return any(names_of(part) for part in own_scales.parts(report))


def names_of(part: RoundPart) -> list[str]:
    """The groups of a round that are large enough to be named."""
    shown = (group.name for item in part.figures.items for group in item.groups)
    return list(dict.fromkeys((*(name for name, _members, _done in part.figures.groups), *shown)))


def finding(report: PanelReport, words: Words) -> str:
    """On which statement of the last round the medians of groups lie furthest apart; plain words where none do."""
    spreads = [
        (max(medians) - min(medians), item.code, min(medians), max(medians))
        for item in (report.rounds[-1].figures.items if report.rounds else ())
        if len(medians := [each.median for each in item.groups if each.median is not None]) > 1
    ]
    spread, code, low, high = max(spreads, key=lambda each: each[0], default=(0.0, "", 0.0, 0.0))
    if spread:
        number = report.rounds[-1].figures.number
        told = N_("Groups lie furthest apart on %(code)s: medians from %(low)s to %(high)s in round %(n)s")
        ends = (words.figure(end, 0 if end == round(end) else 1) for end in (low, high))
        return words.say(told, code=code, n=number, **dict(zip(("low", "high"), ends, strict=True)))
    if len(report.rounds) > 1:
        return words.say(N_("How each group sees every statement, round by round"))
    return words.say(N_("How each group sees every statement"))


def words_of_small(book: RoundBook) -> str:
    """Which groups are shown, and what of them where answers have no name."""
    report, say = book.report, book.words.say
    if report.level in (AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL):
        return say(
            N_("A group of fewer than %(k)s, or whose rest is smaller, is never shown apart."), k=report.min_group
        )
    return say(N_("At this level of anonymity only the median of groups of at least %(k)s is told."), k=FEWEST_UNNAMED)


def build(book: RoundBook) -> Sheet:
    """The sheet of groups."""
    say = book.words.say
    lines = [
        line
        for part in own_scales.parts(book.report)
        for item in part.figures.items
        for line in _lines(book, part, item)
    ]
    columns, shown = told(_columns(book), lines)
    least = words_of_small(book)
    sheet = book.sheet("subgroups", [column.width for column in columns], least)
    sheet.freeze, sheet.repeated = "E6", "1:5"
    row = book.table(sheet, _FIRST_ROW, columns, shown)
    sheet.filter = f"B{_FIRST_ROW}:{get_column_letter(len(columns) + 1)}{max(row - 1, _FIRST_ROW)}"
    heads = {column.head for column in columns}
    parts = own_scales.parts(book.report) if say(_HIGH) in heads or say(_LOW) in heads else ()
    ranges = dict.fromkeys(book.ranges(part) for part in parts if part.figures.has_rule)
    for high, low in ranges:
        row = sheet.foot(row + 1, say(N_("High range: %(high)s. Low range: %(low)s."), high=high, low=low)) - 1
    book.methods(sheet, row + 1, (0,))
    return sheet


def _columns(book: RoundBook) -> list[Column]:
    say = book.words.say
    return [
        Column(say(N_("Round")), 8, LEFT),
        Column(say(N_("Code")), 8, STRONG),
        Column(say(N_("Statement")), 46, WRAPPED),
        Column(say(N_("Group")), 20, WRAPPED),
        Column(say(N_("n")), 6, COUNT),
        Column(say(N_("Median")), 9, FIGURE),
        Column(say(N_("Q1")), 7, FIGURE),
        Column(say(N_("Q3")), 7, FIGURE),
        Column(say(_HIGH), 10, SHARE),
        Column(say(_LOW), 10, SHARE),
        Column(say(N_("What is found")), 18, WRAPPED.having(indent=1)),
    ]


def _lines(book: RoundBook, part: RoundPart, item: ItemFigures) -> list[Sequence[object]]:
    """One line a group; where there is a second scale, one more."""
    if not item.n:
        return []
    if is_chosen(part):
        return [_chosen(book, part, item, name) for name in names_of(part)]
    lines = [_line(book, part, item, name, "") for name in names_of(part)]
    if item.second is not None and has_any(part):
        second = book.words.say(N_("second scale"))
        lines += [_line(book, part, item.second, name, second) for name in names_of(part)]
    return lines


def _start(book: RoundBook, part: RoundPart, item: ItemFigures, name: str) -> tuple[object, ...]:
    return (part.figures.number, item.code, book.text(item.text), name)


def _line(book: RoundBook, part: RoundPart, item: ItemFigures, name: str, which: str) -> Sequence[object]:
    words = book.words
    found = next((each for each in item.groups if each.name == name), None)
    start = _start(book, part, item, name)
    if found is None:
        told = words.say(N_(", ")).join(filter(None, (which, words.say(N_("kept back")))))
        return (*start, *_WITHOUT, told)
    figures = (found.median, found.lower, found.upper, found.high, found.low)
    return (*start, found.n, *figures, which)


def _chosen(book: RoundBook, part: RoundPart, item: ItemFigures, name: str) -> Sequence[object]:
    """A group that chose: how many of it chose what."""
    words = book.words
    groups = item.choice.groups if item.choice else ()
    found = next((each for each in groups if each[0] == name), None)
    start = _start(book, part, item, name)
    if found is None:
        return (*start, *_WITHOUT, words.say(N_("kept back")))
    _name, n, counts = found
    pairs = zip(options_of(part.rules, words.of), counts, strict=False)
    told = words.say(N_("; ")).join(
        words.say(N_("%(words)s: %(count)s"), words=option, count=words.count(count)) for option, count in pairs
    )
    return (*start, n, *_WITHOUT[1:], told)
