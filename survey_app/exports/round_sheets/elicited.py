"""Joined estimates on the sheet of a round: the ways to join them below each other, then every range, sorted."""

from collections.abc import Iterator

from survey_app.exceptions import N_
from survey_app.exports.elicited import POOLS
from survey_app.exports.round_book import COUNT, FIGURE, STRONG, WRAPPED, Column, RoundBook
from survey_app.exports.round_report import RoundPart
from survey_app.exports.sheet import Sheet

Line = tuple[object, ...]
_NARROW = N_("Best estimates, narrow ranges counting more")
_ONE_SIDED = N_("Best estimates, one-sided ranges counting more")
_CUT = N_("Ranges cut to the limits of the scale")


def build(book: RoundBook, sheet: Sheet, part: RoundPart, row: int) -> int:
    """Both tables below the others; the row after them. Nothing where no ranges were joined."""
    say = book.words.say
    lines = list(_joined(book, part))
    if lines:
        row = book.section(sheet, row, say(N_("Estimates joined")))
        row = book.table(sheet, row, _columns(book, (N_("Low"), "50%", N_("High"))), lines) + 1
    ranges = list(_ranges(part))
    if ranges:
        row = book.section(sheet, row, say(N_("Every range, sorted by its best estimate")))
        row = book.table(sheet, row, _columns(book, (N_("Lowest"), N_("Best"), N_("Highest"))), ranges) + 1
    return row


def _columns(book: RoundBook, ends: tuple[str, str, str]) -> list[Column]:
    """As wide as the columns of the table above them, whose places they share."""
    say = book.words.say
    first = [Column(say(N_("Code")), 7, STRONG), Column("", 22, WRAPPED), Column(say(N_("n")), 5.5, COUNT)]
    return [*first, *(Column(say(end), 9, FIGURE) for end in ends)]


def _joined(book: RoundBook, part: RoundPart) -> Iterator[Line]:
    say = book.words.say
    for item in part.figures.items:
        found = item.elicited
        if found is None or not found.n:
            continue
        for name, words in POOLS.items():
            yield item.code, say(words), found.n, *(getattr(found, name) or (None, None, None))
        yield item.code, say(_NARROW), found.n, None, found.narrow, None
        yield item.code, say(_ONE_SIDED), found.n, None, found.one_sided, None
        if found.clipped:
            yield item.code, say(_CUT), found.clipped, None, None, None


def _ranges(part: RoundPart) -> Iterator[Line]:
    for item in part.figures.items:
        for low, best, high in item.elicited.ranges if item.elicited else ():
            yield item.code, "", None, low, best, high
