"""From one instrument to the next: ideas chosen for a Delphi, statements taken into a survey."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.forms.boards import DelphiForm, SurveyForm
from survey_app.models import Stage
from survey_app.routes import access
from survey_app.routes.boards import brainstorm, here_of
from survey_app.routes.presentation import ngettext
from survey_app.services import boards, cards, passing_on, protocols, vote_results, vote_tables
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess
from survey_app.services.vote_results import Line, Result
from survey_app.services.vote_tables import VoteTable
from survey_app.vocabulary import StageKind

_NAMED = 3
"""Rank, card and theme come before the figures of a result."""
blueprint = Blueprint("passing_on", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>")


@blueprint.route("/to-delphi", methods=["GET", "POST"])
def to_delphi(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Tick the cards that become statements; nothing is ticked before."""
    found = brainstorm(study_code, stage_code)
    targets = passing_on.delphis(found.study)
    form = DelphiForm([(stage.code, stage.title) for stage in targets])
    if request.method == "GET" and targets:
        form.target.data = targets[0].code
    if form.validate_on_submit():
        if form.card.codes:
            return _pass_on(found, form, _named(targets, form.target.text))
        form.card.errors = [_(cards.NoCardsChosen.title)]
    result = vote_results.of_stage(found.stage.id)
    table = vote_tables.table_of(result, _) if result else None
    return render_template(
        "passing_on/to_delphi.html",
        access=found,
        tab="vote",
        here=here_of(found),
        form=form,
        table=table,
        cards=_choices(result, table) if result and table else boards.everything(found.stage),
        passed_on=passing_on.passed_on(found.stage),
    ), form.status


def _choices(result: Result, table: VoteTable) -> list[dict[str, object]]:
    """The cards that have words, the best first by the way that was voted."""
    lines: Sequence[Line] = result.cards
    return [
        {"code": card.code, "text": card.text, "theme": card.theme, "figures": row[_NAMED:]}
        for card, row in zip(lines, table.rows, strict=True)
        if card.text
    ]


def _named(stages: list[Stage], code: str) -> Stage | None:
    return next((stage for stage in stages if stage.code == code), None)


def _pass_on(found: StageAccess, form: DelphiForm, target: Stage | None) -> Response:
    with transaction():
        passed = passing_on.cards_to_items(found.stage, form.card.codes, target, _("Delphi panel"), access.account())
    flash(ngettext("%(num)s statement added.", "%(num)s statements added.", passed.added))
    if passed.there_before:
        flash(ngettext("%(num)s was there already.", "%(num)s were there already.", passed.there_before))
    return redirect(url_for("studies.show_stage", study_code=found.study.code, stage_code=passed.stage.code), 303)


@blueprint.route("/to-survey", methods=["GET", "POST"])
def to_survey(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Take the statements the panel kept into a survey, each with its weight."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    if found.stage.kind is not StageKind.DELPHI:
        raise NotFound
    targets = passing_on.surveys(found.study)
    form = SurveyForm([(stage.code, stage.title) for stage in targets])
    target = _named(targets, form.target.text)
    if form.validate_on_submit() and target is not None:
        with transaction():
            code = passing_on.items_to_battery(found.stage, target, access.account())
        flash(_("The question %(code)s asks about the statements. Undo in the editor takes it out again.", code=code))
        where = url_for("questionnaires.edit", q=code, study_code=found.study.code, stage_code=target.code)
        return redirect(where, 303)
    return render_template(
        "passing_on/to_survey.html",
        access=found,
        tab="results",
        here={"study_code": found.study.code, "stage_code": found.stage.code},
        form=form,
        attributes=passing_on.attributes(found.stage),
        rules=protocols.rules_of(found.stage.id),
        targets=targets,
    ), form.status
