"""Rows at the end of a table that sum up those above: totals, means and the like, as people leave them in a sheet.

Such a row would be read as one more person, or a total as one more stratum. Its first cell has to say what it is, and
every figure in it has to be just that of the rows above, as far as it is written. Nor may it be a person's: somebody
called Max or Total, whose answers could have been given, stays and is named, for whoever brings the file in to judge.
"""

import math
import re
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Feet", "foot_rows", "is_summary_word", "summing_columns"]

_MOST = 12
_FEWEST = 2
_FIGURE = re.compile(r"-?(?:\d{1,15})?(?:[.,]\d{1,20})?%?(?<=[\d%])", re.ASCII)
_ROUGH = 1e-9

Figures = Sequence[float]
Rule = Callable[[Figures], float]


def _spread(figures: Figures, less: int = 1) -> float:
    mean = statistics.fmean(figures)
    return math.sqrt(math.fsum((each - mean) ** 2 for each in figures) / (len(figures) - less))


def _cv(figures: Figures) -> float:
    mean = statistics.fmean(figures)
    return _spread(figures) / mean if mean else float("inf")


def _count(figures: Figures) -> float:
    return float(len(figures))


_WORDS: Sequence[tuple[str, tuple[Rule, ...]]] = (
    (
        (
            "mean, average, avg, media, promedio, mittelwert, durchschnitt, moyenne, média, 平均, 平均值, 平均数, "
            "平均分, 均值, 均数"
        ),
        (statistics.fmean,),
    ),
    ("median, mediana, médiane, 中位数", (statistics.median,)),
    ("mode, moda, modus, 众数", (statistics.mode,)),
    (
        (
            "sum, total, totals, grand total, subtotal, suma, totales, total general, summe, gesamt, gesamtsumme, "
            "insgesamt, somme, soma, 合计, 总计, 总和, 总数, 求和"
        ),
        (sum, statistics.fmean, _count),
    ),
    (
        (
            "sd, s.d, std, std dev, std. dev, stdev, st. dev, standard deviation, desviación, desv. est, desv. típica, "
            "desviación estándar, desviación típica, standardabweichung, écart type, écart-type, desvio padrão, 标准差"
        ),
        (_spread, lambda figures: _spread(figures, 0)),
    ),
    ("min, minimum, mínimo, 最小值", (min,)),
    ("max, maximum, máximo, 最大值", (max,)),
    ("count, n, recuento, cuenta, anzahl, 计数", (_count,)),
    ("cv, 变异系数", (_cv,)),
)
_RULES = {word: rules for words, rules in _WORDS for word in words.split(", ")}
_NO = "n"
_CALLED = (
    "media, média, mode, moda, modus, total, totals, totales, gesamt, sum, suma, soma, sd, std, min, max, count, "
    "cuenta, n, cv"
)
_NAMES = frozenset(_CALLED.split(", "))
"""What people, departments and answers are called as well."""


@dataclass(frozen=True, slots=True)
class Feet:
    """The places of rows at the end: those that sum up, and those called so that stay, for they could be answers."""

    out: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()


def is_summary_word(text: str) -> bool:
    """Whether a row or column that sums up is called so.

    >>> is_summary_word("Std. dev."), is_summary_word("合计"), is_summary_word("Total cost")
    (True, True, False)
    """
    return _plain(text) in _RULES


def foot_rows(rows: Sequence[Sequence[str]]) -> Feet:
    """Which rows at the end sum up the rows above them.

    >>> answers = [["Ann", "4", "5"], ["Bo", "2", "5"], ["Cy", "3", "1"]]
    >>> foot_rows([*answers, ["Mean", "3", "3.67"], ["SD", "1,00", "2,31"]])
    Feet(out=(3, 4), doubtful=())
    >>> foot_rows([*answers, ["Max", "4", "5"]]), foot_rows([["2023", "1"], ["2024", "2"], ["", "3"]])
    (Feet(out=(), doubtful=(3,)), Feet(out=(), doubtful=()))
    """
    first = len(rows)
    while first > max(_FEWEST, len(rows) - _MOST) and _word(rows[first - 1]) is not None:
        first -= 1
    # somebody called Max may stand right above a row of means
    for start in range(first, len(rows)):
        found = _block(rows, start)
        if len(found) == len(rows) - start:
            break
    else:
        found = _block(rows, first)
    left = (place for place in range(first, len(rows)) if place not in found)
    return Feet(tuple(found), tuple(place for place in left if not _returns(rows[place], rows[:first])))


