"""A table of texts: rows by columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.columned import MOST_COLUMNS, places
from survey_app.questions.definition import Item, Question
from survey_app.questions.parted import Cell, Parted, read_columns
from survey_app.questions.reading import read_items, write_items


@dataclass(frozen=True, slots=True)
class GridTextSettings:
    """The rows and the columns; without columns there is one text a row."""

    items: tuple[Item, ...]
    columns: tuple[Item, ...] = ()


class GridText(Parted[GridTextSettings]):
    """A table of texts."""

    code = "grid_text"
    label = N_("Table of texts")
    open = True

    def read(self, settings: Mapping[str, Any]) -> GridTextSettings:
        """Rows and columns."""
        return GridTextSettings(read_items(settings), read_columns(settings, "columns", MOST_COLUMNS))

    def write(self, settings: GridTextSettings) -> dict[str, Any]:
        """Rows and columns as JSON."""
        return {"items": write_items(settings.items), "columns": write_items(settings.columns)}

    def cells(self, question: Question) -> tuple[Cell, ...]:
        """`CODE.<row>.<column>`, a text each."""
        settings: GridTextSettings = question.settings
        return tuple(Cell(key, row, column) for key, row, column, _code in places(settings.items, settings.columns))
