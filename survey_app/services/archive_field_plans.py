"""What is planned for the field, as an archive keeps it and as it comes back: places with a code, and records due.

What the values of a column of the sample's list mean is no part of it: neither is the list.
"""

from typing import Any

from survey_app.db import session
from survey_app.interchange.archives import unexpected
from survey_app.models import EntryPlaces, RecordPlan, Stage
from survey_app.services import entry_places, record_plans
from survey_app.services.archive_parts import Part
from survey_app.vocabulary import Rhythm

_LONGEST_CODE = 16
_LONGEST_DAY = 10


def of_survey(stage: Stage) -> dict[str, Any]:
    """The places of a survey, and the plan of its records (None: there is none)."""
    plan = record_plans.plan_of(stage)
    return {"places": entry_places.names_of(stage), "records": _plan(plan) if plan is not None else None}


def _plan(plan: RecordPlan) -> dict[str, str]:
    return {
        "rhythm": plan.rhythm.value,
        "day": plan.day_question,
        "place": plan.place_question,
        "starts_on": plan.starts_on.isoformat(),
    }


def restore(stage: Stage, part: Part) -> None:
    """Bring both back; an archive that was made before there were any has neither."""
    if part.content.get("places"):
        names = [
            Part({"name": each}, part.where).words("name", entry_places.LONGEST)
            for each in part.entries("places", entry_places.MOST)
        ]
        session.add(EntryPlaces(stage_id=stage.id, names=names))
    if part.content.get("records") is not None:
        plan = Part(part.content["records"], part.where)
        starts_on = record_plans.read_day(plan.words("starts_on", _LONGEST_DAY))
        if starts_on is None:
            raise unexpected(part.where)
        day, place = (plan.words(name, _LONGEST_CODE) for name in ("day", "place"))
        rhythm = plan.choice("rhythm", Rhythm)
        kept = {"day_question": day, "place_question": place, "starts_on": starts_on}
        session.add(RecordPlan(stage_id=stage.id, rhythm=rhythm, **kept))
