"""The protocol of a Delphi: written as a draft, locked with a hash before the first round, amended with a reason.

The state of the panel lives here too, since it moves with the protocol: draft, locked, running, concluded.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, exists, func, select, update

from survey_app.db import now, session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Account, Item, Panel, PanelRound, Protocol, RoundItem, Stage
from survey_app.services import askings, audit, chosen, compared, expertise, leavings, real_time, second_scale, sections
from survey_app.services.protocol_readings import confidence_misfit, fuzzy_misfit, ram_misfit
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.stats.results import StatisticsRefused
from survey_app.vocabulary import Asking, ItemScale, PanelState, RoundPurpose, RoundState

SHORTEST_REASON = 10
LONGEST_REASON = 1_000
PANEL_MOVES: dict[PanelState, frozenset[PanelState]] = {
    PanelState.DRAFT: frozenset({PanelState.LOCKED, PanelState.CANCELLED}),
    PanelState.LOCKED: frozenset({PanelState.RUNNING, PanelState.CANCELLED}),
    PanelState.RUNNING: frozenset({PanelState.CONCLUDED, PanelState.CANCELLED}),
    PanelState.CONCLUDED: frozenset({PanelState.ARCHIVED, PanelState.CANCELLED}),
    PanelState.ARCHIVED: frozenset({PanelState.CANCELLED}),
    PanelState.CANCELLED: frozenset(),
}
"""From each state of a Delphi panel, the states it may move to."""
_TELLING = (PanelState.CONCLUDED, PanelState.CANCELLED, PanelState.ARCHIVED)
"""With these moves the roll says who has left since."""
_COLLECTING = (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING, RoundState.CLOSED)
_FIXED_ONCE_ASKED = (
    *("scale", "scale_min", "scale_max", "points_total", "rank_top"),
    *("second", "second_min", "second_max", "arguments"),
    *("compared", "confidence", "real_time", "options"),
)


class PanelMoved(Refusal):
    """The panel is no longer in the state this was decided for."""

    message = N_("The panel was moved on in the meantime. Load the page again and look at where it stands.")


class ProtocolLocked(Refusal):
    """A locked protocol is not written over."""

    message = N_("The protocol is locked. Amend it: the locked version stays, and the amendment gives a reason.")


class NothingToLock(Refusal):
    """There is no statement yet."""

    message = N_("There is no statement yet. Write the statements first: the lock covers them.")


class NotLocked(Refusal):
    """Something needs a locked protocol."""

    message = N_("The protocol is still a draft. Lock it first.")


class RulesContradict(Refusal):
    """The rules cannot be computed with."""

    status = 422
    message = N_("The ranges contradict each other: the low one, then the high one, both on the scale.")


class AmendmentRefused(Refusal):
    """The protocol cannot be amended now, or not in this."""

    message = N_("A round is collecting answers or waits to be analysed. Amend the protocol after that.")


class ReasonTooShort(Refusal):
    """A word is no reason."""

    status = 422
    message = N_("Write at least 10 characters, so that readers of the log understand why.")


def canonical(document: Mapping[str, Any]) -> bytes:
    """A document as the hash reads it: sorted names, no blanks, UTF-8."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def digest(document: Mapping[str, Any]) -> str:
    """The hash that a lock prints.

    >>> digest({"b": 1, "a": 2}) == digest({"a": 2, "b": 1})
    True
    """
    return hashlib.sha256(canonical(document)).hexdigest()


def current(stage_id: int) -> Protocol | None:
    """The protocol in force: the newest locked version; None while there is only a draft."""
    return session.scalar(_versions(stage_id).where(Protocol.locked_at.is_not(None)).limit(1))


def locked_versions(stage_id: int) -> Sequence[Protocol]:
    """Every locked version, newest first: the lock and its amendments."""
    return session.scalars(_versions(stage_id).where(Protocol.locked_at.is_not(None))).all()


