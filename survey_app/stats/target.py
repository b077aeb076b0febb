"""A figure held against a target: the interval, where there is one, decides what may be said."""

from enum import StrEnum

from survey_app.stats.results import Estimate, Reason

__all__ = ["Outcome", "against"]


class Outcome(StrEnum):
    """What may be said of a figure and its target."""

    REACHED = "reached"
    WITHIN = "within"
    NOT_REACHED = "not_reached"
    UNKNOWN = "unknown"


def against(found: Estimate, target: float) -> Outcome:
    """Reached when the whole interval lies at or above the target, not reached when all of it lies below.

    Where everybody answered, the figure itself decides; without a figure or without an interval nothing can be said.
    """
    if found.value is None:
        return Outcome.UNKNOWN
    if found.interval is not None:
        low, high = found.interval.low, found.interval.high
    elif found.reason is Reason.CENSUS:
        low = high = found.value
    else:
        return Outcome.UNKNOWN
    if low >= target:
        return Outcome.REACHED
    return Outcome.NOT_REACHED if high < target else Outcome.WITHIN
