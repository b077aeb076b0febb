"""Points that a panellist shares out among all statements of a round, on one page."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.forms.ratings import PointsForm
from survey_app.routes import rating_forms, seating, unsaved, unsaved_lines
from survey_app.routes.brainstorming import UNSAVED, refuse
from survey_app.routes.rating_pages import Shown, blueprint, show_page
from survey_app.services import ratings, sitting_feedback
from survey_app.services.ballots import RoundClosed
from survey_app.services.ratings import Answer
from survey_app.services.sittings import Sitting
from survey_app.services.stands import Stand

__all__ = ["blueprint"]


@blueprint.get("/<code>/round/points")
def points(code: str) -> Shown | Response:
    """All statements on one page, points to be shared out among them."""
    sitting = seating.delphi(code)
    if sitting.stand is not Stand.OPEN or sitting.one_page != "ratings.points":
        return redirect(url_for(".home", code=code), 303)
    return _show_points(sitting, rating_forms.of_points(sitting))


@blueprint.post("/<code>/round/points")
def share(code: str) -> Shown | Response:
    """Save the points as far as they are given; the page says how many are left."""
    sitting = seating.delphi(code)
    if sitting.one_page != "ratings.points" or sitting.round_ is None:
        raise NotFound
    if seating.is_of_earlier_round(sitting):
        return refuse(RoundClosed())
    form = rating_forms.of_points(sitting)
    given = form.read(request.form)
    if given is None:
        return _show_points(sitting, form, status=422)
    answers: dict[object, Answer | None] = dict(zip(sitting.weighed, given, strict=True))
    try:
        with transaction():
            seating.count(sitting.seat)
            ratings.save_all(sitting.seat, sitting.round_, answers)  # type: ignore[arg-type]  # items are the keys
    except UNSAVED as error:
        return unsaved.show_again(
            sitting,
            error,
            lambda now, status, notice: _show_points(now, form, status=status, notice=notice),
            lines=unsaved_lines.of_boxes(form, sitting.weighed),
        )
    return redirect(url_for(".points", code=code), 303)


def _show_points(sitting: Sitting, form: PointsForm, *, status: int = 200, notice: str = "") -> Shown:
    found = sitting_feedback.said_before(sitting, *sitting.weighed)
    return show_page("ratings/points.html", sitting, status, form=form, found=found, notice=notice)
