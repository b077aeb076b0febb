"""One panellist's ratings, at the levels that allow it at all; at the others these pages do not exist."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from survey_app.db import transaction
from survey_app.forms.fieldwork import LookUpForm
from survey_app.routes import access
from survey_app.services import panel_lookups, panel_roll, protocols

blueprint = Blueprint(
    "panel_lookups", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/panel/<panellist_code>/ratings"
)


@blueprint.route("", methods=["GET", "POST"])
def show(study_code: str, stage_code: str, panellist_code: str) -> Response | tuple[str, int]:
    """What the person rated: by name where that was promised, else after a reason was written down."""
    found = access.stage(study_code, stage_code)
    panel_lookups.require(found.stage, found.role)
    person = panel_roll.find(found.stage, panellist_code)
    form, rated = LookUpForm(), None
    if panel_lookups.is_open(found.stage, found.role):
        rated = panel_lookups.ratings_of(found.stage, person, found.role)
    elif form.validate_on_submit():
        with transaction():
            rated = panel_lookups.look_up(found.stage, person, access.account(), found.role, form.reason.text)
    rules = protocols.rules_of(found.stage.id)
    shown = {"person": person, "form": form, "rated": rated, "rules": rules}
    page = render_template("panels/ratings.html", access=found, tab="panel", **shown)
    return page, 200 if rated is not None else form.status
