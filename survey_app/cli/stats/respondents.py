"""A file with a respondent in each row: which columns are meant, how people are weighted, how they fall into groups."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from pathlib import Path

import click
import numpy as np

from survey_app.cli.stats.files import read
from survey_app.cli.stats.group import Command
from survey_app.cli.stats.options import DECIMAL_COMMA, LABELS, MISSING, NO_HEADER, SHEET, as_one, with_parameters
from survey_app.cli.stats.printing import seen_on_scale
from survey_app.cli.stats.questions import columns_of, doubt_capitals
from survey_app.cli.stats.reading import Cell, Cells, Shape, Sheet
from survey_app.cli.stats.turns import follow, in_turn
from survey_app.stats.answers import FloatArray

__all__ = ["BY", "LEVEL", "POPULATION", "RESAMPLES", "SEED", "Respondents", "pair_of", "respondents_file"]


@dataclass(frozen=True)
class Respondents:
    """The file or a part of it, and the column of weights where there is one."""

    sheet: Sheet
    weight: str | None = None
    is_part: bool = False

    @cached_property
    def weights(self) -> list[Cell] | None:
        """One weight a person, or None."""
        return None if self.weight is None else self.sheet.weights(self.weight, is_part=self.is_part)

    def columns(self, given: Sequence[str], what: str) -> list[str]:
        """The columns that an option names: alone, with commas, by a range q1..q5 or a pattern IMAG*."""
        found = [name for part in given for name in columns_of(self.sheet, [part])]
        if not found:
            raise click.UsageError(f"Name the columns with {what}.")
        doubled = next((name for name in found if found.count(name) > 1), None)
        if doubled is not None:
            raise click.UsageError(f"The column “{doubled[:80]}” stands twice in {what}.")
        return found

    def without_signs(self, name: str) -> "Respondents":
        """The same people with the per cent signs of a column taken away."""
        place = self.sheet.place(name)
        rows = tuple(
            (*row[:place], row[place].removesuffix("%").rstrip(), *row[place + 1 :]) for row in self.sheet.table.rows
        )
        return replace(self, sheet=replace(self.sheet, table=replace(self.sheet.table, rows=rows)))

    def column(self, name: str, ends: tuple[float, float] | None = None) -> FloatArray:
        """One column of numbers, NaN where missing."""
        found = self.sheet.numbers(name, ends)
        seen_on_scale(ends, found)
        return _array(found)

    def whole(self, name: str, ends: tuple[float, float]) -> FloatArray:
        """One column of whole numbers, NaN where missing."""
        return _array(self.sheet.whole_numbers(name, ends))

    def row_of(self, place: int) -> int:
        """The number that a respondent's row has in the file."""
        return self.sheet.table.numbers[place]

    def matrix(self, names: Sequence[str], ends: tuple[float, float] | None = None) -> FloatArray:
        """Several columns of numbers side by side."""
        return np.column_stack([self.column(name, ends) for name in names])

    def flags(self, name: str) -> FloatArray:
        """A column of yes and no: 1, yes, true, y, x and 0, no, false, n; NaN where missing."""
        return _array(self.sheet.flags(name))

    def groups(self, by: str | None) -> list[tuple[str | None, "Respondents"]]:
        """The whole file, or one part for each value of a column: by number or year, words as they first appear."""
        if by is None:
            return [(None, self)]
        cells = self.sheet.texts(by)
        doubt_capitals(by, cells)
        names = [name for name in dict.fromkeys(cells) if name]
        if follow(names):
            names = in_turn(names)
        return [(name, self._where([cell == name for cell in cells])) for name in names]

    def _where(self, kept: Sequence[bool]) -> "Respondents":
        table = self.sheet.table
        rows = tuple(row for row, is_kept in zip(table.rows, kept, strict=True) if is_kept)
        numbers = tuple(number for number, is_kept in zip(table.numbers, kept, strict=True) if is_kept)
        sheet = replace(self.sheet, table=replace(table, rows=rows, numbers=numbers), whole=self.sheet.whole or table)
        return Respondents(sheet, self.weight, is_part=True)


def _array(cells: Sequence[Cell]) -> FloatArray:
    return np.array([np.nan if cell is None else cell for cell in cells], dtype=np.float64)


POPULATION = click.option(
    "--population", type=click.IntRange(1, 10**12), metavar="N", help="How many people the answers come from."
)
LEVEL = click.option(
    "--level", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=0.95, show_default=True,
    help="Confidence of the intervals.",
)  # fmt: skip
RESAMPLES = click.option(
    "--resamples", type=click.IntRange(0, 20_000), default=1000, show_default=True, help="Resamples; 0: no intervals."
)
SEED = click.option("--seed", type=click.IntRange(0), default=1979, show_default=True, help="Seed of the resampling.")
BY = click.option("--by", help="Column whose values make groups, each worked out on its own.")
_PARAMETERS = (
    click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    MISSING,
    DECIMAL_COMMA,
    LABELS,
    SHEET,
    NO_HEADER,
)
_WEIGHT = click.option("--weight", "--weights", "weight", metavar="COLUMN", help="Column of weights.")


def respondents_file(function: Command) -> Command:
    """The argument FILE with how its cells are read and --weight; the function gets the `Respondents` first."""

    @wraps(function)
    def reading(
        file: Path,
        missing: tuple[str, ...],
        weight: str | None,
        *,
        decimal_comma: bool,
        labels: tuple[dict[str, float], ...],
        page: str | None,
        headless: bool,
        **options: object,
    ) -> None:
        cells = Cells.told(missing, decimal_comma=decimal_comma, labels=as_one(labels))
        function(Respondents(read(file, cells, Shape(headless=headless), page=page), weight), **options)

    return with_parameters(reading, (*_PARAMETERS, _WEIGHT))


def pair_of(value: str, sign: str, what: str) -> tuple[str, str]:
    """The two sides of an option such as NAME=COLUMN, or wrong usage."""
    left, found, right = value.partition(sign)
    if not found or not left.strip() or not right.strip():
        raise click.UsageError(f"“{value[:60]}” is no {what}.")
    return left.strip(), right.strip()
