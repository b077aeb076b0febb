"""Trying the rules of a Delphi before the lock: simulated panels through the protocol, kept with it.

The hash of the lock covers rules and statements, not the trial. A kept trial names the rules that it was made with, so
that a page can say when they have changed since.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from survey_app.db import now, session
from survey_app.exceptions import N_, Refusal
from survey_app.exports.first_round_report import FirstRoundReport
from survey_app.exports.movement_report import MovementReport
from survey_app.exports.own_scale_trials import OwnScaleLine, to_json
from survey_app.exports.trial_report import AnyTrial, from_json
from survey_app.models import Item, Protocol, Stage
from survey_app.services import (
    askings,
    compared,
    items,
    own_scale_trials,
    pair_trials,
    protocols,
    round_computing,
    round_roll,
)
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.stats.choice_trial import ChoicePlan, ChoiceTrial, try_choice
from survey_app.stats.movement_trial import MovementPlan, MovementTrial, try_movement
from survey_app.stats.pair_trial import PairTrial
from survey_app.stats.panel_readings import FuzzyTable
from survey_app.stats.protocol_trial import ProtocolTrial, TrialPlan, try_protocol
from survey_app.stats.reading_trial import RAM
from survey_app.stats.trial_views import SheetKind
from survey_app.vocabulary import ItemScale

__all__ = [
    "FEWEST",
    "MOST",
    "SEED",
    "KeptTrial",
    "NothingToTry",
    "Trial",
    "keep",
    "kept",
    "likely_items",
    "likely_panel",
    "nothing_to_try",
    "run",
    "tried",
    "without_rule",
]

FEWEST, MOST = 5, 400
SEED = 2026
_USUAL = 12

_USUAL_ITEMS = 10
_KINDS = {
    ItemScale.POINTS: SheetKind.POINTS,
    ItemScale.RANKING: SheetKind.RANKING,
    ItemScale.ESTIMATE: SheetKind.ESTIMATE,
}
"""Where no statement passes or fails: the rule of stability is tried."""

Trial = ProtocolTrial | ChoiceTrial | MovementTrial
"""What a trial of ratings, of a choice, or of the rule of stability came to."""


class NothingToTry(Refusal):
    """A trial asks how often a rule gives a verdict by chance: there is nothing to ask where no rule gives one."""

    message = N_("This protocol gives no verdicts, so there is no rule to try.")


_WITHOUT_RULE: dict[ItemScale, str] = {
    ItemScale.POINTS: N_(
        "Points give every statement a weight, and no statement passes or fails: with one round there is no rule to "
        "try. Look at the weights and how far people lie apart, and declare a second round to see whether they move."
    ),
    ItemScale.RANKING: N_(
        "A ranking puts the statements in order, and none passes or fails: with one round there is no rule to try. "
        "Kendall's W and its test, in the results of the round, say whether the orders agree more than by chance."
    ),
    ItemScale.ESTIMATE: N_(
        "Estimates are pooled into one figure, and none passes or fails: with one round there is no rule to try. Enter "
        "what came true later, and the results score every way of pooling."
    ),
}
_NO_VERDICTS = N_(
    "This protocol seeks no agreement: it lays open the sides of a question and gives no verdict that chance could "
    "give as well. Turn on the rule of agreement if statements are to pass or fail."
)


@dataclass(frozen=True, slots=True)
class KeptTrial:
    """A trial as it stands with a protocol; `is_current` says that the rules are still those it was made with."""

    report: AnyTrial
    is_current: bool


def likely_panel(stage: Stage) -> int:
    """How many panellists to try with: those who are listed, or a usual panel while there are too few."""
    listed = round_roll.listed(stage.id)
    return min(listed, MOST) if listed >= FEWEST else _USUAL


def likely_items(stage: Stage) -> int:
    """How many statements to try with: those on the protocol's scale, or a usual number while there are none."""
    usual = pair_trials.LIKELY if protocols.rules_of(stage.id).compared else _USUAL_ITEMS
    return len([item for item in _weighed(stage.id) if not item.own_scale]) or usual


def _weighed(stage_id: int) -> list[Item]:
    """The statements that are asked next; open questions have no rule."""
    return list(askings.weighed(items.of_stage(stage_id, active=True)))


def without_rule(rules: ProtocolRules) -> str:
    """Why these rules cannot be tried, in words; empty where they can.

    A rating or a choice is tried where agreement is sought, anything else where its rounds are compared.
    """
    if rules.scale in _WITHOUT_RULE:
        return _WITHOUT_RULE[rules.scale] if rules.rounds == 1 else ""
    return "" if rules.seeks_agreement else _NO_VERDICTS


