"""A number on a line between two ends. Nothing is chosen until the line is touched: there is no place to begin at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.base import Cleaned, Posted, form_field
from survey_app.questions.cleaning import Cleaning
from survey_app.questions.definition import Question, Text
from survey_app.questions.entering import NumberSettings
from survey_app.questions.figures import MOST_DECIMALS, written
from survey_app.questions.number import Number
from survey_app.questions.reading import DefinitionRefused, read_text

LARGEST_END = 1_000_000_000


@dataclass(frozen=True, slots=True)
class SliderSettings(NumberSettings):
    """A number's settings with both ends set, the steps between them, and the words at the ends."""

    step: float = 1.0
    low: Text = field(default_factory=dict)
    high: Text = field(default_factory=dict)

    def is_step(self, value: float) -> bool:
        """Whether a value is one the line stops at."""
        return (Decimal(str(value)) - Decimal(str(self.least))) % Decimal(str(self.step)) == 0


class Slider(Number):
    """A number on a line."""

    code = "slider"
    label = N_("Slider")
    script = "slider"

    def read(self, settings: Mapping[str, Any]) -> SliderSettings:
        """The ends (0 and 100 where none are given), the step, the unit and the words at the ends."""
        least, most = _figure(settings, "min", 0.0), _figure(settings, "max", 100.0)
        step = _figure(settings, "step", 1.0)
        if least >= most:
            raise DefinitionRefused(N_("The least number is larger than the most."))
        if not 0 < step <= most - least:
            raise DefinitionRefused(N_("The step of a slider is larger than 0 and fits between its ends."))
        found = SliderSettings(
            read_text(settings.get("unit"), "unit"),
            least,
            most,
            max(_decimals(least), _decimals(step)),
            step,
            read_text(settings.get("low"), "low"),
            read_text(settings.get("high"), "high"),
        )
        if not found.is_step(most):
            raise DefinitionRefused(N_("The steps of a slider do not end at its highest number."))
        return found

    def write(self, settings: NumberSettings) -> dict[str, Any]:
        """The settings as JSON."""
        if not isinstance(settings, SliderSettings):
            raise TypeError("the settings of another kind of question")
        return {
            "unit": dict(settings.unit),
            "min": settings.least,
            "max": settings.most,
            "step": settings.step,
            "low": dict(settings.low),
            "high": dict(settings.high),
        }

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """The number, which has to be one the line stops at."""
        found = super().clean(question, posted, language, fallback)
        value, settings = found.answers.get(question.code), question.settings
        if not isinstance(value, float) or settings.is_step(value):
            return found
        cleaning = Cleaning(question, posted, language, fallback)
        figures = {"low": settings.least, "high": settings.most, "step": settings.step}
        message = N_("Enter a number from %(low)s to %(high)s in steps of %(step)s for “%(name)s”")
        told = {name: written(figure, language) for name, figure in figures.items()}
        cleaning.refuse(form_field(question), message, None, **told)
        return cleaning.done()


def _figure(settings: Mapping[str, Any], name: str, usual: float) -> float:
    value = settings.get(name)
    if value is None:
        return usual
    if isinstance(value, bool) or not isinstance(value, int | float) or not -LARGEST_END <= value <= LARGEST_END:
        raise DefinitionRefused(N_("Ends and step of a slider have to be numbers."))
    if _decimals(float(value)) > MOST_DECIMALS:
        raise DefinitionRefused(N_("Ends and step of a slider have at most %(most)s decimals."), most=MOST_DECIMALS)
    return float(value)


def _decimals(value: float) -> int:
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