def locked_by(versions: Sequence[Protocol]) -> dict[int, str]:
    """Who fixed each version, by its number; nobody where the command line did."""
    found = session.execute(
        select(Account.id, func.coalesce(func.nullif(Account.name, ""), Account.email)).where(
            Account.id.in_({version.account_id for version in versions if version.account_id})
        )
    )
    names = {row[0]: str(row[1]) for row in found}
    return {version.version: names.get(version.account_id or 0, "") for version in versions}


def rules_of(stage_id: int) -> ProtocolRules:
    """The rules in force; of the draft, or the defaults, before the lock."""
    locked_first = select(Protocol).where(Protocol.stage_id == stage_id).order_by(Protocol.locked_at.is_(None))
    found = session.scalar(locked_first.order_by(Protocol.version.desc()).limit(1))
    return ProtocolRules.from_json(found.document["rules"]) if found else ProtocolRules()


def _versions(stage_id: int) -> Select[Protocol]:
    return select(Protocol).where(Protocol.stage_id == stage_id).order_by(Protocol.version.desc())


def panel_of(stage: Stage) -> Panel:
    """The panel of a stage, as it stands now."""
    return session.get_one(Panel, stage.id, populate_existing=True)


def hold_panel(stage_id: int) -> None:
    """Let nobody else number, open or amend anything in this panel until the transaction ends. Held before a round."""
    session.flush()
    session.execute(update(Panel).where(Panel.stage_id == stage_id).values(points=Panel.points))


def write_draft(stage: Stage, rules: ProtocolRules) -> Protocol:
    """Keep the rules as the draft; refused once the protocol is locked."""
    check(rules)
    hold_panel(stage.id)
    if current(stage.id) is not None:
        raise ProtocolLocked
    draft = session.scalar(_versions(stage.id).limit(1))
    document = {"rules": rules.to_json(), "items": []}
    if draft is None:
        draft = Protocol(stage_id=stage.id, document=document)
        session.add(draft)
    draft.document = document
    session.flush()
    return draft


def check(rules: ProtocolRules) -> None:
    """Refuse rules that contradict themselves."""
    expertise.check_weights(rules.authority)
    if rules.scale not in (ItemScale.ESTIMATE, ItemScale.CHOICE):
        _check_ranges(rules)
    elif rules.scale_min >= rules.scale_max:
        raise RulesContradict(N_("The upper limit must be above the lower one."))
    further = (chosen.misfit, chosen.reasons_misfit, *second_scale.MISFITS)
    misfits = (ram_misfit, fuzzy_misfit, compared.misfit, confidence_misfit, real_time.misfit, *further)
    if message := next(filter(None, (misfit(rules) for misfit in misfits)), ""):
        raise RulesContradict(message)


def _check_ranges(rules: ProtocolRules) -> None:
    try:
        rules.rule.check()
    except StatisticsRefused as refusal:
        raise RulesContradict from refusal


def document_of(stage: Stage, rules: ProtocolRules) -> dict[str, Any]:
    """What a lock made now would fix: the rules and the statements as they stand."""
    return {
        "rules": rules.to_json(),
        "items": [_as_locked(item) for item in _asked_next(stage)],
    }


def _asked_next(stage: Stage) -> list[Item]:
    rows = session.scalars(select(Item).where(Item.stage_id == stage.id, Item.active).order_by(Item.position, Item.id))
    return sections.in_order(rows)


def _as_locked(item: Item) -> dict[str, Any]:
    """A statement as the hash covers it; what not every statement has is named only where it is."""
    plain = {"code": item.code, "lineage": item.lineage, "text": item.text, "hint": item.hint}
    plain |= {"asked": str(item.asked)} if item.is_open else {}
    return plain | {name: value for name in ("section", "evidence", "own_scale") if (value := getattr(item, name))}


def misfit(stage: Stage) -> Refusal | None:
    """What keeps the draft from being locked with the statements as they are, before anybody presses the button."""
    rules = rules_of(stage.id)
    try:
        check(rules)
        _require_fit(stage, rules)
    except RulesContradict as refusal:
        return refusal
    return None


