"""The map of both scales of a panel: as a file for the desk, and as a page for the panellists once it is released."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from survey_app.exceptions import NotFound
from survey_app.routes import delphi_stage, seating
from survey_app.routes.figures import scale_map
from survey_app.routes.rating_words import figure, pair, stretch
from survey_app.routes.table_files import svg_file
from survey_app.services import round_reports, two_scale_feedback
from survey_app.services.rights import Act

blueprint = Blueprint("round_maps", __name__)
_READERS = (Act.SEE_RESULTS, Act.MODERATE)


@blueprint.get("/studies/<study_code>/stages/<stage_code>/round-results/<key:number>/map.svg")
def drawing(study_code: str, stage_code: str, number: int) -> Response:
    """The map of one analysed round as a file that stands by itself."""
    found = delphi_stage.find(study_code, stage_code, _READERS)
    report = round_reports.build(found.stage)
    part = next((each for each in report.rounds if each.figures.number == number), None)
    if part is None:
        raise NotFound
    return svg_file(scale_map.of_part(part, report.language), f"{found.stage.title} {number}")


@blueprint.get("/p/<code>/map")
def show(code: str) -> str:
    """The last released round on both scales, or what has moved so far; 404 where the person may see nothing yet."""
    sitting = seating.delphi(code)
    shown = two_scale_feedback.of(sitting)
    if shown is None:
        raise NotFound
    return render_template(
        "ratings/map.html",
        door=sitting.seat.door,
        sitting=sitting,
        rules=shown.rules,
        number=shown.number,
        moves=shown.moves,
        found=shown.found,
        drawn=scale_map.of_feedback(shown.rules, shown.found),
        figure=figure,
        stretch=stretch,
        pair=pair,
    )
