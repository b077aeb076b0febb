"""The end of a Delphi: concluded after its last round, broken off before, and put away."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.rounds import WhyForm
from survey_app.forms.studies import ActForm
from survey_app.routes import access, delphi_stage
from survey_app.routes.presentation import ngettext, number
from survey_app.routes.round_steps import blueprint
from survey_app.routes.round_words import Act, act_page, sealed_sheets
from survey_app.services import fates, protocols, round_endings, round_overview
from survey_app.services.round_overview import Overview
from survey_app.services.round_roll import Told
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import PanelState, RoundState

__all__ = ["blueprint"]
_ENDED = (PanelState.CONCLUDED, PanelState.ARCHIVED, PanelState.CANCELLED)
_EMPTIED = (RoundState.ANALYSED, RoundState.RELEASED, RoundState.CANCELLED)


@blueprint.route("/conclude", methods=["GET", "POST"])
def conclude(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """End the panel: nobody is asked again, and its links can never be made again."""
    found = delphi_stage.find(study_code, stage_code)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            round_endings.conclude(found.stage, access.account())
        flash(_("The panel is concluded."))
        return redirect(_rounds(found), 303)
    overview = round_overview.of_stage(found.stage)
    open_ended = sum(outcome.has_no_consensus for outcome in fates.outcomes(found.stage.id))
    act = Act(
        title=_("Conclude the panel?"),
        lede=_("Nobody is asked again. The key that can make personal links anew is destroyed for good."),
        button=_("Conclude the panel"),
        keep=_("Not yet"),
        checks=[
            (_("Rounds released"), number(overview.released), ""),
            (_("Statements without consensus"), number(open_ended), _("they end so and stay in the results")),
        ],
        is_possible=overview.panel.state is PanelState.RUNNING and _is_between(overview),
    )
    return act_page(found, act, form)


@blueprint.route("/end", methods=["GET", "POST"])
def cancel_panel(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Break the panel off, with a reason."""
    found = delphi_stage.find(study_code, stage_code)
    form = WhyForm()
    if form.validate_on_submit():
        try:
            with transaction():
                round_endings.cancel_panel(found.stage, form.reason.text, access.account())
        except protocols.ReasonTooShort as refusal:
            form.reason.errors = [_(refusal.message)]
        else:
            flash(_("The panel is cancelled."))
            return redirect(_rounds(found), 303)
    overview = round_overview.of_stage(found.stage)
    # one round has sealed sheets at a time, and none once it is cancelled
    lying = [round_endings.sheets_of(card.round) for card in overview.cards if card.round.state not in _EMPTIED]
    sheets = max(lying, key=lambda told: (told.step, told.count), default=Told(0))
    act = Act(
        title=_("Break the panel off?"),
        lede=_("Nobody is asked again. Figures of analysed rounds stay. This cannot be taken back."),
        button=_("Break it off and throw all sheets away")
        if sheets.step > 1
        else ngettext(
            "Break it off and throw %(num)s sheet away", "Break it off and throw %(num)s sheets away", sheets.count
        ),
        keep=_("Keep the panel"),
        checks=[sealed_sheets(sheets)],
        is_possible=overview.panel.state not in _ENDED,
    )
    return act_page(found, act, form)


@blueprint.post("/archive")
def archive(study_code: str, stage_code: str) -> Response:
    """Put a concluded panel away."""
    found = delphi_stage.find(study_code, stage_code)
    with transaction():
        round_endings.archive(found.stage, access.account())
    flash(_("The panel is archived. It stays readable."))
    return redirect(_rounds(found), 303)


def _is_between(overview: Overview) -> bool:
    return overview.round is None or overview.round.state in (
        RoundState.RELEASED,
        RoundState.DRAFT,
        RoundState.SCHEDULED,
    )


def _rounds(found: StageAccess) -> str:
    return url_for("rounds.show", study_code=found.study.code, stage_code=found.stage.code)
