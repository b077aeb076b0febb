"""A question to whoever wrote a reason, a proposal or an idea, through the system: nobody learns who it is.

The question waits at the key of the text. Only the author's link makes that key again, so the author finds it at the
next visit and answers; nobody is written to, because a mail would tell who the author is. Where a link was made anew at
the sealed level its earlier keys are gone: such a question is never found, and the page says so.

At the levels without links answers are kept back until the moderator asks for all of them at once, and whoever has not
answered by then cannot any more. An answer that stood there as soon as it was given would tell who had come by, and two
that came together that one person wrote both texts.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, or_, select, update

from survey_app.db import new_code, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import (
    Account,
    Clarification,
    Idea,
    Item,
    Panel,
    Panellist,
    PanelRound,
    Proposal,
    Reason,
    Stage,
)
from survey_app.privacy.suppression import in_steps
from survey_app.services import arguments, audit, cards, own_ideas, proposals, standing_aside
from survey_app.services.doors import UNLINKED
from survey_app.services.seats import Seat
from survey_app.vocabulary import AnonymityLevel, RoundPurpose, RoundState, StageKind

LONGEST_QUESTION = 500
LONGEST_ANSWER = 500
MOST_A_TEXT = 3


class AskingRefused(Refusal):
    """The round was released in the meantime, or is not analysed yet."""

    message = N_("Authors can be asked after the analysis of a round and before its release.")


class AskedEnough(Refusal):
    """One person is not questioned without end."""

    status = 422
    message = N_("The author was asked %(most)s times already.")


class NothingAsked(Refusal):
    """There is no question whose answer is kept back."""

    message = N_("No question waits for an answer.")


@dataclass(frozen=True, slots=True)
class Told:
    """A question as the moderator sees it, with the answer where it is there and shown."""

    question: str
    answer: str
    is_over: bool
    """Whether nobody can answer any more."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Questions whose answers are kept back until they are shown together, and how many were answered, in steps."""

    questions: int
    answered: int
    step: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the person, with their own words it is about."""

    code: str
    question: str
    answer: str
    about: str


def ask(round_: PanelRound, key: str, question: str) -> None:
    """Leave a question for the author of the text with this key, between the analysis and the release."""
    if round_.state is not RoundState.ANALYSED:
        raise AskingRefused
    _leave(round_.id, key, question)


def ask_author(stage: Stage, code: str, question: str) -> None:
    """Leave a question for the author of an idea, as long as the cards can still be grouped."""
    cards.hold(stage)
    found = session.execute(
        select(Idea.key, PanelRound.id)
        .join(PanelRound, PanelRound.stage_id == Idea.stage_id)
        .where(Idea.stage_id == stage.id, Idea.code == code, PanelRound.purpose == RoundPurpose.WRITE)
        .order_by(PanelRound.number)
        .limit(1)
    ).first()
    if found is None:
        raise NotFound
    _leave(found.id, found.key, question)


def _leave(round_id: int, key: str, question: str) -> None:
    known = session.scalar(select(func.count()).select_from(Clarification).where(Clarification.key == key)) or 0
    if known >= MOST_A_TEXT:
        raise AskedEnough(most=MOST_A_TEXT)
    row = {"code": new_code(), "round_id": round_id, "key": key, "question": question.strip()[:LONGEST_QUESTION]}
    session.execute(insert(Clarification).values(row | {"answer": ""}))


def key_of_reason(round_: PanelRound, code: str) -> str:
    """The key of a reason of the round, for the moderator's question; it stays on the server."""
    shown = Reason.key.not_in(standing_aside.of_round(round_.id))
    found = session.scalar(select(Reason.key).where(Reason.round_id == round_.id, Reason.code == code, shown))
    if found is None:
        raise NotFound
    return found


def of_reasons(round_: PanelRound) -> dict[str, list[Told]]:
    """The questions about reasons of a round, by the reason's code."""
    shown = Reason.key.not_in(standing_aside.of_round(round_.id))
    codes = dict(session.execute(select(Reason.key, Reason.code).where(Reason.round_id == round_.id, shown)).all())
    return {codes[key]: asked for key, asked in of_keys(codes).items()}


def of_ideas(stage: Stage) -> dict[str, list[Told]]:
    """The questions about ideas of a brainstorm, by the idea's code."""
    rows = session.execute(
        select(Idea.key, Idea.code).join(Clarification, Clarification.key == Idea.key).where(Idea.stage_id == stage.id)
    )
    codes = {row.key: row.code for row in rows}
    return {codes[key]: asked for key, asked in of_keys(codes).items()}


def of_keys(keys: Iterable[str]) -> dict[str, list[Told]]:
    """The questions about texts, by the text's key, each list by its words: no order says when an answer came."""
    wanted = list(keys)
    at_once = or_(Stage.level.not_in(UNLINKED), Clarification.shown, ~_is_open())
    found: dict[str, list[Told]] = {}
    rows = session.execute(
        select(Clarification.key, Clarification.question, Clarification.answer, at_once.label("is_shown"), ~_waits())
        .join(PanelRound, PanelRound.id == Clarification.round_id)
        .join(Stage, Stage.id == PanelRound.stage_id)
        .where(Clarification.key.in_(wanted))
    ).all()
    told = [(key, Told(question, answer if shown else "", bool(over))) for key, question, answer, shown, over in rows]
    for key, each in sorted(told, key=lambda pair: (pair[1].question, pair[1].answer)):
        found.setdefault(key, []).append(each)
    return found


