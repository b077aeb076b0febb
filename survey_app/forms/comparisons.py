"""All statements of a round compared two by two on one page, and a reason for each statement."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from survey_app.exceptions import N_
from survey_app.forms.ratings import refused_reason, showable, values_of
from survey_app.questions.base import Problem
from survey_app.questions.pairwise import EQUAL
from survey_app.questions.reading import straight
from survey_app.services import compared
from survey_app.services.compared import Said

STRENGTHS = {
    3: _l("somewhat more"),
    5: _l("much more"),
    7: _l("very much more"),
    9: _l("overwhelmingly more"),
}
"""How many times as important, in words."""
_MOST_WITH_BUTTONS = 6


class ComparisonsForm:
    """One choice a pair. A pair that is left out is not compared yet; nothing is chosen before the person chooses."""

    equal = EQUAL

    def __init__(self, items: int, told: Said, reasons: Sequence[str]) -> None:
        self.pairs = compared.pairs_of(items)
        self.told = told
        self.shown = ["" if code is None else str(code) for code in told.codes]
        self.reasons = list(reasons)
        self.problems: tuple[Problem, ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether each pair is a list to choose from: nine buttons for each of many pairs would be too much."""
        return len(self.pairs) > _MOST_WITH_BUTTONS

    @property
    def first(self) -> list[tuple[str, Any]]:
        """The codes that lean to the first of a pair, with their words, the strongest first."""
        return [(str(code), STRENGTHS[EQUAL - code + 1]) for code in compared.LEANING_FIRST]

    @property
    def second(self) -> list[tuple[str, Any]]:
        """The codes that lean to the second, the strongest last."""
        return [(str(code), STRENGTHS[code - EQUAL + 1]) for code in compared.LEANING_SECOND]

    def read(self, posted: Mapping[str, Any]) -> tuple[Said, list[str]] | None:
        """What was sent; None when something is wrong, which `problems` says."""
        sent = [values_of(posted, f"pair-{place}") for place, _pair in enumerate(self.pairs, 1)]
        words = [values_of(posted, f"why-{place}") for place, _text in enumerate(self.reasons, 1)]
        self.shown = [showable(values[0]) if len(values) == 1 else "" for values in sent]
        self.reasons = [showable(values[0]) if values else "" for values in words]
        self.problems = ()
        codes = tuple(self._code(place, values) for place, values in enumerate(sent, 1))
        reasons = [self._reason(place, values) for place, values in enumerate(words, 1)]
        if self.problems:
            return None
        return Said(codes), reasons

    def _code(self, place: int, values: Sequence[str]) -> int | None:
        if not values:
            return None
        found = next((code for code in compared.CODES if values == [str(code)]), None)
        if found is None:
            self._refuse(f"pair-{place}", N_("Pair %(place)s: choose one of the answers shown."), place=place)
        return found

    def _reason(self, place: int, values: Sequence[str]) -> str:
        reason = straight(values[0]).strip() if values else ""
        if (refusal := refused_reason(reason)) is not None:
            self._refuse(f"why-{place}", refusal[0], **refusal[1])
        return reason

    def _refuse(self, field: str, message: str, **params: object) -> None:
        self.problems = (*self.problems, Problem(field, message, params))

    def problem(self, field: str) -> Problem | None:
        """What is wrong with a field."""
        return next((each for each in self.problems if each.field == field), None)
