"""A panellist before a round of ratings: which round it is, what is asked, and how far the person has come."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from survey_app.db import now, session
from survey_app.exceptions import NotFound
from survey_app.models import Item, PanelRound, Stage
from survey_app.services import (
    askings,
    ballots,
    beside,
    live_batches,
    live_figures,
    marks,
    own_answers,
    proposals,
    protocols,
    ratings,
    round_figures,
    round_parts,
    round_roll,
    sections,
    several,
)
from survey_app.services.expertise import QUESTION, Said
from survey_app.services.expertise import read as read_said
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.ratings import Answer, Own
from survey_app.services.round_figures import RoundFigures
from survey_app.services.seats import Seat
from survey_app.vocabulary import ItemScale, PanelState, RoundPurpose, RoundState


class Stand(StrEnum):
    """What a panellist meets at the door of the rounds."""

    NOT_YET = "not_yet"
    OPEN = "open"
    LATER = "later"
    NOT_ASKED = "not_asked"
    PAUSED = "paused"
    CLOSED = "closed"
    LOOKED_AT = "looked_at"
    BETWEEN = "between"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


_STANDS = {
    RoundState.OPEN: Stand.OPEN,
    RoundState.CLOSING: Stand.OPEN,
    RoundState.PAUSED: Stand.PAUSED,
    RoundState.CLOSED: Stand.CLOSED,
    RoundState.ANALYSED: Stand.LOOKED_AT,
    RoundState.RELEASED: Stand.BETWEEN,
}
_BEFORE = (RoundState.DRAFT, RoundState.SCHEDULED)
_OVER = {PanelState.CONCLUDED: Stand.CONCLUDED, PanelState.ARCHIVED: Stand.CONCLUDED,
         PanelState.CANCELLED: Stand.CANCELLED}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sitting:
    """One person before one round."""

    seat: Seat
    stand: Stand
    round_: PanelRound | None
    rules: ProtocolRules
    items: tuple[Item, ...] = ()
    answers: Mapping[str, Answer] | None = None
    before: Mapping[str, Own] | None = None
    asked_before: frozenset[int] = frozenset()
    """Items that a released round has asked."""
    finished: bool = False
    has_earlier: bool = False
    opens_at: datetime | None = None
    earlier: PanelRound | None = None
    beside: Mapping[str, Any] | None = None
    """What lies in the person's sheet beside the answers."""
    figures: RoundFigures | None = None
    """What the panel said in the earlier round, the last one it may see."""
    figures_from: int = 0
    """In real time: how many must have finished before the panel sees its first figures."""
    is_small: bool = False
    """In real time: whether so many do not take part, so that figures come only after the close."""

    @property
    def asked(self) -> PanelRound:
        """The round; 404 before there is any."""
        if self.round_ is None:
            raise NotFound
        return self.round_

    @property
    def is_live(self) -> bool:
        """Whether the panel's figures move while the round is open."""
        return self.round_ is not None and self.round_.live

    @property
    def is_last(self) -> bool:
        """Whether the protocol declares no round after this one."""
        return self.round_ is not None and self.round_.number >= self.rules.rounds

    @property
    def rounds(self) -> int:
        """How many rounds the protocol declares, or have come to be."""
        return max(self.rules.rounds, self.asked.number)

    @property
    def closes_at(self) -> datetime | None:
        """Until when answers are taken, the minutes of grace counted in once they run."""
        if self.round_ is None or self.round_.closes_at is None:
            return None
        grace = self.round_.grace_minutes if self.round_.state is RoundState.CLOSING else 0
        return self.round_.closes_at + timedelta(minutes=grace)

    @property
    def was_open_until(self) -> datetime | None:
        """When a round that is over stopped taking answers: by the clock, or earlier by hand."""
        known = [each for each in (self.closes_at, self.asked.closed_at) if each is not None]
        return min(known, default=None)

    def on(self, item: Item) -> "Sitting":
        """The same with the rules of one item: those of its own scale where it has one."""
        return replace(self, rules=self.rules.of(item.own_scale))

    @property
    def has_own_scales(self) -> bool:
        """Whether any item of the round has a scale of its own."""
        return any(item.own_scale for item in self.items)

    @property
    def is_points(self) -> bool:
        """Whether points are shared out over all items on one page."""
        return self.rules.scale is ItemScale.POINTS

    @property
    def is_ranking(self) -> bool:
        """Whether all items are ranked on one page."""
        return self.rules.scale is ItemScale.RANKING

    @property
    def is_estimate(self) -> bool:
        """Whether each item is answered by a lowest, a best and a highest figure."""
        return self.rules.scale is ItemScale.ESTIMATE

    @property
    def is_choice(self) -> bool:
        """Whether each item is answered by one of the declared options."""
        return self.rules.scale is ItemScale.CHOICE

    @property
    def asks_more(self) -> bool:
        """Whether an answer is more than one rating and one reason: on a second scale, or with arguments."""
        return self.rules.scale is ItemScale.RATING and (self.rules.second or self.rules.arguments)

    @property
    def shows_map(self) -> bool:
        """Whether the map of both scales may be looked at: not before the own answers, where the protocol says so.

        In real time it holds what the person has answered alone, from the first release on.
        """
        if self.is_live and self.stand is Stand.OPEN:
            return self.rules.second and self.figures is not None and bool(self.figures.items)
        is_hidden = self.stand is Stand.OPEN and not self.rules.feedback_first and self.first_open is not None
        return self.rules.second and not is_hidden

    @property
    def one_page(self) -> str:
        """The page on which all statements are answered together; empty where each has its own."""
        if not self.weighed:
            return ""
        if self.is_points:
            return "comparisons.show" if self.rules.compared else "ratings.points"
        return "rankings.show" if self.is_ranking else ""

    @property
    def weighed(self) -> list[Item]:
        """The items of the round that stand on its scale; the others are open questions."""
        return askings.weighed(self.items)

    @property
    def parts(self) -> tuple[round_parts.RoundPart, ...]:
        """The two parts of a round that has open questions beside the one page; none of any other round."""
        found = round_parts.of(self.items) if self.one_page else ()
        return found if len(found) > 1 else ()

    @property
    def has_questions(self) -> bool:
        """Whether anything is answered in words."""
        return any(item.is_open for item in self.items)

    @property
    def questions_left(self) -> int:
        """How many open questions have no answer, where the statements have one page."""
        return sum(item.is_open and not self.answer(item) for item in self.items) if self.parts else 0

    @property
    def words_left(self) -> int | None:
        """The place of the first of them."""
        places = enumerate(self.items, 1) if self.parts else ()
        return next((place for place, item in places if item.is_open and not self.answer(item)), None)

    @property
    def entries(self) -> list[Item]:
        """What has a page and a line of its own: every item, and of options that are ticked together the first."""
        return several.leads(self.items)

    def options(self, item: Item) -> list[Item]:
        """The options that are ticked on the page of an item; of any other, the item alone."""
        return several.options_of(item, self.items)

    def is_answered(self, item: Item) -> bool:
        """Whether everything on the page of an item has an answer."""
        return all(self.answer(each) is not None for each in self.options(item))

    def number(self, item: Item) -> int:
        """Which of the pages it is, counted from 1."""
        return self.entries.index(self.options(item)[0]) + 1

    def part_of(self, position: int) -> tuple[int, int, int] | None:
        """The part in which a place lies, the place there and how many it has; None of a round without parts."""
        for number, part in enumerate(self.parts, 1):
            if part.first <= position < part.first + len(part.items):
                return number, position - part.first + 1, len(part.items)
        return None

    def has_own_page(self, position: int) -> bool:
        """Whether the item at a place is answered on a page of its own: not an option, unless it is the first."""
        return (item := self.item(position)) in self.entries and (not self.one_page or item.is_open)

    def place(self, item: Item) -> int:
        """The place of an item of the round, counted from 1."""
        return self.items.index(item) + 1

    def item(self, position: int) -> Item:
        """The item at a place of the round; 404 where there is none."""
        if not 1 <= position <= len(self.items):
            raise NotFound
        return self.items[position - 1]

    def answer(self, item: Item) -> Answer | None:
        """What was answered in this round so far."""
        return (self.answers or {}).get(item.lineage)

    def own(self, item: Item) -> Own | None:
        """What the person had answered before."""
        return (self.before or {}).get(item.lineage)

    def middle(self, item: Item) -> tuple[float, float] | None:
        """The middle half of the panel's answers before, where the person may see it."""
        return ratings.middle_half(self.figures.item(item.id), self.rules) if self.figures else None

    @property
    def asks_expertise(self) -> bool:
        """Whether the person is asked now what their judgement rests on: in the first round, by the protocol."""
        return self.rules.expertise and self.stand is Stand.OPEN and self.is_first

    @property
    def asks_proposals(self) -> bool:
        """Whether the person may propose statements now."""
        return self.rules.proposals and self.stand is Stand.OPEN and self.is_first

    @property
    def proposals(self) -> tuple[str, ...]:
        """What the person proposes so far."""
        return proposals.written((self.beside or {}).get(proposals.NAME, ()))

    @property
    def marks(self) -> tuple[str, ...]:
        """The reasons that the person has marked as helpful in this round."""
        return marks.read((self.beside or {}).get(marks.NAME, ()))

    @property
    def is_first(self) -> bool:
        """Whether no round before this one was analysed."""
        return self.round_ is not None and not self.has_earlier

    @property
    def expertise(self) -> Said | None:
        """What the person has said of their expertise in this round."""
        return read_said((self.beside or {}).get(QUESTION))

    @property
    def sections(self) -> list[sections.Section]:
        """What is asked in the round below its headings."""
        return sections.grouped(self.entries)

    @property
    def has_sections(self) -> bool:
        """Whether any item stands under a heading."""
        return sections.are_used(self.items)

    @property
    def reviewed(self) -> int:
        """How many entries have an answer in this round."""
        return sum(self.is_answered(item) for item in self.entries)

    @property
    def first_open(self) -> int | None:
        """The place of the first entry without an answer."""
        return next((self.place(item) for item in self.entries if not self.is_answered(item)), None)

    def next_open(self, position: int) -> int | None:
        """The next item without an answer after a place that has one now, else the first one of all."""
        others = [at for item in self.entries if not self.is_answered(item) and (at := self.place(item)) != position]
        return next((place for place in others if place > position), others[0] if others else None)

    @property
    def points_left(self) -> int:
        """How many points are left to give; below zero when there are too many."""
        return int(ratings.points_left((self.answers or {}).values(), self.rules)) if self.weighed else 0


