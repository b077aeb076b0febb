"""One estimate of a market as files: for machines, for a spreadsheet, as a workbook, and its regions as a drawing."""

from flask import Blueprint, Response, jsonify

from survey_app.exceptions import NotFound
from survey_app.routes import access
from survey_app.routes.figures import market as tables
from survey_app.routes.market import sized_or_none
from survey_app.routes.table_files import svg_of, whole_csv, whole_xlsx
from survey_app.services import market
from survey_app.services.market import Assumptions, Sized
from survey_app.services.rights import Act
from survey_app.services.studies import Access

blueprint = Blueprint("market_files", __name__)
_ESTIMATE = "/studies/<study_code>/market/<estimate_code>"


def _found(study_code: str, estimate_code: str) -> tuple[Access, Assumptions, Sized]:
    found = access.study(study_code, Act.SEE_RESULTS)
    kept = market.read(market.find(found.study, estimate_code))
    sized = sized_or_none(kept)
    if sized is None:
        raise NotFound
    return found, kept, sized


@blueprint.get(f"{_ESTIMATE}.json")
def show_json(study_code: str, estimate_code: str) -> Response:
    """The estimate for machines; exact figures as texts."""
    _access, kept, sized = _found(study_code, estimate_code)
    range_ = sized.range.to_json() if sized.range else None
    return jsonify({"name": kept.name, "note": kept.note, "potential": sized.potential.to_json(), "range": range_})


@blueprint.get(f"{_ESTIMATE}.csv")
def table(study_code: str, estimate_code: str) -> Response:
    """Its tables."""
    found, kept, sized = _found(study_code, estimate_code)
    return whole_csv(tables.figures_of(sized, kept), f"{found.study.title} {kept.name}")


@blueprint.get(f"{_ESTIMATE}.xlsx")
def workbook(study_code: str, estimate_code: str) -> Response:
    """The same as a workbook."""
    found, kept, sized = _found(study_code, estimate_code)
    return whole_xlsx(tables.figures_of(sized, kept), found.study, f"{found.study.title} {kept.name}")


@blueprint.get(f"{_ESTIMATE}.svg")
def drawing(study_code: str, estimate_code: str) -> Response:
    """The regions as a drawing."""
    found, kept, sized = _found(study_code, estimate_code)
    return svg_of(tables.by_region(sized, kept), f"{found.study.title} {kept.name}")
