"""What weights may lay open: without the guard two tables tell what few people said, with it they do not."""

import numpy as np

from survey_app.services.weighing import large, together
from survey_app.services.weightings import cells, smallest_cell

NORTH, SOUTH = 160, 3
WEIGHTS = np.array([0.75] * NORTH + [1.2] * SOUTH)
SAID_YES = np.array([place % 2 == 0 for place in range(NORTH)] + [True, True, False])


def test_two_tables_would_tell_what_three_people_said() -> None:
    everybody = float(SAID_YES.sum())
    weighted = float((WEIGHTS * SAID_YES).sum())
    # whoever knows the two weights solves: yes of the three = (weighted - .75 of all) / (1.2 - .75)
    assert round((weighted - 0.75 * everybody) / 0.45, 9) == 2
    assert not large(cells(WEIGHTS), np.ones(WEIGHTS.size, np.bool_), 5)
    assert smallest_cell(WEIGHTS) == 3


def test_a_filter_counts_with_the_weights_and_rounding_makes_no_new_weight() -> None:
    weights = np.array([0.75, 1.2] * 10)
    assert large(cells(weights), np.ones(20, np.bool_), 10)
    halves = np.array([0] * 10 + [1] * 10)
    assert not large(together([cells(weights), halves]), np.ones(20, np.bool_), 6)
    assert large(together([cells(weights), halves]), np.ones(20, np.bool_), 5)
    assert smallest_cell(weights + np.linspace(0, 1e-12, 20)) == 10
    assert smallest_cell(np.zeros(0)) > 10
