"""What every row of a question has beside its type, name and words, and what a group cannot have."""

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.arrangement import is_random
from survey_app.interchange.questionnaires.xlsform.book import Cells
from survey_app.interchange.questionnaires.xlsform.leaving import Leaving
from survey_app.questions.definition import Question, say

_SHUFFLED = frozenset({"single", "multiple", "ranking"})


def cells_of(leaving: Leaving, question: Question, *limits: str) -> Cells:
    """What every row of a question has beside its type, name and words."""
    rules = [leaving.rule(each.rule, question.code, "check", here=question) for each in question.checks]
    parts = [part for part in (*limits, *rules) if part]
    message = next((check.message for check, rule in zip(question.checks, rules, strict=True) if rule), {})
    if limits and any(limits) and any(rules):
        leaving.notes.changed(question.code, "checks", N_("The limits and the rules of the answer became one rule."))
    cells: Cells = {"constraint": " and ".join(f"({part})" for part in parts) if len(parts) > 1 else "".join(parts)}
    cells |= leaving.texts("constraint_message", message, question.code)
    cells |= leaving.texts("hint", question.hint, question.code)
    cells["required"] = "yes" if question.required else ""
    cells["relevant"] = leaving.rule(question.show_if, question.code, f"show_if of {question.code}")
    if is_random(question, leaving.notes, holds=question.kind in _SHUFFLED):
        cells["parameters"] = "randomize=true"
    return cells


def told_group(leaving: Leaving, question: Question) -> None:
    """What is lost where a question becomes a group of rows."""
    if question.hint:
        leaving.notes.dropped(
            question.code,
            "hint",
            N_("A group has no hint in XLSForm."),
            original=say(question.hint, leaving.languages[0]),
        )
    for check in question.checks:
        leaving.notes.dropped(question.code, "check", N_("A group has no rule in XLSForm."), original=check.rule)
    weights = [item.code for item in getattr(question.settings, "items", ()) if item.source or item.weight is not None]
    if weights:
        leaving.notes.dropped(question.code, "items", N_("Where rows came from and their weights do not come over."))
