"""The board as a panellist reads it: cards in an order of their own for everybody, with what others say to them.

Nothing here tells who wrote a card, or when: the order is shuffled by something that only the person's link gives, and
stays the same from visit to visit.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from survey_app.db import session
from survey_app.exceptions import NotFound
from survey_app.models import Card, Idea, Panel, PanelRound, Stage, Theme
from survey_app.services import boards, own_ideas
from survey_app.services.ideas import WRITING, WriteFirst
from survey_app.services.round_roll import Told
from survey_app.services.seats import Seat
from survey_app.vocabulary import IdeaState, Stance

NO_THEME = 0
_PAGE_BYTES = 24_000
"""What the words of one page may weigh together; the whole page stays below 60 kB."""
_CARD_BYTES, _ANSWER_BYTES = 520, 40


@dataclass(slots=True)
class BoardCard:
    """One card: its words, how many ideas were merged into it, and what was said to it."""

    code: str
    text: str
    theme_id: int | None
    sources: int
    place: int
    """Which card of the stage it is, counted as they came onto the board; never shown."""
    idea_code: str = ""
    builds_on: str = ""
    """The words of the card it stands under, where it adds to one."""
    additions: list["BoardCard"] = field(default_factory=list)
    objections: list[str] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """Every text that stands on the card."""
        return [self.text, *self.objections, *(text for card in self.additions for text in card.texts)]

    @property
    def weight(self) -> int:
        """About how many bytes of a page it needs."""
        own = (
            _CARD_BYTES + len(self.text.encode()) + sum(_ANSWER_BYTES + len(text.encode()) for text in self.objections)
        )
        return own + sum(card.weight for card in self.additions)


@dataclass(frozen=True, slots=True)
class Board:
    """One page of the board. `seen` says which cards the page knows of, `fresh` how many have come since."""

    cards: tuple[BoardCard, ...]
    themes: tuple[tuple[int, str], ...]
    seen: int
    fresh: int
    found: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is: ideas that were released, people who wrote; None while it would tell too much."""

    ideas: int
    people: Told | None


@dataclass(frozen=True, slots=True)
class _Shown:
    """An idea that everybody may read."""

    code: str
    text: str
    parent_code: str | None
    stance: Stance | None
    card_id: int | None


def board(seat: Seat, search: str = "", theme: int | None = None, *, seen: int | None = None, number: int = 1) -> Board:
    """The cards that are shown, found by words or theme; those that came after `seen` only when it is left out."""
    every = cards_of(seat.door.stage_id)
    newest = session.scalar(select(func.count(Card.id)).where(Card.stage_id == seat.door.stage_id)) or 0
    known = newest if seen is None else min(seen, newest)
    before = [card for card in every if card.place <= known]
    late = len(every) - len(before)
    for one in before:
        late += sum(each.place > known for each in one.additions)
        one.additions = [each for each in one.additions if each.place <= known]
    words = search.casefold().split()
    wanted = [
        card
        for card in before
        if (theme is None or (card.theme_id or NO_THEME) == theme)
        and all(word in "\n".join(card.texts).casefold() for word in words)
    ]
    pages = paged(shuffled(seat, wanted), lambda one: one.weight, _PAGE_BYTES)
    at = min(max(number, 1), len(pages))
    return Board(
        tuple(pages[at - 1]),
        _themes(seat.door.stage_id),
        known,
        late,
        len(wanted),
        at,
        len(pages),
    )


def require_own(seat: Seat, round_: PanelRound) -> None:
    """Refuse to show others' ideas to somebody who may still write a first own one."""
    panel = session.get_one(Panel, seat.door.stage_id)
    if panel.phase in WRITING and not own_ideas.own(seat, round_):
        raise WriteFirst


def card(seat: Seat, code: str) -> BoardCard:
    """One card that is shown, on its own or under another."""
    for one in cards_of(seat.door.stage_id):
        for found in (one, *one.additions):
            if found.code == code:
                return found
    raise NotFound


def counts(stage_id: int) -> Counts:
    """Released ideas and people who wrote. What is pending is in neither until enough people have written.

    People are told in steps as on the moderator's board, and not at all below the first step.
    """
    panel, stage = session.get_one(Panel, stage_id), session.get_one(Stage, stage_id)
    people = boards.writers(stage)
    ideas = session.scalar(
        select(func.count()).where(Idea.stage_id == stage_id, Idea.state == IdeaState.SHOWN, ~Idea.for_moderator)
    )
    return Counts(ideas or 0, people if people.count >= panel.release_people else None)


