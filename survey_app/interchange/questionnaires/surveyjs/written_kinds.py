"""Questions of SurveyJS that are answered by typing: text in all its input types and masks, and comment."""

import re
from typing import Any

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.surveyjs.drafts import Draft, Found, Reading, first_kind, has_kind
from survey_app.interchange.questionnaires.surveyjs.parts import Desk, Part, as_number, as_text
from survey_app.interchange.questionnaires.surveyjs.walking import is_hidden, stays_hidden
from survey_app.logic.dialects.surveyjs_names import Holds, Known
from survey_app.logic.tree import Reference
from survey_app.questions.definition import Text
from survey_app.questions.reading import ITEM_CODE

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{1,2}:\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")
_LARGEST = 1e9
_PLAIN_INPUTS = frozenset({"text", "password", "url", "color", "week", "search", ""})
_MASK_SIGNS = {"9": "[0-9]", "a": "[A-Za-z]", "#": "[A-Za-z0-9]"}


def text(found: Found, reading: Reading) -> list[Draft]:
    """One line of text, which may be a number, a date, a time or an address; a hidden one is a value from outside."""
    if is_hidden(found.part) and stays_hidden(found.part):
        hidden = reading.draft(found, "hidden", {"parameter": found.name} if ITEM_CODE.fullmatch(found.name) else {})
        hidden.required = False
        reading.names[found.scope + found.name] = Known(Reference(hidden.code), Holds.TEXT)
        return [hidden]
    kind, settings = typed(found.part, reading.desk, found.place, found.subject)
    draft = reading.draft(found, kind, settings)
    reading.names[found.scope + found.name] = Known(Reference(draft.code), holds_of(kind))
    return [draft]


def comment(found: Found, reading: Reading) -> list[Draft]:
    """Several lines of text."""
    draft = reading.draft(found, "long_text")
    reading.names[found.scope + found.name] = Known(Reference(draft.code), Holds.TEXT)
    return [draft]


def holds_of(kind: str) -> Holds:
    """What an answer of a typed kind is in conditions."""
    return Holds.NUMBER if kind in {"number", "slider"} else Holds.TEXT


def typed(part: Part, desk: Desk, place: str, subject: str) -> tuple[str, dict[str, Any]]:
    """Our kind for a typed answer, and its settings."""
    wanted = as_text(part.get("inputType")).strip().lower()
    mask = as_text(part.get("maskType")).strip().lower()
    if mask in {"numeric", "currency", "pattern", "datetime"}:
        return _masked(mask, part, desk, place, subject)
    if wanted in {"number", "range"}:
        return "number", number_settings(part, desk, place, subject)
    if wanted in {"date", "datetime", "datetime-local", "month", "week"} and wanted != "week":
        return _dated(wanted, part, desk, place, subject)
    if wanted == "time":
        limits = {ours: _limit(part, name, _TIME) for ours, name in (("earliest", "min"), ("latest", "max"))}
        return (first_kind("time", "short_text"), {name: value for name, value in limits.items() if value})
    if wanted in {"email", "tel"}:
        return first_kind({"email": "email", "tel": "phone"}[wanted], "short_text"), {}
    if wanted not in _PLAIN_INPUTS or wanted in {"color", "week", "password"}:
        desk.notes.changed(
            f"{place}.inputType", subject, N_("Input of the kind “%(kind)s” becomes a line of text."), kind=wanted
        )
    return "short_text", {}


def number_settings(part: Part, desk: Desk, place: str, subject: str) -> dict[str, Any]:
    """Limits and decimals of a number; limits that depend on other answers are told."""
    settings: dict[str, Any] = {}
    for ours, name in (("min", "min"), ("max", "max")):
        limit = as_number(part.get(name))
        if limit is not None and abs(limit) <= _LARGEST:
            settings[ours] = limit
    if "min" in settings and "max" in settings and settings["min"] > settings["max"]:
        desk.notes.dropped(place, subject, N_("The least number is larger than the most; both are left out."))
        del settings["min"], settings["max"]
    step = as_number(part.get("step"))
    if step is not None:
        settings["decimals"] = 0 if step == int(step) else min(6, max(1, len(f"{step:.6f}".rstrip("0").split(".")[1])))
    return settings


