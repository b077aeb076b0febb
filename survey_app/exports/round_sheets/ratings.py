"""The ratings as lists, one a statement, each sorted by itself, with formulas over every list that count it again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from survey_app.exceptions import N_
from survey_app.exports import own_scales, sorted_ratings, styles
from survey_app.exports.chosen import is_chosen
from survey_app.exports.chosen_figures import options_of
from survey_app.exports.round_book import COUNT, FIGURE, LEFT, SHARE, RoundBook
from survey_app.exports.round_report import RoundPart
from survey_app.exports.sheet import PRINTED_WIDTH, Sheet
from survey_app.exports.sorted_ratings import WORDS, SortedRatings, Which
from survey_app.exports.styles import Look
from survey_app.vocabulary import ItemScale

TITLE = N_("Ratings anonymous")
FINDING = N_("What was answered to each statement, each list sorted by itself")
ABREAST = 12
"""How many lists stand beside each other."""
_FIRST_ROW = 5
_LABEL = 20
_RATING = styles.number("0.####;−0.####").having(size=9)
_LOW, _FIGURES = 11.5, 14.0
_UNFINISHED = {
    "include": N_("Unfinished ballots are among them."),
    "exclude": N_("Unfinished ballots are left out."),
}
_TOO_LONG = N_("There are too many answers for a sheet: take the sorted ratings as CSV, beside this file.")
_ABOUT = N_("Every column is sorted by itself, from low to high: a row is not a person.")


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a list stands: formulas of other sheets count over it."""

    ratings: SortedRatings
    sheet: str
    column: str
    first: int

    @property
    def cells(self) -> str:
        """Its cells, for a formula on its own sheet."""
        return f"${self.column}${self.first}:${self.column}${self.first + len(self.ratings.values) - 1}"

    @property
    def address(self) -> str:
        """Its cells, for a formula on any sheet."""
        return f"'{self.sheet.replace(chr(39), chr(39) * 2)}'!{self.cells}"


def build(book: RoundBook) -> tuple[Sheet, list[Placed]]:
    """The sheet, and where its lists stand."""
    widths = [_LABEL, *[(PRINTED_WIDTH - _LABEL) / ABREAST] * ABREAST]
    sheet = book.sheet("ratings", widths, book.words.say(_ABOUT), styles.AXIS)
    placed: list[Placed] = []
    row = _FIRST_ROW
    if too_long := sorted_ratings.are_too_long(book.report):
        row = sheet.foot(row, book.words.say(_TOO_LONG)) + 1
    for place, part in enumerate(own_scales.parts(book.report)):
        if place:
            sheet.breaks.append(row - 1)
        row = book.section(sheet, row, _round(book, part))
        is_own = any(item.own_scale for item in part.figures.items)
        for words in _notes(book, part):
            row = sheet.foot(row, words)
        lists = () if too_long else sorted_ratings.lists_of(part, book.report.min_group)
        for start in range(0, len(lists), ABREAST):
            if start:
                sheet.breaks.append(row - 1)
            row = _band(book, sheet, row, lists[start : start + ABREAST], [] if is_own else placed)
        row += 1
    return sheet, placed


def _round(book: RoundBook, part: RoundPart) -> str:
    scale = book.words.say(N_("Scale: %(scale)s."), scale=book.scale(part))
    number = book.words.say(N_("Round %(n)s"), n=part.figures.number)
    return f"{number} · {scale}"


