"""How files write choices between two things: under other usual names, or as a matrix of how often each one won."""

from dataclasses import replace
from itertools import combinations

from survey_app.cli.stats.reading import Sheet

__all__ = ["COUNTS", "as_called", "from_wins"]

COUNTS = ("first_won", "second_won")
"""What the columns of counts are called that come out of a matrix."""
_SIDES = {
    "left": "option_a, option a, option 1, item_a, item a, item1, item_1, item 1, a, izquierda, opción a, 左, 选项a",
    "right": "option_b, option b, option 2, item_b, item b, item2, item_2, item 2, b, derecha, opción b, 右, 选项b",
    "chosen": "choice, selected, preferred, winner, elegido, elegida, elección, preferido, ganador, 选择, 胜者",
}
_WON = {
    "winner": "won, preferred, ganador, ganadora, 胜者, 胜方",
    "loser": "lost, not preferred, perdedor, perdedora, 败者, 败方",
}
_FEWEST = 3


def as_called(sheet: Sheet) -> Sheet:
    """The file under our names: left, right and chosen, or winner and loser, where each has one usual other name."""
    if sheet.has("winner", "loser") or sheet.has("left", "right"):
        return sheet
    for meant in (_SIDES, _WON):
        found = {
            ours: [name for name in sheet.names if name.strip().casefold() in {ours, *words.split(", ")}]
            for ours, words in meant.items()
        }
        told = {names[0]: ours for ours, names in found.items() if len(names) == 1}
        if len(told) == len(meant) or (meant is _SIDES and {*told.values()} == {"left", "right"}):
            header = tuple(told.get(name, name) for name in sheet.names)
            return replace(sheet, table=replace(sheet.table, header=header))
    return sheet


def from_wins(sheet: Sheet) -> Sheet | None:
    """A square matrix as left, right and the two counts; None for a file that is none.

    Its first column holds the names of the others: a cell says how often the thing of its row won over that of its
    column. The diagonal is left out.
    """
    things = sheet.names[1:]
    rows = {row[0]: row for row in sheet.table.rows}
    if len(things) < _FEWEST or {*rows} != {*things} or len(sheet.table.rows) != len(things):
        return None
    numbers = {row[0]: number for row, number in zip(sheet.table.rows, sheet.table.numbers, strict=True)}
    pairs = [(one, two) for one, two in combinations(things, 2)]
    cells = tuple((one, two, rows[one][sheet.place(two)], rows[two][sheet.place(one)]) for one, two in pairs)
    table = replace(
        sheet.table,
        header=("left", "right", *COUNTS),
        rows=cells,
        numbers=tuple(numbers[one] for one, _two in pairs),
    )
    return replace(sheet, table=table)
