"""Choices between two items: a smoothed share of wins, and the strengths of Bradley and Terry where all connect."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special
from scipy.sparse import csgraph

from survey_app.stats.answers import FloatArray, Values, as_weights, kish
from survey_app.stats.guards import Guard
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["PairItem", "Pairs", "pair_score", "pairwise"]

_SOURCE = (
    "Smoothed share of wins: Salganik and Levy 2015, PLOS ONE 10:e0123483 (All Our Ideas); strengths: Bradley and "
    "Terry 1952, Biometrika 39:324; existence: Ford 1957, American Mathematical Monthly 64:28"
)
_STEPS = 200
_MOST_ITEMS = 1_000
_EXACT = 1e-12

Choice = tuple[str, str, str | None]
"""The two items shown, and the one chosen; None is a skip."""


@dataclass(frozen=True, slots=True)
class PairItem:
    """One item: its wins, losses and skips, the score from 0 to 100, its log strength (mean 0) with standard error.

    `weighted_wins` and `weighted_losses` are sums of weights that have the mean 1; None where nothing is weighted.
    """

    item: str
    wins: int
    losses: int
    skips: int
    score: float
    place: int
    strength: float | None = None
    standard_error: float | None = None
    beats_average: float | None = None
    weighted_wins: float | None = None
    weighted_losses: float | None = None


@dataclass(frozen=True, kw_only=True)
class Pairs(Result):
    """All items of n choices. `groups` counts the sets of items that were compared with each other, directly or not.

    Strengths exist only where every item can be reached from every other along wins; else `guard` says why not.
    """

    skipped: int
    groups: int
    items: tuple[PairItem, ...]
    guard: Guard | None = None
    n_eff: float | None = None
    """Kish's effective base of weighted choices."""


def pair_score(wins: float, losses: float) -> float:
    """The chance, in per cent, that an item wins against another one drawn at random, smoothed.

    Parameters: wins and losses of the item, or their sums of weights with the mean 1; a skip is neither.
    Returns: a figure from 0 to 100, 50 before any choice.
    Raises: StatisticsRefused for negative counts.
    Formula: 100 (wins + 1)/(wins + losses + 2).
    Do not trust it where an item met only strong or only weak ones: `pairwise` takes that into account.
    Source: Salganik and Levy 2015.

    >>> pair_score(0, 0), pair_score(3, 0), round(pair_score(0, 1), 2)
    (50.0, 80.0, 33.33)
    """
    if min(wins, losses) < 0:
        raise StatisticsRefused("count_out_of_range", k=wins, n=losses)
    return float(100 * (Fraction(wins) + 1) / (Fraction(wins) + Fraction(losses) + 2))


def pairwise(choices: Sequence[Choice], items: Sequence[str] = (), *, weights: Values | None = None) -> Pairs:
    """The order of items from choices between two of them.

    Parameters: choices, the two items shown and the chosen one, or None for a skip; items, those that take part, by
    default those that were shown; weights, one per choice, or None. A choice of weight 0 is left out; only what
    weights are to one another counts: they are brought to the mean 1 over the choices that were made.
    Returns: Pairs, the items in the order given or first seen. No choices: scores 50, reason `no_answers`. Items that
    do not connect: no strengths, guard `not_connected`; connected but one never lost or never won: `never_lost`,
    `never_won`; a set of items that never lost to the others: `one_sided`.
    Raises: StatisticsRefused when the chosen item was not shown, an item met itself, or an item is not in the list.
    Formula: score as `pair_score`; strengths maximise the likelihood with P(i beats j) = 1/(1 + exp(b_j - b_i)), sum
    b = 0, by Newton's steps; standard errors from the pseudo-inverse of the information; beats_average = 1/(1 + e^-b).
    Weighted: the same with sums of weights, standard errors by linearisation, I^-1 (sum w² u u') I^-1 n/(n - 1), u the
    slope of one choice (Binder 1983).
    Do not trust strengths of items that met few others: read their standard errors.
    Source: Salganik and Levy 2015; Bradley and Terry 1952; Ford 1957; Binder 1983, International Statistical Review
    51:279.

    >>> found = pairwise([("a", "b", "a"), ("b", "a", "b"), ("a", "b", "a"), ("a", "b", None)])
    >>> [(each.item, each.wins, each.score, round(each.strength, 4)) for each in found.items]
    [('a', 2, 60.0, 0.3466), ('b', 1, 40.0, -0.3466)]
    """
    names = list(dict.fromkeys(items)) or list(dict.fromkeys(each for pair in choices for each in pair[:2]))
    places = {name: place for place, name in enumerate(names)}
    mass = as_weights(weights, len(choices))
    kept = choices if mass is None else [each for each, weight in zip(choices, mass, strict=True) if weight > 0]
    wins, skips = _counted(kept, places)
    n = int(wins.sum())
    weighed = None if mass is None else _weighed(choices, places, mass)
    sums = wins if weighed is None else weighed.wins
    groups, guard = _connected(wins)
    strengths, errors = (None, None) if guard else _strengths(sums, None if weighed is None else weighed.squares, n)
    return Pairs(
        n=n,
        missing=len(choices) - n,
        base=Base.VALID_ANSWERS,
        method="pair_scores" if strengths is None else "pair_scores_bradley_terry",
        source=_SOURCE,
        reason=None if n else Reason.ZERO_WEIGHTS if choices and not kept else Reason.NO_ANSWERS,
        skipped=len(kept) - n,
        groups=groups,
        items=_items(names, (wins, skips), weighed, (strengths, errors)),
        guard=guard,
        n_eff=None if weighed is None else weighed.n_eff,
    )


