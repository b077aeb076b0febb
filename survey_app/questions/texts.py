"""Several short texts under one question: a line for each row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.definition import Item, Question
from survey_app.questions.parted import Cell, Parted, named
from survey_app.questions.reading import read_items, write_items


@dataclass(frozen=True, slots=True)
class TextsSettings:
    """The rows."""

    items: tuple[Item, ...]


class Texts(Parted[TextsSettings]):
    """Several short texts."""

    code = "texts"
    label = N_("Several short answers in own words")
    open = True

    def read(self, settings: Mapping[str, Any]) -> TextsSettings:
        """The rows."""
        return TextsSettings(read_items(settings))

    def write(self, settings: TextsSettings) -> dict[str, Any]:
        """The rows as JSON."""
        return {"items": write_items(settings.items)}

    def cells(self, question: Question) -> tuple[Cell, ...]:
        """`CODE.<row>`, a text each."""
        return tuple(Cell(item.code, named(item)) for item in question.settings.items)
