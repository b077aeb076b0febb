"""Figures of a report weighted: which of them may be, for whom, and what is said of it.

The address asks for it (`weight=on`). Who may not see small groups gets a question's figures weighted only where each
weight is shared by enough of the people who answered it, inside and outside the group that a filter shows; the other
questions stay unweighted and say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from survey_app.exceptions import N_, BadInput
from survey_app.exports.report import WeightsUsed
from survey_app.models import Stage
from survey_app.questions.base import Value, Variable, VariableKind
from survey_app.questions.summarising import Columns, Weighed
from survey_app.services import weightings
from survey_app.services.bases import bases_of, figures_of
from survey_app.services.columns import Answered, Mask, Places
from survey_app.services.filters import ATTRIBUTE, MODE, SOURCE, WEIGHT, Asked, Condition
from survey_app.services.groups import merged
from survey_app.services.weighting_rules import Weights
from survey_app.services.weightings import InForce, LaysOpen, cells
from survey_app.stats.answers import kish
from survey_app.vocabulary import AnonymityLevel

ON, OFF = "on", "off"
LABEL = {"en": "Weight", "es": "Peso", "zh_Hans_CN": "权重"}


class NoSuchWeights(BadInput):
    """Weights are asked for by a word that means nothing."""

    status_for_programs = 422
    message = N_("Weights are “on” or “off”.")


def wanted(asked: Asked) -> bool:
    """Whether an address asks for weighted figures."""
    said = [value for value in asked.get(WEIGHT, ()) if value]
    if not set(said) <= {ON, OFF} or len(said) > 1:
        raise NoSuchWeights
    return said == [ON]


def in_force(stage: Stage, asked: Asked, answered: Answered, least: int) -> InForce | None:
    """The weighting an address asks for; refused where none is kept or it does not fit, None where none is asked."""
    return weightings.in_force(stage, answered, least) if wanted(asked) else None


@dataclass(frozen=True, slots=True)
class Guard:
    """People of one weight and one group of the filters, and how many of them there have to be."""

    groups: Places
    least: int


def guard(found: InForce, conditions: Sequence[Condition], least: int) -> Guard | None:
    """What weighted figures may lay open under these filters; None for who may see single answers."""
    if least == 1:
        return None
    groups = [merged(each.dimension.places, least) for each in conditions]
    return Guard(together([cells(found.applied.weights), *groups]), least)


def weighed(columns: Columns, found: InForce, answered: Answered, mask: Mask, watch: Guard | None) -> Weighed:
    """The columns of the people in the mask with their weights; refused where the filters leave a weight to few."""
    weights = found.applied.weights[mask]
    if watch is None:
        return Weighed(columns, weights)
    if not large(watch.groups, answered.everybody, watch.least):
        raise LaysOpen(least=watch.least)
    return Weighed(columns, weights, _bare(answered, watch.groups, watch.least))


def together(columns: Sequence[Places]) -> Places:
    """People who stand in the same groups everywhere are one group."""
    found = np.zeros(columns[0].size, np.int64)
    for places in columns:
        _values, each = np.unique(places, return_inverse=True)
        _values, found = np.unique(found * (int(each.max(initial=0)) + 1) + each.reshape(-1), return_inverse=True)
        found = found.reshape(-1)
    return np.asarray(found, np.int64)


def large(groups: Places, given: Mask, least: int) -> bool:
    """Whether none of the groups is small among these people.

    >>> large(np.array([0, 0, 1, 1]), np.array([True, True, True, False]), 2)
    False
    """
    counts = np.bincount(groups[given])
    return bool((counts[counts > 0] >= least).all())


def _bare(answered: Answered, groups: Places, least: int) -> frozenset[str]:
    """The columns of every question with a figure that too few people of a weight stand behind."""
    found: set[str] = set()
    for question in answered.questionnaire.questions():
        if not all(large(groups, each, least) for each in bases_of(question, answered)):
            found.update(figures_of(question, answered))
    return frozenset(found)


def goes_along(found: InForce, level: AnonymityLevel) -> bool:
    """Whether single answers are given out with their weights.

    A weight tells the category it was made by. Where names are kept apart from answers, what the list or the way of
    answering says of a person stands in no row, and so no weight made of it may.
    """
    within = {each.key for each in found.rule.breaks if each.key in {MODE, SOURCE} or each.key.startswith(ATTRIBUTE)}
    return level is AnonymityLevel.IDENTIFIED or not within


def used(found: InForce, mask: Mask, answered: Answered, level: AnonymityLevel) -> WeightsUsed:
    """What a report says of its weights: over the people in the mask."""
    weights: Weights = found.applied.weights[mask]
    there = weights[weights > 0]
    n_eff = kish(there)
    mean = float(there.mean()) if there.size else 1.0
    return WeightsUsed(
        name=found.name,
        by=tuple(each.key for each in found.rule.breaks) or (found.rule.variable,),
        n=int(there.size),
        n_eff=n_eff,
        effect=there.size / n_eff if n_eff else None,
        smallest=float(there.min()) / mean if there.size else None,
        largest=float(there.max()) / mean if there.size else None,
        column=_column(answered) if goes_along(found, level) else "",
    )


def variables(found: InForce | None, answered: Answered, level: AnonymityLevel) -> tuple[Variable, ...]:
    """The column of weights that single answers are given out with; none while figures are unweighted."""
    if found is None or not goes_along(found, level):
        return ()
    return (Variable(_column(answered), VariableKind.NUMBER, LABEL),)


def by_key(found: InForce | None, answered: Answered, level: AnonymityLevel) -> dict[str, dict[str, Value]]:
    """The value of that column of every answer, by its key."""
    if found is None or not goes_along(found, level):
        return {}
    name = _column(answered)
    rounded = np.round(found.applied.weights, 12).tolist()
    return {key: {name: weight} for key, weight in zip(answered.keys, rounded, strict=True)}


def _column(answered: Answered) -> str:
    taken = {variable.name for variable in (*answered.variables, *answered.course)}
    return next(name for name in ("WEIGHT", *(f"WEIGHT_{number}" for number in range(2, 99))) if name not in taken)