def _items(
    names: Sequence[str],
    counts: tuple[NDArray[np.int64], NDArray[np.int64]],
    weighed: "_Weighed | None",
    fitted: tuple[FloatArray | None, FloatArray | None],
) -> tuple[PairItem, ...]:
    (wins, skips), (strengths, errors) = counts, fitted
    sums: NDArray[Any] = wins if weighed is None else weighed.wins
    won, lost, scores = wins.sum(axis=1), wins.sum(axis=0), _scores(sums)
    return tuple(
        PairItem(
            name,
            int(won[place]),
            int(lost[place]),
            int(skips[place]),
            scores[place],
            1 + sum(score > scores[place] for score in scores),
            None if strengths is None else float(strengths[place]),
            None if errors is None else float(errors[place]),
            None if strengths is None else float(special.expit(strengths[place])),
            *((None, None) if weighed is None else (float(sums[place].sum()), float(sums[:, place].sum()))),
        )
        for place, name in enumerate(names)
    )


def _scores(wins: NDArray[Any]) -> list[float]:
    won, lost = wins.sum(axis=1), wins.sum(axis=0)
    return [pair_score(float(up), float(down)) for up, down in zip(won, lost, strict=True)]


@dataclass(frozen=True, slots=True)
class _Weighed:
    """Sums of weights and of their squares, by the item that won and the one that lost, and the effective base."""

    wins: FloatArray
    squares: FloatArray
    n_eff: float


def _weighed(choices: Sequence[Choice], places: dict[str, int], mass: FloatArray) -> _Weighed:
    used = np.array([chosen is not None for _one, _two, chosen in choices], dtype=bool) & (mass > 0)
    scaled = mass / mass[used].mean() if used.any() else mass
    wins, squares = np.zeros((len(places), len(places))), np.zeros((len(places), len(places)))
    for place in np.flatnonzero(used).tolist():
        one, two, chosen = choices[place]
        cell = (places[one], places[two]) if chosen == one else (places[two], places[one])
        wins[cell] += scaled[place]
        squares[cell] += scaled[place] ** 2
    return _Weighed(wins, squares, kish(mass[used]))


def _counted(choices: Sequence[Choice], places: dict[str, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How often each item beat each other, and how often each was skipped."""
    if len(places) > _MOST_ITEMS:
        raise StatisticsRefused("too_many_items", items=len(places), most=_MOST_ITEMS)
    wins = np.zeros((len(places), len(places)), dtype=np.int64)
    skips = np.zeros(len(places), dtype=np.int64)
    for one, two, chosen in choices:
        if one == two or one not in places or two not in places:
            raise StatisticsRefused("pair_of_unknown_items", one=one[:40], two=two[:40])
        if chosen is None:
            skips[[places[one], places[two]]] += 1
        elif chosen in {one, two}:
            wins[places[chosen], places[two if chosen == one else one]] += 1
        else:
            raise StatisticsRefused("chosen_was_not_shown", chosen=chosen[:40], one=one[:40], two=two[:40])
    return wins, skips


def _connected(wins: NDArray[np.int64]) -> tuple[int, Guard | None]:
    """How many sets of items were compared with each other, and what keeps strengths from existing."""
    if not wins.size:
        return 0, Guard.NO_ANSWERS
    graph = sparse.csr_matrix(wins)
    groups = int(csgraph.connected_components(graph, directed=False)[0])
    if groups > 1:
        return groups, Guard.NOT_CONNECTED
    if wins.shape[0] == 1:
        return groups, Guard.ONE_ITEM
    if csgraph.connected_components(graph, directed=True, connection="strong")[0] == 1:
        return groups, None
    if np.any(wins.sum(axis=0) == 0):
        return groups, Guard.NEVER_LOST
    return groups, Guard.NEVER_WON if np.any(wins.sum(axis=1) == 0) else Guard.ONE_SIDED


def _strengths(wins: NDArray[Any], squares: FloatArray | None, n: int) -> tuple[FloatArray, FloatArray]:
    """The strengths and their standard errors; with `squares` of weights those of the linearised variance."""
    met = (wins + wins.T).astype(np.float64)
    won = wins.sum(axis=1).astype(np.float64)
    found = np.zeros(won.size)
    for _step in range(_STEPS):
        chance = special.expit(found[:, None] - found[None, :])
        slope = won - (met * chance).sum(axis=1)
        step = np.linalg.pinv(_information(met, chance), hermitian=True) @ slope
        found += step * min(1.0, 2 / max(float(np.abs(step).max()), _EXACT))
        if float(np.abs(step).max()) < _EXACT:
            break
    chance = special.expit(found[:, None] - found[None, :])
    spread = np.linalg.pinv(_information(met, chance), hermitian=True)
    if squares is not None:
        slopes = squares * (1 - chance) ** 2
        both = slopes + slopes.T
        spread = spread @ (np.diag(both.sum(axis=1)) - both) @ spread * (n / (n - 1))
    return found - found.mean(), np.sqrt(np.maximum(np.diag(spread), 0))


def _information(met: FloatArray, chance: FloatArray) -> FloatArray:
    weight = met * chance * (1 - chance)
    return np.asarray(np.diag(weight.sum(axis=1)) - weight, dtype=np.float64)
