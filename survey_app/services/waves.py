"""Two surveys of one study side by side: which figures moved, and which may not be compared."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import NotFound
from survey_app.exports.report import Report
from survey_app.models import Stage, Study
from survey_app.questions.definition import Question, Text, say
from survey_app.questions.registry import type_of
from survey_app.questions.summarising import Codes, Columns, NumberColumn, column_of, valid, weights_of
from survey_app.questions.summary import QuestionSummary, RowSummary
from survey_app.services import chosen_answers, reports
from survey_app.services.columns import Answered
from survey_app.services.filters import WEIGHT, Asked, GroupTooSmall
from survey_app.services.weighting_rules import CannotWeigh
from survey_app.stats.results import Estimate, Reason
from survey_app.stats.waves import (
    Barrier,
    Instrument,
    WaveChange,
    barriers_between,
    change_of_means,
    change_of_recommendation,
    change_of_shares,
)
from survey_app.vocabulary import Role, StageKind

_EXPERIENCED, _EXPECTED = ".experienced", ".expected"
_LEAST = 2


class Measure(StrEnum):
    """What of a question is compared."""

    SATISFIED = "satisfied"
    MEAN = "mean"
    GAP = "gap"
    RECOMMEND = "recommend"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure that can be followed: its name in an address, what is measured, the question and the row in words."""

    key: str
    measure: Measure
    question: Text
    row: Text
    found: Estimate
    """The figure in the survey it was read from."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One figure of two surveys with its change."""

    indicator: Indicator
    change: WaveChange


@dataclass(frozen=True, slots=True)
class Wave:
    """A survey's report and its answers; `report` is None where too few have answered to show any.

    `least` is the smallest group its reader sees; `unweighted` is why figures have not the weights that were asked for.
    """

    stage: Stage
    report: Report | None
    columns: Columns
    least: int = 1
    unweighted: CannotWeigh | None = None


def waves_of(study: Study) -> list[Stage]:
    """The surveys of a study in their order."""
    wanted = select(Stage).where(Stage.study_id == study.id, Stage.kind == StageKind.SURVEY)
    return list(session.scalars(wanted.order_by(Stage.position, Stage.id)))


def find(study: Study, code: str) -> Stage:
    """A survey of the study by its code."""
    found = next((stage for stage in waves_of(study) if stage.code == code), None)
    if found is None:
        raise NotFound
    return found


def before(stage: Stage) -> Stage | None:
    """The survey before this one in its study."""
    earlier = [each for each in waves_of(stage.study) if (each.position, each.id) < (stage.position, stage.id)]
    return earlier[-1] if earlier else None


def chosen(study: Study, first: str = "", second: str = "") -> tuple[Stage, Stage] | None:
    """The two surveys of these codes, earlier and later; without codes the latest and the one before it.

    None where the study has but one survey.
    """
    surveys = waves_of(study)
    if len(surveys) < _LEAST:
        return None
    later = find(study, second or surveys[-1].code)
    if first:
        return find(study, first), later
    earlier = before(later)
    return (earlier, later) if earlier is not None else (surveys[0], surveys[1])


def read(stage: Stage, role: Role | None, asked: Asked | None = None, answered: Answered | None = None) -> Wave:
    """One survey for comparing: its report over the answers that filters and weights leave, and their columns.

    Where a survey cannot be weighted its figures are unweighted, and the wave says why.
    """
    wanted: Asked = asked or {}
    try:
        report = reports.build(stage, wanted, role=role)
        chosen = chosen_answers.of(stage, answered or reports.readable(stage), wanted, role)
        return Wave(stage, report, chosen.weighed(), chosen.least)
    except CannotWeigh as refused:
        plain = {name: values for name, values in wanted.items() if name != WEIGHT}
        return replace(read(stage, role, plain, answered), unweighted=refused)
    except (GroupTooSmall, NotFound):
        return Wave(stage, None, {})


def indicators(wave: Wave) -> list[Indicator]:
    """Every figure of a survey that can be followed, in the order of its questions."""
    return [indicator for indicator, _question, _row in _all(wave)]


def _all(wave: Wave) -> Iterator[tuple[Indicator, Question, RowSummary]]:
    for summary in wave.report.questions if wave.report else ():
        for row in () if _is_withheld(summary, wave) else summary.rows:
            for measure, found in _measured(row):
                if found.n and all(name in wave.columns for name in _names(measure, row.variable)):
                    text = summary.question.text
                    key = f"{measure.value}:{row.variable}"
                    yield Indicator(key, measure, text, row.label, found), summary.question, row


