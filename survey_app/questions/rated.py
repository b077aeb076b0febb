"""What the types share that put rows on one scale: grids and batteries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.questions.aspects import ASPECTS
from survey_app.questions.definition import Item, Scale
from survey_app.questions.reading import read_items, read_scale, write_items, write_scale
from survey_app.questions.row_tags import Tagging, Tags, shown
from survey_app.questions.values import VALUES

TAGGINGS: tuple[Tagging, ...] = (VALUES, ASPECTS)
"""Everything that a row can be tagged with."""


@dataclass(frozen=True, slots=True)
class RowsSettings:
    """The rows and the one scale they are rated on.

    `values` are the kinds of value that rows were tagged with, `aspects` what they are about.
    """

    items: tuple[Item, ...]
    scale: Scale
    values: Tags = ()
    aspects: Tags = ()

    @property
    def valued(self) -> str:
        """The kinds of value as they are typed."""
        return shown(self.values)

    @property
    def aspected(self) -> str:
        """What the rows are about, as it is typed."""
        return shown(self.aspects)


def read_rows(settings: Mapping[str, Any]) -> RowsSettings:
    """Rows and scale from their JSON part."""
    items = read_items(settings)
    tags = {each.setting: each.read(settings.get(each.setting), items) for each in TAGGINGS}
    return RowsSettings(items, read_scale(settings.get("scale")), **tags)


def write_rows(settings: RowsSettings) -> dict[str, Any]:
    """Rows and scale as JSON."""
    rows = {"items": write_items(settings.items), "scale": write_scale(settings.scale)}
    return rows | VALUES.write(settings.values) | ASPECTS.write(settings.aspects)
