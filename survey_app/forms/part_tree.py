"""Settings of one field that take more than words: a tree of answers, the names of its levels, figures.

A tree is an entry a line, `code = words`, what is in a group moved in below it.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a field: its words, their language, where problems go, and codes that are taken."""

    words: str
    language: str
    errors: dict[str, str]
    name: str
    taken: Collection[str] = ()


def tree_read(typed: Typed, before: Sequence[Branch]) -> list[dict[str, Any]]:
    """The tree that the text writes; new lines get codes of their own past all that are or were there."""
    known: Mapping[int, Text] = {branch.code: branch.label for branch in walk(before)}
    found: list[dict[str, Any]] = []
    ways: list[tuple[int, list[dict[str, Any]]]] = [(-1, found)]
    lines = [line for line in typed.words.expandtabs(_STEP).splitlines() if line.strip()]
    taken = {int(code) for _indent, code, _label in map(_parts, lines) if code} | set(known)
    taken |= {int(code) for code in typed.taken if re.fullmatch(r"\d{1,5}", code, re.ASCII)}
    for line in lines:
        indent, own, label = _parts(line)
        code = int(own) if own else max(taken, default=0) + 1
        taken.add(code)
        while indent <= ways[-1][0]:
            ways.pop()
        if len(ways) > MOST_DEPTH:
            typed.errors[typed.name] = _("“%(words)s” lies deeper than three levels. Move it out.", words=label[:60])
            return found
        entry: dict[str, Any] = {
            "code": code,
            "label": merged(known.get(code, {}), typed.language, label),
            "options": [],
        }
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


def names_read(typed: Typed, before: Sequence[Text]) -> list[dict[str, str]]:
    """The names of the levels; those in other languages stay at their lines."""
    lines = ["" if line.strip() == "-" else line.strip() for line in typed.words.splitlines()][:MOST_DEPTH]
    count = max(len(lines), len(before))
    named = [*lines, *[""] * (count - len(lines))]
    known: list[Text] = [*before, *[{} for _line in range(count - len(before))]]
    found = [merged(text, typed.language, line) for text, line in zip(known, named, strict=True)]
    while found and not any(found[-1].values()):
        found.pop()
    return [dict(text) for text in found]


def whole_read(typed: Typed) -> int | None:
    """A whole number, or nothing."""
    words = typed.words.strip()
    if words and not re.fullmatch(r"-?\d{1,7}", words, re.ASCII):
        typed.errors[typed.name] = _("Enter a whole number, such as 100.")
        return None
    return int(words) if words else None


def number_read(typed: Typed) -> float | None:
    """A number, or nothing."""
    words = typed.words.strip().replace("\N{MINUS SIGN}", "-").replace(",", ".")
    if words and not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", words, re.ASCII):
        typed.errors[typed.name] = _("Enter a number, such as 250 or 2.5.")
        return None
    return float(words) if words else None


def ticks_read(typed: Typed) -> list[str]:
    """The choices that are ticked; at least one."""
    found = [each for each in typed.words.split(",") if each]
    if not found:
        typed.errors[typed.name] = _("Tick at least one.")
    return found


def number_shown(value: float | None) -> str:
    """A number as it would be typed."""
    return "" if value is None else f"{value:.6f}".rstrip("0").rstrip(".")


SHOW: Mapping[str, Callable[[Any, str], str]] = {
    "tree": lambda value, language: tree_shown(value or (), language),
    "names": lambda value, language: names_shown(value or (), language),
    "number": lambda value, _language: number_shown(value),
    "ticks": lambda value, _language: ",".join(value or ()),
}
"""How a setting of each shape is written in its field."""
READ: Mapping[str, Callable[[Typed, Any], Any]] = {
    "tree": lambda typed, before: tree_read(typed, before or ()),
    "names": lambda typed, before: names_read(typed, before or ()),
    "whole": lambda typed, _before: whole_read(typed),
    "number": lambda typed, _before: number_read(typed),
    "ticks": lambda typed, _before: ticks_read(typed),
}
"""How each shape reads what was typed, given the setting before."""
