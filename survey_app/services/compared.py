"""Statements compared two by two: what a person said of every pair, the points that follow, and the ratio kept of it.

The comparisons lie in the person's own copy alone. The sealed sheet holds the points, and one consistency ratio under a
key of its own: comparisons of one person are as good as a signature, and the figures need none of them.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from survey_app.exceptions import N_
from survey_app.models import PanelRound
from survey_app.questions.pairwise import EQUAL, STRENGTHS
from survey_app.services.ballots import Row
from survey_app.services.protocol_rules import ProtocolRules, ReasonDemand
from survey_app.services.seats import Seat
from survey_app.stats.allocation import allocate_size
from survey_app.stats.contradictions import panel_consistency
from survey_app.stats.pairwise_weights import TOLERATED, pairwise_weights
from survey_app.vocabulary import ItemScale

__all__ = [
    "FEWEST",
    "LEANING_FIRST",
    "LEANING_SECOND",
    "MOST",
    "NAME",
    "Said",
    "are_points_of",
    "can_be_kept",
    "figures",
    "items_misfit",
    "misfit",
    "most_bytes",
    "pairs_of",
    "points",
    "ratio_of",
    "read",
    "rows",
    "times",
]

NAME = "compared"
FEWEST, MOST = 2, 9
"""How many statements can be compared: nine are 36 pairs, and more would be guessed at."""
LEANING_FIRST = tuple(EQUAL - step + 1 for step in reversed(STRENGTHS))
LEANING_SECOND = tuple(EQUAL + step - 1 for step in STRENGTHS)
CODES = (*LEANING_FIRST, EQUAL, *LEANING_SECOND)
"""From "the first by far" over "the same" to "the second by far", the codes of the question type of the same name."""
_FINE = 10**9
_PLACES = 2
_KEPT = "k"
_LARGEST = 20.0
"""No comparisons on this scale have a larger consistency ratio; a forged one might."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said: a code for every pair in the order of the statements, None where none is given.

    `why` are reasons by place that wait for the points: a reason is kept with an answer, and there is none yet.
    `is_kept` says that the points of the round before are kept, and nothing is compared anew.
    """

    codes: tuple[int | None, ...] = ()
    why: Mapping[int, str] | None = None
    is_kept: bool = False

    @property
    def given(self) -> int:
        """How many pairs are compared."""
        return sum(code is not None for code in self.codes)

    @property
    def is_whole(self) -> bool:
        """Whether every pair is compared."""
        return bool(self.codes) and None not in self.codes

    def to_json(self) -> dict[str, Any]:
        """As it lies in the person's own copy."""
        if self.is_kept:
            return {_KEPT: True}
        waiting = {str(place): text for place, text in (self.why or {}).items()}
        return {"c": list(self.codes)} | ({"w": waiting} if waiting else {})


def misfit(rules: ProtocolRules) -> str:
    """Why statements cannot be compared by these rules, in words; empty where they can, or where none asks for it."""
    if not rules.compared:
        return ""
    if rules.scale is not ItemScale.POINTS:
        return N_("Statements are compared in pairs only where points are shared out: choose points.")
    if rules.real_time:
        return N_("Statements are compared in pairs in rounds, not in real time.")
    if rules.reasons is not ReasonDemand.OPTIONAL:
        return N_("Where statements are compared in pairs a reason may be given and cannot be demanded.")
    return ""


def items_misfit(rules: ProtocolRules, items: int) -> tuple[str, dict[str, object]] | None:
    """Why so many statements cannot be compared, in words with what fills them."""
    if not rules.compared or FEWEST <= items <= MOST:
        return None
    message = N_("From %(least)s to %(most)s statements can be compared in pairs; this would be %(count)s.")
    return message, {"least": FEWEST, "most": MOST, "count": items}


def pairs_of(items: int) -> tuple[tuple[int, int], ...]:
    """The places of every two statements, in order.

    >>> pairs_of(3)
    ((0, 1), (0, 2), (1, 2))
    """
    return tuple(combinations(range(items), 2))


def times(code: int) -> float:
    """How many times as important the first of a pair is.

    >>> times(EQUAL), times(7), times(1), round(times(17), 3)
    (1.0, 3.0, 9.0, 0.111)
    """
    strength = abs(code - EQUAL) + 1.0
    return strength if code <= EQUAL else 1 / strength


def compared_in(codes: Sequence[int | None]) -> tuple[int, dict[tuple[int, int], float]]:
    """How many statements there are, and the comparisons as the statistics take them."""
    items = (1 + math.isqrt(1 + 8 * len(codes))) // 2
    found = zip(pairs_of(items), codes, strict=True)
    return items, {pair: times(code) for pair, code in found if code is not None}


