"""Experts against what came out: calibration and information with performance weights, Brier score and hit rate."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from survey_app.stats.answers import FloatArray, Matrix, Values, as_matrix, as_numbers
from survey_app.stats.guards import Figure, Guard
from survey_app.stats.proportion import Proportion, wilson
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused

__all__ = ["ExpertScore", "Performance", "brier", "hit_rate", "performance_weights"]

_SOURCE = "Cooke 1991, Experts in Uncertainty; Colson and Cooke 2017, Reliability Engineering and System Safety 163:109"
_FEWEST_SEEDS = 10
_OVERSHOOT = 0.1
_BINS = 4


@dataclass(frozen=True, slots=True)
class ExpertScore:
    """One expert on the seed questions.

    `calibration` has bins - 1 degrees of freedom (the classical model), `calibration_by_seeds` one less than the seeds
    (the R package expert); `information` above the uniform background; `weight` of the classical model above the cut.
    """

    seeds: int
    in_bins: tuple[int, ...]
    calibration: float | None
    calibration_by_seeds: float | None
    information: float | None
    weight: float


@dataclass(frozen=True, kw_only=True)
class Performance(Result):
    """Every expert's scores; n are the seed questions. Below ten of them, `usable` is false: show equal weights."""

    experts: tuple[ExpertScore, ...]
    usable: bool
    cut: float
    equal: bool
    fewest_seeds: int = _FEWEST_SEEDS


def performance_weights(
    low: Matrix, best: Matrix, high: Matrix, truth: Values, *, confidence: float = 90, cut: float = 0.05
) -> Performance:
    """Weights of experts from questions whose answer is known.

    Parameters: low, best and high, experts in rows and seed questions in columns, None and NaN missing; truth, the
    answer of each; confidence, in per cent, that a range holds the truth (low and high are the quantiles t = (1 -
    confidence/100)/2 and 1 - t); cut, the calibration below which an expert has no weight.
    Returns: Performance. An expert without a whole range: scores None, weight 0. Nobody above the cut, or fewer than
    ten seeds: see `equal` and `usable`.
    Raises: StatisticsRefused when the shapes differ, a range is out of order, or the confidence is not in 50..100.
    Formula: s the shares of the truths in the four bins between the quantiles (a truth on a bound belongs below it), p
    = (t, .5 - t, .5 - t, t); calibration = 1 - chi2cdf(2 N sum s ln(s/p)) with 3 degrees of freedom, or N - 1.
    Information = mean over the seeds of ln(U - L) + sum p ln(p/width), from the ends L and U, a tenth beyond all
    quantiles and the truth. Weight = calibration x information above the cut, brought to sum 1.
    Do not trust it with few seeds, nor seeds from another field.
    Source: Cooke 1991; Colson and Cooke 2017.

    >>> found = performance_weights(
    ...     [[0.14, 130000]], [[0.22, 150000]], [[0.28, 200000]], [0.27, 210000], confidence=80
    ... )
    >>> score = found.experts[0]
    >>> round(score.calibration, 3), round(score.calibration_by_seeds, 3), found.usable
    (0.3, 0.056, False)
    """
    if not 50 < confidence < 100:  # noqa: PLR2004 - per cent; at 100 nothing could lie outside
        raise StatisticsRefused("confidence_out_of_range", confidence=confidence)
    answers = as_numbers(truth)
    tables = [as_matrix(side) for side in (low, best, high)]
    if len({table.shape for table in tables}) > 1 or tables[0].shape[1] != answers.size:
        raise StatisticsRefused("columns_differ_in_length", low=tables[0].size, truth=answers.size)
    known = ~np.isnan(answers)
    quantiles = np.stack(tables, axis=-1)[:, known, :]
    if np.any(np.diff(quantiles, axis=-1) < 0):
        raise StatisticsRefused("range_out_of_order")
    t = (100 - confidence) / 200
    theory = np.array([t, 0.5 - t, 0.5 - t, t])
    scores = [_expert(each, answers[known], theory, _ends(quantiles, answers[known])) for each in quantiles]
    raw = np.array([_worth(score, cut) for score in scores])
    total = float(raw.sum())
    n = int(known.sum())
    return Performance(
        n=n,
        missing=int(answers.size) - n,
        base=Base.COMPLETE_CASES,
        method="classical_model",
        source=_SOURCE,
        reason=None if n else Reason.NO_ANSWERS,
        experts=tuple(
            replace(score, weight=float(each / total) if total > 0 else 0.0)
            for score, each in zip(scores, raw, strict=True)
        ),
        usable=n >= _FEWEST_SEEDS and total > 0,
        cut=cut,
        equal=total <= 0,
    )


