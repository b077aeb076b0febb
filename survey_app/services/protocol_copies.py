"""The protocol of another Delphi taken over into a draft: its rules, and its statements where wanted. It can be undone.

What the draft was before stands in the draft itself until it is saved again or locked; no hash ever covers it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Account, Item, Membership, Protocol, Stage, Study
from survey_app.services import items, protocols, rights
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.rights import Act
from survey_app.vocabulary import StageKind

BEFORE = "before"
"""Where the draft keeps what it was."""
_KEPT = ("text", "hint", "section", "evidence", "asked", "own_scale")
"""What of a statement says whether it still is as it came."""


class NothingToTakeBack(Refusal):
    """The draft was saved or locked since."""

    message = N_("The draft was saved or locked since the copy: there is nothing to take back.")


@dataclass(frozen=True, slots=True)
class Source:
    """Another Delphi whose protocol may be taken over."""

    study: Study
    stage: Stage
    is_locked: bool
    items: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a copy would change: rules with their values before and after, and the statements that come."""

    rules: ProtocolRules
    changes: tuple[tuple[str, Any, Any], ...]
    new: tuple[Item, ...]
    known: int


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied and may be taken back: how many statements came with it, and how many still are as they came."""

    added: int
    untouched: int


def sources(account: Account, stage: Stage) -> list[Source]:
    """The other Delphis with a protocol in studies in which the person writes, newest study first."""
    rows = session.execute(
        select(Study, Stage, Membership.role)
        .join(Stage, Stage.study_id == Study.id)
        .join(Membership, Membership.study_id == Study.id)
        .where(Membership.account_id == account.id, Stage.kind == StageKind.DELPHI, Stage.id != stage.id)
        .where(select(Protocol.id).where(Protocol.stage_id == Stage.id).exists())
        .order_by(Study.id.desc(), Stage.position)
    ).all()
    mine = [
        (study, each) for study, each, role in rows if any(rights.may(role, act) for act in (Act.EDIT, Act.MODERATE))
    ]
    ids = [each.id for _study, each in mine]
    locked = set(
        session.scalars(select(Protocol.stage_id).where(Protocol.stage_id.in_(ids), Protocol.locked_at.is_not(None)))
    )
    active = session.scalars(select(Item.stage_id).where(Item.stage_id.in_(ids), Item.active)).all()
    return [Source(study, each, each.id in locked, active.count(each.id)) for study, each in mine]


def source(account: Account, stage: Stage, code: str) -> Source:
    """One of them by the code of its stage."""
    found = next((each for each in sources(account, stage) if each.stage.code == code), None)
    if found is None:
        raise NotFound
    return found


def plan(stage: Stage, found: Source) -> Plan:
    """What differs, before anything is written."""
    before, after = protocols.rules_of(stage.id), protocols.rules_of(found.stage.id)
    language = stage.study.language
    known = {items.bare(_in(item, language)) for item in items.of_stage(stage.id, active=True)}
    theirs = items.of_stage(found.stage.id, active=True)
    new = tuple(item for item in theirs if items.bare(_in(item, language)) not in known)
    return Plan(after, tuple(protocols.differences(before, after)), new, len(theirs) - len(new))


def _in(item: Item, language: str) -> str:
    return str(item.text.get(language) or next(iter(item.text.values()), ""))


def copy(stage: Stage, found: Source, *, with_items: bool) -> Copied:
    """Write the rules as the draft and add the statements that are not there yet."""
    protocols.hold_panel(stage.id)
    if protocols.current(stage.id) is not None:
        raise protocols.ProtocolLocked
    wanted, former = plan(stage, found), _draft(stage)
    earlier = _former(former)
    draft = protocols.write_draft(stage, wanted.rules)
    added = [_added(stage, item) for item in wanted.new] if with_items else []
    kept = {"rules": earlier["rules"], "items": [*earlier["items"], *map(_as_it_came, added)]}
    draft.document = {**draft.document, BEFORE: kept}
    session.flush()
    return Copied(len(added), len(added))


def _former(draft: Protocol | None) -> dict[str, Any]:
    """What a way back leads to: before the first of several copies, or the draft as it is."""
    if draft is None:
        return {"rules": None, "items": []}
    kept: dict[str, Any] = draft.document.get(BEFORE) or {"rules": draft.document["rules"], "items": []}
    return kept


def _added(stage: Stage, item: Item) -> Item:
    kept: dict[str, Any] = {name: getattr(item, name) for name in _KEPT}
    return items.add(stage, **kept)


def _as_it_came(item: Item) -> dict[str, Any]:
    return {"code": item.code} | {name: getattr(item, name) for name in _KEPT}


def _draft(stage: Stage) -> Protocol | None:
    mine = select(Protocol).where(Protocol.stage_id == stage.id, Protocol.locked_at.is_(None))
    return session.scalar(mine.order_by(Protocol.version.desc()).limit(1))


def copied(stage: Stage) -> Copied | None:
    """The copy that may still be taken back; None where there is none."""
    draft = _draft(stage)
    kept = draft.document.get(BEFORE) if draft else None
    if kept is None:
        return None
    return Copied(len(kept["items"]), len(_untouched(stage, kept["items"])))


def _untouched(stage: Stage, added: Collection[dict[str, Any]]) -> Sequence[Item]:
    """The statements that came by the copy and are in everything what they were then."""
    came = {each["code"]: each for each in added}
    return [item for item in items.of_stage(stage.id) if came.get(item.code) == _as_it_came(item)]


def take_back(stage: Stage) -> Copied:
    """The draft as it was before, without the statements that came; those that were changed since stay."""
    protocols.hold_panel(stage.id)
    draft = _draft(stage)
    kept = draft.document.get(BEFORE) if draft else None
    if draft is None or kept is None:
        raise NothingToTakeBack
    untouched = _untouched(stage, kept["items"])
    for item in untouched:
        items.remove(item)
    if kept["rules"] is None:
        session.delete(draft)
    else:
        draft.document = {"rules": kept["rules"], "items": []}
    session.flush()
    return Copied(len(kept["items"]), len(untouched))
