"""An estimate with its range: lowest, most likely and highest value, and if wanted how sure one is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.base import form_field
from survey_app.questions.cleaning import Cleaning
from survey_app.questions.definition import Question, Text, say
from survey_app.questions.entering import NumberSettings
from survey_app.questions.figures import written
from survey_app.questions.number import Number
from survey_app.questions.parted import Cell, Group, Parted
from survey_app.questions.reading import read_flag
from survey_app.questions.words import BEST, CONFIDENCE, HIGH, LOW

SURE = tuple((share, {"en": f"{share} %"}) for share in (50, 60, 70, 80, 90, 95, 99))
_NUMBER = Number()
_SIDES = (("low", LOW), ("best", BEST), ("high", HIGH))


@dataclass(frozen=True, slots=True)
class EstimateSettings:
    """Unit, limits and decimals of the three values, and whether one says how sure one is."""

    unit: Text = field(default_factory=dict)
    least: float | None = None
    most: float | None = None
    decimals: int = 2
    confidence: bool = False

    @property
    def figure(self) -> NumberSettings:
        """What every value has to keep to."""
        return NumberSettings(self.unit, self.least, self.most, self.decimals)


class Estimate(Parted[EstimateSettings]):
    """Lowest, most likely and highest value."""

    code = "estimate"
    label = N_("Estimate with a range")
    open = True

    def read(self, settings: Mapping[str, Any]) -> EstimateSettings:
        """What the values have to keep to, and whether confidence is asked for."""
        figure = _NUMBER.read(settings)
        sure = read_flag(settings.get("confidence"), "confidence")
        return EstimateSettings(figure.unit, figure.least, figure.most, figure.decimals, sure)

    def write(self, settings: EstimateSettings) -> dict[str, Any]:
        """Limits and confidence as JSON."""
        return {**_NUMBER.write(settings.figure), "confidence": settings.confidence}

    def cells(self, question: Question) -> tuple[Cell, ...]:
        """`CODE.low`, `CODE.best`, `CODE.high` and `CODE.confidence`."""
        settings: EstimateSettings = question.settings
        found = [Cell(key, words, group="values", figure=settings.figure) for key, words in _SIDES]
        sure = Cell("confidence", CONFIDENCE, group="confidence", codes=SURE)
        return (*found, sure) if settings.confidence else tuple(found)

    def check(self, question: Question, cleaning: Cleaning) -> None:
        """Lowest, most likely and highest have to stand in this order."""
        given = [(key, words, cleaning.answers.get(f"{question.code}.{key}")) for key, words in _SIDES]
        figures = [(key, words, value) for key, words, value in given if isinstance(value, int | float)]
        for (key, low, smaller), (_key, high, larger) in combinations(figures, 2):
            if smaller > larger:
                cleaning.refuse(
                    form_field(question, key),
                    N_("For “%(name)s”: “%(low)s” (%(smaller)s) is above “%(high)s” (%(larger)s)"),
                    low=say(low, cleaning.language, cleaning.fallback),
                    high=say(high, cleaning.language, cleaning.fallback),
                    smaller=written(smaller, cleaning.language),
                    larger=written(larger, cleaning.language),
                )
                return

    def groups(self, question: Question) -> Sequence[Group]:
        """The three values, and the confidence."""
        sure = (Group("confidence", CONFIDENCE, "single"),) if question.settings.confidence else ()
        return (Group("values", {}, "grid_number"), *sure)
