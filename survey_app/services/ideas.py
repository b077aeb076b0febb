"""Ideas as their author knows them: write, change, take back, and see what became of each.

Every idea is one sealed sheet in a slot of its own. Until the mix only the author can read it, from the encrypted copy
that the link opens; afterwards it is found by a key that is derived from the link and joins it to nothing else.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Delete, Update, delete, exists, func, select, update

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Batch, Card, Clarification, Idea, Panel, PanelRound
from survey_app.privacy import sheets
from survey_app.privacy.refusals import ContentTooLong
from survey_app.questions.reading import UNSTORABLE, straight
from survey_app.services import ballots
from survey_app.services.ballots import Ballot
from survey_app.services.own_ideas import MOST_IDEAS, OwnIdea, Whereabouts, copy, find, key_of, own
from survey_app.services.seats import Seat
from survey_app.vocabulary import BrainstormPhase, IdeaState, PanelState, RoundPurpose, RoundState, Stance

__all__ = [
    "MOST_IDEAS",
    "MOST_LETTERS",
    "OwnIdea",
    "Whereabouts",
    "bound",
    "change",
    "cleaned",
    "find",
    "own",
    "require_writing",
    "round_of",
    "take_back",
    "write",
]

MOST_LETTERS = 500
QUESTION = "idea"
"""What the row of a sealed idea is called."""
WRITING = (BrainstormPhase.WRITE, BrainstormPhase.BUILD)
_BEFORE_VOTE = (*WRITING, BrainstormPhase.GROUP)
_ROUND: Any = PanelRound.__table__


class IdeaRefused(Refusal):
    """What was typed cannot be taken as it stands."""

    status = 422
    title = N_("There is a problem")
    message = N_("Write your idea into the box first.")


class WriteFirst(Refusal):
    """Others' ideas are seen after one's own first."""

    title = N_("Write your own first idea")
    message = N_("You see what others wrote after your first own idea. So nobody starts from somebody else's thought.")


class NotTimeToWrite(Refusal):
    """The brainstorm takes no ideas in this phase."""

    title = N_("No ideas are taken now")
    message = N_("The time for writing is over. You can still read what was written and see what became of your ideas.")


class NotYetBegun(Refusal):
    """The brainstorm has not been started, or is stopped for the moment."""

    title = N_("This brainstorm takes no ideas yet")
    message = N_("Come back by the same link when you get word that it has begun. What you wrote before is kept.")


class NotTimeToAnswer(Refusal):
    """Building on ideas has a phase of its own."""

    title = N_("Not yet")
    message = N_(
        "Building on ideas and objecting begins after the time for writing. Until then write ideas of your own."
    )


class EnoughIdeas(Refusal):
    """One person has as many ideas as the brainstorm keeps of one person."""

    title = N_("You have reached the limit")
    message = N_("%(most)s ideas of one person are the most this brainstorm keeps. Take one back to write another.")


class TooMuchWaiting(Refusal):
    """The person's own copy has no room for more before the next release."""

    title = N_("Many of your ideas are waiting")
    message = N_("There is no room for more until they are on the board. Keep this text and add it in some minutes.")


class AlreadyReleased(Refusal):
    """The idea went to the board in the meantime."""

    title = N_("This idea can no longer be changed")
    message = N_("It was put on the board in the meantime. You can take it back and write it anew.")


class VoteBegan(Refusal):
    """Cards that are voted on stay."""

    title = N_("This idea can no longer be taken back")
    message = N_("The vote has begun, so the cards stay as they are. If the words must go, write to the moderator.")


def bound() -> int:
    """The most bytes of one sealed idea: the argument of `batches.begin`."""
    longest = {"text": "", "to": "x" * 12, "stance": Stance.OBJECTS, "only": False}
    return sheets.bound({QUESTION: sheets.text_bytes(MOST_LETTERS) + len(repr(longest))})


def cleaned(text: str) -> str:
    """An idea as it is kept, or a refusal that says what to change."""
    words = straight(text).strip()
    if not words:
        raise IdeaRefused
    if len(words) > MOST_LETTERS:
        raise IdeaRefused(
            N_("Your idea has %(n)s characters. Shorten it to at most %(most)s, or write it as two ideas."),
            n=len(words),
            most=MOST_LETTERS,
        )
    if UNSTORABLE.search(words):
        raise IdeaRefused(N_("Your idea holds a hidden character. Delete it and type it again."))
    return words


def round_of(stage_id: int) -> PanelRound:
    """The round of a brainstorm in which ideas are written."""
    found = session.scalar(
        select(PanelRound)
        .where(PanelRound.stage_id == stage_id, PanelRound.purpose == RoundPurpose.WRITE)
        .order_by(PanelRound.number)
        .limit(1)
    )
    if found is None or found.state in {RoundState.DRAFT, RoundState.SCHEDULED}:
        raise NotYetBegun
    return found


def write(
    seat: Seat,
    round_: PanelRound,
    text: str,
    *,
    parent_code: str | None = None,
    stance: Stance | None = None,
    for_moderator: bool = False,
) -> int:
    """Seal an idea, or an answer to one that is shown; its number. The same idea sent twice is stored once."""
    words = cleaned(text)
    require_writing(seat, is_answer=parent_code is not None)
    _hold(round_)
    mine = own(seat, round_)
    if parent_code is not None:
        if not mine:
            raise WriteFirst
        _require_shown(seat.door.stage_id, parent_code)
    said = (words, parent_code, stance, for_moderator)
    for one in mine:
        if (one.text, one.parent_code, one.stance, one.for_moderator) == said:
            return one.number
    if len(mine) >= MOST_IDEAS:
        raise EnoughIdeas(most=MOST_IDEAS)
    taken = {one.number for one in mine}
    number = next(n for n in range(1, MOST_IDEAS + 1) if n not in taken)
    idea = OwnIdea(number, *said, Whereabouts.PENDING, batch=_batch_number(round_))
    _seal(seat, round_, [*(one for one in mine if one.is_pending), idea], idea)
    return number


