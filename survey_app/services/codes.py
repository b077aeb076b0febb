"""Codes that never change their meaning: what was once called 3 is never called so again.

A draft carries under `used` every code its questions, options and rows ever had, also of those taken out since. New
codes are chosen past them, so that two versions or two waves can be compared by code.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from survey_app.questions.definition import Item, Option, Question, Questionnaire
from survey_app.questions.registry import QUESTION_CODE

Used = Mapping[str, frozenset[str]]
"""Question code -> codes its options or rows have or had."""

KEY = "used"
RESERVED = 90
"""Option codes from here on are kept for 'Other' and the like."""
_MOST = 20_000
_DIGITS = 5
"""Option codes have at most five digits; longer figures are words."""


def read_used(definition: Mapping[str, Any], questionnaire: Questionnaire) -> dict[str, frozenset[str]]:
    """The codes a definition remembers, and those it has now; anything unreadable in the memory is left out."""
    found: dict[str, frozenset[str]] = {}
    for code, listed in _entries(definition.get(KEY)).items():
        if isinstance(listed, list) and QUESTION_CODE.fullmatch(code):
            found[code] = frozenset(entry for entry in listed if isinstance(entry, str))
    return joined(found, present(questionnaire))


def _entries(kept: object) -> dict[str, object]:
    return kept if isinstance(kept, dict) else {}


def present(questionnaire: Questionnaire) -> dict[str, frozenset[str]]:
    """The codes in a questionnaire."""
    return {question.code: frozenset(inner(question)) for question in questionnaire.questions()}


def inner(question: Question) -> list[str]:
    """The codes of a question's options or rows, in their order."""
    rows: tuple[Option | Item, ...] = getattr(question.settings, "all", ()) or getattr(question.settings, "items", ())
    return [str(row.code) for row in rows]


def joined(first: Used, second: Used) -> dict[str, frozenset[str]]:
    """Both memories in one.

    >>> sorted(joined({"A": frozenset("1")}, {"A": frozenset("2")})["A"])
    ['1', '2']
    """
    return {code: first.get(code, frozenset()) | second.get(code, frozenset()) for code in [*first, *second]}


def write_used(used: Used) -> dict[str, list[str]]:
    """The memory as JSON, bounded: a document that grew past all reason keeps its newest part."""
    listed = {code: sorted(codes, key=_order) for code, codes in used.items()}
    return dict(list(listed.items())[-_MOST:])


def _order(code: str) -> tuple[int, str]:
    return (int(code), "") if _is_figure(code) else (10**_DIGITS, code)


def _is_figure(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) <= _DIGITS


def next_question(used: Used) -> str:
    """The next free question code: `Q7` after `Q1`..`Q6`.

    >>> next_question({"Q1": frozenset(), "OVER": frozenset(), "Q3": frozenset()})
    'Q4'
    """
    numbers = [int(code[1:]) for code in used if re.fullmatch(r"Q\d{1,6}", code)]
    return f"Q{max(numbers, default=0) + 1}"


def next_inner(used: Iterable[str]) -> int:
    """The next free code of an option or a row: one past the highest ever used, those of 'Other' left aside.

    >>> next_inner(["1", "2", "97"]), next_inner([]), next_inner(["quality"])
    (3, 1, 1)
    """
    codes = list(used)
    figures = {int(code) for code in codes if _is_figure(code)}
    low = [figure for figure in figures if figure < RESERVED]
    free = max(low, default=0) + 1
    return free if free < RESERVED else max([*figures, 99]) + 1
