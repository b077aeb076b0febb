"""A panellist's answer where the protocol asks for more: a second scale, or arguments for and against."""

from collections.abc import Mapping, Sequence
from typing import Any

from survey_app.exceptions import N_
from survey_app.forms.ratings import CHANGE, KEEP, AnswerForm, refused_reason
from survey_app.questions.reading import straight
from survey_app.services import arguments, ratings, second_scale
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.ratings import Answer, Own

_ASKED = ("move", "value", "second", "cannot", "why")


class TwoScalesForm(AnswerForm):
    """One item on its page, with both scales and both arguments. Whatever is missing, the rest stays as given."""

    def __init__(
        self,
        rules: ProtocolRules,
        own: Own | None = None,
        answer: Answer | None = None,
        middle: tuple[float, float] | None = None,
    ) -> None:
        super().__init__(rules, own, answer, middle)
        if answer is None:
            return
        self.shown |= {"pro": answer.pro, "contra": answer.contra}
        if answer.second is None:
            return
        kept = self.own is not None and (self.own.value, self.own.second) == (answer.value, answer.second)
        if not kept:
            self.shown |= {"value": f"{answer.value:g}", "second": f"{answer.second:g}"}
            self.shown |= {"move": CHANGE} if self.own else {}

    @property
    def second_points(self) -> tuple[int, ...]:
        """The points of the second scale; none where there is no second scale."""
        return second_scale.points(self.rules)

    def read(self, posted: Mapping[str, Any]) -> Answer | None:
        """The answer that was sent; None when something is wrong, which `problems` says."""
        texts = [name for name in arguments.names(self.rules) if name != arguments.REASON]
        sent = self._take(posted, (*_ASKED, *texts))
        written = {name: self._words(name, sent[name]) for name in texts or ["why"]}
        value = self._value(sent)
        second = self._second(sent, value) if self.rules.second else None
        demanded = ratings.demands_reason(self.rules, value, self.middle)
        if not self.problems and demanded and not any(written.values()):
            message = N_("Say in a few words why you answer like this: the protocol of this panel asks for it.")
            self._refuse(next(iter(written)), message)
        if self.problems:
            return None
        choice = ratings.choice_of(self.earlier, value, second)
        return Answer(
            value,
            cannot=value is None,
            choice=choice,
            reason=written.get("why", ""),
            second=second,
            pro=written.get("pro", ""),
            contra=written.get("contra", ""),
        )

    def _words(self, name: str, sent: Sequence[str]) -> str:
        words = straight(sent[0]).strip() if sent else ""
        if (refusal := refused_reason(words)) is not None:
            self._refuse(name, refusal[0], **refusal[1])
        return words

    def _second(self, sent: Mapping[str, Sequence[str]], value: float | None) -> int | None:
        """The answer on the second scale; the earlier one where the person keeps both."""
        move, second, cannot = (sent[name][0] if sent[name] else "" for name in ("move", "second", "cannot"))
        chosen = next((point for point in self.second_points if str(point) == second), None)
        ends = {"low": self.second_points[0], "high": self.second_points[-1]}
        if second and chosen is None:
            self._refuse("second", N_("Choose one of the answers shown."))
        elif second and cannot and not self.problem("cannot"):
            self._ask_again(
                "cannot", N_("You gave an answer and also said that you cannot judge: choose one of the two.")
            )
        elif cannot or self.problem("move"):
            return None
        elif move == KEEP and self.own is not None and self.own.second is not None:
            return self._kept_second(chosen, int(self.own.second))
        elif chosen is None and value is None:
            self._refuse("second", N_("Choose an answer on the second scale too, from %(low)s to %(high)s."), **ends)
        elif chosen is None:
            self._refuse("second", N_("One answer is missing: choose one here too, from %(low)s to %(high)s."), **ends)
        return chosen

    def _kept_second(self, chosen: int | None, own: int) -> int | None:
        if chosen not in (None, own):
            message = N_("You chose to keep your answer and also a new one, %(value)s: choose one of the two.")
            self._ask_again("move", message, value=chosen)
        return own

    def _ask_again(self, field: str, message: str, **params: object) -> None:
        texts: dict[str, str] = {name: self.shown[name] for name in ("pro", "contra") if name in self.shown}
        super()._ask_again(field, message, **params)
        self.shown |= texts
