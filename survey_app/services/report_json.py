"""A report as plain JSON: the same figures as the page, for machines, without a sentence of the interface."""

from dataclasses import asdict
from typing import Any

from survey_app.exports.key_targets import held
from survey_app.exports.report import Breakdown, Fieldwork, GapRow, KeyFigures, Report
from survey_app.questions.definition import Text
from survey_app.questions.instruments import is_as_published
from survey_app.questions.rated import TAGGINGS
from survey_app.questions.row_tags import rolled_up
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.stats.results import Reason, Result

Json = dict[str, Any]


def plain(report: Report, least: int = 1) -> Json:
    """The report as dictionaries of plain types; what fewer than `least` people answered is withheld."""
    return {
        "study": report.study_title,
        "stage": report.stage_title,
        "version": report.version_number,
        "level": report.level.value,
        "min_group": report.min_group,
        "is_sample": report.is_sample,
        "made_at": report.made_at.isoformat(),
        "filters": [{"name": name, "value": value} for name, value in report.filters],
        "weighting": asdict(report.weighting) if report.weighting else None,
        "fieldwork": _fieldwork(report.fieldwork),
        "key": _key(report.key, least),
        "targets": {
            measure.value: {"target": each.target, "outcome": each.outcome.value}
            for measure, each in held(report, least).items()
        },
        "gaps": [_gap(row, least) for row in report.gaps],
        "breakdowns": [
            *(_breakdown(each) for each in report.breakdowns),
            *(_breakdown(each) | {"withheld": True} for each in report.unrated),
        ],
        "questions": [_question(summary, least, report.withheld) for summary in report.questions],
    }


def withheld(row: RowSummary, least: int) -> bool:
    """Whether so few answered that the row would show single people."""
    return row.is_few(least)


def _fieldwork(work: Fieldwork) -> Json:
    return {
        "population": work.population,
        "issued": work.issued,
        "returned": work.own,
        "imported": work.imported,
        "usable": work.usable,
        "first": work.first.isoformat() if work.first else None,
        "last": work.last.isoformat() if work.last else None,
        "closes": work.closes.isoformat() if work.closes else None,
        "modes": {mode.value: count for mode, count in work.modes},
    }


def _key(key: KeyFigures, least: int) -> Json:
    figures: dict[str, Result | None] = {
        "satisfied": key.satisfied,
        "satisfaction_mean": key.satisfaction_mean,
        "recommend": key.recommend,
        "gap": key.gap,
        "index": key.index,
        "weighted_index": key.weighted,
        "effort": key.effort.found if key.effort else None,
    }
    found = {name: _result(figure, least) for name, figure in figures.items()}
    return {"overall": key.overall.variable if key.overall else None, **found}


def _result(found: Result | None, least: int) -> Json | None:
    if found is None:
        return None
    if found.reason is Reason.FEW_IN_A_GROUP:
        return {"withheld": True, "reason": found.reason.value}
    return {"n": found.n, "withheld": True} if 0 < found.n < least else found.to_json()


def _gap(row: GapRow, least: int) -> Json:
    return {
        "variable": row.variable,
        "label": dict(row.label),
        "expected": _result(row.expected, least),
        "experienced": _result(row.experienced, least),
        "gap": _result(row.gap, least),
    }


def _breakdown(found: Breakdown) -> Json:
    groups = [{"label": each.label, "n": each.n, "satisfied": each.satisfied.to_json()} for each in found.groups]
    return {"attribute": found.attribute, "hidden": found.hidden, "groups": groups}


def _question(summary: QuestionSummary, least: int, hidden: frozenset[str]) -> Json:
    is_open = not summary.is_partial and not any(row.variable in hidden or withheld(row, least) for row in summary.rows)
    return (
        {
            "code": summary.question.code,
            "kind": summary.question.kind,
            "text": dict(summary.question.text),
            "rows": [_row(row, least, hidden) for row in (*summary.rows, *summary.untold)],
        }
        | ({"told_in_parts": True} if summary.is_partial else {})
        | (
            {"instrument": summary.question.instrument, "scores": _scores(summary, least)}
            if summary.scores and is_open
            else {}
        )
        | (_tagged(summary) if is_open else {})
    )


def _tagged(summary: QuestionSummary) -> Json:
    """The means of rows by their tags; nothing where no row has one."""
    code, settings = summary.question.code, summary.question.settings
    found = {
        each.setting: rolled_up(code, getattr(settings, each.setting, ()), list(each.words), summary.rows)
        for each in TAGGINGS
    }
    return {setting: [asdict(each) for each in rows] for setting, rows in found.items() if rows}


def _scores(summary: QuestionSummary, least: int) -> list[Json]:
    as_published = is_as_published(summary.question)
    return [
        {"label": score.label, "benchmark": score.benchmark, "as_published": as_published} | score.found.to_json()
        for score in summary.scores
        if not 0 < score.found.n < least
    ]


def _row(row: RowSummary, least: int, hidden: frozenset[str]) -> Json:
    if row.variable in hidden:
        return {"variable": row.variable, "label": dict(row.label), "withheld": True}
    found: Json = {"variable": row.variable, "label": dict(row.label), "n": row.n}
    if withheld(row, least):
        return found | {"withheld": True}
    found["missing"] = {reason.value: count for reason, count in row.missing.items()}
    if row.codes:
        found["codes"] = {str(code): _words(text) for code, text in row.codes}
    if row.parts:  # several codes are counted as the first of them
        found["parts"] = [list(part) for part in row.parts]
    results = {
        "frequencies": row.frequencies,
        "mean": row.mean,
        "top": row.top,
        "recommend": row.recommend,
        "gap": row.gap,
        "expected": row.expected,
        "kano": row.kano,
        "points": row.points,
        "contradicted": row.contradicted,
    }
    if row.picked is not None:
        found |= dict(zip(("best", "worst", "shown"), row.picked, strict=True))
    found |= {name: result.to_json() for name, result in results.items() if result is not None}
    if least > 1 and row.mean is not None and not row.codes:  # the ends of a row of numbers are single people
        found["mean"] |= {"minimum": None, "maximum": None}
    return found | ({"texts": list(row.texts)} if row.texts else {})


def _words(text: Text) -> dict[str, str]:
    return dict(text)
