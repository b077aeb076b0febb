"""Joined estimates in the report of a panel: the three pools of every statement, and its ranges drawn at paper size."""

from itertools import pairwise

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.documents.drawing import WIDTH, Canvas, axis
from survey_app.exports.documents.model import Figure, Heading, Look, Part, Table
from survey_app.exports.elicited import POOLS, ElicitedFigures
from survey_app.exports.round_book import RoundBook
from survey_app.exports.round_report import ItemFigures, RoundPart

NONE = "\N{EN DASH}"
_LEFT, _TOP, _CURVE, _FOOT = 30.0, 6.0, 56.0, 16.0
_PITCH, _TALLEST = 6.0, 150.0


def parts_of(book: RoundBook, part: RoundPart, look: Look) -> list[Part]:
    """What the report says of the ranges of a round; nothing where there are none."""
    shown = [item for item in part.figures.items if item.elicited is not None and item.elicited.n]
    if not shown:
        return []
    say = book.words.say
    found: list[Part] = [Heading(2, say(N_("Estimates joined"))), _table(book, shown)]
    for item in shown:
        if item.elicited is not None and item.elicited.curve:
            caption = say(
                N_("%(code)s: ranges, sorted, with their best estimates; below, the curve that they make together"),
                code=item.code,
            )
            found.append(Figure(draw(book, item.elicited, look), _told(book, item.elicited), caption))
    return found


def figure(book: RoundBook, value: float) -> str:
    """A figure with as many decimals as it has, two at most; small ones keep three."""
    most = 3 if abs(value) < 1 else 2
    return book.words.figure(value, next(each for each in range(most + 1) if round(value, each) == round(value, most)))


def _three(book: RoundBook, three: tuple[float, float, float] | None) -> str:
    if three is None:
        return NONE
    low, median, high = (figure(book, each) for each in three)
    return book.words.say(N_("%(median)s (%(low)s–%(high)s)"), median=median, low=low, high=high)


def _table(book: RoundBook, items: list[ItemFigures]) -> Table:
    say = book.words.say
    head = (say(N_("Code")), say(N_("Statement")), say(N_("n")), *(say(words) for words in POOLS.values()))
    rows = tuple(
        (
            item.code,
            book.text(item.text),
            book.words.count(item.elicited.n if item.elicited else 0),
            *(_three(book, getattr(item.elicited, name, None)) for name in POOLS),
        )
        for item in items
    )
    return Table(head, rows, (7, 33, 6, 18, 18, 18), left=(0, 1))


def _told(book: RoundBook, found: ElicitedFigures) -> str:
    """The drawing in words: every range with its best figure."""
    return "; ".join(_three(book, (low, best, high)) for low, best, high in found.ranges)


def draw(book: RoundBook, found: ElicitedFigures, look: Look) -> str:
    """The ranges above, the curve of the linear pool below, on one axis."""
    sheet = Canvas(look)
    ends = [*(x for x, _share in found.curve), *(end for one in found.ranges for end in one)]
    first, last = min(ends), max(ends)
    at = axis(first, last if last > first else first + 1, _LEFT, WIDTH - 8)
    pitch = min(_PITCH, _TALLEST / max(len(found.ranges), 1))
    y = _TOP
    for low, best, high in found.ranges:
        y += pitch
        sheet.line((at(low), y), (at(high), y), styles.AXIS, 1.4)
        sheet.disc(at(best), y, 1.6, look.accent, look.accent)
    floor = y + 12 + _CURVE
    for share in (0.0, 0.5, 1.0):
        height = floor - share * _CURVE
        sheet.line((_LEFT, height), (WIDTH - 8, height), styles.AXIS, 0.3)
        sheet.text(_LEFT - 4, height + 3, book.words.share(share), anchor="end", colour=styles.QUIET)
    places = [(at(x), floor - share * _CURVE) for x, share in found.curve]
    for before, after in pairwise(places):
        sheet.line(before, after, look.accent, 1.2)
    # the three figures of the band leave room for each other: one to the left, one to the right of its place
    for place, anchor in zip(found.median_of_quantiles or (), ("end", "middle", "start"), strict=False):
        sheet.line((at(place), _TOP), (at(place), floor), styles.QUIET, 0.5)
        sheet.text(max(at(place), _LEFT), floor + 11, figure(book, place), anchor=anchor, colour=styles.QUIET)
    return sheet.done(floor + _FOOT)
