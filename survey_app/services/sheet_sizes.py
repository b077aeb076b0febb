"""How large a questionnaire's answers can be at most.

Sealed sheets and drafts all have that size, so that it says nothing about what is in them.
"""

from functools import lru_cache

from survey_app.exceptions import N_, Refusal
from survey_app.privacy import sealing, sheets
from survey_app.questions.base import VariableKind
from survey_app.questions.definition import Question
from survey_app.questions.registry import type_of
from survey_app.services.sheets import Sheet

RESPONSE = "response"
"""The one question of a survey's sealed sheet: its value is the whole response."""
_NAME_BYTES = 8
"""Quotation marks, colon, comma, and letters of a name that are written with an escape."""
_SHORT_VALUE = 40
"""A code, a number, or the reason why there is none."""
_SHORT_TEXT = 1_000
"""What is written beside "other"; the longer texts say their length themselves."""
_AROUND = 400
"""Language, version and the braces."""
_DRAFT_EXTRAS = 4_096


class TooLongToSeal(Refusal):
    """The questionnaire asks for more text than a sealed sheet can hold."""

    status = 422
    title = N_("The questionnaire asks for too much text to be sealed")
    message = N_(
        "Sealed sheets all have the size of the longest possible answer, and this questionnaire asks for too many long "
        "answers in own words. Make some of them short ones, or choose another level of anonymity."
    )


def bound(sheet: Sheet) -> int:
    """The most bytes of a sealed sheet of this version."""
    return _bound(sheet)


def blob_size(sheet: Sheet) -> int:
    """The size of its sealed sheets."""
    return sealing.blob_size(bound(sheet))


def draft_size(sheet: Sheet) -> int:
    """The size of its locked drafts: they hold what was typed and cannot be read as well."""
    return sealing.blob_size(min(2 * bound(sheet) + _DRAFT_EXTRAS, sealing.LARGEST_BOUND))


@lru_cache(maxsize=64)
def _bound(sheet: Sheet) -> int:
    value = _AROUND + sum(_question_bytes(question) for question in sheet.questionnaire.questions())
    total = sheets.bound({RESPONSE: value})
    if total > sealing.LARGEST_BOUND - _DRAFT_EXTRAS:
        raise TooLongToSeal
    return total


def _question_bytes(question: Question) -> int:
    kind = type_of(question)
    letters = getattr(kind, "limit", _SHORT_TEXT)
    total = 0
    for variable in kind.variables(question):
        text = variable.kind is VariableKind.TEXT
        total += len(variable.name.encode()) + _NAME_BYTES
        total += max(_SHORT_VALUE, sheets.text_bytes(letters)) if text else _SHORT_VALUE
    return total
