"""The job that mixes a closed batch of sealed sheets, and who stores what it opens."""

from typing import Any

from survey_app.services import analysis, idea_release, live_releases, mixes, sealed_responses, vote_results
from survey_app.vocabulary import RoundPurpose

mixes.TAKERS.update(
    {
        RoundPurpose.RATE: analysis.take,
        RoundPurpose.WRITE: idea_release.take,
        RoundPurpose.VOTE: vote_results.take,
    }
)
mixes.SURVEY_TAKERS[:] = [sealed_responses.take]
mixes.LIVE_TAKERS[:] = [live_releases.take]


def mix(payload: dict[str, Any], _progress: object) -> dict[str, Any]:
    """Take every step that is left. No progress is reported: a report would commit half a mix."""
    return {"step": mixes.run(payload["batch"]).value}
