"""The satisfied share by the groups of the sample's list, none of which says what few people of it gave."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from survey_app.exports.report import Breakdown, Group
from survey_app.questions.definition import Question, Scale, best_of
from survey_app.questions.summarising import NumberColumn, column_of, valid
from survey_app.services import answers_by_group, filters, weighing, weightings
from survey_app.services.columns import Grouping, Mask
from survey_app.services.filters import ATTRIBUTE
from survey_app.services.groups import crossable, merged, one_each, showable
from survey_app.services.keyfigures import scale_of
from survey_app.services.selections import Selection
from survey_app.services.weighting_rules import Weights
from survey_app.services.withholding import look_of
from survey_app.stats.satisfaction import TopShare, top_share


def breakdowns(selection: Selection, question: Question | None) -> tuple[Breakdown, ...]:
    """The satisfied share by each attribute of the sample's list that tells people apart.

    One of which fewer than two groups may be told stands without groups: it is named all the same, unless it says of
    nearly everybody something else, as a name does.
    """
    scale = scale_of(question) if question is not None else None
    if question is None or scale is None:
        return ()
    ratings = valid(column_of(selection.answered.columns, question.code), scale.points)
    rated = replace(selection, mask=selection.mask & ~np.isnan(ratings))
    found = []
    for place, (name, grouping) in enumerate(selection.answered.attributes.items(), 1):
        told = _told_by(name, grouping, rated, (ratings, scale))
        if told is not None:
            found.append(replace(told, place=place))
    return tuple(found)


def _told_by(name: str, grouping: Grouping, rated: Selection, of: tuple[NumberColumn, Scale]) -> Breakdown | None:
    """The groups of one attribute; none where it tells nobody apart."""
    ratings, scale = of
    sizes = grouping.sizes(rated.mask)
    left = None
    if _may_cross(rated, grouping, ~np.isnan(ratings)):
        left = _left_out(rated, name, grouping, (ratings, scale.points))
    if left is not None:
        found = _breakdown(name, grouping, rated, (ratings, scale.best), left)
        if len(found.groups) > 1:
            return found
    is_told_of = len(sizes) > 1 and not one_each(grouping.places)
    return Breakdown(name, (), len(sizes), grouping.words.title) if is_told_of else None


def _may_cross(rated: Selection, grouping: Grouping, among: Mask) -> bool:
    """Groups inside a filtered group can be compared with the same groups of everybody."""
    if not rated.conditions or rated.least == 1:
        return True
    if not filters.may_show(among, rated.conditions, rated.least):
        return False
    places = [*(condition.dimension.places for condition in rated.conditions), grouping.places]
    return crossable([each[among] for each in places], rated.least)


def _left_out(
    rated: Selection, name: str, grouping: Grouping, scale: tuple[NumberColumn, Sequence[int]]
) -> frozenset[int] | None:
    """The groups of which the satisfied, or the others, may not be told; None where they may not be told of any."""
    ratings, points = scale
    told = look_of(rated.conditions, rated.fewest).beside(ATTRIBUTE + name, grouping.places)
    told = told.surrounded(answers_by_group.apart(rated.answered))
    column = np.nan_to_num(ratings, nan=-1).astype(np.int64)
    best = best_of(points)
    return answers_by_group.left_out_of(column, (tuple(points[: -len(best)]), best), told)


def _breakdown(
    name: str,
    grouping: Grouping,
    rated: Selection,
    scale: tuple[NumberColumn, Sequence[int]],
    left_out: frozenset[int],
) -> Breakdown:
    ratings, top = scale
    weights = _weights_by(rated, grouping, ~np.isnan(ratings))
    sizes = grouping.sizes(rated.mask)
    # what could not be shown of everybody who rated is not shown of some of them either
    everybody = grouping.sizes(~np.isnan(ratings))
    shown = showable(sizes, rated.least) & showable(everybody, rated.least) - left_out
    groups = [
        Group(
            grouping.values[place] if place >= 0 else None,
            sizes[place],
            _top_share(ratings, top, rated.mask & (grouping.places == place), weights),
            grouping.words.values.get(grouping.values[place], {}) if place >= 0 else {},
        )
        for place in sorted(shown, key=lambda place: (place < 0, -sizes[place], place))
    ]
    return Breakdown(name, tuple(groups), len(sizes) - len(shown), grouping.words.title)


def _top_share(ratings: NumberColumn, top: Sequence[int], among: Mask, weights: Weights | None) -> TopShare:
    return top_share(ratings[among], top, weights=None if weights is None else weights[among])


def _weights_by(rated: Selection, grouping: Grouping, among: Mask) -> Weights | None:
    """The weights of a comparison of groups; none where a weight would belong to few people of a group.

    `among` is everybody who rated, also those whom the filters leave out: they are what a subtraction leaves.
    """
    if rated.weights is None:
        return None
    weights = rated.weights.applied.weights
    conditions = [merged(each.dimension.places, rated.least) for each in rated.conditions]
    groups = weighing.together([weightings.cells(weights), merged(grouping.places, rated.least), *conditions])
    return weights if rated.least == 1 or weighing.large(groups, among, rated.least) else None
