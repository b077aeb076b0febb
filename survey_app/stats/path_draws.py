"""Drawing the people of a model of latent variables again: what the model would have been with other ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answer_table import as_table
from survey_app.stats.answers import FloatArray
from survey_app.stats.discriminant_validity import htmt
from survey_app.stats.drawing_order import drawing_order
from survey_app.stats.moments import Correlations
from survey_app.stats.partial_least_squares import Inner, Solved, solve
from survey_app.stats.resampling import resampled_counts
from survey_app.stats.satisfaction_index import MissingItems

__all__ = ["Draws", "Frame", "Places", "indices", "moments", "resampled"]

Places = NDArray[np.signedinteger]
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Frame:
    """The model beside the answers: names of the items, whose they are, which blocks are made up by their items."""

    inner: Inner
    names: tuple[str, ...]
    owner: FloatArray
    scale: tuple[float, float]
    rule: MissingItems
    rows: int
    n_eff: float | None
    formative: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Draws:
    """Resampled weights and loadings (m x k), indices and R² (m x L), paths (m x L x L), ratios (m x pairs) of HTMT.

    Signs as in the estimate.
    """

    weights: FloatArray
    loadings: FloatArray
    indices: FloatArray
    r2: FloatArray
    paths: FloatArray
    ratios: FloatArray
    level: float


def resampled(
    people: tuple[FloatArray, FloatArray],
    blocks: FloatArray,
    frame: Frame,
    fit: Solved,
    drawing: tuple[int, int, float],
) -> Draws:
    """The model of every resample of the people, its variables turned the way they point in the estimate."""
    order = drawing_order(as_table(people[0]), people[1])
    data, ones = people[0][order], people[1][order]
    resamples, seed, level = drawing
    parts: list[tuple[FloatArray, ...]] = [_none(blocks)]
    spread = Correlations(data)
    for counts in resampled_counts(len(data), resamples, seed):
        mass = counts * ones
        matrix = spread.under(mass)
        sound = ~np.isnan(matrix).any(axis=(1, 2))
        if not sound.any():
            continue
        again = solve(matrix[sound], blocks, frame.inner, frame.formative)
        sign = np.where((again.loadings * fit.loadings).sum(axis=1) < 0, -1.0, 1.0)
        turned = again.weights * sign[:, None, :]
        parts.append((
            turned.sum(axis=2),
            (again.loadings * sign[:, None, :]).sum(axis=2),
            indices(turned, data, mass[sound], frame.scale),
            again.r2,
            again.paths * sign[:, :, None] * sign[:, None, :],
            htmt(matrix[sound], blocks),
        ))  # fmt: skip
    weights, loadings, drawn, r2, paths, ratios = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Draws(weights, loadings, drawn, r2, paths, ratios, level)


def _none(blocks: FloatArray) -> tuple[FloatArray, ...]:
    """No resample yet, in the shapes of `Draws`."""
    k, many = blocks.shape
    shapes = ((k,), (k,), (many,), (many,), (many, many), (many * (many - 1) // 2,))
    return tuple(np.empty((0, *shape)) for shape in shapes)


def moments(data: FloatArray, mass: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Means and standard deviations of the items under each row of weights (divisor: the sum of the weights)."""
    total = mass.sum(axis=1)[:, None]
    middle = data.mean(axis=0)
    means = mass @ (data - middle) / total
    variance = np.maximum(mass @ (data - middle) ** 2 / total - means**2, 0)
    return means + middle, np.sqrt(variance)


def indices(weights: FloatArray, data: FloatArray, mass: FloatArray, scale: tuple[float, float]) -> FloatArray:
    """Indices of 0 to 100 from outer weights (m x k x L) under each row of weights of people."""
    means, deviations = moments(data, mass)
    raw = weights / deviations[:, :, None]
    whole = raw.sum(axis=1) * (scale[1] - scale[0])
    whole = np.where(np.abs(whole) > _NOTHING, whole, np.nan)
    found: FloatArray = 100 * ((means - scale[0])[:, None, :] @ raw)[:, 0] / whole
    return found
