"""Reasons that panellists find helpful: one mark a person and reason, sealed with the answers, counted at the mix.

A mark names the words it stands for, not their row, so no page carries an id. Only the number of marks is kept.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import insert, select

from survey_app.db import session
from survey_app.models import Item, PanelRound, Reason, ReasonMark
from survey_app.services.ballots import OpenedSheet, Row
from survey_app.services.seats import Seat
from survey_app.vocabulary import ReasonState, RoundState

NAME = "helpful"
MOST = 40
"""Marks one person may give in a round."""
_LETTERS = 16


def mark_of(lineage: str, text: str) -> str:
    """What a mark for these words under this statement is called.

    >>> mark_of("a", "Fast") == mark_of("a", "Fast") != mark_of("b", "Fast")
    True
    """
    return hashlib.sha256(f"{lineage}\n{text}".encode()).hexdigest()[:_LETTERS]


def read(content: object) -> tuple[str, ...]:
    """The marks in an own copy or a sheet, each once."""
    if not isinstance(content, Sequence) or isinstance(content, str):
        return ()
    fitting = (each for each in content if isinstance(each, str) and len(each) == _LETTERS)
    return tuple(dict.fromkeys(fitting))[:MOST]


def changed(kept: Iterable[str], shown: Iterable[str], ticked: Iterable[str]) -> list[str]:
    """The marks after a page was sent: those it showed are as it says, the others stay.

    >>> changed(["a", "b"], ["b", "c"], ["c"])
    ['a', 'c']
    """
    shown = list(shown)
    wanted = set(ticked)
    return [*(each for each in kept if each not in shown), *(each for each in shown if each in wanted)]


def most_bytes() -> int:
    """The most bytes of all marks of one person."""
    return 2 + MOST * (_LETTERS + 3)


def rows(seat: Seat, round_: PanelRound, content: object) -> list[Row]:
    """The marks as a row of the sheet, under a key of its own in every round."""
    marks = read(content)
    return [(seat.question_key(f"{NAME}:{round_.number}"), NAME, list(marks))] if marks else []


def store(round_: PanelRound, opened: Iterable[OpenedSheet], *, is_asked: bool) -> None:
    """Count the marks of finished sheets for the reasons of the round before, and keep the numbers."""
    given: Counter[str] = Counter()
    for sheet in opened if is_asked else ():
        if sheet.finished:
            said = next((value for _key, question, value in sheet.rows if question == NAME), ())
            given.update(set(read(said)))
    found = [
        {"reason_key": key, "count": given[mark]}
        for key, mark in _marks_before(round_)
        if given[mark]
    ]  # fmt: skip
    if found:
        session.execute(insert(ReasonMark), found)


def _marks_before(round_: PanelRound) -> list[tuple[str, str]]:
    """The released reasons of the last released round, with the mark of each, in the order of their keys."""
    before = session.scalars(
        select(PanelRound.id)
        .where(
            PanelRound.stage_id == round_.stage_id,
            PanelRound.number < round_.number,
            PanelRound.state == RoundState.RELEASED,
        )
        .order_by(PanelRound.number.desc())
        .limit(1)
    ).first()
    reasons = session.execute(
        select(Reason.key, Item.lineage, Reason.shown_text, Reason.text)
        .join(Item, Item.id == Reason.item_id)
        .where(Reason.round_id == before, Reason.state == ReasonState.RELEASED)
        .order_by(Reason.key)
    )
    return [(key, mark_of(lineage, shown or text)) for key, lineage, shown, text in reasons]


def counts(round_id: int, least: int) -> dict[str, int]:
    """How many found each reason of a round helpful, by the reason's code; small numbers are left out."""
    rows_ = session.execute(
        select(Reason.code, ReasonMark.count)
        .join(Reason, Reason.key == ReasonMark.reason_key)
        .where(Reason.round_id == round_id, ReasonMark.count >= least)
    )
    return {code: count for code, count in rows_}  # noqa: C416 - rows are no pairs to the type checker
