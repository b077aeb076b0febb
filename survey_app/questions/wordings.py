"""Every text of a questionnaire with an address of its own, so that it can be translated apart and put back.

An address is made of codes, never of places in a list, as long as there are codes: `Q1.text`, `Q1.options.3`,
`SERV.items.price`, `p2.title`. So a sheet that a translator has kept for a week still fits when questions were moved.
"""

import copy
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.questions.definition import Text
from survey_app.questions.piping import places_in
from survey_app.questions.reading import LANGUAGE

__all__ = ["Wording", "placeholders", "translated", "wordings"]

_PASSED_OVER = ("pages", "questions", "settings", "label")
_NAMES = ("code", "key")


@dataclass(frozen=True, slots=True)
class Wording:
    """One text of a questionnaire: where it stands, and its words in each language."""

    place: str
    text: Text


def wordings(document: Mapping[str, Any]) -> tuple[Wording, ...]:
    """All texts of a questionnaire document in the order they are read; texts without words in its own language not.

    >>> document = {"languages": ["en", "es"], "pages": [{"key": "p1", "title": {"en": "You"}, "questions": [
    ...     {"code": "Q1", "text": {"en": "Happy?"}, "settings": {"options": [{"code": 1, "label": {"en": "Yes"}}]}}]}]}
    >>> [(each.place, each.text["en"]) for each in wordings(document)]
    [('p1.title', 'You'), ('Q1.text', 'Happy?'), ('Q1.options.1', 'Yes')]
    """
    base = document["languages"][0]
    return tuple(Wording(_address(path), part) for path, part in _texts(document["pages"], ("pages",), base))


def translated(document: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """A copy of the document with other words at these addresses: address -> language -> words.

    Languages that are not named stay; empty words take a translation out. Addresses that do not exist are passed over.
    """
    changed = copy.deepcopy(dict(document))
    base = changed["languages"][0]
    for path, part in _texts(changed["pages"], ("pages",), base):
        for language, said in words.get(_address(path), {}).items():
            if said:
                part[language] = said
            elif language != base:
                part.pop(language, None)
    return changed


def placeholders(words: str) -> Counter[str]:
    """The answers that a text repeats, such as `{NAME}`: a translation has to repeat the same ones.

    >>> placeholders("Dear {NAME}, you gave {OVER} and {OVER}.") == Counter({"{OVER}": 2, "{NAME}": 1})
    True
    """
    return Counter(places_in(words))


def _texts(part: Any, path: tuple[str, ...], base: str) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401 - any part of a JSON document
    if isinstance(part, dict):
        if _is_text(part, base):
            yield path, part
            return
        for name, inner in part.items():
            yield from _texts(inner, (*path, name), base)
    elif isinstance(part, list):
        for place, inner in enumerate(part, start=1):
            yield from _texts(inner, (*path, _name(inner, place)), base)


def _is_text(part: Mapping[Any, Any], base: str) -> bool:
    if not isinstance(part.get(base), str) or not part[base].strip():
        return False
    return all(
        isinstance(name, str) and LANGUAGE.fullmatch(name) and isinstance(words, str) for name, words in part.items()
    )


def _name(part: Any, place: int) -> str:  # noqa: ANN401 - any part of a JSON document
    if isinstance(part, dict):
        for name in _NAMES:
            if isinstance(part.get(name), str | int):
                return str(part[name])
    return str(place)


def _address(path: tuple[str, ...]) -> str:
    """The address less what every address has: the page of a question, and the names of the document's parts."""
    kept = path[path.index("questions") + 1 :] if "questions" in path else path
    return ".".join(name for name in kept if name not in _PASSED_OVER) or ".".join(kept)
