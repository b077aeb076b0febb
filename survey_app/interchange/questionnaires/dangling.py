"""Rules that speak of a question that did not come over: taken out and told, so that no broken rule is stored."""

from collections.abc import Collection, Mapping
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.logic.dialects.denying import references_in
from survey_app.logic.parsing import ExpressionRefused, parse

_REASON = N_("This rule speaks of a question that does not come over.")


def without_dangling(part: Any, gone: Collection[str], notes: Notes, place: str = "") -> Any:  # noqa: ANN401 - any part of a document
    """A part of our document without the rules that name one of the codes."""
    if isinstance(part, Mapping):
        here = str(part.get("code") or part.get("key") or place)
        return {
            name: without_dangling(value, gone, notes, here)
            for name, value in part.items()
            if name not in {"show_if", "expression"} or not _told(value, name, gone, notes, here)
        }
    if isinstance(part, list | tuple):
        kept = [
            each
            for each in part
            if not (isinstance(each, Mapping) and "rule" in each and _told(each["rule"], "rule", gone, notes, place))
        ]
        return [without_dangling(each, gone, notes, place) for each in kept]
    return part


def _told(rule: object, subject: str, gone: Collection[str], notes: Notes, place: str) -> bool:
    """Whether the rule names one of the codes; then the report says so."""
    if not isinstance(rule, str) or not any(code in rule for code in gone):
        return False
    try:
        names = {name.partition(".")[0] for name in references_in(parse(rule))}
    except ExpressionRefused:
        return False
    if names.isdisjoint(gone):
        return False
    notes.dropped(place, f"{subject} of {place}", _REASON, original=rule)
    return True
