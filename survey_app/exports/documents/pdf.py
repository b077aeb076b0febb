"""Documents as PDF: tagged, with language, bookmarks, page numbers and embedded fonts."""

import re
from dataclasses import asdict
from datetime import datetime
from typing import Any

from survey_app.exports.documents import setting
from survey_app.exports.documents.drawing import families
from survey_app.exports.documents.model import Document, Part, Table, clean
from survey_app.exports.words import shortened

_UNBROKEN = re.compile(r"[^\s\u2e80-\uffff]{30}(?=[^\s\u2e80-\uffff])")
"""So many letters without a blank that the line may have to end among them."""

_HEADER, _CLIENT = 105, 45
"""How many letters stand above a page: of the title and of the client, and of the client alone."""


def write(document: Document, made_at: datetime) -> bytes:
    """The document as PDF, the same for the same document and moment."""
    return setting.pdf("report.typ", values(document), int(made_at.timestamp()))


def values(document: Document) -> dict[str, Any]:
    """What the template is filled with: plain texts, numbers and lists."""
    language, region = document.tag
    look = document.look
    header = f"{document.title} · {document.subtitle}" if document.subtitle else document.title
    room = _HEADER - min(len(document.client), _CLIENT)
    found = {
        "title": document.title,
        "subtitle": document.subtitle,
        "finding": document.finding,
        "organiser": document.organiser,
        "client": document.client,
        "subject": document.subject,
        "facts": document.facts,
        "header": shortened(header if len(header) <= room else document.title, room),
        "for": shortened(document.client, _CLIENT),
        "footer": document.footer,
        "page": document.page,
        "contents": document.contents,
        "chapters": document.chapters,
        "parts": [_part(part) for part in document.held],
    }
    drawable: dict[str, Any] = _drawable(found)
    return drawable | {
        "language": language,
        "region": region,
        "fonts": list(families(look)),
        "look": {"accent": look.accent, "second": look.second, "logo_kind": look.logo_kind},
        "logo": "yes" if look.logo else "",
        "logo-bytes": list(look.logo),
    }


def _part(part: Part) -> dict[str, Any]:
    plain = asdict(part) | {"kind": type(part).__name__}
    if isinstance(part, Table):
        plain |= {
            "whole": part.is_whole,
            "close": part.is_close,
            "shares": list(part.shares()),
            "strong": sorted(part.strong),
            "rows": _even(part),
        }
    return plain


def _even(table: Table) -> list[list[str]]:
    """All rows as long as the longest."""
    return [[*row, *([""] * (table.columns - len(row)))] for row in table.rows]


def _drawable(value: Any, key: str = "") -> Any:
    """All texts without characters that nothing draws, and with places where long words may break."""
    if isinstance(value, str):
        return value if key == "svg" else _UNBROKEN.sub("\\g<0>\u200b", clean(value))
    if isinstance(value, dict):
        return {name: _drawable(each, name) for name, each in value.items()}
    return [_drawable(each) for each in value] if isinstance(value, list | tuple) else value
