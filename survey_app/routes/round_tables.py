"""Subgroups and sorted ratings of a panel as files for a spreadsheet: what the sheets of the workbook hold."""

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response
from flask_babel import get_locale
from flask_babel import gettext as _

from survey_app.exports import own_scales, sorted_ratings
from survey_app.exports.round_report import GroupFigures, ItemFigures, PanelReport
from survey_app.exports.round_sheets.subgroups import names_of
from survey_app.exports.sorted_ratings import Which
from survey_app.interchange.csv_lines import csv_line
from survey_app.questions.definition import say
from survey_app.routes import delphi_stage
from survey_app.routes.table_files import csv_file
from survey_app.services import round_reports
from survey_app.services.rights import Act

blueprint = Blueprint("round_tables", __name__)
_STAGE = "/studies/<study_code>/stages/<stage_code>"
_READERS = (Act.SEE_RESULTS, Act.MODERATE)
_FIGURES = ("n", "median", "lower", "upper", "high", "low")
"""The columns of the table of groups, called as in JSON."""
Line = Sequence[object]


def _file(study_code: str, stage_code: str, head: Line, kind: str) -> Response:
    found = delphi_stage.find(study_code, stage_code, _READERS)
    report = round_reports.build(found.stage)
    lines = [head, *(_groups(report) if kind == "groups" else _lists(report))]
    name = f"{found.study.title} {found.stage.title} {_('subgroups') if kind == 'groups' else _('sorted ratings')}.csv"
    return csv_file("".join(csv_line(line) for line in lines), name)


@blueprint.get(f"{_STAGE}/round-groups.csv")
def groups(study_code: str, stage_code: str) -> Response:
    """Every named group on every statement; empty cells where it is kept back."""
    head = (_("Round"), _("Code"), _("Statement"), _("Scale"), _("Group"), *_FIGURES)
    return _file(study_code, stage_code, head, "groups")


@blueprint.get(f"{_STAGE}/round-lists.csv")
def lists(study_code: str, stage_code: str) -> Response:
    """Every list of ratings, sorted by itself: no two lines are known to be of one person."""
    head = (_("Round"), _("Code"), _("Statement"), _("List"), _("Rating"))
    return _file(study_code, stage_code, head, "lists")


def _groups(report: PanelReport) -> Iterator[Line]:
    for part in own_scales.parts(report):
        for item in part.figures.items:
            for which, figures in ((Which.ANSWER, item), (Which.SECOND, item.second)):
                if figures is not None and figures.n:
                    yield from _of_item(report, part.figures.number, figures, which, names_of(part))


def _of_item(report: PanelReport, number: int, item: ItemFigures, which: Which, names: Sequence[str]) -> Iterator[Line]:
    for name in names:
        found = next((each for each in item.groups if each.name == name), None)
        yield (number, item.code, _words(report, item), which.value, name, *_cells(found))


def _cells(found: GroupFigures | None) -> Line:
    values = (getattr(found, name, None) for name in _FIGURES)
    return ["" if value is None else value for value in values]


def _lists(report: PanelReport) -> Iterator[Line]:
    for part in own_scales.parts(report):
        for each in sorted_ratings.lists_of(part, report.min_group):
            words = _words(report, each.item)
            yield from ((part.figures.number, each.item.code, words, each.which.value, value) for value in each.values)


def _words(report: PanelReport, item: ItemFigures) -> str:
    return say(item.text, str(get_locale()), report.language)
