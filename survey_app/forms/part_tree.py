"""Settings of one field that take more than words: a tree of answers, the names of its levels, figures.

A tree is an entry a line, `code = words`, what is in a group moved in below it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from survey_app.forms.question_fields import merged
from survey_app.questions.branches import MOST_DEPTH, Branch, walk
from survey_app.questions.definition import Text

_LINE = re.compile(r"(\s*)(?:(\d{1,5})\s*=)?(.*)", re.ASCII | re.DOTALL)
_STEP = 2


def tree_shown(branches: Sequence[Branch], language: str, depth: int = 0) -> str:
    """The tree as text in one language."""
    lines = []
    for branch in branches:
        lines.append(f"{' ' * _STEP * depth}{branch.code} = {branch.label.get(language, '')}".rstrip())
        if branch.branches:
            lines.append(tree_shown(branch.branches, language, depth + 1))
    return "\n".join(lines)


def tree_read(
    words: str, before: Sequence[Branch], language: str, errors: dict[str, str], name: str
) -> list[dict[str, Any]]:
    """The tree that the text writes; new lines get codes of their own past all that are there."""
    known: Mapping[int, Text] = {branch.code: branch.label for branch in walk(before)}
    found: list[dict[str, Any]] = []
    ways: list[tuple[int, list[dict[str, Any]]]] = [(-1, found)]
    lines = [line for line in words.expandtabs(_STEP).splitlines() if line.strip()]
    taken = {int(typed) for _indent, typed, _label in map(_parts, lines) if typed} | set(known)
    for line in lines:
        indent, typed, label = _parts(line)
        code = int(typed) if typed else max(taken, default=0) + 1
        taken.add(code)
        while indent <= ways[-1][0]:
            ways.pop()
        if len(ways) > MOST_DEPTH:
            errors[name] = _("“%(words)s” lies deeper than three levels. Move it out.", words=label[:60])
            return found
        entry: dict[str, Any] = {"code": code, "label": merged(known.get(code, {}), language, label), "options": []}
        ways[-1][1].append(entry)
        ways.append((indent, entry["options"]))
    return found


def _parts(line: str) -> tuple[int, str, str]:
    """How far a line is moved in, its code (empty for a new one) and its words."""
    parts = _LINE.fullmatch(line)
    if parts is None:
        return 0, "", line.strip()
    return len(parts[1]), parts[2] or "", parts[3].strip()


def names_shown(levels: Sequence[Text], language: str) -> str:
    """The names of the levels, one a line; a dash where one has none in this language."""
    return "\n".join(level.get(language, "-") for level in levels)


def names_read(words: str, before: Sequence[Text], language: str) -> list[dict[str, str]]:
    """The names of the levels; those in other languages stay at their lines."""
    lines = ["" if line.strip() == "-" else line.strip() for line in words.splitlines()][:MOST_DEPTH]
    count = max(len(lines), len(before))
    typed = [*lines, *[""] * (count - len(lines))]
    known: list[Text] = [*before, *[{} for _line in range(count - len(before))]]
    found = [merged(text, language, line) for text, line in zip(known, typed, strict=True)]
    while found and not any(found[-1].values()):
        found.pop()
    return [dict(text) for text in found]


def whole_read(words: str, errors: dict[str, str], name: str) -> int | None:
    """A whole number, or nothing."""
    if words and not re.fullmatch(r"-?\d{1,7}", words, re.ASCII):
        errors[name] = _("Enter a whole number, such as 100.")
        return None
    return int(words) if words else None


def number_read(words: str, errors: dict[str, str], name: str) -> float | None:
    """A number, or nothing."""
    typed = words.replace("\N{MINUS SIGN}", "-").replace(",", ".")
    if typed and not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", typed, re.ASCII):
        errors[name] = _("Enter a number, such as 250 or 2.5.")
        return None
    return float(typed) if typed else None


def number_shown(value: float | None) -> str:
    """A number as it would be typed."""
    return "" if value is None else f"{value:.6f}".rstrip("0").rstrip(".")


SHOW: Mapping[str, Callable[[Any, str], str]] = {
    "tree": lambda value, language: tree_shown(value or (), language),
    "names": lambda value, language: names_shown(value or (), language),
    "number": lambda value, _language: number_shown(value),
}
"""How a setting of each shape is written in its field."""
READ: Mapping[str, Callable[[str, Any, str, dict[str, str], str], Any]] = {
    "tree": lambda words, before, language, errors, name: tree_read(words, before or (), language, errors, name),
    "names": lambda words, before, language, _errors, _name: names_read(words, before or (), language),
    "whole": lambda words, _before, _language, errors, name: whole_read(words.strip(), errors, name),
    "number": lambda words, _before, _language, errors, name: number_read(words.strip(), errors, name),
}
"""How each shape reads what was typed: words, the setting before, the language, where problems go, the field."""
