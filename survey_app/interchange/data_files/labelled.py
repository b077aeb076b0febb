"""Files of SPSS (.sav) and Stata (.dta) with their labels, by pyreadstat where it is installed.

Only the operator's command line reads them: the library works inside this process, and an upload could be crafted.
Source: pyreadstat 1.3, README ("Basic usage", "User defined missing values").
"""

import importlib
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.data_files.cleaning import Absent
from survey_app.interchange.data_files.described import Column, Kind
from survey_app.interchange.table_limits import LIMITS
from survey_app.interchange.tables import Table
from survey_app.questions.definition import Text

__all__ = ["is_labelled", "read_labelled"]

_READERS = {".sav": "read_sav", ".zsav": "read_sav", ".dta": "read_dta"}
_LARGEST_CODE = 9_999


def is_labelled(path: Path) -> bool:
    """Whether the name is that of a file with labels."""
    return path.suffix.lower() in _READERS


@cache
def _library() -> Any:  # noqa: ANN401 - a module that may be missing
    """Loaded with the first file, so that starting the program does not wait for it."""
    try:
        return importlib.import_module("pyreadstat")
    except ImportError:
        return None


def read_labelled(path: Path) -> tuple[Table, dict[str, Column], tuple[Absent, ...]]:
    """The table as texts, what its labels say of the columns, and which values the file means as no answer.

    These are what it declares as missing, and labelled codes below 0: no answer of a list has such a code.
    """
    library = _library()
    if library is None:
        raise FileRefused(N_("Reading %(file)s needs the extra package pyreadstat. Save it as CSV."), file=path.name)
    read = getattr(library, _READERS[path.suffix.lower()])
    try:
        columns, about = read(str(path), output_format="dict", user_missing=True)
    except Exception:  # noqa: BLE001 - the library raises anything on a damaged file
        raise FileRefused(N_("%(file)s cannot be read as a file of SPSS or Stata."), file=path.name) from None
    names = list(columns)
    labels = dict(about.variable_value_labels or {})
    missing = {name: [*_ranges(about, name), *_below(labels.get(name, {}))] for name in names}
    cells = [[_cell(value, missing[name]) for value in columns[name]] for name in names]
    size = len(cells[0]) if cells else 0
    if not names or size > LIMITS.rows or len(names) > LIMITS.columns:
        raise FileRefused(N_("%(file)s holds no rows, or more than can be brought in at once."), file=path.name)
    rows = tuple(zip(*cells, strict=True))
    table = Table(tuple(names), rows, tuple(range(2, size + 2)), "utf-8")
    texts = dict(about.column_names_to_labels or {})
    found = (
        _column(name, {"": str(texts[name])} if texts.get(name) else {}, labels.get(name, {}), cell, missing[name])
        for name, cell in zip(names, cells, strict=True)
    )
    absent = (Absent(_absent(columns[name], missing[name]), name) for name in names)
    return table, {column.name: column for column in found}, tuple(each for each in absent if each.codes)


def _below(labels: Mapping[Any, object]) -> Sequence[tuple[float, float]]:
    below = sorted(float(code) for code in labels if isinstance(code, int | float) and code < 0)
    return [(code, code) for code in below] if any(isinstance(c, int | float) and c >= 0 for c in labels) else []


def _absent(values: Sequence[object], missing: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    """The values of a column that stand for no answer, as they are written."""
    found = {float(each) for each in values if isinstance(each, int | float) and not _cell(each, missing)}
    return tuple(f"{each:g}" for each in sorted(found) if math.isfinite(each))


def _ranges(about: Any, name: str) -> Sequence[tuple[float, float]]:  # noqa: ANN401 - what the library tells of a file
    listed = (getattr(about, "missing_ranges", None) or {}).get(name, [])
    return [(each["lo"], each["hi"]) for each in listed if isinstance(each.get("lo"), int | float)]


def _cell(value: object, missing: Sequence[tuple[float, float]]) -> str:
    """A value as text; nothing for what the file calls missing."""
    if value is None or (isinstance(value, float) and (math.isnan(value) or math.isinf(value))):
        return ""
    if isinstance(value, int | float):
        if any(low <= value <= high for low, high in missing):
            return ""
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return "".join(letter for letter in str(value) if letter.isprintable()).strip()[: LIMITS.cell]


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