def _band(book: RoundBook, sheet: Sheet, row: int, lists: Sequence[SortedRatings], placed: list[Placed]) -> int:
    """Some lists beside each other: codes, the figures by formula, then every list downwards."""
    say = book.words.say
    sheet.header(row, {2: say(N_("Code"))} | {place: _head(book, each) for place, each in enumerate(lists, 3)})
    labels = _labels(book, lists[0].part)
    first = row + 1 + len(labels) + 2
    for place, words in enumerate(labels, row + 1):
        sheet.put(place, 2, words, LEFT)
        sheet.heights[place] = _FIGURES
    below = row + 1 + len(labels)
    sheet.put(below, 2, say(N_("Cannot judge")), LEFT)
    sheet.put(below + 1, 2, say(N_("From low to high")), styles.HEADER)
    sheet.line(below + 1, styles.HEADER, 3, 2 + len(lists))
    for column, each in enumerate(lists, 3):
        here = Placed(each, sheet.name, get_column_letter(column), first)
        placed.append(here)
        for place, (formula, look) in enumerate(formulas(here, here.cells), row + 1):
            sheet.formula(place, column, formula, look)
        if each.which is Which.ANSWER:
            sheet.put(below, column, each.item.cannot_judge, COUNT)
        for place, value in enumerate(each.values, first):
            sheet.put(place, column, value, _RATING)
            sheet.heights[place] = _LOW
    return first + max(len(each.values) for each in lists) + 1


def _head(book: RoundBook, each: SortedRatings) -> str:
    return " ".join(filter(None, (each.item.code, book.words.say(WORDS[each.which]) if WORDS[each.which] else "")))


def _labels(book: RoundBook, part: RoundPart) -> list[str]:
    say = book.words.say
    if is_chosen(part):
        return [say(N_("n"))]
    labels = [say(name) for name in (N_("n"), N_("Median"), N_("Q1"), N_("Q3"), N_("IQR"))]
    if part.figures.scale is ItemScale.RATING:
        labels += [say(N_("Rated %(range)s"), range=each) for each in book.ranges(part)]
    return labels


def formulas(placed: Placed, cells: str) -> Iterator[tuple[str, Look]]:
    """Formulas that count n, median, quartiles, IQR and the shares of the rule again, in the order of the labels."""
    each = placed.ratings
    yield f"COUNT({cells})", COUNT
    if is_chosen(each.part):
        return
    yield f"MEDIAN({cells})", FIGURE
    yield f"QUARTILE({cells},1)", FIGURE
    yield f"QUARTILE({cells},3)", FIGURE
    yield f"QUARTILE({cells},3)-QUARTILE({cells},1)", FIGURE
    if each.which is Which.ANSWER and each.part.figures.scale is ItemScale.RATING:
        rules = each.part.rules
        yield share(cells, rules.high_from, rules.high_to), SHARE
        yield share(cells, rules.low_from, rules.low_to), SHARE


def share(cells: str, first: float, last: float) -> str:
    """The share of a list that lies from one point to another, as a formula."""
    return f'COUNTIFS({cells},">={first:g}",{cells},"<={last:g}")/COUNT({cells})'


def _notes(book: RoundBook, part: RoundPart) -> list[str]:
    """What must be known to read the lists of a round."""
    say, report = book.words.say, book.report
    if sorted_ratings.is_bound(part):
        return [
            say(
                N_(
                    "No lists: what one person gives to one statement binds the rest, so that whole answers could be "
                    "put together again from sorted lists."
                )
            )
        ]
    notes = [say(_UNFINISHED[str(part.rules.partials)])]
    if is_chosen(part):
        named = enumerate(options_of(part.rules, book.words.of), 1)
        notes.append(say(N_("; ")).join(f"{number} = {words}" for number, words in named))
    if any(each.which is Which.LOW for each in sorted_ratings.lists_of(part, report.min_group)):
        confidence = {each.elicited.confidence for each in part.figures.items if each.elicited}
        level = book.words.share(min(confidence, default=100.0) / 100)
        notes.append(say(N_("Low and high: the ends of the ranges at %(share)s confidence."), share=level))
    if hidden := sorted_ratings.kept_back(part, report.min_group):
        codes = say(N_(", ")).join(item.code for item in hidden)
        notes.append(say(N_("Kept back, too few answered: %(codes)s."), codes=codes))
    return notes
