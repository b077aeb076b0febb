"""Reading a file for the statistics: strict numbers, missing codes, weights, and refusals that name row and column.

Two shapes: respondents in rows and variables in columns (`Sheet.numbers`, `Sheet.codes`, `Sheet.weights`), and the
ratings of a panel (`ratings`), which may stand wide or long.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from survey_app.cli.stats.cell_figures import codes_of, figure_within, labelled
from survey_app.cli.stats.printing import remark_once
from survey_app.exceptions import N_, FileRefused
from survey_app.interchange.data_files.word_scales import ordered_words
from survey_app.interchange.tables import Table

__all__ = ["BINARY", "NO_ANSWERS", "Cell", "Cells", "Shape", "Sheet", "no_answers_beside"]

BINARY = "labelled"
"""How the table of a file of SPSS or Stata was read."""
_ENDLESS = 1e9
"""An end of a scale that is none: sizes and counts may be as large."""
_POINTED = frozenset({"xlsx", BINARY})
"""Files whose numbers have points, whatever the decimal sign."""
_PLAIN = re.compile(r"-?(?:[0-9]{1,18}(?:\.[0-9]{1,40})?|\.[0-9]{1,40})", re.ASCII)
_REAL = re.compile(r"-?(?:[0-9]{1,18}(?:\.[0-9]{1,40})?|\.[0-9]{1,40})(?:[eE][-+]?[0-9]{1,2})?", re.ASCII)
_COMMA = re.compile(r"-?[0-9]{1,18}(?:,[0-9]{1,40})?", re.ASCII)

_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})+", re.ASCII)
_SIGNED = re.compile(r"[-+]?[$€£¥]? ?[0-9][0-9.,'\u00a0\u2009\u202f ]*[%‰$€£¥]?")
NO_ANSWERS = {-1.0, -8.0, -9.0, -98.0, -99.0, 88.0, 97.0, 98.0, 99.0, 888.0, 997.0, 998.0, 999.0, 9999.0}
_FEWEST_POINTS, _LAST_POINT = 2, 11
"""What makes the other figures of a column the points of a scale."""

_SHARE, _COMMA_SHARE = (
    re.compile(rf"-?[0-9]{{1,18}}(?:{point}[0-9]{{1,40}})?\s?%", re.ASCII) for point in (r"\.", "[.,]")
)
_DIGIT = re.compile(r"[0-9]")
_MOST_WORDS = 12

_FLAGS = dict.fromkeys(
    ("1", "1.0", "yes", "true", "y", "x", "sí", "si", "verdadero", "是", "有", "ja", "oui"), 1.0
) | dict.fromkeys(("0", "0.0", "no", "false", "n", "falso", "否", "没有", "无", "nein", "non"), 0.0)
_LISTED = re.compile(r"[,;]")
_INTEGER = re.compile(r"(?<![0-9.])[0-9]+(?![0-9.])", re.ASCII)
_MARKS = frozenset({"NA", "N/A", "#N/A", "NaN", "nan", "NULL", "null", "#NULL!"})
"""What programs write for no answer, but what could be one."""
Cell = float | None


@dataclass(frozen=True, slots=True)
class Cells:
    """What stands for no answer besides an empty cell, what says "cannot judge", decimal sign, words for numbers."""

    missing: frozenset[str] = frozenset()
    cannot_judge: str | None = None
    decimal_comma: bool = False
    labels: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def told(
        cls,
        missing: Sequence[str],
        cannot_judge: str | None = None,
        *,
        decimal_comma: bool = False,
        labels: Mapping[str, float] | None = None,
    ) -> "Cells":
        """As the options tell it: a code alone or several with commas; 99 also stands for the 99.0 of other programs.

        >>> sorted(Cells.told(["98,99"]).missing)
        ['98', '98,99', '98.0', '98.0,99.0', '99', '99.0']
        """
        codes = {code.strip() for each in missing for code in (each, *_LISTED.split(each)) if code.strip()}
        codes |= {_INTEGER.sub(r"\g<0>.0", code) for code in codes}
        return cls(frozenset(codes), cannot_judge, decimal_comma, labels or {})

    def is_missing(self, cell: str) -> bool:
        """Whether the cell holds no answer at all: nothing, or a missing code, alone or with its label behind it."""
        if not cell or cell in self.missing:
            return True
        number = labelled(cell) if self.missing else None
        return number is not None and f"{number:g}" in self.missing

    def is_unsure(self, cell: str) -> bool:
        """Whether the cell says that the person cannot judge: the code alone, or with its label behind it."""
        if self.cannot_judge is None or cell == self.cannot_judge:
            return self.cannot_judge is not None
        number = labelled(cell)
        return number is not None and f"{number:g}" == self.cannot_judge


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file of ratings stands: panellists in rows, the round to read where it has several, rows without names.

    `headless` is any file whose first row holds answers, not names.
    """

    transposed: bool = False
    round: str | None = None
    unnamed: bool = False
    headless: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with the way its cells are read. Columns are found by name, whatever their capitals.

    `words` are what the codes of a column mean, where the file says so.
    """

    table: Table
    cells: Cells
    shape: Shape = Shape()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    whole: Table | None = None
    """The table of which this one is a part: a part may hold too few words to tell their scale."""
    _codes_at: dict[int, Mapping[str, float]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.table.header

    @property
    def told_names(self) -> str:
        """The names of the columns as a refusal lists them."""
        return ", ".join(each[:40] for each in self.names[:40])

    def has(self, *names: str) -> bool:
        """Whether all these columns are there."""
        there = {name.casefold() for name in self.names}
        return all(name.casefold() in there for name in names)

    def place(self, name: str) -> int:
        """The place of a column, or a refusal that lists the columns there are."""
        for place, each in enumerate(self.names):
            if each.casefold() == name.strip().casefold():
                return place
        message = N_("There is no column “%(name)s”. The first row names: %(columns)s.")
        if self.table.encoding == "xlsx":
            message = N_(
                "There is no column “%(name)s”. The first row of the sheet names: %(columns)s. Another sheet is read "
                "with --sheet."
            )
        raise FileRefused(message, name=name[:80], columns=self.told_names)

    def taken(self, places: Sequence[int]) -> "Sheet":
        """The sheet with these rows, each as often as it is named."""
        rows, numbers = self.table.rows, self.table.numbers
        table = replace(
            self.table,
            rows=tuple(rows[place] for place in places),
            numbers=tuple(numbers[place] for place in places),
        )
        return replace(self, table=table)

    def saying(self, name: str, codes: Collection[float]) -> "Sheet":
        """The sheet in which the cells of a column with these codes before their labels are the codes themselves."""
        place = self.place(name)
        known = {row[place]: labelled(row[place]) for row in self.table.rows} if codes else {}
        words = {cell.casefold(): number for cell, number in known.items() if number is not None and number in codes}
        return replace(self, cells=replace(self.cells, labels={**self.cells.labels, **words})) if words else self

    def texts(self, name: str) -> list[str | None]:
        """The cells of a column as they stand; missing ones None."""
        place = self.place(name)
        found = [None if self.cells.is_missing(row[place]) else row[place] for row in self.table.rows]
        if mark := next((cell for cell in found if cell in _MARKS), None):
            remark_once(
                f"The column “{name[:80]}” holds {mark}, taken as it stands. If it is no answer: --missing {mark}."
            )
        return found

    def numbers(
        self, name: str, ends: tuple[float, float] | None = None, *, is_real: bool = True, is_scale: bool = True
    ) -> list[Cell]:
        """A column of numbers, missing ones None; `ends` bounds them, `is_real` also takes 1e-5.

        Where it may hold the points of a scale, their usual words are read as well: they are no weights and no counts.
        """
        place = self.place(name)
        known = self._known(place, is_scale=is_scale)
        sheet = replace(self, cells=replace(self.cells, labels={**known, **self.cells.labels})) if known else self
        found = [sheet.number(row, place, ends, is_real=is_real) for row in range(len(self.table.rows))]
        if self.cells.decimal_comma:
            self._doubt_commas(name, [row[place] for row in self.table.rows if "," in row[place]])
        if ends is None:
            self._doubt_codes(name, found)
        return found

    def _known(self, place: int, *, is_scale: bool) -> dict[str, float]:
        """The numbers of cells that all are words of a usual scale, or all per cent; that they are so read is said."""
        cells = {row[place] for row in (self.whole or self.table).rows}
        left = {cell for cell in cells if not (self.cells.is_missing(cell) or self.cells.is_unsure(cell))}
        left = {cell for cell in left if cell.casefold() not in self.cells.labels}
        name = self.names[place][:80]
        form = _COMMA_SHARE if self.cells.decimal_comma else _SHARE
        if left and all(map(form.fullmatch, left)):
            remark_once(f"The column “{name}” holds per cent: 5 % is read as 5.")
            return {cell.casefold(): float(cell.rstrip("% ").replace(",", ".")) for cell in left}
        if not is_scale or len(left) > _MOST_WORDS or any(map(_DIGIT.search, left)):
            return {}
        found = ordered_words(left)
        if found:
            told = ", ".join(f"{word[:40]} = {point}" for word, point in found.items())
            remark_once(f"The column “{name}” holds words: {told}. Other numbers: --labels.")
        return {word.casefold(): float(point) for word, point in found.items()}

    def _doubt_commas(self, name: str, cells: Sequence[str]) -> None:
        """Say it where every comma could part thousands: 1,200 is read as 1.2."""
        if cells and all(map(_GROUPED.fullmatch, cells)):
            remark_once(
                f"The column “{name[:80]}” has three figures behind every comma: {cells[0][:20]} is read as "
                f"{float(cells[0].replace(',', '.')):g}. If the commas part thousands, take them out."
            )

    def _doubt_codes(self, name: str, found: Sequence[Cell]) -> None:
        """Say it where a figure such as 99 stands among the points of a scale: counted, it would move every mean."""
        given = {number for number in found if number is not None}
        if codes := no_answers_beside(given):
            rest = given - NO_ANSWERS
            remark_once(
                f"The column “{name[:80]}” holds {codes} beside {min(rest):g} to {max(rest):g}: it is counted as a "
                f"number. If it means no answer, add --missing {codes}."
            )

    def whole_numbers(self, name: str, ends: tuple[float, float] | None = None, *, is_scale: bool = True) -> list[Cell]:
        """A column of whole numbers, missing ones None."""
        found = self.numbers(name, ends, is_real=False, is_scale=is_scale)
        for row, number in enumerate(found):
            if number is not None and not number.is_integer():
                self._refuse(N_("Row %(row)s, column %(column)s: “%(value)s” is not a whole number."), row, name)
        return found

    def codes(self, name: str, separator: str = ";") -> list[tuple[str, ...] | None]:
        """A column that holds several codes a cell, such as 1;3;5: each once, in their order, without missing ones."""
        if not separator:
            raise FileRefused(N_("The separator between several codes is empty."))
        return [None if cell is None else self._codes(cell.split(separator)) for cell in self.texts(name)]

    def _codes(self, cell: Sequence[str]) -> tuple[str, ...] | None:
        given = tuple(dict.fromkeys(code.strip() for code in cell if code.strip()))
        kept = tuple(code for code in given if not self.cells.is_missing(code))
        return None if given and not kept else kept

    def flags(self, name: str, *, is_tick: bool = False) -> list[Cell]:
        """A column of yes (1, yes, true, x, sí, 是) and no (0, no, false, 否) as 1 and 0; missing ones None.

        --labels may give other words 1 and 0. A column of ticks may hold one word and blanks: ticked where it stands.
        """
        cells = self.texts(name)
        known = _FLAGS | {word: number for word, number in self.cells.labels.items() if number in {0.0, 1.0}}
        words = {cell.casefold() for cell in cells if cell is not None}
        if is_tick and len(words) == 1 and not words & known.keys():
            return [0.0 if cell is None else 1.0 for cell in cells]
        found = [None if cell is None else known.get(cell.casefold(), -1.0) for cell in cells]
        for row, flag in enumerate(found):
            if flag is not None and flag < 0:
                self._refuse(
                    N_(
                        "Row %(row)s, column %(column)s: “%(value)s” is neither yes (1) nor no (0). --labels gives "
                        "words 1 and 0."
                    ),
                    row,
                    name,
                )
        return found

    def weights(self, name: str, *, is_part: bool = False) -> list[Cell]:
        """A column of weights: none below 0, not all 0 (but for a part of the file); a missing one is None."""
        found = self.numbers(name, is_scale=False)
        for row, weight in enumerate(found):
            if weight is not None and weight < 0:
                self._refuse(N_("Row %(row)s, column %(column)s: the weight %(value)s is below 0."), row, name)
        if not is_part and not any(found):
            raise FileRefused(N_("The column “%(name)s” holds no weight above 0."), name=name[:80])
        if blank := found.count(None):
            rows = "Some rows have" if is_part else "1 row has" if blank == 1 else f"{blank:,} rows have"
            remark_once(f"{rows} no weight in the column “{name[:80]}”: left out.")
        return found

    def number(self, row: int, place: int, ends: tuple[float, float] | None = None, *, is_real: bool = False) -> Cell:
        """One cell as a number, None where it is missing or says "cannot judge", or a refusal that names it."""
        cell = self.table.rows[row][place]
        if self.cells.is_missing(cell) or self.cells.is_unsure(cell):
            return None
        has_comma = self.cells.decimal_comma and (self.table.encoding not in _POINTED or "," in cell)
        form = _COMMA if has_comma else _REAL if is_real else _PLAIN
        known = self.cells.labels.get(cell.casefold()) if self.cells.labels else None
        if known is None and not form.fullmatch(cell):
            known = self._led(row, place, ends)
            if known is None:
                return None
        number = float(cell.replace(",", ".")) if known is None else known
        if ends is not None and not ends[0] <= number <= ends[1]:
            message = N_("Row %(row)s, column %(column)s: %(value)s is not on the scale from %(low)s to %(high)s.")
            if number < ends[0] and ends[1] >= _ENDLESS:
                message = N_("Row %(row)s, column %(column)s: %(value)s is below %(low)s, the least there can be.")
            self._refuse(message, row, self.names[place], low=f"{ends[0]:g}", high=f"{ends[1]:g}")
        return number

    def _led(self, row: int, place: int, ends: tuple[float, float] | None) -> Cell:
        """The number of a cell that holds more than it, as “10 - Extremely likely” does, or a refusal.

        None where it is a code for no answer. A label behind a usual one, such as 99, says so before it is counted.
        """
        cell = self.table.rows[row][place]
        found = figure_within(cell, is_comma=self.cells.decimal_comma)
        code_of = self.codes_at(place).get(cell) if found is None else labelled(cell)
        if found is None and code_of is not None:
            found = code_of, "words behind its numbers"
        if found is None:
            self._refuse(self._no_number(cell), row, self.names[place])
        number, without = found
        code = f"{number:.15g}"
        if self.cells.is_missing(code) or self.cells.is_unsure(code):
            return None
        is_point = ends is not None and ends[0] <= number < 0
        if number in NO_ANSWERS and code_of is not None and not is_point:
            self._refuse(self._no_number(cell), row, self.names[place])
        remark_once(f"The column “{self.names[place][:80]}” holds {without}: they are left out.")
        return number

    def codes_at(self, place: int) -> Mapping[str, float]:
        """The codes of a column whose labels hold figures themselves, as “3 - 2 to 4 times a month” does."""
        if place not in self._codes_at:
            self._codes_at[place] = codes_of(row[place] for row in self.table.rows)
        return self._codes_at[place]

    def _no_number(self, cell: str) -> str:
        """What to do about a cell that is no number."""
        if _GROUPED.fullmatch(cell):
            return N_(
                "Row %(row)s, column %(column)s: “%(value)s” could be thousands or decimals. Write thousands without a "
                "sign between them; if the comma stands for a point, add --decimal-comma."
            )
        is_amount = "," in cell and labelled(cell) is None and figure_within(cell, is_comma=True) is not None
        if not self.cells.decimal_comma and (_COMMA.fullmatch(cell) or is_amount):
            return N_(
                "Row %(row)s, column %(column)s: “%(value)s” is not a number. If commas stand for points, add "
                "--decimal-comma."
            )
        if _SIGNED.fullmatch(cell):
            return N_(
                "Row %(row)s, column %(column)s: “%(value)s” is not a plain number. Write it without per cent signs, "
                "currencies and signs between thousands."
            )
        return N_(
            "Row %(row)s, column %(column)s: “%(value)s” is not a number. If it means no answer, add --missing; "
            "--labels gives words their numbers."
        )

    def _refuse(self, message: str, row: int, name: str, **more: str) -> NoReturn:
        cell = self.table.rows[row][self.place(name)]
        raise FileRefused(message, row=self.table.numbers[row], column=name[:80], value=cell[:80], **more)


def no_answers_beside(numbers: Iterable[float]) -> str:
    """The usual codes for no answer, such as 99, among numbers that are else the points of a scale; else nothing.

    >>> no_answers_beside([1, 2, 5, 99, 98]), no_answers_beside([88, 99, 100])
    ('98,99', '')
    """
    odd, rest = {*numbers} & NO_ANSWERS, {*numbers} - NO_ANSWERS
    is_scale = len(rest) >= _FEWEST_POINTS and all(0 <= each <= _LAST_POINT and each % 1 == 0 for each in rest)
    return ",".join(f"{each:g}" for each in sorted(odd)) if is_scale else ""