def _worth(score: ExpertScore, cut: float) -> float:
    if score.calibration is None or score.information is None or score.calibration < cut:
        return 0.0
    return score.calibration * score.information


def _ends(quantiles: FloatArray, answers: FloatArray) -> FloatArray:
    """The intrinsic range of each seed: a tenth beyond everything that was said and the truth."""
    if not answers.size:
        return np.zeros((2, 0))
    everything = np.concatenate([quantiles.transpose(0, 2, 1).reshape(-1, answers.size), answers[None, :]])
    least, most = np.nanmin(everything, axis=0), np.nanmax(everything, axis=0)
    beyond = _OVERSHOOT * (most - least)
    return np.stack([least - beyond, most + beyond])


def _expert(each: FloatArray, answers: FloatArray, theory: FloatArray, ends: FloatArray) -> ExpertScore:
    there = ~np.isnan(each).any(axis=1)
    n = int(there.sum())
    if not n:
        return ExpertScore(0, (0,) * _BINS, None, None, None, 0.0)
    ranges, truths = each[there], answers[there]
    bins = (truths[:, None] > ranges).sum(axis=1)
    counts = np.bincount(bins, minlength=_BINS)
    statistic = 2 * n * float(special.rel_entr(counts / n, theory).sum())
    by_seeds = float(special.chdtrc(n - 1, statistic)) if n > 1 else None
    information = _information(ranges, theory, ends[:, there])
    return ExpertScore(
        n, tuple(counts.tolist()), float(special.chdtrc(_BINS - 1, statistic)), by_seeds, information, 0.0
    )


def _information(ranges: FloatArray, theory: FloatArray, ends: FloatArray) -> float | None:
    """Above the uniform background; None where a bin has no width: it would be without bound."""
    bounds = np.column_stack([ends[0], ranges, ends[1]])
    widths = np.diff(bounds, axis=1)
    if np.any(widths <= 0):
        return None
    return float((np.log(ends[1] - ends[0]) + (theory * np.log(theory / widths)).sum(axis=1)).mean())


def brier(judged: Values, outcome: Values) -> Figure:
    """How far probabilities lie from what came out, squared: 0 is perfect, .25 is always saying one half.

    Parameters: judged, probabilities; outcome, 1 for true and 0 for false (or a share), in the same order; a pair with
    a part missing is left out.
    Returns: Figure; no pair: guard `no_answers`.
    Raises: StatisticsRefused when the columns differ in length or a figure is outside 0..1.
    Formula: mean (p - o)².
    Do not trust it across sets of questions: hard ones make everybody look worse.
    Source: Brier 1950, Monthly Weather Review 78:1.

    >>> round(brier([0.9, 0.2, None], [1, 0, 1]).value, 6)
    0.025
    """
    said, came = _pairs(judged, outcome)
    for side in (said, came):
        if side.size and (side.min() < 0 or side.max() > 1):
            raise StatisticsRefused("share_out_of_range", lowest=float(side.min()), highest=float(side.max()))
    return Figure(float(((said - came) ** 2).mean())) if said.size else Figure(None, Guard.NO_ANSWERS)


def _pairs(one: Values, two: Values) -> tuple[FloatArray, FloatArray]:
    sides = as_numbers(one), as_numbers(two)
    if sides[0].size != sides[1].size:
        raise StatisticsRefused("columns_differ_in_length", judged=sides[0].size, outcome=sides[1].size)
    both = ~(np.isnan(sides[0]) | np.isnan(sides[1]))
    return sides[0][both], sides[1][both]


def hit_rate(low: Values, high: Values, truth: Sequence[float | None], level: float = 0.95) -> Proportion:
    """How many ranges held the truth; with ranges meant to hold it in 80 %, about 80 % should.

    Parameters: low, high and truth in the same order; one with a part missing is left out; level, confidence of the
    interval.
    Returns: Proportion; no whole range: value None.
    Raises: StatisticsRefused when the columns differ in length.
    Formula: share with low <= truth <= high, limits by `wilson`.
    Do not trust it alone: a range from nought to everything always hits.
    Source: Wilson 1927 for the limits.

    >>> hit_rate([0.1, 0.5], [0.4, 0.9], [0.3, 0.95]).value
    0.5
    """
    sides = [as_numbers(side) for side in (low, high, truth)]
    if len({side.size for side in sides}) > 1:
        raise StatisticsRefused("columns_differ_in_length", low=sides[0].size, truth=sides[2].size)
    whole = ~np.isnan(np.column_stack(sides)).any(axis=1)
    hits = (sides[0][whole] <= sides[2][whole]) & (sides[2][whole] <= sides[1][whole])
    return wilson(int(hits.sum()), int(whole.sum()), level=level, missing=int((~whole).sum()))
