"""Files of SPSS (.sav) and Stata (.dta) by pyreadstat, where it is installed.

Sources: pyreadstat 1.3, README ("User defined missing values", "Write files"); IBM SPSS Statistics and Stata as named
in `spss` and `stata`. pyreadstat writes no multiple-response sets: the file of SPSS says so in its notes.
"""

import importlib
from array import array
from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from textwrap import wrap
from typing import Any

from survey_app.exports.report import Report
from survey_app.exports.statfiles.columns import (
    HIGHEST_REASON,
    LOWEST_REASON,
    Column,
    Layout,
    cut,
    layout,
    one_line,
    stored,
)
from survey_app.exports.statfiles.spss import LONGEST_TEXT, VALUE_LABEL
from survey_app.exports.statfiles.spss import VARIABLE_LABEL as SPSS_LABEL
from survey_app.exports.statfiles.stata import VARIABLE_LABEL as STATA_LABEL
from survey_app.exports.statfiles.stata import tag
from survey_app.questions.base import Value
from survey_app.vocabulary import MISSING_CODES, Missing

Progress = Callable[[int, int], None]
_STEP = 500
_LOOKED_AT = 100
_FILE_LABEL, _NOTE = 60, 78
_FRAMES, _PROGRAMS = "pandas", "pyreadstat"


def is_available() -> bool:
    """Whether the extra packages that write these files are installed."""
    return all(find_spec(name) for name in (_FRAMES, _PROGRAMS))


@cache
def _loaded(name: str) -> Any:
    """Loaded with the first file: a tenth of the time that starting the program would take."""
    return importlib.import_module(name)


def write_sav(report: Report, language: str, path: Path, progress: Progress | None = None) -> None:
    """Write a file of SPSS: the reasons for missing answers are user missing values in columns of codes."""
    found = layout(report, language)
    columns = _columns(report, found, _for_spss, progress)
    reasons = dict(found.reasons)
    labels = {
        column.name: {code: cut(words, VALUE_LABEL) for code, words in (*column.codes, *_reasons(column, reasons))}
        for column in found.columns
        if column.codes and not column.is_text
    }
    coded = [column.name for column in found.columns if column.holds_reasons]
    _loaded(_PROGRAMS).write_sav(
        _frame(found, columns),
        str(path),
        file_label=cut(found.title, _FILE_LABEL),
        column_labels=[cut(column.label, SPSS_LABEL) for column in found.columns],
        row_compress=True,
        note=_notes(found),
        variable_value_labels=labels,
        missing_ranges={name: [{"lo": LOWEST_REASON, "hi": HIGHEST_REASON}] for name in coded},
        variable_measure={column.name: column.measure for column in found.columns},
        variable_format=dict.fromkeys(labels, "F8.0"),
    )


def write_dta(report: Report, language: str, path: Path, progress: Progress | None = None) -> None:
    """Write a file of Stata: the reasons are the missing values .a to .e, in columns of numbers too."""
    found = layout(report, language)
    columns = _columns(report, found, _for_stata, progress)
    tags = {tag(code): words for code, words in found.reasons}
    figures = [column for column in found.columns if not column.is_text]
    _loaded(_PROGRAMS).write_dta(
        _frame(found, columns),
        str(path),
        file_label=cut(found.title, _FILE_LABEL),
        column_labels=[column.label[:STATA_LABEL] for column in found.columns],
        version=15,
        variable_value_labels={column.name: {**dict(column.codes), **tags} for column in figures},
        missing_user_values={column.name: list(tags) for column in figures},
    )


def _columns(
    report: Report, found: Layout, cell: Callable[[Column, Value | None], Any], progress: Progress | None
) -> dict[str, Any]:
    # figures of SPSS lie packed: many answers are ten times smaller so
    columns: dict[str, Any] = {
        column.name: array("d") if cell is _for_spss and not column.is_text else [] for column in found.columns
    }
    total = report.fieldwork.usable
    for number, row in enumerate(report.rows(), 1):
        for column in found.columns:
            columns[column.name].append(cell(column, row.get(column.original)))
        if progress is not None and number % _STEP == 0:
            progress(min(number, total), total)
    return columns


def _for_spss(column: Column, value: Value | None) -> float | str:
    found = stored(column, value)
    if column.is_text:
        return cut(str(found or ""), LONGEST_TEXT)
    return float("nan") if found is None else float(found)


def _for_stata(column: Column, value: Value | None) -> int | float | str:
    found = Missing.SKIPPED if value is None else value
    if column.is_text:
        return "" if isinstance(found, Missing) else one_line(str(found))
    if isinstance(found, Missing):
        return tag(MISSING_CODES[found])
    return int(found) if column.codes else float(found)


def _frame(found: Layout, columns: Mapping[str, Any]) -> Any:
    """A table of pandas whose columns keep what stands in them: figures, or figures among letters for Stata."""
    readable = {column.name: _readable(column, columns[column.name]) for column in found.columns}
    kinds = {column.name: _kind(column, readable[column.name]) for column in found.columns}
    frames = _loaded(_FRAMES)
    return frames.DataFrame({name: frames.Series(values, dtype=kinds[name]) for name, values in readable.items()})


def _readable(column: Column, values: Any) -> Any:
    """The values as pyreadstat can write them: it takes a column for text when its first hundred cells are letters.

    Where so many give no answer in a row, the reasons of that column become plain missing values.
    """
    if column.is_text or not values or not all(isinstance(value, str) for value in values[:_LOOKED_AT]):
        return values
    if all(isinstance(value, str) for value in values):
        return values
    return [float("nan") if isinstance(value, str) else float(value) for value in values]


def _kind(column: Column, values: Any) -> str:
    if column.is_text or not all(isinstance(value, int | float) for value in values):
        return "object"
    return "int64" if len(values) and all(isinstance(value, int) for value in values) else "float64"


def _reasons(column: Column, reasons: Mapping[int, str]) -> tuple[tuple[int, str], ...]:
    return tuple(reasons.items()) if column.holds_reasons else ()


def _notes(found: Layout) -> list[str]:
    """What the file cannot hold as sets, said in the lines of its notes."""
    if not found.sets:
        return []
    said = ["Multiple-response sets are not defined in this file; data.sps of the bundle defines them."]
    said += [f"{each.name} (1 = chosen): {' '.join(column.name for column in each.columns)}" for each in found.sets]
    return [line for each in said for line in wrap(each, _NOTE)]
