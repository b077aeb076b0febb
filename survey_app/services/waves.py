"""Two surveys of one study side by side: which figures moved, and which may not be compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import NotFound
from survey_app.exports.report import Report
from survey_app.models import Stage, Study
from survey_app.questions.definition import Question, Text, say
from survey_app.questions.summarising import NumberColumn, valid
from survey_app.questions.summary import RowSummary
from survey_app.services import reports
from survey_app.services.filters import GroupTooSmall
from survey_app.stats.results import Estimate
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
    """A survey's report and its answers; `report` is None where too few have answered to show any."""

    stage: Stage
    report: Report | None
    columns: dict[str, npt.NDArray[np.float64]]


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


def since_before(stage: Stage, report: Report, role: Role | None) -> tuple[str, list[Moved]] | None:
    """The title of the survey before this one in its study, and what moved since; None where there is none to see."""
    earlier = [each for each in waves_of(stage.study) if (each.position, each.id) < (stage.position, stage.id)]
    if not earlier:
        return None
    before = read(earlier[-1], role)
    if before.report is None or not before.report.fieldwork.usable:
        return None
    return before.stage.title, compare(before, Wave(stage, report, _columns(stage)))


def read(stage: Stage, role: Role | None) -> Wave:
    """One survey for comparing: its report over everybody, and its columns as numbers."""
    try:
        report = reports.build(stage, role=role)
    except (GroupTooSmall, NotFound):
        return Wave(stage, None, {})
    return Wave(stage, report, _columns(stage))


def _columns(stage: Stage) -> dict[str, npt.NDArray[np.float64]]:
    return {
        name: np.asarray(column, np.float64)
        for name, column in reports.readable(stage).columns.items()
        if isinstance(column, np.ndarray)
    }


def indicators(wave: Wave) -> list[Indicator]:
    """Every figure of a survey that can be followed, in the order of its questions."""
    return [indicator for indicator, _question, _row in _all(wave)]


def _all(wave: Wave) -> Iterator[tuple[Indicator, Question, RowSummary]]:
    for summary in wave.report.questions if wave.report else ():
        for row in summary.rows:
            for measure, found in _measured(row):
                if found.n and all(name in wave.columns for name in _names(measure, row.variable)):
                    text = summary.question.text
                    key = f"{measure.value}:{row.variable}"
                    yield Indicator(key, measure, text, row.label, found), summary.question, row


def _names(measure: Measure, variable: str) -> tuple[str, ...]:
    """The columns a figure is counted from."""
    if measure is Measure.GAP:
        stem = variable.removesuffix(_EXPERIENCED)
        return (stem + _EXPERIENCED, stem + _EXPECTED)
    return (variable,) if measure is Measure.MEAN else ()


def _measured(row: RowSummary) -> Iterator[tuple[Measure, Estimate]]:
    if row.gap is not None:
        yield Measure.GAP, row.gap
    if row.recommend is not None:
        yield Measure.RECOMMEND, row.recommend
    elif row.mean is not None:
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
            barriers = barriers_between(_instrument(before, asked, was), _instrument(now, question, row))
            found.append(Moved(indicator, _change(indicator.measure, (before, was), (now, row), barriers)))
    return found


def _instrument(wave: Wave, question: Question, row: RowSummary) -> Instrument:
    assert wave.report is not None  # noqa: S101 - a row was read from it
    language = wave.report.questionnaire.language
    wording = f"{say(question.text, language, language)} {say(row.label, language, language)}"
    scale = tuple(f"{code} {say(words, language, language)}" for code, words in row.codes)
    modes = frozenset(mode.value for mode, count in wave.report.fieldwork.modes if count)
    return Instrument(wording, scale, modes)


Side = tuple[Wave, RowSummary]


def _change(measure: Measure, before: Side, now: Side, barriers: tuple[Barrier, ...]) -> WaveChange:
    was, row = before[1], now[1]
    if measure is Measure.SATISFIED and was.top is not None and row.top is not None:
        return change_of_shares(was.top, row.top, barriers=barriers)
    if measure is Measure.RECOMMEND and was.recommend is not None and row.recommend is not None:
        return change_of_recommendation(was.recommend, row.recommend, barriers=barriers)
    sides = [_numbers(*side, gap=measure is Measure.GAP) for side in (before, now)]
    return change_of_means(sides[0], sides[1], barriers=barriers)


def _numbers(wave: Wave, row: RowSummary, *, gap: bool) -> NumberColumn:
    """The answers behind a mean; for a gap each person's experience less their expectation."""
    codes = [code for code, _words in row.codes]
    first, *rest = _names(Measure.GAP if gap else Measure.MEAN, row.variable)
    found = _points(wave, first, codes)
    return found - _points(wave, rest[0], codes) if rest else found


def _points(wave: Wave, variable: str, codes: list[int]) -> NumberColumn:
    """A column with what is missing as NaN; numbers have no codes."""
    column = wave.columns[variable]
    return valid(column, codes) if codes else column
