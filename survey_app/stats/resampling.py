"""Drawing the same people again: how often each stands in each of many resamples, from a stated seed."""

from collections.abc import Iterator

import numpy as np

from survey_app.stats.answers import FloatArray
from survey_app.stats.results import Interval, StatisticsRefused

__all__ = ["RESAMPLES", "SEED", "check_resamples", "percentile", "resampled_counts"]

RESAMPLES = 1000
SEED = 1979
"""The year of the bootstrap; every resampling starts from a stated seed so that it can be done again."""
_MOST = 20_000
_CELLS = 2_000_000


def check_resamples(resamples: int) -> int:
    """Return the number of resamples when it can be worked with, else refuse.

    >>> check_resamples(1000)
    1000
    """
    if not 0 <= resamples <= _MOST:
        raise StatisticsRefused("resamples_out_of_range", resamples=resamples, most=_MOST)
    return resamples


def resampled_counts(n: int, resamples: int, seed: int, at_once: int = _MOST) -> Iterator[FloatArray]:
    """How often each of n people is drawn in each resample, some resamples at a time (rows: resamples).

    Parameters: n, people; resamples, how many; seed, of the generator; at_once, the most resamples at a time.
    Source: Efron 1979, Annals of Statistics 7:1.

    >>> [part.sum(axis=1).tolist() for part in resampled_counts(4, 3, 1)]
    [[4.0, 4.0, 4.0]]
    """
    generator = np.random.default_rng(seed)
    size = min(at_once, max(1, _CELLS // max(n, 1)))
    for start in range(0, resamples, size):
        many = min(size, resamples - start)
        drawn = generator.integers(0, n, (many, n)) + n * np.arange(many)[:, None]
        yield np.bincount(drawn.ravel(), minlength=many * n).reshape(many, n).astype(np.float64)


def percentile(draws: FloatArray, level: float) -> Interval | None:
    """The percentile interval of resampled figures; NaN ones are left out, fewer than 20 give none.

    >>> found = percentile(np.arange(101.0), 0.9)
    >>> round(found.low, 6), found.high, found.method
    (5.0, 95.0, 'bootstrap_percentile')
    """
    kept = draws[~np.isnan(draws)]
    if kept.size < 20:  # noqa: PLR2004 - the tails of so few are no limits
        return None
    low, high = np.quantile(kept, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), level, "bootstrap_percentile")
