"""Estimates of a panel against what came out: outcomes are entered afterwards, and every round is scored by them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from survey_app.db import transaction
from survey_app.exceptions import NotAllowed, NotFound
from survey_app.exports import own_scales
from survey_app.exports.outcome_scores import AGGREGATES, RoundScore
from survey_app.exports.outcome_words import scores_of
from survey_app.exports.round_report import PanelReport
from survey_app.forms.outcomes import OutcomesForm
from survey_app.interchange.csv_lines import csv_line
from survey_app.routes import access, delphi_stage
from survey_app.routes.figures import round_outcomes, round_performance
from survey_app.routes.presentation import say_here
from survey_app.routes.reports import csv_file
from survey_app.services import outcomes, performance, protocols, record_plans, rights, round_reports
from survey_app.services.rights import Act
from survey_app.services.studies import StageAccess
from survey_app.stats.proportion import Proportion
from survey_app.vocabulary import ItemScale

blueprint = Blueprint("outcomes", __name__)
_HERE = "/studies/<study_code>/stages/<stage_code>/round-results/outcomes"
_READERS = (Act.SEE_RESULTS, Act.MODERATE)
_COLUMNS = ("outcome", "known_on", "source", *(f"error_{name}" for name in AGGREGATES), "ranges", "ranges_held")


def _found(study_code: str, stage_code: str) -> tuple[StageAccess, PanelReport]:
    """The stage with its rounds; 404 where no estimates are frozen."""
    found = delphi_stage.find(study_code, stage_code, _READERS)
    report = round_reports.build(found.stage)
    parts = (part for each in own_scales.all_of(report) for part in each.rounds)
    if not any(part.figures.scale is ItemScale.ESTIMATE for part in parts):
        raise NotFound
    return found, report


@blueprint.route(_HERE, methods=["GET", "POST"])
def show(study_code: str, stage_code: str) -> AnyResponse | tuple[str, int]:
    """The scores of every round, and the outcomes as a form for whoever may write in the study."""
    found, report = _found(study_code, stage_code)
    may_write = rights.may(found.role, Act.EDIT)
    if request.method == "POST" and not may_write:
        raise NotAllowed
    rules, asked = protocols.rules_of(found.stage.id), outcomes.asked(found.stage)
    declared = [rules.of(item.own_scale) for item in asked]
    form = OutcomesForm(
        asked,
        outcomes.of_stage(found.stage),
        [(each.scale_min, each.scale_max) for each in declared],
        record_plans.today_in(found.stage),
        request.form if request.method == "POST" else None,
    )
    if form.outcomes is not None:
        with transaction():
            changed = outcomes.keep(found.stage, form.outcomes, access.account())
        flash(_("The outcomes are saved.") if changed else _("No outcome changed."))
        return redirect(url_for(".show", study_code=study_code, stage_code=stage_code), 303)
    page = render_template(
        "round_results/outcomes.html",
        access=found,
        tab="results",
        here={"study_code": found.study.code, "stage_code": found.stage.code},
        form=form,
        may_write=may_write,
        scores=[round_outcomes.table_of(each, report.language) for each in scores_of(report)],
        weighed={
            number: round_performance.table_of(each, report.language)
            for number, each in performance.of_stage(found.stage, report).items()
        },
    )
    return page, 422 if form.errors else 200


@blueprint.get(f"{_HERE}.json")
def show_json(study_code: str, stage_code: str) -> Response:
    """The scores for machines."""
    found, report = _found(study_code, stage_code)
    weighed = performance.of_stage(found.stage, report)
    joined = [{**asdict(each), "why_not": each.why_not} for each in weighed.values()]
    return jsonify({"rounds": [_plain(each) for each in scores_of(report)], "performance": joined})


def _plain(told: RoundScore) -> dict[str, Any]:
    """A score as JSON."""
    items = [
        {**asdict(each), "outcome": {**asdict(each.outcome), "known_on": each.outcome.known_on.isoformat()}}
        | {"held": _share(each.held)}
        for each in told.items
    ]
    return {**asdict(told), "items": items, "held": _share(told.held)}


def _share(found: Proportion | None) -> dict[str, float | None] | None:
    """Value, count and base, without limits: ranges of the same people are no independent cases."""
    return None if found is None else {"value": found.value, "k": found.k, "n": found.n}


@blueprint.get(f"{_HERE}.csv")
def table(study_code: str, stage_code: str) -> Response:
    """One line a statement and round."""
    found, report = _found(study_code, stage_code)
    lines: list[Sequence[object]] = [(_("Round"), _("Code"), _("Statement"), *_COLUMNS)]
    for told in scores_of(report):
        for each in told.items:
            held = (each.held.n, round(each.held.k)) if each.held else ("", "")
            errors = ("" if error is None else error for error in (each.errors[name] for name in AGGREGATES))
            outcome = (each.outcome.value, each.outcome.known_on.isoformat(), each.outcome.source)
            lines.append((told.number, each.code, say_here(dict(each.text), report.language), *outcome, *errors, *held))
    name = f"{found.study.title} {found.stage.title} {_('outcomes')}.csv"
    return csv_file("".join(csv_line(line) for line in lines), name)
