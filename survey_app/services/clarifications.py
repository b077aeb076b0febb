"""A question to whoever wrote a reason or a proposal, through the system: nobody learns who it is.

The question waits at the key of the text. Only the author's link makes that key again, so the author finds it at the
next visit and answers; nobody is written to, because a mail would tell who the author is. Where a link was made anew at
the sealed level its earlier keys are gone: such a question is never found, and the page says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, exists, func, insert, select, update

from survey_app.db import new_code, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Clarification, Item, Panellist, PanelRound, Proposal, Reason, Stage
from survey_app.services import proposals, ratings
from survey_app.services.seats import Seat
from survey_app.vocabulary import AnonymityLevel, RoundState

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


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the person, with their own words it is about."""

    code: str
    question: str
    answer: str
    about: str


def ask(round_: PanelRound, key: str, question: str) -> None:
    """Leave a question for the author of the text with this key, between the analysis and the release."""
    known = session.scalar(select(func.count()).select_from(Clarification).where(Clarification.key == key)) or 0
    if known >= MOST_A_TEXT:
        raise AskedEnough(most=MOST_A_TEXT)
    if round_.state is not RoundState.ANALYSED:
        raise AskingRefused
    row = {"code": new_code(), "round_id": round_.id, "key": key, "question": question.strip()[:LONGEST_QUESTION]}
    session.execute(insert(Clarification).values(row | {"answer": ""}))


def key_of_reason(round_: PanelRound, code: str) -> str:
    """The key of a reason of the round, for the moderator's question; it stays on the server."""
    found = session.scalar(select(Reason.key).where(Reason.round_id == round_.id, Reason.code == code))
    if found is None:
        raise NotFound
    return found


def of_reasons(round_: PanelRound) -> dict[str, list[Clarification]]:
    """The questions about reasons of a round, by the reason's code."""
    codes = dict(session.execute(select(Reason.key, Reason.code).where(Reason.round_id == round_.id)).all())
    return {codes[key]: asked for key, asked in of_keys(codes).items()}


def of_keys(keys: Iterable[str]) -> dict[str, list[Clarification]]:
    """The questions about texts, by the text's key, each list by its words: no order says when an answer came."""
    wanted = list(keys)
    rows = session.scalars(select(Clarification).where(Clarification.key.in_(wanted))) if wanted else ()
    found: dict[str, list[Clarification]] = {}
    for row in sorted(rows, key=lambda each: (each.question, each.answer)):
        found.setdefault(row.key, []).append(row)
    return found


def for_seat(seat: Seat) -> list[Asked]:
    """The questions that wait for this person or were answered, while their round is not released."""
    texts = _texts(seat)
    rows = session.scalars(
        select(Clarification)
        .join(PanelRound, PanelRound.id == Clarification.round_id)
        .where(Clarification.key.in_(texts), PanelRound.state == RoundState.ANALYSED)
    ).all()
    found = [Asked(row.code, row.question, row.answer, texts[row.key]) for row in rows]
    return sorted(found, key=lambda each: (each.about, each.question))


def answer(seat: Seat, code: str, text: str) -> None:
    """The author's answer, replacing an earlier one; 404 for a question to somebody else."""
    is_open = exists().where(PanelRound.id == Clarification.round_id, PanelRound.state == RoundState.ANALYSED)
    changed = session.execute(
        update(Clarification)
        .where(Clarification.code == code, Clarification.key.in_(_texts(seat)), is_open)
        .values(answer=text.strip()[:LONGEST_ANSWER])
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise NotFound


def _texts(seat: Seat) -> dict[str, str]:
    """The person's own reasons and proposals by their keys, in rounds that wait for their release."""
    rounds = session.execute(
        select(PanelRound.id, PanelRound.number).where(
            PanelRound.stage_id == seat.door.stage_id, PanelRound.state == RoundState.ANALYSED
        )
    ).all()
    if not rounds:
        return {}
    lineages = session.scalars(select(Item.lineage).where(Item.stage_id == seat.door.stage_id)).all()
    keys = {
        seat.question_key(ratings.reason_place(lineage, number)) for _id, number in rounds for lineage in lineages
    } | {proposals.key_of(seat, number, slot) for _id, number in rounds for slot in range(proposals.MOST)}
    said = session.execute(select(Reason.key, Reason.text).where(Reason.key.in_(keys))).all()
    proposed = session.execute(select(Proposal.key, Proposal.text).where(Proposal.key.in_(keys))).all()
    return dict([*((key, text) for key, text in said), *((key, text) for key, text in proposed)])


def may_be_lost(stage: Stage) -> bool:
    """Whether some author may never find a question: a link made anew at the sealed level has lost its keys."""
    if stage.level is not AnonymityLevel.SEALED:
        return False
    renewed = exists().where(Panellist.stage_id == stage.id, Panellist.link_issue > 1)
    return bool(session.scalar(select(renewed)))


def erase(seat: Seat) -> None:
    """Take out the questions to this person with their answers."""
    numbers = session.scalars(select(PanelRound.number).where(PanelRound.stage_id == seat.door.stage_id)).all()
    lineages = session.scalars(select(Item.lineage).where(Item.stage_id == seat.door.stage_id)).all()
    keys = {seat.question_key(ratings.reason_place(lineage, number)) for number in numbers for lineage in lineages}
    keys |= {proposals.key_of(seat, number, slot) for number in numbers for slot in range(proposals.MOST)}
    gone = delete(Clarification).where(Clarification.key.in_(keys))
    session.execute(gone.execution_options(synchronize_session=False))
