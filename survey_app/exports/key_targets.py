"""The targets of the key figures: which figure each belongs to, and how far it is reached."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from survey_app.exports.report import KeyFigures, Report
from survey_app.stats.results import Estimate, Reason
from survey_app.stats.target import Outcome, against
from survey_app.vocabulary import KeyMeasure

_MORE = 5
"""A difference that needs more decimals is one of counting machines."""


@dataclass(frozen=True, slots=True)
class Held:
    """A key figure with its target, in the figure's own unit (a share from 0 to 1), and what the interval says."""

    found: Estimate
    target: float
    outcome: Outcome

    @property
    def is_of_everybody(self) -> bool:
        """Whether the figure itself decides, since everybody answered."""
        return self.found.interval is None and self.outcome is not Outcome.UNKNOWN


def measured(key: KeyFigures) -> Mapping[KeyMeasure, Estimate]:
    """The key figures by measure; the index is the panel's where a panel weighed the attributes."""
    found = {
        KeyMeasure.SATISFIED: key.satisfied,
        KeyMeasure.MEAN: key.satisfaction_mean,
        KeyMeasure.RECOMMEND: key.recommend,
        KeyMeasure.GAP: key.gap,
        KeyMeasure.INDEX: key.weighted or key.index,
        KeyMeasure.EFFORT: key.effort.found if key.effort else None,
    }
    return {measure: each for measure, each in found.items() if each is not None}


def held(report: Report, least: int = 1) -> Mapping[KeyMeasure, Held]:
    """Every key figure that has a target; none of a figure that fewer than `least` people gave, or that is not told."""
    return {
        measure: Held(found, report.targets[measure], against(found, report.targets[measure]))
        for measure, found in measured(report.key).items()
        if measure in report.targets and not 0 < found.n < least and found.reason is not Reason.FEW_IN_A_GROUP
    }


def apart(ends: Sequence[float], target: float, write: Callable[[float, int], str]) -> int:
    """How many more decimals the ends of an interval need for none to look like a target that it is not.

    >>> apart((-0.35, -0.3001), -0.3, lambda value, more: f"{value:.{2 + more}f}")
    2
    """
    near = [end for end in ends if end != target]
    told = (more for more in range(_MORE) if all(write(end, more) != write(target, more) for end in near))
    return next(told, 0)
