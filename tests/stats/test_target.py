"""A figure and its target: the interval decides, and without one nothing is claimed."""

import pytest

from survey_app.stats.descriptive import mean
from survey_app.stats.proportion import wilson
from survey_app.stats.results import Estimate
from survey_app.stats.target import Outcome, against


# Wilson's interval of 81 of 263 is .2553 to .3662 (Newcombe 1998, Statistics in Medicine 17:857)
@pytest.mark.parametrize(
    ("target", "outcome"),
    [(0.25, Outcome.REACHED), (0.26, Outcome.WITHIN), (0.3662, Outcome.WITHIN), (0.37, Outcome.NOT_REACHED)],
)
def test_the_interval_and_not_the_figure_says_whether_a_target_is_reached(target: float, outcome: Outcome) -> None:
    assert against(wilson(81, 263), target) is outcome


def test_where_everybody_answered_the_figure_itself_decides() -> None:
    census = wilson(8, 10, population=10)
    assert census.interval is None
    assert [against(census, target) for target in (0.8, 0.81)] == [Outcome.REACHED, Outcome.NOT_REACHED]


@pytest.mark.parametrize("found", [mean([]), mean([4.0]), wilson(0, 0)])
def test_without_a_figure_or_an_interval_nothing_is_said(found: Estimate) -> None:
    assert against(found, 0.0) is Outcome.UNKNOWN
