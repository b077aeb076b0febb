"""Erasing and leaving by link: whoever holds the link takes out what came by it, and nobody learns who it was.

What was computed while the answers were there stays; the rows go, and an `Erasure` says how many, or only that some
did where answers have no name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update

from survey_app.db import session
from survey_app.models import (
    Card,
    Erasure,
    Idea,
    InboxSheet,
    Item,
    ItemOrigin,
    Merge,
    PanelDraft,
    Panellist,
    PanelRound,
    Rating,
    Reason,
    Vote,
)
from survey_app.services import (
    arguments,
    audit,
    ballots,
    clarifications,
    ideas,
    leavings,
    own_ideas,
    proposals,
    roll_rows,
    round_roll,
    vote_sheets,
    votes,
)
from survey_app.services.doors import UNLINKED
from survey_app.services.seats import Seat
from survey_app.services.standings import ENDED
from survey_app.vocabulary import PanellistState, RoundPurpose, RoundState, StageKind

SOME = 1
"""What an `Erasure` says of the rows of one person where answers have no name."""
_UNMIXED = (RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING, RoundState.CLOSED)


class Telling(StrEnum):
    """When others learn that somebody has left."""

    AT_ONCE = "at_once"
    BETWEEN_ROUNDS = "between_rounds"
    AT_THE_END = "at_the_end"
    WHEN_PUT_AWAY = "when_put_away"
    """The panel has ended."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept that came by one link, in numbers. `sealed`: sheets that nobody has opened yet."""

    ratings: int = 0
    reasons: int = 0
    ideas: int = 0
    votes: int = 0
    sealed: int = 0
    proposals: int = 0
    explained: int = 0
    """Answers to questions about their own words."""

    @property
    def total(self) -> int:
        """All of it."""
        texts = self.reasons + self.ideas + self.proposals + self.explained
        return self.ratings + texts + self.votes + self.sealed


def held(seat: Seat) -> Held:
    """What erasing would take out now: nothing by the link of somebody who has left."""
    if seat.has_ended:
        return Held()
    rounds = _rounds(seat)
    found = [_conditions(seat, round_) for round_ in rounds]
    return Held(
        ratings=sum(_count(Rating, each.ratings) for each in found),
        reasons=sum(_count(Reason, each.reasons) for each in found),
        ideas=_count(Idea, _my_ideas(seat)),
        votes=sum(_count(Vote, each.votes) for each in found),
        sealed=sum(_sealed(seat, round_) for round_ in rounds if round_.state in _UNMIXED),
        proposals=proposals.held(seat),
        explained=clarifications.held(seat),
    )


def erase(seat: Seat) -> int:
    """Take out everything that came by this link; how much it was. The log has no name and, without links, no number.

    Call inside one `transaction()`.
    """
    total = _take_out(seat)
    if total and seat.door.level in UNLINKED:
        roll_rows.write_all(seat.door.stage_id, seat.panellist_id)
    return total


def _take_out(seat: Seat) -> int:
    if seat.has_ended:
        return 0
    total = 0
    for round_ in _rounds(seat):
        if round_.state in _UNMIXED:
            total += ballots.erase(seat, round_)
        total += _erase_stored(seat, round_)
        session.execute(delete(PanelDraft).where(PanelDraft.place == seat.draft_place(round_.number)))
    total += clarifications.erase(seat) + proposals.erase(seat)
    if total:
        # how many somebody gave would say whose they were, where no answer has a name
        audit.record(seat.study_id, None, "answers_erased", "" if seat.door.level in UNLINKED else str(total))
    session.flush()
    return total


def leave(seat: Seat, *, remove: bool) -> int:
    """Withdraw. The answers are taken out, or they stay and the link that could find them is void.

    Where answers have no name others are told later (`leavings`): told in the moment in which words vanish, it would
    say whose they were.
    """
    if seat.is_kept_back:
        return 0  # once more, from another window
    total = _take_out(seat) if remove else 0
    if seat.door.level in UNLINKED:
        go = partial(_withdraw, seat, remove=remove)
        roll_rows.write_among_all(seat.door.stage_id, seat.panellist_id, go)
    else:
        _withdraw(seat, remove=remove)
    return total


def when_told(seat: Seat) -> Telling:
    """When others would learn that somebody has left who leaves now."""
    if seat.door.level not in UNLINKED or round_roll.last_asked(seat.door.stage_id) is None:
        return Telling.AT_ONCE
    if not seat.has_accepted and not seat.is_kept_back:
        return Telling.AT_ONCE
    if seat.panel_state in ENDED:
        return Telling.WHEN_PUT_AWAY
    return Telling.AT_THE_END if seat.kind is StageKind.BRAINSTORM else Telling.BETWEEN_ROUNDS


