"""An estimate as it comes from the page: lowest, best and highest figure, and how sure, in the reader's language."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from survey_app.exceptions import N_
from survey_app.forms.ratings import CHANGE, KEEP, AnswerForm
from survey_app.questions.figures import readings, written
from survey_app.questions.reading import straight
from survey_app.services import ratings
from survey_app.services.estimated import DECIMALS, EVEN, is_confidence, is_range
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.ratings import Answer, Own

_PARTS = ("low", "value", "high")
_SURE = "sure"
_NAMES = (*_PARTS, _SURE, "move", "cannot", "why")


class EstimateForm(AnswerForm):
    """One item on its page, answered by three figures. Nothing is filled in that the person has not typed."""

    def __init__(
        self,
        rules: ProtocolRules,
        own: Own | None = None,
        answer: Answer | None = None,
        middle: tuple[float, float] | None = None,
        *,
        language: str = "en",
    ) -> None:
        super().__init__(rules, own, answer, middle)
        self.language = language
        if answer is not None and answer.value is not None:
            figures = zip(_PARTS, (answer.low, answer.value, answer.high), strict=True)
            self.shown = {name: written(figure, language) for name, figure in figures if figure is not None}
            self.shown |= {"why": answer.reason}
            self.shown |= {_SURE: written(answer.confidence, language)} if answer.confidence is not None else {}

    @property
    def points(self) -> tuple[float, ...]:
        """The ends of what an estimate can be."""
        return (self.rules.scale_min, self.rules.scale_max)

    def read(self, posted: Mapping[str, Any]) -> Answer | None:
        """The estimate that was sent; None when something is wrong, which `problems` says."""
        sent = self._take(posted, _NAMES)
        why = self._why(straight(sent["why"][0]) if sent["why"] else "")
        found = self._estimate({name: values[0] if values else "" for name, values in sent.items()})
        if not self.problems and found and ratings.demands_reason(self.rules, found.value, self.middle) and not why:
            message = N_("Say in a few words why you answer like this: the protocol of this panel asks for it.")
            self._refuse("why", message)
        if self.problems or found is None:
            return None
        choice = ratings.choice_of(self.earlier, found.value)
        return Answer(found.value, found.cannot, choice, why, found.low, found.high, confidence=found.confidence)

    def _estimate(self, sent: Mapping[str, str]) -> Answer | None:
        asked = (*_PARTS, _SURE) if self.rules.confidence else _PARTS
        typed = [name for name in asked if sent[name].strip()]
        if sent["cannot"] not in self._marks or sent["move"] not in ("", KEEP, CHANGE):
            self._refuse("value", N_("Choose one of the answers shown."))
        elif bool(sent["cannot"]) + (sent["move"] == KEEP) + bool(typed) > 1:
            self._refuse("value", N_("You gave more than one kind of answer: choose one of them."))
        elif sent["cannot"]:
            return Answer(None, cannot=True)
        elif sent["move"] == KEEP:
            return self._same()
        else:
            return self._three(sent)
        return None

    def _same(self) -> Answer | None:
        """Keeping is an act of its own: only somebody who has an earlier estimate can do it."""
        unsure = self.rules.confidence and (self.own is None or self.own.confidence is None)
        if self.own is None or self.own.low is None or self.own.high is None or unsure:
            self._refuse("value", N_("There is no earlier answer of yours to keep: choose an answer."))
            return None
        return Answer(self.own.value, low=self.own.low, high=self.own.high, confidence=self.own.confidence)

    def _three(self, sent: Mapping[str, str]) -> Answer | None:
        figures = [self._figure(name, sent[name]) for name in _PARTS]
        low, best, high = figures
        found = Answer(best, low=low, high=high)
        if not self.problems and not is_range(found, self.rules):
            message = N_("The figures must rise from lowest over best to highest, between %(low)s and %(high)s.")
            self._refuse("low", message, low=f"{self.rules.scale_min:g}", high=f"{self.rules.scale_max:g}")
        sure = self._sure(sent[_SURE]) if self.rules.confidence else None
        return None if self.problems else replace(found, confidence=sure)

    def _sure(self, typed: str) -> float | None:
        """How sure, in whole per cent: at an even chance or less a range says nothing."""
        found, _other = readings(straight(typed).strip().removesuffix("%"), self.language)
        sure = None if found is None or found.decimals else float(found.value)
        if sure is not None and is_confidence(sure):
            return sure
        if sure is not None and 0 <= sure <= EVEN:
            self._refuse(_SURE, N_("At 50 per cent or less a range says nothing: widen it until you are surer."))
        else:
            self._refuse(_SURE, N_("Say how sure you are in whole per cent, from 51 to 100."))
        return None

    def _figure(self, name: str, typed: str) -> float | None:
        found, _other = readings(straight(typed), self.language)
        if found is None or found.decimals > DECIMALS:
            message = N_("Enter a figure with at most %(most)s decimals, such as 12.5.")
            self._refuse(name, message, most=DECIMALS)
            return None
        return float(found.value)
