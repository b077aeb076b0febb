"""What the columns of a table hold, guessed from their cells alone; whoever brings it in sees every guess first."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from survey_app.exceptions import N_
from survey_app.interchange.data_files.asides import asides
from survey_app.interchange.data_files.described import Column, Kind
from survey_app.interchange.data_files.listings import listing_of
from survey_app.interchange.data_files.word_scales import ordered_words
from survey_app.interchange.tables import Table
from survey_app.questions.definition import Text
from survey_app.questions.figures import from_cell
from survey_app.vocabulary import MISSING_CODES

__all__ = ["guessed", "is_scale", "rating_of", "separator_of", "stem_of"]

_SEVERAL = re.compile(r"\d{1,4}(?:;\d{1,4})*;?")
_NUMBER = re.compile(r"[\W_]*\d+[a-z]?$", re.IGNORECASE)
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3})+|\d{1,3}")
_MOST_CODES, _LARGEST_CODE = 12, 9_999
_MOST_WORDS, _TIMES_EACH = 25, 3
_MISSING = {Decimal(code) for code in MISSING_CODES.values()}
_BARE = 2
_ZERO_TO_TEN = range(11)
_FEWEST_POINTS, _MOST_POINTS, _HIGHEST_FIRST = 3, 11, 10


def guessed(table: Table) -> list[Column]:
    """A guess for each column, in the order of the file."""
    aside = asides(table)
    found = [replace(_column(name, table.column(name)), aside=aside.get(name, "")) for name in table.header]
    words = dict(zip(table.header, table.wordings, strict=False))
    return [_worded(column, words.get(column.name, "")) for column in found]


def _worded(column: Column, words: str) -> Column:
    """The column with what it asks: of “Rate us - Speed” the end names the item of a battery."""
    if not words:
        return column
    _question, _sign, item = words.rpartition(" - ")
    found = replace(column, text={"": words}, item={"": item or words})
    return replace(found, listed=replace(column.listed, text={"": words})) if column.listed else found


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
        return _listed(_of_numbers(name, known, len(values)), values)
    return _of_words(name, values, distinct)


def _of_numbers(name: str, known: Sequence[Decimal], count: int) -> Column:
    whole = _codes(known)
    if whole and count >= _TIMES_EACH * len(whole):
        return Column(name, Kind.ONE, codes=tuple((code, {}) for code in whole))
    return Column(name, Kind.NUMBER, least=_least(known))


def _of_words(name: str, values: Sequence[str], distinct: set[str]) -> Column:
    """A column of words: several answers a cell, one answer of a list, or texts."""
    several = _several_words(values)
    if several:
        codes = tuple((code, {"": word}) for word, code in several.items())
        return Column(name, Kind.SEVERAL, codes=codes, words=several, separator=separator_of(values))
    if len(distinct) <= _MOST_WORDS and len(values) >= _TIMES_EACH * len(distinct):
        words = ordered_words(distinct) or {
            word: code for code, word in enumerate(sorted(distinct, key=str.casefold), 1)
        }
        found = Column(name, Kind.ONE, codes=tuple((code, {"": word}) for word, code in words.items()), words=words)
        return _listed(found, values)
    if all(map(_GROUPED.fullmatch, distinct)):
        return Column(name, Kind.TEXT, why=N_("Its commas could part thousands or decimals: write them without."))
    return _listed(Column(name, Kind.TEXT), values)


def _listed(column: Column, values: Sequence[str]) -> Column:
    """The column with what it would be if its cells list several answers, where they could."""
    found = listing_of(values)
    if found is None:
        return column
    if found.parts[0].isdecimal():
        codes: tuple[tuple[int, Text], ...] = tuple((int(part), {}) for part in found.parts)
        words = {part: int(part) for part in found.parts}
    else:
        codes = tuple((code, {"": part}) for code, part in enumerate(found.parts, 1))
        words = {part: code for code, part in enumerate(found.parts, 1)}
    several = Column(column.name, Kind.SEVERAL, codes=codes, words=words, separator=found.separator)
    return replace(column, listed=several, is_listed=found.is_likely)


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


def stem_of(column: Column) -> str:
    """The name without its last number; a bare letter or two, as in q1 and q2, makes no battery."""
    stem = _NUMBER.sub("", column.name) if column.kind is Kind.ONE else column.name
    tail = column.name[len(stem) :]
    is_bare = len(stem) <= _BARE and stem.isalpha() and tail[:1].isdigit()
    return "" if not tail or is_bare else stem


def rating_of(column: Column) -> Column | None:
    """The column as a rating, where its codes can be the points of one scale; points that nobody gave are among them.

    It can hardly be anything else (`is_rating`) where its words are a usual scale, or its codes are 0 to 10.
    """
    if column.kind is not Kind.ONE or column.group is not None:
        return None
    known = ordered_words(column.words)
    said: dict[int, Text] = dict(column.codes)
    points = list(range(min(1, *known.values()), max(known.values()) + 1)) if known else sorted(said)
    if (column.words and not known) or not is_scale(points):
        return None
    is_likely = bool(known) or (points == list(_ZERO_TO_TEN) and not any(said.values()))
    return replace(column, codes=tuple((point, said.get(point, {})) for point in points), is_rating=is_likely)


def is_scale(codes: Sequence[int]) -> bool:
    """Whether these codes are the points of a rating scale, one after the other.

    >>> is_scale([1, 2, 3, 4, 5]), is_scale([1, 2, 3, 97])
    (True, False)
    """
    if not _FEWEST_POINTS <= len(codes) <= _MOST_POINTS or not 0 <= codes[0] <= _HIGHEST_FIRST:
        return False
    return list(codes) == list(range(codes[0], codes[0] + len(codes)))
