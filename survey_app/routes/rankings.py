"""A panellist's page of a ranking round: all statements, a rank for each. A GET changes nothing."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.forms.rankings import RankingForm
from survey_app.routes import seating, unsaved, unsaved_lines
from survey_app.routes.brainstorming import UNSAVED, keep_words, refuse
from survey_app.routes.rating_words import figure, stretch
from survey_app.services import rankings, ratings, sitting_feedback
from survey_app.services.ballots import RoundClosed
from survey_app.services.sittings import Sitting
from survey_app.services.stands import Stand

blueprint = Blueprint("rankings", __name__, url_prefix="/p")
keep_words(blueprint)
Shown = tuple[str, int]


@blueprint.get("/<code>/round/ranking")
def show(code: str) -> Shown | Response:
    """All statements on one page, to be ranked."""
    sitting = seating.delphi(code)
    if sitting.stand is not Stand.OPEN or not sitting.is_ranking:
        return redirect(url_for("ratings.home", code=code), 303)
    return _page(sitting, _form(sitting))


@blueprint.post("/<code>/round/ranking")
def rank(code: str) -> Shown | Response:
    """Save the ranks as far as they are given; the page says how many are left."""
    sitting = seating.delphi(code)
    if not sitting.is_ranking or sitting.round_ is None:
        raise NotFound
    if seating.is_of_earlier_round(sitting):
        return refuse(RoundClosed())
    form = _form(sitting)
    given = form.read(request.form)
    if given is None:
        return _page(sitting, form, status=422)
    try:
        with transaction():
            seating.count(sitting.seat)
            ratings.save_all(sitting.seat, sitting.round_, dict(zip(sitting.weighed, given, strict=True)))
    except UNSAVED as error:
        return unsaved.show_again(
            sitting,
            error,
            lambda now, status, notice: _page(now, form, status=status, notice=notice),
            lines=unsaved_lines.of_boxes(form, sitting.weighed),
        )
    return redirect(url_for(".show", code=code), 303)


def _form(sitting: Sitting) -> RankingForm:
    own = [sitting.own(item) for item in sitting.weighed]
    return RankingForm(sitting.rules, own, [sitting.answer(item) for item in sitting.weighed])


def _page(sitting: Sitting, form: RankingForm, *, status: int = 200, notice: str = "") -> Shown:
    return render_template(
        "ratings/ranking.html",
        door=sitting.seat.door,
        sitting=sitting,
        figure=figure,
        stretch=stretch,
        form=form,
        found=sitting_feedback.said_before(sitting, *sitting.weighed),
        places=rankings.panel_places(sitting.figures),
        ranked=sum(bool(each) for each in form.shown),
        notice=notice,
    ), status
