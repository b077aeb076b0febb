"""Own performance beside rivals: the competitor analysis of importance and performance, and what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answer_table import AnswerTable
from survey_app.stats.answers import FloatArray, Matrix, Values, as_numbers, base_cautions, check_level
from survey_app.stats.drawing_order import drawing_order
from survey_app.stats.item_means import Rated, rated
from survey_app.stats.random_groups import DrawnMeans, drawn_means, groups_of, sourced
from survey_app.stats.resampling import RESAMPLES, SEED, check_resamples, percentile, resampled_counts
from survey_app.stats.results import Base, Interval, Reason, StatisticsRefused
from survey_app.stats.rival_results import Against, Comparison, Decision, Place, Rival, RivalAttribute

__all__ = ["Against", "Comparison", "Decision", "Place", "Rival", "RivalAttribute", "decide", "rivals"]

_SOURCE = "Albayrak 2015, International Journal of Hospitality Management 49:59; interval: Efron 1979"
_DECISION = "Decision table of the 2006 study: importance by difference to rivals; interval: Efron 1979"
_USABLE = 30


@dataclass(frozen=True, slots=True)
class _Sides:
    """Own ratings and those of each rival, by the same people or by others."""

    own: Rated
    others: tuple[Rated, ...]
    paired: bool

    def drawable(self, seed: int) -> tuple[DrawnMeans, ...]:
        """Each side as it is drawn anew: the same people together, other people apart."""
        sides = (self.own, *self.others)
        order = self._order() if self.paired else None
        return tuple(drawn_means(side.table, side.mass, self._seed(seed, at), order) for at, side in enumerate(sides))

    def drawn(self, sides: Sequence[DrawnMeans], resamples: int, seed: int) -> FloatArray:
        """Own means, then those of each rival, of every resample: m x (1 + rivals) x attributes."""
        found = []
        for at, side in enumerate(sides):
            parts = [side.means(counts) for counts in resampled_counts(side.units, resamples, self._seed(seed, at))]
            found.append(np.concatenate([np.empty((0, self.own.table.width)), *parts]))
        return np.stack(found, axis=1)

    def _order(self) -> NDArray[np.int64]:
        """In which order the same people are drawn on every side."""
        whole = self.own.table
        for other in self.others:
            whole = whole.beside(other.table)
        return drawing_order(whole, self.own.mass)

    def _seed(self, seed: int, at: int) -> int:
        return seed if self.paired else seed + at


def _means(sides: Sequence[DrawnMeans]) -> FloatArray:
    """Own means, then those of each rival: (1 + rivals) x attributes."""
    return np.stack([side.means(np.ones((1, side.units)))[0] for side in sides])


def rivals(
    importance: Matrix | AnswerTable,
    own: Matrix | AnswerTable,
    others: Mapping[str, Matrix | AnswerTable],
    names: Sequence[str],
    *,
    against: Against = Against.BEST,
    scale: tuple[float, float] | None = None,
    weights: Values | None = None,
    rival_weights: Mapping[str, Values] | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    level: float = 0.95,
) -> Comparison:
    """Place each attribute by performance minus importance and by own minus rival performance, crossing at zero.

    Parameters: importance and own, ratings of the own customers, attributes in columns, one scale; others, ratings of
    each rival by name: by the same people (as many rows, in the same order) or by others; names, a word an attribute;
    against, the best rated rival of each attribute or the mean of all; scale, the ends; weights of the own customers,
    rival_weights of other people by rival; resamples and seed of the bootstrap; level, confidence.
    Returns: Comparison. Fewer than 30 ratings on a side of an attribute: no place and no decision. Each mean
    is that of the people who rated; the same people are drawn together.
    Raises: StatisticsRefused when shapes or scales do not fit, or there is no rival.
    Formula: x = mean performance - mean importance; y = own mean - rival mean. Both zero or more: enough and ahead.
    Interval of y: percentiles over resampled people (of more than 20,000 over `random_groups`), against the rival found
    in the sample. Worse: wholly below 0; better: wholly above; else equal. Important: importance at or above the
    attributes' mean; decision as `decide`.
    Do not trust x where importance is rated higher than performance throughout, as people do.
    Source: Albayrak 2015.

    >>> own, rival = [[4, 2], [5, 3]] * 20, [[3, 4], [4, 5]] * 20
    >>> found = rivals([[4, 4], [4, 4]] * 20, own, {"x": rival}, ["a", "b"], resamples=50)
    >>> [(each.place.value, each.decision.value) for each in found.attributes]
    [('enough_and_ahead', 'protect_and_tell'), ('lacking_and_behind', 'improve_first')]
    """
    stated = rated(importance, scale, weights, len(names))
    sides = _sides(own, others, names, scale, (weights, rival_weights))
    if len(stated.table) != len(sides.own.table):
        raise StatisticsRefused("columns_differ_in_length", importance=len(stated.table), own=len(sides.own.table))
    means = drawn_means(stated.table, stated.mass, seed)
    weight = means.means(np.ones((1, means.units)))[0]
    return _compared(weight, sides, (names, tuple(others)), against, (resamples, seed, check_level(level)))


def decide(
    importance: Values,
    own: Matrix | AnswerTable,
    others: Mapping[str, Matrix | AnswerTable],
    names: Sequence[str],
    *,
    cut: float | None = None,
    against: Against = Against.BEST,
    scale: tuple[float, float] | None = None,
    weights: Values | None = None,
    rival_weights: Mapping[str, Values] | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    level: float = 0.95,
) -> Comparison:
    """The decision table: importance (weight as a driver) by the difference to rivals.

    Parameters: importance, one figure an attribute, such as the shares of `drivers`; cut, from which it counts as high
    (default: their mean); the rest as `rivals`.
    Returns: Comparison without x and place: driver weights and ratings share no scale.
    Formula: high and worse: improve first; high and equal: invest to win orders; high and better: protect and tell; low
    and worse: watch; low and equal or better: leave.
    Do not trust a cell whose interval of the difference reaches over 0, nor ratings of rivals by people who only
    know them from hearsay.
    Source: a customer study of 2006: compare with rivals, improve only what builds an edge and wins orders.

    >>> found = decide([0.5, 0.1], [[3, 3], [4, 4]] * 20, {"x": [[5, 5], [5, 5]] * 20}, ["a", "b"], resamples=50)
    >>> [each.decision.value for each in found.attributes]
    ['improve_first', 'watch']
    """
    weight = as_numbers(importance)
    if weight.size != len(names):
        raise StatisticsRefused("names_do_not_fit", names=len(names), items=weight.size)
    sides = _sides(own, others, names, scale, (weights, rival_weights))
    drawing = (resamples, seed, check_level(level))
    found = _compared(weight, sides, (names, tuple(others)), against, drawing, cut=cut)
    bare = tuple(replace(each, performance_minus_importance=None, place=None) for each in found.attributes)
    return replace(found, attributes=bare, method="decision_table", source=sourced(_DECISION, found.groups))


def _sides(
    own: Matrix | AnswerTable,
    others: Mapping[str, Matrix | AnswerTable],
    names: Sequence[str],
    scale: tuple[float, float] | None,
    weights: tuple[Values | None, Mapping[str, Values] | None],
) -> _Sides:
    if not others or not names:
        raise StatisticsRefused("no_rival" if names else "no_items")
    first = rated(own, scale, weights[0], len(names))
    paired = weights[1] is None and all(len(table) == len(first.table) for table in others.values())
    mass = {name: (weights[1] or {}).get(name) for name in others}
    found = tuple(
        rated(table, scale, weights[0] if paired else mass[name], len(names)) for name, table in others.items()
    )
    return _Sides(first, found, paired)


def _compared(
    importance: FloatArray,
    sides: _Sides,
    names: tuple[Sequence[str], Sequence[str]],
    against: Against,
    drawing: tuple[int, int, float],
    *,
    cut: float | None = None,
) -> Comparison:
    check_resamples(drawing[0])
    known = importance[~np.isnan(importance)]
    at = cut if cut is not None else float(known.mean()) if known.size else None
    drawable = sides.drawable(drawing[1])
    means, draws = _means(drawable), sides.drawn(drawable, drawing[0], drawing[1])
    counts = np.stack([side.counts for side in (sides.own, *sides.others)])
    found = tuple(
        _attribute(name, importance[place], (means[:, place], draws[:, :, place], counts[:, place]), names[1], against,
                   at=at, level=drawing[2])
        for place, name in enumerate(names[0])
    )  # fmt: skip
    n = sides.own.n
    least = min((each.n for each in found), default=0)
    return Comparison(
        attributes=found,
        against=against,
        same_people=sides.paired,
        cut=at,
        resamples=drawing[0],
        groups=groups_of(len(sides.own.table)),
        seed=drawing[1],
        n=n,
        missing=len(sides.own.table) - n,
        base=Base.VALID_ANSWERS,
        method=f"importance_performance_competitor_{against.value}",
        source=sourced(_SOURCE, groups_of(len(sides.own.table))),
        cautions=base_cautions(least),
        reason=None if n else Reason.NO_ANSWERS,
    )


def _attribute(
    name: str,
    importance: float,
    figures: tuple[FloatArray, FloatArray, FloatArray],
    others: Sequence[str],
    against: Against,
    *,
    at: float | None,
    level: float,
) -> RivalAttribute:
    means, draws, counts = figures
    own, theirs = float(means[0]), means[1:]
    best = int(np.nanargmax(theirs)) if not np.isnan(theirs).all() else None
    if against is Against.BEST:
        rival = np.nan if best is None else float(theirs[best])
        spread = draws[:, 0] - (draws[:, 1 + best] if best is not None else np.nan)
        n = int(min(counts[0], counts[1 + best])) if best is not None else 0
    else:
        rival = float(np.mean(theirs))
        spread = draws[:, 0] - draws[:, 1:].mean(axis=1)
        n = int(counts.min())
    difference = own - rival
    # one person drawn again and again is always the same one
    interval = percentile(spread, level) if n > 1 else None
    usable = n >= _USABLE and not np.isnan(difference)
    gap = own - importance
    standing = _standing(interval) if usable and interval is not None else None
    important = None if at is None or np.isnan(importance) else bool(importance >= at - 1e-9 * max(1.0, abs(at)))
    return RivalAttribute(
        name,
        _or_none(importance),
        _or_none(own),
        _or_none(rival),
        others[best] if against is Against.BEST and best is not None else None,
        _or_none(gap),
        _or_none(difference),
        interval,
        standing,
        _PLACES[gap >= 0, difference >= 0] if usable and not np.isnan(gap) else None,
        important,
        None if standing is None or important is None else _DECISIONS[important, standing],
        n,
        tuple(
            Rival(other, _or_none(theirs[place]), int(counts[1 + place]), _or_none(own - theirs[place]))
            for place, other in enumerate(others)
        ),
    )


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _standing(interval: Interval) -> str:
    return "worse" if interval.high < 0 else "better" if interval.low > 0 else "equal"


_PLACES = {
    (True, True): Place.ENOUGH_AND_AHEAD,
    (True, False): Place.ENOUGH_BUT_BEHIND,
    (False, True): Place.LACKING_BUT_AHEAD,
    (False, False): Place.LACKING_AND_BEHIND,
}
_DECISIONS = {
    (True, "worse"): Decision.IMPROVE_FIRST,
    (True, "equal"): Decision.INVEST_TO_WIN,
    (True, "better"): Decision.PROTECT_AND_TELL,
    (False, "worse"): Decision.WATCH,
    (False, "equal"): Decision.LEAVE,
    (False, "better"): Decision.LEAVE,
}