def _limit(part: Part, name: str, shape: re.Pattern[str]) -> str:
    found = shape.match(as_text(part.get(name)))
    return found[0].zfill(5) if found else ""


def _dated(wanted: str, part: Part, desk: Desk, place: str, subject: str) -> tuple[str, dict[str, Any]]:
    if not has_kind("date"):
        return "short_text", {}
    if wanted.startswith("datetime"):
        desk.notes.changed(f"{place}.inputType", subject, N_("A date is asked for, without the time of the day."))
    parts, shape = ("month", _MONTH) if wanted == "month" else ("day", _DAY)
    limits = {ours: _limit(part, name, shape) for ours, name in (("earliest", "min"), ("latest", "max"))}
    return "date", {"parts": parts} | {name: value for name, value in limits.items() if value}


def _masked(mask: str, part: Part, desk: Desk, place: str, subject: str) -> tuple[str, dict[str, Any]]:
    given = part.get("maskSettings")
    settings: Part = given if isinstance(given, dict) else {}
    if mask in {"numeric", "currency"}:
        found: dict[str, Any] = number_settings(settings, desk, place, subject)
        precision = as_number(settings.get("precision"))
        found["decimals"] = int(min(6, max(0, precision))) if precision is not None else 2
        unit: Text = desk.text(settings.get("suffix") or settings.get("prefix"), f"{place}.maskSettings", subject)
        return "number", found | ({"unit": dict(unit)} if unit else {})
    pattern = as_text(settings.get("pattern"))
    if mask == "pattern" and pattern and has_kind("pattern"):
        return "pattern", {"pattern": from_mask(pattern)}
    if mask == "datetime" and re.search(r"[dmy]", pattern) and not re.search(r"[HhM]{2}.?[Ss]?", pattern):
        return _dated("date", settings, desk, place, subject)
    desk.notes.dropped(f"{place}.maskSettings", subject, N_("This mask has no counterpart here."), original=pattern)
    return "short_text", {}


def from_mask(mask: str) -> str:
    r"""An input mask as a pattern.

    >>> from_mask("999-aa"), from_mask("+9 \\9")
    ('[0-9][0-9][0-9]-[A-Za-z][A-Za-z]', '\\+[0-9] 9')
    """
    parts, escaped = [], False
    for sign in mask[:100]:
        if sign == "\\" and not escaped:
            escaped = True
            continue
        plain = re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", sign)
        parts.append(plain if escaped else _MASK_SIGNS.get(sign, plain))
        escaped = False
    return "".join(parts)


def from_search(pattern: str) -> str:
    """A pattern that is looked for anywhere, as one that the whole answer has to fit.

    >>> from_search("^[0-9]+$"), from_search("[0-9]"), from_search("/^a/i")
    ('[0-9]+', '(?s:.*)(?:[0-9])(?s:.*)', '(?i)a(?s:.*)')
    """
    found, flags = pattern.strip(), ""
    wrapped = re.fullmatch(r"/(.*)/([a-z]*)", found, re.DOTALL)
    if wrapped:
        found, flags = wrapped[1], "(?i)" if "i" in wrapped[2] else ""
    start = found.startswith("^")
    end = found.endswith("$") and not found.endswith("\\$")
    if "|" in re.sub(r"\\.|\[[^\]]*\]|\([^()]*\)", "", found):
        start = end = False
    core = found[start : len(found) - end]
    if start and end:
        return flags + core
    any_text = "(?s:.*)"
    return flags + (core + any_text if start else any_text + core if end else f"{any_text}(?:{found}){any_text}")
