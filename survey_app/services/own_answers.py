"""What a panellist has said about an item: now, and in an earlier round, found again by nothing but the link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Item, PanelRound, Rating, RoundItem
from survey_app.services import protocols, several
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
    second: float | None = None
    """Where it stands on the second scale, if the protocol has one."""
    confidence: float | None = None
    """How sure the person is, in per cent, that the true figure lies between the limits."""
    pro: str = ""
    contra: str = ""
    """Arguments for and against, where the protocol asks for them in place of a reason."""
    texts: tuple[str, ...] = ()
    """What the person answers to an open question, text by text; none of them with `cannot`: nothing to add."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An item that an earlier round asked, and whether the panel was given the figures of such a round."""

    lineage: str
    is_released: bool
    is_apart: bool = False
    """Whether it is an option ticked beside others, whose answers lie under keys of their own."""


@dataclass(frozen=True, slots=True)
class Own:
    """What the person had answered in an earlier round; `counted` says whether the panel's figures contain it."""

    value: float | None
    cannot: bool
    round_number: int
    counted: bool = True
    low: float | None = None
    high: float | None = None
    second: float | None = None
    confidence: float | None = None


def choice_of(before: Own | None, value: float | None, second: float | None = None) -> Choice:
    """How an answer came about, seen against the earlier one on both scales; None is "cannot judge".

    >>> choice_of(None, 6).value, choice_of(Own(6, False, 1), 6).value, choice_of(Own(6, False, 1), 4).value
    ('first', 'kept', 'changed')
    >>> choice_of(Own(None, True, 1), 4).value, choice_of(Own(None, True, 1), None).value
    ('first', 'kept')
    >>> choice_of(Own(6, False, 1, second=2), 6, 2).value, choice_of(Own(6, False, 1, second=2), 6, 3).value
    ('kept', 'changed')
    """
    if before is None or (before.value is None and value is not None):
        return Choice.FIRST
    same = before.value == value and second in (None, before.second)
    return Choice.KEPT if same else Choice.CHANGED


def asked_before(stage_id: int, round_: PanelRound) -> dict[int, Earlier]:
    """What earlier rounds asked whose answers are stored, by the number of the item."""
    rows = session.execute(
        select(Item.id, Item.lineage, Item.own_scale, PanelRound.state)
        .join(RoundItem, RoundItem.item_id == Item.id)
        .join(PanelRound, PanelRound.id == RoundItem.round_id)
        .where(
            PanelRound.stage_id == stage_id,
            PanelRound.number < round_.number,
            PanelRound.state.in_(_STORED),
        )
    ).all()
    released = {item_id for item_id, _lineage, _own, state in rows if state is RoundState.RELEASED}
    return {
        item_id: Earlier(lineage, item_id in released, several.is_several(own))
        for item_id, lineage, own, _state in rows
    }


def own_before(
    seat: Seat,
    round_: PanelRound,
    rules: ProtocolRules | None = None,
    asked: Mapping[int, Earlier] | None = None,
) -> dict[str, Own]:
    """The person's latest answer of earlier rounds to each item, by the item's lineage.

    `rules` are those in force, `asked` what `asked_before` found; both are read where they are not given.
    """
    items = asked_before(seat.door.stage_id, round_) if asked is None else asked
    keys = {
        (seat.rating_key(each.lineage, apart=each.is_apart), item_id): each.lineage for item_id, each in items.items()
    }
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
        keys[row.key, row.item_id]: _own(row, number, rules) for row, number in found if (row.key, row.item_id) in keys
    }


def own_now(seat: Seat, round_: PanelRound, items: Sequence[Item], answers: Mapping[str, Answer]) -> dict[str, Own]:
    """What the person answers in a real-time round now, by lineage.

    It counts once a release holds this very answer: until then the panel's figures hold an earlier one, or none.
    """
    keys = {seat.rating_key(item.lineage): item.lineage for item in items}
    rows = session.scalars(select(Rating).where(Rating.round_id == round_.id, Rating.key.in_(keys)))
    released = {(row.key, row.item_id): row for row in rows}
    found = {}
    for item in items:
        answer, row = answers.get(item.lineage), released.get((seat.rating_key(item.lineage), item.id))
        if answer is None:
            continue
        counted = row is not None and not answer.cannot and row.value == answer.value
        more = {"low": answer.low, "high": answer.high, "second": answer.second, "confidence": answer.confidence}
        found[item.lineage] = Own(answer.value, answer.cannot, round_.number, counted, **more)
    return found


def _own(row: Rating, number: int, rules: ProtocolRules) -> Own:
    ranges = {"low": row.low, "high": row.high, "confidence": row.confidence}
    return Own(row.value, row.cannot_judge, number, _counts(row, rules), second=row.second, **ranges)


def _counts(row: Rating, rules: ProtocolRules) -> bool:
    takes_partial = rules.partials is Partials.INCLUDE and rules.scale is not ItemScale.RANKING
    return not row.cannot_judge and (not row.partial or takes_partial)
