"""The figures of a round, reckoned from the planted answers with nothing of the product's: Python's own `statistics`
for medians and quartiles (method "inclusive"), sums of whole numbers for everything else.
"""

import statistics
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from tests.journeys.planted import (
    ASKED_AGAIN,
    DECLINES,
    GROUPS,
    JOINED,
    LATECOMER,
    LEAVES,
    LOSES_LINK,
    SILENT,
    STATEMENTS,
    answers_of,
    finished,
)

HIGH, LOW = range(7, 10), range(1, 4)
LISTED = ASKED_AGAIN + len(JOINED)
_EVERYBODY = [name for name in GROUPS if name not in ("ema", DECLINES, SILENT)]
_LATER = [name for name in _EVERYBODY if name != LEAVES]
TAKE_PART = {1: [name for name in _EVERYBODY if name != LATECOMER[0]], 2: _LATER, 3: _LATER}
ASKED = {number: len(names) for number, names in TAKE_PART.items()}


def ratings(number: int, text: str) -> dict[str, int]:
    """Who gave which rating to a statement; whoever cannot judge gave none."""
    found = {name: answers_of(number, name)[text] for name in finished(number)}
    return {name: value for name, value in found.items() if isinstance(value, int)}


def before(number: int, text: str) -> dict[str, int]:
    """The ratings of the round before; none where that did not ask the statement."""
    return ratings(number - 1, text) if number > 1 and text in STATEMENTS[number - 1] else {}


def cannot(number: int, text: str) -> int:
    """How many said that they cannot judge."""
    return len(finished(number)) - len(ratings(number, text))


def median(values: Sequence[int]) -> float:
    return float(statistics.median(values))


def middle(values: Sequence[int]) -> tuple[float, float]:
    """The quartiles."""
    lower, _median, upper = statistics.quantiles(values, n=4, method="inclusive")
    return lower, upper


def written(value: float, language: str) -> str:
    """A figure as a page of the language writes it."""
    return f"{value:g}".replace(".", "," if language == "es" else ".")


def share(number: int, text: str, ends: range, base: str) -> Fraction:
    """The share in one range: of those who rated, of those who saw it, or of everybody who was asked."""
    values = ratings(number, text).values()
    bases = {"rated": len(values), "seen": len(finished(number)), "asked": ASKED[number]}
    return Fraction(sum(value in ends for value in values), bases[base])


def is_agreed(number: int, text: str) -> bool:
    """Whether three quarters of those who rated it lie at one end."""
    return any(share(number, text, ends, "rated") >= Fraction(3, 4) for ends in (HIGH, LOW))


def pairs(number: int, text: str) -> list[tuple[int, int]]:
    """Both ratings of everybody who rated in this round and the one before; a new link finds no earlier answer."""
    earlier, now = before(number, text), ratings(number, text)
    lost = {LOSES_LINK} if number == 2 else set()
    return [(earlier[name], now[name]) for name in earlier if name in now and name not in lost]


def net_change(number: int, text: str) -> Fraction:
    """Half of all the differences between the two distributions, as shares of whoever rated in either round."""
    shares = []
    for values in (before(number, text).values(), ratings(number, text).values()):
        counted = Counter(values)
        shares.append([Fraction(counted[point], len(values)) for point in range(1, 10)])
    return sum((abs(one - two) for one, two in zip(*shares, strict=True)), Fraction(0)) / 2


def is_stable(number: int, text: str) -> bool | None:
    """Whether less than 15 % of the distribution moved; None where it cannot be said."""
    return net_change(number, text) < Fraction(15, 100) if len(pairs(number, text)) >= 6 else None


def in_group(number: int, text: str, group: str) -> list[int]:
    """What one stakeholder group rated."""
    return [value for name, value in ratings(number, text).items() if GROUPS[name] == group]


def kendall(number: int) -> tuple[float, int]:
    """Kendall's W with the correction for ties, over those who rated every statement differently enough; how many."""
    rows = [[answers_of(number, name)[text] for text in STATEMENTS[number]] for name in finished(number)]
    whole = [row for row in rows if all(isinstance(value, int) for value in row) and len(set(row)) > 1]
    ranks = [[sum(other < one for other in row) + (row.count(one) + 1) / 2 for one in row] for row in whole]  # type: ignore[operator]  # whole rows hold numbers only
    items, raters = len(STATEMENTS[number]), len(whole)
    sums = [sum(column) for column in zip(*ranks, strict=True)]
    spread = sum((each - raters * (items + 1) / 2) ** 2 for each in sums)
    ties = sum(count**3 - count for row in whole for count in Counter(row).values())
    return 12 * spread / (raters**2 * (items**3 - items) - raters * ties), raters
