"""Questions of which some answers are told as one: their rows without what only all answers apart would give."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from survey_app.exports.report import KeyFigures
from survey_app.questions.definition import Question, Text
from survey_app.questions.registry import summarise
from survey_app.questions.summarising import Codes, Columns, Weighed, closed_row, column_of
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.services.answer_tables import Parts
from survey_app.services.answers_by_group import Telling
from survey_app.services.keyfigures import key_figures, overall_question, overall_row
from survey_app.services.lent_columns import Lent
from survey_app.stats.results import Estimate, Reason

E = TypeVar("E", bound=Estimate)
_BETWEEN, _RANGE = " / ", "–"
_OWN_WORDS = ".other"
"""Behind a list: how many wrote something there says how many gave the answer that has no words of its own."""


def summaries_in_parts(
    questions: Sequence[Question],
    tellings: Mapping[str, Telling],
    whole: Columns,
    emptied: Columns,
    population: int | None,
) -> tuple[QuestionSummary, ...]:
    """All questions, those that are not told as a whole in parts."""
    return tuple(
        summary_in_parts(each, tellings[each.code], whole, emptied, population)
        if each.code in tellings
        else summarise(each, emptied, population)
        for each in questions
    )


def summary_in_parts(
    question: Question, telling: Telling, whole: Columns, emptied: Columns, population: int | None
) -> QuestionSummary:
    """A question's rows as far as they may be told; `whole` are its columns with, `emptied` without its answers.

    A scale of which points are told as one has no mean, but keeps the share of its two highest points, and the score
    of recommendation, which are sums over parts. Rows that are not told stand beside the others; where none is told
    the question has all of them, without figures. Own words beside a list count who wrote them: they are told where
    that count is.
    """
    shown = summarise(question, emptied, population)
    rows = {row.variable: row for row in summarise(question, whole, population).rows}
    is_told = any(row.variable in telling.parts for row in shown.rows)
    own = f"{question.code}{_OWN_WORDS}"
    kept, untold = [], []
    for row in shown.rows:
        if row.variable in telling.parts:
            kept.append(row_in_parts(rows[row.variable], telling, whole, population))
        elif (row.variable == own and not _tells_own(question, telling)) or (is_told and not _is_open(row)):
            untold.append(replace(row, n=0, texts=()))
        else:
            kept.append(row)
    return replace(shown, rows=tuple(kept), scores=(), is_partial=True, untold=tuple(untold))


def _tells_own(question: Question, telling: Telling) -> bool:
    """Whether it is told how many gave an answer in words of their own: the words tell it too."""
    code = question.settings.other.code
    parts = telling.parts.get(question.code, ())
    return (code,) in parts or f"{question.code}.{code}" in telling.parts


def _is_open(row: RowSummary) -> bool:
    """Whether it holds what people wrote: their words are kept back by a rule of their own."""
    return row.frequencies is None and row.mean is None and row.points is None


def key_figures_in_parts(
    summaries: Sequence[QuestionSummary],
    tellings: Mapping[str, Telling],
    whole: Columns,
    emptied: Columns,
    population: int | None,
) -> KeyFigures:
    """The headline figures; those of questions that are not told as a whole are none and say why.

    Of satisfaction told in parts the share of the satisfied stays, without a mean.
    """
    found = key_figures(tuple(summaries), emptied, population)
    asked = tuple(each.question for each in summaries)
    question, battery = overall_question(asked), next((each for each in asked if each.kind == "battery"), None)
    if found.recommend_of in tellings:
        found = replace(found, recommend=_unsaid(found.recommend))
    if battery is not None and battery.code in tellings:
        gap, index = _unsaid(found.gap), _unsaid(found.index)
        found = replace(found, gap=gap, gap_mean=gap, index=index, weighted=_unsaid(found.weighted))
    telling = tellings.get(question.code) if question is not None else None
    if telling is None:
        return found
    row = overall_row(question, whole, population)
    if row is None or row.variable not in telling.parts:
        return replace(found, satisfied=_unsaid(found.satisfied), satisfaction_mean=_unsaid(found.satisfaction_mean))
    overall = row_in_parts(row, telling, whole, population)
    return replace(found, overall=overall, satisfied=overall.top, satisfaction_mean=overall.mean)


def _unsaid(found: E | None) -> E | None:
    """A figure of nobody, with the reason: some answers to its question are of few people."""
    return found if found is None or found.n else replace(found, reason=Reason.FEW_IN_A_GROUP)


def without_single_values(summary: QuestionSummary) -> QuestionSummary:
    """A question about numbers without its ends, median and quartiles: in a group each of them is what one person said.

    Number, mean and spread stay.
    """
    return replace(summary, rows=tuple(_without(row) for row in summary.rows))


def _without(row: RowSummary) -> RowSummary:
    if row.mean is None or row.codes:
        return row
    mean = replace(row.mean, minimum=None, maximum=None, median=None, lower_quartile=None, upper_quartile=None)
    return replace(row, mean=mean)


def row_in_parts(row: RowSummary, telling: Telling, columns: Columns, population: int | None) -> RowSummary:
    """One row with the parts of its answers in place of the answers."""
    parts = telling.parts[row.variable]
    if all(len(part) == 1 for part in parts):
        return replace(row, gap=None, expected=None, points=None, kano=None, picked=None, contradicted=None)
    codes = coded(row.codes, telling, row.variable)
    column = told_as_parts(column_of(columns, row.variable), parts)
    pooled = closed_row(row.variable, row.label, codes, _instead(columns, row.variable, column), population)
    mean = None if row.mean is None else type(row.mean)(**_blank(row))
    return replace(pooled, mean=mean, top=row.top, recommend=row.recommend, parts=parts)


def coded(codes: Codes, telling: Telling, variable: str) -> Codes:
    """The parts as answers: each has the code of its first answer, and the words of all."""
    words = dict(codes)
    return tuple(
        (part[0], words[part[0]] if len(part) == 1 else _words([words[code] for code in part], part, telling))
        for part in telling.parts[variable]
    )


def told_as_parts(column: np.ndarray[Any, Any], parts: Parts) -> np.ndarray[Any, Any]:
    """A column in which each answer stands as the first of its part."""
    found = column.copy()
    for part in parts:
        if len(part) > 1:
            found[np.isin(column, part)] = part[0]
    return found


def _instead(columns: Columns, name: str, column: np.ndarray[Any, Any]) -> Columns:
    alone = Lent({name: column}, (), dict)
    return Weighed(alone, columns.weights, columns.bare) if isinstance(columns, Weighed) else alone


def _blank(row: RowSummary) -> Mapping[str, Any]:
    found = row.mean
    assert found is not None  # noqa: S101 - asked before
    kept = {"n": found.n, "base": found.base, "method": found.method, "source": found.source}
    return {**kept, "missing": found.missing, "reason": Reason.FEW_IN_A_GROUP}


def _words(texts: Sequence[Text], part: Sequence[int], telling: Telling) -> Text:
    """All words of several answers; of a scale its ends. What is not said in a language stands in another one."""
    tongues = dict.fromkeys(language for text in texts for language in text) or {"en": None}
    usual = [next(iter(text.values()), str(code)) for text, code in zip(texts, part, strict=True)]
    said = {tongue: [text.get(tongue, word) for text, word in zip(texts, usual, strict=True)] for tongue in tongues}
    if not telling.is_scale:
        return {tongue: _BETWEEN.join(words) for tongue, words in said.items()}
    return {tongue: _span(words, part) for tongue, words in said.items()}


def _span(words: Sequence[str], part: Sequence[int]) -> str:
    """From the first to the last point of a range: by their words where each has some, else by their figures."""
    if any(word.startswith(str(code)) for word, code in zip(words, part, strict=True)):
        return f"{part[0]}{_RANGE}{part[-1]}"
    return f"{words[0]} {_RANGE} {words[-1]}"
