"""What a panellist has said about an item: now, and in an earlier round, found again by nothing but the link."""

from dataclasses import dataclass

from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Item, PanelRound, Rating, RoundItem
from survey_app.services import protocols
from survey_app.services.protocol_rules import Partials, ProtocolRules
from survey_app.services.seats import Seat
from survey_app.vocabulary import Choice, ItemScale, RoundState

_STORED = (RoundState.ANALYSED, RoundState.RELEASED)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says about one item in one round. No value when they cannot judge; limits with an estimate."""

    value: float | None
    cannot: bool = False
    choice: Choice = Choice.FIRST
    reason: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """What the person had answered in an earlier round; `counted` says whether the panel's figures contain it."""

    value: float | None
    cannot: bool
    round_number: int
    counted: bool = True
    low: float | None = None
    high: float | None = None


def choice_of(before: Own | None, value: float | None) -> Choice:
    """How an answer came about, seen against the earlier one; None is "cannot judge".

    >>> choice_of(None, 6).value, choice_of(Own(6, False, 1), 6).value, choice_of(Own(6, False, 1), 4).value
    ('first', 'kept', 'changed')
    >>> choice_of(Own(None, True, 1), 4).value, choice_of(Own(None, True, 1), None).value
    ('first', 'kept')
    """
    if before is None or (before.value is None and value is not None):
        return Choice.FIRST
    return Choice.KEPT if before.value == value else Choice.CHANGED


def own_before(seat: Seat, round_: PanelRound, rules: ProtocolRules | None = None) -> dict[str, Own]:
    """The person's latest answer of earlier rounds to each item, by the item's lineage; `rules` are those in force."""
    items = session.execute(
        select(Item.id, Item.lineage)
        .join(RoundItem)
        .join(PanelRound, PanelRound.id == RoundItem.round_id)
        .where(
            PanelRound.stage_id == seat.door.stage_id,
            PanelRound.number < round_.number,
            PanelRound.state.in_(_STORED),
        )
    )
    keys = {(seat.rating_key(lineage), item_id): lineage for item_id, lineage in items}
    if not keys:
        return {}
    rules = rules or protocols.rules_of(seat.door.stage_id)
    found = session.execute(
        select(Rating, PanelRound.number)
        .join(PanelRound, PanelRound.id == Rating.round_id)
        .where(
            Rating.key.in_({key for key, _item in keys}),
            Rating.item_id.in_({item for _key, item in keys}),
            PanelRound.number < round_.number,
        )
        .order_by(PanelRound.number)
    )
    return {
        keys[row.key, row.item_id]: Own(row.value, row.cannot_judge, number, _counts(row, rules), row.low, row.high)
        for row, number in found
        if (row.key, row.item_id) in keys
    }


def _counts(row: Rating, rules: ProtocolRules) -> bool:
    takes_partial = rules.partials is Partials.INCLUDE and rules.scale is not ItemScale.RANKING
    return not row.cannot_judge and (not row.partial or takes_partial)
