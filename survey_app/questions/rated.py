"""What the types share that put rows on one scale: grids and batteries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.questions.definition import Item, Scale
from survey_app.questions.reading import read_items, read_scale, write_items, write_scale
from survey_app.questions.values import Values, read_values, shown, write_values


@dataclass(frozen=True, slots=True)
class RowsSettings:
    """The rows and the one scale they are rated on; `values` are the kinds of value that rows were tagged with."""

    items: tuple[Item, ...]
    scale: Scale
    values: Values = ()

    @property
    def valued(self) -> str:
        """The tags as they are typed."""
        return shown(self.values)


def read_rows(settings: Mapping[str, Any]) -> RowsSettings:
    """Rows and scale from their JSON part."""
    items = read_items(settings)
    return RowsSettings(items, read_scale(settings.get("scale")), read_values(settings.get("values"), items))


def write_rows(settings: RowsSettings) -> dict[str, Any]:
    """Rows and scale as JSON."""
    rows = {"items": write_items(settings.items), "scale": write_scale(settings.scale)}
    return rows | write_values(settings.values)
