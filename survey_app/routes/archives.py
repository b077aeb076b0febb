"""A study as an archive: taken by its owner, and brought in as a new study."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.exceptions import Refusal
from survey_app.forms.archives import ArchiveForm, BringInForm
from survey_app.models import Account
from survey_app.routes import access
from survey_app.routes.limits import page_number, takes_files
from survey_app.routes.presentation import filled
from survey_app.services import archive_jobs, exports, rights
from survey_app.services.rights import Act
from survey_app.vocabulary import AnonymityLevel

blueprint = Blueprint("archives", __name__, url_prefix="/studies")
_SIZE = 20


@blueprint.route("/<study_code>/archive", methods=["GET", "POST"])
def take(study_code: str) -> Response | tuple[str, int]:
    """Order an archive; see those being made and the exports that are kept."""
    found = access.study(study_code, Act.MANAGE)
    rights.require(found.role, Act.EXPORT)
    form = ArchiveForm()
    if form.validate_on_submit():
        with transaction():
            archive_jobs.start(found.study, access.account(), samples=bool(form.samples.data))
        flash(_("The archive is being made. It appears below when it is ready."))
        return redirect(url_for(".take", study_code=study_code), 303)
    page = page_number()
    kept, count = exports.earlier(found.study.id, page=page, size=_SIZE)
    return render_template(
        "studies/archive.html",
        access=found,
        tab="study-settings",
        form=form,
        has_lists=any(stage.level is AnonymityLevel.IDENTIFIED for stage in found.study.stages),
        jobs=archive_jobs.under_way(found.study),
        kept=kept,
        page=page,
        size=_SIZE,
        count=count,
    ), form.status


@blueprint.route("/archive", methods=["GET", "POST"])
@takes_files
def bring_in() -> Response | tuple[str, int]:
    """Make the study of an archive anew, or look at what would come of it."""
    form, found, code = BringInForm(), None, ""
    status = form.status
    if form.validate_on_submit():
        try:
            found, code = _brought(form, access.account())
            status = 200
        except Refusal as refusal:
            form.archive.errors = [filled(refusal.message, refusal.params)]
            status = refusal.status
    page = render_template("studies/bring_in.html", area="studies", form=form, found=found, study_code=code)
    return page, status


def _brought(form: BringInForm, account: Account) -> tuple[dict[str, Any], str]:
    """What came of the file, and the code of the new study; no code where it was only looked at."""
    archive = archive_jobs.opened(*form.content)
    if form.look.data:
        return archive_jobs.look(archive, account), ""
    with transaction():
        restored = archive_jobs.bring_in(archive, account)
        return restored.plain(), restored.study.code
