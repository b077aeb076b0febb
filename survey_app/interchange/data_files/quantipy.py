"""Descriptions of columns as Quantipy keeps them beside a CSV file: one JSON object with `columns`, `masks` and `lib`.

Source: the format as the public package Quantipy writes it (`DataSet.write_quantipy`); MIT licence of its example data.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.data_files.described import Column, Group, Kind
from survey_app.questions.definition import Text

__all__ = ["read_description"]

_KINDS = {
    "single": Kind.ONE,
    "delimited set": Kind.SEVERAL,
    "int": Kind.NUMBER,
    "float": Kind.NUMBER,
    "string": Kind.TEXT,
    "date": Kind.TEXT,
    "time": Kind.TEXT,
}
_LARGEST = 20 * 1024 * 1024
_LONGEST = 2_000
_LARGEST_CODE = 9_999


class DescriptionRefused(FileRefused):
    """The file is no description of columns."""

    message = N_(
        "%(file)s is no description of columns that can be read here: a JSON object with “columns” is expected."
    )


def read_description(content: bytes, filename: str) -> dict[str, Column]:
    """What each described column holds, by its name in the data file."""
    try:
        found = json.loads(content) if len(content) <= _LARGEST else None
    except (ValueError, RecursionError):
        found = None
    columns = found.get("columns") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(columns, dict):
        raise DescriptionRefused(file=filename[:80])
    groups = _groups(found)
    return {
        str(name): _column(str(name), part, found, groups.get(str(name)))
        for name, part in columns.items()
        if isinstance(part, dict)
    }


def _column(name: str, part: Mapping[str, Any], whole: Mapping[str, Any], group: tuple[Group, Text] | None) -> Column:
    kind = _KINDS.get(str(part.get("type")), Kind.TEXT)
    codes = _codes(part.get("values"), whole) if kind in {Kind.ONE, Kind.SEVERAL} else ()
    if kind in {Kind.ONE, Kind.SEVERAL} and not codes:
        kind = Kind.TEXT
    text = _text(part.get("text"))
    if group is None:
        return Column(name, kind, text, codes)
    return Column(name, kind, text, codes, group[0], group[1] or text)


def _groups(whole: Mapping[str, Any]) -> dict[str, tuple[Group, Text]]:
    """The battery of each column and its words there."""
    found: dict[str, tuple[Group, Text]] = {}
    masks = whole.get("masks")
    for key, mask in (masks if isinstance(masks, dict) else {}).items():
        if not isinstance(mask, dict):
            continue
        group = Group(str(key), _text(mask.get("text")))
        for item in _list(mask.get("items")):
            name = str(item.get("source", "")).removeprefix("columns@") if isinstance(item, dict) else ""
            if name:
                found[name] = (group, _text(item.get("text")))
    return found


def _codes(values: object, whole: Mapping[str, Any]) -> tuple[tuple[int, Text], ...]:
    """The codes of a column, looked up in the library where it only names them."""
    if isinstance(values, str):
        place: Any = whole
        for part in values.split("@"):
            place = place.get(part) if isinstance(place, dict) else None
        values = place
    found: dict[int, Text] = {}
    for each in _list(values):
        code = each.get("value") if isinstance(each, dict) else None
        if isinstance(code, int) and not isinstance(code, bool) and 0 <= code <= _LARGEST_CODE:
            found.setdefault(code, _text(each.get("text")))
    return tuple(found.items())


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _text(value: object) -> Text:
    """Words by language; a region such as GB is left out. Chinese is the simplified one."""
    if isinstance(value, str):
        return {"": value.strip()[:_LONGEST]} if value.strip() else {}
    found: dict[str, str] = {}
    for language, words in (value if isinstance(value, dict) else {}).items():
        if isinstance(words, str) and words.strip():
            found.setdefault(_language(str(language)), words.strip()[:_LONGEST])
    return found


def _language(code: str) -> str:
    base = code.replace("_", "-").partition("-")[0].lower()
    return {"zh": "zh_Hans_CN"}.get(base, base if base.isascii() and base.isalpha() and len(base) in {2, 3} else "en")
