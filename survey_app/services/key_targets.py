"""The targets of the key figures of a survey: which there can be, which are set, and setting them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select

from survey_app.db import inserting, now, session
from survey_app.models import Account, KeyTarget, Stage
from survey_app.questions.definition import Question, Questionnaire, Scale, Text
from survey_app.questions.instruments import INSTRUMENTS
from survey_app.services import audit
from survey_app.services.keyfigures import EFFORTS, overall_question, scale_of
from survey_app.vocabulary import KeyMeasure

Targets = Mapping[KeyMeasure, float]


@dataclass(frozen=True, slots=True)
class Settable:
    """A key figure of a questionnaire that can have a target: the ends it lies between, and the question asked."""

    measure: KeyMeasure
    low: float
    high: float
    question: Text


def settable(questionnaire: Questionnaire) -> tuple[Settable, ...]:
    """The key figures that a questionnaire gives, whether or not anybody has answered yet."""
    asked = tuple(each for each in questionnaire.questions() if not each.is_identity and each.kind != "information")
    return (*_overall(asked), *_recommend(asked), *_battery(asked), *_effort(asked))


def _overall(asked: tuple[Question, ...]) -> list[Settable]:
    question = overall_question(asked)
    scale = scale_of(question) if question is not None else None
    if question is None or scale is None:
        return []
    return [
        Settable(KeyMeasure.SATISFIED, 0, 1, question.text),
        Settable(KeyMeasure.MEAN, scale.first, scale.last, question.text),
    ]


def _recommend(asked: tuple[Question, ...]) -> list[Settable]:
    found = next((each for each in asked if each.kind == "recommend"), None)
    return [] if found is None else [Settable(KeyMeasure.RECOMMEND, -100, 100, found.text)]


def _battery(asked: tuple[Question, ...]) -> list[Settable]:
    found = next((each for each in asked if each.kind == "battery"), None)
    if found is None:
        return []
    scale: Scale = found.settings.scale
    span = scale.last - scale.first
    return [Settable(KeyMeasure.GAP, -span, span, found.text), Settable(KeyMeasure.INDEX, 0, 100, found.text)]


def _effort(asked: tuple[Question, ...]) -> list[Settable]:
    found = next((each for each in asked if each.instrument in EFFORTS), None)
    if found is None:
        return []
    measure = INSTRUMENTS[found.instrument].measures[0]
    return [Settable(KeyMeasure.EFFORT, measure.low, measure.high, found.text)]


def of_stage(stage: Stage) -> Targets:
    """The targets of a survey, each in its figure's own unit."""
    rows = session.execute(select(KeyTarget.measure, KeyTarget.value).where(KeyTarget.stage_id == stage.id))
    return {KeyMeasure(measure): value for measure, value in rows if measure in set(KeyMeasure)}


def keep(stage: Stage, wanted: Mapping[KeyMeasure, float | None], account: Account) -> int:
    """Set these targets and take away those that are None; how many changed. Others stay as they are."""
    before = of_stage(stage)
    changed = [measure for measure, value in wanted.items() if before.get(measure) != value]
    for measure in changed:
        _put(stage, measure, wanted[measure], account)
    if changed:
        audit.record(stage.study_id, account, "targets_set", stage.title)
    return len(changed)


def _put(stage: Stage, measure: KeyMeasure, value: float | None, account: Account) -> None:
    if value is None:
        session.execute(delete(KeyTarget).where(KeyTarget.stage_id == stage.id, KeyTarget.measure == measure.value))
        return
    new = {"value": value, "account_id": account.id, "set_at": now()}
    row = inserting(KeyTarget).values(stage_id=stage.id, measure=measure.value, **new)
    session.execute(row.on_conflict_do_update(index_elements=["stage_id", "measure"], set_=new))
