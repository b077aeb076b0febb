"""The targets of the key figures of a survey, set by whoever analyses it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.key_targets import TargetForm
from survey_app.routes import access
from survey_app.routes.figures import wording
from survey_app.services import key_targets, reports
from survey_app.services.key_targets import Settable
from survey_app.services.rights import Act
from survey_app.vocabulary import KeyMeasure

blueprint = Blueprint("key_targets", __name__)


@blueprint.route("/studies/<study_code>/stages/<stage_code>/results/targets", methods=["GET", "POST"])
def show(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """A field for the target of each key figure."""
    found = access.survey(study_code, stage_code, Act.ANALYSE)
    offered = key_targets.settable(reports.readable(found.stage).questionnaire)
    form = TargetForm(offered, key_targets.of_stage(found.stage), request.form if request.method == "POST" else None)
    if form.targets is not None:
        with transaction():
            changed = key_targets.keep(found.stage, form.targets, access.account())
        flash(_("The targets are saved.") if changed else _("No target changed."))
        return redirect(url_for("reports.show", study_code=study_code, stage_code=stage_code), 303)
    page = render_template(
        "results/targets.html",
        access=found,
        tab="results",
        here={"study_code": found.study.code, "stage_code": found.stage.code},
        form=form,
        labels={each.measure: label_of(each) for each in offered},
        asked={each.measure: wording.words_of(each.question, found.study.language) for each in offered},
    )
    return page, 422 if form.errors else 200


def label_of(each: Settable) -> str:
    """A key figure by its name."""
    words = {
        KeyMeasure.SATISFIED: _("Share of satisfied people, per cent"),
        KeyMeasure.MEAN: _("Mean satisfaction"),
        KeyMeasure.RECOMMEND: _("Net promoter score"),
        KeyMeasure.GAP: _("Experience against expectation"),
        KeyMeasure.INDEX: _("Satisfaction index, 0 to 100"),
        KeyMeasure.EFFORT: _("Customer effort: its score, higher is better"),
    }
    return str(words[each.measure])