def _live(sitting: Sitting) -> Sitting:
    """A real-time round for one person: in an order of the person's own, with figures of what they have answered.

    Of an item without an answer nothing is here, so that nothing of it can come onto a page.
    """
    seat, round_ = sitting.seat, sitting.asked
    shuffled = sorted(sitting.items, key=lambda item: seat.question_key(f"place:{round_.number}:{item.lineage}"))
    found = live_figures.of_round(round_, sitting.rules) if sitting.stand is Stand.OPEN else None
    if found is not None:
        answered = {item.id for item in sitting.items if sitting.answer(item) is not None}
        found = replace(found, items=tuple(each for each in found.items if each.item_id in answered))
    stage = session.get_one(Stage, round_.stage_id)
    least = live_batches.figures_from(stage, sitting.rules)
    is_small = found is None and round_roll.accepted(stage.id) < least
    in_order = tuple(sections.in_order(shuffled))
    return replace(sitting, items=in_order, figures=found, figures_from=least, is_small=is_small)


def of(seat: Seat) -> Sitting:
    """The round that concerns the person now, with what is asked and what was answered."""
    rules = protocols.rules_of(seat.door.stage_id)
    rounds = session.scalars(
        select(PanelRound)
        .where(
            PanelRound.stage_id == seat.door.stage_id,
            PanelRound.purpose == RoundPurpose.RATE,
            PanelRound.state != RoundState.CANCELLED,
        )
        .order_by(PanelRound.number)
    ).all()
    begun = [each for each in rounds if each.state not in _BEFORE]
    opens_at = next((each.opens_at for each in rounds if each.state is RoundState.SCHEDULED), None)
    round_ = begun[-1] if begun else None
    stand = _stand(seat, round_, rules)
    if round_ is None:
        return Sitting(seat, stand, None, rules, opens_at=opens_at)
    earlier = next((each for each in reversed(begun[:-1]) if each.state is RoundState.RELEASED), None)
    copy = ballots.read(seat, round_)
    items = tuple(ratings.items_of(round_))
    asked = own_answers.asked_before(seat.door.stage_id, round_)
    sitting = Sitting(
        seat,
        stand,
        round_,
        rules.on(len(askings.weighed(items))),
        items,
        ratings.answers_in(copy),
        ratings.own_before(seat, round_, rules, asked),
        frozenset(item_id for item_id, each in asked.items() if each.is_released),
        has_earlier=len(begun) > 1,
        beside=beside.parts_in(copy),
        finished=ballots.has_finished(seat, round_),
        opens_at=opens_at,
        earlier=earlier,
        figures=round_figures.of_round(earlier) if earlier else None,
    )
    if sitting.one_page and items:
        sitting = replace(sitting, items=round_parts.in_order(items))
    return _live(sitting) if round_.live else sitting


def _stand(seat: Seat, round_: PanelRound | None, rules: ProtocolRules) -> Stand:
    if seat.panel_state in _OVER:
        return _OVER[seat.panel_state]
    if round_ is None:
        return Stand.NOT_YET
    stand = _STANDS[round_.state]
    if stand is not Stand.OPEN:
        return stand
    if seat.first_round > round_.number:
        return Stand.LATER
    if not round_roll.may_answer(seat, round_, rules):
        return Stand.NOT_ASKED
    return Stand.CLOSED if _is_past(round_) else Stand.OPEN


def _is_past(round_: PanelRound) -> bool:
    """Whether the server's clock has passed the end, though nobody has closed the round yet."""
    return round_.closes_at is not None and now() >= round_.closes_at + timedelta(minutes=round_.grace_minutes)
