"""What the sample says in words of its own, in the language of the person it is loaded for."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from survey_app.questions.definition import Text, say

_FALLBACK = "en"


@cache
def words() -> dict[str, Any]:
    """Every text of the sample that a study keeps in one language only, in three."""
    found: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return found


def told(text: Text, language: str) -> str:
    """One of these texts in a language, in English where it was not written in it."""
    return say(text, language, _FALLBACK)