def _withdraw(seat: Seat, *, remove: bool) -> None:
    values: dict[str, Any] = {"state": PanellistState.WITHDRAWN}
    asked = round_roll.last_asked(seat.door.stage_id) if seat.has_accepted and seat.door.level in UNLINKED else None
    if asked is not None:
        if leavings.keep_back(seat.panellist_id, asked):
            return
        values["left_round"] = asked
    if not remove:
        values |= {"tag": None, "older_tags": [], "link_issue": Panellist.link_issue + 1}
    session.execute(
        update(Panellist)
        .where(Panellist.id == seat.panellist_id)
        .values(values)
        .execution_options(synchronize_session=False)
    )


@dataclass(frozen=True, slots=True)
class _Conditions:
    """What finds the rows of one link in one round."""

    ratings: ColumnElement[bool]
    reasons: ColumnElement[bool]
    votes: ColumnElement[bool]


def _rounds(seat: Seat) -> Sequence[PanelRound]:
    return session.scalars(
        select(PanelRound).where(PanelRound.stage_id == seat.door.stage_id).order_by(PanelRound.number)
    ).all()


def _conditions(seat: Seat, round_: PanelRound) -> _Conditions:
    lineages = session.scalars(select(Item.lineage).where(Item.stage_id == seat.door.stage_id)).all()
    cards = session.scalars(select(Card.code).where(Card.stage_id == seat.door.stage_id)).all()
    rating_keys = {seat.rating_key(lineage, apart=apart) for lineage in lineages for apart in (False, True)}
    reason_keys = {key for lineage in lineages for key in arguments.keys(seat, lineage, round_.number)}
    vote_keys = {votes.key_of(seat, code) for code in cards} | vote_sheets.keys_of(seat, cards)
    return _Conditions(
        (Rating.round_id == round_.id) & Rating.key.in_(rating_keys),
        (Reason.round_id == round_.id) & Reason.key.in_(reason_keys),
        (Vote.round_id == round_.id) & Vote.key.in_(vote_keys),
    )


def _my_ideas(seat: Seat) -> ColumnElement[bool]:
    return (Idea.stage_id == seat.door.stage_id) & Idea.key.in_(own_ideas.keys_of(seat))


def _count(table: Any, condition: ColumnElement[bool]) -> int:  # noqa: ANN401 - any of the tables of answers
    return session.scalar(select(func.count()).select_from(table).where(condition)) or 0


def _sealed(seat: Seat, round_: PanelRound) -> int:
    slots = ballots.SLOTS if round_.live or round_.purpose is RoundPurpose.WRITE else 1
    places = {seat.inbox_key(round_.number, slot) for slot in range(slots)}
    return _count(InboxSheet, InboxSheet.key.in_(places))


def _erase_stored(seat: Seat, round_: PanelRound) -> int:
    """The rows of one round; while its `Erasure` is not done the database lets them go."""
    mine = _conditions(seat, round_)
    rows = _count(Rating, mine.ratings) + _count(Reason, mine.reasons) + _count(Vote, mine.votes)
    ideas = _count(Idea, _my_ideas(seat)) if round_.purpose is RoundPurpose.WRITE else 0
    if not rows + ideas:
        return 0
    # of a real-time round that is open nothing is frozen yet, so nothing will be missing from what is
    is_frozen = not (round_.live and round_.state in _UNMIXED)
    told = SOME if seat.door.level in UNLINKED else rows + ideas
    erasure = Erasure(round_id=round_.id, rows=told if is_frozen else 0)
    session.add(erasure)
    session.flush()
    for table, condition in ((Rating, mine.ratings), (Reason, mine.reasons), (Vote, mine.votes)):
        session.execute(delete(table).where(condition).execution_options(synchronize_session=False))
    if ideas:
        _erase_ideas(seat)
    erasure.done = True
    session.flush()
    return rows + ideas


def _erase_ideas(seat: Seat) -> None:
    """The ideas, and every card that held nothing else; a card that was merged, voted on or passed on stays.

    Once the vote has begun the card stays without words: points of others may lie sealed for it, and they count.
    """
    cards = set(session.scalars(select(Idea.own_card_id).where(_my_ideas(seat), Idea.own_card_id.is_not(None))))
    session.execute(delete(Idea).where(_my_ideas(seat)).execution_options(synchronize_session=False))
    used = or_(
        exists().where(or_(Idea.card_id == Card.id, Idea.own_card_id == Card.id)),
        exists().where(or_(Vote.card_id == Card.id, Vote.other_id == Card.id)),
        exists().where(ItemOrigin.card_id == Card.id),
        exists().where(Merge.card_id == Card.id, Merge.undone.is_(False)),
    )
    before_vote = ideas.hold_before_vote(seat.door.stage_id)
    gone = delete(Card) if before_vote else update(Card).values(text="")
    mine = Card.id.in_(cards), Card.merged_into_id.is_(None), ~used
    session.execute(gone.where(*mine).execution_options(synchronize_session=False))
    session.expire_all()
