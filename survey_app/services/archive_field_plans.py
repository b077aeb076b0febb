"""What is planned for the field, as an archive keeps it and as it comes back: places with a code, and records due.

So is what the values of a column of the sample's list mean: they are kept until a list is brought in, which then gets
the columns that say it. The list itself is no part of an archive.
"""

from dataclasses import asdict
from typing import Any

from survey_app.db import session
from survey_app.interchange.archives import unexpected
from survey_app.models import ColumnValues, EntryPlaces, RecordPlan, Stage
from survey_app.services import column_values, entry_places, record_plans, value_meanings
from survey_app.services.archive_parts import Part
from survey_app.services.members import LIST_LIMITS
from survey_app.vocabulary import Rhythm

_LONGEST_CODE = 16
_LONGEST_DAY = 10


def of_survey(stage: Stage) -> dict[str, Any]:
    """The places of a survey, the plan of its records (None: there is none), and what values of its list mean."""
    plan = record_plans.plan_of(stage)
    return {
        "places": entry_places.names_of(stage),
        "records": _plan(plan) if plan is not None else None,
        "values": _values(stage),
    }


def _values(stage: Stage) -> list[dict[str, Any]]:
    titles = {column: words.title for column, words in column_values.words_of(stage).items() if words.title}
    meanings = column_values.without_people(stage)
    return [
        {
            "column": column,
            "title": dict(titles.get(column, {})),
            "meanings": [asdict(each) for each in meanings.get(column, ())],
        }
        for column in sorted({*titles, *meanings})
    ]


def _plan(plan: RecordPlan) -> dict[str, str]:
    return {
        "rhythm": plan.rhythm.value,
        "day": plan.day_question,
        "place": plan.place_question,
        "starts_on": plan.starts_on.isoformat(),
    }


def restore(stage: Stage, part: Part) -> None:
    """Bring all of it back; an archive that was made before there were any has none."""
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
    for each in part.parts("values", LIST_LIMITS.columns):
        column = each.words("column", column_values.LONGEST_NAME)
        meanings = [_meaning(one) for one in each.parts("meanings", value_meanings.MOST_LINES)]
        if not column or len({one["written"] for one in meanings}) < len(meanings):
            raise unexpected(part.where)
        title = each.text("title")
        whole = [{"written": "", "words": title}, *meanings] if title else meanings
        session.add(ColumnValues(stage_id=stage.id, attribute=column, meanings=whole))


def _meaning(part: Part) -> dict[str, Any]:
    found: dict[str, Any] = {name: part.words(name, value_meanings.LONGEST) for name in ("written", "name", "parent")}
    if not found["written"]:
        raise unexpected(part.where)
    return found | {"words": part.text("words")}
