"""The result of a vote as files, and the chart of the ways that give no points."""

from collections.abc import Sequence
from dataclasses import asdict

from flask import Blueprint, Response, jsonify
from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.charts.bars import Bar, bar_chart
from survey_app.exceptions import NotFound
from survey_app.interchange.csv_lines import csv_line
from survey_app.routes.boards import brainstorm
from survey_app.routes.figures import opinions
from survey_app.routes.presentation import number, percent
from survey_app.routes.table_files import csv_file, svg_file
from survey_app.services import opinion_map, vote_results, vote_tables
from survey_app.services.approvals import Approvals
from survey_app.services.pair_votes import PairResult
from survey_app.services.stances import Stances
from survey_app.services.vote_results import Result

blueprint = Blueprint("vote_files", __name__, url_prefix="/studies/<study_code>/stages/<stage_code>/vote")


@blueprint.get("/result.csv")
def table(study_code: str, stage_code: str) -> Response:
    """The result as a file for a spreadsheet."""
    found = brainstorm(study_code, stage_code)
    result = _counted(found.stage.id)
    made = vote_tables.table_of(result, _)
    lines: list[Sequence[object]] = [[column.head for column in made.columns]]
    lines += [["" if value is None else value for value in row] for row in made.rows]
    return csv_file("".join(csv_line(line) for line in lines), f"{found.study.title} {found.stage.title}.csv")


@blueprint.get("/result.json")
def show_json(study_code: str, stage_code: str) -> Response:
    """The result for machines: every figure that may be shown, and how it came about."""
    found = brainstorm(study_code, stage_code)
    result = _counted(found.stage.id)
    figures = figures_of(result)
    return jsonify({**figures, "notes": list(vote_tables.table_of(result, _).notes)})


@blueprint.get("/groups.svg")
def map_svg(study_code: str, stage_code: str) -> Response:
    """The map of the cards between two groups of opinion as a file that stands by itself; 404 without one."""
    found = brainstorm(study_code, stage_code)
    result = _counted(found.stage.id)
    if not isinstance(result, Stances):
        raise NotFound
    return svg_file(opinions.drawing(opinion_map.places(result)), f"{found.study.title} {found.stage.title}")


def figures_of(result: Result) -> dict[str, object]:
    """The figures by name. The hash of what was given covers random codes: it says nothing outside."""
    return {name: value for name, value in asdict(result).items() if name not in {"input_hash", "kind"}} | {
        "way": result.kind.value
    }


def _counted(stage_id: int) -> Result:
    result = vote_results.of_stage(stage_id)
    if result is None:
        raise NotFound
    return result


def vote_chart(result: Result | None, most: int) -> Markup | None:
    """The best cards as bars from zero: share of voters, share of those who agree, or score."""
    if isinstance(result, Approvals) and result.voters:
        bars = [Bar(card.text, card.share or 0.0, percent(card.share), number(card.people)) for card in result.cards]
        return bar_chart(_("Share of voters who marked it"), bars[:most])
    if isinstance(result, Stances):
        found = [(card, card.split.shares) for card in result.cards if card.split and card.split.shares]
        bars = [
            Bar(card.text, shares[0], percent(shares[0]), _("seen by %(people)s", people=number(card.split.seen)))
            for card, shares in found
            if card.split
        ]
        return bar_chart(_("Share of those who saw it and agree"), bars[:most]) if bars else None
    if isinstance(result, PairResult):
        scored = [card for card in result.cards if card.score is not None]
        bars = [Bar(card.text, card.score or 0.0, number(card.score, 1)) for card in scored]
        return bar_chart(_("Score from 0 to 100"), bars[:most]) if bars else None
    return None
