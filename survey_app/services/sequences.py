"""Dealing people to the arms of experiments: evenly, in permuted blocks, counted so that no two get one place."""

from typing import Any

from sqlalchemy import update

from survey_app.db import new_code, session
from survey_app.models import ArmSequence
from survey_app.questions.arm import arms_of, by_seed, in_blocks
from survey_app.questions.base import Value
from survey_app.questions.definition import Questionnaire
from survey_app.services.inserts import insert_new

_SEQUENCE: Any = ArmSequence.__table__


def deal(stage_id: int, questionnaire: Questionnaire) -> dict[str, Value]:
    """An arm of every experiment for somebody who begins, by the next place in its blocks.

    The arm is dealt when somebody begins, because a page that is only looked at changes nothing; whoever never sends
    keeps the place, so arms are even among those who begin.
    """
    return {
        question.code: in_blocks(question.settings.block, *_next(stage_id, question.code))
        for question in arms_of(questionnaire)
    }


def drawn(questionnaire: Questionnaire, seed: str) -> dict[str, Value]:
    """The same by chance alone, for answers that are sealed: a count that grows while somebody answers would tell."""
    return {question.code: by_seed(question, seed) for question in arms_of(questionnaire)}


def _next(stage_id: int, code: str) -> tuple[str, int]:
    """The seed of an experiment's blocks, and the next place in them: one UPDATE takes it."""
    one = _SEQUENCE.c.stage_id == stage_id, _SEQUENCE.c.code == code
    taking = update(_SEQUENCE).where(*one).values(taken=_SEQUENCE.c.taken + 1)
    taken = taking.returning(_SEQUENCE.c.seed, _SEQUENCE.c.taken)
    row = session.execute(taken).first()
    if row is None:
        insert_new(_SEQUENCE, {"stage_id": stage_id, "code": code, "seed": new_code(26), "taken": 0})
        row = session.execute(taken).one()
    return row.seed, row.taken - 1
