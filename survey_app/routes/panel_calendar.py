"""The deadlines of a panel as a calendar file, for panellists and for the moderator."""

from collections.abc import Sequence

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import now
from survey_app.exceptions import N_, NotFound
from survey_app.exports.calendar import Deadline, calendar
from survey_app.models import PanelRound
from survey_app.routes import delphi_stage, seating
from survey_app.services import panel_calendar
from survey_app.vocabulary import RoundPurpose

blueprint = Blueprint("panel_calendar", __name__)


@blueprint.get("/p/<code>/calendar")
def of_panellist(code: str) -> Response:
    """The deadlines of the rounds ahead; the file is the same for everybody on the panel."""
    found = seating.require_accepted(seating.seat(code))
    return _file(panel_calendar.rounds_ahead(found.door.stage_id), code, found.door.title)


@blueprint.get("/studies/<study_code>/stages/<stage_code>/rounds/calendar")
def of_moderator(study_code: str, stage_code: str) -> Response:
    """The same for whoever runs the rounds."""
    found = delphi_stage.find(study_code, stage_code)
    return _file(panel_calendar.rounds_ahead(found.stage.id), found.stage.code, found.stage.title)


def _file(rounds: Sequence[PanelRound], code: str, title: str) -> Response:
    deadlines = [
        Deadline(f"{code}-{round_.number}", round_.closes_at, _title(round_, title))
        for round_ in rounds
        if round_.closes_at
    ]
    if not deadlines:  # a calendar without an entry is none by RFC 5545, and programs refuse it
        raise NotFound(N_("No round ahead has a closing time yet."))
    answer = Response(calendar(deadlines, now()), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="panel.ics"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _title(round_: PanelRound, title: str) -> str:
    if round_.purpose is RoundPurpose.RATE:
        return str(_("Round %(number)s closes: %(title)s", number=round_.number, title=title))
    if round_.purpose is RoundPurpose.VOTE:
        return str(_("The vote closes: %(title)s", title=title))
    return str(_("The writing of ideas closes: %(title)s", title=title))
