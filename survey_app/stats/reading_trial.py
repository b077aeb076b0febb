"""What the further readings of a rating do by chance: the RAND/UCLA class and the fuzzy rule on simulated panels."""

from dataclasses import dataclass

import numpy as np

from survey_app.stats.answers import FloatArray
from survey_app.stats.appropriateness import RamClass, appropriateness
from survey_app.stats.consensus import AgreementRule
from survey_app.stats.fuzzy import fuzzy_item
from survey_app.stats.panel_readings import TABLES, FuzzyTable
from survey_app.stats.proportion import Proportion, wilson
from survey_app.stats.trial_worlds import World, begin

__all__ = ["RAM", "ReadingTrial", "try_reading"]

RAM = "ram"
_FIRST_STREAM = 100
"""The streams of chance before belong to the worlds of the rule."""


@dataclass(frozen=True, slots=True)
class ReadingTrial:
    """How often a reading takes a statement in a first round: rated at random, and with a true majority.

    `reading` is "ram" (class appropriate, by the adjusted range) or the fuzzy table (accepted).
    """

    reading: str
    by_chance: Proportion
    by_majority: Proportion


def try_reading(
    reading: str, rule: AgreementRule, shape: tuple[int, int], true_share: float, seed: int = 2026
) -> ReadingTrial:
    """Read simulated first rounds by RAND/UCLA or by a fuzzy table.

    Parameters: reading, "ram" or the value of a FuzzyTable; rule, for the scale and its high range; shape, panels and
    people; true_share of a real majority, who rate in the high range; seed.
    Returns: ReadingTrial.
    Raises: StatisticsRefused when a rating is off the scale of the reading: 1 to 9, or the points of the table.
    Formula: share of the panels whose statement is appropriate (`appropriateness`) or accepted (`fuzzy_item`).
    Do not trust it as a forecast: real panellists are no dice.
    Source: counting; Fitch et al. 2001; Cheng and Lin 2002.

    >>> found = try_reading("ram", AgreementRule(), (200, 9), 0.9, seed=1)
    >>> found.by_chance.value < 0.2 < 0.9 < found.by_majority.value
    True
    """
    counts = []
    for place, world in enumerate((World.RANDOM, World.MAJORITY)):
        chance = np.random.default_rng([seed, _FIRST_STREAM, place])
        ratings = begin(world, rule, shape, true_share, chance).ratings
        counts.append(sum(_is_taken(reading, each) for each in ratings))
    by_chance, by_majority = (wilson(count, shape[0]) for count in counts)
    return ReadingTrial(reading, by_chance, by_majority)


def _is_taken(reading: str, ratings: FloatArray) -> bool:
    if reading == RAM:
        return appropriateness(ratings).ram_class is RamClass.APPROPRIATE
    return bool(fuzzy_item(ratings, TABLES[FuzzyTable(reading)]).accepted)
