"""A panel in an archive: its protocol, its items and the frozen figures of its rounds, as far as pages show them.

A brainstorm has its board instead. Ratings, reasons and the roll are no part of it. At the levels where few answers are
kept back, the figures that are kept back are not in it either: a file outlives every promise that a page keeps.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from survey_app.db import session
from survey_app.exports.round_report import ItemFigures
from survey_app.models import (
    Card,
    Item,
    ItemOrigin,
    Panel,
    PanelGroup,
    PanelRound,
    Protocol,
    RoundItem,
    Snapshot,
    Stage,
)
from survey_app.services import (
    archive_boards,
    archive_corrections,
    archive_outcomes,
    live_reports,
    round_figures,
    round_rows,
)
from survey_app.vocabulary import AnonymityLevel, StageKind

Json = dict[str, Any]
_PLAIN = ("schema", "number", "protocol_version", "least", "ballots", "sheets", "set_aside", "rows")
"""What is taken over from a frozen document as it stands: counts of the whole round."""


def written(stage: Stage) -> Json:
    """Everything of a panel that an archive keeps."""
    panel = session.get_one(Panel, stage.id)
    told: Json = {"prompt": dict(panel.prompt), "groups": [group.name for group in _groups(stage)]}
    if stage.kind is StageKind.BRAINSTORM:
        return told | {"board": archive_boards.written(stage)}
    earlier, cards, corrected = _earlier(stage), _cards(stage), archive_corrections.written(stage)
    return told | {
        "protocols": [_protocol(each) for each in _protocols(stage)],
        "items": [
            _item(each, earlier.get(each.id, []), cards.get(each.id, [])) | corrected.get(each.id, {})
            for each in _items(stage)
        ],
        "rounds": [_round(stage, each) for each in round_rows.analysed(stage.id)],
        **archive_outcomes.written(stage),
    }


def _groups(stage: Stage) -> Sequence[PanelGroup]:
    mine = select(PanelGroup).where(PanelGroup.stage_id == stage.id)
    return session.scalars(mine.order_by(PanelGroup.position, PanelGroup.name)).all()


def _protocols(stage: Stage) -> Sequence[Protocol]:
    return session.scalars(select(Protocol).where(Protocol.stage_id == stage.id).order_by(Protocol.version)).all()


def _items(stage: Stage) -> Sequence[Item]:
    return session.scalars(select(Item).where(Item.stage_id == stage.id).order_by(Item.position, Item.id)).all()


def _protocol(found: Protocol) -> Json:
    return {
        "version": found.version,
        "document": dict(found.document),
        "hash": found.hash,
        "reason": found.reason,
        "locked_at": found.locked_at.isoformat() if found.locked_at else None,
        "trial": dict(found.trial) if found.trial else None,
    }


def _earlier(stage: Stage) -> dict[int, list[str]]:
    """The codes of the items that each item replaces."""
    before = aliased(Item)
    rows = session.execute(
        select(ItemOrigin.item_id, before.code)
        .join(Item, Item.id == ItemOrigin.item_id)
        .join(before, before.id == ItemOrigin.earlier_id)
        .where(Item.stage_id == stage.id)
    )
    found: dict[int, list[str]] = {}
    for item_id, code in rows:
        found.setdefault(item_id, []).append(code)
    return {item_id: sorted(codes) for item_id, codes in found.items()}


def _cards(stage: Stage) -> dict[int, list[Json]]:
    """The cards of a board that each item came from: the stage by its place, the card by its number there."""
    rows = session.execute(
        select(ItemOrigin.item_id, Card.id, Card.stage_id)
        .join(Item, Item.id == ItemOrigin.item_id)
        .join(Card, Card.id == ItemOrigin.card_id)
        .where(Item.stage_id == stage.id)
    ).all()
    boards = {found: session.get_one(Stage, found) for found in {row.stage_id for row in rows}}
    numbers = {found: archive_boards.numbers(board) for found, board in boards.items()}
    cards: dict[int, list[Json]] = {}
    for item_id, card_id, board in rows:
        if card_id in numbers[board]:
            place = {"stage": boards[board].position, "card": numbers[board][card_id]}
            cards.setdefault(item_id, []).append(place)
    return {item_id: sorted(found, key=lambda each: tuple(each.values())) for item_id, found in cards.items()}


def _item(found: Item, earlier: Sequence[str], cards: Sequence[Json]) -> Json:
    return {
        "replaces": list(earlier),
        "cards": list(cards),
        "code": found.code,
        "position": found.position,
        "text": dict(found.text),
        "hint": dict(found.hint),
        "section": dict(found.section),
        "evidence": dict(found.evidence),
        "active": found.active,
    } | _where_there(found)


def _where_there(found: Item) -> Json:
    """What not every item has: another kind, an own scale."""
    kind = {"asked": str(found.asked)} if found.is_open else {}
    return kind | ({"own_scale": dict(found.own_scale)} if found.own_scale else {})


def _round(stage: Stage, round_: PanelRound) -> Json:
    snapshot = session.get_one(Snapshot, round_.id)
    asked = session.execute(
        select(Item.code, RoundItem.position, RoundItem.fate, RoundItem.by_rule, RoundItem.fate_reason)
        .join(Item, Item.id == RoundItem.item_id)
        .where(RoundItem.round_id == round_.id)
        .order_by(RoundItem.position, Item.code)
    )
    protocol = session.get(Protocol, snapshot.protocol_id) if snapshot.protocol_id else None
    return {
        "number": round_.number,
        "state": round_.state.value,
        "opened_at": round_.opened_at.isoformat() if round_.opened_at else None,
        "closed_at": round_.closed_at.isoformat() if round_.closed_at else None,
        "flow": dict(round_.flow),
        "protocol": protocol.version if protocol else None,
        "asked": [
            {
                "code": code,
                "position": position,
                "fate": fate.value if fate else None,
                "by_rule": by_rule,
                "reason": reason,
            }
            for code, position, fate, by_rule, reason in asked
        ],
        "figures": _figures(stage, snapshot),
        "libraries": dict(snapshot.libraries),
        "input_hash": _shown_of(stage, snapshot).input_hash,
        "made_at": snapshot.made_at.isoformat(),
    } | ({"live": {"people": list(live_reports.people(round_))}} if round_.live else {})


def _shown_of(stage: Stage, snapshot: Snapshot) -> round_figures.RoundFigures:
    """The figures as pages show them at the stage's level."""
    shows_all = stage.level in {AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL}
    return round_figures.of_snapshot(snapshot, None if shows_all else round_figures.rules_of(snapshot))


