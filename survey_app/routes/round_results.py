"""Results of a panel: what each analysed round found, the same as JSON, and the round workbook.

While a round is open there are only counts, on the page of the rounds: nothing here shows a round before its analysis.
"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from survey_app.db import transaction
from survey_app.exceptions import NotFound
from survey_app.exports import (
    chosen,
    chosen_figures,
    comparing,
    elicited,
    own_scales,
    rankings,
    readings,
    round_words,
    two_scales,
)
from survey_app.exports.chosen_figures import options_in
from survey_app.exports.round_report import ItemFigures, PanelReport, ReleasedReason
from survey_app.forms.reports import PanelReportForm
from survey_app.interchange.csv_lines import csv_line
from survey_app.questions.definition import say
from survey_app.routes import access, delphi_stage, range_words
from survey_app.routes.expertise_words import weight_words
from survey_app.routes.figures import (
    round_choices,
    round_comparing,
    round_elicited,
    round_ended,
    round_open,
    round_pages,
    round_readings,
    round_second,
    round_standing,
    scale_map,
)
from survey_app.routes.figures import rounds as figures
from survey_app.routes.limits import page_number
from survey_app.routes.presentation import LANGUAGE_NAMES, filled
from survey_app.routes.protocol_words import own_words
from survey_app.routes.reports import csv_file
from survey_app.services import exports as making
from survey_app.services import live_reports, open_answers, round_exports, round_openness, round_reports
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess
from survey_app.vocabulary import ItemScale

blueprint = Blueprint("round_results", __name__)
_STAGE = "/studies/<study_code>/stages/<stage_code>"
_READERS = (Act.SEE_RESULTS, Act.MODERATE)
_KEPT = 20
_FIGURES = (
    "n", "seen", "cannot_judge", "median", "lower", "upper", "iqr", "mean", "sd", "high", "low", "high_of_all",
    "low_of_all", "weight", "verdict",
)  # fmt: skip
"""The columns of the table of figures, called as in JSON."""
_OWN = ("own_scale", "answers")
_POOLED = ("mean", "median", "log_odds", "log_odds_clipped", "low", "high")
"""What stands after them for estimates, in the unit of the JSON."""


def side_word(reason: ReleasedReason) -> str:
    """On which side of the median the author of a reason stands; or whether an argument is for or against."""
    return filled(round_words.side(reason), {})


blueprint.add_app_template_filter(side_word, "reason_side")
blueprint.add_app_template_filter(range_words.figure, "range_figure")
blueprint.add_app_template_filter(range_words.base_words, "range_base")


def _report(study_code: str, stage_code: str) -> tuple[StageAccess, PanelReport]:
    found = delphi_stage.find(study_code, stage_code, _READERS)
    return found, round_reports.build(found.stage)


def _here(found: StageAccess) -> dict[str, Any]:
    return {"study_code": found.study.code, "stage_code": found.stage.code}


@blueprint.get(f"{_STAGE}/round-results")
def show(study_code: str, stage_code: str) -> str:
    """The last analysed round, or that there is none yet."""
    found, report = _report(study_code, stage_code)
    if not report.rounds:
        return render_template(
            "round_results/none.html",
            access=found,
            tab="results",
            here=_here(found),
            live=live_reports.newest(found.stage.id),
        )
    return _page(found, report, report.rounds[-1].figures.number)


@blueprint.get(f"{_STAGE}/round-results/<key:number>")
def show_round(study_code: str, stage_code: str, number: int) -> str:
    """One analysed round."""
    found, report = _report(study_code, stage_code)
    if number not in [part.figures.number for part in report.rounds]:
        raise NotFound
    return _page(found, report, number)


def _page(found: StageAccess, whole: PanelReport, number: int) -> str:
    """A round on one scale: the protocol's, or the own scale that the address names."""
    scales = own_scales.of_round(whole, number)
    place = _place_in(scales, whole, number)
    report = scales[place - 1] if place else whole
    part = next(part for part in report.rounds if part.figures.number == number)
    authority = part.figures.authority
    sheet = round_pages.statements_of(report, number, page_number())
    readings_ = (*round_second.tables_of(report, number), *round_readings.tables_of(report, number))
    return render_template(
        "round_results/show.html",
        access=found,
        tab="results",
        here=_here(found),
        live=live_reports.newest(found.stage.id, number),
        page=figures.page_of(report, number, sheet.codes),
        sheet=sheet,
        ended=round_pages.cut(round_ended.lines_of(report, number), page_number("ended")),
        standing=round_standing.grid_of(report, number, sheet.codes),
        readings=round_pages.readings_on(readings_, sheet),
        map=scale_map.of_part(part, report.language) if two_scales.has_any(part) else "",
        choices=round_choices.items_of(report, number, sheet.codes),
        splits=len(two_scales.split(part)),
        numbers=[part.figures.number for part in whole.rounds],
        scale=place or None,
        scales=[(each.rounds[-1].figures.items[0].own_scale, own_scales.codes_in(each, number)) for each in scales],
        authority=authority,
        comparing=round_comparing.words_of(report, number),
        elicited=round_elicited.items_of(report, number, sheet.codes),
        weights=weight_words(authority.weights) if authority else "",
        may_pass_on=any(part.released for part in whole.rounds) and not chosen.are_in(whole),
        reasons=round_pages.reasons_on(report, number, sheet, page_number("reasons")),
        in_words=round_pages.answers_on(round_open.asked_in(report, number), page_number("answers")),
    )


