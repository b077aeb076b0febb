"""Statements made of the answers to an open question: the moderator chooses answers and writes what they come to.

A statement made so names the question it came from and the answers that went into it. It can be taken back until a
round asks it; an answer may go into several statements.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Item, ItemAnswer, ItemOrigin, PanelRound, Reason, RoundItem, Stage
from survey_app.services import items, standing_aside
from survey_app.stats.likeness import alike, together
from survey_app.vocabulary import ReasonState, RoundState

_ANALYSED = (RoundState.ANALYSED, RoundState.RELEASED)
_ALIKE_FROM, _MOST_ALIKE = 0.5, 60
PAGE = 50
"""Answers on one page of the moderator's list."""


class NoneChosen(Refusal):
    """A statement of no answers."""

    status = 422
    message = N_("Tick at least one answer that the statement is made of.")


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer in the moderator's list: as it was written, what the panel reads, and the statements made of it."""

    code: str
    text: str
    shown_text: str
    state: ReasonState
    used_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A statement that was made here, and of how many answers; `is_asked`: a round has asked it, so it stays."""

    item: Item
    answers: int
    is_asked: bool


def questions(round_: PanelRound) -> Sequence[Item]:
    """The open questions of an analysed round; none before."""
    if round_.state not in _ANALYSED:
        return []
    rows = select(Item).join(RoundItem).where(RoundItem.round_id == round_.id).order_by(RoundItem.position)
    return [item for item in session.scalars(rows) if item.is_open]


def question(round_: PanelRound, code: str) -> Item:
    """One open question of an analysed round by its code."""
    found = next((item for item in questions(round_) if item.code == code), None)
    if found is None:
        raise NotFound
    return found


def lines(round_: PanelRound, item: Item) -> list[AnswerLine]:
    """The answers of a round by their words, so that no order says who wrote when."""
    shown = Reason.key.not_in(standing_aside.of_round(round_.id))
    rows = session.scalars(select(Reason).where(Reason.round_id == round_.id, Reason.item_id == item.id, shown)).all()
    used = _used([row.key for row in rows])
    found = [AnswerLine(row.code, row.text, row.shown_text, row.state, tuple(used.get(row.key, ()))) for row in rows]
    return sorted(found, key=lambda each: (each.text.casefold(), each.text, each.shown_text, each.state, each.used_in))


def _used(keys: Sequence[str]) -> dict[str, list[str]]:
    rows = session.execute(
        select(ItemAnswer.reason_key, Item.code)
        .join(Item, Item.id == ItemAnswer.item_id)
        .where(ItemAnswer.reason_key.in_(keys))
        .order_by(Item.position, Item.id)
    )
    found: dict[str, list[str]] = {}
    for key, code in rows:
        found.setdefault(key, []).append(code)
    return found


def look_alike(found: Sequence[AnswerLine]) -> list[tuple[AnswerLine, ...]]:
    """Groups of answers whose words are nearly the same, the most alike first."""
    pairs = alike([line.text for line in found], _ALIKE_FROM, _MOST_ALIKE)
    return [tuple(found[place] for place in group) for group in together(pairs)]


def made(item: Item) -> list[Made]:
    """The statements that were made of the answers to a question, in their order."""
    rows = session.scalars(
        select(Item)
        .join(ItemOrigin, ItemOrigin.item_id == Item.id)
        .where(ItemOrigin.earlier_id == item.id, Item.asked != item.asked)
        .order_by(Item.position, Item.id)
    ).all()
    asked_in = session.scalars(select(RoundItem.round_id).where(RoundItem.item_id == item.id)).all()
    aside = standing_aside.of_rounds(asked_in)
    sources = session.scalars(
        select(ItemAnswer.item_id)
        .where(ItemAnswer.item_id.in_([row.id for row in rows]))
        .where(ItemAnswer.reason_key.not_in(aside))
    )
    answers, asked = Counter(sources), items.asked_ids(item.stage_id)
    return [Made(row, answers[row.id], row.id in asked) for row in rows]


def make(round_: PanelRound, item: Item, codes: Sequence[str], text: Mapping[str, str]) -> Item:
    """A new statement for the next round, made of these answers; it stands at the end, under the question's heading."""
    keys = session.scalars(
        select(Reason.key)
        .where(Reason.round_id == round_.id, Reason.item_id == item.id, Reason.code.in_(codes))
        .where(Reason.key.not_in(standing_aside.of_round(round_.id)))
        .order_by(Reason.key)
    ).all()
    if not keys:
        raise NoneChosen
    stage = session.get_one(Stage, round_.stage_id)
    statement = items.add(stage, text, earlier=[item.id], section=item.section)
    session.add_all(ItemAnswer(item_id=statement.id, reason_key=key) for key in keys)
    session.flush()
    return statement


def take_back(item: Item, code: str) -> None:
    """Remove a statement that was made here, as long as no round has asked it."""
    found = next((each for each in made(item) if each.item.code == code), None)
    if found is None:
        raise NotFound
    items.remove(found.item)
    session.delete(found.item)
    session.flush()
