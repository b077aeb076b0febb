"""What the columns of a table hold, guessed from their cells alone; whoever brings it in sees every guess first."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from survey_app.exceptions import N_
from survey_app.interchange.data_files.described import Column, Group, Kind
from survey_app.interchange.tables import Table
from survey_app.questions.definition import Text
from survey_app.questions.figures import from_cell
from survey_app.vocabulary import MISSING_CODES

__all__ = ["guessed", "is_scale", "separator_of", "stem_of"]

_SEVERAL = re.compile(r"\d{1,4}(?:;\d{1,4})*;?")
_NUMBER = re.compile(r"[\W_]*\d+[a-z]?$", re.IGNORECASE)
_MOST_CODES, _LARGEST_CODE = 12, 9_999
_MOST_WORDS, _TIMES_EACH = 25, 3
_MISSING = {Decimal(code) for code in MISSING_CODES.values()}
_BARE = 2
_FEWEST_ITEMS, _FEWEST_POINTS, _MOST_POINTS, _HIGHEST_FIRST = 3, 3, 11, 10


def guessed(table: Table) -> list[Column]:
    """A guess for each column, in the order of the file."""
    found = [_column(name, table.column(name)) for name in table.header]
    return _batteries(found)


def _column(name: str, cells: Sequence[str]) -> Column:
    values = [cell for cell in cells if cell]
    distinct = set(values)
    if not distinct:
        return Column(name, Kind.LEFT_OUT, why=N_("It holds nothing."))
    if all(_SEVERAL.fullmatch(value) for value in distinct) and any(";" in value for value in distinct):
        codes = sorted({int(part) for value in distinct for part in value.split(";") if part})
        return Column(name, Kind.SEVERAL, codes=tuple((code, {}) for code in codes))
    numbers = {value: from_cell(value) for value in distinct}
    if all(number is not None for number in numbers.values()):
        known = [number for number in numbers.values() if number is not None]
        whole = _codes(known)
        if whole and len(values) >= _TIMES_EACH * len(whole):
            return Column(name, Kind.ONE, codes=tuple((code, {}) for code in whole))
        return Column(name, Kind.NUMBER, least=_least(known))
    return _of_words(name, values, distinct)


def _of_words(name: str, values: Sequence[str], distinct: set[str]) -> Column:
    """A column of words: several answers a cell, one answer of a list, or texts."""
    several = _several_words(values)
    if several:
        return Column(
            name, Kind.SEVERAL, codes=tuple((code, {"": word}) for word, code in several.items()), words=several
        )
    if len(distinct) <= _MOST_WORDS and len(values) >= _TIMES_EACH * len(distinct):
        words = {word: code for code, word in enumerate(sorted(distinct, key=str.casefold), 1)}
        return Column(name, Kind.ONE, codes=tuple((code, {"": word}) for word, code in words.items()), words=words)
    return Column(name, Kind.TEXT)


def _several_words(values: Sequence[str]) -> dict[str, int]:
    """A code for each word of cells such as TV;Web, where few words return; nothing where they do not."""
    separator = separator_of(values)
    if not separator:
        return {}
    parts = [part.strip() for value in values for part in value.split(separator) if part.strip()]
    distinct = sorted(set(parts), key=str.casefold)
    if not 1 < len(distinct) <= _MOST_WORDS or len(parts) < _TIMES_EACH * len(distinct):
        return {}
    return {word: code for code, word in enumerate(distinct, 1)}


def separator_of(values: Sequence[str]) -> str:
    """What stands between several answers of a cell: a semicolon, or the comma and blank of Google Forms.

    A comma parts answers only where fewer words than different cells come of it: “yes, often”, “yes, once” and “no”
    are three answers and would be four words.

    >>> separator_of(["Web", "Shop, Web", "Shop, Mail", "Mail, Web", "Shop"])
    ', '
    >>> separator_of(["yes, often", "yes, once", "no"])
    ''
    """
    cells = {value for value in values if value}
    if any(";" in value for value in cells):
        return ";"
    words = {part.strip() for value in cells for part in value.split(", ")}
    return ", " if len(words) < len(cells) and any(", " in value for value in cells) else ""


def _codes(numbers: Sequence[Decimal]) -> list[int]:
    """The numbers as codes, those for missing answers left out; nothing where they are no codes."""
    left = {*numbers} - _MISSING
    whole = sorted(int(number) for number in left if number == int(number))
    is_coded = 0 < len(whole) == len(left) <= _MOST_CODES
    return whole if is_coded and whole[0] >= 0 and whole[-1] <= _LARGEST_CODE else []


def _least(numbers: Sequence[Decimal]) -> float | None:
    below = [number for number in numbers if number < 0]
    return None if set(below) <= _MISSING else float(min(below))


def _batteries(found: Sequence[Column]) -> list[Column]:
    """Neighbours with one stem and codes of one scale are items of a battery, such as q5_1, q5_2, q5_3."""
    columns = list(found)
    start = 0
    while start < len(columns):
        stem = stem_of(columns[start])
        end = start + 1
        while stem and end < len(columns) and stem_of(columns[end]) == stem:
            end += 1
        codes = sorted({code for column in columns[start:end] for code, _words in column.codes})
        if end - start >= _FEWEST_ITEMS and is_scale(codes):
            labels: tuple[tuple[int, Text], ...] = tuple((code, {}) for code in codes)
            for place in range(start, end):
                columns[place] = replace(columns[place], codes=labels, group=Group(stem, {}))
        start = end
    return columns


def stem_of(column: Column) -> str:
    """The name without its last number; a bare letter or two, as in q1 and q2, makes no battery."""
    stem = _NUMBER.sub("", column.name) if column.kind is Kind.ONE and not column.words else column.name
    tail = column.name[len(stem) :]
    is_bare = len(stem) <= _BARE and stem.isalpha() and tail[:1].isdigit()
    return "" if not tail or is_bare else stem


def is_scale(codes: Sequence[int]) -> bool:
    """Whether these codes are the points of a rating scale, one after the other.

    >>> is_scale([1, 2, 3, 4, 5]), is_scale([1, 2, 3, 97])
    (True, False)
    """
    if not _FEWEST_POINTS <= len(codes) <= _MOST_POINTS or not 0 <= codes[0] <= _HIGHEST_FIRST:
        return False
    return list(codes) == list(range(codes[0], codes[0] + len(codes)))
