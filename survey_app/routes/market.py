"""Market potential of a study: its estimates, and one of them with its assumptions and what they come to."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.market import KINDS, SHAPES, EstimateForm
from survey_app.routes import access
from survey_app.routes.figures import market as tables
from survey_app.routes.figures.market import exact_number, kind_words
from survey_app.services import market
from survey_app.services.market import MOST_FACTORS, Sized
from survey_app.services.rights import Act, may
from survey_app.stats.results import StatisticsRefused

blueprint = Blueprint("market", __name__, url_prefix="/studies/<study_code>/market")


@blueprint.get("")
def list_estimates(study_code: str) -> str:
    """All estimates of the study with what they come to."""
    found = access.study(study_code, Act.SEE_RESULTS)
    lines = [(each, sized_or_none(market.read(each))) for each in market.of_study(found.study)]
    return render_template("market/list.html", access=found, tab="market", lines=lines, kind_words=kind_words)


@blueprint.route("/new", methods=["GET", "POST"])
def new(study_code: str) -> Response | tuple[str, int]:
    """Another estimate."""
    found = access.study(study_code, Act.EDIT)
    panels = market.from_panels(found.study)
    chosen = next((each for each in panels if each.code == request.args.get("panel")), None)
    form = EstimateForm(request.form if request.method == "POST" else None, chosen.assumptions if chosen else None)
    if form.assumptions is not None:
        with transaction():
            estimate = market.add(found.study, form.assumptions)
        return redirect(url_for(".show", study_code=study_code, estimate_code=estimate.code), 303)
    page = render_template(
        "market/show.html", access=found, tab="market", form=form, estimate=None, sized=None, panels=panels, **_words()
    )
    return page, 422 if form.errors else 200


@blueprint.route("/<estimate_code>", methods=["GET", "POST"])
def show(study_code: str, estimate_code: str) -> Response | tuple[str, int]:
    """What an estimate comes to, how it is computed, and its assumptions to be changed."""
    is_change = request.method == "POST"
    found = access.study(study_code, Act.EDIT if is_change else Act.SEE_RESULTS)
    estimate = market.find(found.study, estimate_code)
    kept = market.read(estimate)
    form = EstimateForm(request.form) if is_change else EstimateForm(kept=kept)
    if form.assumptions is not None:
        with transaction():
            market.change(estimate, form.assumptions)
        flash(_("The estimate is saved."))
        return redirect(url_for(".show", study_code=study_code, estimate_code=estimate_code), 303)
    page = render_template(
        "market/show.html",
        access=found,
        tab="market",
        form=form,
        estimate=estimate,
        sized=(sized := sized_or_none(kept)),
        regions=tables.by_region(sized, kept) if sized else None,
        **_words() | {"editable": may(found.role, Act.EDIT)},
    )
    return page, 422 if form.errors else 200


@blueprint.post("/<estimate_code>/delete")
def delete(study_code: str, estimate_code: str) -> Response:
    """Take an estimate away."""
    found = access.study(study_code, Act.EDIT)
    estimate = market.find(found.study, estimate_code)
    name = estimate.name
    with transaction():
        market.remove(estimate)
    flash(_("The estimate “%(name)s” is deleted.", name=name))
    return redirect(url_for(".list_estimates", study_code=study_code), 303)


def sized_or_none(assumptions: market.Assumptions) -> Sized | None:
    """What the assumptions come to; None where figures kept by an older rule no longer give a product."""
    try:
        return market.sized(assumptions)
    except StatisticsRefused:
        return None


def _words() -> dict[str, object]:
    return {
        "kinds": KINDS,
        "shapes": SHAPES,
        "kind_words": kind_words,
        "most_factors": MOST_FACTORS,
        "editable": True,
    }


blueprint.add_app_template_filter(exact_number, "exact_number")
