"""A panellist's page of a round whose statements are compared two by two. A GET changes nothing."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.forms.comparisons import ComparisonsForm
from survey_app.models import PanelRound
from survey_app.routes import seating, unsaved, unsaved_lines
from survey_app.routes.brainstorming import UNSAVED, keep_words, refuse
from survey_app.routes.comparison_words import advice, ratio_words
from survey_app.routes.rating_words import figure, stretch
from survey_app.services import comparisons, sitting_feedback
from survey_app.services.ballots import RoundClosed
from survey_app.services.compared import Said
from survey_app.services.sittings import Sitting
from survey_app.services.stands import Stand

blueprint = Blueprint("comparisons", __name__, url_prefix="/p")
keep_words(blueprint)
Shown = tuple[str, int]
_HERE = "comparisons.show"


@blueprint.get("/<code>/round/comparing")
def show(code: str) -> Shown | Response:
    """Every two statements on one page; below, how well the comparisons fit together."""
    sitting = seating.delphi(code)
    if sitting.stand is not Stand.OPEN or sitting.one_page != _HERE:
        return redirect(url_for("ratings.home", code=code), 303)
    return _page(sitting, _form(sitting))


@blueprint.post("/<code>/round/comparing")
def compare(code: str) -> Shown | Response:
    """Save the comparisons as far as they are given, or take them all out."""
    sitting = seating.delphi(code)
    if sitting.one_page != _HERE or sitting.round_ is None:
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
            _save(sitting, sitting.round_, *given)
    except UNSAVED as error:
        return unsaved.show_again(
            sitting,
            error,
            lambda now, status, notice: _page(now, form, status=status, notice=notice),
            lines=unsaved_lines.of_pairs(form, sitting.weighed, is_kept=request.form.get("go") == "keep"),
        )
    return redirect(url_for(".show", code=code, _anchor="saved"), 303)


def _save(sitting: Sitting, round_: PanelRound, told: Said, reasons: Sequence[str]) -> None:
    """What was pressed. Whoever keeps the points and compares nothing goes on keeping them."""
    go = request.form.get("go")
    if go == "clear":
        comparisons.clear(sitting.seat, round_)
    elif go == "keep" or (comparisons.said(sitting).is_kept and not told.given):
        comparisons.keep(sitting.seat, round_, reasons)
    else:
        comparisons.save(sitting.seat, round_, told, reasons)


def _form(sitting: Sitting) -> ComparisonsForm:
    told = comparisons.said(sitting)
    reasons = comparisons.reasons_of(told, sitting.answers or {}, sitting.weighed)
    return ComparisonsForm(len(sitting.weighed), told, reasons)


def _page(sitting: Sitting, form: ComparisonsForm, *, status: int = 200, notice: str = "") -> Shown:
    found = sitting_feedback.said_before(sitting, *sitting.weighed)
    check = comparisons.check(form.told)
    page = render_template(
        "ratings/compare.html",
        door=sitting.seat.door,
        sitting=sitting,
        figure=figure,
        stretch=stretch,
        form=form,
        found=found,
        check=check,
        ratio=ratio_words(check) if check else "",
        advice=advice(check, sitting.weighed) if check else [],
        can_keep=comparisons.can_keep(sitting),
        notice=notice,
    )
    return page, status
