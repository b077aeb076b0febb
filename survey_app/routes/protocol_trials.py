"""Trying the rules before the lock: simulated panels, in words, as a drawing and as the same table."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exports.movement_report import MovementReport
from survey_app.exports.trial_report import AnyTrial, TrialReport
from survey_app.forms.protocol_trials import TrialForm
from survey_app.routes import delphi_stage, movement_words, own_scale_trial_words, pair_trial_words, trial_words
from survey_app.routes.presentation import filled
from survey_app.routes.trial_words import TrialPage
from survey_app.services import protocol_trials, protocols

blueprint = Blueprint("protocol_trials", __name__)


@blueprint.route("/studies/<study_code>/stages/<stage_code>/protocol/trial", methods=["GET", "POST"])
def show(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """What simulated panels came to under the rules, and the button that tries them again."""
    found = delphi_stage.find(study_code, stage_code, delphi_stage.WRITING)
    form = TrialForm(data={"panellists": protocol_trials.likely_panel(found.stage), "seed": protocol_trials.SEED})
    if form.validate_on_submit():
        with transaction():
            protocol_trials.keep(found.stage, form.people, form.number)
        flash(_("The rules are tried. The figures are kept with the protocol."))
        return redirect(url_for(".show", study_code=study_code, stage_code=stage_code), 303)
    kept = protocol_trials.kept(found.stage.id)
    rules, language = protocols.rules_of(found.stage.id), found.study.language
    without_rule, nothing = protocol_trials.without_rule(rules), protocol_trials.nothing_to_try(found.stage)
    return render_template(
        "protocols/trial.html",
        access=found,
        tab="items",
        form=form,
        kept=kept,
        trial=words_of(kept.report) if kept else None,
        own_scales=own_scale_trial_words.page_of(kept.report, language) if kept else None,
        pairs=pair_trial_words.page_of(kept.report) if kept else None,
        made_at=datetime.fromisoformat(kept.report.made_at) if kept else None,
        without_rule=filled(without_rule, {}) if without_rule else "",
        has_nothing=bool(nothing),
        is_compared=rules.compared,
        is_locked=protocols.current(found.stage.id) is not None,
    ), form.status


def words_of(report: AnyTrial) -> TrialPage | None:
    """The trial of the protocol's scale; None where only a first round could be told of."""
    if isinstance(report, MovementReport):
        return movement_words.page_of(report)
    return trial_words.page_of(report) if isinstance(report, TrialReport) else None