def lock(stage: Stage, account: Account | None) -> Protocol:
    """Fix rules and statements with a hash, before the first round."""
    rules = rules_of(stage.id)
    check(rules)
    document = document_of(stage, rules)
    if not document["items"]:
        raise NothingToLock
    _require_fit(stage, rules)
    move_panel(stage, PanelState.LOCKED)
    if current(stage.id) is not None:
        raise ProtocolLocked
    draft = write_draft(stage, rules)
    _fix(draft, document, account)
    audit.record(stage.study_id, account, "protocol_locked", f"{stage.title}: {draft.version}", draft.hash)
    return draft


def amend(stage: Stage, rules: ProtocolRules, reason: str, account: Account | None) -> Protocol:
    """A later version with a reason. Rounds that were analysed keep the version they were analysed by."""
    check(rules)
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonTooShort
    hold_panel(stage.id)
    panel = panel_of(stage)
    before = current(stage.id)
    if before is None:
        raise NotLocked
    if panel.state not in (PanelState.LOCKED, PanelState.RUNNING):
        raise PanelMoved
    _require_between_rounds(stage, ProtocolRules.from_json(before.document["rules"]), rules)
    document = document_of(stage, rules)
    _require_fit(stage, rules)
    later = Protocol(stage_id=stage.id, version=before.version + 1, document={}, reason=reason.strip())
    session.add(later)
    session.flush()
    _fix(later, document, account)
    audit.record(stage.study_id, account, "protocol_amended", f"{stage.title}: {later.version}", later.reason)
    return later


def is_collecting(stage_id: int) -> bool:
    """Whether answers lie sealed, so that no rule may move."""
    found = select(PanelRound.id).where(
        PanelRound.stage_id == stage_id, PanelRound.purpose == RoundPurpose.RATE, PanelRound.state.in_(_COLLECTING)
    )
    return session.scalars(found.limit(1)).first() is not None


def differences(before: ProtocolRules, after: ProtocolRules) -> list[tuple[str, Any, Any]]:
    """Which rules differ: name, earlier and later value."""
    old, new = before.every_rule(), after.every_rule()
    return [(name, old[name], new[name]) for name in old if old[name] != new[name]]


def _require_fit(stage: Stage, rules: ProtocolRules) -> None:
    """Rules that go neither with the level of anonymity nor with these statements would stop every round."""
    if message := real_time.level_misfit(rules, stage.level):
        raise RulesContradict(message)
    if unfit := askings.misfit(_asked_next(stage), rules):
        raise RulesContradict(unfit[0], **unfit[1])


def _require_between_rounds(stage: Stage, before: ProtocolRules, after: ProtocolRules) -> None:
    """No rule moves while answers lie sealed; the scale stays once it was answered on, not by open questions alone."""
    of_stage = select(PanelRound.state).where(PanelRound.stage_id == stage.id, PanelRound.purpose == RoundPurpose.RATE)
    weighs = exists().where(
        RoundItem.round_id == PanelRound.id, RoundItem.item_id == Item.id, Item.asked == Asking.WEIGHED
    )
    if set(session.scalars(of_stage)).intersection(_COLLECTING):
        raise AmendmentRefused
    changed = {name for name, _old, _new in differences(before, after)}
    answered = set(session.scalars(of_stage.where(weighs))).intersection({RoundState.ANALYSED, RoundState.RELEASED})
    if answered and changed.intersection(_FIXED_ONCE_ASKED):
        raise AmendmentRefused(N_("A round was answered on this scale: it stays, or the rounds could not be compared."))


def _fix(protocol: Protocol, document: dict[str, Any], account: Account | None) -> None:
    protocol.document = document
    protocol.hash = digest(document)
    protocol.account_id = account.id if account else None
    protocol.locked_at = now()
    session.flush()


def move_panel(stage: Stage, to: PanelState) -> None:
    """One move of the panel's state, once, whoever else tries at the same moment."""
    sources = [state for state, targets in PANEL_MOVES.items() if to in targets]
    moved = session.execute(update(Panel).where(Panel.stage_id == stage.id, Panel.state.in_(sources)).values(state=to))
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise PanelMoved
    if to in _TELLING:
        leavings.tell(stage.id)
    panel_of(stage)
