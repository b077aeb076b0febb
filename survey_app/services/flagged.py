"""Flagged answers as a filter of results: without them, or of them alone.

The thresholds are the usual ones, whoever asks: by shifting them step by step single people could be separated. What
few flagged people would lay open is refused as for every other filter.
"""

import numpy as np
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Response, Stage
from survey_app.services import course
from survey_app.services.columns import Answered, Places
from survey_app.services.doors import UNLINKED
from survey_app.services.filters import FLAGGED, Asked, Dimension, Offer
from survey_app.services.quality_rules import Numbers, standard, times_flagged
from survey_app.services.scanning import of_stage

OUT, ONLY = "out", "only"


def dimensions(stage: Stage, answered: Answered, asked: Asked) -> tuple[Dimension, ...]:
    """The filter by flags where an address asks for it: judging all answers costs more than all figures of a page."""
    if not any(asked.get(FLAGGED, ())):
        return ()
    return (dimension_of(times_flagged(standard(answered, seconds_of(stage, answered)), len(answered.keys))),)


def dimension_of(times: Places) -> Dimension:
    """The filter that parts answers by how often each is flagged."""
    places = (times > 0).astype(np.int64)
    flagged = int(places.sum())
    return Dimension(FLAGGED, None, (Offer(OUT, {}, places.size - flagged), Offer(ONLY, {}, flagged)), places, (0, 1))


def seconds_of(stage: Stage, answered: Answered) -> Numbers:
    """How long each interview took, NaN where that is not known: on paper, brought in, or never kept by promise."""
    found = np.full(len(answered.keys), np.nan)
    if stage.level in UNLINKED:
        return found
    places = {key: place for place, key in enumerate(answered.keys)}
    seconds_kept = Response.course[course.SECONDS]
    stored = session.execute(
        select(Response.id, seconds_kept).where(
            of_stage(stage.id), Response.usable, seconds_kept.as_string().is_not(None)
        )
    )
    for key, seconds in stored:
        total = sum(value for value in dict(seconds or {}).values() if isinstance(value, int))
        if total > 0 and key in places:
            found[places[key]] = total
    return found
