"""How important each thing is, how well we do it, and how well up to three rivals do it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.definition import Item, Question, Scale, Text
from survey_app.questions.parted import Cell, Group, Parted, lacking, named, read_columns
from survey_app.questions.reading import read_items, read_scale, read_text, write_items, write_scale
from survey_app.questions.words import CANNOT_JUDGE, IMPORTANCE, OUR_PERFORMANCE, UNIMPORTANT, VERY_IMPORTANT

MOST_RIVALS = 3
IMPORTANCE_SCALE = {"first": 1, "last": 5, "low": dict(UNIMPORTANT), "high": dict(VERY_IMPORTANT)}


@dataclass(frozen=True, slots=True)
class ImportancePerformanceSettings:
    """The things, the scale of performance and that of importance, what we are called, and the rivals."""

    items: tuple[Item, ...]
    scale: Scale
    importance: Scale
    own: Text = field(default_factory=dict)
    rivals: tuple[Item, ...] = ()


class ImportancePerformance(Parted[ImportancePerformanceSettings]):
    """Importance, own performance and that of rivals."""

    code = "importance_performance"
    label = N_("Importance, performance and rivals")

    def read(self, settings: Mapping[str, Any]) -> ImportancePerformanceSettings:
        """Things, scales and rivals."""
        return ImportancePerformanceSettings(
            read_items(settings),
            read_scale(settings.get("scale")),
            read_scale(settings.get("importance") or IMPORTANCE_SCALE),
            read_text(settings.get("own"), "own"),
            read_columns(settings, "rivals", MOST_RIVALS),
        )

    def write(self, settings: ImportancePerformanceSettings) -> dict[str, Any]:
        """Things, scales and rivals as JSON."""
        return {
            "items": write_items(settings.items),
            "scale": write_scale(settings.scale),
            "importance": write_scale(settings.importance),
            "own": dict(settings.own),
            "rivals": write_items(settings.rivals),
        }

    def cells(self, question: Question) -> tuple[Cell, ...]:
        """`CODE.<thing>.importance`, `CODE.<thing>.own` and `CODE.<thing>.rival_<code>`."""
        settings: ImportancePerformanceSettings = question.settings
        away = lacking(question, CANNOT_JUDGE)
        found = []
        for item in settings.items:
            words = named(item)
            found += [Cell(f"{item.code}.importance", words, IMPORTANCE, "importance", scale=settings.importance)]
            found += [
                Cell(f"{item.code}.{key}", words, name, key, scale=settings.scale, apart=away)
                for key, name in self.sides(settings)
            ]
        return tuple(found)

    def sides(self, settings: ImportancePerformanceSettings) -> Iterator[tuple[str, Text]]:
        """We and the rivals, with the key and the name of each."""
        yield "own", settings.own or OUR_PERFORMANCE
        for rival in settings.rivals:
            yield f"rival_{rival.code}", named(rival)

    def blocks(self, question: Question) -> list[tuple[Text, tuple[Cell, ...]]]:
        """A card a thing, its rivals in the order they are asked."""
        return [(named(item), self.rotated(question, item)) for item in question.settings.items]

    def rotated(self, question: Question, item: Item) -> tuple[Cell, ...]:
        """The answers of one thing as they are asked: the rivals change places from thing to thing.

        Each person's rivals begin at a place of their own, see `ordering`, and the order stays when a page is loaded
        again; so every rival stands first, second and third equally often.
        """
        mine = [cell for cell in self.cells(question) if cell.key.startswith(f"{item.code}.")]
        place = question.settings.items.index(item)
        rivals = mine[2:]
        turn = place % len(rivals) if rivals else 0
        return (*mine[:2], *rivals[turn:], *rivals[:turn])

    def groups(self, question: Question) -> Sequence[Group]:
        """Importance, our performance and each rival's."""
        sides = (Group(key, words, "grid") for key, words in self.sides(question.settings))
        return (Group("importance", IMPORTANCE, "grid"), *sides)
