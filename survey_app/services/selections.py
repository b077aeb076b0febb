"""The answers that a report is about: which, chosen how, and what of them may be told apart."""

from dataclasses import dataclass

from survey_app.services.columns import Answered, Mask
from survey_app.services.filters import Condition
from survey_app.services.weightings import InForce


@dataclass(frozen=True, slots=True)
class Selection:
    """The answers a report is about: those of the mask, chosen by these conditions.

    No group below `least` is told apart, and of no group an answer that fewer than `fewest` of it gave.
    """

    answered: Answered
    mask: Mask
    conditions: tuple[Condition, ...]
    least: int
    fewest: int = 1
    weights: InForce | None = None
    about: str = ""
    """The code of the one question that is asked about; nothing for all of them."""