def _place_in(scales: Sequence[PanelReport], whole: PanelReport, number: int) -> int:
    """Which own scale is looked at, counted from 1; 0 for the protocol's, unless the round asked nothing on it."""
    part = next(part for part in whole.rounds if part.figures.number == number)
    usual = 1 if scales and not part.figures.items and not part.figures.open_items else 0
    wanted = request.args.get("scale", "")
    return int(wanted) if wanted in {str(place) for place in range(1, len(scales) + 1)} else usual


@blueprint.get(f"{_STAGE}/round-results.json")
def show_json(study_code: str, stage_code: str) -> Response:
    """The same figures for machines, all analysed rounds."""
    _found, report = _report(study_code, stage_code)
    return jsonify(round_reports.plain(report) | {"answers": open_answers.plain(report)})


@blueprint.get(f"{_STAGE}/round-results.csv")
def table(study_code: str, stage_code: str) -> Response:
    """Every statement of every analysed round, one line each."""
    found, report = _report(study_code, stage_code)
    parts = own_scales.parts(report)
    more = readings.COLUMNS if any(readings.has_any(part) for part in report.rounds) else ()
    second = two_scales.COLUMNS if any(two_scales.has_any(part) for part in report.rounds) else ()
    ranked = rankings.COLUMNS if any(part.figures.scale is ItemScale.RANKING for part in report.rounds) else ()
    fit = comparing.COLUMNS if any(part.figures.consistency for part in report.rounds) else ()
    head = (_("Round"), _("Code"), _("Statement"), *_FIGURES, *more, *second, *ranked, *fit)
    joined = elicited.COLUMNS if any(i.elicited for part in parts for i in part.figures.items) else ()
    pooled = _POOLED if any(part.figures.scale is ItemScale.ESTIMATE for part in parts) else ()
    options = chosen.columns(report, _here_words(report))
    own = _OWN if report.own_scales else ()
    lines: list[Sequence[object]] = [(*head, *(f"pooled_{name}" for name in pooled), *joined, *own, *options)]
    for part in parts:
        for item in part.figures.items:
            text = say(item.text, str(get_locale()), report.language)
            figures = [getattr(item, name) for name in _FIGURES]
            figures += readings.cells(part, item) if more else ()
            figures += two_scales.cells(part, item) if second else ()
            figures += rankings.cells(part, item) if ranked else ()
            figures += comparing.cells(part.figures.consistency) if fit else ()
            figures += [getattr(item.estimate, name, None) for name in pooled]
            figures += elicited.cells(item.elicited) if joined else ()
            figures += _own_cells(item, report.language) if own else ()
            figures += chosen.cells(part, item, _here_words(report)) if options and not item.own_scale else ()
            lines.append((part.figures.number, item.code, text, *("" if each is None else each for each in figures)))
    return csv_file("".join(csv_line(line) for line in lines), f"{found.study.title} {found.stage.title}.csv")


def _own_cells(item: ItemFigures, language: str) -> tuple[str, str]:
    """The own scale of a statement in words, and how many gave each answer on it."""
    if not item.own_scale:
        return "", ""
    words = options_in(say(item.own_scale.get("options", {}), str(get_locale()), language))
    named = ((words[int(point) - 1] if words else f"{point:g}", count) for point, count in item.counts)
    return own_words(item.own_scale, language), "; ".join(f"{answer}: {count}" for answer, count in named)


@blueprint.get(f"{_STAGE}/round-answers.csv")
def answers(study_code: str, stage_code: str) -> Response:
    """Every released answer to an open question, one line each."""
    found, report = _report(study_code, stage_code)
    lines: list[Sequence[object]] = [(_("Round"), _("Code"), _("Question"), _("Answer"), _("Helpful to"))]
    for each in report.answers:
        text = say(each.question, str(get_locale()), report.language)
        lines.append((each.number, each.code, text, each.text, each.helpful or ""))
    return csv_file("".join(csv_line(line) for line in lines), f"{found.study.title} {found.stage.title}.csv")


def _here_words(report: PanelReport) -> chosen_figures.Say:
    """Words of the study in the language of the page."""
    return lambda text: say(text, str(get_locale()), report.language)


@blueprint.route(f"{_STAGE}/round-exports", methods=["GET", "POST"])
def exports(study_code: str, stage_code: str) -> AnyResponse | tuple[str, int]:
    """Order the round workbook; see those being made and those that are kept."""
    found = delphi_stage.find(study_code, stage_code, (Act.EXPORT,))
    form = PanelReportForm(LANGUAGE_NAMES, str(get_locale()))
    if form.validate_on_submit():
        with transaction():
            round_exports.start(found, access.account(), form.language.text, form.form.data)
        flash(_("The report is being made. It appears below when it is ready."))
        return redirect(url_for(".exports", **_here(found)), 303)
    page = page_number()
    kept, count = making.earlier(found.study.id, page=page, size=_KEPT)
    return render_template(
        "round_results/exports.html",
        access=found,
        tab="export",
        here=_here(found),
        form=form,
        checked=round_openness.of_stage(found.stage, round_reports.build(found.stage)),
        jobs=making.under_way(found.stage),
        kept=kept,
        page=page,
        size=_KEPT,
        count=count,
    ), form.status
