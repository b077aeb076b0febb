"""From columns of answers to the rows of a summary; the figures themselves come from `stats`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from survey_app.questions.blanks import not_shown
from survey_app.questions.definition import Scale, Text
from survey_app.questions.summary import RowSummary
from survey_app.stats.descriptive import mean, within
from survey_app.stats.gap import gap
from survey_app.stats.tally import Tally, average, count_codes, recommend_score, shares, top
from survey_app.vocabulary import MISSING_CODES, Missing

ClosedColumn = npt.NDArray[np.int16]
NumberColumn = npt.NDArray[np.float64]
Columns = Mapping[str, ClosedColumn | NumberColumn | Sequence[str]]
"""Variable name -> closed codes (negative ones are missing reasons), numbers (NaN is missing) or texts."""

Codes = tuple[tuple[int, Text], ...]


class Weighed(Mapping[str, "ClosedColumn | NumberColumn | Sequence[str]"]):
    """Columns with a weight for every answer: figures made from them are weighted wherever a weight makes sense.

    `bare` names the columns that stay unweighted, because weights would lay open what few people answered.
    """

    def __init__(self, columns: Columns, weights: NumberColumn, bare: frozenset[str] = frozenset()) -> None:
        self.columns, self.weights, self.bare = columns, weights, bare

    def __getitem__(self, name: str) -> "ClosedColumn | NumberColumn | Sequence[str]":
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)


def weights_of(columns: Columns, variable: str, size: int) -> NumberColumn | None:
    """The weights of a column of so many answers; None where its figures are unweighted, or nobody was asked."""
    if not isinstance(columns, Weighed) or variable in columns.bare or columns.weights.size != size:
        return None
    return columns.weights


def column_of(columns: Columns, variable: str) -> npt.NDArray[Any]:
    """The column of a closed or number variable; one that nobody was asked is empty."""
    return np.asarray(columns.get(variable, ()))


def tally_of(columns: Columns, variable: str) -> Tally:
    """The codes of a closed variable, counted once for all its figures."""
    column = column_of(columns, variable)
    weights = weights_of(columns, variable, column.size)
    return count_codes(column if column.size else column.astype(np.int16), weights)


def missing_of(column: npt.NDArray[Any]) -> dict[Missing, int]:
    """How often each reason for a missing answer stands in a closed column.

    >>> missing_of(np.array([3, -9, -7, -9], np.int16))
    {<Missing.NOT_APPLICABLE: 'not_applicable'>: 1, <Missing.SKIPPED: 'skipped'>: 2}
    """
    counts = {reason: int((column == code).sum()) for reason, code in MISSING_CODES.items()}
    return {reason: count for reason, count in counts.items() if count}


def bounded(population: int | None, n: int) -> int | None:
    """The population the correction may use: none when more answered than the frame holds.

    >>> bounded(100, 40), bounded(100, 140), bounded(None, 3)
    (100, None, None)
    """
    return population if population is not None and n <= population else None


def valid(column: npt.NDArray[Any], codes: Sequence[int]) -> NumberColumn:
    """A closed column as numbers: whatever is not one of the codes is NaN.

    >>> valid(np.array([1, -9, 7], np.int16), (1, 2)).tolist()
    [1.0, nan, nan]
    """
    floats = np.array(column, np.float64)
    floats[~np.isin(floats, codes)] = np.nan
    return floats


def closed_row(variable: str, label: Text, codes: Codes, columns: Columns, population: int | None) -> RowSummary:
    """A closed row: how often each of its codes was chosen, in the order the codes are shown."""
    return _closed(variable, label, codes, tally_of(columns, variable), population)


def _closed(variable: str, label: Text, codes: Codes, tally: Tally, population: int | None) -> RowSummary:
    found = shares(tally, [code for code, _ in codes], bounded(population, tally.part(None).n))
    counts = {reason: tally.count(code) for reason, code in MISSING_CODES.items()}
    return RowSummary(
        variable, label, found.n, {why: count for why, count in counts.items() if count}, codes, frequencies=found
    )


def scale_row(variable: str, label: Text, scale: Scale, columns: Columns, population: int | None) -> RowSummary:
    """A row rated on a scale: frequencies, mean and the share of the points that count as satisfied."""
    tally = tally_of(columns, variable)
    row = _closed(variable, label, scale_codes(scale), tally, population)
    known = bounded(population, row.n)
    return replace(row, mean=average(tally, scale.points, known), top=top(tally, scale.points, scale.best, known))


def recommend_row(variable: str, label: Text, scale: Scale, columns: Columns, population: int | None) -> RowSummary:
    """The question whether one would recommend: frequencies, mean and the score."""
    tally = tally_of(columns, variable)
    row = _closed(variable, label, scale_codes(scale), tally, population)
    known = bounded(population, row.n)
    return replace(row, mean=average(tally, scale.points, known), recommend=recommend_score(tally, known))


def battery_row(
    names: tuple[str, str], label: Text, scale: Scale, columns: Columns, population: int | None
) -> RowSummary:
    """One item of a battery: the experience like any rated row, the expectation's mean, and the gap of the two."""
    expected, experienced = (valid(column_of(columns, name), scale.points) for name in names)
    row = scale_row(names[1], label, scale, columns, population)
    if len(expected) != len(experienced):
        longest = max(len(expected), len(experienced))
        expected, experienced = (_filled(column, longest) for column in (expected, experienced))
    known = bounded(population, len(expected))
    weights = weights_of(columns, names[1], len(expected))
    return RowSummary(
        names[1],
        label,
        row.n,
        row.missing,
        row.codes,
        frequencies=row.frequencies,
        mean=row.mean,
        top=row.top,
        gap=gap(expected, experienced, scale.first, scale.last, known, weights=weights),
        expected=mean(expected, known, weights=weights),
    )


def _filled(column: NumberColumn, length: int) -> NumberColumn:
    return np.concatenate([column, np.full(length - len(column), np.nan)])


def number_row(
    variable: str,
    label: Text,
    columns: Columns,
    population: int | None,
    limits: tuple[float | None, float | None] = (None, None),
) -> RowSummary:
    """A row of numbers: their mean and spread; no interval reaches beyond the `limits` a number can have.

    The column tells those who were not asked from those who skipped it.
    """
    numbers = np.array(column_of(columns, variable), np.float64)
    n = int((~np.isnan(numbers)).sum())
    unasked = not_shown(numbers)
    counts = {Missing.NOT_SHOWN: unasked, Missing.SKIPPED: int(numbers.size) - n - unasked}
    found = mean(numbers, bounded(population, n), weights=weights_of(columns, variable, numbers.size))
    missing = {why: count for why, count in counts.items() if count}
    return RowSummary(variable, label, found.n, missing, mean=within(found, *limits))


def text_row(variable: str, label: Text, columns: Columns) -> RowSummary:
    """A row of texts, as written, without the blank ones."""
    texts = tuple(text for text in columns.get(variable, ()) if isinstance(text, str) and text.strip())
    return RowSummary(variable, label, len(texts), texts=texts)


def scale_codes(scale: Scale) -> Codes:
    """The points of a scale with their words, for codebooks and tables."""
    if scale.labels:
        return tuple(zip(scale.points, scale.labels, strict=True))
    ends = {scale.first: scale.low, scale.last: scale.high}
    return tuple((point, _worded(point, ends.get(point, {}))) for point in scale.points)


def _worded(point: int, words: Text) -> Text:
    return {language: f"{point} {word}".strip() for language, word in words.items()} or {"en": str(point)}
