"""The sample's questionnaire, and publishing it as if that had been done long ago."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from survey_app.db import session
from survey_app.models import Stage, Version
from survey_app.services.sample_study.frame import FOLDER
from survey_app.services.sample_study.panels import Weighed
from survey_app.services.sheets import Sheet, sheet
from survey_app.vocabulary import VersionState

_RATED = ("battery", "importance_performance")


def publish(stage: Stage, definition: dict[str, Any], at: datetime) -> Sheet:
    """A questionnaire as version 1 of a survey."""
    version = session.scalars(select(Version).where(Version.stage_id == stage.id)).one()
    version.definition = definition
    session.flush()
    published = {"state": VersionState.PUBLISHED, "published_at": at}
    session.execute(update(Version).where(Version.id == version.id).values(published))
    session.refresh(version)
    return sheet(version.id, at)


def questionnaire(language: str, weighed: Mapping[str, Weighed] | None = None) -> dict[str, Any]:
    """The questionnaire in its three languages, this one first; weights of attributes where the panel gave any."""
    found: dict[str, Any] = json.loads((FOLDER / "questionnaire.json").read_text(encoding="utf-8"))
    batteries = [each for page in found["pages"] for each in page["questions"] if each["kind"] in _RATED]
    for row in (row for battery in batteries for row in battery["settings"]["items"]):
        if (from_panel := (weighed or {}).get(row["code"])) is not None:
            row |= {"source": from_panel.lineage, "weight": from_panel.weight}
    found["languages"] = sorted(found["languages"], key=lambda each: each != language)
    return found
