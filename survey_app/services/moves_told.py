"""What is told of how answers to one question moved between two rounds, where nobody may tell which became which.

Both distributions are known. Whatever else is told of the same people, how many changed, rose or fell, how well the two
rounds agree, is a set of equations for the table of answers then by answers now; of few people one table is left. So
what follows from the two distributions is told, and the number of changes as a range that leaves every answer open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from survey_app.exports.round_report import MovementFigures
from survey_app.privacy.changes import change_range, change_ranges
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_computing import cuts_of, is_stable
from survey_app.stats.significance import Shortfall

Json = Mapping[str, Any]
_BY_PAIRS = (Shortfall.NO_PAIRS, Shortfall.TOO_FEW_PAIRS)
"""Why a test is missing that says nothing of how anybody moved."""
_MOST_ANSWERS = 150
"""Where more different answers were given, the two distributions say as much of the changes as a range would."""


@dataclass(frozen=True, slots=True)
class _Spread:
    """How often each answer was given in a round."""

    counts: Mapping[float, int]
    n: int
    variation: float | None


def without_pairs(found: MovementFigures) -> MovementFigures:
    """Movement without anything that joins the two rounds of somebody."""
    return replace(
        found,
        unchanged=None,
        up=None,
        down=None,
        changed=None,
        net_change=None,
        changed_share=None,
        wilcoxon_p=None,
        wilcoxon_adjusted=None,
        kappa=None,
        cv_change=None,
        shortfall=found.shortfall if found.shortfall in _BY_PAIRS else None,
    )


def told(found: MovementFigures, before: Json | None, now: Json, rules: ProtocolRules) -> MovementFigures:
    """Movement of an item between two rounds, of which these are the frozen figures; `before` is None where unknown.

    Who left, who came and whose answer was erased count alike: each is an answer that stands in one round only.
    """
    bare = without_pairs(found)
    if found.net_change is None or found.unchanged is None:
        return replace(bare, net_change=found.net_change, cv_change=found.cv_change, changed=found.changed)
    one, two = (None if each is None else _spread(each) for each in (before, now))
    if one is None or two is None or min(one.n, two.n) < found.pairs:
        return replace(bare, stable=None)
    left, came = one.n - found.pairs, two.n - found.pairs
    answers = sorted({*one.counts, *two.counts})
    net = _net_change(one, two, cuts_of(rules))
    return replace(
        bare,
        only_before=left,
        only_now=came,
        net_change=net,
        stable=None if found.stable is None else is_stable(net, rules),
        cv_change=None if one.variation is None or two.variation is None else two.variation - one.variation,
        changed=_changed(found.pairs - found.unchanged, (one, two), answers, (left, came)),
    )


def _changed(
    number: int, sides: tuple[_Spread, _Spread], answers: Sequence[float], gone: tuple[int, int]
) -> tuple[int, int] | None:
    if len(answers) > _MOST_ANSWERS:
        return None
    before, now = ([side.counts.get(answer, 0) for answer in answers] for side in sides)
    return change_range(number, change_ranges(before, now, *gone))


def _spread(figures: Json) -> _Spread | None:
    """None where the distribution was not kept: an archive holds what pages showed."""
    spread = figures["consensus"]
    counts = {each["point"]: each["count"] for each in spread["points"] if each["count"]}
    return _Spread(counts, spread["n"], spread.get("cv")) if sum(counts.values()) == spread["n"] else None


def _net_change(one: _Spread, two: _Spread, cuts: Sequence[float]) -> float:
    """Half of what the shares of all classes changed by; of everybody in either round, and not of the pairs alone."""
    shares: dict[float, float] = {}
    for side, sign in ((one, -1), (two, 1)):
        for answer, count in side.counts.items():
            place = sum(answer >= cut for cut in cuts) if cuts else answer
            shares[place] = shares.get(place, 0.0) + sign * count / side.n
    return sum(abs(each) for each in shares.values()) / 2
