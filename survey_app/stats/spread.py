"""How tight the ratings of one item are: quartile deviation, relative range and coefficient of variation, guarded."""

from dataclasses import dataclass
from enum import StrEnum

from survey_app.stats.answers import Values
from survey_app.stats.distribution import Distribution, distribution
from survey_app.stats.guards import Figure, Guard

__all__ = ["Spread", "Tightness", "Variation", "spread"]

_SOURCE = (
    "Quartile deviation and relative interquartile range: von der Gracht 2012, Technological Forecasting and Social "
    "Change 79:1525; coefficient of variation: English and Kernan 1976, Transportation Research 10:15"
)
_STRONG, _MODERATE = 0.5, 1.0
_GOOD, _FAIR = 0.5, 0.8
_FIVE_POINTS = 4


class Tightness(StrEnum):
    """How a quartile deviation on a scale of five points is usually read."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"


class Variation(StrEnum):
    """How a coefficient of variation is read: good up to .5, fair up to .8, poor above."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


@dataclass(frozen=True, kw_only=True)
class Spread(Distribution):
    """The distribution of one item with what follows from it; `scale_min` belongs to every coefficient of variation.

    Below four ratings a middle half says little: the figures that rest on it carry the guard `fewer_than_four`.
    """

    scale_min: float
    scale_max: float
    quartile_deviation: Figure
    relative_iqr: Figure
    coefficient: Figure
    tightness: Tightness | None = None
    variation_class: Variation | None = None


def spread(ratings: Values, scale_min: float = 1, scale_max: float = 9) -> Spread:
    """How tight the ratings of one item are.

    Parameters: ratings, one per panellist, None and NaN missing; scale_min and scale_max, the ends of the scale.
    Returns: Spread. No ratings: figures None with `no_answers`. Median 0: no relative range. One rating, a mean not
    above 0 or a scale that begins below 0: no coefficient of variation.
    Raises: StatisticsRefused when a rating lies off the scale or the ends are out of order.
    Formula: quartile deviation (Q3 - Q1)/2; relative interquartile range (Q3 - Q1)/Q2; coefficient of variation sd/mean
    with sd over n - 1; quartiles at h = (n - 1)p, interpolated; full score = share at scale_max.
    Do not trust a coefficient of variation across scales: it falls when a scale is shifted up.
    Source: von der Gracht 2012; English and Kernan 1976 for the classes of the coefficient of variation.

    >>> found = spread([2, 3, 4, 4, 5, 5, 5, 5, 5, 5], 1, 5)
    >>> found.quartile_deviation.value, found.tightness.value, found.relative_iqr.value, found.full_score
    (0.5, 'strong', 0.2, 0.6)
    """
    base = distribution(ratings, scale_min, scale_max)
    few = None if base.spread_informative else Guard.FEWER_THAN_FOUR if base.n else Guard.NO_ANSWERS
    half = None if base.iqr is None else base.iqr / 2
    coefficient = _coefficient(base, scale_min)
    return Spread(
        **vars(base) | {"method": "spread_of_one_item", "source": f"{_SOURCE}. {base.source}"},
        scale_min=scale_min,
        scale_max=scale_max,
        quartile_deviation=Figure(half, few),
        relative_iqr=_relative(base, few),
        coefficient=coefficient,
        tightness=None if half is None or scale_max - scale_min != _FIVE_POINTS else _tightness(half),
        variation_class=None if coefficient.value is None else _class(coefficient.value),
    )


def _relative(base: Distribution, few: Guard | None) -> Figure:
    if base.iqr is None or base.median is None:
        return Figure(None, few)
    return Figure(None, Guard.MEDIAN_IS_ZERO) if base.median == 0 else Figure(base.iqr / base.median, few)


def _coefficient(base: Distribution, scale_min: float) -> Figure:
    if base.mean is None or base.sd is None:
        return Figure(None, Guard.ONE_ANSWER if base.n else Guard.NO_ANSWERS)
    if scale_min < 0:
        return Figure(None, Guard.NO_RATIO_SCALE)
    return Figure(None, Guard.MEAN_NOT_POSITIVE) if base.mean <= 0 else Figure(base.sd / base.mean)


def _tightness(half: float) -> Tightness:
    if half <= _STRONG:
        return Tightness.STRONG
    return Tightness.MODERATE if half <= _MODERATE else Tightness.WEAK


def _class(coefficient: float) -> Variation:
    if coefficient <= _GOOD:
        return Variation.GOOD
    return Variation.FAIR if coefficient <= _FAIR else Variation.POOR
