"""A satisfaction model of latent variables (image, expectation, quality, value ...), each with an index of 0 to 100."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answer_table import as_table
from survey_app.stats.answers import FloatArray, Matrix, Values, as_matrix, as_weights, base_cautions, check_level, kish
from survey_app.stats.block_reliability import block_reliability
from survey_app.stats.drawing_order import drawing_order
from survey_app.stats.moments import Correlations, correlation_stack
from survey_app.stats.partial_least_squares import Inner, Solved, inner_model, solve
from survey_app.stats.path_results import Latent, LatentItem, Path, PathModel
from survey_app.stats.resampling import RESAMPLES, SEED, check_resamples, percentile, resampled_counts
from survey_app.stats.results import Base, Caution, CautionCode, Reason, StatisticsRefused
from survey_app.stats.satisfaction_index import MissingItems

__all__ = ["ECSI_PATHS", "Latent", "LatentItem", "Path", "PathModel", "path_model"]

ECSI_PATHS = (
    ("image", "expectation"),
    ("image", "satisfaction"),
    ("image", "loyalty"),
    ("expectation", "quality"),
    ("expectation", "value"),
    ("expectation", "satisfaction"),
    ("quality", "value"),
    ("quality", "satisfaction"),
    ("value", "satisfaction"),
    ("satisfaction", "complaints"),
    ("satisfaction", "loyalty"),
    ("complaints", "loyalty"),
)
"""The arrows of the European model of 1998, as in Tenenhaus et al. 2005."""
Places = NDArray[np.signedinteger]
_SOURCE = (
    "Fornell et al. 1996, Journal of Marketing 60(4):7; Tenenhaus, Esposito Vinzi, Chatelin and Lauro 2005, "
    "Computational Statistics and Data Analysis 48:159; Lohmoller 1989"
)
_FEW = 50
_NOTHING = 1e-9
_FEWEST = 3


def path_model(
    blocks: Mapping[str, Matrix],
    paths: Sequence[tuple[str, str]] = ECSI_PATHS,
    scale: tuple[float, float] = (1, 10),
    *,
    item_names: Mapping[str, Sequence[str]] | None = None,
    weights: Values | None = None,
    missing_rule: MissingItems = MissingItems.LISTWISE,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    level: float = 0.95,
) -> PathModel:
    """Estimate a model such as the European one and put each latent variable on 0 to 100.

    Parameters: blocks, the items of each latent variable, respondents in rows, in the same order in all; paths, pairs
    (from, to) of their names; scale, the ends of all items; item_names, words for the columns of each block; weights,
    one per respondent, or None; missing_rule, complete rows only or the item's mean in every gap; resamples and seed of
    the bootstrap (0: no intervals); level, confidence.
    Returns: PathModel. An item that does not vary is left out (a caution); fewer than 3 cases, or a block without any
    item that varies: no figures and the reason. Cautions: fewer than 50 cases, a block of one item, a variable whose
    sign had to be turned, an item with a negative weight.
    Raises: StatisticsRefused for arrows in a circle, unknown names, an answer off the scale, or lengths that differ.
    Formula: `partial_least_squares.solve`; index = 100 (sum w mean - sum w min)/(sum w (max - min)), w = outer weight /
    SD of the item. Interval: percentiles over resampled people, each variable of a resample turned where its loadings
    point the other way than in the estimate.
    Do not trust it below about 50 cases, nor read its arrows as proof of cause; the name of a published index is
    another's.
    Source: Fornell et al. 1996; Tenenhaus et al. 2005.

    >>> found = path_model({"x": [[1, 2], [2, 2], [3, 4], [5, 4]], "y": [[1], [3], [2], [5]]}, [("x", "y")], (1, 5),
    ...                    resamples=0)
    >>> [round(each.index, 2) for each in found.latents], round(found.paths[0].value, 4)
    ([46.62, 43.75], 0.7762)
    """
    check_level(level)
    check_resamples(resamples)
    inner = inner_model(tuple(blocks), paths)
    tables = [as_matrix(block) for block in blocks.values()]
    rows = _same_rows(tables, scale)
    table = np.hstack(tables)
    names = _item_names(blocks, tables, item_names or {})
    owner = np.concatenate([np.full(each.shape[1], place) for place, each in enumerate(tables)])
    mass = as_weights(weights, rows)
    ones = np.ones(rows) if mass is None else mass
    there = ~np.isnan(table)
    kept = (ones > 0) & (there.all(axis=1) if missing_rule is MissingItems.LISTWISE else there.any(axis=1))
    table, ones = _filled(table[kept], ones[kept]), ones[kept]
    frame = _Frame(inner, names, owner, scale, missing_rule, rows, None if mass is None else kish(ones))
    imputed = int((~there[kept]).sum())
    return _modelled(frame, table, ones, imputed, (resamples, seed, level))


@dataclass(frozen=True, slots=True)
class _Frame:
    inner: Inner
    names: tuple[str, ...]
    owner: FloatArray
    scale: tuple[float, float]
    rule: MissingItems
    rows: int
    n_eff: float | None


def _same_rows(tables: Sequence[FloatArray], scale: tuple[float, float]) -> int:
    low, high = scale
    if not low < high:
        raise StatisticsRefused("scale_out_of_order", scale_min=low, scale_max=high)
    if len({len(each) for each in tables}) != 1 or not all(each.shape[1] for each in tables):
        raise StatisticsRefused("columns_differ_in_length", blocks=len(tables))
    if any(np.any((each < low) | (each > high)) for each in tables):
        raise StatisticsRefused("answer_off_scale", scale_min=low, scale_max=high)
    return len(tables[0])


def _item_names(
    blocks: Mapping[str, Matrix], tables: Sequence[FloatArray], given: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    found: list[str] = []
    for name, table in zip(blocks, tables, strict=True):
        words = given.get(name) or [f"{name}.{place + 1}" for place in range(table.shape[1])]
        if len(words) != table.shape[1]:
            raise StatisticsRefused("names_do_not_fit", block=name[:80], names=len(words), items=table.shape[1])
        found += words
    return tuple(found)


def _filled(table: FloatArray, ones: FloatArray) -> FloatArray:
    there = ~np.isnan(table)
    sums = (np.where(there, table, 0) * ones[:, None]).sum(axis=0)
    counts = (there * ones[:, None]).sum(axis=0)
    return np.where(there, table, sums / np.where(counts > 0, counts, 1))


def _modelled(
    frame: _Frame, table: FloatArray, ones: FloatArray, imputed: int, drawing: tuple[int, int, float]
) -> PathModel:
    n = len(table)
    effective = float(n) if frame.n_eff is None else frame.n_eff
    varied = np.flatnonzero(np.ptp(table, axis=0) > 0) if n else np.empty(0, dtype=int)
    blocks = np.zeros((varied.size, len(frame.inner.names)))
    blocks[np.arange(varied.size), frame.owner[varied].astype(int)] = 1
    cautions = _first_cautions(frame, effective, varied, imputed)
    reason = Reason.NO_ANSWERS if not n else Reason.TOO_FEW_EFFECTIVE if n < _FEWEST else None
    if reason is None and not blocks.any(axis=0).all():
        reason = Reason.NO_VARIATION
    shape = {
        "n": n,
        "missing": frame.rows - n,
        "base": Base.COMPLETE_CASES if frame.rule is MissingItems.LISTWISE else Base.CASES_WITH_ANY_ITEM,
        "method": "pls_mode_a_path_weighting",
        "source": _SOURCE,
        "missing_rule": frame.rule,
        "n_eff": frame.n_eff,
        "seed": drawing[1],
    }
    if reason is not None:
        latents = tuple(Latent(name, None, None, None, None, ()) for name in frame.inner.names)
        return PathModel(latents=latents, paths=(), reason=reason, cautions=cautions, **shape)  # type: ignore[arg-type]  # a mixed mapping
    data = table[:, varied]
    correlations = correlation_stack(data, ones[None, :])
    fit = solve(correlations, blocks, frame.inner)
    draws = _resampled((data, ones), blocks, frame, fit, drawing)
    return PathModel(
        latents=_latents(frame, (data, ones, correlations[0]), varied, fit, draws),
        paths=_arrows(frame.inner, fit, draws),
        total_effects=_effects(frame.inner, fit),
        correlations=tuple(tuple(map(_known, row)) for row in fit.scores[0]),
        iterations=fit.steps,
        resamples=drawing[0],
        reason=None if fit.converged else Reason.NOT_CONVERGED,
        cautions=cautions + _fit_cautions(frame, fit, varied),
        **shape,  # type: ignore[arg-type]  # a mixed mapping
    )


def _first_cautions(frame: _Frame, effective: float, varied: Places, imputed: int) -> tuple[Caution, ...]:
    found = base_cautions(effective)
    if 0 < effective < _FEW:
        found += (Caution.of(CautionCode.BASE_BELOW_50, n=effective),)
    if imputed:
        found += (Caution.of(CautionCode.IMPUTED_BY_ITEM_MEAN, answers=imputed),)
    still = [name for place, name in enumerate(frame.names) if place not in varied] if effective else []
    found += tuple(Caution.of(CautionCode.CONSTANT_COLUMN_OUT, column=name) for name in still)
    single = [name for place, name in enumerate(frame.inner.names) if (frame.owner == place).sum() == 1]
    return found + tuple(Caution.of(CautionCode.SINGLE_ITEM_BLOCK, block=name) for name in single)


def _fit_cautions(frame: _Frame, fit: Solved, varied: Places) -> tuple[Caution, ...]:
    turned = [name for name, sign in zip(frame.inner.names, fit.turned[0], strict=True) if sign < 0]
    weight = fit.weights[0].sum(axis=1)
    negative = [frame.names[int(place)] for at, place in enumerate(varied) if weight[at] < 0]
    return tuple(Caution.of(CautionCode.SIGN_TURNED, block=name) for name in turned) + tuple(
        Caution.of(CautionCode.NEGATIVE_WEIGHT_OF_ITEM, item=name) for name in negative
    )


@dataclass(frozen=True, slots=True)
class _Draws:
    """Resampled weights (m x k), indices (m x L) and paths (m x L x L), signs as in the estimate."""

    weights: FloatArray
    indices: FloatArray
    paths: FloatArray
    level: float


def _resampled(
    people: tuple[FloatArray, FloatArray],
    blocks: FloatArray,
    frame: _Frame,
    fit: Solved,
    drawing: tuple[int, int, float],
) -> _Draws:
    order = drawing_order(as_table(people[0]), people[1])
    data, ones = people[0][order], people[1][order]
    resamples, seed, level = drawing
    k, latents = blocks.shape
    weights, indices, paths = [np.empty((0, k))], [np.empty((0, latents))], [np.empty((0, latents, latents))]
    spread = Correlations(data)
    for counts in resampled_counts(len(data), resamples, seed):
        mass = counts * ones
        matrix = spread.under(mass)
        sound = ~np.isnan(matrix).any(axis=(1, 2))
        if not sound.any():
            continue
        again = solve(matrix[sound], blocks, frame.inner)
        sign = np.where((again.loadings * fit.loadings).sum(axis=1) < 0, -1.0, 1.0)
        turned = again.weights * sign[:, None, :]
        weights.append(turned.sum(axis=2))
        indices.append(_indices(turned, data, mass[sound], frame.scale))
        paths.append(again.paths * sign[:, :, None] * sign[:, None, :])
    return _Draws(np.concatenate(weights), np.concatenate(indices), np.concatenate(paths), level)


def _moments(data: FloatArray, mass: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Means and standard deviations of the items under each row of weights (divisor: the sum of the weights)."""
    total = mass.sum(axis=1)[:, None]
    middle = data.mean(axis=0)
    means = mass @ (data - middle) / total
    variance = np.maximum(mass @ (data - middle) ** 2 / total - means**2, 0)
    return means + middle, np.sqrt(variance)


