"""Questions of Qualtrics as ours, by their type."""

from collections.abc import Callable, Mapping

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.file_kinds import groups_of
from survey_app.interchange.questionnaires.qualtrics import tables
from survey_app.interchange.questionnaires.qualtrics.asked import Asked, Document, document
from survey_app.interchange.questionnaires.qualtrics.choosing import choice, drilled, regions, rows_of
from survey_app.interchange.questionnaires.qualtrics.parts import (
    Desk,
    as_number,
    as_part,
    as_text,
)
from survey_app.questions.registry import TYPES

__all__ = ["Asked", "ask"]


def ask(asked: Asked, desk: Desk) -> list[Document]:
    """The questions of ours that one of the file becomes; none where there is no counterpart."""
    kind = as_text(asked.payload.get("QuestionType"))
    build = _KINDS.get(kind)
    if build is None:
        desk.notes.dropped(
            asked.place,
            asked.subject,
            N_("Questions of the kind “%(kind)s” are not known here."),
            kind=kind[:40],
            original=as_text(asked.payload.get("QuestionText"))[:2_000],
        )
        return []
    return build(asked, desk)


def text(asked: Asked, desk: Desk) -> list[Document]:
    """Typed answers: a line, several lines, a form, and what the content type makes of them."""
    if asked.selector == "FORM":
        items = rows_of(asked, desk)
        if "texts" in TYPES:
            return [document(asked, desk, "texts", {"items": items})]
        return tables.apart(asked, desk, items, "short_text", {})
    content = as_text(asked.limits.get("ContentType")) or as_text(asked.limits.get("Type"))
    kind = {"ValidNumber": "number", "ValidEmail": "email", "ValidPhone": "phone", "ValidDate": "date"}.get(content, "")
    if kind and kind in TYPES:
        settings: Document = {}
        if kind == "number":
            bounds = as_part(asked.limits.get("ValidNumber"))
            given = {name: as_number(bounds.get(there)) for name, there in (("min", "Min"), ("max", "Max"))}
            decimals = as_number(bounds.get("NumDecimals"))
            settings = {name: value for name, value in given.items() if value is not None}
            settings["decimals"] = int(min(6, max(0, decimals))) if decimals is not None else 2
        return [document(asked, desk, kind, settings)]
    if content.startswith("Valid"):
        desk.notes.dropped(
            asked.place, asked.subject, N_("The check “%(check)s” has no counterpart here."), check=content
        )
    found = document(asked, desk, "short_text" if asked.selector in {"SL", "PW"} else "long_text")
    bounds = {name: as_number(asked.limits.get(name)) for name in ("MinChars", "TotalChars", "MaxChars")}
    most, least = bounds["MaxChars"] or bounds["TotalChars"], bounds["MinChars"]
    rules = [f"length(.) >= {int(least)}"] if least and least > 0 else []
    rules += [f"length(.) <= {int(most)}"] if most and most > 0 else []
    if rules:
        found["checks"] = [{"rule": " and ".join(rules), "message": {}, "soft": False}]
    return [found]


def sent_in(asked: Asked, desk: Desk) -> list[Document]:
    """A file that people send in."""
    return [document(asked, desk, "file_upload", {"most": 1, "groups": groups_of("")})]


def filled_in(asked: Asked, desk: Desk) -> list[Document]:
    """What the browser fills in or proves: times, the kind of browser, that a person sits there."""
    desk.notes.dropped(asked.place, asked.subject, N_("The browser fills it in, nobody is asked anything."))
    return []


def told(asked: Asked, desk: Desk) -> list[Document]:
    """Words between the questions; a picture alone is told."""
    found = document(asked, desk, "information")
    found["required"] = False
    if asked.selector == "GRB" or found["text"] == {desk.default: asked.entry.code}:
        desk.notes.dropped(asked.place, asked.subject, N_("Pictures do not come over."))
    return [] if found["text"] == {desk.default: asked.entry.code} else [found]


_KINDS: Mapping[str, Callable[[Asked, Desk], list[Document]]] = {
    "MC": choice,
    "Matrix": tables.matrix,
    "TE": text,
    "Slider": tables.slider,
    "RO": tables.order,
    "CS": tables.total,
    "DB": told,
    "SBS": tables.side_by_side,
    "PGR": tables.grouped,
    "DD": drilled,
    "HotSpot": regions,
    "FileUpload": sent_in,
    "Timing": filled_in,
    "Meta": filled_in,
    "Captcha": filled_in,
}
