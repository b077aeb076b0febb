"""How interviews ended, counted by the names their author gave the endings."""

from sqlalchemy import func, select

from survey_app.db import session
from survey_app.models import Response, Stage
from survey_app.services import course
from survey_app.services.doors import UNLINKED
from survey_app.services.scanning import of_stage as answers_of
from survey_app.vocabulary import Mode


def of_stage(stage: Stage) -> tuple[tuple[str, int], ...]:
    """Each named ending with its number of responses, the usual end under an empty name; nothing where none has a name.

    Where answers are sealed the ending is one more column of the answers, and no count of the fieldwork.
    """
    if stage.level in UNLINKED:
        return ()
    named = func.coalesce(Response.course[course.OUTCOME].as_string(), "").label("ending")
    answers = answers_of(stage.id), Response.mode != Mode.OBSERVATION
    found = session.execute(select(named, func.count()).where(*answers).group_by("ending"))
    counts = {str(name): int(count) for name, count in found}
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0]))) if set(counts) - {""} else ()
