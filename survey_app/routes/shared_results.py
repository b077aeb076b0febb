"""Shared results: made and ended by the researcher, read by whoever holds the link."""

from dataclasses import replace

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from survey_app.db import transaction
from survey_app.forms.shared_results import ShareForm
from survey_app.models import SharedResults, Stage
from survey_app.routes import access
from survey_app.routes.figures import figures_of, headline, in_parts, key_targets
from survey_app.routes.figures.model import Figure
from survey_app.routes.long_figures import once_for_all
from survey_app.services import reports, shared_results
from survey_app.services.reports import Results
from survey_app.services.rights import Act
from survey_app.services.shared_results import KEY_FIGURES

blueprint = Blueprint("shared_results", __name__)
_PAGES = "/studies/<study_code>/stages/<stage_code>/shared"


def _shareable(stage: Stage) -> tuple[Results, list[Figure]]:
    """What may be shared at all: the report as it is made for people without a role."""
    results = reports.read(stage, {}, role=None)
    if results.report is None or not results.answered:
        return results, []
    found = figures_of(results.report, results.numbers, results.least)
    return results, [each for each in found if each.anchor != in_parts.UNRATED]


@blueprint.route(_PAGES, methods=["GET", "POST"])
def show(study_code: str, stage_code: str) -> AnyResponse | tuple[str, int]:
    """The shared pages there are, and another one."""
    found = access.survey(study_code, stage_code, Act.EXPORT)
    results, figures = _shareable(found.stage)
    parts = [(each.anchor, each.measure) for each in figures]
    if figures:
        parts.insert(0, (KEY_FIGURES, str(_("The headline and the key figures"))))
    form = ShareForm(parts)
    link = ""
    if form.validate_on_submit():
        with transaction():
            secret = shared_results.share(
                found.stage, form.name.text, form.parts.data or [], int(form.days.text), access.account()
            )
        link = url_for(".read", secret=secret, _external=True)
    page = render_template(
        "results/shares.html",
        access=found,
        tab="results",
        here={"study_code": found.study.code, "stage_code": found.stage.code},
        form=form,
        parts=parts,
        link=link,
        pages=shared_results.of_stage(found.stage),
        least=results.least,
    )
    return page, 200 if link else form.status


@blueprint.post(f"{_PAGES}/<shared_code>/end")
def end(study_code: str, stage_code: str, shared_code: str) -> AnyResponse:
    """Take a shared page back."""
    found = access.survey(study_code, stage_code, Act.EXPORT)
    page = shared_results.find(found.stage, shared_code)
    name = page.name
    with transaction():
        shared_results.end(page, found.stage, access.account())
    flash(_("The page for “%(name)s” is ended: its link leads nowhere any more.", name=name))
    return redirect(url_for(".show", study_code=study_code, stage_code=stage_code), 303)


@blueprint.get("/shared/<secret>")
def read(secret: str) -> Response:
    """What was shared, for whoever holds the link; nothing leads from here to the desk."""
    if code := g.get("shared_code"):  # a job makes the page for all its readers
        return _shown(*shared_results.by_code(code))
    page, stage = shared_results.by_secret(secret)
    answer = once_for_all(stage, page.code, secret, lambda: _shown(page, stage))
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _shown(page: SharedResults, stage: Stage) -> Response:
    results, figures = _shareable(stage)
    report, chosen = results.report, set(page.parts)
    shown = [replace(each, more_texts="", coded="") for each in figures if each.anchor in chosen]
    # of what is missing only that is named which was shared while it could be told
    if report and (gone := [each for each in report.unrated if f"by-{each.place}" in chosen]):
        shown.append(in_parts.unrated(gone, report.min_group))
    with_key = report is not None and KEY_FIGURES in chosen
    return Response(
        render_template(
            "results/shared.html",
            study=stage.study,
            stage=stage,
            page=page,
            finding=headline.finding(report, results.least) if report and with_key else stage.title,
            lede=headline.lede(results.fieldwork, stage.state, results.answered, stage.study.timezone, filtered=False),
            kpis=headline.key_figures(report, results.least) if report and with_key else [],
            key_methods=key_targets.methods(report) if report and with_key else (),
            figures=shown,
        )
    )
