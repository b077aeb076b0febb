"""Estimates of a panel against what came out: how far off they were, and how often the ranges held the truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey_app.exports import own_scales
from survey_app.exports.elicited import POOLS
from survey_app.exports.outcome import Outcome
from survey_app.exports.round_report import ItemFigures, RoundPart
from survey_app.stats.expert_scores import brier, hit_rate
from survey_app.stats.proportion import Proportion, wilson
from survey_app.vocabulary import ItemScale

__all__ = ["AGGREGATES", "ItemScore", "Outcome", "RoundScore", "score"]

AGGREGATES = ("mean", "median", "log_odds")
"""The ways to join best estimates that are scored."""
_SOURCE = "Brier 1950, Monthly Weather Review 78:1"


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item against its outcome. Errors are distances in the unit of the scale; `held` counts the ranges.

    `held` is not there where single ranges are not shown.
    """

    item_id: int
    code: str
    text: Mapping[str, str]
    outcome: Outcome
    joined: Mapping[str, float | None]
    errors: Mapping[str, float | None]
    inside: Mapping[str, bool | None]
    held: Proportion | None


@dataclass(frozen=True, slots=True)
class RoundScore:
    """All items of a round that have an outcome. Brier scores exist where outcomes are events: 0 or the whole."""

    number: int
    items: tuple[ItemScore, ...]
    mean_errors: Mapping[str, float | None]
    events: int
    brier: Mapping[str, float | None]
    held: Proportion | None
    meant: float | None
    """The share of ranges that should hold the truth; None where nobody was asked how sure they are."""
    codes: tuple[str, ...] = ()
    """The statements that have this scale as their own; empty for the protocol's."""
    source: str = _SOURCE


def score(part: RoundPart, outcomes: Mapping[int, Outcome]) -> RoundScore | None:
    """The scores of a round; None where it asked for no estimates or no outcome is known."""
    found = [(item, outcomes[item.item_id]) for item in part.figures.items if item.item_id in outcomes]
    if part.figures.scale is not ItemScale.ESTIMATE or not found:
        return None
    items = tuple(_item(part, item, outcome) for item, outcome in found)
    told = [item.elicited for item, _outcome in found if item.elicited and item.elicited.ranges]
    events = [each for each in items if _is_event(part, each.outcome)]
    return RoundScore(
        number=part.figures.number,
        items=items,
        mean_errors={name: _mean([each.errors[name] for each in items]) for name in AGGREGATES},
        events=len(events),
        brier={name: _brier(part, events, name) for name in AGGREGATES},
        held=_held([each.held for each in items]),
        meant=told[0].confidence / 100 if told and part.rules.confidence else None,
        codes=tuple(item.code for item in part.figures.items) if own_scales.is_own(part) else (),
    )


def _unit(part: RoundPart) -> float:
    """What a share of the frozen estimates is worth in the unit of the scale."""
    rules = part.rules
    return rules.scale_max if rules.scale_min == 0 and rules.scale_max > 0 else 1.0


def _item(part: RoundPart, item: ItemFigures, outcome: Outcome) -> ItemScore:
    truth, unit = outcome.value, _unit(part)
    shares = {name: getattr(item.estimate, name, None) for name in AGGREGATES}
    joined = {name: None if share is None else share * unit for name, share in shares.items()}
    pools = {name: getattr(item.elicited, name, None) for name in POOLS}
    ranges = item.elicited.ranges if item.elicited else ()
    return ItemScore(
        item_id=item.item_id,
        code=item.code,
        text=item.text,
        outcome=outcome,
        joined=joined,
        errors={name: None if value is None else abs(value - truth) for name, value in joined.items()},
        inside={name: None if pool is None else pool[0] <= truth <= pool[2] for name, pool in pools.items()},
        held=hit_rate([each[0] for each in ranges], [each[2] for each in ranges], [truth] * len(ranges))
        if ranges
        else None,
    )


def _is_event(part: RoundPart, outcome: Outcome) -> bool:
    """On a scale of shares, whether it is said that something happened, or did not."""
    rules = part.rules
    return rules.scale_min == 0 and rules.scale_max in (1, 100) and outcome.value in (0, rules.scale_max)


def _brier(part: RoundPart, events: Sequence[ItemScore], name: str) -> float | None:
    unit = _unit(part)
    known = [(each.joined[name], each.outcome.value) for each in events]
    said = [None if value is None else min(max(value / unit, 0.0), 1.0) for value, _truth in known]
    return brier(said, [truth / unit for _value, truth in known]).value if known else None


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _held(found: Sequence[Proportion | None]) -> Proportion | None:
    """All ranges of all items together."""
    known = [each for each in found if each is not None]
    if not known:
        return None
    hits, n = (int(sum(getattr(each, name) for each in known)) for name in ("k", "n"))
    return wilson(hits, n)