def _indices(weights: FloatArray, data: FloatArray, mass: FloatArray, scale: tuple[float, float]) -> FloatArray:
    means, deviations = _moments(data, mass)
    raw = weights / deviations[:, :, None]
    whole = raw.sum(axis=1) * (scale[1] - scale[0])
    whole = np.where(np.abs(whole) > _NOTHING, whole, np.nan)
    found: FloatArray = 100 * ((means - scale[0])[:, None, :] @ raw)[:, 0] / whole
    return found


def _known(value: float) -> float | None:
    """A figure, None where weights of opposite signs cancel out and there is none."""
    return float(value) if np.isfinite(value) else None


def _latents(
    frame: _Frame, people: tuple[FloatArray, FloatArray, FloatArray], varied: Places, fit: Solved, draws: _Draws
) -> tuple[Latent, ...]:
    data, ones, correlations = people
    index = _indices(fit.weights, data, ones[None, :], frame.scale)[0]
    means, deviations = (each[0] for each in _moments(data, ones[None, :]))
    n = len(data)
    found = []
    for place, name in enumerate(frame.inner.names):
        inside = np.flatnonzero(frame.owner[varied] == place)
        raw = fit.weights[0, inside, place] / deviations[inside]
        items = tuple(
            LatentItem(
                frame.names[int(varied[at])],
                _known(fit.weights[0, at, place]),
                percentile(draws.weights[:, at], draws.level),
                _known(100 * share / raw.sum()) if abs(raw.sum()) > _NOTHING else None,
                _known(fit.loadings[0, at, place]),
                float(means[at]),
                float(deviations[at] * (n / (n - 1)) ** 0.5),
            )
            for at, share in zip(inside, raw, strict=True)
        )
        leading = len(frame.inner.before[place])
        r2 = _known(fit.r2[0, place]) if leading else None
        loadings = fit.loadings[0, inside, place]
        quality = block_reliability(correlations[np.ix_(inside, inside)], fit.weights[0, inside, place], loadings)
        found.append(
            Latent(
                name,
                _known(index[place]),
                percentile(draws.indices[:, place], draws.level),
                r2,
                _known((loadings**2).mean()),
                items,
                None if r2 is None or n - leading <= 1 else 1 - (1 - r2) * (n - 1) / (n - leading - 1),
                *(quality.alpha, quality.rho_a, quality.composite_reliability),
            )
        )
    return tuple(found)


def _whole(fit: Solved) -> FloatArray:
    size = fit.paths.shape[1]
    found: FloatArray = np.linalg.inv(np.eye(size) - fit.paths[0]) - np.eye(size)
    return found


def _arrows(inner: Inner, fit: Solved, draws: _Draws) -> tuple[Path, ...]:
    whole = _whole(fit)
    return tuple(
        Path(
            inner.names[one],
            inner.names[two],
            _known(fit.paths[0, one, two]),
            percentile(draws.paths[:, one, two], draws.level),
            _known(whole[one, two]),
            float(draws.paths[:, one, two].std(ddof=1)) if len(draws.paths) > 1 else None,
        )
        for one, leading in enumerate(inner.after)
        for two in leading
    )


def _effects(inner: Inner, fit: Solved) -> tuple[Path, ...]:
    whole = _whole(fit)
    return tuple(
        Path(inner.names[one], inner.names[two], None, None, _known(whole[one, two]))
        for one in range(len(inner.names))
        for two in range(len(inner.names))
        if one != two and whole[one, two] != 0
    )
