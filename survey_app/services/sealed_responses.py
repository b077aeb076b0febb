"""Sealed answers of a survey after the mix has opened them: rows without a case, without a time, in the order of keys.

Anybody who could write into the inbox could forge a sheet, so nothing in one is believed: the version has to be one of
the stage, the key has to be a key, and every answer has to be one that the version takes.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from survey_app.db import after_commit, session
from survey_app.models import Batch, Response, Stage, Version
from survey_app.privacy import links
from survey_app.privacy.keys import KEY_LETTERS
from survey_app.questions.base import Variable, VariableKind
from survey_app.questions.definition import Question
from survey_app.questions.registry import type_of
from survey_app.services import course, kept_figures, mixes, sheet_sizes
from survey_app.services.ballots import OpenedSheet
from survey_app.services.inserts import insert_all_new
from survey_app.services.responses import content_hash, projected
from survey_app.services.sealed_visits import response_id
from survey_app.services.sheets import Sheet, sheet
from survey_app.vocabulary import Missing, Mode, VersionState

_RESPONSE: Any = Response.__table__
_HEX = frozenset("0123456789abcdef")
_SHORT_TEXT = 1_000


def take(batch: Batch, opened: Sequence[OpenedSheet]) -> None:
    """Store the responses of a batch; a sheet that no page of ours can have sent is left out."""
    stage = session.get_one(Stage, batch.stage_id)
    study_id = stage.study_id
    versions = _versions(stage.id)
    rows = [row for each in opened if (row := _row(stage, each, versions)) is not None]
    insert_all_new(_RESPONSE, sorted(rows, key=lambda row: row["id"]))
    after_commit(lambda: kept_figures.forget(study_id))


def _versions(stage_id: int) -> dict[int, Sheet]:
    found = session.execute(
        select(Version.id, Version.published_at).where(
            Version.stage_id == stage_id, Version.state == VersionState.PUBLISHED
        )
    )
    return {key: sheet(key, published_at) for key, published_at in found if published_at is not None}


def _row(stage: Stage, opened: OpenedSheet, versions: Mapping[int, Sheet]) -> dict[str, Any] | None:
    if len(opened.rows) != 1:
        return None
    key, question, content = opened.rows[0]
    if question != sheet_sizes.RESPONSE or not _is_key(key) or not isinstance(content, Mapping):
        return None
    version, language, answers = content.get("version"), content.get("language"), content.get("answers")
    if not isinstance(version, int) or version not in versions or not isinstance(answers, Mapping):
        return None
    asked = versions[version]
    given = _believed(asked, answers)
    return {
        "id": response_id(key),
        "stage_id": stage.id,
        "version_id": version,
        "case_id": None,
        "entered_by": None,
        "batch_id": None,
        "submit_key": key,
        "content_hash": content_hash(version, given),
        "receipt": links.receipt(key) if not opened.receipt else opened.receipt[:16],
        "mode": Mode.WEB,
        "language": asked.language(language if isinstance(language, str) else None),
        "submitted_at": day_of(stage),
        "course": course.unlinked(asked, given),
        **projected(asked, given),
    }


def day_of(stage: Stage) -> Any:  # noqa: ANN401 - a moment
    """The only time that the responses of such a stage have: the beginning of the day on which it opened."""
    moment = stage.opened_at or stage.study.created_at
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _is_key(key: object) -> bool:
    return isinstance(key, str) and len(key) == KEY_LETTERS and _HEX.issuperset(key)


def _believed(asked: Sheet, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that the version takes, as its question types write them."""
    return {
        variable.name: answers[variable.name]
        for question in asked.questionnaire.questions()
        if not question.is_identity
        for variable in type_of(question).variables(question)
        if variable.name in answers and _fits(question, variable, answers[variable.name])
    }


def _fits(question: Question, variable: Variable, value: Any) -> bool:  # noqa: ANN401 - out of a sheet
    if isinstance(value, Mapping):
        return set(value) == {"missing"} and value["missing"] in set(Missing)
    if variable.kind is VariableKind.TEXT:
        return isinstance(value, str) and len(value) <= getattr(type_of(question), "limit", _SHORT_TEXT)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if variable.kind is VariableKind.CLOSED:
        return isinstance(value, int) and (not variable.codes or value in dict(variable.codes))
    return abs(value) < float(2**63)


mixes.SURVEY_TAKERS[:] = [take]
