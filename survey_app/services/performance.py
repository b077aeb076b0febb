"""Weights by performance (the classical model): people count by how they did on statements whose outcome is known.

They exist only where the answers of one person may be put together, and only figures over at least k people with a
weight leave this file. See docs/decisions/0016.
"""

from collections.abc import Mapping

from survey_app.exports.elicited import Three
from survey_app.exports.outcome import Outcome
from survey_app.exports.performance import PerformancePool, PooledItem, Unweighted
from survey_app.exports.round_report import ItemFigures, PanelReport, RoundPart
from survey_app.models import Stage
from survey_app.services import elicited, round_computing, round_rows
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.stats.estimates import StandardRange
from survey_app.stats.expert_scores import Performance, performance_weights
from survey_app.stats.pooled_quantiles import pool_quantiles
from survey_app.vocabulary import AnonymityLevel, ItemScale

_JOINED = (AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL)
_FEWEST, _CUT, _SOURCE = 10, 0.05, "Cooke 1991, Experts in Uncertainty"
_DOMINANT = 0.5
Ranges = Mapping[str, Mapping[int, StandardRange]]
"""By person and item."""


def of_stage(stage: Stage, report: PanelReport) -> dict[int, PerformancePool]:
    """The joined estimates of every round that asked for some and has an outcome, by its number."""
    rounds = {each.number: each.id for each in round_rows.analysed(stage.id)}
    found = {}
    for part in report.rounds:
        number = part.figures.number
        seeds = {item.item_id for item in part.figures.items} & set(report.outcomes)
        if part.figures.scale is ItemScale.ESTIMATE and seeds and number in rounds:
            known = {item: report.outcomes[item] for item in seeds}
            found[number] = _round(report, part, rounds[number], known)
    return found


def _round(report: PanelReport, part: RoundPart, round_id: int, known: Mapping[int, Outcome]) -> PerformancePool:
    asked = [item for item in part.figures.items if item.item_id not in known and item.n]
    rules, why = part.rules, _refused(report, part, len(known))
    weights: dict[str, float] = {}
    told: Ranges = {}
    if why is None and isinstance(rules, ProtocolRules):
        told = _ranges(round_id, rules)
        weights = _weights(told, known)
        why = _too_few(told, weights, report)
    return PerformancePool(
        number=part.figures.number,
        seeds=len(known),
        fewest=_FEWEST,
        least=report.min_group,
        cut=_CUT,
        items=tuple(
            PooledItem(
                item.code,
                item.text,
                item.elicited.linear_pool if item.elicited else None,
                None if why else _weighted(item, told, weights, part, report.min_group),
            )
            for item in asked
        ),
        people=None if why else len(weights),
        why_not=why,
        source=_SOURCE,
    )


def _refused(report: PanelReport, part: RoundPart, seeds: int) -> Unweighted | None:
    """Why weights are not even tried."""
    if report.level not in _JOINED:
        return Unweighted.UNJOINED
    if not part.rules.confidence:
        return Unweighted.EXTREMES
    return Unweighted.FEW_SEEDS if seeds < _FEWEST else None


def _too_few(told: Ranges, weights: Mapping[str, float], report: PanelReport) -> Unweighted | None:
    """Why the weights that there are would show single people."""
    if not told:
        return Unweighted.GONE
    if len(weights) < report.min_group:
        return Unweighted.FEW_PEOPLE
    is_one = report.level is AnonymityLevel.CONFIDENTIAL and max(weights.values()) > _DOMINANT
    return Unweighted.ONE_PERSON if is_one else None


def _ranges(round_id: int, rules: ProtocolRules) -> Ranges:
    """The whole ranges of everybody whose answers enter the figures."""
    found: dict[str, dict[int, StandardRange]] = {}
    for each in round_computing.included(round_rows.stored(round_id), rules):
        told = elicited.range_of(each.low, each.value, each.high, each.confidence, rules)
        if told is not None:
            found.setdefault(each.key, {})[each.item_id] = told
    return found


def _weights(told: Ranges, known: Mapping[int, Outcome]) -> dict[str, float]:
    """Who has a weight, and which; nobody who did not judge ten outcomes."""
    seeds = sorted(known)
    people = sorted(key for key, mine in told.items() if len(mine.keys() & known.keys()) >= _FEWEST)
    if not people:
        return {}
    low, best, high = (
        [[getattr(told[key].get(item), side, None) for item in seeds] for key in people]
        for side in ("low", "best", "high")
    )
    truth = [known[item].value for item in seeds]
    scored: Performance = performance_weights(low, best, high, truth, confidence=elicited.STANDARD, cut=_CUT)
    pairs = zip(people, scored.experts, strict=True)
    return {key: expert.weight for key, expert in pairs if expert.weight > 0}


def _weighted(
    item: ItemFigures, told: Ranges, weights: Mapping[str, float], part: RoundPart, least: int
) -> Three | None:
    """The linear pool of those with a weight who gave a range here; None where they are fewer than the least."""
    rows = [(told[key][item.item_id], weight) for key, weight in weights.items() if item.item_id in told[key]]
    if len(rows) < least:
        return None
    found = pool_quantiles(
        [each.low for each, _weight in rows],
        [each.best for each, _weight in rows],
        [each.high for each, _weight in rows],
        confidence=elicited.STANDARD,
        limits=(float(part.rules.scale_min), float(part.rules.scale_max)),
        weights=[weight for _each, weight in rows],
    ).linear_pool
    return None if found is None else (found.low, found.median, found.high)
