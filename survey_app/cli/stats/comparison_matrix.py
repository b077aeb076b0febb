"""Comparisons two by two that stand as a square matrix, the way books print them; one for each expert."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from survey_app.cli.stats.reading import Sheet
from survey_app.exceptions import N_, FileRefused

__all__ = ["from_matrix"]

_ROUNDED = 0.05

Comparison = tuple[int, str, str, str, str]
"""The row's number, the expert, the two things, and how many times as important the first is, as it stands."""


def from_matrix(sheet: Sheet) -> Sheet:
    """The comparisons one a row, with the columns expert, first, second and times; as it stands if it is no matrix.

    It is one where the names in the first column that is not the expert's are those of the columns after it, or where
    the rows have no names, are as many as the columns, and hold 1 on the diagonal.
    """
    sheet = _with_names(sheet)
    _expert, things, label = _things(sheet)
    if len(things) < len(("one", "two")) or {row[label] for row in sheet.table.rows} != {*things}:
        return sheet
    given = list(_of_matrix(sheet))
    table = replace(
        sheet.table,
        header=("expert", "first", "second", "times"),
        rows=tuple(tuple(cells) for _number, *cells in given),
        numbers=tuple(number for number, *_cells in given),
    )
    return replace(sheet, table=table)


def _with_names(sheet: Sheet) -> Sheet:
    """A square of figures alone, one for each expert, with the names of its columns as those of its rows too."""
    expert = sheet.place("expert") if sheet.has("expert") else None
    places = [place for place in range(len(sheet.names)) if place != expert]
    seen: dict[str, int] = {}
    names = []
    for row in sheet.table.rows:
        name = "" if expert is None else row[expert]
        turn = seen[name] = seen.get(name, 0) + 1
        if turn > len(places) or _value(row[places[turn - 1]]) != 1:
            return sheet
        names.append(sheet.names[places[turn - 1]])
    if len(places) <= 1 or {*seen.values()} != {len(places)}:
        return sheet
    rows = tuple((name, *row) for name, row in zip(names, sheet.table.rows, strict=True))
    return replace(sheet, table=replace(sheet.table, header=("thing", *sheet.names), rows=rows))


def _things(sheet: Sheet) -> tuple[int | None, list[str], int]:
    expert = sheet.place("expert") if sheet.has("expert") else None
    label, *others = [place for place in range(len(sheet.names)) if place != expert] or [0]
    return expert, [sheet.names[place] for place in others], label


def _of_matrix(sheet: Sheet) -> Iterator[Comparison]:
    """The comparisons above the diagonal; below it the reverse of each must stand, or nothing."""
    expert, things, label = _things(sheet)
    found: dict[str, dict[str, int]] = {}
    for row, cells in enumerate(sheet.table.rows):
        rows = found.setdefault(cells[expert] if expert is not None else "1", {})
        if rows.setdefault(cells[label], row) != row:
            raise FileRefused(
                N_("Row %(row)s: the row of “%(name)s” stands there twice."),
                row=sheet.table.numbers[row],
                name=cells[label][:80],
            )
    for name, rows in found.items():
        for one, two in combinations(things, 2):
            yield from _pair(sheet, name, (one, two), rows)


def _pair(sheet: Sheet, expert: str, pair: tuple[str, str], rows: dict[str, int]) -> Iterator[Comparison]:
    """The pair as it stands above the diagonal, or below it where nothing stands above."""
    one, two = pair
    above = _cell(sheet, rows.get(one), two)
    below = _cell(sheet, rows.get(two), one)
    if above and below and abs(_value(above) * _value(below) - 1) > _ROUNDED:
        raise FileRefused(
            N_(
                "“%(first)s” against “%(second)s” is %(times)s, the other way round %(other)s: one must be 1 divided "
                "by the other."
            ),
            first=one[:80],
            second=two[:80],
            times=above[:20],
            other=below[:20],
        )
    if above:
        yield sheet.table.numbers[rows[one]], expert, one, two, above
    elif below:
        yield sheet.table.numbers[rows[two]], expert, two, one, below


def _cell(sheet: Sheet, row: int | None, name: str) -> str:
    cell = "" if row is None else sheet.table.rows[row][sheet.place(name)]
    return "" if sheet.cells.is_missing(cell) else cell


def _value(cell: str) -> float:
    """The number in a cell such as 3 or 1/3; one that is none is refused where it is read."""
    top, _bar, bottom = cell.replace(",", ".").partition("/")
    try:
        return float(top) / float(bottom or 1)
    except (ValueError, ZeroDivisionError):
        return float("nan")