def _figures(stage: Stage, snapshot: Snapshot) -> Json:
    """The frozen document made again from what pages show of it, so that nothing else is in it."""
    rules = round_figures.rules_of(snapshot)
    shown = _shown_of(stage, snapshot)
    document = snapshot.document
    once = {"authority": shown.authority, "consistency": shown.consistency, "live": shown.moved}
    return (
        {name: document[name] for name in _PLAIN if name in document}
        | {
            **{name: asdict(each) for name, each in once.items() if each is not None},
            "scale": shown.scale.value,
            "rules": rules.to_json(),
            "items": [_shown(each) for each in shown.items],
            "concordance": {"figures": asdict(shown.concordance)},
            "flow": dict(shown.flow),
            "groups": [list(group) for group in shown.groups],
        }
        | ({"open": [{**asdict(each), "item_id": 0} for each in shown.open_items]} if shown.open_items else {})
    )


def _shown(item: ItemFigures) -> Json:
    return {
        "item_id": 0,
        "code": item.code,
        "text": dict(item.text),
        "seen": item.seen,
        "cannot_judge": item.cannot_judge,
        "consensus": {
            "n": item.n,
            "points": [{"point": point, "count": count} for point, count in item.counts],
            "median": item.median,
            "lower_quartile": item.lower,
            "upper_quartile": item.upper,
            "iqr": item.iqr,
            "mean": item.mean,
            "sd": item.sd,
        },
        "high": _share(item.high, item.high_limits, item.high_of_all, item.high_count),
        "low": _share(item.low, item.low_limits, item.low_of_all, item.low_count),
        "verdict": item.verdict.value,
        "verdict_of_all": item.verdict_of_all.value,
        "groups": [asdict(each) for each in item.groups],
        "movement": {"figures": asdict(item.movement)} if item.movement else None,
        "estimate": _estimate(item),
        "weight": item.weight,
    } | _where_declared(item)


def _where_declared(item: ItemFigures) -> Json:
    second: Json = {"second": _shown(item.second)} if item.second else {}
    second |= {"place": item.place} if item.place is not None else {}
    second |= {"own_scale": dict(item.own_scale)} if item.own_scale else {}
    second |= {"partial": asdict(item.partial)} if item.partial else {}
    return second | ({"choice": {"figures": asdict(item.choice)}} if item.choice else {})


def _estimate(item: ItemFigures) -> Json | None:
    if item.estimate is None:
        return None
    distribution = {"distribution": asdict(item.elicited)} if item.elicited else {}
    return {"figures": asdict(item.estimate), **distribution}


def _share(
    value: float | None, limits: tuple[float, float] | None, of_all: float | None, count: int | None
) -> Json | None:
    if count is None:
        return None
    interval = {"low": limits[0], "high": limits[1]} if limits else None
    return {"judged": {"value": value, "interval": interval, "k": count}, "all": {"value": of_all}}
