"""The quotas of a survey: cells with their counts and limits, and changing them, also while people answer."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.quotas import ACTIONS, QuotaForm, finding_words
from survey_app.forms.studies import ActForm
from survey_app.models import Quota
from survey_app.routes import access
from survey_app.routes.presentation import ngettext
from survey_app.services import quota_desk
from survey_app.services.quota_desk import NameTaken
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess

blueprint = Blueprint("quotas", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/quotas")


@blueprint.get("")
def show(study_code: str, stage_code: str) -> str:
    """All cells: counted, wanted, turned away, and what is wrong with a rule."""
    found = _stage(study_code, stage_code)
    return render_template(
        "quotas/show.html",
        access=found,
        tab="fieldwork",
        lines=quota_desk.lines(found.stage),
        allowed=quota_desk.is_allowed(found.stage),
        actions=ACTIONS,
        finding_words=finding_words,
        form=ActForm(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def add(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Another cell."""
    found = _stage(study_code, stage_code)
    if not quota_desk.is_allowed(found.stage):
        raise quota_desk.NoQuotasHere
    form = _form(found)
    if form.validate_on_submit():
        try:
            with transaction():
                quota_desk.add(found.stage, form.cell, access.account())
        except NameTaken as refusal:
            form.name.errors = [_(refusal.message)]
        else:
            flash(_("The quota “%(name)s” is there.", name=form.cell.name))
            return _to_list(found)
    return render_template("quotas/edit.html", access=found, tab="fieldwork", form=form, quota=None), form.status


@blueprint.route("/<key:quota_id>", methods=["GET", "POST"])
def edit(study_code: str, stage_code: str, quota_id: int) -> Response | tuple[str, int]:
    """Another name, rule, limit or text."""
    found = _stage(study_code, stage_code)
    quota = quota_desk.find(found.stage, quota_id)
    form = _form(found, quota)
    if form.validate_on_submit():
        try:
            with transaction():
                quota_desk.change(found.stage, quota, form.cell, access.account())
        except NameTaken as refusal:
            form.name.errors = [_(refusal.message)]
        else:
            flash(_("The quota “%(name)s” is saved.", name=form.cell.name))
            return _to_list(found)
    return render_template("quotas/edit.html", access=found, tab="fieldwork", form=form, quota=quota), form.status


@blueprint.post("/<key:quota_id>/count")
def count(study_code: str, stage_code: str, quota_id: int) -> Response:
    """Count the answers again."""
    found = _stage(study_code, stage_code)
    quota = quota_desk.find(found.stage, quota_id)
    with transaction():
        counted = quota_desk.count_again(found.stage, quota, access.account())
    flash(ngettext("%(num)s answer counts.", "%(num)s answers count.", counted))
    return _to_list(found)


@blueprint.post("/<key:quota_id>/delete")
def delete(study_code: str, stage_code: str, quota_id: int) -> Response:
    """Take a cell away."""
    found = _stage(study_code, stage_code)
    quota = quota_desk.find(found.stage, quota_id)
    name = quota.name
    with transaction():
        quota_desk.remove(found.stage, quota, access.account())
    flash(_("The quota “%(name)s” is gone.", name=name))
    return _to_list(found)


def _form(found: StageAccess, quota: Quota | None = None) -> QuotaForm:
    form = QuotaForm(found.study.language, lambda rule: quota_desk.problems(found.stage, rule), obj=quota)
    form.fill("text", dict(quota.text) if quota else {})
    return form


def _stage(study_code: str, stage_code: str) -> StageAccess:
    return access.survey(study_code, stage_code, Act.RUN)


def _to_list(found: StageAccess) -> Response:
    return redirect(url_for("quotas.show", study_code=found.study.code, stage_code=found.stage.code), 303)
