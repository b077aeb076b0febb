"""Pages of figures over very many answers: how far the work is, and then the page that the job worker has made.

The view itself knows nothing of it. The job calls the same view, as the same reader, so that the page is the same.
"""

from flask import Flask, Response, g, render_template, request
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf

from survey_app.db import transaction
from survey_app.routes import access
from survey_app.services import kept_figures
from survey_app.services.kept_figures import Page, Wanted

LONG = frozenset(
    {
        *(f"reports.{name}" for name in ("show", "all_tables", "all_sheets", "texts", "table", "workbook", "drawing")),
        *(f"crosstabs.{name}" for name in ("show", "table", "workbook")),
        *(f"priorities.{name}" for name in ("show", "all_tables", "all_sheets", "table", "workbook", "drawing")),
        "text_codes.show",
        "quality.show",
    }
)
"""Views that read every answer. Programs that ask for JSON wait: they need no page to look at."""
_AGAIN_AFTER = "2"


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
    here = {"study_code": study_code, "stage_code": stage_code}
    waiting = Response(
        render_template("results/waiting.html", access=found, tab="results", here=here, job=job, answers=answers)
    )
    if job.state in {"waiting", "running"}:
        waiting.headers["Refresh"] = _AGAIN_AFTER
    return waiting


def forget(response: Response) -> Response:
    """Whoever sends a form of a study may have changed its figures: none made before is shown again."""
    if request.method not in {"GET", "HEAD", "OPTIONS"} and (study_id := g.get("study_id")) is not None:
        kept_figures.forget(study_id)
    return response


def _sent(kept: Page) -> Response:
    """The page as it was made, its forms with the token of this browser."""
    body = kept.body
    if kept.place and kept.headers["Content-Type"].startswith("text/html"):
        body = body.replace(kept.place.encode(), generate_csrf().encode())
    return Response(body, kept.status, kept.headers)
