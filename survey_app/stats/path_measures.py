"""What is told of a fitted model of latent variables: variables with their items, arrows, whole effects, HTMT."""

from itertools import combinations

import numpy as np

from survey_app.stats.answers import FloatArray
from survey_app.stats.block_reliability import BlockReliability, block_reliability
from survey_app.stats.discriminant_validity import htmt, variance_inflation
from survey_app.stats.partial_least_squares import Inner, Solved
from survey_app.stats.path_draws import Draws, Frame, Places, indices, moments
from survey_app.stats.path_results import Latent, LatentItem, Path, Ratio, known
from survey_app.stats.resampling import percentile
from survey_app.stats.results import Interval

__all__ = ["arrows", "effects", "latents", "ratios"]

_NOTHING = 1e-9
_SEVERAL = 2


def latents(
    frame: Frame, people: tuple[FloatArray, FloatArray, FloatArray], varied: Places, fit: Solved, draws: Draws
) -> tuple[Latent, ...]:
    """The latent variables with their items; reliability and variance extracted of those in mode A alone."""
    data, ones, correlations = people
    index = indices(fit.weights, data, ones[None, :], frame.scale)[0]
    means, deviations = (each[0] for each in moments(data, ones[None, :]))
    n = len(data)
    crossed = correlations @ fit.weights[0]
    found = []
    for place, name in enumerate(frame.inner.names):
        inside = np.flatnonzero(frame.owner[varied] == place)
        raw = fit.weights[0, inside, place] / deviations[inside]
        within = correlations[np.ix_(inside, inside)]
        inflation = variance_inflation(within) if inside.size > 1 else [None]
        items = tuple(
            LatentItem(
                frame.names[int(varied[at])],
                known(fit.weights[0, at, place]),
                percentile(draws.weights[:, at], draws.level),
                known(100 * share / raw.sum()) if abs(raw.sum()) > _NOTHING else None,
                known(fit.loadings[0, at, place]),
                float(means[at]),
                float(deviations[at] * (n / (n - 1)) ** 0.5),
                percentile(draws.loadings[:, at], draws.level),
                tuple(map(known, crossed[at])),
                vif,
            )
            for at, share, vif in zip(inside, raw, inflation, strict=True)
        )
        leading = len(frame.inner.before[place])
        r2 = known(fit.r2[0, place]) if leading else None
        loadings = fit.loadings[0, inside, place]
        reflects = place not in frame.formative
        quality = block_reliability(within, fit.weights[0, inside, place], loadings) if reflects else BlockReliability()
        found.append(
            Latent(
                name,
                known(index[place]),
                percentile(draws.indices[:, place], draws.level),
                r2,
                known((loadings**2).mean()) if reflects else None,
                items,
                None if r2 is None or n - leading <= 1 else 1 - (1 - r2) * (n - 1) / (n - leading - 1),
                *(quality.alpha, quality.rho_a, quality.composite_reliability),
                "a" if reflects else "b",
                percentile(draws.r2[:, place], draws.level) if leading else None,
                *(_reach(draws, inside) if reflects else (None, None)),
            )
        )
    return tuple(found)


def _reach(draws: Draws, inside: Places) -> tuple[Interval | None, Interval | None]:
    """The intervals of the variance extracted and of the composite reliability; a block of one item has none."""
    if inside.size < _SEVERAL:
        return None, None
    loadings = draws.loadings[:, inside]
    whole, noise = loadings.sum(axis=1) ** 2, (1 - loadings**2).sum(axis=1)
    return percentile((loadings**2).mean(axis=1), draws.level), percentile(whole / (whole + noise), draws.level)


def _whole(paths: FloatArray) -> FloatArray:
    size = paths.shape[-1]
    found: FloatArray = np.linalg.inv(np.eye(size) - paths) - np.eye(size)
    return found


def _spread(drawn: FloatArray) -> float | None:
    return float(drawn.std(ddof=1)) if len(drawn) > 1 else None


def arrows(inner: Inner, fit: Solved, draws: Draws) -> tuple[Path, ...]:
    """The arrows with their intervals and the whole effects along all ways."""
    whole = _whole(fit.paths[0])
    return tuple(
        Path(
            inner.names[one],
            inner.names[two],
            known(fit.paths[0, one, two]),
            percentile(draws.paths[:, one, two], draws.level),
            known(whole[one, two]),
            _spread(draws.paths[:, one, two]),
        )
        for one, leading in enumerate(inner.after)
        for two in leading
    )


def effects(inner: Inner, fit: Solved, draws: Draws) -> tuple[Path, ...]:
    """The whole effect of each variable on each that it reaches, with its interval."""
    drawn = _whole(draws.paths)
    whole = _whole(fit.paths[0])
    return tuple(
        Path(
            inner.names[one],
            inner.names[two],
            None,
            percentile(drawn[:, one, two], draws.level),
            known(whole[one, two]),
            _spread(drawn[:, one, two]),
        )
        for one in range(len(inner.names))
        for two in range(len(inner.names))
        if one != two and whole[one, two] != 0
    )


def ratios(frame: Frame, correlations: FloatArray, blocks: FloatArray, draws: Draws) -> tuple[Ratio, ...]:
    """HTMT of every two variables that their items reflect."""
    found = htmt(correlations, blocks)[0]
    names = frame.inner.names
    return tuple(
        Ratio(names[one], names[two], known(found[at]), percentile(draws.ratios[:, at], draws.level))
        for at, (one, two) in enumerate(combinations(range(len(names)), 2))
        if not {one, two} & frame.formative
    )
