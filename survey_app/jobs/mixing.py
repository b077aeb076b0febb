"""The job that mixes a closed batch of sealed sheets, and who stores what it opens."""

from typing import Any

from survey_app.services import analysis, idea_release, mixes, sealed_responses, votes
from survey_app.vocabulary import RoundPurpose

mixes.TAKERS.update(
    {
        RoundPurpose.RATE: analysis.take,
        RoundPurpose.WRITE: idea_release.take,
        RoundPurpose.VOTE: votes.take,
    }
)
mixes.SURVEY_TAKERS[:] = [sealed_responses.take]


def mix(payload: dict[str, Any], _progress: object) -> dict[str, Any]:
    """Take every step that is left. No progress is reported: a report would commit half a mix."""
    return {"step": mixes.run(payload["batch"]).value}
