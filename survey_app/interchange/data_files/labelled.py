"""Files of SPSS (.sav) and Stata (.dta) with their labels, by pyreadstat where it is installed.

The library reads in a process of its own within bounds: an upload could be crafted.
Source: pyreadstat 1.3, README ("Basic usage", "User defined missing values", "Multiple response sets").
"""

import json
import math
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.data_files.bipolar import RAISED, points_of, raised, reach_of
from survey_app.interchange.data_files.cleaning import Absent
from survey_app.interchange.data_files.described import Column, Kind
from survey_app.interchange.data_files.response_sets import response_sets, with_sets
from survey_app.interchange.table_limits import LIMITS, FileTooLarge, Limits
from survey_app.interchange.tables import Table
from survey_app.questions.definition import Text

__all__ = ["Labelled", "is_labelled", "read_labelled"]

_PROGRAM = (sys.executable, "-I")
_READER = Path(__file__).with_name("labelled_reader.py")
_SPSS, _STATA = (b"$FL2", b"$FL3"), b"<stata_dta>"
_OLD_STATA, _ORDERS = frozenset({111, 113, 114, 115}), frozenset({1, 2})
_HEAD = 4
_PATIENCE = 90
_TOO_MUCH, _NO_LIBRARY = 3, 5
_LARGEST_CODE = 9_999
_BREAK = re.compile(r"[^\S ]+")


class LibraryMissing(FileRefused):
    """The extra package that reads such files is not installed."""

    title = N_("An extra package is needed")
    message = N_(
        "Reading %(file)s needs the extra package pyreadstat. Ask the operator to install it: "
        "pip install pyreadstat. Or save the file as CSV or Excel and upload that."
    )


@dataclass(frozen=True, slots=True)
class Labelled:
    """The table as texts, what its labels say of the columns, and which values the file means as no answer.

    These are what it declares as missing, and labelled codes below 0 that are no points of a scale with as many above.
    `raised` are the scales with points below 0, each with what its codes are where they count from 1; `said` are the
    words of their codes where these stand as the file writes them.
    """

    table: Table
    columns: Mapping[str, Column]
    absent: tuple[Absent, ...]
    raised: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def is_labelled(content: bytes) -> bool:
    """Whether the first bytes are those of a file of SPSS or Stata."""
    return _kind(content) != ""


def _kind(content: bytes) -> str:
    if content.startswith(_SPSS):
        return "sav"
    head = content[:_HEAD]
    is_old = len(head) == _HEAD and head[0] in _OLD_STATA and head[1] in _ORDERS and head[2] == 1
    return "dta" if content.startswith(_STATA) or is_old else ""


