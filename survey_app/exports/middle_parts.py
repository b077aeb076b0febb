"""The medians of a round in the report as Word and PDF, drawn with their middle halves and how both moved."""

from survey_app.exceptions import N_
from survey_app.exports import own_scales
from survey_app.exports.documents.middle_drawing import Middle, MiddleNames, MiddleRow, middles
from survey_app.exports.documents.model import Emphasis, Figure, Heading, Look, Paragraph, Part
from survey_app.exports.round_book import RoundBook
from survey_app.exports.round_report import ItemFigures, RoundPart
from survey_app.vocabulary import ItemScale

_DRAWN = (ItemScale.RATING, ItemScale.POINTS, ItemScale.RANKING)
_MOST_ROWS = 24
"""Statements of one drawing: more do not fit below a heading on a page."""


def parts_of(book: RoundBook, part: RoundPart, look: Look) -> list[Part]:
    """The finding and the drawing; nothing where the middle half of no statement is told."""
    before = _before(book, part)
    items = [item for item in part.figures.items if _middle(item) is not None]
    if part.figures.scale not in _DRAWN or not items:
        return []
    found: list[Part] = [
        Heading(2, finding(book, part, before)),
        Paragraph(book.words.say(N_("Median and middle half of every statement")), Emphasis.QUIET, keeps=True),
    ]
    ends = _ends(part, before)
    for first in range(0, len(items), _MOST_ROWS):
        rows = [_row(book, part, before, item) for item in items[first : first + _MOST_ROWS]]
        drawn = middles(rows, ends, _names(book, part, before, rows), look, lambda value: _figure(book, value))
        found.append(Figure(drawn, _told(book, rows)))
    return found


def finding(book: RoundBook, part: RoundPart, before: RoundPart | None) -> str:
    """What the drawing shows, as a sentence: whether views came closer, or where they lie furthest apart."""
    say, widths = book.words.say, [_wide(item) for item in part.figures.items]
    pairs = [(_wide(_in(before, item)), _wide(item)) for item in part.figures.items]
    known = [(then, now) for then, now in pairs if then is not None and now is not None]
    if before is not None and known:
        return say(
            N_("Since round %(n)s the middle half became narrower for %(narrower)s of %(all)s statements"),
            n=before.figures.number,
            narrower=book.words.count(sum(now < then for then, now in known)),
            all=book.words.count(len(known)),
        )
    widest = max((width for width in widths if width is not None), default=0.0)
    most = [item for item, width in zip(part.figures.items, widths, strict=True) if width == widest]
    if widest == 0 or len(most) != 1:
        return say(N_("Where the panel stands on every statement"))
    low, _median, high = _middle(most[0]) or (0.0, 0.0, 0.0)
    return say(
        N_("Answers lie furthest apart on %(code)s: the middle half reaches from %(low)s to %(high)s"),
        code=most[0].code,
        low=_figure(book, low),
        high=_figure(book, high),
    )


def _before(book: RoundBook, part: RoundPart) -> RoundPart | None:
    """The round before on the same scale."""
    for report in own_scales.all_of(book.report):
        for place, each in enumerate(report.rounds):
            if each is part:
                return report.rounds[place - 1] if place else None
    return None


def _in(part: RoundPart | None, item: ItemFigures) -> ItemFigures | None:
    return part.figures.item(item.item_id) if part else None


def _middle(item: ItemFigures | None) -> Middle | None:
    if item is None or item.lower is None or item.median is None or item.upper is None:
        return None
    return item.lower, item.median, item.upper


def _wide(item: ItemFigures | None) -> float | None:
    found = _middle(item)
    return None if found is None else found[2] - found[0]


def _ends(part: RoundPart, before: RoundPart | None) -> tuple[float, float]:
    """The ends of the scale; of points, which have no upper one, as far as anything reaches."""
    if part.figures.scale is not ItemScale.POINTS:
        return float(part.rules.scale_min), float(part.rules.scale_max)
    shown = [*part.figures.items, *(before.figures.items if before else ())]
    return 0.0, max((item.upper for item in shown if item.upper is not None), default=0.0) or 1.0


def _row(book: RoundBook, part: RoundPart, before: RoundPart | None, item: ItemFigures) -> MiddleRow:
    earlier, now = _middle(_in(before, item)), _middle(item) or (0.0, 0.0, 0.0)
    medians = [_figure(book, each[1]) for each in (earlier, now) if each is not None]
    words = " → ".join(medians if len(set(medians)) > 1 else medians[-1:])
    is_apart = part.figures.has_rule and not item.is_agreed
    return MiddleRow(f"{item.code} {book.text(item.text)}", earlier, now, words, is_apart)


def _names(book: RoundBook, part: RoundPart, before: RoundPart | None, rows: list[MiddleRow]) -> MiddleNames:
    say = book.words.say
    earlier = say(N_("Round %(n)s"), n=before.figures.number) if before and any(row.before for row in rows) else ""
    now = say(N_("Round %(n)s"), n=part.figures.number) if not all(row.apart for row in rows) else ""
    apart = say(N_("Not agreed")) if any(row.apart for row in rows) else ""
    return MiddleNames(earlier, now, apart)


def _told(book: RoundBook, rows: list[MiddleRow]) -> str:
    """The drawing in words: of each statement the median, and from where to where the middle half reaches."""
    say = book.words.say
    told = [
        book.words.labelled(
            row.label,
            say(
                N_("%(median)s (%(low)s–%(high)s)"),
                median=row.words,
                low=_figure(book, row.now[0]),
                high=_figure(book, row.now[2]),
            ),
        )
        for row in rows
    ]
    return say(N_("; ")).join(told)


def _figure(book: RoundBook, value: float) -> str:
    """A figure of the scale, as exact as it is: medians and quartiles are quarters of a point at the finest."""
    places = next((places for places in (0, 1) if round(value, places) == value), 2)
    return book.words.figure(value, places)
