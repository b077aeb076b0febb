"""One question out of several versions of it, so that everything anybody was ever asked keeps its column.

A newer version may offer fewer answers, rows, fields or entries than an earlier one. What was answered there is stored
for good; tables and figures over all versions need a question that knows all of it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from survey_app.questions.definition import Question
from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.registry import type_of

__all__ = ["united"]


def united(newer: Question, older: Question) -> Question:
    """The newer question, with what only the older one has behind it: answers, rows, fields, entries.

    Where both say something of the same code, the newer one counts. A question that became another kind keeps the newer
    kind alone, since one column cannot hold both; the same where the two together would be more than a question holds.

    >>> from survey_app.questions.registry import read_question
    >>> def asked(*words):
    ...     options = [{"code": place, "label": {"en": word}} for place, word in enumerate(words, 1)]
    ...     return read_question({"code": "Q1", "kind": "single", "text": {}, "settings": {"options": options}})
    >>> [option.code for option in united(asked("Red"), asked("Red", "Blue")).settings.options]
    [1, 2]
    """
    if newer.kind != older.kind or newer.settings == older.settings:
        return newer
    kind = type_of(newer)
    ours, theirs = kind.write(newer.settings), kind.write(older.settings)
    found = _read(newer, _joined(ours, theirs)) or newer
    for name in theirs:
        missing = _names(older) - _names(found)
        if not missing:
            break
        wider = _read(found, {**kind.write(found.settings), name: theirs[name]})
        if wider is not None and _names(wider) > _names(found) and _names(wider) & missing:
            found = wider
    return found


def _names(question: Question) -> frozenset[str]:
    return frozenset(variable.name for variable in type_of(question).variables(question))


def _read(question: Question, settings: Mapping[str, Any]) -> Question | None:
    """The question with these settings, where its kind takes them and a column has the same sense as before."""
    try:
        return replace(question, settings=type_of(question).read(settings))
    except DefinitionRefused:
        return None


def _joined(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Our settings; lists of things with codes are followed by theirs that we do not have."""
    return {name: _list(value, theirs.get(name)) if isinstance(value, list) else value for name, value in ours.items()}


def _list(ours: list[Any], theirs: object) -> list[Any]:
    if not isinstance(theirs, list) or not all(
        isinstance(part, Mapping) and "code" in part for part in (*ours, *theirs)
    ):
        return ours
    later = {part["code"]: part for part in theirs}
    kept = [_joined(part, later[part["code"]]) if part["code"] in later else part for part in ours]
    known = {part["code"] for part in ours}
    return [*kept, *(part for part in theirs if part["code"] not in known)]