def _is_withheld(summary: QuestionSummary, wave: Wave) -> bool:
    """Whether too few answered a part of the question: then none of its rows is shown, as on the results page."""
    hidden = wave.report.withheld if wave.report else frozenset()
    return any(row.is_few(wave.least) or row.variable in hidden for row in summary.rows)


def _names(measure: Measure, variable: str) -> tuple[str, ...]:
    """The columns a figure is counted from."""
    if measure is Measure.GAP:
        stem = variable.removesuffix(_EXPERIENCED)
        return (stem + _EXPERIENCED, stem + _EXPECTED)
    return (variable,) if measure is Measure.MEAN else ()


def _measured(row: RowSummary) -> Iterator[tuple[Measure, Estimate]]:
    # without interval and shares it is of few people, and the change of two would tell how their answers spread
    if row.gap is not None and not (row.gap.interval is None and row.gap.below.value is None):
        yield Measure.GAP, row.gap
    if row.recommend is not None:
        yield Measure.RECOMMEND, row.recommend
    elif row.mean is not None and row.mean.reason is not Reason.FEW_IN_A_GROUP:
        yield Measure.MEAN, row.mean
    if row.top is not None:
        yield Measure.SATISFIED, row.top


def compare(before: Wave, now: Wave) -> list[Moved]:
    """Every figure that both surveys have, with its change; barriers where wording, scale or mode differ."""
    earlier = {indicator.key: (question, row) for indicator, question, row in _all(before)}
    found = []
    for indicator, question, row in _all(now):
        if indicator.key in earlier:
            asked, was = earlier[indicator.key]
            sides = (_instrument(before, asked, was), _instrument(now, question, row))
            barriers = barriers_between(*sides)
            found.append(Moved(indicator, _change(indicator.measure, (before, was), (now, row), barriers)))
    return found


def _instrument(wave: Wave, question: Question, row: RowSummary) -> Instrument:
    assert wave.report is not None  # noqa: S101 - a row was read from it
    language = wave.report.questionnaire.language
    wording = f"{say(question.text, language, language)} {say(row.label, language, language)}"
    scale = tuple(f"{code} {say(words, language, language)}" for code, words in _asked(question, row))
    modes = frozenset(mode.value for mode, count in wave.report.fieldwork.modes if count)
    return Instrument(wording, scale, modes, _weights(wave, row) is not None)


def _asked(question: Question, row: RowSummary) -> Codes:
    """The answers to choose from, also where some are told as one: sums of them can be compared all the same."""
    asked = {variable.name: variable.codes for variable in type_of(question).variables(question)} if row.parts else {}
    return asked.get(row.variable, row.codes)


def _weights(wave: Wave, row: RowSummary) -> NumberColumn | None:
    """The weights of a row's figures; None where they are unweighted."""
    return weights_of(wave.columns, row.variable, column_of(wave.columns, row.variable).size)


Side = tuple[Wave, RowSummary]


def _change(measure: Measure, before: Side, now: Side, barriers: tuple[Barrier, ...]) -> WaveChange:
    was, row = before[1], now[1]
    if measure is Measure.SATISFIED and was.top is not None and row.top is not None:
        return change_of_shares(was.top, row.top, barriers=barriers)
    if measure is Measure.RECOMMEND and was.recommend is not None and row.recommend is not None:
        return change_of_recommendation(was.recommend, row.recommend, barriers=barriers)
    sides = [_numbers(*side, gap=measure is Measure.GAP) for side in (before, now)]
    masses = [_weights(*side) for side in (before, now)]
    return change_of_means(sides[0], sides[1], weights_before=masses[0], weights_now=masses[1], barriers=barriers)


def _numbers(wave: Wave, row: RowSummary, *, gap: bool) -> NumberColumn:
    """The answers behind a mean; for a gap each person's experience less their expectation."""
    codes = [code for code, _words in row.codes]
    first, *rest = _names(Measure.GAP if gap else Measure.MEAN, row.variable)
    found = _points(wave, first, codes)
    return found - _points(wave, rest[0], codes) if rest else found


def _points(wave: Wave, variable: str, codes: list[int]) -> NumberColumn:
    """A column with what is missing as NaN; numbers have no codes."""
    column = column_of(wave.columns, variable)
    return valid(column, codes) if codes else np.array(column, np.float64)
