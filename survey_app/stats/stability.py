"""Whether the ratings of one item still move between two rounds, from the panellists who answered in both."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.stats.answers import FloatArray, Values, as_numbers, base_cautions, check_level
from survey_app.stats.consensus import DEFAULT_RULE, AgreementRule
from survey_app.stats.distribution import variation
from survey_app.stats.proportion import Proportion, wilson
from survey_app.stats.results import Base, Reason, Result, StatisticsRefused
from survey_app.stats.signed_ranks import SignedRanks, signed_ranks
from survey_app.stats.significance import Shortfall, SignificanceTest
from survey_app.stats.transitions import FEWEST_PAIRS, bowker, mcnemar

__all__ = ["Movement", "Sides", "Stability", "stability"]

_SOURCE = (
    "Net change: Scheibe, Skutsch and Schofer 1975, in Linstone and Turoff, The Delphi Method; Wilcoxon 1945; "
    "McNemar 1947; Bowker 1948; change of the coefficient of variation: von der Gracht 2012, Technological Forecasting "
    "and Social Change 79:1525"
)
_STABLE_NET = 0.15
_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Movement:
    """How the pairs moved: up, down, not at all, with the mean and median before, after and of the differences."""

    up: int
    down: int
    unchanged: int
    mean_before: float | None = None
    mean_after: float | None = None
    mean_change: float | None = None
    median_before: float | None = None
    median_after: float | None = None
    median_change: float | None = None


@dataclass(frozen=True, slots=True)
class Sides:
    """The high range before and after: in both rounds, the first only, the second only, neither."""

    both: int
    only_first: int
    only_second: int
    neither: int


@dataclass(frozen=True, kw_only=True)
class Stability(Result):
    """Movement of one item; n are the pairs, `only_first` left and `only_second` came, neither of them counts.

    `net_change` is what the distribution moved, `changed_bin` the people who did: two different numbers. `stable` is
    the percent change rule, net change below 15 %; None below six pairs.
    """

    only_first: int
    only_second: int
    movement: Movement
    share_unchanged: Proportion
    net_change: float | None = None
    changed_bin: float | None = None
    cv_change: float | None = None
    kappa: float | None = None
    stable: bool | None = None
    wilcoxon: SignedRanks
    sides: Sides
    mcnemar: SignificanceTest
    bowker: SignificanceTest
    rule: AgreementRule
    cuts: tuple[float, ...] = ()
    shortfall: Shortfall | None = None


def stability(
    first: Values,
    second: Values,
    rule: AgreementRule = DEFAULT_RULE,
    *,
    cuts: Sequence[float] = (),
    level: float = 0.95,
) -> Stability:
    """Movement of one item between two rounds, over the panellists who rated it in both with the same wording.

    Parameters: first and second, one rating per panellist in the same order, None and NaN missing; rule, for the scale
    and the ranges; cuts, inner bounds of the bins for net change (a rating on a bound belongs above), by default every
    rating is a bin of its own; level, confidence of the share unchanged.
    Returns: Stability. No pairs: figures None, reason `no_answers`. Fewer than six pairs: figures, no tests, no
    verdict of the rule.
    Raises: StatisticsRefused when the columns differ in length, a rating lies off the scale or the cuts do not rise.
    Formula: net change = sum |h2 - h1|/2/n over the bins; change of cv = cv2 - cv1; kappa with quadratic weights
    = 1 - n sum (x - y)² / sum_ij (x_i - y_j)²; `signed_ranks`; `mcnemar` on the high range; `bowker` on low, middle
    and high.
    Do not trust stability as agreement: a split panel can be perfectly stable.
    Source: Scheibe, Skutsch and Schofer 1975; Wilcoxon 1945; McNemar 1947; Bowker 1948; Holey et al. 2007 for kappa.

    >>> found = stability([7, 5, 6, 8, 7, 3, 5, None], [7, 7, 7, 8, 8, 3, None, 9])
    >>> found.n, found.only_first, found.only_second, found.movement.up, found.share_unchanged.value
    (6, 1, 1, 3, 0.5)
    """
    check_level(level)
    before, after, bounds = *_columns(first, second, rule), _bounds(cuts)
    here, there = ~np.isnan(before), ~np.isnan(after)
    one, two = before[here & there], after[here & there]
    n, missing = one.size, before.size - one.size
    movement, sides = _movement(one, two), _sides(one, two, rule)
    net, moved = _net(one, two, bounds)
    return Stability(
        n=n,
        missing=missing,
        base=Base.BOTH_SIDES,
        method="paired_rounds",
        source=_SOURCE,
        cautions=base_cautions(n),
        reason=None if n else Reason.NO_ANSWERS,
        only_first=int((here & ~there).sum()),
        only_second=int((there & ~here).sum()),
        movement=movement,
        share_unchanged=wilson(movement.unchanged, n, level=level, missing=missing),
        net_change=net,
        changed_bin=moved,
        cv_change=_cv_change(one, two),
        kappa=_kappa(one, two),
        stable=_is_stable(net, n),
        wilcoxon=signed_ranks(two - one),
        sides=sides,
        mcnemar=mcnemar(sides.only_first, sides.only_second, n),
        bowker=bowker(_regions(one, rule), _regions(two, rule)),
        rule=rule,
        cuts=bounds,
        shortfall=_shortfall(n),
    )


def _is_stable(net: float | None, n: int) -> bool | None:
    """The verdict of the rule; none from too few pairs."""
    return None if net is None or n < FEWEST_PAIRS else net < _STABLE_NET - 10**-_DECIMALS


def _shortfall(n: int) -> Shortfall | None:
    if n >= FEWEST_PAIRS:
        return None
    return Shortfall.TOO_FEW_PAIRS if n else Shortfall.NO_PAIRS


def _columns(first: Values, second: Values, rule: AgreementRule) -> tuple[FloatArray, FloatArray]:
    """Both rounds as numbers, checked against the rule's scale."""
    rule.check()
    before, after = as_numbers(first), as_numbers(second)
    if before.size != after.size:
        raise StatisticsRefused("columns_differ_in_length", first=before.size, second=after.size)
    for side in (before, after):
        if np.any((side < rule.scale_min) | (side > rule.scale_max)):
            raise StatisticsRefused("answer_off_scale", scale_min=rule.scale_min, scale_max=rule.scale_max)
    return before, after


