"""The check of a panel's files before they are opened, with the names on its list; nothing says whose a text is."""

from sqlalchemy import select

from survey_app.db import session
from survey_app.exports.open_check import OpenCheck, check
from survey_app.exports.round_report import PanelReport
from survey_app.models import Panellist, Stage


def of_stage(stage: Stage, report: PanelReport) -> OpenCheck:
    """What in the files rests on few people, or may say who somebody is."""
    names = session.scalars(select(Panellist.name).where(Panellist.stage_id == stage.id, Panellist.name != "")).all()
    return check(report, frozenset(names))
