"""Where the attributes of a battery stand: importance, performance, quadrant, drivers; no place on few answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from survey_app.questions.definition import Scale
from survey_app.questions.summarising import Columns, column_of, valid
from survey_app.services.attribute_tables import Attribute, Battery, Outcome
from survey_app.services.columns import Mask
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
from survey_app.stats.relative_importance import LARGEST_SHAPLEY

FEWEST = 30
"""Answers from which on an attribute gets a place."""
_CELLS, _SUBSETS = 3_000_000, 50_000_000
_LEAST_DRAWN, _MOST_DRAWN = 80, 1000


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
    ratings: Mapping[str, FloatArray] = field(default_factory=dict)
    """Attribute -> its ratings, for those that have a place."""
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

    >>> drawn(300), drawn(6000), drawn(1_000_000)
    (1000, 500, 80)
    """
    most = min(_CELLS // max(people, 1), _SUBSETS // max(subsets, 1))
    return max(_LEAST_DRAWN, min(_MOST_DRAWN, most))


def stated(battery: Battery, columns: Columns, lines: Lines, least: int, weights: FloatArray | None = None) -> Placed:
    """The map with the importance that people stated; the lines come from the attributes that have a place."""
    assert battery.importance is not None  # noqa: S101 - only batteries that ask for it come here
    own, said = _ratings(battery, columns), {}
    for each in battery.attributes:
        said[each.code] = valid(column_of(columns, each.importance), battery.importance.points)
    sides = {each.code: (own[each.code], said[each.code]) for each in battery.attributes}
    standings = tuple(_standing(each, sides[each.code], least, weights) for each in battery.attributes)
    kept = [each.attribute.code for each in standings if each.missed is None]
    if len(kept) < _two(lines):
        return Placed(standings)
    found = importance_performance(
        np.column_stack([said[code] for code in kept]),
        np.column_stack([own[code] for code in kept]),
        kept,
        lines.cross,
        scales=(_ends(battery.importance), _ends(battery.scale)),
        target=lines.target,
        weights=weights,
        resamples=drawn(len(own[kept[0]])),
    )
    return Placed(standings, found, ratings={code: own[code] for code in kept}, weights=weights)


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
    own = _ratings(battery, columns)
    standings = tuple(_standing(each, (own[each.code],), least, weights) for each in battery.attributes)
    codes = [each.attribute.code for each in standings if each.missed is None]
    wanted = valid(column_of(columns, outcome.code), outcome.scale.points)
    if not codes:
        return Placed(standings)
    whole: Mask = np.all([~np.isnan(column) for column in (wanted, *(own[code] for code in codes))], axis=0)
    if weights is not None:
        whole &= weights > 0
    if int(whole.sum()) < FEWEST:
        return Placed(standings, whole=whole)
    cases = _Cases(wanted, np.column_stack([own[code] for code in codes]), codes, whole, weights)
    shares = drivers(cases.target, cases.table, codes, weights=cases.mass, resamples=cases.resamples)
    kept = [each.name for each in shares.drivers if each.value is not None]
    standings = tuple(_varied(cases.among(each), shares) for each in standings)
    if len(kept) < _two(lines):
        return Placed(standings, drivers=shares, whole=whole, weights=weights)
    found = derived_importance_performance(
        cases.target,
        cases.table[:, [codes.index(code) for code in kept]],
        kept,
        lines.cross,
        derived=Derived.SHARE,
        target=lines.target,
        weights=cases.mass,
        resamples=cases.resamples,
    )
    return Placed(standings, found, shares, {code: own[code] for code in kept}, whole, weights)


@dataclass(frozen=True, slots=True)
class _Cases:
    """Those who rated everything: what they said of the outcome and of each attribute, and their weights."""

    wanted: FloatArray
    ratings: FloatArray
    codes: Sequence[str]
    whole: Mask
    weights: FloatArray | None

    @property
    def target(self) -> FloatArray:
        return self.wanted[self.whole]

    @property
    def table(self) -> FloatArray:
        return self.ratings[self.whole]

    @property
    def mass(self) -> FloatArray | None:
        return None if self.weights is None else self.weights[self.whole]

    @property
    def resamples(self) -> int:
        people, many = int(self.whole.sum()), len(self.codes)
        return min(drawn(people, 2 ** min(many, LARGEST_SHAPLEY) * many), drawn(people * many // 4))

    def among(self, standing: Standing) -> Standing:
        """The attribute with its mean among them: the place it has on the map."""
        if standing.missed is not None:
            return standing
        column = self.table[:, self.codes.index(standing.attribute.code)]
        return replace(standing, performance=mean(column, weights=self.mass))


def complete_columns(placed: Sequence[Standing], outcome: Outcome) -> tuple[str, ...]:
    """The columns that everybody behind derived importance answered."""
    return (outcome.code, *(each.attribute.own for each in placed if each.missed not in {Missed.HIDDEN, Missed.FEW}))


def _two(lines: Lines) -> int:
    """Lines through the mean of one attribute would run through it."""
    return 2 if lines.cross is Cross.GRAND_MEANS else 1


def _ratings(battery: Battery, columns: Columns) -> dict[str, FloatArray]:
    return {each.code: valid(column_of(columns, each.own), battery.scale.points) for each in battery.attributes}


def _standing(attribute: Attribute, sides: Sequence[FloatArray], least: int, weights: FloatArray | None) -> Standing:
    """An attribute with its means; `sides` are performance and, where it was stated, importance."""
    there = np.ones(len(sides[0]), np.bool_) if weights is None else weights > 0
    counts = [int((~np.isnan(side) & there).sum()) for side in sides]
    if any(0 < count < least for count in counts):
        return Standing(attribute, None, missed=Missed.HIDDEN)
    missed = Missed.FEW if min(counts) < FEWEST else None
    means = [mean(side, weights=weights) for side in sides]
    return Standing(attribute, means[0], means[1] if len(means) > 1 else None, missed)


def _varied(standing: Standing, shares: Drivers) -> Standing:
    """An attribute that does not vary, or is rated like another, has no importance of its own."""
    found = next((each for each in shares.drivers if each.name == standing.attribute.code), None)
    if found is None or found.value is not None or shares.reason is not None:
        return standing
    return replace(standing, missed=Missed.NO_VARIATION if found.same_as is None else Missed.SAME)


def _ends(scale: Scale) -> tuple[float, float]:
    return float(scale.first), float(scale.last)
