"""What stands around the row that names the columns, as programs export it: titles above, a second row below.

Four forms are known. Titles: rows of one cell above a row of three or more. A row of identifiers: Qualtrics writes the
questions in the second row and `{"ImportId": ...}` in the third. Options below a question: SurveyMonkey names a
question once, leaves the columns of its further options without a name, and puts the options into the second row.
Heads of blocks, often merged cells, stand over the names or over the items.
Anything else is left as it stands.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.exceptions import N_

__all__ = ["WIDE", "Headed", "headed", "names_columns"]

Row = tuple[int, list[str]]

WIDE = 3
_FEW = 1
_LOOKED_AT = 20
_FEWEST_BELOW = 4
_WORDED = 2
"""Rows below the names where identifiers stand under the wording of the questions."""
_FIGURE = re.compile(r"-?\d+(?:[.,]\d+)?")
_IDENTIFIERS = '{"ImportId":'
_ZONE = re.compile(r'"timeZone":"([A-Za-z_/+-]{1,60})"')
_PLAIN_ANSWER = frozenset({"response", "open-ended response", "respuesta", "respuesta abierta"})


@dataclass(frozen=True, slots=True)
class Headed:
    """The names of the columns, the rows below them, and the numbers of the rows that are neither, with why."""

    names: list[str]
    rows: list[Row]
    passed: tuple[int, ...]
    whys: tuple[str, ...] = ()
    wordings: tuple[str, ...] = ()
    """What the columns ask, where a row of its own says so."""
    zone: str = ""
    """The time zone of the times in the file, where a row of identifiers names it."""


def headed(rows: Sequence[Row]) -> Headed:
    """The first rows of a file (filled ones, outer blanks removed) as header and answers.

    >>> headed([(1, ["Survey of 2024", "", ""]), (3, ["id", "q1", "q2"]), (4, ["1", "5", "4"])]).names
    ['id', 'q1', 'q2']
    >>> first = [(1, ["id", "Which?", ""]), (2, ["", "Web", "Shop"]), (3, ["7", "Web", ""])]
    >>> headed(first)  # doctest: +ELLIPSIS
    Headed(names=['id', 'Which?: Web', 'Which?: Shop'], rows=[(3, ['7', 'Web', ''])], passed=(2,), ...)
    >>> blocks = [(1, ["You", "", "Us", ""]), (2, ["id", "age", "q1", "q2"]), (3, ["1", "30", "5", "4"])]
    >>> headed([*blocks, (4, ["2", "41", "3", "3"])]).names
    ['id', 'age', 'q1', 'q2']
    """
    titles = _titles(rows)
    if titles == len(rows):
        return Headed([], [], ())
    blocks: list[str] = []
    if _stands_over(rows[titles:]):
        blocks = rows[titles][1]
        titles += 1
    (_number, names), below = rows[titles], list(rows[titles + 1 :])
    names = _of_blocks(blocks, names, [cells for _number, cells in below]) if blocks else names
    second, why = _identifiers(below), N_("Wording and identifiers of the questions")
    if not second and below and _names_options(names, below):
        names, second, why = _joined(names, below[0][1]), 1, N_("Options of the questions: they stand in the names")
    passed = (*rows[:titles], *below[:second])
    whys = (*[N_("A title above the names")] * titles, *[why] * second)
    wordings = tuple(below[0][1]) if second == _WORDED else ()
    named = next((found[1] for _number, cells in below[:second] for found in map(_ZONE.search, cells) if found), "")
    zone = "UTC" if named == "Z" else named
    return Headed(names, below[second:], tuple(number for number, _cells in passed), whys, wordings, zone)


def _titles(rows: Sequence[Row]) -> int:
    """How many rows of one cell stand above the first row of three or more, which has another one below it.

    Between them may stand the heads of blocks.
    """
    count = 0
    while count < min(len(rows), _LOOKED_AT) and _filled(rows[count][1]) <= _FEW:
        count += 1
    is_header = 0 < count < len(rows) - 1 and _filled(rows[count][1]) >= WIDE and names_columns(rows[count][1])
    return count if is_header or (count and _stands_over(rows[count:])) else 0


def _stands_over(rows: Sequence[Row]) -> bool:
    """Whether the first row holds the heads of blocks, often merged cells, and the second one the names.

    That is so where the second row names every column once in its block, the first one does not, and numbers stand
    below words.
    """
    if len(rows) < _FEWEST_BELOW:
        return False
    first, second, below = rows[0][1], rows[1][1], [cells for _number, cells in rows[2:]]
    names = [cell.casefold() for cell in _of_blocks(first, second)]
    if not all(second) or len(set(names)) < len(names) or len(names) < WIDE or not names_columns(second):
        return False
    if not 0 < _filled(first) < len(second) or _filled(first[1:]) == len(second) - 1:
        return False
    columns = [[cells[place] for cells in below if place < len(cells) and cells[place]] for place in range(len(names))]
    return any(column and all(_FIGURE.fullmatch(cell) for cell in column) for column in columns)


def _of_blocks(blocks: Sequence[str], names: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> list[str]:
    """The names, with the head of the block in front where one of a block returns in another, or all are ticked alike.

    >>> _of_blocks(["You", "Service", "", "Goods"], ["age", "price", "speed", "price"])
    ['age', 'Service: price', 'Service: speed', 'Goods: price']
    >>> _of_blocks(["You", "Channels", ""], ["age", "web", "shop"], [["30", "x", ""], ["41", "", "x"]])
    ['age', 'Channels: web', 'Channels: shop']
    >>> _of_blocks(["Service", ""], ["price", "speed"], [["5", "5"]])
    ['price', 'speed']
    """
    often = Counter(name.casefold() for name in names)
    heads, head = [], ""
    for place in range(len(names)):
        head = (blocks[place] if place < len(blocks) else "") or head
        heads.append(head)
    shared = {head for head, name in zip(heads, names, strict=True) if often[name.casefold()] > 1}
    for head in {*heads} - shared:
        places = [place for place, each in enumerate(heads) if each == head]
        marks = [{cells[place] for cells in rows if place < len(cells) and cells[place]} for place in places]
        is_tick = marks[0] == {"1"} or (len(marks[0]) == 1 and not any(map(_FIGURE.fullmatch, marks[0])))
        if len(places) > 1 and is_tick and all(each == marks[0] for each in marks):
            shared.add(head)
    return [f"{head}: {name}" if head and head in shared else name for head, name in zip(heads, names, strict=True)]


def names_columns(cells: Sequence[str]) -> bool:
    """Whether the cells can be names: a number among them is an answer.

    >>> names_columns(["id", "q1"]), names_columns(["1", "3"]), names_columns(["Ann", "3.5"])
    (True, False, False)
    """
    return not any(_FIGURE.fullmatch(cell.strip()) for cell in cells)


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell) for cell in cells)


def _identifiers(below: Sequence[Row]) -> int:
    for place, (_number, cells) in enumerate(below[:2]):
        given = [cell for cell in cells if cell]
        if given and all(cell.startswith(_IDENTIFIERS) for cell in given):
            return place + 1
    return 0


def _names_options(names: Sequence[str], below: Sequence[Row]) -> bool:
    """Whether the row below the names holds options: of unnamed columns, or the word that stands for an answer."""
    second = below[0][1]
    if not second or len(below) == 1:
        return False
    unnamed = [place for place, cell in enumerate(second) if place >= len(names) or not names[place]]
    if unnamed and _are_items(names, second, unnamed, [cells for _number, cells in below[1:]]):
        return True
    if second[0]:
        return False
    if any(cell.casefold() in _PLAIN_ANSWER for cell in second):
        return True
    return bool(unnamed) and all(second[place] and _is_ticked(second[place], place, below[1:]) for place in unnamed)


def _are_items(names: Sequence[str], second: Sequence[str], unnamed: Sequence[int], rows: Sequence[list[str]]) -> bool:
    """Whether the second row names items below merged heads: nothing but those, and numbers or other words below."""
    heads = {
        max((place for place in range(first) if place < len(names) and names[place]), default=0) for first in unnamed
    }
    filled = {place for place, cell in enumerate(second) if cell}
    if not {*unnamed} <= filled <= heads | {*unnamed}:
        return False
    columns = {place: [cells[place] for cells in rows if place < len(cells) and cells[place]] for place in filled}
    if all(cells and all(map(_FIGURE.fullmatch, cells)) for cells in columns.values()):
        return names_columns([second[place] for place in filled])
    is_apart = not second[0] and all(cells and cells[0] for cells in rows)
    return is_apart and len(rows) >= WIDE and not any(second[place] in cells for place, cells in columns.items())


def _is_ticked(option: str, place: int, rows: Sequence[Row]) -> bool:
    """Whether the column holds the option's own words or nothing."""
    return all(place >= len(cells) or cells[place] in {"", option} for _number, cells in rows)


def _joined(names: Sequence[str], second: Sequence[str]) -> list[str]:
    joined: list[str] = []
    question = ""
    for place in range(max(len(names), len(second))):
        option = second[place] if place < len(second) else ""
        own = names[place] if place < len(names) else ""
        question = own or question
        is_option = bool(option) and option.casefold() not in _PLAIN_ANSWER
        joined.append(f"{question}: {option}" if is_option and question else own or option)
    return joined
