"""A panellist before a round of ratings: which round it is, what is asked, and how far the person has come."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from survey_app.db import session
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
    stands,
)
from survey_app.services.expertise import QUESTION, Said
from survey_app.services.expertise import read as read_said
from survey_app.services.rating_sheets import RatingSheet
from survey_app.services.round_figures import RoundFigures
from survey_app.services.seats import Seat
from survey_app.services.stands import Stand
from survey_app.vocabulary import RoundPurpose, RoundState

_BEFORE = (RoundState.DRAFT, RoundState.SCHEDULED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting(RatingSheet):
    """One person before one round."""

    seat: Seat
    stand: Stand
    round_: PanelRound | None
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
    def shows_map(self) -> bool:
        """Whether the map of both scales may be looked at: not before the own answers, where the protocol says so.

        In real time it holds what the person has answered alone, from the first release on.
        """
        if self.is_live and self.stand is Stand.OPEN:
            return self.rules.second and self.figures is not None and bool(self.figures.items)
        is_hidden = self.stand is Stand.OPEN and not self.rules.feedback_first and self.first_open is not None
        return self.rules.second and not is_hidden

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
    stand = stands.of(seat, round_, rules)
    if round_ is None:
        return Sitting(seat=seat, stand=stand, round_=None, rules=rules, opens_at=opens_at)
    earlier = next((each for each in reversed(begun[:-1]) if each.state is RoundState.RELEASED), None)
    copy = ballots.read(seat, round_)
    items = tuple(ratings.items_of(round_))
    asked = own_answers.asked_before(seat.door.stage_id, round_)
    sitting = Sitting(
        seat=seat,
        stand=stand,
        round_=round_,
        rules=rules.on(len(askings.weighed(items))),
        items=items,
        answers=ratings.answers_in(copy),
        before=ratings.own_before(seat, round_, rules, asked),
        asked_before=frozenset(item_id for item_id, each in asked.items() if each.is_released),
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
