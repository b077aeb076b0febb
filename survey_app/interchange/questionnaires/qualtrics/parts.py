"""Parts of a Qualtrics file, which writes lists as objects now and then, numbers as texts, and flags as words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.codes import Naming
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.interchange.questionnaires.texts import carried_text, language_of
from survey_app.questions.definition import Text
from survey_app.questions.reading import LANGUAGE

Part = Mapping[str, Any]
_MOST = 5_001
"""More answers or rows than this no question has, not even one out of a tree."""
_CODES = {"ZH-S": "zh_Hans_CN", "ZH-T": "zh_Hant_TW", "ES-ES": "es"}
_PIPED = re.compile(r"\$\{([^{}]{1,300})\}")
_QUESTION = re.compile(
    r"q://(QID[\w#~]+)/(ChoiceTextEntryValue|ChoiceGroup/SelectedChoices|ChoiceNumericEntryValue)(?:/\w+)?"
)


def as_text(value: object) -> str:
    """A single value as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)[:20_000] if isinstance(value, str | int | float) else ""


def as_part(value: object) -> Part:
    """An object; empty lists stand for empty objects there."""
    return value if isinstance(value, Mapping) else {}


def as_flag(value: object) -> bool:
    """`true`, `"true"`, `"ON"`, `1`."""
    return as_text(value).strip().lower() in {"true", "on", "1", "yes"}


def as_number(value: object) -> float | None:
    """A number, also one written as text."""
    try:
        found = float(as_text(value)[:40])
    except ValueError:
        return None
    return found if abs(found) < 1e12 else None  # noqa: PLR2004 - beyond any answer, and not a number


def numbered(value: object) -> Iterator[tuple[str, Any]]:
    """The members of a list or of an object that stands for one, in their order."""
    if isinstance(value, Mapping):
        yield from ((str(name), part) for name, part in value.items())
    elif isinstance(value, list):
        yield from ((str(number), part) for number, part in enumerate(value))


@dataclass
class Entry:
    """What conditions need to know of a question: its code, its kind, and our codes by the file's numbers."""

    code: str
    kind: str = ""
    choices: dict[str, int] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    other: str = ""
    part: Part = field(default_factory=dict)
    options: list[dict[str, Any]] = field(default_factory=list)
    carry: dict[str, str] = field(default_factory=dict)
    """The question whose chosen or not chosen answers are taken over, as our document says it."""


@dataclass
class Desk:
    """One file being read: the report, the codes, and what every question became."""

    notes: Notes
    default: str
    naming: Naming = field(default_factory=Naming)
    entries: dict[str, Entry] = field(default_factory=dict)
    languages: dict[str, None] = field(default_factory=dict)
    fields: dict[str, Entry] = field(default_factory=dict)
    made: int = 0

    def text(self, payload: Part, words: object, path: tuple[str, ...], place: str, subject: str) -> Text:
        """A text with its translations, which stand under the same path in `Language`."""
        found = {self.default: as_text(words)}
        for name, translated in as_part(payload.get("Language")).items():
            code = _CODES.get(str(name)) or language_of(str(name))
            inner: object = translated
            for step in path:
                inner = as_part(inner).get(step)
            if code and LANGUAGE.fullmatch(code) and as_text(inner).strip() and code != self.default:
                found[code] = as_text(inner)
            elif not code or not LANGUAGE.fullmatch(code):
                self.notes.dropped(place, subject, N_("“%(name)s” is no language."), name=str(name)[:40])
        kept = {code: self._with_answers(said, place, subject) for code, said in found.items()}
        carried = carried_text(kept, self.notes, place, subject)
        self.languages |= dict.fromkeys(carried)
        return carried

    def _with_answers(self, words: str, place: str, subject: str) -> str:
        """`${q://QID1/ChoiceTextEntryValue}` is `{CODE}` here."""

        def put(found: re.Match[str]) -> str:
            piped = _QUESTION.fullmatch(found[1].strip())
            entry = (
                self.entries.get(piped[1]) if piped else self.fields.get(found[1].strip().removeprefix("e://Field/"))
            )
            if entry is None:
                self.notes.changed(
                    place, subject, N_("“%(name)s” is not filled in here and stays as it is written."), name=found[0]
                )
                return found[0]
            return f"{{{entry.code}}}"

        return _PIPED.sub(put, words) if "${" in words else words


def placed(payload: Part, members: str, order: str) -> list[tuple[str, Part]]:
    """Choices or answers in the order they are shown; what the order forgets comes last."""
    known = {
        name: part if isinstance(part, Mapping) else {"Display": part} for name, part in numbered(payload.get(members))
    }
    if isinstance(payload.get(members), list):
        known = {str(number): part for number, part in enumerate(known.values(), 1)}
    wanted = [as_text(name) for _number, name in numbered(payload.get(order)) if as_text(name)]
    names = list(dict.fromkeys([*(name for name in wanted if name in known), *known]))
    return [(name, known[name]) for name in names[:_MOST]]
