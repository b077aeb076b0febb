"""An answer of a panellist that could not be saved: its page once more, with the reason and what was typed."""

from collections.abc import Callable

from flask import render_template
from flask_babel import gettext as _

from survey_app.db import session
from survey_app.exceptions import Refusal
from survey_app.routes import seating
from survey_app.routes.brainstorming import Shown, told
from survey_app.routes.rating_words import writers
from survey_app.services.sittings import Sitting
from survey_app.services.stands import Stand

Page = Callable[[Sitting, int, str], Shown]
"""Makes a page of the round as it stands now, a status, and a notice."""


def show_again(sitting: Sitting, error: Exception, page: Page, **typed: object) -> Shown:
    """The page again while the round takes answers; afterwards why it does not, with what was `typed`."""
    session.rollback()
    now = seating.delphi(sitting.seat.door.code)
    notice, status = told(error)
    if isinstance(error, Refusal):
        notice = f"{_(error.title)}. {notice}"
    if now.stand is Stand.OPEN or now.round_ is None:
        return page(sitting if now.round_ is None else now, status, notice)
    # an answer is written on the scale it was given on
    rules = getattr(typed.get("typed"), "rules", now.rules)
    shared = {"door": now.seat.door, "sitting": now, **writers(rules)}
    return render_template("ratings/waiting.html", notice=notice, **shared, **typed), status
