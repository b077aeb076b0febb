"""How well the items of each battery hang together, worked out for reports."""

import numpy as np

from survey_app.exports.analyses import LeftOut, ScaleReliability
from survey_app.questions.definition import Text
from survey_app.questions.summarising import column_of, valid
from survey_app.services import attribute_tables
from survey_app.services.attribute_tables import Battery
from survey_app.services.chosen_answers import Chosen
from survey_app.services.tied_figures import may_tie
from survey_app.stats.omega import omega_total
from survey_app.stats.reliability import cronbach_alpha

_EXPERIENCED, _EXPECTED = ".experienced", ".expected"
_MOST_ITEMS = 60
_LEAST_COMMON = 0.05
"""Items that correlate less on average have no common factor, and looking for one takes very long."""


def build(chosen: Chosen) -> tuple[ScaleReliability, ...]:
    """Alpha, omega and the items of every battery, of expectation apart from experience.

    A battery that fewer than two, or fewer than may be shown, rated completely is left out.
    """
    found = (
        _scale(chosen, each, side) for each in attribute_tables.batteries(chosen.answered) for side in _sides(each)
    )
    return tuple(each for each in found if each is not None)


def left_out(chosen: Chosen) -> tuple[LeftOut, ...]:
    """The batteries that are left out because few people of a group gave some of the answers."""
    batteries = attribute_tables.batteries(chosen.answered)
    gone = [each for each in batteries if set(each.columns) & chosen.withheld and len(each.attributes) > 1]
    found = [LeftOut("reliability", questions=tuple(each.label for each in gone))] if gone else []
    others = [each for each in batteries if each not in gone and len(each.attributes) > 1]
    return (
        (*found, LeftOut("reliability", is_tied=True))
        if any(not _may_tie(chosen, each) for each in others)
        else (*found,)
    )


def _may_tie(chosen: Chosen, battery: Battery) -> bool:
    """Whether so many people rated all of it that its figures say of none of them which two answers they gave."""
    return may_tie(
        [np.asarray(column_of(chosen.answered.columns, each.own)) for each in battery.attributes], chosen.selection
    )


def _sides(battery: Battery) -> tuple[str, ...]:
    """Experience and expectation where both were asked, else the one rating there is."""
    both = battery.attributes[0].own.endswith(_EXPERIENCED)
    return (_EXPERIENCED, _EXPECTED) if both else ("",)


def _scale(chosen: Chosen, battery: Battery, side: str) -> ScaleReliability | None:
    names = [each.own.removesuffix(_EXPERIENCED) + side if side else each.own for each in battery.attributes]
    if len(names) > _MOST_ITEMS or set(names) & chosen.withheld:
        return None
    if not chosen.may_show(_complete(chosen, battery, names)):
        return None
    table = [np.asarray(column_of(chosen.answered.columns, name)) for name in names]
    if not may_tie(table, chosen.selection):
        return None
    matrix = np.column_stack([valid(column_of(chosen.columns, name), battery.scale.points) for name in names])
    alpha = cronbach_alpha(matrix, weights=chosen.weights)
    if alpha.value is None:
        return None
    items: tuple[tuple[str, Text], ...] = tuple(
        (name, each.label) for name, each in zip(names, battery.attributes, strict=True)
    )
    points = (battery.scale.first, battery.scale.last)
    common = alpha.mean_correlation is not None and alpha.mean_correlation >= _LEAST_COMMON
    omega = omega_total(matrix, chosen.weights) if common else None
    return ScaleReliability(battery.label, side.removeprefix("."), items, alpha, omega, points)


def _complete(chosen: Chosen, battery: Battery, names: list[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Who of everybody rated all of them."""
    table = [valid(column_of(chosen.answered.columns, name), battery.scale.points) for name in names]
    return np.asarray(~np.isnan(np.column_stack(table)).any(axis=1), np.bool_)