def summing_columns(columns: Mapping[str, Sequence[str]], lines: Sequence[Sequence[str]]) -> list[str]:
    """The columns, by name, that sum up the lines; none where all of them could be answers as well.

    `lines` holds what the cell of the same place would sum up. Blank cells say nothing; one at least has to be filled.

    >>> lines = [["1", "3"], ["3", "3", "4"]]
    >>> summing_columns({"Mean": ["2", "3.3"], "n": ["2", "3"], "Sum": ["4", "9"]}, lines)
    ['Mean', 'n']
    >>> summing_columns({"Max": ["3", "4"], "n": ["2", "3"]}, lines)
    []
    """
    found = [name for name, cells in columns.items() if _sums_up(name, cells, lines)]
    return found if any(_is_clear_column(name, columns[name], lines) for name in found) else []


def _sums_up(name: str, cells: Sequence[str], lines: Sequence[Sequence[str]]) -> bool:
    given = [(cell, figures) for cell, line in zip(cells, lines, strict=True) if cell and (figures := _figures(line))]
    if not given or not all(_FIGURE.fullmatch(cell) for cell in cells if cell):
        return False
    return any(all(_is_near(cell, rule(figures)) for cell, figures in given) for rule in _RULES.get(_plain(name), ()))


def _is_clear_column(name: str, cells: Sequence[str], lines: Sequence[Sequence[str]]) -> bool:
    if _plain(name) not in _NAMES:
        return True
    pairs = ((cell, _figures(line)) for cell, line in zip(cells, lines, strict=True) if cell)
    return _plain(name) != _NO and any(_is_no_answer(cell, figures) for cell, figures in pairs if figures)


def _block(rows: Sequence[Sequence[str]], start: int) -> list[int]:
    """The rows from here on that sum up those before; none where all of them could be answers as well."""
    above = rows[:start]
    columns: dict[int, list[float]] = {}
    found = [place for place in range(start, len(rows)) if _is_summary(rows[place], above, columns)]
    return found if any(_is_clear(rows[place], above, columns) for place in found) else []


def _is_summary(row: Sequence[str], above: Sequence[Sequence[str]], columns: dict[int, list[float]]) -> bool:
    word = _word(row)
    filled = [place for place, cell in enumerate(row) if cell and place != word]
    if word is None or not all(_FIGURE.fullmatch(row[place]) for place in filled):
        return False

    def fits(place: int, rule: Rule) -> bool:
        if place not in columns:
            columns[place] = _figures([line[place] for line in above])
        return bool(columns[place]) and _is_near(row[place], rule(columns[place]))

    return any(all(fits(place, rule) for place in filled) for rule in _RULES[_plain(row[word])])


def _is_clear(row: Sequence[str], above: Sequence[Sequence[str]], columns: dict[int, list[float]]) -> bool:
    """Whether a row that sums up can be nobody's answers: its figures could be none, or its word is nobody's name."""
    at = _word(row)
    if at is None or _plain(row[at]) == _NO:
        return False
    if any(cell and place != at and _is_no_answer(cell, columns[place]) for place, cell in enumerate(row)):
        return True
    names = [_plain(line[at]) for line in above if line[at]]
    if len({*names, _plain(row[at])}) <= len(names):
        return False
    return _plain(row[at]) not in _NAMES or all(map(_FIGURE.fullmatch, names))


def _word(row: Sequence[str]) -> int | None:
    """Where the row says that it sums up: in its first filled cell, with figures behind it."""
    place = next((place for place, cell in enumerate(row) if cell), None)
    return place if place is not None and is_summary_word(row[place]) and any(row[place + 1 :]) else None


def _returns(row: Sequence[str], above: Sequence[Sequence[str]]) -> bool:
    """Whether the word stands above as well: then it is an answer, such as n beside y."""
    at = _word(row)
    return at is not None and any(_plain(line[at]) == _plain(row[at]) for line in above)


def _plain(text: str) -> str:
    return text.casefold().strip(" .:\uff1a")


def _figures(cells: Sequence[str]) -> list[float]:
    """The figures of the cells, none where fewer than two hold one."""
    found = [_number(cell) for cell in cells if cell and _FIGURE.fullmatch(cell)]
    return found if len(found) >= _FEWEST else []


def _number(cell: str) -> float:
    return float(cell.rstrip("%").replace(",", "."))


def _is_no_answer(cell: str, figures: Figures) -> bool:
    """Whether a figure is none like those it sums up: beyond all of them, or broken where they are whole."""
    number = _number(cell)
    is_broken = not number.is_integer() and all(each.is_integer() for each in figures)
    return is_broken or not min(figures) <= number <= max(figures)


def _is_near(cell: str, value: float) -> bool:
    """Whether the cell is the value, as far as it is written; a whole number, which could be an answer, is exact."""
    digits = cell.rstrip("%").replace(",", ".").partition(".")[2]
    rounding = 0.5 * 10 ** -len(digits) if digits else 0.0
    return abs(_number(cell) - value) <= rounding + _ROUGH * max(1.0, abs(value))
