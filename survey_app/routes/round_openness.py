"""The check before the files of a panel are opened, as a page and JSON."""

from dataclasses import asdict

from flask import Blueprint, Response, jsonify, render_template

from survey_app.exports.open_check import OpenCheck
from survey_app.routes import delphi_stage
from survey_app.routes.figures import round_openness as words
from survey_app.services import round_openness, round_reports
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess

blueprint = Blueprint("round_openness", __name__)
_PAGE = "/studies/<study_code>/stages/<stage_code>/round-exports/open-data"


def _checked(study_code: str, stage_code: str) -> tuple[StageAccess, OpenCheck]:
    found = delphi_stage.find(study_code, stage_code, (Act.EXPORT,))
    return found, round_openness.of_stage(found.stage, round_reports.build(found.stage))


@blueprint.get(_PAGE)
def show(study_code: str, stage_code: str) -> str:
    """What in the files rests on few people, part by part."""
    found, checked = _checked(study_code, stage_code)
    return render_template(
        "round_results/open_data.html",
        access=found,
        tab="export",
        here={"study_code": found.study.code, "stage_code": found.stage.code},
        checked=checked,
        files=words.files_of(checked),
    )


@blueprint.get(f"{_PAGE}.json")
def show_json(study_code: str, stage_code: str) -> Response:
    """The same for machines, without the texts."""
    _found, checked = _checked(study_code, stage_code)
    findings = [
        {name: value for name, value in asdict(each).items() if name != "text"} | {"to_mend": each.must_mend}
        for each in checked.findings
    ]
    return jsonify({**asdict(checked), "findings": findings, "to_mend": len(checked.to_mend)})
