"""Questions out of a file: columns by name or range, codes, several answers a cell, weights, counted rows."""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

import click
import numpy as np

from survey_app.cli.stats.cell_figures import codes_of, labelled
from survey_app.cli.stats.printing import remark_once
from survey_app.cli.stats.reading import Cell, Sheet
from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.data_files.word_scales import ordered_words
from survey_app.stats.answers import FloatArray
from survey_app.stats.coding import Coded, multiple, nested, single

__all__ = [
    "COUNT",
    "COUNTED",
    "MOST_COUNTED",
    "WEIGHT",
    "Finite",
    "coded",
    "columns_of",
    "doubt_capitals",
    "in_words",
    "matrix",
    "numbers_of",
    "plain_code",
    "repeated",
    "texts",
    "weights",
    "with_sets",
]

_FIGURE = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?", re.ASCII)
_WHOLE = re.compile(r"(-?[0-9]{1,15})\.0+", re.ASCII)
MOST_COUNTED = 5_000_000
_MOST_WORDS, _SHOWN = 200, 8
_TICKED = 2
_NO = frozenset({"0", "no", "false"})
_PARTED = re.compile(r"[0-9]{1,3}(?:(?: ?[,|/] ?| )[0-9]{1,3})+", re.ASCII)
"""Cells such as 1,3 or 1|3: perhaps several answers."""
COUNTED = frozenset(
    {
        "count",
        "counts",
        "freq",
        "frequency",
        "frecuencia",
        "cantidad",
        "anzahl",
        "häufigkeit",
        "频数",
        "人数",
        "次数",
        "数量",
    }
)
"""What a column is called that says how many people its row stands for."""


