"""The vectors that the evaluator and its twin in the page have to agree on: expression, somebody's answers, result."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from survey_app.logic.evaluating import Answer, Scope, Value
from survey_app.logic.names import Name, NameKind
from survey_app.vocabulary import Missing

FILE = Path(__file__).parent / "vectors.json"
DOCUMENT: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
VECTORS: list[tuple[str, str, Any]] = [tuple(each) for each in DOCUMENT["vectors"]]
REFUSED = {"refused": True}


def scope_of(person: str) -> Scope:
    """What one of the people in the vectors answered, and what the names stand for."""
    part = DOCUMENT["people"][person]
    answers = {name: _answer(value) for name, value in part["answers"].items()}
    names = {name: _name(each) for name, each in part["names"].items()}
    return Scope(answers, names, part.get("asked"), date.fromisoformat(DOCUMENT["today"]), part.get("here", ""))


def _answer(value: Any) -> Answer:
    return Missing(value["missing"]) if isinstance(value, dict) else value


def _name(part: dict[str, Any]) -> Name:
    parts = tuple((code, variable) for code, variable in part.get("parts", []))
    return Name(NameKind(part["kind"]), part["question"], parts=parts)


def plain(value: Value) -> Any:
    """A value as the vectors write it."""
    if isinstance(value, frozenset):
        return {"codes": sorted(value)}
    return {"rows": list(value)} if isinstance(value, tuple) else value


def alike(found: Any, expected: Any) -> bool:
    """Whether two results are the same; a truth is not a number."""
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    return bool(found == expected)
