"""Our own format: the questionnaire's document in JSON, wrapped with its title and the version of the schema."""

import json
from collections.abc import Mapping
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.embedding import read_pictures
from survey_app.interchange.questionnaires.finishing import count
from survey_app.interchange.questionnaires.limits import BrokenFile, read_json
from survey_app.interchange.questionnaires.losses import Imported, Notes, Written
from survey_app.interchange.questionnaires.seen import Seen
from survey_app.questions.definition import Questionnaire
from survey_app.questions.registry import read_questionnaire, write_questionnaire

CODE = "json"
MARK = "rondo-questionnaire"
SCHEMA = 1
_MEMORY = "used"
"""The codes a draft remembers; another questionnaire begins its own memory."""


def recognises(seen: Seen) -> bool:
    """Our wrapping, or a bare document as earlier downloads had it."""
    if seen.has_key("format") and seen.json["format"] == MARK:
        return True
    return seen.has_key("languages", "pages") and isinstance(seen.json["languages"], list)


def read(content: bytes, filename: str) -> Imported:
    """The document as it is; a part that no questionnaire has is told and left out."""
    whole = read_json(content, filename)
    if not isinstance(whole, Mapping):
        raise BrokenFile(file=filename)
    document: Any = whole
    title = ""
    if whole.get("format") == MARK:
        schema, document = whole.get("schema"), whole.get("questionnaire")
        if isinstance(schema, bool) or not isinstance(schema, int) or not 1 <= schema <= SCHEMA:
            raise BrokenFile(
                N_("%(file)s was written by a newer version of this program. Bring the installation up to date first."),
                file=filename,
            )
        title = whole["title"] if isinstance(whole.get("title"), str) else ""
    questionnaire = read_questionnaire(document)
    written = write_questionnaire(questionnaire)
    notes = Notes()
    _tell_unknown(document, written, "", notes)
    pictures = read_pictures(whole, notes)
    taken = count(written)
    name = " ".join(title.split())[:200]
    return Imported(CODE, name, questionnaire.languages, written, notes.losses, taken, taken, pictures)


def _tell_unknown(given: object, kept: object, place: str, notes: Notes) -> None:
    """Tell every part of the given document that the kept one does not have."""
    if isinstance(given, Mapping) and isinstance(kept, Mapping):
        for name, value in given.items():
            here = f"{place}.{name}" if place else str(name)
            if name in kept:
                _tell_unknown(value, kept[name], here, notes)
            elif value not in (None, "", [], {}, False) and here != _MEMORY:
                notes.dropped(here, str(name), N_("This part of the file is unknown here."), original=_shown(value))
    elif isinstance(given, list) and isinstance(kept, list) and len(given) == len(kept):
        for number, (one, other) in enumerate(zip(given, kept, strict=True)):
            _tell_unknown(one, other, f"{place}[{number}]", notes)


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:2_000]


def write(questionnaire: Questionnaire, title: str) -> Written:
    """The wrapped document: nothing is lost."""
    whole: dict[str, Any] = {
        "format": MARK,
        "schema": SCHEMA,
        "title": title,
        "questionnaire": write_questionnaire(questionnaire),
    }
    return Written((json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode())
