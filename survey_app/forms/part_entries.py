"""The fields of repeated entries as text, one a line: `code = words | kind`.

The kind is `text`, `date`, `yes/no`, `number 0 to 120` or `choice: 1 = Girl; 2 = Boy`; without one it is a text. Words
are those of one language; the others stay.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from survey_app.forms.part_tree import Typed, number_shown
from survey_app.forms.question_fields import merged
from survey_app.questions.definition import Option, Text
from survey_app.questions.repeat import KINDS, Column

_LINE = re.compile(r"\s*(?:(?P<code>[A-Za-z0-9_]{1,32})\s*=)?(?P<label>[^|]*)(?:\|(?P<kind>.*))?", re.DOTALL)
_NUMBER = re.compile(r"number(?:\s+(?P<low>-?[\d.]+)?\s*(?:to|-|…|–)\s*(?P<high>-?[\d.]+)?)?", re.IGNORECASE)
_FIGURE = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?", re.ASCII)
_CHOICE = re.compile(r"choice\s*:(?P<list>.*)", re.IGNORECASE | re.DOTALL)
_OPTION = re.compile(r"\s*(?:(?P<code>\d{1,5})\s*=)?(?P<label>.*)", re.DOTALL | re.ASCII)
_WORDS = {"text": "short_text", "date": "date", "yes/no": "yes_no", "yes_no": "yes_no", "": "short_text"}
_KINDS = {"short_text": "text", "date": "date", "yes_no": "yes/no"}


def entries_shown(columns: Sequence[Column], language: str) -> str:
    """The fields as text in one language."""
    return "\n".join(
        f"{column.code} = {column.label.get(language, '')} | {_kind_shown(column, language)}" for column in columns
    )


def _kind_shown(column: Column, language: str) -> str:
    if column.kind == "number":
        low, high = (number_shown(limit) for limit in (column.settings.least, column.settings.most))
        return f"number {low} to {high}" if low or high else "number"
    if column.kind == "single":
        options = (f"{each.code} = {each.label.get(language, '')}" for each in column.settings.options)
        return "choice: " + "; ".join(options)
    return _KINDS[column.kind]


def entries_read(typed: Typed, before: Sequence[Column]) -> list[dict[str, Any]]:
    """The fields that the text writes; new lines get codes of their own past all that are or were there."""
    known = {column.code: column for column in before}
    lines = [_LINE.fullmatch(line) for line in typed.words.splitlines() if line.strip()]
    parts = [line for line in lines if line is not None]
    taken = {line["code"] for line in parts if line["code"]} | set(known) | set(typed.taken)
    found = []
    for line in parts:
        code = line["code"] or _next(taken)
        taken.add(code)
        old = known.get(code)
        label = merged(old.label if old else {}, typed.language, line["label"].strip())
        kind, settings = _kind_read(typed, (line["kind"] or "").strip(), line["label"].strip(), old)
        found.append({"code": code, "label": label, "kind": kind, "settings": settings})
    return found


def _kind_read(typed: Typed, words: str, label: str, old: Column | None) -> tuple[str, dict[str, Any]]:
    if (plain := _WORDS.get(words.casefold())) is not None:
        return plain, KINDS[plain].write(old.settings) if old and old.kind == plain else {}
    if (number := _NUMBER.fullmatch(words)) is not None:
        kept = KINDS["number"].write(old.settings) if old and old.kind == "number" else {"decimals": 0}
        return "number", {**kept, "min": _figure(number["low"]), "max": _figure(number["high"])}
    if (choice := _CHOICE.fullmatch(words)) is not None:
        return "single", {"options": _options(choice["list"], typed.language, old)}
    typed.errors[typed.name] = _(
        "“%(words)s” of “%(label)s” is no kind of field: write text, number, number 0 to 120, date, yes/no, or "
        "choice: and the answers with semicolons between them.",
        words=words[:60],
        label=label[:60],
    )
    return "short_text", {}


def _figure(words: str | None) -> float | None:
    return float(words) if words and _FIGURE.fullmatch(words) else None


def _options(words: str, language: str, old: Column | None) -> list[dict[str, Any]]:
    before: Sequence[Option] = old.settings.options if old and old.kind == "single" else ()
    known: Mapping[int, Text] = {option.code: option.label for option in before}
    parts = [part for text in words.split(";") if text.strip() and (part := _OPTION.fullmatch(text)) is not None]
    taken = {int(part["code"]) for part in parts if part["code"]} | set(known)
    found = []
    for part in parts:
        code = int(part["code"]) if part["code"] else max(taken, default=0) + 1
        taken.add(code)
        found.append({"code": code, "label": merged(known.get(code, {}), language, part["label"].strip())})
    return found


def _next(taken: set[str]) -> str:
    figures = [int(code) for code in taken if re.fullmatch(r"\d{1,5}", code, re.ASCII)]
    return str(max(figures, default=0) + 1)