def change(seat: Seat, round_: PanelRound, number: int, text: str, *, for_moderator: bool) -> None:
    """Other words for an idea that lies sealed still."""
    words = cleaned(text)
    require_writing(seat)
    mine, idea = _pending(seat, round_, number)
    other = replace(idea, text=words, for_moderator=for_moderator)
    _seal(seat, round_, [other if one.number == number else one for one in mine if one.is_pending], other)


def take_back(seat: Seat, round_: PanelRound, number: int) -> None:
    """Erase an idea: from the sealed inbox, or from the board as long as nobody votes. Twice is once."""
    idea = next((one for one in own(seat, round_) if one.number == number), None)
    if idea is None:
        return
    if not idea.is_pending:
        _withdraw(seat, number)
        return
    _hold(round_)
    mine = own(seat, round_)
    _require_collecting(round_, next((one for one in mine if one.number == number), idea))
    if len(mine) == 1:
        ballots.erase(seat, round_)
        return
    kept = [one for one in mine if one.is_pending and one.number != number]
    ballots.save(seat, round_, Ballot(copy(kept), (), finished=True), slot=number)


def require_writing(seat: Seat, *, is_answer: bool = False) -> None:
    """Refuse, with words for the person, when ideas, or answers to ideas, are not taken in this phase."""
    panel = session.execute(select(Panel.phase, Panel.state).where(Panel.stage_id == seat.door.stage_id)).one()
    if panel.phase not in WRITING or panel.state in {PanelState.CONCLUDED, PanelState.ARCHIVED, PanelState.CANCELLED}:
        raise NotTimeToWrite
    if panel.state is not PanelState.RUNNING:
        raise NotYetBegun
    if is_answer and panel.phase is not BrainstormPhase.BUILD:
        raise NotTimeToAnswer


def _hold(round_: PanelRound) -> None:
    """Hold the round, so that two windows of one person number their ideas one after the other."""
    session.flush()
    session.execute(update(_ROUND).where(_ROUND.c.id == round_.id).values(begun=_ROUND.c.begun))


def _pending(seat: Seat, round_: PanelRound, number: int) -> tuple[Sequence[OwnIdea], OwnIdea]:
    _hold(round_)
    mine = own(seat, round_)
    idea = next((one for one in mine if one.number == number), None)
    if idea is None:
        raise NotFound
    _require_collecting(round_, idea)
    return mine, idea


def _require_collecting(round_: PanelRound, idea: OwnIdea) -> None:
    """A sheet is replaced only in the batch it lies in; in a later one it would come twice."""
    if not idea.is_pending or idea.batch != _batch_number(round_):
        raise AlreadyReleased


def _batch_number(round_: PanelRound) -> int:
    """The newest batch of the round."""
    return session.scalar(select(func.max(Batch.number)).where(Batch.round_id == round_.id)) or 0


def _seal(seat: Seat, round_: PanelRound, kept: Sequence[OwnIdea], idea: OwnIdea) -> None:
    row = (key_of(seat, idea.number), QUESTION, idea.content)
    try:
        ballots.save(seat, round_, Ballot(copy(kept), (row,), finished=True), slot=idea.number)
    except ContentTooLong as error:
        raise TooMuchWaiting from error


def _require_shown(stage_id: int, code: str) -> None:
    found = select(Idea.code).where(
        Idea.stage_id == stage_id, Idea.code == code, Idea.state == IdeaState.SHOWN, ~Idea.for_moderator
    )
    if session.scalar(found) is None:
        raise NotFound


def _withdraw(seat: Seat, number: int) -> None:
    """Delete a released idea. Nobody merges its card or opens the vote meanwhile."""
    if not hold_before_vote(seat.door.stage_id):
        raise VoteBegan
    key = key_of(seat, number)
    found = session.execute(select(Idea.own_card_id, Idea.card_id).where(Idea.key == key)).first()
    if not _is_done(delete(Idea).where(Idea.key == key, Idea.stage_id == seat.door.stage_id)):
        raise NotFound
    session.execute(delete(Clarification).where(Clarification.key == key).execution_options(synchronize_session=False))
    for card_id in dict.fromkeys(found or ()):
        if card_id is not None:
            _clear(card_id)
    session.expire_all()


def hold_before_vote(stage_id: int) -> bool:
    """Whether the vote has not begun; then nobody begins it until this transaction ends."""
    held = update(Panel).where(Panel.stage_id == stage_id, Panel.phase.in_(_BEFORE_VOTE))
    return _is_done(held.values(phase=Panel.phase))


def _is_done(statement: Update | Delete) -> bool:
    done = session.execute(statement.execution_options(synchronize_session=False))
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE or DELETE has a row count


def _clear(card_id: int) -> None:
    """Remove a card without ideas; one that takes part in a merge stays, without words, so that undo still works."""
    unused = ~exists().where((Idea.card_id == card_id) | (Idea.own_card_id == card_id))
    alone = ~exists().where(_SOURCE.c.merged_into_id == card_id), Card.merged_into_id.is_(None)
    session.execute(delete(Card).where(Card.id == card_id, unused, *alone).execution_options(synchronize_session=False))
    session.execute(
        update(Card).where(Card.id == card_id, unused).values(text="").execution_options(synchronize_session=False)
    )


_SOURCE: Any = Card.__table__.alias("source")
