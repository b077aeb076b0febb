"""Answers that say who answers: how many there are, the list of them, and their deletion. For owners alone."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.imports import CountForm
from survey_app.forms.studies import ActForm
from survey_app.routes import access
from survey_app.routes.presentation import ngettext
from survey_app.routes.reports import csv_file
from survey_app.services import identities
from survey_app.services.rights import Act

blueprint = Blueprint("identities", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/identities")


@blueprint.get("")
def show(study_code: str, stage_code: str) -> str:
    """How many responses have such answers, and what is asked."""
    found = access.stage(study_code, stage_code, Act.LOOK_UP)
    return render_template(
        "identities/show.html",
        access=found,
        tab="export",
        form=ActForm(),
        count=identities.count(found.stage),
        variables=identities.variables(found.stage),
    )


@blueprint.post("/list")
def take(study_code: str, stage_code: str) -> Response:
    """All of them as a table. It is asked for by a press, because taking it is written into the log."""
    found = access.stage(study_code, stage_code, Act.LOOK_UP)
    with transaction():
        text = "".join(identities.take(found.stage, access.account()))
    return csv_file(text, f"{found.study.title} {_('people')}.csv")


@blueprint.route("/remove", methods=["GET", "POST"])
def remove(study_code: str, stage_code: str) -> Response | tuple[str, int]:
    """Name exactly how many go, then delete them. Opinions stay."""
    found = access.stage(study_code, stage_code, Act.LOOK_UP)
    count = identities.count(found.stage)
    form = CountForm(data={"count": count})
    if form.validate_on_submit() and form.count.data is not None:
        with transaction():
            gone = identities.remove(found.stage, form.count.data, access.account())
        flash(
            ngettext(
                "What %(num)s person said about themselves is deleted. The opinions stay.",
                "What %(num)s people said about themselves is deleted. The opinions stay.",
                gone,
            )
        )
        return redirect(url_for("identities.show", study_code=study_code, stage_code=stage_code), 303)
    page = render_template("identities/remove.html", access=found, tab="export", form=form, count=count)
    return page, form.status
