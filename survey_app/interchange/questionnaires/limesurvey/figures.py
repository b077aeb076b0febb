"""Limits, decimals and units of figures, as LimeSurvey's attributes."""

from typing import Protocol

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limesurvey.building import Builder
from survey_app.interchange.questionnaires.limesurvey.entries import LIMITS
from survey_app.interchange.questionnaires.limesurvey.survey import LimeQuestion
from survey_app.questions.definition import Text


class Figured(Protocol):
    """What settings of figures have in common."""

    @property
    def unit(self) -> Text:
        """What stands behind the field."""

    @property
    def least(self) -> float | None:
        """The lower limit."""

    @property
    def most(self) -> float | None:
        """The upper limit."""

    @property
    def decimals(self) -> int:
        """How many decimals are allowed."""


def decimals_mark(decimals: int) -> str:
    """The mark that keeps a number of decimals which LimeSurvey does not know."""
    return "" if decimals in (0, 2) else f"decimals-{decimals}"


def limit_figures(
    found: LimeQuestion, settings: Figured, builder: Builder, place: str, names: tuple[str, str] = LIMITS
) -> None:
    """Limits, decimals and unit of figures."""
    for name, limit in zip(names, (settings.least, settings.most), strict=True):
        if limit is not None:
            found.attributes[name] = {"": f"{limit:.15g}"}
    if settings.decimals == 0:
        found.attributes["num_value_int_only"] = {"": "1"}
    elif decimals_mark(settings.decimals):
        builder.notes.changed(place, "decimals", N_("LimeSurvey tells whole numbers from others only."))
    if unit := builder.words(settings.unit, place):
        found.attributes["suffix"] = unit
