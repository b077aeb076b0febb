"""Results: the figures of the results page and of a panel's rounds, suppressed as there."""

from flask import Response, jsonify

from survey_app.api import access, filters
from survey_app.api.blueprints import STAGE, ApiBlueprint
from survey_app.exceptions import N_
from survey_app.services import open_answers, report_json, reports, round_reports
from survey_app.services.filters import GroupTooSmall
from survey_app.services.rights import Act
from survey_app.vocabulary import Scope, StageKind

blueprint = ApiBlueprint("results", N_("Figures of surveys and panels"))
_FIGURES = {"type": "object", "description": "The figures of the page; what too few answered says “withheld”"}


@blueprint.route(f"{STAGE}/results")
@access.scoped(Scope.RESULTS_READ, N_("The results of a survey: fieldwork, key figures, every question."))
@blueprint.doc(description=filters.DESCRIPTION)
@blueprint.response(200, _FIGURES)
def show_results(study_code: str, stage_code: str) -> Response:
    """The results of a survey: fieldwork, key figures, every question."""
    found = access.stage(study_code, stage_code, Act.SEE_RESULTS, kind=StageKind.SURVEY)
    asked = filters.asked()
    results = reports.read(found.stage, asked, role=found.role)
    filters.require_applied(asked, [each.dimension.key for each in results.conditions])
    if results.report is None:
        raise GroupTooSmall(least=results.least)
    return jsonify(report_json.plain(results.report, results.least))


@blueprint.route(f"{STAGE}/round-results")
@access.scoped(Scope.RESULTS_READ, N_("The results of a Delphi panel: every analysed round. An open round has none."))
@blueprint.response(200, _FIGURES)
def show_rounds(study_code: str, stage_code: str) -> Response:
    """The results of a Delphi panel: every analysed round. An open round has none."""
    filters.nothing_asked()
    found = access.stage(study_code, stage_code, Act.SEE_RESULTS, Act.MODERATE, kind=StageKind.DELPHI)
    report = round_reports.build(found.stage)
    return jsonify(round_reports.plain(report) | {"answers": open_answers.plain(report)})
