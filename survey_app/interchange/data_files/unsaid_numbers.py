"""Numbers that stand for no answer by custom: -999 among incomes, 999 among ages."""

from collections.abc import Mapping
from decimal import Decimal

__all__ = ["unsaid_numbers"]

_BELOW = frozenset(
    -Decimal(code)
    for code in (66, 77, 88, 97, 98, 99, 666, 777, 888, 997, 998, 999, 7_777, 8_888, 9_998, 9_999, 99_999)
)
_ABOVE = frozenset(Decimal(code) for code in (777, 888, 997, 998, 999, 7_777, 8_888, 9_997, 9_998, 9_999, 99_999))
_AWAY, _FEWEST = 3, 2
_OURS = Decimal(-9)
"""From here on numbers below 0 are codes of ours for no answer, which are looked at elsewhere."""


def unsaid_numbers(often: Mapping[Decimal, int]) -> frozenset[Decimal]:
    """The numbers of a column that stand for no answer; `often` says how often each number stands there.

    Below 0 they are the only ones so far down, where no decimals below 0 are amounts; above it they return, and are far
    from all others.

    >>> count = dict.fromkeys
    >>> sorted(map(int, unsaid_numbers(count(map(Decimal, (100, 250, -888, -999)), 2))))
    [-999, -888]
    >>> sorted(map(int, unsaid_numbers(count(map(Decimal, (18, 40, 99, 999)), 2))))
    [999]
    >>> unsaid_numbers(count(map(Decimal, (-120, -99, 4, 80)), 2)), unsaid_numbers(count(map(Decimal, (950, 999)), 2))
    (frozenset(), frozenset())
    >>> unsaid_numbers(count(map(Decimal, ("-1.5", "-99", "3")), 2))
    frozenset()
    """
    below = {number for number in often if number < _OURS}
    goes_below = any(number < 0 and number % 1 for number in often)
    found = below if below <= _BELOW and not goes_below else set()
    rest = often.keys() - below - _ABOVE
    highest = max(rest, default=Decimal(0))
    if rest and highest > 0:
        found = found | {each for each in often.keys() & _ABOVE if each > _AWAY * highest and often[each] >= _FEWEST}
    return frozenset(found) if often.keys() - found else frozenset()
