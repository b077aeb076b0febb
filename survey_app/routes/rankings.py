"""A panellist's page of a ranking round: all statements, a rank for each. A GET changes nothing."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import session, transaction
from survey_app.exceptions import NotFound, Refusal
from survey_app.forms.rankings import RankingForm
from survey_app.routes import seating
from survey_app.routes.presentation import filled
from survey_app.routes.rating_words import figure, stretch
from survey_app.services import rankings, ratings, sittings
from survey_app.services.sittings import Sitting, Stand
from survey_app.vocabulary import StageKind

blueprint = Blueprint("rankings", __name__, url_prefix="/p")
Shown = tuple[str, int]


def _sit(code: str) -> Sitting:
    found = seating.require_accepted(seating.seat(code))
    if found.kind is not StageKind.DELPHI:
        raise NotFound
    return sittings.of(found)


@blueprint.get("/<code>/round/ranking")
def show(code: str) -> Shown | Response:
    """All statements on one page, to be ranked."""
    sitting = _sit(code)
    if sitting.stand is not Stand.OPEN or not sitting.is_ranking:
        return redirect(url_for("ratings.home", code=code), 303)
    return _page(sitting, _form(sitting))


@blueprint.post("/<code>/round/ranking")
def rank(code: str) -> Shown | Response:
    """Save the ranks as far as they are given; the page says how many are left."""
    sitting = _sit(code)
    if not sitting.is_ranking or sitting.round_ is None:
        raise NotFound
    form = _form(sitting)
    given = form.read(request.form)
    if given is None:
        return _page(sitting, form, status=422)
    try:
        with transaction():
            seating.count(sitting.seat)
            ratings.save_all(sitting.seat, sitting.round_, dict(zip(sitting.items, given, strict=True)))
    except Refusal as error:
        session.rollback()
        notice = f"{_(error.title)}. {filled(error.message, error.params)}"
        now = _sit(code)
        if now.stand is Stand.OPEN:
            return _page(now, form, status=error.status, notice=notice)
        shared = {"door": now.seat.door, "sitting": now, "figure": figure, "stretch": stretch}
        return render_template("ratings/waiting.html", notice=notice, **shared), error.status
    return redirect(url_for(".show", code=code), 303)


def _form(sitting: Sitting) -> RankingForm:
    own = [sitting.own(item) for item in sitting.items]
    return RankingForm(sitting.rules, own, [sitting.answer(item) for item in sitting.items])


def _page(sitting: Sitting, form: RankingForm, *, status: int = 200, notice: str = "") -> Shown:
    return render_template(
        "ratings/ranking.html",
        door=sitting.seat.door,
        sitting=sitting,
        figure=figure,
        stretch=stretch,
        form=form,
        found=sittings.said_before(sitting, *sitting.items),
        places=rankings.panel_places(sitting.figures),
        ranked=sum(bool(each) for each in form.shown),
        notice=notice,
    ), status
