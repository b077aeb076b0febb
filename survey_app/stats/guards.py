"""One figure of a panel, or the code of why it does not exist: never 0, never blank."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Figure", "Guard"]


class Guard(StrEnum):
    """Why a figure of a panel does not exist, or what it must be read with; pages hold the sentences."""

    NO_ANSWERS = "no_answers"
    ONE_ANSWER = "one_answer"
    ONE_RATER = "one_rater"
    ONE_ITEM = "one_item"
    NO_VARIATION = "no_variation"
    FEWER_THAN_THREE = "fewer_than_three"
    FEWER_THAN_FOUR = "fewer_than_four"
    FEWER_THAN_FIVE = "fewer_than_five"
    FEWER_THAN_TEN = "fewer_than_ten"
    MEDIAN_IS_ZERO = "median_is_zero"
    MEAN_NOT_POSITIVE = "mean_not_positive"
    NO_ORDER = "no_order"
    NO_RATIO_SCALE = "no_ratio_scale"
    NONE_SENT = "none_sent"
    PART_MISSING = "part_missing"
    NOT_CONNECTED = "not_connected"
    NEVER_LOST = "never_lost"
    NEVER_WON = "never_won"
    ONE_SIDED = "one_sided"
    NOT_BALANCED = "not_balanced"
    OUTSIDE_0_TO_1 = "outside_0_to_1"
    ZERO_WEIGHTS = "zero_weights"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, or None with the guard that keeps it back; a guard beside a value says how to read it."""

    value: float | None = None
    guard: Guard | None = None
