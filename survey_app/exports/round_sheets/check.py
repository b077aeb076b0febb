"""The check: formulas count the figures of the other sheets again from the sorted lists; every difference must be 0."""

from collections.abc import Iterator, Sequence

from openpyxl.utils import get_column_letter

from survey_app.exceptions import N_
from survey_app.exports import styles
from survey_app.exports.chosen import is_chosen
from survey_app.exports.round_book import LEFT, STRONG, Column, RoundBook
from survey_app.exports.round_report import ItemFigures, RoundPart
from survey_app.exports.round_sheets import both_scales, one_round
from survey_app.exports.round_sheets.ratings import Placed, share
from survey_app.exports.sheet import Sheet
from survey_app.exports.sheets.check import EXACT, TOLERANCE, quoted
from survey_app.exports.sorted_ratings import WORDS, Which
from survey_app.exports.ticked import TICKED, is_several
from survey_app.exports.words import cut_short

TITLE = N_("Check")
FINDING = N_("Formulas count the figures again from the sorted ratings")
FIRST = 8
"""The row of the first list."""
VERDICT = (5, 6)
"""Row and column of the cell that says whether everything agrees."""
_DIFFERENCE = styles.number(EXACT)
_HEADS = (N_("n"), N_("Median"), N_("Q1"), N_("Q3"), N_("IQR"), N_("Mean"), N_("SD"))
_FIRST_FIGURE, _STATEMENT = 5, 40
"""The column of the first difference, and how wide that of the statements is."""
Pair = tuple[str, str] | None
"""A formula, and the cell whose figure it must give."""


def build(book: RoundBook, placed: Sequence[Placed]) -> Sheet:
    """The sheet of checks."""
    say = book.words.say
    columns = _columns(book)
    about = say(N_("Formula over the sorted list minus the figure on the round's sheet. All of them must be 0."))
    sheet = book.sheet("check", [column.width for column in columns], about, styles.AGREES)
    last, state = FIRST + len(placed) - 1, len(columns) + 1
    span = (get_column_letter(_FIRST_FIGURE), get_column_letter(state - 1))
    yes, no = (quoted(say(words)) for words in (N_("all zero"), N_("NOT all zero")))
    wrong = f"SUMPRODUCT(--NOT(ABS({span[0]}{FIRST}:{span[1]}{last})<{TOLERANCE}))"
    sheet.put(VERDICT[0], 2, say(N_("All differences")), styles.Look(bold=True, size=13))
    sheet.formula(*VERDICT, f"IF({wrong}=0,{yes},{no})", styles.Look(bold=True, size=13, colour=styles.AGREES))
    sheet.heights[VERDICT[0]] = 24.0
    heads = {place: column.head for place, column in enumerate(columns, 2)}
    sheet.header(FIRST - 1, heads, left=(2, 3, 4, state))
    for row, each in enumerate(placed, FIRST):
        _line(book, sheet, row, each, state)
    sheet.alarm(f"{span[0]}{FIRST}:{span[1]}{last}", f"NOT(ABS({span[0]}{FIRST})<{TOLERANCE})")
    cell = f"{get_column_letter(VERDICT[1])}{VERDICT[0]}"
    sheet.alarm(f"{cell}:{cell}", f"NOT({wrong}=0)")
    sheet.repeated, sheet.freeze = f"1:{FIRST - 1}", f"A{FIRST}"
    sheet.foot(last + 2, say(N_("A program that does not calculate shows none.")))
    sheet.evenly(FIRST)
    return sheet


def _columns(book: RoundBook) -> list[Column]:
    say = book.words.say
    names = (*_HEADS, N_("High range"), N_("Low range"))
    return [
        Column(say(N_("Round")), 8, LEFT),
        Column(say(N_("Code")), 9, STRONG),
        Column(say(N_("Statement")), _STATEMENT, LEFT),
        *(Column(say(name), 11, _DIFFERENCE) for name in names),
        Column(say(N_("State")), 14, LEFT),
    ]


def _line(book: RoundBook, sheet: Sheet, row: int, placed: Placed, state: int) -> None:
    say, each = book.words.say, placed.ratings
    sheet.put(row, 2, each.part.figures.number, LEFT)
    sheet.put(row, 3, each.item.code, STRONG)
    text, which = book.text(each.item.text), WORDS[each.which]
    sheet.put(row, 4, cut_short(book.words.noted(text, say(which)) if which else text, _STATEMENT), LEFT)
    for column, pair in enumerate(_pairs(book, placed), _FIRST_FIGURE):
        if pair is None:
            sheet.put(row, column, None, LEFT)
        else:
            sheet.formula(row, column, f"{pair[0]}-{pair[1]}", _DIFFERENCE)
    yes, no = (quoted(say(words)) for words in (N_("agrees"), N_("DIFFERS")))
    cells = f"{get_column_letter(_FIRST_FIGURE)}{row}:{get_column_letter(state - 1)}{row}"
    wrong = f"SUMPRODUCT(--NOT(ABS({cells})<{TOLERANCE}))"
    sheet.formula(row, state, f"IF({wrong}=0,{yes},{no})", LEFT.having(indent=1))
    sheet.heights[row] = 18.0


def _pairs(book: RoundBook, placed: Placed) -> Iterator[Pair]:
    """What each difference is made of, in the order of the columns; None where there is no such figure."""
    each, cells = placed.ratings, placed.address
    places = _places(book, each.part, each.item, each.which)

    def pair(formula: str, name: str) -> Pair:
        return (formula, places[name]) if name in places else None

    if is_chosen(each.part):
        yield pair(f"COUNT({cells})", "n")
        yield from (None,) * 6
        leading = each.item.choice.leading[0] if each.item.choice and each.item.choice.leading else 0
        leading = TICKED if leading and is_several(each.item.own_scale) else leading
        yield pair(share(cells, leading, leading), "share") if leading else None
        yield None
        return
    yield pair(f"COUNT({cells})", "n")
    yield pair(f"MEDIAN({cells})" + _in_unit(each.part, each.which), "median")
    yield pair(f"QUARTILE({cells},1)", "lower")
    yield pair(f"QUARTILE({cells},3)", "upper")
    yield pair(f"(QUARTILE({cells},3)-QUARTILE({cells},1))", "iqr")
    yield pair(f"AVERAGE({cells})", "mean")
    yield pair(f"STDEV({cells})", "sd") if len(each.values) > 1 else None
    rules = each.part.rules
    yield pair(share(cells, rules.high_from, rules.high_to), "high")
    yield pair(share(cells, rules.low_from, rules.low_to), "low")


def _in_unit(part: RoundPart, which: Which) -> str:
    """Ends of estimates stand on the round's sheet as shares of the end of a scale that begins at 0."""
    rules = part.rules
    is_end = which in (Which.LOW, Which.HIGH)
    return f"/{rules.scale_max:g}" if is_end and rules.scale_min == 0 and rules.scale_max > 0 else ""


def _places(book: RoundBook, part: RoundPart, item: ItemFigures, which: Which) -> dict[str, str]:
    """The cells of the figures of a statement, by name."""
    if which is Which.SECOND:
        return both_scales.places_of(book, part, item)
    found = one_round.places_of(book, part, item)
    if which is Which.ANSWER:
        return found
    return {"median": found[f"end_{which.value}"]}
