"""The figures of the results page: from the report to headings, drawings, tables and notes in the page's language."""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _

from survey_app.exports.report import Report
from survey_app.questions.dividing import divided
from survey_app.questions.summarising import Columns
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.routes.figures import (
    closed,
    composite,
    gaps,
    in_parts,
    instruments,
    means,
    pairs,
    rated,
    valued,
    weighted,
    wording,
    written,
)
from survey_app.routes.figures.model import Figure
from survey_app.services.withholding import FEWEST_WRITERS

__all__ = ["figures_of"]

FEWEST_SPREAD = 7
_OF_ROWS: Mapping[str, Callable[[QuestionSummary, Sequence[RowSummary], str], Figure]] = {
    "battery": gaps.battery,
    "grid": rated.grid,
    "multiple": closed.several_answers,
    "ranking": means.order,
    "constant_sum": means.shares,
    "maxdiff": means.picked,
    "pairwise": means.weighed,
    "repeat": means.in_order,
    "differential": pairs.of_words,
    "hierarchical": closed.in_groups,
    "grid_number": composite.numbers,
    "kano": composite.kano,
}


def figures_of(report: Report, numbers: Columns, least: int) -> list[Figure]:
    """Every figure: satisfaction and gaps first, then its parts by group, then question by question as asked."""
    overall = report.key.overall
    main: list[Figure] = []
    parts: list[Figure] = []
    for summary in divided(report.questions):
        is_main = summary.question.kind == "battery" or (
            overall is not None and summary.question.code == overall.variable
        )
        found = _figures(summary, overall if is_main else None, numbers, least, report)
        (main if is_main else parts).extend(found)
    groups = [
        weighted.noted(
            # whoever shared one attribute does not share another one because a third is not shown any more
            gaps.breakdown(each, f"by-{each.place or place}", report.key.satisfied, report.min_group),
            [group.satisfied for group in each.groups],
            report.weighting,
        )
        for place, each in enumerate(report.breakdowns, 1)
    ]
    groups += [in_parts.unrated(report.unrated, report.min_group)] if report.unrated else []
    return [*main, *groups, *parts]


def _figures(
    summary: QuestionSummary, overall: RowSummary | None, numbers: Columns, least: int, report: Report
) -> list[Figure]:
    fallback, hidden = report.questionnaire.language, report.withheld
    told = (summary.question.code, fallback, least)
    texts = [row for row in summary.rows if _is_open(summary, row)]
    rows = [row for row in summary.rows if row not in texts]
    found = []
    if rows and any(0 < row.fewest < least or row.variable in hidden for row in rows):
        found.append((in_parts.withheld if summary.is_partial else _withheld)(summary, *told))
    elif rows and not any(row.n for row in rows):
        found.append(_unanswered(summary, rows[0], fallback))
    elif rows:
        figure = _figure(summary, rows, overall, numbers if _may_spread(rows, least) else {}, fallback)
        figure = in_parts.noted(figure, summary, hidden, report.min_group)
        found.append(instruments.scored(figure, summary, least))
        found += [] if summary.is_partial else valued.by_tags(summary, rows, fallback)
    found = [weighted.noted(figure, weighted.results_of(rows), report.weighting) for figure in found]
    return found + [
        _withheld(summary, row.variable, fallback, FEWEST_WRITERS)
        if row.variable in hidden
        else written.open_answers(summary, row, fallback, report.coded.get(row.variable))
        for row in texts
    ]


def _may_spread(rows: Sequence[RowSummary], least: int) -> bool:
    """Whether numbers may be drawn one class beside the other: with very few people each class is a person."""
    return least == 1 or all(row.n >= FEWEST_SPREAD for row in rows)


def _is_open(summary: QuestionSummary, row: RowSummary) -> bool:
    return row.frequencies is None and row.mean is None and summary.question.kind != "number"


def _figure(
    summary: QuestionSummary, rows: list[RowSummary], overall: RowSummary | None, numbers: Columns, fallback: str
) -> Figure:
    kind, first = summary.question.kind, rows[0]
    if kind == "image_choice" and summary.question.settings.several:
        kind = "multiple"
    if summary.is_partial and kind in in_parts.OF_ROWS:
        return in_parts.OF_ROWS[kind](summary, rows, fallback)
    if kind in _OF_ROWS:
        return _OF_ROWS[kind](summary, rows, fallback)
    if first.recommend is not None:
        return rated.recommend(summary, first, first.recommend, fallback)
    if kind == "rating" or overall is not None:
        return rated.rating(summary, overall or first, fallback)
    if kind in {"number", "slider", "calculated"}:
        return written.numbers(summary, first, numbers, fallback)
    return (closed.agreement if kind == "consent" else closed.one_answer)(summary, first, fallback)


def _unanswered(summary: QuestionSummary, row: RowSummary, fallback: str) -> Figure:
    return Figure(
        anchor=summary.question.code,
        heading=_("Nobody has answered this yet"),
        measure=wording.label_of(summary.question, fallback),
        notes=(wording.base_note(row, fallback),),
    )


def _withheld(summary: QuestionSummary, anchor: str, fallback: str, least: int) -> Figure:
    return Figure(
        anchor=anchor,
        heading=_("Fewer than %(least)s people answered: not shown", least=least),
        measure=wording.label_of(summary.question, fallback),
    )
