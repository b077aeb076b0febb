"""Pages of figures over very many answers: how far the work is, and then the page that the job worker has made.

The view itself knows nothing of it. The job calls the same view, as the same reader, so that the page is the same.
"""

from collections.abc import Callable
from http import HTTPStatus
from secrets import token_hex

from flask import Flask, Response, g, jsonify, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from survey_app.db import transaction
from survey_app.models import Job, Stage
from survey_app.routes import access, problems
from survey_app.services import kept_figures
from survey_app.services.kept_figures import Page, Wanted
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import JobState

_FILES = ("show_json", "all_tables", "all_sheets", "table", "workbook", "drawing")
LONG = frozenset(
    {
        *(f"reports.{name}" for name in ("show", "texts", *_FILES)),
        *(f"crosstabs.{name}" for name in ("show", "show_json", "table", "workbook")),
        *(f"priorities.{name}" for name in ("show", *_FILES)),
        *(f"customers.{name}" for name in ("view", *_FILES)),
        *(f"weightings.{name}" for name in ("show", "show_json", "table", "workbook")),
        *(f"quality.{name}" for name in ("show", "show_json")),
        "text_codes.show",
        "shared_results.show",
    }
)
"""Views that read every answer."""
_AGAIN_AFTER = "2"
_ADDING = "entry"
"""Where answers are entered; whether one is replaced there is looked at where it is stored."""
_HALF = 32
"""Where the mark of the reader's secret ends and that of the browser's token begins."""


def add_long_figures(app: Flask) -> None:
    """Look before a view of many answers is called, and forget what is kept once somebody has changed something."""
    app.before_request(by_job)
    app.after_request(forget)


def by_job() -> Response | None:
    """The kept page, or how far it is; nothing where the view answers at once."""
    if request.endpoint not in LONG or request.method != "GET" or request.view_args is None:
        return None
    study_code, stage_code = request.view_args["study_code"], request.view_args["stage_code"]
    answers = kept_figures.size(study_code, stage_code)
    if answers < kept_figures.LARGE:
        return None
    found = access.survey(study_code, stage_code)
    wanted = Wanted(
        study_id=found.study.id,
        stage_id=found.stage.id,
        account_id=access.account().id,
        role=found.role.value,
        language=str(get_locale()),
        root=request.url_root,
        path=request.path,
        query=request.query_string.decode(),
    )
    kept = kept_figures.find(wanted, answers)
    if kept is not None:
        return _sent(kept)
    with transaction():
        job = kept_figures.job_of(wanted)
    waiting = _told(job, answers) if request.path.endswith(".json") else _shown(found, job, answers)
    if job.state in {"waiting", "running"}:
        waiting.headers["Refresh"] = _AGAIN_AFTER
    return waiting


def _shown(found: StageAccess, job: Job, answers: int) -> Response:
    """How far the work is, for people."""
    here = {"study_code": found.study.code, "stage_code": found.stage.code}
    return Response(
        render_template("results/waiting.html", access=found, tab="results", here=here, job=job, answers=answers)
    )


def _told(job: Job, answers: int) -> Response:
    """The same for programs: they ask again until they get the figures, or are told that there will be none."""
    if job.state is JobState.FAILED:
        way_on = f"{_('See what went wrong, and try again')}: {url_for('jobs.show', job_code=job.code, _external=True)}"
        detail = f"{_('The page could not be made.')} {way_on}"
        return problems.problem(500, "internal-server-error", _("Something went wrong on our side"), detail)
    told = jsonify(state=job.state, answers=answers, read=job.done)
    told.status_code = HTTPStatus.ACCEPTED
    told.headers["Retry-After"] = _AGAIN_AFTER
    return told


def once_for_all(stage: Stage, code: str, secret: str, view: Callable[[], Response]) -> Response:
    """What lies behind a secret link, made by the first of its readers and kept for the others.

    The secret stands in the page, and nowhere in what is kept; neither does the token of the first reader's browser.
    """
    answers = kept_figures.size(stage.study.code, stage.code)
    if answers < kept_figures.LARGE:
        return view()
    wanted = Wanted(
        study_id=stage.study_id,
        stage_id=stage.id,
        account_id=0,
        role="",
        language=str(get_locale()),
        root=request.url_root,
        path=code,
        query="",
    )
    kept = kept_figures.find(wanted, answers)
    if kept is None:
        kept = kept_figures.make(wanted, answers, lambda: _without_marks(view(), secret))
    own, token = kept.place[:_HALF].encode(), kept.place[_HALF:].encode()
    body = kept.body.replace(own, secret.encode()).replace(token, generate_csrf().encode())
    return Response(body, kept.status, kept.headers)


def _without_marks(answer: Response, secret: str) -> Page:
    """What is kept of a shared page: marks stand where the secret and the token of the first reader's browser were."""
    place = token_hex(_HALF)
    own, token = place[:_HALF].encode(), place[_HALF:].encode()
    body = answer.get_data().replace(secret.encode(), own).replace(generate_csrf().encode(), token)
    return Page(answer.status_code, {"Content-Type": answer.headers["Content-Type"]}, body, place)


def forget(response: Response) -> Response:
    """Whoever sends a form of a study may have changed its figures: none made before is shown again.

    Entering answers only adds to them, and whoever does it all day would leave no page standing.
    """
    changes = request.method not in {"GET", "HEAD", "OPTIONS"} and request.blueprint != _ADDING
    if changes and (study_id := g.get("study_id")) is not None:
        kept_figures.forget(study_id)
    return response


def _sent(kept: Page) -> Response:
    """The page as it was made, its forms with the token of this browser."""
    body = kept.body
    if kept.place and kept.headers["Content-Type"].startswith("text/html"):
        body = body.replace(kept.place.encode(), generate_csrf().encode())
    return Response(body, kept.status, kept.headers)