def read_labelled(content: bytes, filename: str, limits: Limits = LIMITS, *, as_written: bool = False) -> Labelled:
    """Read an uploaded file of SPSS or Stata, or refuse it with the reason.

    A scale with points below 0 counts from 1, unless its codes are wanted as they are written.
    """
    if len(content) > limits.packed:
        raise FileTooLarge(file=filename, most=limits.packed // (1024 * 1024))
    told = _read_apart(content, filename, limits)
    names = list(told["columns"])
    found = {name: _found(told, name, as_written=as_written) for name in names}
    raw = {name: each.cells for name, each in found.items()}
    size = len(raw[names[0]]) if raw else 0
    if not size:
        raise FileRefused(N_("%(file)s holds no rows, or more than can be brought in at once."), file=filename)
    absent = (Absent(_absent(told["columns"][name], each.missing), name) for name, each in found.items())
    columns = {name: each.column for name, each in found.items()}
    columns, cells = with_sets(columns, raw, response_sets(told["sets"], names))
    table = Table(
        header=tuple(cells),
        rows=tuple(zip(*cells.values(), strict=True)),
        numbers=tuple(range(2, size + 2)),
        encoding="utf-8",
        wordings=tuple(columns[name].text.get("", "") for name in cells),
        absent={name: found[name].absent for name in cells if name in found and found[name].absent},
    )
    raised_ = {name: each.raised for name, each in found.items() if each.raised and name in cells}
    said = {name: each.said for name, each in found.items() if each.said and name in cells}
    told_absent = tuple(each for each in absent if each.codes and each.columns in cells)
    return Labelled(table, columns, told_absent, raised_, said)


def _read_apart(content: bytes, filename: str, limits: Limits) -> dict[str, Any]:
    """Read in a child with little time and memory."""
    bounds = map(str, (limits.rows, limits.columns, limits.unpacked))
    # the folder is made here: a child that is killed could not clear it away
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"data.{_kind(content)}"
        path.write_bytes(content)
        order = [*_PROGRAM, str(_READER), str(path), *bounds]
        nothing = subprocess.DEVNULL
        try:
            child = subprocess.run(  # noqa: S603 - our own script
                order, stdin=nothing, stdout=nothing, stderr=nothing, timeout=_PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            raise FileTooLarge(N_("%(file)s holds more than can be brought in at once."), file=filename) from None
        if child.returncode == _NO_LIBRARY:
            raise LibraryMissing(file=filename)
        if child.returncode in (_TOO_MUCH, -9, -24):
            raise FileTooLarge(N_("%(file)s holds more than can be brought in at once."), file=filename)
        if child.returncode != 0:
            raise FileRefused(N_("%(file)s cannot be read as a file of SPSS or Stata."), file=filename)
        found: dict[str, Any] = json.loads(path.with_name("told.json").read_bytes())
    return found


@dataclass(frozen=True, slots=True)
class _Found:
    """A column with its cells, and which values stand for no answer in it."""

    column: Column
    cells: Sequence[str]
    missing: Sequence[tuple[float, float]]
    absent: int
    """How many cells hold such a value."""
    raised: Mapping[str, str] = field(default_factory=dict)
    """What the codes of a scale with points below 0 are where they count from 1."""
    said: Mapping[str, str] = field(default_factory=dict)
    """The words of those codes."""


def _found(told: Mapping[str, Any], name: str, *, as_written: bool) -> _Found:
    """A column of the file; a scale with points below 0 counts from 1, or else is a number."""
    labels = dict(told["labels"].get(name, []))
    words = told["texts"].get(name)
    text: Text = {"": str(words)} if words else {}
    declared = _ranges(told["missing"].get(name, []))
    values = told["columns"][name]
    below = _below(labels)
    known = _known(labels, declared)
    named = {code: said for code, said in labels.items() if code in known}
    reach = reach_of(named, _known(values, declared)) if below else 0
    missing = [*declared, *(each for each in below if each[0] < -reach)]
    cells = [_cell(value, missing) for value in values]
    absent = sum(not cell and _cell(value, ()) != "" for cell, value in zip(cells, values, strict=True))
    if not reach:
        return _Found(_column(name, text, labels, cells, missing), cells, missing, absent)
    new = raised(cells, labels, reach, declared)
    if new is not None and not as_written:
        return _Found(replace(_column(name, text, new[1], new[0], missing), note=RAISED), new[0], missing, absent)
    column = _column(name, text, {}, cells, missing)
    is_number = column.kind is Kind.NUMBER
    least = min((float(cell) for cell in cells if cell), default=0.0) if is_number else None
    column = replace(column, least=least if least is not None and least < 0 else None)
    points = points_of(cells, labels, reach) if new is not None else []
    places = {str(code): str(place) for place, code in enumerate(points, start=1)}
    said = {f"{code:g}": str(words) for code, words in labels.items() if _is_point(code, missing)}
    return _Found(column, cells, missing, absent, places, said)


def _is_point(code: object, missing: Sequence[tuple[float, float]]) -> bool:
    return isinstance(code, int | float) and not any(low <= code <= high for low, high in missing)


def _known(values: Iterable[object], missing: Sequence[tuple[float, float]]) -> set[float]:
    """The numbers among these values that are not missing."""
    return {float(each) for each in values if isinstance(each, int | float) and _cell(each, missing)}


def _below(labels: Mapping[Any, object]) -> Sequence[tuple[float, float]]:
    below = sorted(float(code) for code in labels if isinstance(code, int | float) and code < 0)
    return [(code, code) for code in below] if any(isinstance(c, int | float) and c >= 0 for c in labels) else []


def _absent(values: Sequence[object], missing: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    """The values of a column that stand for no answer, as they are written."""
    found = {float(each) for each in values if isinstance(each, int | float) and not _cell(each, missing)}
    return tuple(_cell(each, ()) for each in sorted(found) if math.isfinite(each))


def _ranges(listed: Sequence[Sequence[object]]) -> Sequence[tuple[float, float]]:
    pairs = [(low, high) for low, high in listed if isinstance(low, int | float) and isinstance(high, int | float)]
    return [(float(low), float(high)) for low, high in pairs]


def _cell(value: object, missing: Sequence[tuple[float, float]]) -> str:
    """A value as text; nothing for what the file calls missing."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        if any(low <= value <= high for low, high in missing):
            return ""
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    text = _BREAK.sub(" ", str(value))
    return "".join(letter for letter in text if letter.isprintable()).strip()[: LIMITS.cell]


def _column(
    name: str,
    text: Text,
    labels: Mapping[Any, object],
    cells: Sequence[str],
    missing: Sequence[tuple[float, float]],
) -> Column:
    """A column whose values are codes with words, else numbers or texts."""
    whole = {int(code): str(words) for code, words in labels.items() if _is_code(code, missing)}
    seen = {cell for cell in cells if cell}
    if len(whole) > 1 and all(cell.isdecimal() and int(cell) <= _LARGEST_CODE for cell in seen):
        codes = sorted(set(whole) | {int(cell) for cell in seen})
        return Column(name, Kind.ONE, text, tuple((code, {"": whole[code]} if code in whole else {}) for code in codes))
    return Column(name, Kind.NUMBER if seen and all(map(_is_number, seen)) else Kind.TEXT, text)


def _is_code(code: object, missing: Sequence[tuple[float, float]]) -> bool:
    if not isinstance(code, int | float) or not float(code).is_integer() or not 0 <= code <= _LARGEST_CODE:
        return False
    return not any(low <= code <= high for low, high in missing)


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False
