"""The figures of records over time: counted, added up and averaged by day or week, with gaps where nothing was written.

Records are observations (see `record_plans`): no figure here is of a person who answered.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from survey_app.models import RecordPlan, Stage
from survey_app.questions.base import VariableKind
from survey_app.questions.definition import Option, Question
from survey_app.questions.registry import type_of
from survey_app.services import record_plans, reports
from survey_app.services.columns import MODES, Answered
from survey_app.vocabulary import Mode

RECORDS = "records"
"""The measure that counts the records themselves."""
MOST_PERIODS = 400
_KINDS = frozenset({"number", "slider", "calculated"})


@dataclass(frozen=True, slots=True)
class Point:
    """One day or week: how many records, how many of them have the figure, its sum and mean (None: a gap)."""

    period: date
    records: int
    n: int
    total: float | None
    mean: float | None


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure by day or week. `cut` says how many earlier periods are left out."""

    plan: RecordPlan
    measures: tuple[Question, ...]
    places: tuple[Option, ...]
    measure: Question | None
    place: Option | None
    points: tuple[Point, ...]
    cut: int

    @property
    def gaps(self) -> int:
        """Periods between the first and the last without a figure."""
        return sum(1 for point in self.points if not (point.records if self.measure is None else point.n))


def trend_of(stage: Stage, plan: RecordPlan, asked: Mapping[str, str]) -> Trend:
    """The trend that an address asks for: `measure` is a question's code, `place` a code of the list of places."""
    answered = reports.readable(stage)
    measures = _measures(answered)
    places = record_plans.places_of(answered.questionnaire, plan)
    measure = next((each for each in measures if each.code == asked.get("measure")), None)
    if measure is None and asked.get("measure") != RECORDS:
        measure = next(iter(measures), None)
    place = next((each for each in places if str(each.code) == asked.get("place")), None)
    found = _by_period(answered, plan, measure, place)
    every = record_plans.span(min(found), max(found), plan.rhythm) if found else range(0)
    shown = [date.fromordinal(day) for day in every[-MOST_PERIODS:]]
    points = tuple(_point(period, found.get(period, [])) for period in shown)
    return Trend(plan, measures, places, measure, place, points, len(every) - len(shown))


def _measures(answered: Answered) -> tuple[Question, ...]:
    asked = (each for each in answered.questionnaire.questions() if each.kind in _KINDS and not each.is_identity)
    return tuple(each for each in asked if _is_figure(each))


def _is_figure(question: Question) -> bool:
    """Whether a question writes one column of numbers, under its own code."""
    return [(each.name, each.kind) for each in type_of(question).variables(question)] == [
        (question.code, VariableKind.NUMBER)
    ]


def _by_period(
    answered: Answered, plan: RecordPlan, measure: Question | None, place: Option | None
) -> dict[date, list[float]]:
    """The figures of each period's records; a record without the figure counts as one that is no number."""
    days: Sequence[Any] = list(answered.columns.get(plan.day_question, ()))
    values = answered.columns[measure.code] if measure is not None else None
    is_record = answered.modes == MODES.index(Mode.OBSERVATION)
    if place is not None:
        is_record &= np.asarray(answered.columns[plan.place_question]) == place.code
    found: dict[date, list[float]] = defaultdict(list)
    for at in np.flatnonzero(is_record).tolist():
        day = record_plans.read_day(days[at]) if at < len(days) else None
        if day is not None:
            found[record_plans.period_of(day, plan.rhythm)].append(float(values[at]) if values is not None else np.nan)
    return found


def _point(period: date, values: Sequence[float]) -> Point:
    known = [each for each in values if np.isfinite(each)]
    total = sum(known) if known else None
    if total is None or not np.isfinite(total):
        return Point(period, len(values), len(known), None, None)
    return Point(period, len(values), len(known), total, total / len(known))
