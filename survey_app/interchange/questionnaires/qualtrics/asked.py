"""One question of a Qualtrics file while it is read, and what all kinds have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limits import FileTooDeep
from survey_app.interchange.questionnaires.qualtrics.parts import (
    Desk,
    Entry,
    Part,
    as_part,
    as_text,
)

Document = dict[str, Any]
_MOST = 1_500


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the file with its place in it."""

    payload: Part
    place: str
    subject: str
    entry: Entry

    @property
    def selector(self) -> str:
        """What the type looks like."""
        return as_text(self.payload.get("Selector"))

    @property
    def below(self) -> str:
        """The finer distinction of a selector."""
        return as_text(self.payload.get("SubSelector"))

    @property
    def limits(self) -> Part:
        """What an answer has to meet."""
        return as_part(as_part(self.payload.get("Validation")).get("Settings"))

    @property
    def settings(self) -> Part:
        """How the question looks and works."""
        return as_part(self.payload.get("Configuration"))


def document(asked: Asked, desk: Desk, kind: str, settings: Document | None = None) -> Document:
    """What every question has in common."""
    entry = asked.entry
    entry.kind = kind
    desk.made += 1
    if desk.made > _MOST:
        reason = N_("The file holds more than %(most)s questions, tables taken apart. Split it.")
        raise FileTooDeep(reason, most=_MOST)
    text = desk.text(asked.payload, asked.payload.get("QuestionText"), ("QuestionText",), asked.place, asked.subject)
    forced = as_text(asked.limits.get("ForceResponse")).upper()
    asked_twice = forced.startswith("REQUEST") or asked.limits.get("ForceResponseType") == "RequestResponse"
    if asked_twice and forced != "OFF":
        reason = N_("An answer that is asked for twice there may be left out here.")
        desk.notes.changed(asked.place, asked.subject, reason)
        forced = "OFF"
    found = {
        "code": entry.code,
        "kind": kind,
        "text": dict(text) or {desk.default: entry.code},
        "required": forced == "ON",
        "settings": settings or {},
    }
    _tell(asked, desk)
    return found


def _tell(asked: Asked, desk: Desk) -> None:
    """What no kind of ours has."""
    payload = asked.payload
    random = as_part(payload.get("Randomization"))
    if as_text(random.get("Type")) not in {"", "None"}:
        desk.notes.dropped(asked.place, asked.subject, N_("The order of the answers stays as it is written."))
    if as_text(payload.get("QuestionJS")).strip():
        desk.notes.dropped(
            asked.place, asked.subject, N_("Program code does not come over."), original=as_text(payload["QuestionJS"])
        )
    default = payload.get("DefaultChoices")
    if isinstance(default, Mapping) and default:
        desk.notes.dropped(asked.place, asked.subject, N_("Nothing is chosen beforehand here."))
    check = as_text(asked.limits.get("Type"))
    if check == "CustomValidation":
        desk.notes.dropped(
            asked.place,
            asked.subject,
            N_("Its own check of the answer does not come over."),
            original=str(asked.limits.get("CustomValidation"))[:2_000],
        )


def not_asked(asked: Asked, desk: Desk) -> list[Document]:
    """A kind that this installation does not have."""
    desk.notes.dropped(asked.place, asked.subject, N_("A question of this kind cannot be asked here."))
    return []