def _bounds(cuts: Sequence[float]) -> tuple[float, ...]:
    found = as_numbers(list(cuts))
    if np.isnan(found).any() or np.any(np.diff(found) <= 0):
        raise StatisticsRefused("cuts_do_not_rise")
    return tuple(float(cut) for cut in found)


def _movement(one: FloatArray, two: FloatArray) -> Movement:
    change = np.round(two - one, _DECIMALS)
    counts = int((change > 0).sum()), int((change < 0).sum()), int((change == 0).sum())
    if not change.size:
        return Movement(*counts)
    return Movement(
        *counts,
        mean_before=float(one.mean()),
        mean_after=float(two.mean()),
        mean_change=float(change.mean()),
        median_before=float(np.median(one)),
        median_after=float(np.median(two)),
        median_change=float(np.median(change)),
    )


def _net(one: FloatArray, two: FloatArray, cuts: tuple[float, ...]) -> tuple[float | None, float | None]:
    n = one.size
    if not n:
        return None, None
    places = [np.digitize(side, cuts) if cuts else side for side in (one, two)]
    bins, index = np.unique(np.concatenate(places), return_inverse=True)
    before, after = (np.bincount(part, minlength=bins.size) for part in (index[:n], index[n:]))
    return int(np.abs(after - before).sum()) / 2 / n, int((index[:n] != index[n:]).sum()) / n


def _cv_change(one: FloatArray, two: FloatArray) -> float | None:
    before, after = variation(one), variation(two)
    return None if before is None or after is None else after - before


def _kappa(one: FloatArray, two: FloatArray) -> float | None:
    """None when all ratings of both rounds are the same: nothing could differ by chance."""
    together = np.concatenate([one, two])
    if not together.size or not np.ptp(together):
        return None
    before, after = one - together.mean(), two - together.mean()
    by_chance = one.size * float((before**2).sum() + (after**2).sum()) - 2 * float(before.sum() * after.sum())
    return 1 - one.size * float(((one - two) ** 2).sum()) / by_chance


def _sides(one: FloatArray, two: FloatArray, rule: AgreementRule) -> Sides:
    before, after = (_regions(side, rule) == 1 for side in (one, two))
    counts = (before & after, before & ~after, after & ~before, ~before & ~after)
    return Sides(*(int(flags.sum()) for flags in counts))


def _regions(ratings: FloatArray, rule: AgreementRule) -> FloatArray:
    """1 in the high range, -1 in the low one, 0 elsewhere."""
    high = (ratings >= rule.high[0]) & (ratings <= rule.high[1])
    low = (ratings >= rule.low[0]) & (ratings <= rule.low[1])
    return high.astype(np.float64) - low.astype(np.float64)
