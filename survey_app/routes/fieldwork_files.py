"""The fieldwork as files: the counts of its page for machines, for a spreadsheet, as a workbook and as a drawing."""

from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, request
from markupsafe import Markup

from survey_app.exceptions import BadInput
from survey_app.exports.report import SampleTable
from survey_app.forms.fieldwork import TARGET, TargetForm
from survey_app.routes import access
from survey_app.routes.fieldwork import MODES
from survey_app.routes.fieldwork_chart import draw_days
from survey_app.routes.figures import fieldwork as tables
from survey_app.routes.figures.model import Figure
from survey_app.routes.table_files import svg_of, whole_csv, whole_xlsx
from survey_app.services import fieldwork, sealed_surveys
from survey_app.services.fieldwork import DayCount, ModeCount, Roll
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess

blueprint = Blueprint("fieldwork_files", __name__)
_PAGE = "/studies/<study_code>/stages/<stage_code>/fieldwork"


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the page counts; sealed answers have no day and no mode."""

    access: StageAccess
    roll: Roll
    days: tuple[DayCount, ...]
    modes: tuple[ModeCount, ...]
    plans: tuple[SampleTable, ...]
    target: int

    @property
    def name(self) -> str:
        return f"{self.access.study.title} {self.access.stage.title}"


def _counted(study_code: str, stage_code: str) -> _Counted:
    found = access.stage(study_code, stage_code, Act.ENTER)
    plans = fieldwork.sample_tables(found.stage)
    names = {each.attribute: each.attribute for each in plans}
    form = TargetForm(names, formdata=request.args, data={"target": TARGET})
    if request.args.get("target") and not form.target.validate(form):
        raise BadInput
    is_sealed = sealed_surveys.covers(found.stage)
    target = form.target.data or TARGET
    modes = () if is_sealed else fieldwork.modes_of(found.stage)
    return _Counted(found, fieldwork.roll_of(found.stage), fieldwork.days_of(found.stage), modes, plans, target)


@blueprint.get(f"{_PAGE}.json")
def show_json(study_code: str, stage_code: str) -> Response:
    """The counts for machines."""
    counted = _counted(study_code, stage_code)
    roll = counted.roll
    cases = {"issued": roll.issued, "answered": roll.answered, "usable": roll.usable, "out": roll.out}
    ends = {end.value: count for end, count in roll.dispositions.items()}
    days = [{"day": each.day.isoformat(), "back": each.count, "so_far": each.so_far} for each in counted.days]
    rates = fieldwork.rates_of(roll).to_json() if roll.issued else None
    plans = [asdict(each) for each in counted.plans]
    said: dict[str, Any] = {"target": counted.target, "days": days, "modes": [asdict(each) for each in counted.modes]}
    return jsonify({"cases": cases, "dispositions": ends, "rates": rates, "plans": plans, **said})


@blueprint.get(f"{_PAGE}.csv")
def table(study_code: str, stage_code: str) -> Response:
    """All tables of the page."""
    counted = _counted(study_code, stage_code)
    return whole_csv(_figures(counted), counted.name)


@blueprint.get(f"{_PAGE}.xlsx")
def workbook(study_code: str, stage_code: str) -> Response:
    """The same as a workbook."""
    counted = _counted(study_code, stage_code)
    return whole_xlsx(_figures(counted), counted.access.study, counted.name)


@blueprint.get(f"{_PAGE}.svg")
def drawing(study_code: str, stage_code: str) -> Response:
    """Answers back by day as a drawing."""
    counted = _counted(study_code, stage_code)
    return svg_of(_by_day(counted), counted.name)


def _figures(counted: _Counted) -> list[Figure]:
    words = {mode: str(said) for mode, said in MODES.items()}
    by_mode = [tables.by_mode(counted.modes, words)] if counted.modes else []
    by_day = [found] if (found := _by_day(counted)) is not None else []
    return [*by_day, *by_mode, *(tables.by_attribute(each, counted.target) for each in counted.plans)]


def _by_day(counted: _Counted) -> Figure | None:
    if not counted.days:
        return None
    chart: Markup = draw_days(counted.access.stage, counted.roll, counted.days, counted.target)
    return tables.by_day(counted.days, chart)
