"""Entries that somebody does not have: a person with one child is not asked about a second.

A repeated group has columns for every entry there may be. Those behind the last entry of a person were not shown to
them, which is something else than a question somebody passed over; what was filled in all the same stays as it is.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from survey_app.questions.base import Answers, Value
from survey_app.questions.blanks import NOT_SHOWN
from survey_app.questions.definition import Questionnaire
from survey_app.questions.registry import type_of
from survey_app.vocabulary import MISSING_CODES, Missing

Entries = Mapping[str, tuple[tuple[str, ...], ...]]
"""The variable that counts the entries -> the variables of each entry, the first entry first."""


def entries_of(questionnaire: Questionnaire) -> Entries:
    """The repeated groups of a questionnaire."""
    found = {question.code: type_of(question).entries(question) for question in questionnaire.questions()}
    return {code: entries for code, entries in found.items() if entries}


def unasked(groups: Entries, answers: Answers) -> dict[str, Value]:
    """The variables of entries that somebody said not to have, each with the reason that it was not shown."""
    return {
        name: Missing.NOT_SHOWN
        for code, entries in groups.items()
        if isinstance(count := answers.get(code), int)
        for entry in entries[max(count, 0) :]
        for name in entry
        if answers.get(name, Missing.SKIPPED) is Missing.SKIPPED
    }


def mark_unasked(groups: Entries, columns: Mapping[str, npt.NDArray[Any]]) -> None:
    """The same in columns: what stands there as passed over becomes `not shown`, in place."""
    for code, entries in groups.items():
        counts = columns.get(code)
        if counts is None or counts.dtype != np.int16:
            continue
        for place, entry in enumerate(entries, 1):
            away = (counts >= 0) & (counts < place)
            for column in (columns[name] for name in entry if name in columns):
                if column.dtype == np.int16:
                    column[away & (column == MISSING_CODES[Missing.SKIPPED])] = MISSING_CODES[Missing.NOT_SHOWN]
                else:
                    column[away & np.isnan(column)] = NOT_SHOWN


__all__ = ["Entries", "entries_of", "mark_unasked", "unasked"]