def cards_of(stage_id: int) -> list[BoardCard]:
    """Every card that stands on the board, additions under the card they build on, in no order that means anything."""
    ideas = _shown(stage_id)
    by_card: dict[int, list[_Shown]] = {}
    for idea in ideas.values():
        if idea.card_id is not None:
            by_card.setdefault(idea.card_id, []).append(idea)
    cards = {
        row.id: BoardCard(row.code, row.text, row.theme_id, len(by_card[row.id]), place, _founder(row.id, by_card))
        for place, row in enumerate(_rows(stage_id), 1)
        if row.merged_into_id is None and row.id in by_card
    }
    for idea in ideas.values():
        if idea.stance is Stance.OBJECTS and (under := _parent_card(idea, ideas, cards)) is not None:
            cards[under].objections.append(idea.text)
    nested = {card_id: root for card_id in cards if (root := _above(card_id, ideas, cards, by_card)) is not None}
    for card_id, root in nested.items():
        cards[root].additions.append(cards[card_id])
        cards[card_id].builds_on = cards[root].text
    return [one for card_id, one in cards.items() if card_id not in nested]


def shuffled(seat: Seat, cards: Iterable[BoardCard]) -> list[BoardCard]:
    """The cards in the person's own order, which nobody else can know and which stays from visit to visit."""
    seed = seat.question_key("order of the board")

    def place(text: str) -> str:
        return hashlib.sha256(f"{seed}|{text}".encode()).hexdigest()

    found = sorted(cards, key=lambda one: (place(one.text), one.code))
    for one in found:
        one.additions.sort(key=lambda each: (place(each.text), each.code))
        one.objections.sort(key=place)
        for each in one.additions:
            each.objections.sort(key=place)
    return found


def _shown(stage_id: int) -> dict[str, _Shown]:
    rows = session.execute(
        select(Idea.code, Idea.text, Idea.shown_text, Idea.parent_code, Idea.stance, Idea.card_id).where(
            Idea.stage_id == stage_id, Idea.state == IdeaState.SHOWN, ~Idea.for_moderator
        )
    )
    return {
        row.code: _Shown(row.code, row.shown_text or row.text, row.parent_code, row.stance, row.card_id) for row in rows
    }


def _rows(stage_id: int) -> Sequence[Card]:
    return session.scalars(select(Card).where(Card.stage_id == stage_id).order_by(Card.id)).all()


def _themes(stage_id: int) -> tuple[tuple[int, str], ...]:
    rows = session.execute(
        select(Theme.id, Theme.name).where(Theme.stage_id == stage_id).order_by(Theme.position, Theme.name)
    )
    return tuple((row.id, row.name) for row in rows)


def _founder(card_id: int, by_card: Mapping[int, Sequence[_Shown]]) -> str:
    """The idea that an answer to the card is an answer to: any of its ideas will do."""
    return min(idea.code for idea in by_card[card_id])


def _parent_card(idea: _Shown, ideas: Mapping[str, _Shown], cards: Mapping[int, BoardCard]) -> int | None:
    """The card that an answer belongs to; None when what it answered is not shown any more."""
    parent = ideas.get(idea.parent_code or "")
    return parent.card_id if parent is not None and parent.card_id in cards else None


def _above(
    card_id: int,
    ideas: Mapping[str, _Shown],
    cards: Mapping[int, BoardCard],
    by_card: Mapping[int, Sequence[_Shown]],
) -> int | None:
    """The card at the top of the chain of additions that a card ends; a card of several ideas stands by itself."""
    top: int | None = None
    at = card_id
    while len(by_card[at]) == 1 and by_card[at][0].stance is Stance.ADDS:
        above = _parent_card(by_card[at][0], ideas, cards)
        if above is None or above == at:
            break
        top = at = above
    return top


def paged(cards: Sequence[BoardCard], weigh: Callable[[BoardCard], int], room: int) -> list[list[BoardCard]]:
    """Cards cut into pages by what they weigh, at least one card on each."""
    pages: list[list[BoardCard]] = [[]]
    left = room
    for one in cards:
        if pages[-1] and weigh(one) > left:
            pages.append([])
            left = room
        pages[-1].append(one)
        left -= weigh(one)
    return pages
