"""Trying the rules of a Delphi before the lock: simulated panels through the protocol, kept with it.

The hash of the lock covers rules and statements, not the trial. A kept trial names the rules that it was made with, so
that a page can say when they have changed since.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from survey_app.db import now, session
from survey_app.exceptions import N_, Refusal
from survey_app.exports.trial_report import TrialReport, from_json
from survey_app.models import Protocol, Stage
from survey_app.services import protocols, round_roll
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.stats.protocol_trial import ProtocolTrial, TrialPlan, try_protocol
from survey_app.vocabulary import ItemScale

__all__ = ["FEWEST", "MOST", "SEED", "KeptTrial", "NothingToTry", "keep", "kept", "likely_panel", "run"]

FEWEST, MOST = 5, 400
SEED = 2026
_USUAL = 12


class NothingToTry(Refusal):
    """The rule of agreement belongs to ratings."""

    message = N_(
        "Rules can be tried for ratings only. Points, rankings and estimates have no rule of agreement, and options "
        "have no middle to which simulated people could move."
    )


@dataclass(frozen=True, slots=True)
class KeptTrial:
    """A trial as it stands with a protocol; `is_current` says that the rules are still those it was made with."""

    report: TrialReport
    is_current: bool


def likely_panel(stage: Stage) -> int:
    """How many panellists to try with: those who accepted, or a usual panel while there are too few."""
    accepted = round_roll.accepted(stage.id)
    return min(accepted, MOST) if accepted >= FEWEST else _USUAL


def run(rules: ProtocolRules, panellists: int, seed: int = SEED) -> ProtocolTrial:
    """Send simulated panels through these rules; nothing is stored."""
    if rules.scale is not ItemScale.RATING:
        raise NothingToTry
    protocols.check(rules)
    plan = TrialPlan(
        rule=rules.rule, panellists=panellists, rounds=rules.rounds, stable_below=float(rules.stable_below)
    )
    return try_protocol(plan, seed)


def keep(stage: Stage, panellists: int, seed: int = SEED) -> ProtocolTrial:
    """Try the rules of the draft and keep the figures with it; refused once the protocol is locked."""
    rules = protocols.rules_of(stage.id)
    found = run(rules, panellists, seed)
    draft = protocols.write_draft(stage, rules)
    draft.trial = document_of(found, rules)
    session.flush()
    return found


def document_of(found: ProtocolTrial, rules: ProtocolRules) -> dict[str, Any]:
    """The figures as they are kept and printed: all of them, when they were made, and with which rules."""
    return {**found.to_json(), "made_at": now().isoformat(), "rules": protocols.digest(rules.to_json())}


def kept(stage_id: int) -> KeptTrial | None:
    """The trial kept with the newest version that has one; None where nobody tried the rules."""
    chosen = select(Protocol).where(Protocol.stage_id == stage_id, Protocol.trial.is_not(None))
    found = session.scalar(chosen.order_by(Protocol.version.desc()).limit(1))
    if found is None or found.trial is None:
        return None
    report = from_json(found.trial)
    current = ProtocolRules.from_json(found.document["rules"])
    return KeptTrial(report, report.rules == protocols.digest(current.to_json()))
