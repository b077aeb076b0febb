"""What the panel answered to open questions, as a panellist reads it: without names, in an order of its own."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.routes import seating
from survey_app.services import marks, open_feedback, ratings
from survey_app.services.sittings import Sitting, Stand

blueprint = Blueprint("open_answers", __name__, url_prefix="/p")


@blueprint.get("/<code>/answers")
def show(code: str) -> str:
    """The released answers to the open questions of all released rounds; the own ones marked."""
    sitting = seating.delphi(code)
    found = open_feedback.of_seat(sitting.seat)
    if not found:
        raise NotFound
    return render_template(
        "ratings/open_answers.html",
        door=sitting.seat.door,
        sitting=sitting,
        found=found,
        markable=_markable(sitting),
        mark_of=marks.mark_of,
    )


@blueprint.post("/<code>/answers")
def mark(code: str) -> Response:
    """Mark answers of the round before as helpful, or no longer; the marks lie sealed with the own answers."""
    sitting = seating.delphi(code)
    number = _markable(sitting)
    if not number:
        raise NotFound
    found = [each for each in open_feedback.of_seat(sitting.seat) if each.round_number == number]
    shown = [marks.mark_of(one.item.lineage, read.text) for one in found for read in one.texts]
    kept = marks.changed(sitting.marks, shown, request.form.getlist("mark"))
    with transaction():
        seating.count(sitting.seat)
        ratings.save_beside(sitting.seat, sitting.asked, marks.NAME, kept[-marks.MOST :] or None)
    return redirect(url_for("ratings.home", code=code), 303)


def _markable(sitting: Sitting) -> int:
    """The round whose answers may be marked now: the last released one, while this one is open; else none."""
    is_asked = sitting.rules.helpful and sitting.stand is Stand.OPEN
    return sitting.earlier.number if is_asked and sitting.earlier else 0
