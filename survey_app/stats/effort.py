"""The effort score: how easy it was made to get something done."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from survey_app.stats.answers import Values, as_numbers, as_weights
from survey_app.stats.descriptive import Mean, mean
from survey_app.stats.proportion import Proportion, share_of
from survey_app.stats.results import StatisticsRefused

__all__ = ["Effort", "EffortForm", "effort"]

_SOURCE = "Dixon, Freeman and Toman 2010, Harvard Business Review 88(7/8):116; the second form: Dixon et al. 2013"


class EffortForm(StrEnum):
    """The two forms in use; no standard exists, so a report names the one it took."""

    EASE_7 = "ease_7"
    EFFORT_5 = "effort_5"


@dataclass(frozen=True, kw_only=True)
class Effort(Mean):
    """Mean ease (`value`, more is easier) and the share who found it easy; `asked_mean` is the mean as asked."""

    form: EffortForm
    easy: Proportion
    easy_from: float
    asked_mean: float | None
    scale_min: float
    scale_max: float


_ENDS = {EffortForm.EASE_7: (1.0, 7.0, 5.0), EffortForm.EFFORT_5: (1.0, 5.0, 4.0)}


def effort(
    values: Values,
    form: EffortForm = EffortForm.EASE_7,
    population: int | None = None,
    *,
    level: float = 0.95,
    weights: Values | None = None,
) -> Effort:
    """Mean and share of a single item on ease or effort.

    Parameters: values, one answer per respondent, None and NaN missing; form, agreement from 1 to 7 that it was made
    easy, or effort from 1 (very low) to 5 (very high), which is turned round so that more is easier; population, N or
    None; level, confidence; weights, one per respondent, or None.
    Returns: Effort, with the interval of `mean` and of `wilson`.
    Raises: StatisticsRefused when an answer is off the scale or n exceeds N.
    Formula: ease: mean x, share of 5 to 7. Effort: mean of 6 - x, share of x at most 2.
    Do not trust a comparison of the two forms: they ask different things.
    Source: Dixon, Freeman and Toman 2010; Dixon, Toman and DeLisi 2013, The Effortless Experience.

    >>> found = effort([7, 6, 5, 2, None])
    >>> found.value, found.easy.value, effort([1, 2, 5], EffortForm.EFFORT_5).value
    (5.0, 0.75, 3.3333333333333335)
    """
    low, high, easy_from = _ENDS[form]
    asked = as_numbers(values)
    if np.any((asked < low) | (asked > high)):
        raise StatisticsRefused("answer_off_scale", scale_min=low, scale_max=high)
    ease = asked if form is EffortForm.EASE_7 else low + high - asked
    found = mean(ease, population, level, weights)
    mass = as_weights(weights, asked.size)
    kept = ~np.isnan(ease) if mass is None else ~np.isnan(ease) & (mass > 0)
    used = None if mass is None else mass[kept]
    easy = share_of(ease[kept] >= easy_from, used, population, level, missing=found.missing)
    asked_mean = found.value
    if found.value is not None and form is EffortForm.EFFORT_5:
        asked_mean = low + high - found.value
    return Effort(
        **vars(found) | {"method": f"effort_{form.value}", "source": _SOURCE},
        form=form,
        easy=easy,
        easy_from=easy_from,
        asked_mean=asked_mean,
        scale_min=low,
        scale_max=high,
    )
