"""Moving a questionnaire in and out: a file is looked at before it replaces the draft, a download tells its losses."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import NotFound, Refusal
from survey_app.forms.questionnaire_files import DocumentForm, ReplaceForm
from survey_app.interchange.questionnaires import formats
from survey_app.interchange.questionnaires.formats import Format
from survey_app.interchange.questionnaires.losses import Loss, Outcome
from survey_app.routes import access
from survey_app.routes.limits import page_number, takes_files
from survey_app.routes.presentation import filled
from survey_app.routes.questionnaires import asked_version
from survey_app.services import questionnaire_files, versions
from survey_app.services.files import safe_name
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import VersionState

blueprint = Blueprint(
    "questionnaire_files", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/questionnaire"
)
_SIZE = 50


@dataclass(frozen=True, slots=True)
class Report:
    """One page of a loss report, what was lost first, and how many lines there are of each outcome."""

    lines: Sequence[Loss]
    page: int
    count: int
    dropped: int
    changed: int
    kept: int
    size: int = _SIZE


@blueprint.route("/file", methods=["GET", "POST"])
@takes_files
def show(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Choose a file to read from, or a format to download in."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    version = asked_version(found)
    form = DocumentForm()
    status = form.status
    if form.validate_on_submit():
        content, name = form.content
        try:
            with transaction():
                code = questionnaire_files.look_at(
                    found.stage, content, name, format_code=formats.AUTO, account=access.account()
                )
            return redirect(_here(found, "check", code=code), 303)
        except Refusal as refusal:
            form.document.errors = [filled(refusal.message, refusal.params)]
            status = refusal.status
    page = render_template(
        "questionnaires/file.html",
        access=found,
        tab="questionnaire",
        version=version,
        newest=versions.latest(found.stage),
        draft=versions.latest(found.stage).state is VersionState.DRAFT,
        form=form,
        formats=[each for each in formats.FORMATS.values() if each.write],
        readable=[each for each in formats.FORMATS.values() if each.read],
    )
    return page, status


@blueprint.get("/file/<code>")
def check(study_code: str, stage_code: str, code: str) -> str:
    """What the file holds and what becomes of it. Nothing is stored."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    looked = questionnaire_files.looked_at(found.stage, code)
    version = versions.latest(found.stage)
    count = questionnaire_files.count_questions(version)
    return render_template(
        "questionnaires/file_check.html",
        access=found,
        tab="questionnaire",
        looked=looked,
        label=formats.FORMATS[looked.found.format].label,
        report=_report(looked.found.losses),
        say_loss=say_loss,
        version=version,
        draft=version.state is VersionState.DRAFT,
        count=count,
        form=ReplaceForm(data={"count": count, "revision": version.revision}),
    )


@blueprint.post("/file/<code>/confirm")
def confirm(study_code: str, stage_code: str, code: str) -> Response:
    """Put the questionnaire from the file in place of the draft that was looked at."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    looked = questionnaire_files.looked_at(found.stage, code)
    form = ReplaceForm()
    agreed = form.validate_on_submit()
    with transaction():
        questionnaire_files.replace_draft(
            versions.latest(found.stage),
            looked.found,
            account=access.account(),
            count=form.count.data if agreed and form.count.data is not None else -1,
            revision=form.revision.data if agreed else None,
        )
    flash(_("The questionnaire was read from %(file)s. Undo brings the earlier draft back.", file=looked.filename))
    return redirect(url_for("questionnaires.edit", study_code=found.study.code, stage_code=found.stage.code), 303)


@blueprint.get("/download/<format_code>")
def leaving(study_code: str, stage_code: str, format_code: str) -> str:
    """What a format cannot hold of this questionnaire, before it is downloaded."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    chosen, version = _format(format_code), asked_version(found)
    questionnaire = versions.document(version)
    written = formats.write(chosen.code, questionnaire, found.stage.title)
    return render_template(
        "questionnaires/file_leaving.html",
        access=found,
        tab="questionnaire",
        version=version,
        chosen=chosen,
        languages=questionnaire.languages,
        report=_report(written.losses),
        say_loss=say_loss,
    )


@blueprint.get("/download/<format_code>/file")
def download(study_code: str, stage_code: str, format_code: str) -> Response:
    """The questionnaire in a format."""
    found = access.stage(study_code, stage_code, Act.EDIT)
    chosen, version = _format(format_code), asked_version(found)
    written = questionnaire_files.written(version, chosen.code)
    name = safe_name(f"questionnaire-{found.stage.code}-v{version.number}.{chosen.ending}")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written.content, mimetype=chosen.media_type, headers=headers)


def _format(code: str) -> Format:
    chosen = formats.FORMATS.get(code)
    if chosen is None or chosen.write is None:
        raise NotFound
    return chosen


def _report(losses: Sequence[Loss]) -> Report:
    order = [Outcome.DROPPED, Outcome.CHANGED, Outcome.KEPT]
    lines = sorted(losses, key=lambda loss: order.index(loss.outcome))
    counts = [sum(loss.outcome is outcome for loss in losses) for outcome in order]
    page = page_number()
    return Report(lines[(page - 1) * _SIZE : page * _SIZE], page, len(lines), *counts)


def say_loss(loss: Loss) -> str:
    """Why something is not as it was, in the language of the page."""
    params = {
        name: filled(value.message, value.params) if isinstance(value, Refusal) else value
        for name, value in loss.params.items()
    }
    return filled(loss.reason, params)


def _here(found: StageAccess, view: str, **values: object) -> str:
    place = {"study_code": found.study.code, "stage_code": found.stage.code}
    return url_for(f"questionnaire_files.{view}", **place, **values)  # type: ignore[arg-type]  # parts of an address
