"""Data quality of a survey: how many answers each rule flags, with thresholds to choose, and the cases behind them."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from flask_babel import gettext as _

from survey_app.exports.table_book import Number, PrintedTable
from survey_app.forms.quotas import finding_words
from survey_app.interchange.csv_lines import csv_line
from survey_app.questions.reading import MAX_RULE, UNSTORABLE
from survey_app.routes import access
from survey_app.routes.limits import page_number
from survey_app.routes.presentation import labelled, number, percent
from survey_app.routes.table_files import book_of, csv_file
from survey_app.services import quality
from survey_app.services.quality import CASES_AT_ONCE, LINES, PARTS, SPEEDS, Case, Checked
from survey_app.services.quality_rules import Flag, Limits
from survey_app.services.studies import StageAccess

blueprint = Blueprint("quality", __name__)
_PAGE = "/studies/<study_code>/stages/<stage_code>/quality"
_NAMES = (Flag.LINE, Flag.SPEED, Flag.LEFT_OUT, Flag.PAIR)

Choice = tuple[str, str, str, list[tuple[str, str]], str]
"""Name, label, id of the list, entries, and the one chosen."""


def _checked(study_code: str, stage_code: str) -> tuple[StageAccess, Checked]:
    found = access.survey(study_code, stage_code)
    asked = {name.value: request.args.get(name, "") for name in _NAMES}
    asked[Flag.PAIR] = UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", asked[Flag.PAIR])[:MAX_RULE].strip()
    return found, quality.check(found.stage, found.role, asked)


@blueprint.get(_PAGE)
def show(study_code: str, stage_code: str) -> str:
    """Every rule with its count, and below the flagged answers where single answers may be seen."""
    found, checked = _checked(study_code, stage_code)
    page = page_number()
    cases = checked.cases or ()
    here = {"study_code": found.study.code, "stage_code": found.stage.code}
    return render_template(
        "results/quality.html",
        access=found,
        tab="results",
        here=here,
        links=_links(found),
        checked=checked,
        rules=[(_title(rule.flag, checked), rule) for rule in checked.rules],
        choices=_choices(checked) if checked.cases is not None else [],
        cases=[_case(each) for each in cases[(page - 1) * CASES_AT_ONCE : page * CASES_AT_ONCE]],
        usual=Limits(),
        problems=[finding_words(each) for each in checked.problems],
        page=page,
        size=CASES_AT_ONCE,
    )


@blueprint.get(f"{_PAGE}.csv")
def table(study_code: str, stage_code: str) -> Response:
    """The counts as a file for a spreadsheet."""
    found, checked = _checked(study_code, stage_code)
    lines: list[list[object]] = [[_("Rule"), _("Judged"), _("Flagged")]]
    lines += [[words, judged, "" if count is None else count] for words, judged, count in _counts(checked)]
    return csv_file("".join(csv_line(line) for line in lines), f"{found.study.title} quality.csv")


@blueprint.get(f"{_PAGE}.xlsx")
def workbook(study_code: str, stage_code: str) -> Response:
    """The counts as a workbook; an empty cell is what may not be shown."""
    found, checked = _checked(study_code, stage_code)
    rows = tuple(
        (words, Number(judged), "" if count is None else Number(count)) for words, judged, count in _counts(checked)
    )
    head = (str(_("Rule")), str(_("Judged")), str(_("Flagged")))
    table = PrintedTable(str(_("Data quality")), labelled(found.study.title, found.stage.title), head, rows)
    return book_of(table, found.study, f"{found.study.title} quality")


def _counts(checked: Checked) -> list[tuple[str, int, int | None]]:
    """Every rule with how many it judged and how many it flags; None is what may not be shown."""
    return [
        *((_title(rule.flag, checked), rule.judged, rule.count) for rule in checked.rules),
        (str(_("By at least one rule")), checked.answers, checked.any_rule),
        (str(_("By two or more")), checked.answers, checked.several),
    ]


@blueprint.get(f"{_PAGE}.json")
def show_json(study_code: str, stage_code: str) -> Response:
    """The counts for machines; null is what may not be shown."""
    _found, checked = _checked(study_code, stage_code)
    limits = {Flag.LINE: checked.limits.line, Flag.SPEED: checked.limits.speed, Flag.LEFT_OUT: checked.limits.left_out}
    rules: list[dict[str, Any]] = [
        {"rule": rule.flag, "threshold": limits.get(rule.flag), "judged": rule.judged, "flagged": rule.count}
        for rule in checked.rules
    ]
    return jsonify(answers=checked.answers, rules=rules, by_any=checked.any_rule, by_several=checked.several)


def _links(found: StageAccess) -> dict[str, Any]:
    asked = {name.value: value for name in _NAMES if (value := request.args.get(name, ""))}
    return {**asked, "study_code": found.study.code, "stage_code": found.stage.code}


def _title(flag: Flag, checked: Checked) -> str:
    limits = checked.limits
    words = {
        Flag.LINE: _("One answer straight through at least %(share)s of a battery", share=percent(limits.line)),
        Flag.SPEED: _("Faster than %(share)s of the median time", share=percent(limits.speed)),
        Flag.SAME: _("All closed answers the same as somebody else's"),
        Flag.LEFT_OUT: _("At least %(share)s of the questions asked not answered", share=percent(limits.left_out)),
        Flag.DOUBLE: _("The same name or address as another answer"),
        Flag.PAIR: _("Contradicts itself: %(rule)s", rule=checked.pair),
    }
    return str(words[flag])


def _choices(checked: Checked) -> list[Choice]:
    limits = checked.limits
    fields = (
        (Flag.LINE, _("Straight through"), LINES, limits.line),
        (Flag.SPEED, _("Of the median time"), SPEEDS, limits.speed),
        (Flag.LEFT_OUT, _("Left without an answer"), PARTS, limits.left_out),
    )
    return [
        (flag.value, str(label), f"dq-{flag}", [(f"{value:g}", percent(value)) for value in values], f"{chosen:g}")
        for flag, label, values, chosen in fields
    ]


def _case(case: Case) -> tuple[str, str]:
    """The row of an answer in the data and what it is flagged for."""
    said = str(_("; ")).join(_figure(flag, value) for flag, value in case.figures.items())
    return number(case.row), said


def _figure(flag: Flag, value: float) -> str:
    """The figure that a flag rests on."""
    share, count = percent(value), number(round(value))
    words = {
        Flag.LINE: _("straight line %(share)s", share=share),
        Flag.SPEED: _("%(share)s of the median time", share=share),
        Flag.SAME: _("%(count)s answers alike", count=count),
        Flag.LEFT_OUT: _("%(share)s left out", share=share),
        Flag.DOUBLE: _("%(count)s times the same person", count=count),
        Flag.PAIR: _("contradicts itself"),
    }
    return str(words[flag])
