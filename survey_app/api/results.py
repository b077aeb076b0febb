"""Results: the figures of the results page and of a panel's rounds, suppressed as there."""

from typing import Any

from flask import Response, jsonify

from survey_app.api import access, filters
from survey_app.api.blueprints import STAGE, ApiBlueprint
from survey_app.api.fields import told
from survey_app.exceptions import N_
from survey_app.services import open_answers, report_json, reports, round_reports
from survey_app.services.filters import GroupTooSmall
from survey_app.services.rights import Act
from survey_app.vocabulary import Scope, StageKind

blueprint = ApiBlueprint("results", N_("Figures of surveys and panels"))
_HEAD = {
    "study": told("Title of the study", type="string"),
    "stage": told("Title of the stage", type="string"),
    "level": told("What was promised about names", "confidential", type="string"),
    "min_group": told("The smallest group that is shown apart", 5, type="integer"),
    "is_sample": told("Whether these are made-up answers of the sample project", type="boolean"),
    "made_at": told("When the figures were worked out, ISO 8601 with its zone", type="string"),
}
_SURVEY = _HEAD | {
    "version": told("Number of the published version", 1, type="integer"),
    "filters": told("The filters in force: name and value", type="array"),
    "weighting": told("The weighting in force; null for none", type=["object", "null"]),
    "fieldwork": told("Whom answers were asked of, how many came back and are usable, when and how", type="object"),
    "key": told(
        "Key figures, each with n, value, interval, method and source; null where it was not asked", type="object"
    ),
    "targets": told("What was aimed at, and whether it was reached, by key figure", type="object"),
    "gaps": told("Experience less expectation, row by row", type="array"),
    "breakdowns": told("Key figures by groups of the list of people", type="array"),
    "questions": told(
        "Every question with its rows: n, missing answers, frequencies or mean; “parts” are codes counted as one, the "
        "first of each",
        type="array",
    ),
}
_PANEL = _HEAD | {
    "protocols": told("The rules as they were locked, with amendments", type="array"),
    "trial": told("What the rules did to made-up panels; null where nobody tried them", type=["object", "null"]),
    "rounds": told("Every analysed round with the figures of its items", type="array"),
    "items": told("The items with their words, the rounds they stood in, and what they came from", type="array"),
    "answers": told("Open answers that were released, without names", type="array"),
}


def _figures(parts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    about = "The figures of the page; what too few answered says “withheld”"
    return {"type": "object", "description": about, "required": sorted(parts), "properties": parts}


@blueprint.route(f"{STAGE}/results")
@access.scoped(Scope.RESULTS_READ, N_("The results of a survey: fieldwork, key figures, every question."))
@blueprint.doc(description=filters.DESCRIPTION)
@blueprint.response(200, _figures(_SURVEY))
def show_results(study_code: str, stage_code: str) -> Response:
    """The results of a survey: fieldwork, key figures, every question."""
    found = access.stage(study_code, stage_code, Act.SEE_RESULTS, kind=StageKind.SURVEY)
    asked = filters.asked()
    results = reports.read(found.stage, asked, role=found.role)
    filters.require_applied(asked, [each.dimension.key for each in results.conditions])
    if results.report is None:
        raise results.refused or GroupTooSmall(least=results.least)
    return jsonify(report_json.plain(results.report, results.least))


@blueprint.route(f"{STAGE}/round-results")
@access.scoped(Scope.RESULTS_READ, N_("The results of a Delphi panel: every analysed round. An open round has none."))
@blueprint.response(200, _figures(_PANEL))
def show_rounds(study_code: str, stage_code: str) -> Response:
    """The results of a Delphi panel: every analysed round. An open round has none."""
    filters.nothing_asked()
    found = access.stage(study_code, stage_code, Act.SEE_RESULTS, Act.MODERATE, kind=StageKind.DELPHI)
    report = round_reports.build(found.stage)
    return jsonify(round_reports.plain(report) | {"answers": open_answers.plain(report)})
