"""The test of a weighted table, against svychisq(statistic = "F") of R's package survey 4.1-1 (ids = ~1)."""

import numpy as np
import pytest

from survey_app.stats.association import association
from survey_app.stats.coding import single
from survey_app.stats.crosstab import cross_table
from survey_app.stats.rao_scott import rao_scott
from survey_app.stats.results import CautionCode

HOUSING = np.array([[282, 206, 79], [170, 189, 87], [175, 264, 229]])


def people(rows: int, columns: int, n: int) -> tuple[list[int], list[int], list[float]]:
    """Answers and weights that a formula makes, the same here and in R."""
    at = np.arange(1, n + 1)
    one = (at * 7 + at // 5) % rows + 1
    two = (one + (at * at) % (columns + 1) % columns + at % 3) % columns + 1
    weights = 0.2 + ((at * 37) % 101) / 50 + one * two / 10
    return one.tolist(), two.tolist(), weights.tolist()


@pytest.mark.parametrize(
    ("shape", "f", "df", "error", "p"),
    [
        ((2, 2, 60), 5.87600058731, 1, 59, 0.0184323206929),
        ((3, 4, 250), 11.6557392006, 5.71856821998, 1423.92348677, 2.68250242721e-12),
        ((4, 3, 90), 0.721482634067, 5.66853924834, 504.499993103, 0.624639289703),
        ((5, 6, 400), 1.21407153758, 18.7587036678, 7484.72276344, 0.235788550055),
        ((3, 5, 17), 0.707611955101, 7.29090499813, 116.65447997, 0.671285251914),
    ],
)
def test_f_its_degrees_of_freedom_and_p_are_those_of_svychisq(
    shape: tuple[int, int, int], f: float, df: float, error: float, p: float
) -> None:
    one, two, weights = people(*shape)
    test = cross_table(single(one), [single(two)], weights, scheme=None).tests[0][1]
    assert test is not None
    assert test.rao_scott is not None
    assert test.p_method == "rao_scott_f"
    found = (test.rao_scott.f, test.rao_scott.df, test.rao_scott.df_error, test.p)
    assert found == pytest.approx((f, df, error, p), rel=1e-9)
    assert test.statistic == pytest.approx(f * test.df)
    assert test.uncorrected == pytest.approx(f * test.df * (test.design_effect or 0))


def test_grossing_up_changes_nothing_and_heavy_people_cost() -> None:
    same = association(HOUSING, HOUSING * 40.0, 0.0, squares=HOUSING * 1600.0)
    # equal weights: the variance of svymean has n - 1, so chi-square shrinks by (n - 1)/n and no more
    assert same.statistic == pytest.approx(106.1751 * 1680 / 1681, abs=1e-4)
    assert same.design_effect == pytest.approx(1681 / 1680)
    half = association(HOUSING, HOUSING * 1.0, 1.0, squares=HOUSING * 2.0)
    assert half.design_effect == pytest.approx(2 * 1681 / 1680)
    assert half.warns(CautionCode.WEIGHTED_APPROXIMATE)


def test_without_squares_and_in_a_table_too_large_the_first_order_stays() -> None:
    assert association(HOUSING, HOUSING * 1.0, 1.0).p_method == "chi_square_first_order"
    assert rao_scott(np.ones((200, 200)), np.ones((200, 200)), 40_000) is None
    assert rao_scott(np.ones((1, 3)), np.ones((1, 3)), 3) is None


def test_a_table_of_many_empty_cells_has_a_p_all_the_same() -> None:
    found = association(np.eye(4), np.eye(4) * 2.0, 0.0, squares=np.eye(4) * 4.0)
    assert found.p is not None
    assert 0 <= found.p <= 1
