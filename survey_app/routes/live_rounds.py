"""A real-time round at the desk: its figures as the newest release left them, what moved, early against late."""

from flask import Blueprint, Response, jsonify, render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from survey_app.exports.moved_figures import MovedItem
from survey_app.exports.round_report import ItemFigures
from survey_app.interchange.csv_lines import csv_line
from survey_app.questions.definition import say
from survey_app.routes import delphi_stage
from survey_app.routes.figures import item_pages, scale_map
from survey_app.routes.limits import page_number
from survey_app.routes.rating_words import figure, stretch
from survey_app.routes.table_files import csv_file
from survey_app.services import live_reports, protocols, rounds
from survey_app.services.live_reports import LiveReport
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess

blueprint = Blueprint("live_rounds", __name__)
_PATH = "/studies/<study_code>/stages/<stage_code>/rounds/<key:number>/live"
_READERS = (Act.SEE_RESULTS, Act.MODERATE)
_FIGURES = ("n", "seen", "cannot_judge", "median", "lower", "upper", "mean")
_MOVED = (
    "changed",
    "up",
    "down",
    "early_n",
    "early_median",
    "late_n",
    "late_median",
    "shift",
    "shift_low",
    "shift_high",
)


def _report(study_code: str, stage_code: str, number: int) -> tuple[StageAccess, LiveReport]:
    found = delphi_stage.find(study_code, stage_code, _READERS)
    return found, live_reports.build(rounds.find(found.stage, number))


@blueprint.get(_PATH)
def show(study_code: str, stage_code: str, number: int) -> str:
    """The page."""
    found, report = _report(study_code, stage_code, number)
    rules = protocols.rules_of(found.stage.id)
    items = [line.figures for line in report.lines]
    page = item_pages.nearest(page_number(), len(report.lines))
    return render_template(
        "round_results/live.html",
        access=found,
        tab="results",
        here={"study_code": study_code, "stage_code": stage_code},
        report=report,
        lines=report.lines[(page - 1) * item_pages.SIZE : page * item_pages.SIZE],
        page=page,
        size=item_pages.SIZE,
        rules=rules,
        map=scale_map.of_items(rules, items, found.study.language) if rules.second else "",
        was_shown=_was_shown(report, rules.min_median),
        figure=figure,
        stretch=stretch,
    )


def _was_shown(report: LiveReport, least: int) -> bool:
    """Whether the panel saw figures while it answered: the release of the close comes when nobody answers any more."""
    while_open = report.people if report.is_open else report.people[:-1]
    return any(people >= least for people in while_open)


@blueprint.get(f"{_PATH}.csv")
def table(study_code: str, stage_code: str, number: int) -> Response:
    """The table as a file for a spreadsheet."""
    found, report = _report(study_code, stage_code, number)
    has_second = any(line.figures.second for line in report.lines)
    more = [f"second_{name}" for name in (*_FIGURES, *_MOVED)] if has_second else []
    lines: list[list[object]] = [[_("Code"), _("Statement"), *_FIGURES, *_MOVED, *more]]
    for line in report.lines:
        text = say(line.figures.text, str(get_locale()), found.study.language)
        cells = _cells(line.figures, line.moved)
        if has_second:
            cells += _cells(line.figures.second, line.moved.second)
        lines.append([line.figures.code, text, *("" if each is None else each for each in cells)])
    return csv_file("".join(csv_line(line) for line in lines), f"{found.study.title} {found.stage.title}.csv")


def _cells(figures: ItemFigures | None, moved: MovedItem | None) -> list[object]:
    """One scale of a statement, empty where there is none."""
    return [getattr(figures, name, None) for name in _FIGURES] + [getattr(moved, name, None) for name in _MOVED]


@blueprint.get(f"{_PATH}.json")
def show_json(study_code: str, stage_code: str, number: int) -> Response:
    """The same figures for machines."""
    _found, report = _report(study_code, stage_code, number)
    return jsonify(report.to_json())