def nothing_to_try(stage: Stage) -> str:
    """Why neither the protocol's scale nor one of a statement can be tried, in words; empty where anything can."""
    rules = protocols.rules_of(stage.id)
    if rules.compared:
        return ""
    return "" if _has_verdict(own_scale_trials.lines(rules, _weighed(stage.id), FEWEST)) else without_rule(rules)


def _has_verdict(own: tuple[OwnScaleLine, ...]) -> bool:
    return any(line.by_chance is not None for line in own)


def run(rules: ProtocolRules, panellists: int, seed: int = SEED, statements: int = _USUAL_ITEMS) -> Trial:
    """Send simulated panels through these rules; nothing is stored. `statements` count where all are on one sheet."""
    if reason := without_rule(rules):
        raise NothingToTry(reason)
    protocols.check(rules)
    if rules.scale is ItemScale.CHOICE:
        return try_choice(_choice(rules, panellists), seed)
    if rules.scale in _KINDS:
        return try_movement(_movement(rules, panellists, statements), seed)
    plan = TrialPlan(
        rule=rules.rule,
        panellists=panellists,
        rounds=rules.rounds,
        stable_below=float(rules.stable_below),
        readings=(*([RAM] if rules.ram else ()), *([rules.fuzzy.value] if rules.fuzzy is not FuzzyTable.NONE else ())),
    )
    return try_protocol(plan, seed)


def _choice(rules: ProtocolRules, panellists: int) -> ChoicePlan:
    return ChoicePlan(
        options=int(rules.scale_max),
        percent=Fraction(str(rules.percent)),
        minimum=rules.min_verdict,
        panellists=panellists,
        rounds=rules.rounds,
        stable_below=float(rules.stable_below),
    )


def _movement(rules: ProtocolRules, panellists: int, statements: int) -> MovementPlan:
    asked = rules.on(statements)
    low, high = round_computing.ends(asked)
    return MovementPlan(
        kind=SheetKind.PAIRS if rules.compared else _KINDS[rules.scale],
        items=statements,
        low=low,
        high=high,
        given=rules.rank_top if rules.scale is ItemScale.RANKING else 0,
        minimum=rules.min_verdict,
        panellists=panellists,
        rounds=rules.rounds,
        stable_below=float(rules.stable_below),
    )


def keep(stage: Stage, panellists: int, seed: int = SEED) -> dict[str, Any]:
    """Try the rules of the draft and keep the figures with it; refused once the protocol is locked."""
    found = tried(stage, panellists, seed)
    protocols.write_draft(stage, protocols.rules_of(stage.id)).trial = found
    session.flush()
    return found


def tried(stage: Stage, panellists: int, seed: int = SEED) -> dict[str, Any]:
    """The rules of a stage and the own scales of its statements, tried; nothing is stored."""
    rules = protocols.rules_of(stage.id)
    count = likely_items(stage)
    if refused := compared.items_misfit(rules, count):
        raise NothingToTry(refused[0], **refused[1])
    own = own_scale_trials.lines(rules, _weighed(stage.id), panellists)
    pairs = pair_trials.tried(rules, count, panellists, seed)
    if without_rule(rules) and (pairs or _has_verdict(own)):
        return document_of(None, rules, own, pairs) | {"panellists": panellists}
    return document_of(run(rules, panellists, seed, count), rules, own, pairs)


def document_of(
    found: Trial | None, rules: ProtocolRules, own: tuple[OwnScaleLine, ...] = (), pairs: PairTrial | None = None
) -> dict[str, Any]:
    """The figures as they are kept and printed: all of them, when they were made, and with which rules."""
    beside = to_json(own) | ({"pairs": pairs.to_json()} if pairs else {})
    made = {"made_at": now().isoformat(), "rules": protocols.digest(rules.to_json())}
    return {**(found.to_json() if found else {}), **beside, **made}


def kept(stage_id: int) -> KeptTrial | None:
    """The trial kept with the newest version that has one; None where nobody tried the rules."""
    chosen = select(Protocol).where(Protocol.stage_id == stage_id, Protocol.trial.is_not(None))
    found = session.scalar(chosen.order_by(Protocol.version.desc()).limit(1))
    if found is None or found.trial is None:
        return None
    report = from_json(found.trial)
    current = ProtocolRules.from_json(found.document["rules"])
    is_current = report.rules == protocols.digest(current.to_json())
    if found.locked_at is None:
        is_current = is_current and _is_of(report, session.get_one(Stage, stage_id))
    return KeptTrial(report, is_current)


def _is_of(report: AnyTrial, stage: Stage) -> bool:
    """Whether a trial was made with the statements of now, as far as they matter to it."""
    if isinstance(report, MovementReport) and report.items != likely_items(stage):
        return False
    if isinstance(report, FirstRoundReport) and report.pairs and report.pairs.things != likely_items(stage):
        return False
    return [(line.scale, line.codes) for line in report.own_scales] == own_scale_trials.grouped(_weighed(stage.id))
