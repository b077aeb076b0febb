"""All statements of a round ranked on one page: a rank for each, every rank once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from survey_app.exceptions import N_
from survey_app.forms.ratings import PointsForm
from survey_app.questions.base import Problem
from survey_app.services import ratings
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.ratings import Answer, Own


class RankingForm(PointsForm):
    """One rank a statement, typed as a number. A box left empty has no rank yet, or none at all once all are given."""

    field = "rank"
    least = 1
    message = N_("Statement %(place)s: enter a rank from 1 to %(most)s.")

    def __init__(self, rules: ProtocolRules, own: Sequence[Own | None], answers: Sequence[Answer | None]) -> None:
        super().__init__(rules, own, answers)
        ranks = [each.value if each else None for each in answers]
        self.shown = ["" if rank is None or rank > self.most else str(int(rank)) for rank in ranks]

    @property
    def most(self) -> int:
        """The last rank that is given."""
        return self.rules.ranks_given

    def _fits(self, before: Sequence[float]) -> bool:
        given = sorted(rank for rank in before if rank <= self.most)
        return given == list(range(1, self.most + 1))

    def _box(self, own: Own | None) -> str:
        return "" if own is None or own.value is None or own.value > self.most else super()._box(own)

    def read(self, posted: Mapping[str, Any]) -> list[Answer | None] | None:
        """One answer a statement; once every rank is given, the empty ones stand after the last."""
        found = super().read(posted)
        if found is None:
            return None
        typed = Counter(int(each.value) for each in found if each is not None and each.value is not None)
        for place, answer in enumerate(found, 1):
            rank = int(answer.value) if answer is not None and answer.value is not None else 0
            if typed[rank] > 1:
                message = N_("Statement %(place)s: rank %(rank)s is given more than once.")
                params = {"place": place, "rank": rank}
                self.problems = (*self.problems, Problem(f"{self.field}-{place}", message, params))
        if self.problems or len(typed) < self.most:
            return None if self.problems else found
        return [each or self._unranked(place) for place, each in enumerate(found)]

    def _unranked(self, place: int) -> Answer:
        value = self.most + 1
        return Answer(value, choice=ratings.choice_of(self.own[place], value))
