"""The headline figures of a survey, and the rule that says which question each comes from."""

import re

import numpy as np

from survey_app.exports.report import GapRow, KeyFigures
from survey_app.questions.definition import Question, Scale
from survey_app.questions.summarising import Columns, NumberColumn, bounded, column_of, scale_row, valid, weights_of
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.stats.satisfaction import Gap, SatisfactionIndex, gap, index
from survey_app.vocabulary import Purpose

_OVERALL = re.compile(r"(OVER|SAT)")
_SATISFIED = re.compile(
    # not довольно (rather), nor Arabic words such as عرض (offer) and مرض (illness)
    r"satisf|soddisf|zufried|tevred|tilfreds|nöjd|удовлетвор|довол(?:ен|ьн[аы])|memnun|满意|滿意|満足|만족"
    r"|\b(?:ال|لل|و|ب)?(?:رضا|راض)",
    re.IGNORECASE,
)
_AS_A_WHOLE = re.compile(
    r"\ball in all\b|\boverall\b|\bas a whole\b|\bon the whole\b|\bin general\b"
    r"|\ben (?:conjunto|general|su conjunto|términos generales)\b|总体|总的|整体|综合",
    re.IGNORECASE,
)
_FEWEST, _MOST = 3, 11
EFFORTS = frozenset({"effort", "effort_spent"})
"""The questions on customer effort; their first score is better the higher it is."""


def overall_question(questions: tuple[Question, ...]) -> Question | None:
    """The question that asks for satisfaction as a whole.

    The first one on a scale (a rating, or one answer out of consecutive codes) whose code begins with OVER or SAT; else
    the first rating that asks for an opinion and whose words speak of satisfaction as a whole, or of either; else
    none: whoever rates the place they live in has not said that they are satisfied.
    """
    asked = [question for question in questions if not question.is_identity and scale_of(question) is not None]
    named = [question for question in asked if _OVERALL.match(question.code)]
    rated = [each for each in asked if each.kind == "rating" and each.purpose is Purpose.SOLICITATION]
    worded = sorted(filter(_wholeness, rated), key=_wholeness, reverse=True)
    return next(iter([*named, *worded]), None)


def _wholeness(question: Question) -> int:
    """How surely the words of a rating ask for satisfaction as a whole, 0 to 2."""
    texts = question.text.values()
    return max((bool(_SATISFIED.search(text)) + bool(_AS_A_WHOLE.search(text)) for text in texts), default=0)


def scale_of(question: Question) -> Scale | None:
    """The scale of a rating, or of a choice whose codes are consecutive and rise; nothing for other questions."""
    if question.kind == "rating":
        scale: Scale = question.settings.scale
        return scale
    if question.kind != "single" or question.settings.other is not None:
        return None
    codes = question.settings.codes
    if not _FEWEST <= len(codes) <= _MOST or list(codes) != list(range(codes[0], codes[0] + len(codes))):
        return None
    return Scale(codes[0], codes[-1], labels=tuple(option.label for option in question.settings.options))


def overall_row(question: Question | None, columns: Columns, population: int | None) -> RowSummary | None:
    """The answers to the overall question as a rated row."""
    scale = scale_of(question) if question is not None else None
    if question is None or scale is None:
        return None
    return scale_row(question.code, question.text, scale, columns, population)


def key_figures(summaries: tuple[QuestionSummary, ...], columns: Columns, population: int | None) -> KeyFigures:
    """Satisfaction, recommendation, gap and index, each where the questionnaire asks for it."""
    questions = tuple(summary.question for summary in summaries)
    overall = overall_row(overall_question(questions), columns, population)
    recommended = next((row for each in summaries for row in each.rows if row.recommend is not None), None)
    effort = next((each.scores[0] for each in summaries if each.question.instrument in EFFORTS and each.scores), None)
    battery = next((question for question in questions if question.kind == "battery"), None)
    pooled = pooled_gap(battery, columns, population) if battery else None
    return KeyFigures(
        overall=overall,
        satisfied=overall.top if overall else None,
        satisfaction_mean=overall.mean if overall else None,
        recommend=recommended.recommend if recommended else None,
        recommend_of=recommended.variable if recommended else "",
        gap=pooled,
        gap_mean=pooled,
        index=satisfaction_index(battery, columns, population) if battery else None,
        weighted=weighted_index(battery, columns, population) if battery else None,
        effort=effort,
    )


def gap_rows(summaries: tuple[QuestionSummary, ...]) -> tuple[GapRow, ...]:
    """Every attribute of every battery, the widest shortfall first, those without answers last."""
    rows = [
        GapRow(row.variable, row.label, row.expected, row.mean, row.gap)
        for summary in summaries
        if summary.question.kind == "battery"
        for row in summary.rows
        if row.gap is not None and row.expected is not None and row.mean is not None
    ]
    return tuple(sorted(rows, key=lambda row: (row.gap.value is None, row.gap.value or 0.0)))


def pooled_gap(question: Question, columns: Columns, population: int | None) -> Gap:
    """The gap over all attributes: each person counts once, with the mean over the attributes rated on both sides."""
    scale: Scale = question.settings.scale
    expected, experienced = (_matrix(question, side, columns) for side in ("expected", "experienced"))
    both = ~np.isnan(expected) & ~np.isnan(experienced)
    counted = both.sum(axis=1)
    means = [
        np.where(counted > 0, np.where(both, side, 0.0).sum(axis=1) / np.maximum(counted, 1), np.nan)
        for side in (expected, experienced)
    ]
    known = bounded(population, int((counted > 0).sum()))
    return gap(means[0], means[1], scale.first, scale.last, known, weights=_weights(question, columns, len(counted)))


def satisfaction_index(question: Question, columns: Columns, population: int | None) -> SatisfactionIndex:
    """The experienced side of all attributes on 0 to 100, equal points, people who rated all of them."""
    scale: Scale = question.settings.scale
    matrix = _matrix(question, "experienced", columns)
    known = bounded(population, int((~np.isnan(matrix)).all(axis=1).sum()))
    weights = _weights(question, columns, len(matrix))
    return index(matrix, scale.first, scale.last, population=known, weights=weights)


def weighted_index(question: Question, columns: Columns, population: int | None) -> SatisfactionIndex | None:
    """The same with the panel's weights; none where an attribute has no weight. The shares are brought to 100."""
    given = [item.weight for item in question.settings.items]
    shares = [weight for weight in given if weight is not None and weight > 0]
    if not shares or len(shares) != len(given):
        return None
    scale: Scale = question.settings.scale
    points = [100 * share / sum(shares) for share in shares]
    matrix = _matrix(question, "experienced", columns)
    known = bounded(population, int((~np.isnan(matrix)).all(axis=1).sum()))
    weights = _weights(question, columns, len(matrix))
    return index(matrix, scale.first, scale.last, points, population=known, weights=weights)


def _weights(question: Question, columns: Columns, size: int) -> NumberColumn | None:
    """The weights for figures of all items together: all columns of a question are weighted, or none."""
    first = question.settings.items[0].code if question.settings.items else ""
    return weights_of(columns, f"{question.code}.{first}.experienced", size)


def _matrix(question: Question, side: str, columns: Columns) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    scale: Scale = question.settings.scale
    names = [f"{question.code}.{item.code}.{side}" for item in question.settings.items]
    return np.column_stack([valid(column_of(columns, name), scale.points) for name in names])
