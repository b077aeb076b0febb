"""Multiple-response sets of SPSS: columns that are the answers of one question with several answers.

A set of dichotomies has a column for each answer with one counted value; a set of categories has columns that each hold
a code of the same list. Both become one question. Categories that are words and not codes stay columns of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from survey_app.interchange.data_files.described import Column, Group, Kind
from survey_app.questions.definition import Text

__all__ = ["ResponseSet", "response_sets", "with_sets"]

_FEWEST, _LARGEST_CODE = 2, 9_999
Cells = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class ResponseSet:
    """One set: its name without the sign in front, its words, its columns, and the counted value of dichotomies."""

    name: str
    text: str
    columns: tuple[str, ...]
    counted: str = ""
    """Empty in a set of categories."""


def response_sets(told: Mapping[str, Any], names: Sequence[str]) -> list[ResponseSet]:
    """The sets that a file declares, with the columns that it has; a column belongs to the first one that names it.

    >>> told = {"$used": {"is_dichotomy": True, "counted_value": 1, "label": "Used", "variable_list": ["U1", "u2"]}}
    >>> response_sets(told, ["u1", "u2", "age"])
    [ResponseSet(name='used', text='Used', columns=('u1', 'u2'), counted='1')]
    """
    known = {name.casefold(): name for name in names}
    free = set(names)
    found = []
    for name, each in told.items():
        listed = [known.get(str(column).casefold(), "") for column in each.get("variable_list") or ()]
        columns = tuple(column for column in dict.fromkeys(listed) if column in free)
        if len(columns) < _FEWEST:
            continue
        free -= {*columns}
        counted = each.get("counted_value") if each.get("is_dichotomy") else None
        label = str(each.get("label") or "").strip()
        found.append(ResponseSet(name.lstrip("$"), label, columns, "" if counted is None else _plain(counted)))
    return found


def _plain(value: object) -> str:
    try:
        number = float(str(value))
    except ValueError:
        return str(value).strip()
    return str(int(number)) if number.is_integer() else str(number)


def with_sets(
    columns: Mapping[str, Column], cells: Cells, sets: Sequence[ResponseSet]
) -> tuple[dict[str, Column], dict[str, Sequence[str]]]:
    """The columns and their cells in the order of the file, those of sets as the answers of one question.

    Dichotomies stay columns of 1 and 0; the columns of categories become one with codes such as 1;3.

    >>> columns = {name: Column(name, Kind.ONE, codes=((1, {"": "A"}), (2, {"": "B"}))) for name in ("m1", "m2")}
    >>> both = ResponseSet("m", "Which?", ("m1", "m2"))
    >>> found, cells = with_sets(columns, {"m1": ["1", "2"], "m2": ["2", ""]}, [both])
    >>> cells, found["m"].kind.value
    ({'m': ['1;2', '2']}, 'several')
    """
    of = {name: each for each in sets if each.counted or _is_coded(each, cells) for name in each.columns}
    found: dict[str, Column] = {}
    given: dict[str, Sequence[str]] = {}
    for name, column in columns.items():
        own = of.get(name)
        if own is None:
            found[name], given[name] = column, cells[name]
        elif own.counted:
            group = Group(own.name, {"": own.text} if own.text else {}, is_set=True)
            codes: tuple[tuple[int, Text], ...] = ((0, {}), (1, {}))
            found[name] = replace(column, kind=Kind.ONE, codes=codes, group=group, item=column.text)
            given[name] = [_ticked(cell, own.counted) for cell in cells[name]]
        elif name == own.columns[0]:
            key = _free(own.name, columns)
            seen: dict[int, Text] = {int(cell): {} for each in own.columns for cell in {*cells[each]} if cell}
            listed = seen | {code: words for each in own.columns for code, words in columns[each].codes}
            text = {"": own.text} if own.text else column.text
            found[key] = Column(key, Kind.SEVERAL, text, tuple(sorted(listed.items(), key=lambda each: each[0])))
            rows = zip(*(cells[each] for each in own.columns), strict=True)
            given[key] = [";".join(dict.fromkeys(cell for cell in row if cell)) for row in rows]
    return found, given


def _is_coded(categories: ResponseSet, cells: Cells) -> bool:
    seen = {cell for name in categories.columns for cell in cells[name] if cell}
    return all(cell.isdecimal() and int(cell) <= _LARGEST_CODE for cell in seen)


def _ticked(cell: str, counted: str) -> str:
    return "" if not cell else "1" if _plain(cell) == counted else "0"


def _free(name: str, taken: Mapping[str, Column]) -> str:
    return name if name not in taken else f"{name}_set"
