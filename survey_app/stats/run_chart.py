"""A run chart: figures in time around their median, for waves too few or too small for a test."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from survey_app.stats.answers import Values, as_numbers
from survey_app.stats.results import Base, Caution, CautionCode, Reason, Result

__all__ = ["RunChart", "run_chart"]

_FEWEST = 10


@dataclass(frozen=True, kw_only=True)
class RunChart(Result):
    """The median, the longest run on one side of it and its limit, the crossings and theirs; `signal` if either fails.

    `useful` counts the points that do not lie on the median.
    """

    median: float | None
    useful: int
    longest_run: int
    longest_run_limit: int | None
    crossings: int
    crossings_limit: int | None
    signal: bool | None


def run_chart(values: Values) -> RunChart:
    """Whether figures in time moved more than chance would, from their order around the median alone.

    Parameters: values, one figure per wave in order, None and NaN missing.
    Returns: RunChart. Fewer than ten useful points: a caution, for then hardly anything can show. None: the reason.
    Raises: StatisticsRefused for text.
    Formula: signal when the longest run of points on one side exceeds round(log2 n) + 3, or the median is crossed
    fewer times than the 5 % point of the binomial with n - 1 trials at one half, n the points off the median.
    Do not trust it for single outliers: it looks for shifts.
    Source: Anhoej and Olesen 2014, PLoS ONE 9:e113825.

    >>> found = run_chart([3, 4, 3, 4, 3, 4, 7, 8, 7, 8, 7, 8])
    >>> found.median, found.longest_run, found.crossings, found.crossings_limit, found.signal
    (5.5, 6, 1, 3, True)
    """
    array = as_numbers(values)
    kept = array[~np.isnan(array)]
    median = float(np.median(kept)) if kept.size else None
    above = kept[kept != median] > median if median is not None else np.zeros(0, bool)
    useful = int(above.size)
    turns = np.flatnonzero(above[1:] != above[:-1]) + 1
    runs = np.diff([0, *turns.tolist(), useful])
    longest, crossings = int(runs.max(initial=0)), int(turns.size)
    most = round(math.log2(useful)) + 3 if useful else None
    least = int(stats.binom.ppf(0.05, useful - 1, 0.5)) if useful > 1 else None
    signal = None if most is None or least is None else longest > most or crossings < least
    few = (Caution.of(CautionCode.FEW_WAVES, waves=useful, least=_FEWEST),) if useful < _FEWEST else ()
    return RunChart(
        median=median,
        useful=useful,
        longest_run=longest,
        longest_run_limit=most,
        crossings=crossings,
        crossings_limit=least,
        signal=signal,
        n=int(kept.size),
        missing=int(array.size - kept.size),
        base=Base.VALID_ANSWERS,
        method="run_chart",
        source="Anhoej and Olesen 2014, PLoS ONE 9:e113825",
        cautions=few,
        reason=None if useful else Reason.NO_VARIATION if kept.size else Reason.NO_ANSWERS,
    )
