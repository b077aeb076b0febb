"""The end of a round for a panellist: finished with a receipt, or what is still missing."""

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import session, transaction
from survey_app.exceptions import NotFound, Refusal
from survey_app.routes import seating
from survey_app.routes.presentation import filled
from survey_app.routes.rating_pages import Shown, show_page
from survey_app.routes.rating_reasons import blueprint
from survey_app.services import ratings
from survey_app.services.ratings import NotFinished
from survey_app.services.sittings import Sitting
from survey_app.services.stands import Stand

__all__ = ["blueprint"]


@blueprint.get("/<code>/round/finish")
def ending(code: str) -> Shown | Response:
    """The receipt of a finished round, or what is still missing."""
    sitting = seating.delphi(code)
    if sitting.stand is not Stand.OPEN:
        return redirect(url_for(".home", code=code), 303)
    return show_page("ratings/finish.html", sitting, receipt=_receipt(sitting))


@blueprint.post("/<code>/round/finish")
def finish(code: str) -> Shown | Response:
    """Say that the round is finished; refused, with the places, while something has no answer."""
    sitting = seating.delphi(code)
    if sitting.round_ is None:
        raise NotFound
    try:
        with transaction():
            seating.count(sitting.seat)
            ratings.finish(sitting.seat, sitting.round_)
    except NotFinished as refusal:
        session.rollback()
        return show_page(
            "ratings/finish.html",
            seating.delphi(code),
            refusal.status,
            receipt="",
            refusal=filled(refusal.message, refusal.params),
        )
    except Refusal as refusal:
        session.rollback()
        now = seating.delphi(code)
        if now.stand is Stand.OPEN:
            raise
        return show_page(
            "ratings/waiting.html", now, refusal.status, notice=f"{_(refusal.title)}. {filled(refusal.message, {})}"
        )
    return redirect(url_for(".ending", code=code), 303)


def _receipt(sitting: Sitting) -> str:
    return sitting.seat.receipt(sitting.asked.number) if sitting.finished else ""
