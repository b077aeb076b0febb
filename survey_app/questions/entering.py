"""From a typed figure to a number within its limits, or to the question what was meant."""

from dataclasses import dataclass, field
from decimal import Decimal

from survey_app.exceptions import N_
from survey_app.questions.cleaning import Cleaning, shortened
from survey_app.questions.definition import Text
from survey_app.questions.figures import LARGEST, Figure, readings, written


@dataclass(frozen=True, slots=True)
class NumberSettings:
    """The unit behind the field, the limits (None leaves a side open) and the decimals allowed."""

    unit: Text = field(default_factory=dict)
    least: float | None = None
    most: float | None = None
    decimals: int = 2

    def holds(self, value: Decimal) -> bool:
        """Whether the value lies within the limits."""
        low = -LARGEST if self.least is None else Decimal(str(self.least))
        high = LARGEST if self.most is None else Decimal(str(self.most))
        return low <= value <= high

    def takes(self, figure: Figure) -> bool:
        """Whether the figure lies within the limits and has no more decimals than are asked for."""
        return self.holds(figure.value) and figure.decimals <= self.decimals


def enter_figure(cleaning: Cleaning, settings: NumberSettings, field_name: str, typed: str) -> None:
    """Read what was typed into the answer of the question being cleaned."""
    own, other = readings(_without_unit(typed, settings.unit), cleaning.language)
    if own and other and own.grouped and settings.takes(other):
        _ask(cleaning, settings, field_name, typed, (own, other))
    elif (figure := own or other) is None:
        cleaning.refuse(field_name, N_("Enter a number in figures for “%(name)s”"))
    elif settings.takes(figure):
        cleaning.answers[cleaning.question.code] = float(figure.value)
    elif settings.holds(figure.value):
        whole = N_("Enter a whole number for “%(name)s”, without decimals")
        fewer = N_("Enter a number with at most %(decimals)s decimals for “%(name)s”")
        cleaning.refuse(field_name, fewer if settings.decimals else whole, decimals=settings.decimals)
    else:
        _refuse_size(cleaning, settings, field_name, figure)


def _ask(
    cleaning: Cleaning, settings: NumberSettings, field_name: str, typed: str, figures: tuple[Figure, Figure]
) -> None:
    """The sign that groups thousands here is the decimal sign elsewhere, and both would fit."""
    first, second = (written(float(figure.value), cleaning.language) for figure in figures)
    if settings.takes(figures[0]):
        message = N_("“%(typed)s” for “%(name)s” can be read in two ways. Type %(first)s or %(second)s.")
        cleaning.refuse(field_name, message, typed=shortened(typed), first=first, second=second)
    else:
        message = N_("Do you mean %(suggestion)s for “%(name)s”? Then type it like this.")
        cleaning.refuse(field_name, message, suggestion=second)


def _refuse_size(cleaning: Cleaning, settings: NumberSettings, field_name: str, figure: Figure) -> None:
    low, high = (
        None if limit is None else written(limit, cleaning.language) for limit in (settings.least, settings.most)
    )
    if low is not None and high is not None:
        message = N_("Enter a number from %(low)s to %(high)s for “%(name)s”")
    elif abs(figure.value) > LARGEST:
        message = N_("The number for “%(name)s” has too many figures")
    else:
        message = (
            N_("Enter %(low)s or more for “%(name)s”") if high is None else N_("Enter %(high)s or less for “%(name)s”")
        )
    cleaning.refuse(field_name, message, low=low, high=high)


def _without_unit(typed: str, unit: Text) -> str:
    text = typed.strip()
    for words in filter(None, unit.values()):
        if text.casefold().endswith(words.casefold()):
            return text[: -len(words)]
    return text
