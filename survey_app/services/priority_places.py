"""Where the attributes of a battery stand: importance, performance, quadrant, drivers; no place on few answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from survey_app.questions.definition import Scale
from survey_app.questions.summarising import Columns, column_of, valid
from survey_app.services.attribute_tables import Attribute, Battery, Outcome
from survey_app.services.columns import Mask
from survey_app.stats.answer_table import AnswerTable
from survey_app.stats.answers import FloatArray
from survey_app.stats.descriptive import Mean, mean
from survey_app.stats.drivers import Drivers, drivers
from survey_app.stats.importance import (
    Cross,
    Derived,
    ImportancePerformance,
    derived_importance_performance,
    importance_performance,
)
from survey_app.stats.random_groups import groups_of
from survey_app.stats.relative_importance import LARGEST_SHAPLEY
from survey_app.stats.tally import average, count_codes

FEWEST = 30
"""Answers from which on an attribute gets a place."""
_CELLS, _SUBSETS = 3_000_000, 50_000_000
_LEAST_DRAWN, _MOST_DRAWN = 80, 1000
Column = NDArray[Any]


class Missed(StrEnum):
    """Why an attribute has no place on the map."""

    HIDDEN = "hidden"
    """So few rated it that their mean may not be shown."""
    FEW = "few"
    NO_VARIATION = "no_variation"
    SAME = "same"
    """All rated it like another attribute, so that their importance cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One attribute: its means, and why it has no place where it has none."""

    attribute: Attribute
    performance: Mean | None
    importance: Mean | None = None
    missed: Missed | None = None

    @property
    def n(self) -> int:
        """The answers behind it: those of the side that fewer rated."""
        return min((each.n for each in (self.performance, self.importance) if each is not None), default=0)


@dataclass(frozen=True, slots=True)
class Placed:
    """All attributes of a battery in order, the map of those that have a place, and what derived their importance."""

    standings: tuple[Standing, ...]
    map: ImportancePerformance | None = None
    drivers: Drivers | None = None
    ratings: Mapping[str, Column] = field(default_factory=dict)
    """Attribute -> its ratings as they are stored, for those that have a place."""
    points: tuple[int, ...] = ()
    """The scale they were rated on."""
    whole: Mask | None = None
    """With derived importance: who rated the outcome and every attribute with enough answers."""
    weights: FloatArray | None = None
    """The weight of each person; None where figures are unweighted."""

    @property
    def complete(self) -> int:
        """How many people derived importance is worked out from."""
        return 0 if self.whole is None else int(self.whole.sum())


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the lines of the map cross."""

    cross: Cross
    target: tuple[float, float] | None = None


