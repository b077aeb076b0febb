"""What simulated people say, in the language of the person the sample is loaded for: each says it in one."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from survey_app.services.sample_study.frame import FOLDER
from survey_app.vocabulary import LANGUAGES


@cache
def _said() -> dict[str, Mapping[str, str]]:
    found = json.loads((FOLDER / "other_languages.json").read_text(encoding="utf-8"))
    return {each["said"]: each for each in found}


def spoken(text: str, language: str) -> str:
    """One saying in a language; as it was made up where it has no other words for it.

    >>> spoken("Purchasing", "es"), spoken("Purchasing", "en")
    ('Compras', 'Purchasing')
    """
    return _said().get(text, {}).get(language, text)


def all_spoken(content: Any, language: str) -> Any:  # noqa: ANN401 - content as JSON holds it
    """The same with every saying inside; texts that stand in several languages stay as they are."""
    if isinstance(content, str):
        return spoken(content, language)
    if isinstance(content, list):
        return [all_spoken(each, language) for each in content]
    if not isinstance(content, dict) or set(content) >= set(LANGUAGES):
        return content
    return {spoken(name, language): all_spoken(each, language) for name, each in content.items()}
