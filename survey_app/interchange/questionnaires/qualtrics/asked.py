"""One question of a Qualtrics file while it is read, and what all kinds have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.limits import FileTooDeep
from survey_app.interchange.questionnaires.qualtrics.deciding import condition
from survey_app.interchange.questionnaires.qualtrics.parts import Desk, Entry, Part, as_part, as_text, numbered

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


def placed_at_random(asked: Asked, settings: Document, desk: Desk) -> Document:
    """The order of answers or rows, with those marked that keep their place in it."""
    random = as_part(asked.payload.get("Randomization"))
    kind, advanced = as_text(random.get("Type")), as_part(random.get("Advanced"))
    listed = [each for name in ("options", "items") for each in settings.get(name) or ()]
    if kind in {"", "None"} or not (listed or asked.entry.carry):
        return {}
    if kind not in {"All", "Advanced", "Subset"}:
        desk.notes.dropped(asked.place, asked.subject, N_("The order of the answers stays as it is written."))
        return {}
    some = as_text(random.get("TotalRandSubset")) not in {"", "0"} or advanced.get("RandomSubSet")
    if kind == "Subset" or some or advanced.get("Undisplayed"):
        reason = N_("All answers are shown in a random order, not a part of them.")
        desk.notes.changed(asked.place, asked.subject, reason)
    fixed = [as_text(name) for _n, name in numbered(advanced.get("FixedOrder")) if kind == "Advanced"]
    known: Mapping[str, object] = {**asked.entry.rows, **asked.entry.choices}
    anchored = {known[name] for name in fixed if name in known}
    for each in listed:
        if each["code"] in anchored:
            each["anchored"] = True
    return {"order": "random"}


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
    found: Document = {
        "code": entry.code,
        "kind": kind,
        "text": dict(text) or {desk.default: entry.code},
        "required": forced == "ON",
        "settings": settings or {},
    }
    if entry.carry:
        found["carry"] = dict(entry.carry)
    found |= placed_at_random(asked, found["settings"], desk)
    found |= _own_check(asked, desk)
    _tell(asked, desk)
    return found


def _own_check(asked: Asked, desk: Desk) -> Document:
    """The author's own rule for an answer, with the author's words."""
    custom = as_part(asked.limits.get("CustomValidation"))
    if as_text(asked.limits.get("Type")) != "CustomValidation" or not custom:
        return {}
    rule = condition(custom.get("Logic"), desk, f"{asked.place}.CustomValidation", asked.subject)
    words = as_text(as_part(custom.get("Message")).get("description"))
    message = {desk.default: words} if words else {}
    return {"checks": [{"rule": rule, "message": message, "soft": False}]} if rule else {}


def _tell(asked: Asked, desk: Desk) -> None:
    """What no kind of ours has."""
    payload = asked.payload
    if as_text(payload.get("QuestionJS")).strip():
        desk.notes.dropped(
            asked.place, asked.subject, N_("Program code does not come over."), original=as_text(payload["QuestionJS"])
        )
    default = payload.get("DefaultChoices")
    if isinstance(default, Mapping) and default:
        desk.notes.dropped(asked.place, asked.subject, N_("Nothing is chosen beforehand here."))


def not_asked(asked: Asked, desk: Desk) -> list[Document]:
    """A kind that this installation does not have."""
    desk.notes.dropped(asked.place, asked.subject, N_("A question of this kind cannot be asked here."))
    return []
