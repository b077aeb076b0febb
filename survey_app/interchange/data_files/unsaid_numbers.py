"""Numbers that stand for no answer by custom: -999 among incomes, 999 among ages."""

from collections.abc import Collection, Mapping
from decimal import Decimal

__all__ = ["are_sure", "unsaid_numbers"]

_BELOW = frozenset(
    -Decimal(code)
    for code in (66, 77, 88, 97, 98, 99, 666, 777, 888, 997, 998, 999, 7_777, 8_888, 9_998, 9_999, 99_999)
)
_ABOVE = frozenset(Decimal(code) for code in (777, 888, 997, 998, 999, 7_777, 8_888, 9_997, 9_998, 9_999, 99_999))
_NEAR = frozenset(map(Decimal, (-1, -2, -3, -4)))
_AWAY, _FEWEST, _FAR = 3, 2, 10
_OURS = Decimal(-9)
"""From here on numbers below 0 are codes of ours for no answer, which are looked at elsewhere."""


def unsaid_numbers(often: Mapping[Decimal, int]) -> frozenset[Decimal]:
    """The numbers of a column that stand for no answer; `often` says how often each number stands there.

    Below 0 they are the only ones so far down, where no decimals below 0 are amounts, or all others begin far above it;
    above it they return, and are far from all others.

    >>> count = dict.fromkeys
    >>> sorted(map(int, unsaid_numbers(count(map(Decimal, (100, 250, -888, -999)), 2))))
    [-999, -888]
    >>> sorted(map(int, unsaid_numbers(count(map(Decimal, (18, 40, 99, 999)), 2))))
    [999]
    >>> unsaid_numbers(count(map(Decimal, (-120, -99, 4, 80)), 2)), unsaid_numbers(count(map(Decimal, (950, 999)), 2))
    (frozenset(), frozenset())
    >>> unsaid_numbers(count(map(Decimal, ("-1.5", "-99", "3")), 2))
    frozenset()
    >>> sorted(map(int, unsaid_numbers(count(map(Decimal, (-1, 18, 40)), 2))))
    [-1]
    >>> unsaid_numbers(count(map(Decimal, (-1, 3, 40)), 2)), unsaid_numbers(count(map(Decimal, (-5, -1, 12)), 2))
    (frozenset(), frozenset())
    """
    below = {number for number in often if number < _OURS}
    goes_below = any(number < 0 and number % 1 for number in often)
    found = below if below <= _BELOW and not goes_below else set()
    rest = often.keys() - below - _ABOVE
    near = often.keys() & _NEAR
    if near and not goes_below and min(rest - near, default=Decimal(0)) >= _FAR:
        found, rest = found | near, rest - near
    highest = max(rest, default=Decimal(0))
    if rest and highest > 0:
        found = found | {each for each in often.keys() & _ABOVE if each > _AWAY * highest and often[each] >= _FEWEST}
    return frozenset(found) if often.keys() - found else frozenset()


def are_sure(often: Mapping[Decimal, int], unsaid: Collection[Decimal]) -> bool:
    """Whether the numbers found can hardly be amounts: they return, those just below 0 each for itself.

    >>> codes = [Decimal(-1)], [Decimal(-1), Decimal(-3)]
    >>> [are_sure({Decimal(-1): 2, Decimal(-3): 1}, each) for each in codes]
    [True, False]
    """
    return sum(often[code] for code in unsaid) > 1 and all(often[code] > 1 for code in unsaid if code in _NEAR)