def points(codes: Sequence[int | None], total: int) -> tuple[int, ...]:
    """The weights of one person as whole points that come to the total; nothing while a pair is left out.

    Whole points, by largest remainder: exact weights would let the rows of one sheet be found again by their sum.

    >>> points([EQUAL, EQUAL, EQUAL], 100), points([1, None, 1], 100), sum(points([1, 1, 7], 100))
    ((34, 33, 33), (), 100)
    """
    items, compared = compared_in(codes)
    if not codes or len(compared) < len(codes):
        return ()
    weights = pairwise_weights(items, compared).weights
    sizes: dict[str | None, int] = {f"{place:02}": round(weight * _FINE) for place, weight in enumerate(weights)}
    return tuple(allocate_size(sizes, total).by_stratum().values())


def with_ties(ballot: Sequence[float | None]) -> list[float | None]:
    """The points of one person, with those that a rounding alone may have told apart made equal again.

    Equal weights come to points that differ by one, since the total has to be met. Points are taken in ascending
    order; whatever lies within one point of the lowest of its group is a tie, so weights that really differ by less
    than a point are one, too.

    >>> with_ties([34, 33, 33]), with_ties([50, 25, None, 24])
    ([33, 33, 33], [50, 24, None, 24])
    """
    lowest: dict[float, float] = {}
    start: float | None = None
    for points_given in sorted({each for each in ballot if each is not None}):
        if start is None or points_given - start > 1:
            start = points_given
        lowest[points_given] = start
    return [None if each is None else lowest[each] for each in ballot]


def ratio_of(codes: Sequence[int | None]) -> float | None:
    """The consistency ratio of one person, to two decimals; None while a pair is left out.

    >>> ratio_of([7, 7, EQUAL]), ratio_of([7, 11, 7]), ratio_of([7, None, 7])
    (0.0, 1.15, None)
    """
    items, compared = compared_in(codes)
    ratio = pairwise_weights(items, compared).ratio if codes and len(compared) == len(codes) else None
    return None if ratio is None else round(ratio, _PLACES)


def read(content: object, items: int) -> Said:
    """What an own copy says of so many statements; nothing said where it was written for others."""
    pairs = len(pairs_of(items))
    if isinstance(content, Mapping) and content.get(_KEPT) is True:
        return Said((None,) * pairs, is_kept=True)
    codes = content.get("c") if isinstance(content, Mapping) else None
    if not isinstance(content, Mapping) or not isinstance(codes, list) or len(codes) != pairs:
        return Said((None,) * pairs)
    waiting = content.get("w", {})
    return Said(tuple(codes), {int(place): text for place, text in waiting.items()} if waiting else None)


def most_bytes() -> int:
    """The most bytes that comparisons or their ratio add to an own copy or a sheet."""
    return len('{"c":[],"w":{}}') + len("null,") * len(pairs_of(MOST)) + len('"8":"",') * MOST


def rows(seat: Seat, round_: PanelRound, content: object) -> list[Row]:
    """What the sheet holds of the comparisons: nothing but their ratio, once every pair is compared."""
    ratio = ratio_of(content.get("c", ())) if isinstance(content, Mapping) else None
    return [] if ratio is None else [(seat.question_key(f"{NAME}:{round_.number}"), NAME, {"r": ratio})]


def can_be_kept(before: Sequence[float | None], total: int) -> bool:
    """Whether the points that a person had before make a whole sheet of these statements.

    >>> can_be_kept([50, 30, 20], 100), can_be_kept([50, None, 50], 100), can_be_kept([], 0)
    (True, False, False)
    """
    known = [each for each in before if each is not None]
    return len(known) == len(before) > 0 and sum(known) == total


def are_points_of(
    content: object, values: Sequence[float | None], total: int, before: Sequence[float | None] = ()
) -> bool:
    """Whether the points of a sheet are those that its comparisons come to: none as long as a pair is left out.

    Where they are kept, they are those the person had `before`.
    """
    if isinstance(content, Mapping) and content.get(_KEPT) is True:
        return tuple(values) == tuple(before) and can_be_kept(before, total)
    codes = content.get("c", ()) if isinstance(content, Mapping) else ()
    return tuple(values) == points(codes, total)


def figures(held: Iterable[object], least: int) -> dict[str, Any]:
    """The consistency of the panel as it is frozen: from `least` people on, in no one's order.

    `held` is what the finished sheets hold; what no page of ours can have written is left out.
    """
    found = panel_consistency(ratio for ratio in map(_ratio_in, held) if ratio is not None)
    document: dict[str, Any] = {"n": found.n, "tolerated": TOLERATED, "least": least, "source": found.source}
    if found.n < least:
        return document | {"median": None, "within": None}
    return document | {"median": found.median, "within": found.within}


def _ratio_in(content: object) -> float | None:
    ratio = content.get("r") if isinstance(content, Mapping) else None
    if isinstance(ratio, bool) or not isinstance(ratio, int | float):
        return None
    # compared as it is: an integer may be too large for a float
    return float(ratio) if 0 <= ratio <= _LARGEST else None
