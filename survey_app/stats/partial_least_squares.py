"""Partial least squares, modes A and B with path weighting, on correlation matrices: many resamples in one go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.stats.answers import FloatArray
from survey_app.stats.results import StatisticsRefused

__all__ = ["Inner", "Solved", "inner_model", "solve"]

_STEPS = 500
_CLOSE = 1e-10


@dataclass(frozen=True, slots=True)
class Inner:
    """Who leads to whom: the latent variables by name, and for each the places of those before and after it."""

    names: tuple[str, ...]
    before: tuple[tuple[int, ...], ...]
    after: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Solved:
    """Of m matrices: weights m x k x L (scores have variance 1), loadings likewise, correlations of the scores."""

    weights: FloatArray
    loadings: FloatArray
    scores: FloatArray
    paths: FloatArray
    r2: FloatArray
    turned: FloatArray
    steps: int
    converged: bool


def inner_model(names: Sequence[str], paths: Sequence[tuple[str, str]]) -> Inner:
    """The inner model from its arrows.

    Raises: StatisticsRefused for an unknown or repeated name, an arrow twice or to itself, a variable without an
    arrow, or a circle.

    >>> inner_model(["a", "b"], [("a", "b")]).before
    ((), (0,))
    """
    places = {name: place for place, name in enumerate(names)}
    if len(places) != len(names) or len(set(paths)) != len(paths):
        raise StatisticsRefused("repeated_name", names=len(names), paths=len(paths))
    for pair in paths:
        for name in pair:
            if name not in places:
                raise StatisticsRefused("unknown_name", name=name[:80])
    before = tuple(tuple(places[one] for one, two in paths if two == name) for name in names)
    after = tuple(tuple(places[two] for one, two in paths if one == name) for name in names)
    for name, led, leading in zip(names, before, after, strict=True):
        if not led and not leading:
            raise StatisticsRefused("latent_without_path", name=name[:80])
    _check_no_circle(before)
    return Inner(tuple(names), before, after)


def _check_no_circle(before: tuple[tuple[int, ...], ...]) -> None:
    done: set[int] = set()
    while len(done) < len(before):
        ready = {place for place, led in enumerate(before) if place not in done and set(led) <= done}
        if not ready:
            raise StatisticsRefused("paths_in_a_circle")
        done |= ready


def solve(correlations: FloatArray, blocks: FloatArray, inner: Inner, formative: Collection[int] = ()) -> Solved:
    """Estimate outer weights, loadings and paths of each of m correlation matrices.

    Parameters: correlations, m x k x k of the items; blocks, k x L, 1 where the item belongs to the latent variable;
    inner, the arrows; formative, the places of the latent variables that their items make up (mode B), not reflect.
    Returns: Solved, `converged` false where the weights still move after 500 steps; NaN where an item does not vary.
    Raises: nothing: the arrows were checked by `inner_model`.
    Formula: from equal weights: inner weights are regression weights for those before, correlations for those after;
    outer weights are the covariances of an item with its block's inner estimate (mode A), or the regression weights of
    that estimate on the items of the block (mode B), scaled to scores of variance 1; until nothing moves by 1e-10.
    Scores whose loadings are mostly negative are turned. Paths by least squares on the scores.
    Do not trust weights of items that go against their block, nor paths of causes that hardly differ from one another.
    Source: Lohmoller 1989, Latent Variable Path Modeling with Partial Least Squares; Tenenhaus et al. 2005.

    >>> matrix = np.array([[[1, 0.5, 0.3], [0.5, 1, 0.4], [0.3, 0.4, 1]]])
    >>> found = solve(matrix, np.array([[1.0, 0], [1, 0], [0, 1]]), inner_model(["x", "y"], [("x", "y")]))
    >>> found.weights[0, :, 0].round(4).tolist(), round(float(found.paths[0, 0, 1]), 4)
    ([0.4932, 0.6576, 0.0], 0.411)
    """
    weights = _scaled(np.broadcast_to(blocks, (len(correlations), *blocks.shape)), correlations)
    steps, moved = 0, np.inf
    while moved > _CLOSE and steps < _STEPS:
        scores = _between(weights, correlations)
        fresh = blocks * (correlations @ weights @ _inner_weights(scores, inner))
        for place in formative:
            inside = np.flatnonzero(blocks[:, place])
            fresh[:, inside, place] = _weighed(correlations[:, inside][:, :, inside], fresh[:, inside, place])
        fresh = _scaled(fresh, correlations)
        moved = float(np.nanmax(np.abs(np.abs(fresh) - np.abs(weights)), initial=0.0))
        weights, steps = fresh, steps + 1
    loadings = blocks * (correlations @ weights)
    turned = np.where(np.sign(loadings).sum(axis=1) < 0, -1.0, 1.0)
    weights, loadings = weights * turned[:, None, :], loadings * turned[:, None, :]
    scores = _between(weights, correlations)
    paths = np.zeros_like(scores)
    for place, led in enumerate(inner.before):
        if led:
            paths[:, led, place] = _regressed(scores, led, place)
    r2 = (paths * scores).sum(axis=1)
    return Solved(weights, loadings, scores, paths, r2, turned, steps, converged=moved <= _CLOSE)


def _scaled(weights: FloatArray, correlations: FloatArray) -> FloatArray:
    variance = np.diagonal(_between(weights, correlations), axis1=1, axis2=2)
    scaled: FloatArray = weights / np.sqrt(np.where(variance > 0, variance, np.nan))[:, None, :]
    return scaled


def _between(weights: FloatArray, correlations: FloatArray) -> FloatArray:
    found: FloatArray = np.swapaxes(weights, 1, 2) @ correlations @ weights
    return found


def _inner_weights(scores: FloatArray, inner: Inner) -> FloatArray:
    found = np.zeros_like(scores)
    for place, (led, leading) in enumerate(zip(inner.before, inner.after, strict=True)):
        if led:
            found[:, led, place] = _regressed(scores, led, place)
        if leading:
            found[:, leading, place] = scores[:, leading, place]
    return found


def _regressed(scores: FloatArray, led: tuple[int, ...], place: int) -> FloatArray:
    return _weighed(scores[:, led][:, :, led], scores[:, led, place])


def _weighed(matrix: FloatArray, covariances: FloatArray) -> FloatArray:
    """Regression weights from the correlations of the causes (m x p x p) and theirs with the effect (m x p)."""
    matrix = np.where(np.isnan(matrix), np.eye(matrix.shape[1]), matrix)
    found: FloatArray = (np.linalg.pinv(matrix, hermitian=True) @ covariances[..., None])[..., 0]
    return found
