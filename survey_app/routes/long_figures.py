"""Pages of figures over very many answers: how far the work is, and then the page that the job worker has made.

The view itself knows nothing of it. The job calls the same view, as the same reader, so that the page is the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from flask import Flask, Response, g, jsonify, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from survey_app.db import transaction
from survey_app.models import Job, Stage
from survey_app.routes import access, problems
from survey_app.services import kept_figures, waves
from survey_app.services.kept_figures import Page, Wanted
from survey_app.services.rights import Act
from survey_app.services.studies import Access
from survey_app.vocabulary import JobState

_FILES = ("show_json", "all_tables", "all_sheets", "table", "workbook", "drawing")
LONG = frozenset(
    {
        *(f"reports.{name}" for name in ("show", "texts", *_FILES)),
        *(f"crosstabs.{name}" for name in ("show", "show_json", "table", "workbook")),
        *(f"priorities.{name}" for name in ("show", *_FILES)),
        *(f"customers.{name}" for name in ("view", *_FILES)),
        *(f"weightings.{name}" for name in ("show", "show_json", "table", "workbook")),
        *(f"quality.{name}" for name in ("show", "show_json", "table", "workbook")),
        *(f"text_codes.{name}" for name in ("show", "show_json", "table", "workbook", "drawing")),
        *(f"waves.{name}" for name in ("show", "show_json", "table", "workbook", "drawing")),
        "shared_results.show",
    }
)
"""Views that read every answer."""
WHOLE = frozenset({"reports.data", "reports.data_json", "data_files.codebook"})
"""Those that hand all of them out."""
_AGAIN_AFTER = "2"
_KEEPING = frozenset({"entry", "cases"})
"""Where answers are entered, and where it is written down what became of those who gave none.

Whether an answer is replaced there is looked at where it is stored.
"""
_HALF = 2 * kept_figures.MARK
"""Where the mark of the reader's secret ends and that of the browser's token begins."""


def add_long_figures(app: Flask) -> None:
    """Look before a view of many answers is called, and forget what is kept once somebody has changed something."""
    app.before_request(by_job)
    app.after_request(forget)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose page it is, the survey it is about, and the one beside it where two are compared."""

    access: Access
    stage: Stage
    answers: int
    beside: int = 0


def by_job() -> Response | None:
    """The kept page, or how far it is; nothing where the view answers at once."""
    if request.endpoint not in LONG | WHOLE or request.method != "GET" or request.view_args is None:
        return None
    asked = _waves(**request.view_args) if request.blueprint == "waves" else _survey(request.view_args)
    if asked is None:
        return None
    wanted = Wanted(
        study_id=asked.access.study.id,
        stage_id=asked.stage.id,
        account_id=access.account().id,
        role=asked.access.role.value,
        language=str(get_locale()),
        root=request.url_root,
        path=request.path,
        query=request.query_string.decode(),
        beside=asked.beside,
    )
    kept = kept_figures.find(wanted, asked.answers)
    if kept is not None:
        return _sent(kept)
    with transaction():
        job = kept_figures.job_of(wanted)
    return _waiting(job, _told(job, asked.answers) if request.path.endswith(".json") else _shown(asked, job))


def _survey(named: Mapping[str, str]) -> _Asked | None:
    """The survey that a page is about; nothing where it has few answers."""
    study_code, stage_code = named["study_code"], named["stage_code"]
    answers = kept_figures.size(study_code, stage_code)
    if answers < kept_figures.LARGE:
        return None
    act = Act.EXPORT if request.endpoint in WHOLE else Act.SEE_RESULTS
    found = access.survey(study_code, stage_code, act)
    return _Asked(found, found.stage, answers)


def _waves(study_code: str) -> _Asked | None:
    """The two surveys that a page compares; nothing where they have few answers together."""
    found = access.study(study_code, Act.SEE_RESULTS)
    both = waves.chosen(found.study, request.args.get("before", ""), request.args.get("now", ""))
    if both is None:
        return None
    answers = sum(kept_figures.size(study_code, stage.code) for stage in both)
    return _Asked(found, both[1], answers, both[0].id) if answers >= kept_figures.LARGE else None


def _waiting(job: Job, page: Response) -> Response:
    """Not there yet, and asked for again; what a fault made impossible is not asked for again."""
    if job.state is JobState.FAILED:
        page.status_code = HTTPStatus.INTERNAL_SERVER_ERROR
    else:
        page.status_code = HTTPStatus.ACCEPTED
        page.headers["Refresh"] = _AGAIN_AFTER
    return page


def _shown(asked: _Asked, job: Job) -> Response:
    """How far the work is, for people."""
    tab = "waves" if asked.beside else "results"
    return Response(
        render_template("results/waiting.html", access=asked.access, tab=tab, job=job, answers=asked.answers)
    )


def _told(job: Job, answers: int) -> Response:
    """The same for programs: they ask again until they get the figures, or are told that there will be none."""
    if job.state is JobState.FAILED:
        way_on = f"{_('See what went wrong, and try again')}: {url_for('jobs.show', job_code=job.code, _external=True)}"
        detail = f"{_('The page could not be made.')} {way_on}"
        return problems.problem(500, "internal-server-error", _("Something went wrong on our side"), detail)
    told = jsonify(state=job.state, answers=answers, read=job.done)
    told.headers["Retry-After"] = _AGAIN_AFTER
    return told


def once_for_all(stage: Stage, code: str, secret: str, view: Callable[[], Response]) -> Response:
    """What lies behind a secret link: over many answers made once by a job, and kept for all readers.

    The secret stands in the page, and nowhere in what is kept or queued; neither does a token of anybody's browser.
    """
    answers = kept_figures.size(stage.study.code, stage.code)
    if answers < kept_figures.LARGE:
        return view()
    wanted = Wanted(
        study_id=stage.study_id,
        stage_id=stage.id,
        account_id=kept_figures.NOBODY,
        role="",
        language=str(get_locale()),
        # not the host that a reader names: each one would be another page to work out
        root=f"http://localhost{request.script_root}/",
        path=code,
        query="",
    )
    kept = kept_figures.find(wanted, answers)
    if kept is None:
        with transaction():
            job = kept_figures.job_of(wanted)
        part = 100 * job.done // job.total if job.total else 0
        page = render_template("results/shared_waiting.html", study=stage.study, job=job, part=part)
        return _waiting(job, Response(page))
    own, token = kept.place[:_HALF].encode(), kept.place[_HALF:].encode()
    body = kept.body.replace(own, secret.encode()).replace(token, generate_csrf().encode())
    return Response(body, kept.status, kept.headers)


def forget(response: Response) -> Response:
    """Whoever sends a form of a study may have changed its figures: none made before is shown again.

    Entering answers only adds to them, and what became of those who gave none changes no figure: whoever writes that
    down all day would leave no page standing.
    """
    changes = request.method not in {"GET", "HEAD", "OPTIONS"} and request.blueprint not in _KEEPING
    if changes and (study_id := g.get("study_id")) is not None:
        kept_figures.forget(study_id)
    return response


def _sent(kept: Page) -> Response:
    """The page as it was made, its forms with the token of this browser."""
    body = kept.body
    if kept.place and kept.headers["Content-Type"].startswith("text/html"):
        body = body.replace(kept.place.encode(), generate_csrf().encode())
    return Response(body, kept.status, kept.headers)
