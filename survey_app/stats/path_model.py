"""A satisfaction model of latent variables (image, expectation, quality, value ...), each with an index of 0 to 100."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from survey_app.stats.answers import FloatArray, Matrix, Values, as_matrix, as_weights, base_cautions, check_level, kish
from survey_app.stats.moments import correlation_stack
from survey_app.stats.partial_least_squares import Solved, inner_model, solve
from survey_app.stats.path_draws import Frame, Places, resampled
from survey_app.stats.path_measures import arrows, effects, latents, ratios
from survey_app.stats.path_results import Latent, LatentItem, Path, PathModel, known
from survey_app.stats.resampling import RESAMPLES, SEED, check_resamples
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
_SOURCE = (
    "Fornell et al. 1996, Journal of Marketing 60(4):7; Tenenhaus, Esposito Vinzi, Chatelin and Lauro 2005, "
    "Computational Statistics and Data Analysis 48:159; Lohmoller 1989; Henseler, Ringle and Sarstedt 2015, Journal of "
    "the Academy of Marketing Science 43:115 (HTMT)"
)
_FREE = 2
"""So many more people than items leave something that weights in mode B cannot fit."""
_FEW = 50
_FEWEST = 3


def path_model(
    blocks: Mapping[str, Matrix],
    paths: Sequence[tuple[str, str]] = ECSI_PATHS,
    scale: tuple[float, float] = (1, 10),
    *,
    formative: Collection[str] = (),
    item_names: Mapping[str, Sequence[str]] | None = None,
    weights: Values | None = None,
    missing_rule: MissingItems = MissingItems.LISTWISE,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    level: float = 0.95,
) -> PathModel:
    """Estimate a model such as the European one and put each latent variable on 0 to 100.

    Parameters: blocks, the items of each latent variable, respondents in rows, in the same order in all; paths, pairs
    (from, to) of their names; scale, the ends of all items; formative, the names of the blocks whose items make their
    variable up (mode B) instead of reflecting it (mode A); item_names, words for the columns of each block; weights,
    one per respondent, or None; missing_rule, complete rows only or the item's mean in every gap; resamples and seed of
    the bootstrap (0: no intervals); level, confidence.
    Returns: PathModel. Reliability, variance extracted and HTMT are those of blocks in mode A alone. An item that does
    not vary is left out (a caution); fewer than 3 cases, or a block without any item that varies: no figures and the
    reason. Cautions: fewer than 50 cases, a block of one item, a variable whose sign had to be turned, an item with a
    negative weight.
    Raises: StatisticsRefused for arrows in a circle, unknown names, an answer off the scale, lengths that differ, or a
    block in mode B without at least two people more than items: it fits anything, and R² would be 1.
    Formula: `partial_least_squares.solve`; index = 100 (sum w mean - sum w min)/(sum w (max - min)), w = outer weight /
    SD of the item. HTMT: `discriminant_validity.htmt`. Intervals: percentiles over resampled people, each variable of a
    resample turned where its loadings point the other way than in the estimate; those of R² lie too high, as R² itself
    does.
    Do not trust it below about 50 cases, nor read its arrows as proof of cause; the name of a published index is
    another's.
    Source: Fornell et al. 1996; Tenenhaus et al. 2005; Henseler, Ringle and Sarstedt 2015 (HTMT).

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
    unknown = next((name for name in formative if name not in blocks), None)
    if unknown is not None:
        raise StatisticsRefused("unknown_name", name=unknown[:80])
    made_up = frozenset(place for place, name in enumerate(blocks) if name in formative)
    n_eff = None if mass is None else kish(ones)
    frame = Frame(inner, names, owner, scale, missing_rule, rows, n_eff, made_up)
    imputed = int((~there[kept]).sum())
    return _modelled(frame, table, ones, imputed, (resamples, seed, level))


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
    frame: Frame, table: FloatArray, ones: FloatArray, imputed: int, drawing: tuple[int, int, float]
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
        "method": f"pls_mode_{_modes(frame)}_path_weighting",
        "source": _SOURCE,
        "missing_rule": frame.rule,
        "n_eff": frame.n_eff,
        "seed": drawing[1],
    }
    if reason is not None:
        nothing = tuple(
            Latent(name, None, None, None, None, (), mode="b" if place in frame.formative else "a")
            for place, name in enumerate(frame.inner.names)
        )
        return PathModel(latents=nothing, paths=(), reason=reason, cautions=cautions, **shape)  # type: ignore[arg-type]  # a mixed mapping
    _check_made_up(frame, blocks, n)
    data = table[:, varied]
    correlations = correlation_stack(data, ones[None, :])
    fit = solve(correlations, blocks, frame.inner, frame.formative)
    draws = resampled((data, ones), blocks, frame, fit, drawing)
    return PathModel(
        latents=latents(frame, (data, ones, correlations[0]), varied, fit, draws),
        paths=arrows(frame.inner, fit, draws),
        total_effects=effects(frame.inner, fit, draws),
        htmt=ratios(frame, correlations, blocks, draws),
        correlations=tuple(tuple(map(known, row)) for row in fit.scores[0]),
        iterations=fit.steps,
        resamples=drawing[0],
        reason=None if fit.converged else Reason.NOT_CONVERGED,
        cautions=cautions + _fit_cautions(frame, fit, varied),
        **shape,  # type: ignore[arg-type]  # a mixed mapping
    )


def _check_made_up(frame: Frame, blocks: FloatArray, n: int) -> None:
    """Refuse a block in mode B of so many items that weights for a perfect fit exist whatever was answered."""
    for place in sorted(frame.formative):
        items = int(blocks[:, place].sum())
        if items > n - _FREE:
            raise StatisticsRefused("too_few_for_mode_b", block=frame.inner.names[place][:80], items=items, n=n)


def _modes(frame: Frame) -> str:
    return "a" if not frame.formative else "b" if len(frame.formative) == len(frame.inner.names) else "a_and_b"


def _first_cautions(frame: Frame, effective: float, varied: Places, imputed: int) -> tuple[Caution, ...]:
    found = base_cautions(effective)
    if 0 < effective < _FEW:
        found += (Caution.of(CautionCode.BASE_BELOW_50, n=effective),)
    if imputed:
        found += (Caution.of(CautionCode.IMPUTED_BY_ITEM_MEAN, answers=imputed),)
    still = [name for place, name in enumerate(frame.names) if place not in varied] if effective else []
    found += tuple(Caution.of(CautionCode.CONSTANT_COLUMN_OUT, column=name) for name in still)
    single = [name for place, name in enumerate(frame.inner.names) if (frame.owner == place).sum() == 1]
    return found + tuple(Caution.of(CautionCode.SINGLE_ITEM_BLOCK, block=name) for name in single)


def _fit_cautions(frame: Frame, fit: Solved, varied: Places) -> tuple[Caution, ...]:
    turned = [name for name, sign in zip(frame.inner.names, fit.turned[0], strict=True) if sign < 0]
    weight = fit.weights[0].sum(axis=1)
    negative = [frame.names[int(place)] for at, place in enumerate(varied) if weight[at] < 0]
    return tuple(Caution.of(CautionCode.SIGN_TURNED, block=name) for name in turned) + tuple(
        Caution.of(CautionCode.NEGATIVE_WEIGHT_OF_ITEM, item=name) for name in negative
    )
