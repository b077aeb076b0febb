"""Reliability: how well the items of each battery hang together, and what each item adds."""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.analyses import ScaleReliability
from survey_app.exports.book import Book
from survey_app.exports.cells import row_height
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets.question_grid import PAGE
from survey_app.exports.words import shortened

_FIRST, _HEAD = 6, 64.0
_ON_ONE = 1.35
"""How much more than a page is drawn smaller on one, instead of on two pages that are half empty."""
FIGURE = '[>=0.005]0.00;[<=-0.005]"−"0.00;0.00'
_LINE_HEIGHT, _ROOM = 16.0, 533.0
"""Of an item's row, and of a page: two batteries of ten items stand on one."""
_WEAK = 0.3
"""Below it an item is usually said not to belong: Nunnally and Bernstein 1994, Psychometric Theory, chapter 8."""
SIDES: dict[str, str] = {
    "experienced": N_("%(label)s (the experience)"),
    "expected": N_("%(label)s (the expectation)"),
}


def build(book: Book, found: Sequence[ScaleReliability]) -> Sheet:
    """The sheet: one line a battery, then the items of each."""
    sheet, words = book.sheet("reliability"), book.words
    sheet.columns((2, 62, 11, 11, 11, 14, 11, 12, 12), beside=(3,))
    about = words.say(N_("People who answered every item."))
    book.head(sheet, "reliability", words.sentences(about, book.about()))
    names = (
        N_("Battery"),
        N_("Alpha"),
        N_("Low"),
        N_("High"),
        N_("Alpha standardised"),
        N_("Omega"),
        N_("Items"),
        N_("Base"),
    )
    sheet.header(5, {column: words.say(name) for column, name in enumerate(names, 2)})
    for number, scale in enumerate(found, _FIRST):
        _line(sheet, book, number, scale)
    row = _FIRST + len(found) + 1
    needed = _used(sheet, row) + sum(map(_needed, found))
    sheet.one_page = needed <= _ON_ONE * PAGE
    for place, scale in enumerate(found):
        if not sheet.one_page and place and _used(sheet, row) + _needed(scale) > _ROOM:
            sheet.breaks.append(row - 1)
        row = _items(sheet, book, scale, row)
    sheet.foot(row, note(book))
    return sheet


def _used(sheet: Sheet, row: int) -> float:
    """How much of the page the rows above take, from its first row on."""
    begun = sheet.breaks[-1] + 1 if sheet.breaks else 1
    head = _HEAD if sheet.breaks else 0.0
    return head + sum(sheet.heights.get(each, 15.0) for each in range(begun, row))


def _needed(scale: ScaleReliability) -> float:
    """The height of a battery's items with their head."""
    return 66.0 + _LINE_HEIGHT * len(scale.items)


def scale_name(book: Book, scale: ScaleReliability) -> str:
    """The battery in words, and which side of it."""
    label = book.words.of(scale.label)
    return book.words.say(SIDES[scale.side], label=label) if scale.side in SIDES else label


def _line(sheet: Sheet, book: Book, number: int, scale: ScaleReliability) -> None:
    alpha, name = scale.alpha, scale_name(book, scale)
    sheet.put(number, 2, name, styles.BODY_WRAP)
    low, high = (alpha.interval.low, alpha.interval.high) if alpha.interval else (None, None)
    omega = scale.omega.value if scale.omega is not None else None
    for column, value in enumerate((alpha.value, low, high, alpha.standardised, omega), 3):
        sheet.put(number, column, value, styles.number(FIGURE, bold=column == 3))
    sheet.put(number, 8, alpha.k, styles.number(styles.COUNT))
    sheet.put(number, 9, alpha.n, styles.number(styles.base_format(alpha.n)))
    sheet.heights[number] = max(18.0, row_height(name, sheet.width(2)))


def _items(sheet: Sheet, book: Book, scale: ScaleReliability, row: int) -> int:
    """What each item adds, on one page; returns the next free row."""
    words = book.words
    room = int(sheet.width(2, sheet.printed)) - 4
    sheet.put(row, 2, shortened(scale_name(book, scale), room), styles.Look(size=12, bold=True))
    sheet.heights[row] = 24.0
    names = {2: N_("Item"), 3: N_("With the rest"), 4: N_("Alpha without it"), 5: N_("Loading")}
    sheet.header(row + 1, {column: words.say(name) for column, name in names.items()})
    first = row + 2
    omega = scale.omega
    loadings = omega.items if omega is not None and omega.value is not None else ()
    for place, ((variable, label), item) in enumerate(zip(scale.items, scale.alpha.items, strict=True)):
        loading = loadings[place].standardised_loading if loadings else None
        figures = (item.item_rest_correlation, item.alpha_if_deleted, loading)
        _item(sheet, first + place, words.of(label) or variable, figures)
    last = first + len(scale.items) - 1
    sheet.data_bar(3, first, last)
    return last + 2


def _item(sheet: Sheet, number: int, name: str, figures: tuple[float | None, float | None, float | None]) -> None:
    weak = figures[0] is not None and figures[0] < _WEAK
    sheet.put(number, 2, name, styles.BODY_WRAP)
    plain = styles.number(FIGURE)
    looks = (plain.having(bold=True, colour=styles.IMPROVE if weak else styles.INK), plain, plain)
    for column, (value, look) in enumerate(zip(figures, looks, strict=True), 3):
        sheet.put(number, column, value, look)
    sheet.heights[number] = max(_LINE_HEIGHT, row_height(name, sheet.width(2)) - 2)


def note(book: Book) -> str:
    """What the columns mean."""
    say, words = book.words.say, book.words
    rest = N_(
        "With the rest: the item’s correlation with the sum of the others; below %(weak)s in orange: it hardly belongs."
    )
    if book.is_recoloured:
        rest = N_("With the rest: the item’s correlation with the sum of the others; below %(weak)s it hardly belongs.")
    return words.sentences(
        say(rest, weak=words.figure(_WEAK, 1)),
        say(N_("Loading: on the one factor behind omega.")),
        say(N_("No omega where no common factor was found.")),
    )
