"""The own scale of a statement in the cells of a table: "1-5" with its ranges, "estimate 0-60", options, "several"."""

import re
from collections.abc import Mapping
from typing import Any

from survey_app.services import own_scales, second_scale, several

Words = Mapping[str, Mapping[str, str]]
"""Texts of a row by column, then by language."""
TEXTS = {"own_question": "question", "low_end": "low_label", "high_end": "high_label", "options": "options"}
"""The columns in several languages, and what they hold of the scale."""
PLAIN = ("scale", "agreed", "agreed_low")
COLUMNS: Mapping[str, frozenset[str]] = {
    "own_question": frozenset({"own question", "pregunta propia", "自有问题"}),
    "low_end": frozenset({"low end", "extremo bajo", "低端"}),
    "high_end": frozenset({"high end", "extremo alto", "高端"}),
    "options": frozenset({"options", "opciones", "选项"}),
    "scale": frozenset({"scale", "escala", "量表"}),
    "agreed": frozenset({"agreed", "de acuerdo", "一致"}),
    "agreed_low": frozenset({"agreed low", "de acuerdo bajo", "低端一致"}),
}
LONGEST = 1_000
_FROM_TO = re.compile(r"\s*(-?\d{1,7})\s*(?:-|–|to|a|至)\s*(-?\d{1,7})\s*")
_ESTIMATE = re.compile(r"\s*(?:estimate|estimación|estimacion|估计)(.*)")
_SEVERAL = frozenset({"several", "tick all", "varias", "多选"})
"""What says that the row is an option which people tick beside others with the same own question."""
_WIDE = "\N{FULLWIDTH SEMICOLON}"
_PIECE = re.compile(rf"\\([\\;{_WIDE}])|([;{_WIDE}\n])|([^\\;{_WIDE}\n]+|\\)")
"""Of a cell of options: a mark that belongs to an option, what stands between two of them, and anything else."""
_MARK = re.compile(rf"[\\;{_WIDE}]")


class Unreadable(ValueError):
    """The cells say no scale."""


def read(texts: Words, plain: Mapping[str, str]) -> dict[str, Any]:
    r"""The scale that the cells of a row say; empty where they are empty.

    >>> read({"options": {"en": r"Build\; wait; Buy"}}, {})["options"]
    {'en': 'Build; wait\nBuy'}
    >>> read({}, {"scale": "1-5"})["high_from"], read({}, {"scale": ""})
    (4, {})
    >>> write(read({"own_question": {"en": "Which of these?"}}, {"scale": "tick all"}), "scale")
    'several'
    """
    words = {TEXTS[name]: {each: cell for each, cell in cells.items() if cell.strip()} for name, cells in texts.items()}
    if " ".join(plain.get("scale", "").casefold().split()) in _SEVERAL and not words.get("options"):
        found = several.scale(words.get("question", {}))
    elif words.get("options"):
        options = {language: _lines(cell) for language, cell in words["options"].items()}
        found = own_scales.choice(options, words.get("question", {}))
    elif matched := _ESTIMATE.fullmatch(plain.get("scale", "").casefold()):
        found = own_scales.estimate(*_ends(matched[1]), words.get("question", {}))
    elif plain.get("scale", "").strip():
        found = own_scales.rating(_figures(plain), {name: text for name, text in words.items() if name != "options"})
    elif any(words.values()) or any(cell.strip() for cell in plain.values()):
        raise Unreadable
    else:
        return {}
    if not own_scales.is_sound(found):
        raise Unreadable
    return found


def _lines(cell: str) -> str:
    r"""The options of a cell, one a line. A backslash before a semicolon keeps it in its option.

    >>> _lines(r"C:\a; B\;\\")
    'C:\\a\n B;\\'
    """
    return "".join(matched[1] or ("\n" if matched[2] else matched[3]) for matched in _PIECE.finditer(cell))


def _figures(plain: Mapping[str, str]) -> dict[str, float]:
    """Both ends and the ranges; where no range is given, halves of a short scale and thirds of a long odd one."""
    first, last = _ends(plain["scale"])
    low_to, high_from = second_scale.halves(first, last)
    high = _ends(plain["agreed"]) if plain.get("agreed", "").strip() else (int(high_from), last)
    low = _ends(plain["agreed_low"]) if plain.get("agreed_low", "").strip() else (first, int(low_to))
    names = ("scale_min", "scale_max", "high_from", "high_to", "low_from", "low_to")
    return dict(zip(names, (first, last, *high, *low), strict=True))


def _ends(cell: str) -> tuple[int, int]:
    matched = _FROM_TO.fullmatch(cell)
    if matched is None:
        raise Unreadable
    return int(matched[1]), int(matched[2])


def write(own: Mapping[str, Any], column: str, language: str = "") -> str:
    """One cell of a statement, so that `read` takes it back.

    >>> own = read({}, {"scale": "1-9"})
    >>> read({}, {"scale": "estimate 0-60"})["scale_max"]
    60
    >>> write(own, "scale"), write(own, "agreed"), write(own, "agreed_low"), write({}, "scale")
    ('1-9', '7-9', '1-3', '')
    """
    if several.is_several(own) and column in ("scale", "options"):
        return "several" if column == "scale" else ""
    if column in TEXTS:
        lines = str(own.get(TEXTS[column], {}).get(language, "")).splitlines()
        return "; ".join(_MARK.sub(r"\\\g<0>", line) if column == "options" else line for line in lines)
    ends = {
        "scale": ("scale_min", "scale_max"),
        "agreed": ("high_from", "high_to"),
        "agreed_low": ("low_from", "low_to"),
    }
    first, last = ends[column]
    if column == "scale" and own.get("scale") == "estimate":
        return f"estimate {own[first]:.0f}-{own[last]:.0f}"
    return f"{own[first]:.0f}-{own[last]:.0f}" if own.get("scale") == "rating" else ""


def columns(every: list[Mapping[str, Any]], languages: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The columns that any of these scales fills: name, language in short, language. None where no scale is own."""
    texts = [
        (name, short, full)
        for name in TEXTS
        for short, full in languages.items()
        if any(write(own, name, full) for own in every)
    ]
    return [*((name, "", "") for name in PLAIN if any(write(own, name) for own in every)), *texts]
