"""The sample's survey of the year before: 400 forms with the questions that both years ask in the same words."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, update

from survey_app.db import session
from survey_app.models import Response, Stage
from survey_app.services.sample_study import publishing
from survey_app.services.sample_study.answers import earlier
from survey_app.services.sample_study.stored import Returned, response_row
from survey_app.vocabulary import StageState

BEFORE = timedelta(days=364)
POPULATION = 1_180
_ASKED = ("INTRO", "SERV", "OVERALL", "RECOM")
_OPEN_FOR = timedelta(days=40)


def load(stage: Stage, questionnaire: dict[str, Any], opened: datetime) -> None:
    """Everything of that survey, a year before the one of the sample was opened."""
    began = opened - BEFORE
    form = publishing.publish(stage, _comparable(questionnaire), began)
    returned = (Returned(None, each.mode, stage.study.language, began + each.after, each.answers) for each in earlier())
    session.execute(insert(Response), [response_row(stage.id, form, each)[0] for each in returned])
    closed = {"state": StageState.CLOSED, "opened_at": began, "closed_at": began + _OPEN_FOR, "population": POPULATION}
    session.execute(update(Stage).where(Stage.id == stage.id).values(closed))


def _comparable(questionnaire: dict[str, Any]) -> dict[str, Any]:
    pages = (
        {**page, "questions": [each for each in page["questions"] if each["code"] in _ASKED]}
        for page in questionnaire["pages"]
    )
    return {**questionnaire, "pages": [page for page in pages if page["questions"]]}
