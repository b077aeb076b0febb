"""Background work that people wait for: the list, and one job with its progress."""

from flask import Blueprint, jsonify, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.routes import access
from survey_app.routes.limits import page_number
from survey_app.routes.presentation import filled
from survey_app.services import jobs

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")
_SIZE = 25


@blueprint.get("/")
def list_jobs() -> str:
    """The jobs this person may see, newest first."""
    page = page_number()
    rows, count = jobs.of_account(access.account(), page=page, size=_SIZE)
    return render_template("jobs/list.html", area="jobs", jobs=rows, page=page, size=_SIZE, count=count)


@blueprint.get("/<job_code>")
def show(job_code: str) -> str:
    """One job: how far it is and what came of it."""
    job = jobs.find(access.account(), job_code)
    told = (job.result or {}).get("refusal")
    refusal = told and {"title": _(told["title"]), "message": filled(told["message"], told["params"])}
    return render_template("jobs/show.html", area="jobs", job=job, refusal=refusal)


@blueprint.get("/<job_code>.json")
def progress(job_code: str) -> Response:
    """The same for the small script that moves the bar."""
    job = jobs.find(access.account(), job_code)
    return jsonify(state=job.state.value, done=job.done, total=job.total)


@blueprint.post("/<job_code>/again")
def try_again(job_code: str) -> Response:
    """Start a failed job over."""
    job = jobs.find(access.account(), job_code)
    with transaction():
        jobs.try_again(job)
    return redirect(url_for("jobs.show", job_code=job_code), 303)
