"""Brainwriting: instead of the whole board everybody gets three ideas of others to build on, and later three more.

What is handed out is drawn by a secret and by something that only the person's link gives (`decks`): whoever knew who
was handed an idea would know among how few to look for the author of an addition. Every idea gets about equally many
readers, those with the fewest additions first; at the sealed level, where no key is kept, by chance alone.
"""

import hashlib
from collections.abc import Mapping

from sqlalchemy import select, update

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Account, Card, Idea, Panel, PanelRound, Stage
from survey_app.services import audit, decks, idea_board, own_ideas, panel_links, seats
from survey_app.services.idea_board import BoardCard
from survey_app.services.ideas import WRITING
from survey_app.services.seats import Seat
from survey_app.vocabulary import BrainstormPhase, PanelState

HANDED = 3
_DEALT, _PEOPLE = "dealt", "people"


class WritingWayFixed(Refusal):
    """People have built on ideas already, or can see the board."""

    title = N_("Brainwriting can no longer be switched")
    message = N_("It can be switched on or off while people write their first ideas, and not later.")


class PassedOnAlready(Refusal):
    """Somebody else has pressed the button, or the phase is over."""

    title = N_("The ideas are elsewhere by now")
    message = N_("They were passed on in the meantime, or building on has ended. Load the page again.")


def choose(stage: Stage, *, on: bool) -> None:
    """Switch brainwriting on or off, as long as nobody builds on ideas."""
    if session.get_one(Panel, stage.id).brainwriting is on:
        return
    if not _hold(stage, BrainstormPhase.WRITE):
        raise WritingWayFixed
    panel = session.get_one(Panel, stage.id, populate_existing=True)
    panel.brainwriting = on
    session.flush()


def passes(panel: Panel) -> int:
    """How often ideas were handed out."""
    return len(panel.deck.get(_DEALT, ()))


def deal(stage: Stage) -> None:
    """Hand out what is on the board now. Nothing happens where the whole board is open."""
    panel = session.get_one(Panel, stage.id, populate_existing=True)
    if not panel.brainwriting:
        return
    cards = {card.code: len(card.additions) for card in sorted(idea_board.cards_of(stage.id), key=lambda one: one.text)}
    people = panel.deck.get(_PEOPLE, 0 if passes(panel) else seats.count_of(stage.id))
    panel.deck = {**panel.deck, _DEALT: [*panel.deck.get(_DEALT, ()), cards], _PEOPLE: people}
    session.flush()


def pass_on(stage: Stage, expected: int, account: Account | None = None) -> None:
    """Hand out other ideas to everybody. `expected`: how often the page said that it was done before."""
    if not _hold(stage, BrainstormPhase.BUILD):
        raise PassedOnAlready
    panel = session.get_one(Panel, stage.id, populate_existing=True)
    if not panel.brainwriting or passes(panel) != expected:
        raise PassedOnAlready
    deal(stage)
    audit.record(stage.study_id, account, "ideas_passed_on", f"{stage.title}: {expected + 1}")


def is_board_hidden(panel: Panel) -> bool:
    """Whether nobody of the panel sees the whole board."""
    return panel.brainwriting and panel.phase in WRITING


def handed(seat: Seat, round_: PanelRound) -> list[BoardCard]:
    """The ideas of others that the person is to build on now, the same until they are passed on."""
    idea_board.require_own(seat, round_)
    panel = session.get_one(Panel, seat.door.stage_id)
    if panel.phase is not BrainstormPhase.BUILD:
        return []
    there = {card.code: card for card in idea_board.cards_of(panel.stage_id)}
    mine = _own_cards(seat)
    secret = panel_links.deck_secret(session.get_one(Stage, panel.stage_id))
    place = decks.seat_at(seats.place_of(seat), secret, panel.deck.get(_PEOPLE, 0))
    had: set[str] = set()
    now: list[str] = []
    for turn, dealt in enumerate(panel.deck.get(_DEALT, ())):
        free = [code for code in _own_order(seat, there) if code in dealt.keys() - mine - had]
        # every time from another part of the deck, so that nobody is handed the same again
        now = decks.hand(free, HANDED, dealt, secret and f"{secret} {turn}", place)
        had |= set(now)
    return [there[code] for code in now]


def require_handed(seat: Seat, round_: PanelRound, code: str) -> None:
    """Refuse a card that the person cannot know of."""
    if is_board_hidden(session.get_one(Panel, seat.door.stage_id)) and code not in {
        card.code for card in handed(seat, round_)
    }:
        raise NotFound


def said_to_own(seat: Seat) -> dict[int, list[str]]:
    """What others have added to the person's ideas, by the number of the idea; in the order of the words."""
    numbers = {own_ideas.key_of(seat, number): number for number in range(1, own_ideas.MOST_IDEAS + 1)}
    rows = session.execute(select(Idea.key, Card.code).join(Card, Card.id == Idea.card_id).where(Idea.key.in_(numbers)))
    codes = {row.code: numbers[row.key] for row in rows}
    if not codes:
        return {}
    return {
        codes[card.code]: sorted(each.text for each in card.additions)
        for card in idea_board.cards_of(seat.door.stage_id)
        if card.code in codes and card.additions
    }


def _own_order(seat: Seat, cards: Mapping[str, BoardCard]) -> list[str]:
    """All cards in an order of the person's own, by their words."""
    seed = seat.question_key("ideas handed out")

    def place(code: str) -> tuple[str, str]:
        return hashlib.sha256(f"{seed}|{cards[code].text}".encode()).hexdigest(), code

    return sorted(cards, key=place)


def _own_cards(seat: Seat) -> set[str]:
    rows = session.scalars(
        select(Card.code).join(Idea, Idea.card_id == Card.id).where(Idea.key.in_(own_ideas.keys_of(seat)))
    )
    return set(rows)


def _hold(stage: Stage, phase: BrainstormPhase) -> bool:
    """Whether the brainstorm is in this phase; it stays there until the transaction ends."""
    held = session.execute(
        update(Panel)
        .where(
            Panel.stage_id == stage.id,
            Panel.phase == phase,
            Panel.state.in_((PanelState.DRAFT, PanelState.RUNNING)),
        )
        .values(phase=Panel.phase)
        .execution_options(synchronize_session=False)
    )
    return bool(held.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE has a row count
