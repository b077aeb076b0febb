"""Buttons inside a question of a respondent's page: one entry more, or one entry taken out. Both save the page."""

import re

from flask import request
from werkzeug.datastructures import MultiDict

from survey_app.questions.definition import Page
from survey_app.questions.registry import type_of
from survey_app.questions.repeat import Repeat

Posted = MultiDict[str, str]
_ACT = re.compile(r"(?P<verb>add|drop):(?P<code>[A-Z][A-Z0-9_]{0,15})(?::(?P<number>[1-9][0-9]?))?", re.ASCII)


def _pressed() -> re.Match[str] | None:
    return _ACT.fullmatch(request.form.get("arrange", ""))


def is_asked() -> bool:
    """Whether such a button was pressed."""
    return _pressed() is not None


def arranged(page: Page) -> Posted:
    """What was sent with a page, less the entry that was to be taken out."""
    act = _pressed()
    if act is None or act["verb"] != "drop" or act["number"] is None:
        return request.form
    for question in page.questions:
        kind = type_of(question)
        if question.code == act["code"] and isinstance(kind, Repeat):
            lists = dict(request.form.lists())
            return MultiDict(kind.arranged(question, lists, int(act["number"])))
    return request.form


def wanted() -> tuple[str | None, str | None]:
    """What goes into the address: the question that is to show one entry more, and the entry to look at."""
    act = _pressed()
    if act is None:
        return None, None
    return act["code"] if act["verb"] == "add" else None, f"q{act['code']}-last"
