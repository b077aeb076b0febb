"""A tablet that stays at one place: each person begins anew, and nothing of the one before is left.

The browser's session knows that it is a kiosk, and what the address of the start page carried. Asking for a page
changes nothing in the database: a draft that somebody left behind is deleted when the next person begins.
"""

from urllib.parse import urlencode

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.routes import holding
from survey_app.services import drafts, visits
from survey_app.services.visits import Visit

_NAME = "kiosk"
_SWITCH = "kiosk"
_MOST, _LONGEST = 2, 1_000
ON, OFF = "1", "0"


def is_on(code: str) -> bool:
    """Whether this browser is a kiosk for the stage."""
    return code in _kept()


def start_address(code: str) -> str:
    """The start page with what its address carried when the kiosk was opened."""
    return f"{url_for('respond.start', code=code)}?{_kept().get(code, '')}"


def turn(visit: Visit) -> Response | None:
    """Make this browser a kiosk, or no kiosk any more, as the address says; where to go instead, if anywhere.

    Only an open link can be a kiosk.
    """
    code, wanted = visit.door.code, request.args.get(_SWITCH)
    if wanted == OFF and is_on(code):
        _keep({other: along for other, along in _kept().items() if other != code})
        return redirect(url_for("respond.start", code=code), 303)
    if wanted == ON and visit.door.open_link and not visit.door.is_unlinked:
        along = {name: value for name, value in request.args.items() if name != "language"}
        if len(text := urlencode(along)) <= _LONGEST:
            others = [pair for pair in _kept().items() if pair[0] != code]
            _keep(dict([*others[-_MOST + 1 :], (code, text)]))
    elif is_on(code) and "language" not in request.args:
        return redirect(start_address(code), 303)
    return None


def emptied(visit: Visit) -> Visit:
    """The visit of somebody who begins anew: what the browser holds is put aside and no longer opens."""
    code = visit.door.code
    if visit.draft is not None and visit.draft.case_id is None:
        session[_left(code)] = holding.written(drafts.Holder(visit.secret, visit.submit_key))
    holding.drop(code)
    return visits.by_browser(code, "", "")


def begin(visit: Visit) -> Visit:
    """The same when somebody presses Start: the draft that was left behind is deleted."""
    code, empty = visit.door.code, emptied(visit)
    left = holding.read(session.pop(_left(code), ""))
    found = visits.by_browser(code, left.secret, left.submit_key).draft if left is not None else None
    if found is not None and found.case_id is None and found.entered_by is None:
        with transaction():
            drafts.remove(found)
    return empty


def _left(code: str) -> str:
    return f"{_NAME}:{code}"


def _kept() -> dict[str, str]:
    found = session.get(_NAME)
    return found if isinstance(found, dict) else {}


def _keep(kiosks: dict[str, str]) -> None:
    session[_NAME] = kiosks
    session.permanent = True
