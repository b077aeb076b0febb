"""What the panel reads of the answers to open questions: what was released, in another order for each person.

A text carries no id and no author. Whoever wrote one finds it marked, by nothing but the link.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select

from survey_app.db import session
from survey_app.exports.round_report import OpenFigures
from survey_app.models import Item, ItemAnswer, ItemOrigin, PanelRound, Reason, RoundItem
from survey_app.services import arguments, round_figures, standing_aside
from survey_app.services.feedback import scattered
from survey_app.services.seats import Seat
from survey_app.vocabulary import Asking, ReasonState, RoundPurpose, RoundState

_NOT_ASKED = (RoundState.DRAFT, RoundState.SCHEDULED, RoundState.CANCELLED)


@dataclass(frozen=True, slots=True)
class ReadText:
    """One answer as the panel reads it, empty where it does not; `own` are the words as the reader wrote them.

    `became` are the statements that were made of it and asked: told to nobody but its author.
    """

    text: str
    own: str = ""
    became: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenRound:
    """One open question in one round: what may be read of it, in the order for this person.

    `held_back` are the reader's own texts that the panel does not read.
    """

    item: Item
    round_number: int
    figures: OpenFigures | None
    texts: tuple[ReadText, ...]
    held_back: tuple[ReadText, ...] = ()

    @property
    def own(self) -> tuple[ReadText, ...]:
        """Those that the reader wrote."""
        return tuple(each for each in self.texts if each.own)


def is_there(stage_id: int) -> bool:
    """Whether a released round of the panel asked an open question."""
    rows = (
        exists()
        .where(RoundItem.round_id == PanelRound.id, RoundItem.item_id == Item.id)
        .where(PanelRound.stage_id == stage_id, PanelRound.state == RoundState.RELEASED, Item.asked == Asking.OPEN)
    )
    return bool(session.scalar(select(rows)))


def of_seat(seat: Seat) -> list[OpenRound]:
    """Every open question of the released rounds, first to last."""
    released = session.scalars(
        select(PanelRound)
        .where(
            PanelRound.stage_id == seat.door.stage_id,
            PanelRound.purpose == RoundPurpose.RATE,
            PanelRound.state == RoundState.RELEASED,
        )
        .order_by(PanelRound.number)
    )
    return [each for round_ in released for each in of_round(seat, round_)]


def of_round(seat: Seat, round_: PanelRound) -> list[OpenRound]:
    """The open questions of one released round for one person."""
    items = _asked(round_)
    if not items or round_.state is not RoundState.RELEASED:
        return []
    keys = {key for item in items for key in _keys(seat, item, round_.number)}
    place = f"order:{round_.number}:"
    return _read(round_, items, lambda text: seat.question_key(place + text), keys)


def _keys(seat: Seat, item: Item, number: int) -> set[str]:
    """The keys under which the person's answers to a question lie: only the link makes them again."""
    return {arguments.key(seat, name, item.lineage, number) for name in arguments.ANSWERS}


def own_in(seat: Seat, statement: Item) -> list[str]:
    """The person's own answers that went into a statement, as they were written; nobody else is told."""
    rows = session.execute(
        select(Item, PanelRound.number)
        .join(ItemOrigin, ItemOrigin.earlier_id == Item.id)
        .join(RoundItem, RoundItem.item_id == Item.id)
        .join(PanelRound, PanelRound.id == RoundItem.round_id)
        .where(ItemOrigin.item_id == statement.id, Item.asked == Asking.OPEN)
        .where(PanelRound.state == RoundState.RELEASED)
    )
    keys = {key for question, number in rows for key in _keys(seat, question, number)}
    found = select(Reason.text).join(ItemAnswer, ItemAnswer.reason_key == Reason.key)
    return sorted(session.scalars(found.where(ItemAnswer.item_id == statement.id, Reason.key.in_(keys))))


def last_of(seat: Seat, item: Item) -> OpenRound | None:
    """What the panel read of a question the last time it was asked."""
    return next((each for each in reversed(of_seat(seat)) if each.item.id == item.id), None)


def preview(round_: PanelRound) -> list[OpenRound]:
    """What the panel will read of an analysed round, for its moderator: nobody's own text, in no one's order."""
    return _read(round_, _asked(round_), scattered, frozenset())


def _asked(round_: PanelRound) -> Sequence[Item]:
    return session.scalars(
        select(Item)
        .join(RoundItem)
        .where(RoundItem.round_id == round_.id, Item.asked == Asking.OPEN)
        .order_by(RoundItem.position)
    ).all()


def _read(
    round_: PanelRound, items: Sequence[Item], place: Callable[[str], str], mine: Collection[str]
) -> list[OpenRound]:
    found = round_figures.of_round(round_)
    counted = {each.item_id: each for each in found.open_items} if found else {}
    rows = session.execute(
        select(Reason.key, Reason.item_id, Reason.state, Reason.shown_text, Reason.text).where(
            Reason.round_id == round_.id,
            Reason.item_id.in_([item.id for item in items]),
            Reason.key.not_in(standing_aside.of_round(round_.id) - set(mine)),
        )
    )
    texts: dict[int, list[ReadText]] = {item.id: [] for item in items}
    held_back: dict[int, list[ReadText]] = {item.id: [] for item in items}
    became = _became(mine)
    for key, item_id, state, shown, text in rows:
        is_own = key in mine
        if state is ReasonState.RELEASED:
            texts[item_id].append(ReadText(shown or text, text if is_own else "", became.get(key, ())))
        elif is_own:
            held_back[item_id].append(ReadText("", text, became.get(key, ())))
    return [
        OpenRound(
            item,
            round_.number,
            counted.get(item.id),
            tuple(sorted(texts[item.id], key=lambda each: (place(each.text), not each.own, each.own))),
            tuple(sorted(held_back[item.id], key=lambda each: each.own)),
        )
        for item in items
    ]


def _became(mine: Collection[str]) -> dict[str, tuple[Item, ...]]:
    """The statements made of the person's own answers, by the answer's key, once a round has asked them."""
    if not mine:
        return {}
    asked = exists().where(
        RoundItem.item_id == Item.id, RoundItem.round_id == PanelRound.id, PanelRound.state.not_in(_NOT_ASKED)
    )
    rows = session.execute(
        select(ItemAnswer.reason_key, Item)
        .join(Item, Item.id == ItemAnswer.item_id)
        .where(ItemAnswer.reason_key.in_(mine), asked)
        .order_by(Item.position, Item.id)
    )
    found: dict[str, tuple[Item, ...]] = {}
    for key, item in rows:
        found[key] = (*found.get(key, ()), item)
    return found
