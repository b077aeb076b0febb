"""What a panellist ticks of the options of one question, as it comes from the page."""

from collections.abc import Mapping, Sequence
from typing import Any

from survey_app.exceptions import N_
from survey_app.forms.ratings import CHANGE, KEEP, refused_reason, showable, values_of
from survey_app.questions.base import Problem
from survey_app.questions.reading import straight
from survey_app.services import ratings
from survey_app.services.protocol_rules import ProtocolRules, ReasonDemand
from survey_app.services.ratings import Answer, Own
from survey_app.services.several import NOT_TICKED, TICKED

Ticks = frozenset[int]
"""The places of options, counted from 1."""
_MARKS = ("move", "none", "cannot", "why")


class SeveralForm:
    """All options of a question on one page. Nothing is ticked before the person has said something."""

    middle = None

    def __init__(self, rules: ProtocolRules, own: Sequence[Own | None], answers: Sequence[Answer | None]) -> None:
        self.rules = rules
        self.before = own
        self.own = _ticks_of(own)
        """What was ticked before, where every option had an answer then; an empty set for none of them."""
        self.problems: tuple[Problem, ...] = ()
        self.ticked: Ticks = frozenset()
        self.shown: dict[str, str] = {}
        self._show(answers)

    @property
    def can_keep(self) -> bool:
        """Whether there is an earlier answer to keep."""
        return self.own is not None

    @property
    def is_untouched(self) -> bool:
        """Whether nothing at all was ticked or typed."""
        return not self.ticked and not any(self.shown.values())

    @property
    def must_say_why(self) -> bool:
        """Whether every answer needs a reason."""
        return self.rules.reasons is ReasonDemand.ALWAYS

    def problem(self, field: str) -> Problem | None:
        """What is wrong with a field."""
        return next((each for each in self.problems if each.field == field), None)

    def read(self, posted: Mapping[str, Any]) -> list[Answer] | None:
        """One answer an option, the reason with the first; None when something is wrong, which `problems` says."""
        sent = self._take(posted)
        why = straight(sent["why"][0]).strip() if sent["why"] else ""
        if (refusal := refused_reason(why)) is not None:
            self._refuse("why", refusal[0], **refusal[1])
        ticks = self._ticks()
        if not self.problems and ticks is not None and self.must_say_why and not why:
            message = N_("Say in a few words why you answer like this: the protocol of this panel asks for it.")
            self._refuse("why", message)
        return None if self.problems else self._answers(ticks, why)

    def _answers(self, ticks: Ticks | None, why: str) -> list[Answer]:
        found: list[Answer] = []
        for place, own in enumerate(self.before, 1):
            value = None if ticks is None else TICKED if place in ticks else NOT_TICKED
            choice = ratings.choice_of(own, value)
            found.append(Answer(value, cannot=value is None, choice=choice, reason="" if found else why))
        return found

    def _take(self, posted: Mapping[str, Any]) -> dict[str, list[str]]:
        """What was sent under each name, to be shown again as it was typed."""
        sent = {name: values_of(posted, name) for name in _MARKS}
        self.shown = {name: showable(values[0]) if values else "" for name, values in sent.items()}
        self.problems = ()
        known = {str(place): place for place in range(1, len(self.before) + 1)}
        ticked = values_of(posted, "tick")
        self.ticked = frozenset(known[each] for each in ticked if each in known)
        for name, values in sent.items():
            if len(values) > 1:
                self._refuse(name, N_("Give one answer only."))
        marks = ("", "1") if self.rules.cannot_judge else ("",)
        is_known = self.shown["move"] in ("", KEEP, CHANGE) and self.shown["none"] in ("", "1")
        if not is_known or self.shown["cannot"] not in marks or any(each not in known for each in ticked):
            self._refuse("tick", N_("Choose one of the answers shown."))
        return sent

    def _ticks(self) -> Ticks | None:
        """What is ticked; None for "cannot judge", or where something is wrong."""
        move, none, cannot = (self.shown[name] for name in ("move", "none", "cannot"))
        if self.problems:
            return None
        if cannot:
            if self.ticked or none or move:
                message = N_("You gave an answer and also said that you cannot judge: choose one of the two.")
                self._ask_again("cannot", message)
            return None
        if none and self.ticked:
            self._refuse("none", N_("You ticked options and also “None of these”: choose one of the two."))
        elif move == KEEP:
            return self._kept(bool(none))
        elif not none and not self.ticked:
            self._refuse("move" if self.can_keep and move != CHANGE else "tick", self._missing(move))
        return self.ticked

    def _missing(self, move: str) -> str:
        if self.can_keep and move != CHANGE:
            return N_("Say whether you keep or change your answer, or that you cannot judge.")
        if self.rules.cannot_judge:
            return N_("Tick all that apply, or “None of these”, or say that you cannot judge.")
        return N_("Tick all that apply, or “None of these”.")

    def _kept(self, none: bool) -> Ticks | None:  # noqa: FBT001 - as it was sent
        """Keeping is an act of its own: only somebody who has an earlier answer can do it."""
        if self.own is None:
            self._refuse("tick", N_("There is no earlier answer of yours to keep: choose an answer."))
        elif (self.ticked or none) and self.ticked != self.own:
            self._ask_again("move", N_("You chose to keep your answer and also ticked another: choose one of the two."))
        return self.own

    def _ask_again(self, field: str, message: str) -> None:
        """Two answers at once: show neither, since a radio button cannot be unset without a script."""
        self._refuse(field, message)
        self.shown, self.ticked = {"why": self.shown["why"]}, frozenset()

    def _refuse(self, field: str, message: str, **params: object) -> None:
        self.problems = (*self.problems, Problem(field, message, params))

    def _show(self, answers: Sequence[Answer | None]) -> None:
        """What was answered in this round."""
        why = next((each.reason for each in answers if each is not None), "")
        if any(each is not None and each.cannot for each in answers):
            self.shown = {"cannot": "1", "why": why}
        elif (now := _ticks_of(answers)) is not None and now == self.own:
            self.shown = {"move": KEEP, "why": why}
        elif now is not None:
            self.ticked = now
            self.shown = {"none": "" if now else "1", "move": CHANGE if self.can_keep else "", "why": why}


def _ticks_of(said: Sequence[Own | Answer | None]) -> Ticks | None:
    """The places of what is ticked; None unless every option has an answer."""
    values = [each.value if each is not None else None for each in said]
    if None in values:
        return None
    return frozenset(place for place, value in enumerate(values, 1) if value == TICKED)
