"""The blueprint of the respondent's pages, and what all of them begin with."""

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.routes import holding, kiosks
from survey_app.routes.answering import speak
from survey_app.routes.sessions import throttles
from survey_app.services import quotas, sending, visits
from survey_app.services.drafts import DraftLost, Holder
from survey_app.services.visits import Visit

blueprint = Blueprint("respond", __name__, url_prefix="/r")
_POSTS_A_MINUTE = 30


@blueprint.context_processor
def _kiosk() -> dict[str, str]:
    """Where a kiosk goes back to for the next person; empty in any other browser."""
    code = (request.view_args or {}).get("code", "")
    return {"kiosk_start": kiosks.start_address(code) if kiosks.is_on(code) else ""}


def of_browser(code: str) -> Visit:
    """What this browser, or the page that it sent, has under way."""
    holder = holding.held(code)
    visit = visits.by_browser(code, holder.secret, holder.submit_key) if holder else visits.by_browser(code, "", "")
    g.door = visit.door
    return visit


def elsewhere(visit: Visit) -> Response | None:
    """Where a page leads that has no draft to show: to the receipt, or to the start."""
    if visit.sent is not None:
        return redirect(url_for(".thanks", code=visit.door.code), 303)
    if visit.draft is None:
        if not visit.door.open_link:
            raise DraftLost
        return redirect(url_for(".start", code=visit.door.code), 303)
    if visit.draft.conflicts_with is not None:
        speak(visit)
        raise sending.CaseAnswered
    return None


def forward(visit: Visit, *, look: bool = False) -> Response:
    """To the first page that is not finished, or to the check."""
    number = visit.first_open_page
    code = visit.door.code
    if number is None:
        return redirect(url_for("respond.check", code=code), 303)
    return redirect(url_for("respond.show", code=code, number=number, look=1 if look else None), 303)


def turn_away(visit: Visit, quota_id: int) -> Response:
    """End the interview because enough people of this kind have answered."""
    with transaction():
        quotas.turn_away(visit, quota_id)
    holding.keep(visit.door.code, Holder(visit.secret, visit.submit_key))
    return redirect(url_for(".thanks", code=visit.door.code), 303)


def count(visit: Visit) -> None:
    """Thirty posts a minute for one link are more than anybody types."""
    if visit.secret and visit.door.is_unlinked:
        throttles().require_unwritten(f"respond:{visit.key}", _POSTS_A_MINUTE)
    elif visit.secret:
        throttles().require(f"respond:{visit.key}", _POSTS_A_MINUTE, 60)
