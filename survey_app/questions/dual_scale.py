"""Rows rated twice, each time on a scale of its own, such as how important and how satisfied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.definition import Item, Question, Scale, Text
from survey_app.questions.parted import Cell, Group, Parted, lacking, named
from survey_app.questions.reading import read_items, read_scale, read_text, write_items, write_scale
from survey_app.questions.words import FIRST_SCALE, SECOND_SCALE


@dataclass(frozen=True, slots=True)
class DualScaleSettings:
    """The rows, the two scales and the headings above them."""

    items: tuple[Item, ...]
    scale: Scale
    second: Scale
    first_label: Text = field(default_factory=dict)
    second_label: Text = field(default_factory=dict)


class DualScale(Parted[DualScaleSettings]):
    """Rows on two scales."""

    code = "dual_scale"
    label = N_("Table of ratings on two scales")

    def read(self, settings: Mapping[str, Any]) -> DualScaleSettings:
        """Rows, scales and headings."""
        return DualScaleSettings(
            read_items(settings),
            read_scale(settings.get("scale")),
            read_scale(settings.get("second")),
            read_text(settings.get("first_label"), "first_label"),
            read_text(settings.get("second_label"), "second_label"),
        )

    def write(self, settings: DualScaleSettings) -> dict[str, Any]:
        """Rows, scales and headings as JSON."""
        return {
            "items": write_items(settings.items),
            "scale": write_scale(settings.scale),
            "second": write_scale(settings.second),
            "first_label": dict(settings.first_label),
            "second_label": dict(settings.second_label),
        }

    def cells(self, question: Question) -> tuple[Cell, ...]:
        """`CODE.<row>.first` and `CODE.<row>.second`."""
        settings: DualScaleSettings = question.settings
        first, second = settings.first_label or FIRST_SCALE, settings.second_label or SECOND_SCALE
        apart = lacking(question)
        return tuple(
            cell
            for item in settings.items
            for cell in (
                Cell(f"{item.code}.first", named(item), first, "first", scale=settings.scale, apart=apart),
                Cell(f"{item.code}.second", named(item), second, "second", scale=settings.second, apart=apart),
            )
        )

    def groups(self, question: Question) -> Sequence[Group]:
        """The two scales."""
        settings: DualScaleSettings = question.settings
        return (
            Group("first", settings.first_label or FIRST_SCALE, "grid"),
            Group("second", settings.second_label or SECOND_SCALE, "grid"),
        )
