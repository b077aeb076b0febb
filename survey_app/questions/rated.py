"""What the types share that put rows on one scale: grids and batteries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.questions.definition import Item, Scale
from survey_app.questions.reading import read_items, read_scale, write_items, write_scale


@dataclass(frozen=True, slots=True)
class RowsSettings:
    """The rows and the one scale they are rated on."""

    items: tuple[Item, ...]
    scale: Scale


def read_rows(settings: Mapping[str, Any]) -> RowsSettings:
    """Rows and scale from their JSON part."""
    return RowsSettings(read_items(settings), read_scale(settings.get("scale")))


def write_rows(settings: RowsSettings) -> dict[str, Any]:
    """Rows and scale as JSON."""
    return {"items": write_items(settings.items), "scale": write_scale(settings.scale)}
