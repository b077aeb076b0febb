"""The check before data are opened, as a page and JSON."""

from flask import Blueprint, Response, jsonify, render_template, request

from survey_app.exceptions import NotFound
from survey_app.routes import access
from survey_app.routes.figures import filtering
from survey_app.services import open_data
from survey_app.services.open_data import Checked
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess

blueprint = Blueprint("open_data", __name__)
_PAGE = "/studies/<study_code>/stages/<stage_code>/open-data"


def _checked(study_code: str, stage_code: str) -> tuple[StageAccess, Checked]:
    found = access.survey(study_code, stage_code, Act.EXPORT)
    return found, open_data.check(found.stage, request.args.getlist("known"))


@blueprint.get(_PAGE)
def show(study_code: str, stage_code: str) -> str:
    """Tick what others may know of people; the sizes of the groups that are alike in it."""
    found, checked = _checked(study_code, stage_code)
    words = {each.key: filtering.label_of(each, found.study.language) for each in checked.offered}
    return render_template(
        "results/open_data.html",
        access=found,
        tab="export",
        here={"study_code": found.study.code, "stage_code": found.stage.code},
        checked=checked,
        words=words,
    )


@blueprint.get(f"{_PAGE}.json")
def show_json(study_code: str, stage_code: str) -> Response:
    """The same for machines."""
    _found, checked = _checked(study_code, stage_code)
    if checked.found is None:
        raise NotFound
    return jsonify({"known": list(checked.chosen), **checked.found.to_json()})
