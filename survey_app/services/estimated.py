"""Estimates of panellists: a best figure between the lowest and the highest one that they think possible."""

import math

from survey_app.services.own_answers import Answer
from survey_app.services.protocol_rules import ProtocolRules

__all__ = ["CONFIDENCE_SIZE", "DECIMALS", "EVEN", "RANGE_SIZE", "has_confidence", "is_confidence", "is_range"]

DECIMALS = 3
"""As many as an estimate may have; more would make it a fingerprint."""
RANGE_SIZE = len(',"l":,"u":') + 3 * len("-1000000.123")
"""What low, best and high add to a sheet at most."""
CONFIDENCE_SIZE = len(',"f":100.0')
"""What the confidence adds to a sheet at most."""
EVEN = 50
"""An even chance, in per cent: a range that somebody is no surer of says nothing."""
_WHOLE = 100


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


def is_confidence(value: object) -> bool:
    """Whether it is a whole number of per cent, more than an even chance: at or below 50 a range says nothing.

    >>> is_confidence(51), is_confidence(100.0), is_confidence(50), is_confidence(80.5), is_confidence(True)
    (True, True, False, False, False)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return EVEN < value <= _WHOLE and float(value).is_integer()


def has_confidence(answer: Answer, rules: ProtocolRules) -> bool:
    """Whether the confidence is there exactly when the protocol asks for it and there is an estimate."""
    if rules.confidence and not answer.cannot:
        return is_confidence(answer.confidence)
    return answer.confidence is None
