"""The job that mixes a closed batch of sealed sheets."""

from typing import Any

from survey_app.services import analysis, idea_release, mixes, votes
from survey_app.vocabulary import RoundPurpose

mixes.TAKERS[RoundPurpose.RATE] = analysis.take
mixes.TAKERS[RoundPurpose.WRITE] = idea_release.take
mixes.TAKERS[RoundPurpose.VOTE] = votes.take


def mix(payload: dict[str, Any], _progress: object) -> dict[str, Any]:
    """Take every step that is left. No progress is reported: a report would commit half a mix."""
    return {"step": mixes.run(payload["batch"]).value}