def drawn(people: int, subsets: int = 1) -> int:
    """How many resamples are drawn: a thousand for few people, fewer for many, so that a page never takes long.

    Of very many people random groups are drawn, and there are never many of those.

    >>> drawn(300), drawn(6000), drawn(20_000), drawn(1_000_000)
    (1000, 500, 150, 1000)
    """
    return min(fitting(groups_of(people) or people), max(_LEAST_DRAWN, _SUBSETS // max(subsets, 1)))


def fitting(cells: int) -> int:
    """How many resamples of so many cells each are drawn."""
    return max(_LEAST_DRAWN, min(_MOST_DRAWN, _CELLS // max(cells, 1)))


def stated(battery: Battery, columns: Columns, lines: Lines, least: int, weights: FloatArray | None = None) -> Placed:
    """The map with the importance that people stated; the lines come from the attributes that have a place."""
    assert battery.importance is not None  # noqa: S101 - only batteries that ask for it come here
    own, points = _ratings(battery, columns), battery.importance.points
    said = {each.code: column_of(columns, each.importance) for each in battery.attributes}
    standings = []
    for each in battery.attributes:
        means = [_mean(own[each.code], battery.scale.points, weights), _mean(said[each.code], points, weights)]
        standings.append(_standing(each, means, least))
    kept = [each.attribute.code for each in standings if each.missed is None]
    if len(kept) < _two(lines):
        return Placed(tuple(standings))
    found = importance_performance(
        AnswerTable.coded([said[code] for code in kept], points),
        AnswerTable.coded([own[code] for code in kept], battery.scale.points),
        kept,
        lines.cross,
        scales=(_ends(battery.importance), _ends(battery.scale)),
        target=lines.target,
        weights=weights,
        resamples=drawn(len(own[kept[0]])),
    )
    ratings = {code: own[code] for code in kept}
    return Placed(tuple(standings), found, ratings=ratings, points=battery.scale.points, weights=weights)


def derived(
    battery: Battery,
    outcome: Outcome,
    columns: Columns,
    lines: Lines,
    least: int,
    *,
    weights: FloatArray | None = None,
) -> Placed:
    """The map with importance worked out from an outcome, among people who rated every attribute that has a place."""
    own, points = _ratings(battery, columns), battery.scale.points
    standings = tuple(_standing(each, [_mean(own[each.code], points, weights)], least) for each in battery.attributes)
    codes = [each.attribute.code for each in standings if each.missed is None]
    wanted = valid(column_of(columns, outcome.code), outcome.scale.points)
    if not codes:
        return Placed(standings)
    table = AnswerTable.coded([own[code] for code in codes], points)
    whole: Mask = ~np.isnan(wanted) & table.complete()
    if weights is not None:
        whole &= weights > 0
    if int(whole.sum()) < FEWEST:
        return Placed(standings, whole=whole)
    mass = None if weights is None else weights[whole]
    cases = _Cases(wanted[whole], table.among(whole), codes, mass)
    shares = drivers(cases.target, cases.table, codes, weights=cases.mass, resamples=cases.resamples)
    kept = [each.name for each in shares.drivers if each.value is not None]
    placed = (_among(each, own, whole, points, mass) for each in standings)
    standings = tuple(_varied(each, shares) for each in placed)
    if len(kept) < _two(lines):
        return Placed(standings, drivers=shares, whole=whole, weights=weights)
    found = derived_importance_performance(
        cases.target,
        cases.table.only([codes.index(code) for code in kept]),
        kept,
        lines.cross,
        derived=Derived.SHARE,
        target=lines.target,
        weights=cases.mass,
        resamples=cases.resamples,
    )
    return Placed(standings, found, shares, {code: own[code] for code in kept}, points, whole, weights)


@dataclass(frozen=True, slots=True)
class _Cases:
    """Those who rated everything: what they said of the outcome and of each attribute, and their weights."""

    target: FloatArray
    table: AnswerTable
    codes: Sequence[str]
    mass: FloatArray | None

    @property
    def resamples(self) -> int:
        people, many = len(self.table), len(self.codes)
        units = groups_of(people) or people
        return min(drawn(people, 2 ** min(many, LARGEST_SHAPLEY) * many), fitting(units * many // 4))


def complete_columns(placed: Sequence[Standing], outcome: Outcome) -> tuple[str, ...]:
    """The columns that everybody behind derived importance answered."""
    return (outcome.code, *(each.attribute.own for each in placed if each.missed not in {Missed.HIDDEN, Missed.FEW}))


def _two(lines: Lines) -> int:
    """Lines through the mean of one attribute would run through it."""
    return 2 if lines.cross is Cross.GRAND_MEANS else 1


def _ratings(battery: Battery, columns: Columns) -> dict[str, Column]:
    return {each.code: column_of(columns, each.own) for each in battery.attributes}


def _mean(column: Column, points: Sequence[int], weights: FloatArray | None) -> Mean:
    """The mean of a column as it is stored; codes are counted once, whatever the number of people."""
    if column.dtype.kind not in "iu":
        return mean(valid(column, points), weights=weights)
    return average(count_codes(column, weights), points)


def _among(
    standing: Standing, own: Mapping[str, Column], whole: Mask, points: Sequence[int], mass: FloatArray | None
) -> Standing:
    """An attribute with its mean among those who rated everything: the place it has on the map."""
    if standing.missed is not None:
        return standing
    return replace(standing, performance=_mean(own[standing.attribute.code][whole], points, mass))


def _standing(attribute: Attribute, means: Sequence[Mean], least: int) -> Standing:
    """An attribute with its means: performance and, where it was stated, importance."""
    counts = [each.n for each in means]
    if any(0 < count < least for count in counts):
        return Standing(attribute, None, missed=Missed.HIDDEN)
    missed = Missed.FEW if min(counts) < FEWEST else None
    return Standing(attribute, means[0], means[1] if len(means) > 1 else None, missed)


def _varied(standing: Standing, shares: Drivers) -> Standing:
    """An attribute that does not vary, or is rated like another, has no importance of its own."""
    found = next((each for each in shares.drivers if each.name == standing.attribute.code), None)
    if found is None or found.value is not None or shares.reason is not None:
        return standing
    return replace(standing, missed=Missed.NO_VARIATION if found.same_as is None else Missed.SAME)


def _ends(scale: Scale) -> tuple[float, float]:
    return float(scale.first), float(scale.last)
