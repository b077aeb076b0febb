"""Penalty and reward: which attributes only annoy, only please, or do both, as an outcome tells."""

from collections.abc import Sequence
from dataclasses import replace

from survey_app.exceptions import N_, BadInput
from survey_app.questions.definition import Scale
from survey_app.questions.summarising import Columns, column_of, valid
from survey_app.services.attribute_tables import Outcome
from survey_app.services.priority_places import Placed
from survey_app.stats.answer_table import AnswerTable
from survey_app.stats.penalty_reward import Contrast, PenaltyReward, penalty_reward
from survey_app.stats.results import CautionCode, Reason

FEWEST_IN_DUMMY = 20
"""High and low ratings of an attribute from which on it can be said what they do."""
_FIFTH = 5
_LONGEST = 6


def usual_cuts(scale: Scale) -> tuple[int, int]:
    """What counts as high and as low where nothing was chosen: the top fifth and the bottom two fifths of the scale.

    Few people give the lowest points; with them alone there would seldom be a verdict.

    >>> usual_cuts(Scale(1, 5)), usual_cuts(Scale(0, 10))
    ((5, 2), (9, 3))
    """
    points = len(scale.points)
    high, low = max(1, round(points / _FIFTH)), max(1, round(2 * points / _FIFTH))
    return scale.last - high + 1, scale.first + low - 1


def cuts_of(scale: Scale, high: str, low: str) -> tuple[int, int]:
    """The cuts an address asks for; refused where they are no points of the scale or overlap."""
    usual = usual_cuts(scale)
    found = [_point(scale, text, otherwise) for text, otherwise in zip((high, low), usual, strict=True)]
    if found[1] >= found[0]:
        raise BadInput(N_("A high answer has to lie above a low one. Choose other points."))
    return found[0], found[1]


def _point(scale: Scale, text: str, otherwise: int) -> int:
    if not text:
        return otherwise
    found = next((point for point in scale.points if str(point) == text[:_LONGEST]), None)
    if found is None:
        raise BadInput(N_("There is no such point on the scale. Choose one from the list."))
    return found


def contrasts(columns: Columns, placed: Placed, outcome: Outcome, cuts: tuple[int, int]) -> PenaltyReward | None:
    """The contrast of the attributes that have a place; None without a map.

    Where the attributes hardly explain the outcome, by their ratings or by high and low ones, there is no verdict.
    """
    if placed.map is None or placed.whole is None:
        return None
    codes: Sequence[str] = list(placed.ratings)
    wanted = valid(column_of(columns, outcome.code), outcome.scale.points)
    table = AnswerTable.coded([placed.ratings[code] for code in codes], placed.points)
    whole, weights = placed.whole, placed.weights
    mass = None if weights is None else weights[whole]
    found = penalty_reward(wanted[whole], table.among(whole), codes, float(cuts[0]), float(cuts[1]), weights=mass)
    steady = tuple(
        each if is_steady(each) else Contrast(each.name, high=each.high, low=each.low, reason=each.reason)
        for each in found.attributes
    )
    kept = tuple(each for each in found.cautions if each.code is not CautionCode.FEW_IN_CLASS)
    told = replace(found, attributes=steady, cautions=kept)
    is_little = found.is_little or (placed.drivers is not None and placed.drivers.is_little)
    return told.undecided() if is_little else told


def without_few_between(found: PenaltyReward) -> PenaltyReward:
    """The same where few people rated some attribute neither high nor low: what is left would be their outcome."""
    few = any(0 < found.n - each.high - each.low < FEWEST_IN_DUMMY for each in found.attributes)
    if not few:
        return found
    bare = tuple(Contrast(each.name, reason=Reason.FEW_IN_A_GROUP) for each in found.attributes)
    return replace(found, attributes=bare, r2=None, constant=None, df=None)


def is_steady(contrast: Contrast) -> bool:
    """Whether enough people rated it high and low to say what that does; else it has no figures."""
    return min(contrast.high, contrast.low) >= FEWEST_IN_DUMMY
