"""The questionnaire that all measurements use: 20 questions on 4 pages, 44 answer columns."""

import json
from pathlib import Path
from typing import Any

SHAPE = Path(__file__).parent / "shape.json"


def document() -> dict[str, Any]:
    """The shape as a questionnaire document."""
    shape = json.loads(SHAPE.read_text())
    pages = [
        {
            "key": f"p{number}",
            "title": {"en": page["title"]},
            "questions": [_question(question) for question in page["questions"]],
        }
        for number, page in enumerate(shape["pages"], 1)
    ]
    return {"languages": ["en"], "pages": pages}


def _question(part: dict[str, Any]) -> dict[str, Any]:
    kind, settings = _kind(part)
    return {
        "code": part["code"],
        "kind": kind,
        "text": {"en": part["text"]},
        "required": part.get("required", False),
        "settings": settings,
    }


def _kind(part: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    if part["kind"] in {"single", "multiple"}:
        labels = enumerate(part["options"], 1)
        return part["kind"], {"options": [{"code": code, "label": {"en": label}} for code, label in labels]}
    if part["kind"] == "array5":
        items = [{"code": f"r{row}", "label": {"en": label}} for row, label in enumerate(part["items"], 1)]
        return "grid", {"items": items, "scale": {"first": 1, "last": 5}}
    if part["kind"] == "number":
        return "number", {"minimum": part["min"], "maximum": part["max"]}
    return {"short": "short_text", "long": "long_text"}[part["kind"]], {}
