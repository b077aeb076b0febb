"""A table of numbers: rows, and if wanted several columns, all in one unit and within the same limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.columned import MOST_COLUMNS, groups_of, places
from survey_app.questions.definition import Item, Question, Text
from survey_app.questions.entering import NumberSettings
from survey_app.questions.number import Number
from survey_app.questions.parted import Cell, Group, Parted, read_columns
from survey_app.questions.reading import read_items, write_items

_NUMBER = Number()


@dataclass(frozen=True, slots=True)
class GridNumberSettings:
    """Rows, columns (none: one number a row), and the unit, limits and decimals of every number."""

    items: tuple[Item, ...]
    columns: tuple[Item, ...] = ()
    unit: Text = field(default_factory=dict)
    least: float | None = None
    most: float | None = None
    decimals: int = 2

    @property
    def figure(self) -> NumberSettings:
        """What every number has to keep to."""
        return NumberSettings(self.unit, self.least, self.most, self.decimals)


class GridNumber(Parted[GridNumberSettings]):
    """A table of numbers."""

    code = "grid_number"
    label = N_("Table of numbers")
    open = True

    def read(self, settings: Mapping[str, Any]) -> GridNumberSettings:
        """Rows, columns and what every number has to keep to."""
        figure = _NUMBER.read(settings)
        columns = read_columns(settings, "columns", MOST_COLUMNS)
        return GridNumberSettings(
            read_items(settings), columns, figure.unit, figure.least, figure.most, figure.decimals
        )

    def write(self, settings: GridNumberSettings) -> dict[str, Any]:
        """Rows, columns and limits as JSON."""
        table = {"items": write_items(settings.items), "columns": write_items(settings.columns)}
        return table | _NUMBER.write(settings.figure)

    def cells(self, question: Question) -> tuple[Cell, ...]:
        """`CODE.<row>` or `CODE.<row>.<column>`, a number each."""
        settings: GridNumberSettings = question.settings
        return tuple(
            Cell(key, row, column, code, figure=settings.figure)
            for key, row, column, code in places(settings.items, settings.columns)
        )

    def groups(self, question: Question) -> Sequence[Group]:
        """The columns."""
        return groups_of(question.settings.columns, "grid_number")
