"""The releases of a real-time round: whole sheets become rows, each in place of its person's earlier ones.

`take` runs inside the one transaction of the mix. What it works out, and what it keeps of each release, follows from
the answers alone: figures over everything so far, and how many had changed and in which direction, never whose.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, func, insert, select

from survey_app.db import session, transaction
from survey_app.models import LiveRelease, PanelRound, Rating, Stage, Study
from survey_app.services import (
    analysis,
    ballots,
    batches,
    live_batches,
    live_changes,
    live_figures,
    live_reasons,
    mixes,
    opened_sheets,
    protocols,
    round_rows,
    round_seals,
)
from survey_app.services.ballots import OpenedSheet
from survey_app.services.opened_sheets import Taken
from survey_app.services.round_computing import Question, compute
from survey_app.services.round_seals import Answer
from survey_app.vocabulary import AnonymityLevel

Rows = dict[str, list[Answer]]
"""Answers by key: one key is one person up to the level anonymous."""

_OPEN_LEVELS = (AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL)


def due() -> int:
    """What the clock does: hand over the sheets of every round in which the moment of a release has come; how many."""
    with transaction():
        rounds = live_batches.due()
    return sum(_hand_over(round_id) for round_id in rounds)


def _hand_over(round_id: int) -> bool:
    with transaction():
        ballots.hold(round_id)
        round_ = session.get_one(PanelRound, round_id, populate_existing=True)
        taken = live_batches.take_for_release(round_)
        # closed first, so that they are counted together
        for batch in taken:
            batches.close(batch)
        for batch in taken:
            mixes.enqueue(batch)
        return bool(taken)


def take(round_: PanelRound, opened: Sequence[Sequence[OpenedSheet]], is_last: bool) -> None:  # noqa: FBT001 - so LiveTaker has it
    """Put the opened sheets in the place of their people's earlier rows, batch after batch, and keep the figures.

    With the last ones the round is frozen and moved to *analysed*, as any other.
    """
    stage = session.get_one(Stage, round_.stage_id)
    protocol = protocols.current(stage.id)
    rules = protocols.rules_of(stage.id)
    question = round_rows.question_of(stage, round_, rules, protocol.version if protocol else 0)
    release = LiveRelease(round_id=round_.id, number=_next(round_), document={}, done=False)
    session.add(release)
    session.flush()
    read = [_read(sheets, question) for sheets in opened]
    before = _by_key(round_rows.stored(round_.id))
    given = _latest(read)
    now = before | given
    figures = _figures(stage, question, now)
    _replace(stage, round_, given)
    found = [taken for _sheets, taken in read]
    live_reasons.replace(round_, opened, found, figures, live_changes.unmoved(before, given))
    release.document = {
        "people": len(now),
        "items": figures,
        "set_aside": sum(taken.set_aside for _sheets, taken in read),
        **live_changes.between(question, before, given),
    }
    session.flush()
    if is_last:
        _freeze(stage, round_, question, now)
    release.done = True
    session.flush()
    if is_last:
        analysis.move_on(round_, round_.receipts)


def _next(round_: PanelRound) -> int:
    last = session.scalar(select(func.max(LiveRelease.number)).where(LiveRelease.round_id == round_.id))
    return (last or 0) + 1


def _read(sheets: Sequence[OpenedSheet], question: Question) -> tuple[Sequence[OpenedSheet], Taken]:
    items = {item.item_id for item in question.items}
    said = [live_reasons.without_taken_back(sheet) for sheet in sheets]
    return sheets, opened_sheets.read(said, question.rules, items, question.groups)


def _by_key(answers: Iterable[Answer]) -> Rows:
    found: Rows = {}
    for each in answers:
        found.setdefault(each.key, []).append(each)
    return found


def _latest(read: Sequence[tuple[object, Taken]]) -> Rows:
    """Of two sheets of one person the later one."""
    found: Rows = {}
    for _sheets, taken in read:
        found |= _by_key(taken.answers)
    return found


def _figures(stage: Stage, question: Question, rows: Rows) -> list[dict[str, Any]]:
    """The figures of every item over all answers so far.

    Where nobody may be singled out there are none by group: two of them, a release apart, could differ by one person.
    """
    if stage.level not in _OPEN_LEVELS:
        question = replace(question, groups={})
    return compute(question, _in_order(rows), None, len(rows))


def _in_order(rows: Rows) -> list[Answer]:
    return sorted((each for ballot in rows.values() for each in ballot), key=lambda each: (each.key, each.item_id))


def _replace(stage: Stage, round_: PanelRound, given: Rows) -> None:
    _remove(round_, given)
    salt = bytes(session.get_one(Study, stage.study_id).salt)
    rows = [
        each._asdict() | {"round_id": round_.id, "seal": round_seals.of_rating(salt, round_.id, each)}
        for each in _in_order(given)
    ]
    if rows:
        session.execute(insert(Rating), rows)


def _remove(round_: PanelRound, keys: Mapping[str, object]) -> None:
    gone = delete(Rating).where(Rating.round_id == round_.id, Rating.key.in_(list(keys)))
    session.execute(gone.execution_options(synchronize_session=False))


def _freeze(stage: Stage, round_: PanelRound, question: Question, rows: Rows) -> None:
    """The end: groups too small to be shown leave the rows, and the figures are frozen like those of any round."""
    taken = Taken(answers=_in_order(rows), ballots=list(rows.values()), finished=len(rows))
    least = 1
    if stage.level not in _OPEN_LEVELS:
        taken, least = opened_sheets.with_groups(taken, stage.min_group), stage.min_group
    documents = [each.document for each in live_figures.releases(round_.id)]
    taken.set_aside = sum(each["set_aside"] for each in documents)
    _remove(round_, _by_key(round_rows.stored(round_.id)))
    told = live_changes.summary(documents, least=least, side=stage.min_group)
    analysis.freeze(stage, round_, question, taken, protocols.current(stage.id), live=told)
