"""Conditions of other programs as rules of ours; one that cannot be one stays in the report as it was written."""

from collections.abc import Callable

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.logic.dialects.names import Names
from survey_app.logic.parsing import ExpressionRefused, parse
from survey_app.logic.tree import Expression
from survey_app.logic.writing import write
from survey_app.questions.reading import MAX_RULE

Read = Callable[[str, Names], Expression]
Write = Callable[[Expression, Names], str]


def translated(text: str, read: Read, names: Names, notes: Notes, place: str, *, subject: str) -> str:
    """A condition in our own language, or nothing and a line in the report that keeps its text."""
    if not text.strip():
        return ""
    try:
        rule = write(read(text, names))
        if len(rule) <= MAX_RULE:
            parse(rule)
    except ExpressionRefused as refusal:
        notes.dropped(
            place,
            subject,
            N_("This condition was not carried over; write it anew in the questionnaire. %(why)s"),
            why=refusal,
            original=text,
        )
        return ""
    if len(rule) > MAX_RULE:
        notes.dropped(
            place, subject, N_("This condition is longer than %(most)s characters."), most=MAX_RULE, original=text
        )
        return ""
    return rule