def kept(stage: Stage, round_: PanelRound | None = None) -> Kept | None:
    """The answers of a stage, or of one of its rounds, that are kept back; None where there is nothing to show."""
    if stage.level not in UNLINKED:
        return None
    counted = func.count(), func.count().filter(Clarification.answer != "")
    questions, answered = session.execute(select(*counted).where(*_kept_back(stage, round_))).one()
    return Kept(questions, in_steps(answered, stage.min_group), stage.min_group) if questions else None


def show(stage: Stage, round_: PanelRound | None = None, account: Account | None = None) -> None:
    """Let all answers be read at once; the questions that wait end with it."""
    if stage.level not in UNLINKED:
        raise NothingAsked
    changed = session.execute(
        update(Clarification)
        .where(*_kept_back(stage, round_))
        .values(shown=True)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    if not changed.rowcount:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise NothingAsked
    audit.record(stage.study_id, account, "clarifications_shown", stage.title)


def _kept_back(stage: Stage, round_: PanelRound | None) -> tuple[ColumnElement[bool], ...]:
    wanted = PanelRound.id == round_.id if round_ else PanelRound.stage_id == stage.id
    return (
        Clarification.shown.is_(False),
        Clarification.round_id.in_(select(PanelRound.id).where(wanted, _is_open())),
    )


def _waits() -> ColumnElement[bool]:
    """Whether a question can be answered: its text can still be decided about, and its answers are not shown yet."""
    return and_(Clarification.shown.is_(False), _is_open())


def for_seat(seat: Seat) -> list[Asked]:
    """The questions that wait for this person or were answered, while their round is not released."""
    texts = _texts(seat)
    rows = session.scalars(
        select(Clarification)
        .join(PanelRound, PanelRound.id == Clarification.round_id)
        .where(Clarification.key.in_(texts), _waits())
    ).all()
    found = [Asked(row.code, row.question, row.answer, texts[row.key]) for row in rows]
    return sorted(found, key=lambda each: (each.about, each.question))


def answer(seat: Seat, code: str, text: str) -> None:
    """The author's answer, replacing an earlier one; 404 for a question to somebody else."""
    is_open = exists().where(PanelRound.id == Clarification.round_id, _waits())
    changed = session.execute(
        update(Clarification)
        .where(Clarification.code == code, Clarification.key.in_(_texts(seat)), is_open)
        .values(answer=text.strip()[:LONGEST_ANSWER])
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise NotFound


def _is_open() -> ColumnElement[bool]:
    """Whether answers still help: an analysed round is not released, or ideas can still be grouped."""
    before_vote = exists().where(Panel.stage_id == PanelRound.stage_id, Panel.phase.in_(cards.GROUPING))
    return or_(PanelRound.state == RoundState.ANALYSED, and_(PanelRound.purpose == RoundPurpose.WRITE, before_vote))


def _texts(seat: Seat) -> dict[str, str]:
    """The person's own texts by their keys: ideas, and reasons and proposals of rounds that wait for their release."""
    if seat.kind is StageKind.BRAINSTORM:
        rows = session.execute(select(Idea.key, Idea.text).where(Idea.key.in_(own_ideas.keys_of(seat))))
        return {row.key: row.text for row in rows}
    rounds = session.execute(
        select(PanelRound.id, PanelRound.number).where(
            PanelRound.stage_id == seat.door.stage_id, PanelRound.state == RoundState.ANALYSED
        )
    ).all()
    if not rounds:
        return {}
    lineages = session.scalars(select(Item.lineage).where(Item.stage_id == seat.door.stage_id)).all()
    keys = {key for _id, number in rounds for lineage in lineages for key in arguments.keys(seat, lineage, number)} | {
        proposals.key_of(seat, number, slot) for _id, number in rounds for slot in range(proposals.MOST)
    }
    said = session.execute(select(Reason.key, Reason.text).where(Reason.key.in_(keys))).all()
    proposed = session.execute(select(Proposal.key, Proposal.text).where(Proposal.key.in_(keys))).all()
    return dict([*((key, text) for key, text in said), *((key, text) for key, text in proposed)])


def may_be_lost(stage: Stage) -> bool:
    """Whether some author may never find a question: a link made anew at the sealed level has lost its keys."""
    if stage.level is not AnonymityLevel.SEALED:
        return False
    renewed = exists().where(Panellist.stage_id == stage.id, Panellist.link_issue > 1)
    return bool(session.scalar(select(renewed)))


def held(seat: Seat) -> int:
    """How many questions about their own words this person has answered."""
    mine = Clarification.key.in_(_every_key(seat)) & (Clarification.answer != "")
    return session.scalar(select(func.count()).select_from(Clarification).where(mine)) or 0


def erase(seat: Seat) -> int:
    """Take out the questions to this person with their answers; how many were answered."""
    answered = held(seat)
    gone = delete(Clarification).where(Clarification.key.in_(_every_key(seat)))
    session.execute(gone.execution_options(synchronize_session=False))
    return answered


def _every_key(seat: Seat) -> set[str]:
    """The keys of all reasons, proposals and ideas that can have come by this link."""
    if seat.kind is StageKind.BRAINSTORM:
        return own_ideas.keys_of(seat)
    numbers = session.scalars(select(PanelRound.number).where(PanelRound.stage_id == seat.door.stage_id)).all()
    lineages = session.scalars(select(Item.lineage).where(Item.stage_id == seat.door.stage_id)).all()
    keys = {key for number in numbers for lineage in lineages for key in arguments.keys(seat, lineage, number)}
    return keys | proposals.keys_of(seat)
