"""Rules as they came over, checked against the questions that did: no broken rule is stored, a doubtful one is told."""

from collections.abc import Mapping
from typing import Any

from survey_app.exceptions import N_, Refusal
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.logic.checking import check
from survey_app.logic.names import Name


class Soundness:
    """One walk over a document of ours; rules that cannot be followed are taken out and kept in the report."""

    def __init__(self, names: Mapping[str, Name], notes: Notes, places: Mapping[str, str]) -> None:
        self._names = names
        self._notes = notes
        self._places = places

    def sound(self, part: Any, place: str = "", code: str = "") -> Any:  # noqa: ANN401 - any part of a document
        """A part of the document without its broken rules; `code` is the question it stands in."""
        if isinstance(part, Mapping):
            here = str(part.get("code") or part.get("key") or place)
            own = str(part["code"]) if "kind" in part else code
            inner = place if own == code and code else here
            return {
                name: self.sound(value, inner, own)
                for name, value in part.items()
                if name not in {"show_if", "expression"} or not self._is_broken(value, name, inner, "")
            }
        if isinstance(part, list | tuple):
            kept = [each for each in part if not self._holds_broken(each, place, code)]
            return [self.sound(each, place, code) for each in kept]
        return part

    def _holds_broken(self, part: object, place: str, code: str) -> bool:
        """Whether a check or a jump has a broken rule; it goes as a whole then."""
        return isinstance(part, Mapping) and "rule" in part and self._is_broken(part["rule"], "rule", place, code)

    def _is_broken(self, rule: object, subject: str, place: str, here: str) -> bool:
        if not isinstance(rule, str) or not rule:
            return False
        findings = check(rule, self._names, condition=subject != "expression", here=here)
        if not findings:
            return False
        broken = next((each for each in findings if each.blocks), None)
        first = broken or findings[0]
        why = Refusal(first.message, **first.params)
        subject, place = f"{subject} of {place}", self._places.get(here or place, place)
        if broken:
            self._notes.dropped(
                place, subject, N_("This rule cannot be followed here: %(why)s"), why=why, original=rule
            )
        else:
            self._notes.changed(place, subject, N_("Look at this rule: %(why)s"), why=why, original=rule)
        return broken is not None
