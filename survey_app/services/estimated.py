"""Estimates of panellists: a best figure between the lowest and the highest one that they think possible."""

import math

from survey_app.services.own_answers import Answer
from survey_app.services.protocol_rules import ProtocolRules

__all__ = ["DECIMALS", "RANGE_SIZE", "is_range"]

DECIMALS = 3
"""As many as an estimate may have; more would make it a fingerprint."""
RANGE_SIZE = len(',"l":,"u":') + 3 * len("-1000000.123")
"""What low, best and high add to a sheet at most."""


def is_range(answer: Answer, rules: ProtocolRules) -> bool:
    """Whether low, best and high are there, in order, on the scale, and with few decimals.

    >>> rules = ProtocolRules(scale_min=0, scale_max=100)
    >>> is_range(Answer(20.5, low=10, high=30), rules), is_range(Answer(20, low=25, high=30), rules)
    (True, False)
    >>> is_range(Answer(20, low=10), rules), is_range(Answer(float("inf"), low=10, high=float("inf")), rules)
    (False, False)
    """
    parts = (answer.low, answer.value, answer.high)
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in parts):
        return False
    low, best, high = (float(each or 0) for each in parts)
    if not all(math.isfinite(each) and round(each, DECIMALS) == each for each in (low, best, high)):
        return False
    return rules.scale_min <= low <= best <= high <= rules.scale_max
