"""How much a Qualtrics file holds in its own terms."""

from collections.abc import Sequence

from survey_app.interchange.questionnaires.losses import Counts
from survey_app.interchange.questionnaires.qualtrics.parts import Part, as_part, as_text, numbered

_UNASKED = frozenset({"DB", "Meta", "Timing", "Captcha"})
_CHOSEN = frozenset({"MC", "HotSpot"})
"""Kinds whose choices are answers; those of all other kinds are rows."""


def counted(asked: Sequence[Part], pages: int, *, conditions: int, quotas: int) -> Counts:
    """Questions with their rows, answers and conditions; `conditions` are those of the flow and of skips."""
    with_rows = [each for each in asked if _kind(each) not in _UNASKED | _CHOSEN]
    chosen = [each for each in asked if _kind(each) in _CHOSEN]
    items = sum(_members(each, "Choices") for each in with_rows if _kind(each) != "DD")
    options = sum(_members(each, "Choices") for each in chosen)
    options += sum(_members(each, "Answers") + _members(each, "Groups") for each in with_rows)
    options += sum(
        _members(as_part(part), "Answers")
        for each in with_rows
        for _name, part in numbered(each.get("AdditionalQuestions"))
    )
    shown = sum(bool(each.get("DisplayLogic") or each.get("InPageDisplayLogic")) for each in asked)
    shown += sum(
        bool(as_part(part).get("DisplayLogic"))
        for each in asked
        for name in ("Choices", "Answers")
        for _name, part in numbered(each.get(name))
    )
    return Counts(pages, len(asked), items, options, conditions + shown, quotas)


def _kind(payload: Part) -> str:
    return as_text(payload.get("QuestionType"))


def _members(payload: Part, name: str) -> int:
    """How many members a part has; where each row has answers of its own, those of all rows."""
    found = [as_part(each) for _name, each in numbered(payload.get(name))]
    nested = [len(each) for each in found if each and "Display" not in each and all(map(as_part, each.values()))]
    return sum(nested) if nested else len(found)