class Finite(click.ParamType[float]):
    """A number that is one: neither "nan" nor "inf"."""

    name = "NUMBER"

    def convert(self, value: str | float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read the number, or say that this is none."""
        try:
            found = float(value)
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            self.fail(f"“{str(value)[:40]}” is no number.", param, ctx)
        return found


WEIGHT = click.option("--weight", "--weights", "weight", metavar="COLUMN", help="The column of weights.")
COUNT = click.option(
    "--count", metavar="COLUMN", help="Each row stands for so many people (a file of counts, not of persons)."
)


def columns_of(sheet: Sheet, asked: Sequence[str]) -> list[str]:
    """The columns asked for: names, several with commas, ranges q5_1..q5_6, patterns q5_*."""
    found: list[str] = []
    for part in (part.strip() for each in asked for part in _parts(sheet, each)):
        first, dots, last = part.partition("..")
        matching = [name for name in sheet.names if fnmatchcase(name.casefold(), part.casefold())]
        if matching and ("*" in part or "?" in part) and not sheet.has(part):
            found += matching
            continue
        if not dots or sheet.has(part):
            _doubt_range(sheet, part)
            found.append(sheet.names[sheet.place(part)])
            continue
        start, stop = sheet.place(first), sheet.place(last)
        found += sheet.names[min(start, stop) : max(start, stop) + 1]
    return list(dict.fromkeys(found))


def _doubt_range(sheet: Sheet, part: str) -> None:
    """Say how a range is written to whoever names no column, but two with a stroke or a colon between them."""
    ends = [[end.strip() for end in part.split(sign)] for sign in ("-", "–", ":")]
    named = next((each for each in ends if len(each) == len(("first", "last")) and sheet.has(*each)), None)
    if named is not None and not sheet.has(part):
        raise click.UsageError(f"Columns from one to another are written {named[0][:40]}..{named[1][:40]}.")


def _parts(sheet: Sheet, asked: str) -> list[str]:
    """What is listed with commas; a name or a range of names that hold commas themselves stays whole."""
    ends = [end.strip() for end in asked.split("..")]
    whole = sheet.has(asked.strip()) or (len(ends) == len(("first", "last")) and sheet.has(*ends))
    return [asked] if whole else [part for part in asked.split(",") if part.strip()]


def matrix(sheet: Sheet, names: Sequence[str]) -> FloatArray:
    """Number columns side by side, missing ones NaN."""
    columns = [np.array([np.nan if cell is None else cell for cell in sheet.numbers(name)]) for name in names]
    return np.column_stack(columns) if columns else np.zeros((len(sheet.table.rows), 0))


def plain_code(code: str) -> str:
    """A code as people write it: 3 for the 3.0 of programs that keep gaps as numbers.

    >>> plain_code("3.0"), plain_code("3.5"), plain_code("a")
    ('3', '3.5', 'a')
    """
    found = _WHOLE.fullmatch(code)
    return found[1] if found else code


def texts(sheet: Sheet, name: str) -> list[str | None]:
    """A column of codes."""
    return [None if cell is None else plain_code(cell) for cell in sheet.texts(name)]


def doubt_capitals(name: str, cells: Sequence[str | None]) -> None:
    """Say it where two answers differ in nothing but their capitals: they are counted apart."""
    words = [*dict.fromkeys(cell for cell in cells if cell)]
    if len(words) > _MOST_WORDS:
        return
    alike = [word for word in words if [each.casefold() for each in words].count(word.casefold()) > 1]
    if alike:
        remark_once(
            f"The column “{name[:80]}” holds {', '.join(each[:40] for each in alike[:_SHOWN])}: they differ in "
            "capitals alone and are counted apart."
        )


def coded(sheet: Sheet, name: str, several: Sequence[str] = (), separator: str = ";") -> Coded:
    """A question by its name; `outer>inner` sets one inside another. A cell with the separator is several answers."""
    parts = [part.strip() for part in name.split(">")] if not sheet.has(name) else [name]
    if len(parts) > 1:
        outer, *inner = (_coded(sheet, part, several, separator) for part in parts)
        for each in inner:
            outer = nested(outer, each)
        return outer
    return _coded(sheet, parts[0], several, separator)


def _coded(sheet: Sheet, name: str, several: Sequence[str], separator: str) -> Coded:
    name = sheet.names[sheet.place(name)]
    cells = texts(sheet, name)
    doubt_capitals(name, cells)
    listed = name.casefold() in {each.casefold() for each in several}
    if listed or any(cell is not None and ";" in cell for cell in cells):
        split = separator if listed else ";"
        given = [None if each is None else ";".join(map(plain_code, each)) for each in sheet.codes(name, split)]
        return _named(sheet, multiple(given, name=name))
    if parted := next((cell for cell in cells if cell is not None and _PARTED.fullmatch(cell)), "") or _listing(cells):
        sign = next(sign for sign in (",", "|", "/", " ") if sign in parted)
        remark_once(
            f"The column “{name[:80]}” holds cells such as {parted}: each is counted as one code. If they are several "
            f"answers, add --multi “{name[:80]}” --separator “{sign}”."
        )
    return _named(sheet, single(cells, in_words(sheet, cells), name=name))


def _listing(cells: Sequence[str | None]) -> str:
    """A cell such as “TV, Web” that may be several answers: one of its parts stands alone in another cell."""
    there = {cell for cell in cells if cell}
    return next(
        (cell for cell in sorted(there) if "," in cell and {part.strip() for part in cell.split(",")} & there), ""
    )


def _named(sheet: Sheet, question: Coded) -> Coded:
    """The question with the words that the file has for its codes."""
    words = sheet.words.get(question.name)
    return question.named({code: words.get(str(code), str(code)) for code in question.codes}) if words else question


def in_words(sheet: Sheet, cells: Sequence[str | None]) -> list[str] | None:
    """The words of a question in the order of their numbers, those without one last; None where their own order holds.

    Numbers are what --labels gives all of them, or the codes before their labels; else the points of a usual scale.
    """
    words, labels = {cell for cell in cells if cell is not None}, sheet.cells.labels
    numbers = numbers_of(words, labels)
    is_worded = bool(words) and all(word.casefold() in labels for word in words)
    is_coded = any(word.casefold() not in labels and not _FIGURE.fullmatch(word) for word in numbers)
    if not numbers and len(words) <= _MOST_WORDS:
        numbers = {word: float(point) for word, point in ordered_words(words).items()}
        is_coded = bool(numbers)
    if not (is_worded or is_coded):
        return None
    return sorted(words, key=lambda word: (word not in numbers, numbers.get(word, 0.0), word))


def numbers_of(words: Collection[str], labels: Mapping[str, float]) -> dict[str, float]:
    """The numbers of answers: what --labels gives them, or the code before a label as in “2 - Agree”."""
    coded = codes_of(words)
    found = {}
    for word in words:
        plain = float(word) if _FIGURE.fullmatch(word) else labelled(word)
        number = labels.get(word.casefold(), coded.get(word) if plain is None else plain)
        if number is not None:
            found[word] = number
    return found


def with_sets(sheet: Sheet, sets: Sequence[str]) -> Sheet:
    """The sheet with a question of several answers for each set NAME=COLUMNS of ticks; its codes are their names."""
    for each in sets:
        name, sign, columns = each.partition("=")
        if not (sign and name.strip() and columns.strip()):
            raise click.UsageError(f"“{each[:40]}” is no set such as media=tv,radio,web.")
        if sheet.has(name):
            raise FileRefused(N_("There is a column “%(name)s” already."), name=name.strip()[:80])
        parts = columns_of(sheet, [columns])
        cells = _mentions(sheet, name.strip(), parts) or _ticks(sheet, parts)
        rows = tuple((*row, cell) for row, cell in zip(sheet.table.rows, cells, strict=True))
        sheet = replace(sheet, table=replace(sheet.table, header=(*sheet.names, name.strip()), rows=rows))
    return sheet


def _ticks(sheet: Sheet, parts: Sequence[str]) -> list[str]:
    """The names of the columns that each person ticked."""
    ticked = [sheet.flags(part, is_tick=True) for part in parts]
    codes = [part.replace(";", ",") for part in parts]
    return [";".join(code for code, flag in zip(codes, row, strict=True) if flag) for row in zip(*ticked, strict=True)]


def _mentions(sheet: Sheet, name: str, parts: Sequence[str]) -> list[str]:
    """The codes that each person gave, first mention, second and so on; nothing where the columns hold ticks.

    They are mentions where a column holds several codes, all of them more than the two of a tick, and nobody gave one
    twice: yes, no and don't know stand in a row again and again.
    """
    columns = [texts(sheet, part) for part in parts]
    codes = {cell for column in columns for cell in column if cell is not None}
    rows = [[cell for cell in row if cell is not None] for row in zip(*columns, strict=True)]
    if (
        len(codes) <= _TICKED
        or all(len(set(column) - {None}) <= 1 for column in columns)
        or any(";" in code or code.casefold() in _NO for code in codes)
        or any(len(set(row)) < len(row) for row in rows)
    ):
        return []
    remark_once(
        f"The columns of the set “{name[:80]}” hold {len(codes)} codes, none twice in a row: each one is read as an "
        "answer, not as a tick."
    )
    return [";".join(row) for row in rows]


def weights(sheet: Sheet, name: str | None) -> list[Cell] | None:
    """The weights, when a column was named."""
    return None if name is None else sheet.weights(name)


def repeated(sheet: Sheet, count: str | None) -> Sheet:
    """The sheet with every row as often as its count says."""
    if count is None:
        if name := next((name for name in sheet.names if name.casefold() in COUNTED), None):
            remark_once(
                f"Each row is one. If it stands for as many as the column “{name[:80]}” says, add --count {name}."
            )
        return sheet
    times = [int(number or 0) for number in sheet.whole_numbers(count, (0, MOST_COUNTED), is_scale=False)]
    if sum(times) > MOST_COUNTED:
        raise FileRefused(
            N_("The counts add up to %(count)s people, at most %(most)s."), count=sum(times), most=MOST_COUNTED
        )
    return sheet.taken([row for row, often in enumerate(times) for _ in range(often)])
