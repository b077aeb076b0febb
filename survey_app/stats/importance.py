"""Importance against performance: which attributes to improve first, and how sure their place is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from survey_app.stats.answer_table import AnswerTable, as_table
from survey_app.stats.answers import FloatArray, Matrix, Values, as_numbers, base_cautions
from survey_app.stats.importance_results import (
    Attribute,
    Cross,
    Derived,
    ImportanceKind,
    ImportancePerformance,
    Quadrant,
)
from survey_app.stats.item_means import Rated, rated
from survey_app.stats.random_groups import AT_ONCE, DrawnMoments, drawn_means, drawn_moments, groups_of, sourced
from survey_app.stats.relative_importance import LARGEST_SHAPLEY, johnson, shapley
from survey_app.stats.resampling import RESAMPLES, SEED, check_resamples, resampled_counts
from survey_app.stats.results import Base, Caution, CautionCode, Reason, StatisticsRefused

__all__ = [
    "Attribute",
    "Cross",
    "Derived",
    "ImportanceKind",
    "ImportancePerformance",
    "Quadrant",
    "derived_importance_performance",
    "importance_performance",
    "importance_performance_of_means",
]

_SOURCE = "Martilla and James 1977, Journal of Marketing 41(1):77; resampling: Efron 1979"


@dataclass(frozen=True, slots=True)
class _Lines:
    """How the lines are drawn; middles and targets are given, the others come from the places."""

    cross: Cross
    fixed: tuple[float, float] | None = None

    def of(self, importance: FloatArray, performance: FloatArray) -> tuple[FloatArray, FloatArray]:
        """The two lines of each of m maps."""
        if self.fixed is not None:
            return np.full(len(importance), self.fixed[0]), np.full(len(importance), self.fixed[1])
        work = np.nanmedian if self.cross is Cross.MEDIANS else np.nanmean
        return work(importance, axis=1), work(performance, axis=1)


_QUADRANTS = (Quadrant.LOW_PRIORITY, Quadrant.POSSIBLE_OVERKILL, Quadrant.IMPROVE_FIRST, Quadrant.KEEP_UP)


def importance_performance(
    importance: Matrix | AnswerTable,
    performance: Matrix | AnswerTable,
    names: Sequence[str],
    cross: Cross = Cross.GRAND_MEANS,
    *,
    scales: tuple[tuple[float, float], tuple[float, float]] | None = None,
    target: tuple[float, float] | None = None,
    weights: Values | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> ImportancePerformance:
    """The map of stated importance and performance, from ratings of the same people.

    Parameters: importance and performance, respondents in rows and the same attributes in columns, None and NaN
    missing; names, a word an attribute; cross, where the lines cross; scales, the ends of the two scales (importance,
    performance; needed for `middle`); target, the two lines for `target`; weights, one per respondent, or None;
    resamples and seed of the bootstrap (0: no stability).
    Returns: ImportancePerformance. An attribute without an answer on a side has no quadrant. On the line counts as
    high.
    Raises: StatisticsRefused when the tables differ in shape, an answer is off its scale, or the lines asked for are
    not given.
    Formula: place = mean performance (x), mean importance (y), each from the people who answered it. Lines: means of
    the attributes' means, their medians, the middles of the scales, or the target. Stability: share of resampled maps,
    lines drawn anew, with the attribute in the same quadrant; of more than 20,000 people random groups are drawn
    (`random_groups`).
    Do not trust a place near a line (a low stability), nor a map in which everything is important.
    Source: Martilla and James 1977; Efron 1979.

    >>> found = importance_performance([[5, 2], [5, 3]], [[2, 4], [1, 5]], ["a", "b"], resamples=0)
    >>> [each.quadrant.value for each in found.attributes], found.cut_importance
    (['improve_first', 'possible_overkill'], 3.75)
    """
    check_resamples(resamples)
    lines = _lines(cross, scales, target)
    first = rated(importance, scales and scales[0], weights, len(names))
    second = rated(performance, scales and scales[1], weights, len(names))
    if len(first.table) != len(second.table):
        raise StatisticsRefused("columns_differ_in_length", importance=len(first.table), performance=len(second.table))
    both = Rated(first.table.beside(second.table), first.mass, first.weighted)
    means = drawn_means(both.table, both.mass, seed)
    places = _split(means.means(np.ones((1, means.units))))
    draws = [_split(means.means(counts)) for counts in resampled_counts(means.units, resamples, seed)]
    counts = (tuple(map(int, first.counts)), tuple(map(int, second.counts)))
    found = _mapped(names, places, _stacked(draws, len(names)), lines, counts)
    return _result(found, lines, places, both, (resamples, seed))


def derived_importance_performance(
    outcome: Values,
    performance: Matrix | AnswerTable,
    names: Sequence[str],
    cross: Cross = Cross.GRAND_MEANS,
    *,
    derived: Derived = Derived.CORRELATION,
    target: tuple[float, float] | None = None,
    weights: Values | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> ImportancePerformance:
    """The map with importance worked out from an outcome, such as overall satisfaction; never to be mixed with stated.

    Parameters: as `importance_performance`; outcome, one rating per respondent; derived, the correlation of the
    attribute with the outcome or its share of R2 (as in `drivers`). The middle of a scale does not exist here.
    Returns: ImportancePerformance of the people who answered everything.
    Formula: importance worked out anew in every resample; the rest as `importance_performance`.
    Do not trust it as what people say matters, nor for attributes that hardly vary or move together.
    Source: Martilla and James 1977; Lindeman, Merenda and Gold 1980; Johnson 2000; Efron 1979.

    >>> found = derived_importance_performance([1, 2, 3, 4], [[1, 4], [2, 3], [3, 5], [4, 4]], ["a", "b"], resamples=0)
    >>> [round(each.importance, 3) for each in found.attributes]
    [1.0, 0.316]
    """
    check_resamples(resamples)
    if cross is Cross.MIDDLE:
        raise StatisticsRefused("no_middle_of_derived_importance")
    lines = _lines(cross, None, target)
    second = rated(performance, None, weights, len(names))
    wanted = _outcome(outcome, len(second.table))
    kept = ~np.isnan(wanted) & second.table.complete() & (second.mass > 0)
    whole = as_table(wanted[:, None]).beside(second.table).among(kept)
    cases = Rated(whole, second.mass[kept], second.weighted)
    drawn = drawn_moments(whole, cases.mass if cases.weighted else None, seed)
    places = _derived(drawn, np.ones((1, drawn.units)), derived)
    draws = [
        _derived(drawn, counts, derived)
        for counts in resampled_counts(drawn.units, resamples if len(whole) > 1 else 0, seed, AT_ONCE)
    ]
    n = (len(whole),) * len(names)
    found = _mapped(names, places, _stacked(draws, len(names)), lines, (n, n))
    missing = len(wanted) - len(whole)
    made = _result(found, lines, places, cases, (resamples, seed))
    return replace(made, kind=ImportanceKind.DERIVED, missing=missing, base=Base.COMPLETE_CASES, derived=derived)


def importance_performance_of_means(
    importance: Values,
    performance: Values,
    names: Sequence[str],
    cross: Cross = Cross.GRAND_MEANS,
    *,
    scales: tuple[tuple[float, float], tuple[float, float]] | None = None,
    target: tuple[float, float] | None = None,
) -> ImportancePerformance:
    """The map of a published table of means, one attribute a row: quadrants, no stability.

    >>> found = importance_performance_of_means([4, 3], [2, 4], ["a", "b"])
    >>> [each.quadrant.value for each in found.attributes]
    ['improve_first', 'possible_overkill']
    """
    first, second = as_numbers(importance), as_numbers(performance)
    if not first.size == second.size == len(names) or not len(names):
        raise StatisticsRefused("columns_differ_in_length", importance=first.size, performance=second.size)
    lines = _lines(cross, scales, target)
    places = (first[None, :], second[None, :])
    found = _mapped(names, places, _stacked([], len(names)), lines, None)
    known = sum(each.quadrant is not None for each in found)
    at = lines.of(*places) if known else None
    return ImportancePerformance(
        attributes=found,
        kind=ImportanceKind.STATED,
        cross=cross,
        cut_importance=None if at is None else float(at[0][0]),
        cut_performance=None if at is None else float(at[1][0]),
        n=known,
        missing=len(names) - known,
        base=Base.VALID_ANSWERS,
        method=f"importance_performance_{cross.value}",
        source=_SOURCE,
        reason=None if known else Reason.NO_ANSWERS,
    )


def _lines(
    cross: Cross,
    scales: tuple[tuple[float, float], tuple[float, float]] | None,
    target: tuple[float, float] | None,
) -> _Lines:
    if cross is Cross.MIDDLE:
        if scales is None:
            raise StatisticsRefused("no_scale_for_middle")
        return _Lines(cross, (sum(scales[0]) / 2, sum(scales[1]) / 2))
    if cross is Cross.TARGET:
        if target is None:
            raise StatisticsRefused("no_target")
        return _Lines(cross, target)
    return _Lines(cross)


def _outcome(outcome: Values, rows: int) -> FloatArray:
    target = as_numbers(outcome)
    if target.size != rows:
        raise StatisticsRefused("columns_differ_in_length", outcome=target.size, performance=rows)
    return target


def _derived(drawn: DrawnMoments, counts: FloatArray, derived: Derived) -> tuple[FloatArray, FloatArray]:
    """Importance and performance under each row of counts; a single case correlates with nothing."""
    performance = drawn.means(counts)[:, 1:]
    matrix = drawn.correlations(counts)
    if derived is Derived.CORRELATION:
        return matrix[:, 0, 1:], performance
    shares = np.full_like(performance, np.nan)
    sound = ~np.isnan(matrix).any(axis=(1, 2))
    work = shapley if performance.shape[1] <= LARGEST_SHAPLEY else johnson
    shares[sound] = work(matrix[sound][:, 1:, 1:], matrix[sound][:, 0, 1:])
    return shares, performance


def _split(means: FloatArray) -> tuple[FloatArray, FloatArray]:
    half = means.shape[1] // 2
    return means[:, :half], means[:, half:]


def _stacked(draws: list[tuple[FloatArray, FloatArray]], k: int) -> tuple[FloatArray, FloatArray]:
    empty = np.empty((0, k))
    return np.concatenate([empty, *(each[0] for each in draws)]), np.concatenate([empty, *(each[1] for each in draws)])


def _quadrants(places: tuple[FloatArray, FloatArray], lines: _Lines) -> FloatArray:
    """The number of the quadrant of each place, m x k, NaN where a side is missing."""
    importance, performance = places
    at = lines.of(importance, performance)
    numbers = 2.0 * _reaches(importance, at[0]) + _reaches(performance, at[1])
    found: FloatArray = np.where(np.isnan(importance) | np.isnan(performance), np.nan, numbers)
    return found


def _reaches(places: FloatArray, line: FloatArray) -> FloatArray:
    """1 where a place lies on or above the line; the noise of adding up does not push it below."""
    size = np.maximum(1.0, np.abs(line))[:, None]
    found: FloatArray = (places >= line[:, None] - 1e-9 * size).astype(np.float64)
    return found


def _mapped(
    names: Sequence[str],
    places: tuple[FloatArray, FloatArray],
    draws: tuple[FloatArray, FloatArray],
    lines: _Lines,
    counts: tuple[Sequence[int], Sequence[int]] | None,
) -> tuple[Attribute, ...]:
    known = ~np.isnan(places[0][0]) & ~np.isnan(places[1][0])
    here = _quadrants(places, lines)[0] if known.any() else np.full(len(names), np.nan)
    usable = (~np.isnan(draws[0]) & ~np.isnan(draws[1])).any(axis=1)
    again = _quadrants((draws[0][usable], draws[1][usable]), lines) if usable.any() else np.empty((0, len(names)))
    found = []
    for at, name in enumerate(names):
        seen = again[~np.isnan(again[:, at]), at]
        found.append(
            Attribute(
                name,
                None if np.isnan(places[0][0, at]) else float(places[0][0, at]),
                None if np.isnan(places[1][0, at]) else float(places[1][0, at]),
                _QUADRANTS[int(here[at])] if known[at] else None,
                float((seen == here[at]).mean()) if known[at] and seen.size else None,
                None if counts is None else int(counts[0][at]),
                None if counts is None else int(counts[1][at]),
            )
        )
    return tuple(found)


def _result(
    found: tuple[Attribute, ...],
    lines: _Lines,
    places: tuple[FloatArray, FloatArray],
    cases: Rated,
    drawing: tuple[int, int],
) -> ImportancePerformance:
    known = [each for each in found if each.quadrant is not None]
    at = lines.of(*places) if known else None
    n = cases.n
    least = min(min(each.n_importance or 0, each.n_performance or 0) for each in known) if known else 0
    even = len(known) > 1 and len({round(each.importance or 0, 9) for each in known}) == 1
    return ImportancePerformance(
        attributes=found,
        kind=ImportanceKind.STATED,
        cross=lines.cross,
        cut_importance=None if at is None else float(at[0][0]),
        cut_performance=None if at is None else float(at[1][0]),
        n_eff=min(cases.effective) if cases.weighted and n else None,
        resamples=drawing[0],
        groups=groups_of(len(cases.table)),
        seed=drawing[1],
        n=n,
        missing=len(cases.table) - n,
        base=Base.CASES_WITH_ANY_ITEM,
        method=f"importance_performance_{lines.cross.value}",
        source=sourced(_SOURCE, groups_of(len(cases.table))),
        cautions=base_cautions(least) + ((Caution.of(CautionCode.IMPORTANCE_UNCHANGING),) if even else ()),
        reason=None if known else Reason.NO_ANSWERS,
    )
