"""Groups and ordered tables against what R printed for public tables."""

import numpy as np
import pytest
from scipy import stats

from survey_app.stats.group_tests import compare_groups
from survey_app.stats.jonckheere import OrderedGroups, jonckheere_terpstra
from survey_app.stats.ordered import cochran_armitage, ordered_association
from survey_app.stats.results import CautionCode, Reason, StatisticsRefused

# MASS::housing, satisfaction in rows by influence in columns
HOUSING = [[282, 206, 79], [170, 189, 87], [175, 264, 229]]
# income by job satisfaction, black men, General Social Survey; Agresti 2002, Categorical Data Analysis, table 2.8
JOBS = [[1, 3, 10, 6], [2, 3, 10, 7], [1, 6, 14, 12], [0, 1, 9, 11]]


def people() -> tuple[list[float], list[int]]:
    cells = [(row, column) for row in range(3) for column in range(3) for _ in range(HOUSING[row][column])]
    return [float(row + 1) for row, _ in cells], [column + 1 for _, column in cells]


def test_the_housing_groups_have_the_figures_that_r_prints() -> None:
    found = compare_groups(*people())
    # kruskal.test, oneway.test, anova(lm(...)), pairwise.wilcox.test(..., p.adjust = "holm", exact = FALSE)
    assert found.kruskal_wallis.statistic == pytest.approx(102.0415714, abs=1e-6)
    assert found.welch.statistic == pytest.approx(55.751152, abs=1e-5)
    assert found.welch.df == pytest.approx((2, 1010.0494), abs=1e-3)
    assert found.welch.p == pytest.approx(1.0793224e-23, rel=1e-6)
    assert found.analysis_of_variance.statistic == pytest.approx(53.957, abs=1e-3)
    assert [pair.ranks_p_holm for pair in found.pairs] == pytest.approx(
        [4.471983e-08, 8.818937e-23, 4.470371e-08], rel=1e-5
    )
    first = found.pairs[0]
    assert (first.means.statistic, first.means.p) == pytest.approx((-5.52745, 3.932664e-08), rel=1e-5)
    effects = {effect.name: effect.value for effect in found.effects}
    assert effects["eta2_h"] == pytest.approx((102.0415714 - 2) / 1678)
    assert effects["epsilon2"] == pytest.approx(102.0415714 / 1680)
    assert effects["eta2"] == pytest.approx(74.2582859 / (74.2582859 + 1154.6733025))


def test_equal_weights_change_no_test_of_means_and_people_without_a_side_are_out() -> None:
    values, groups = people()
    plain = compare_groups(values, groups)
    weighted = compare_groups([*values, np.nan, 2], [*groups, 1, None], [5.0] * (len(values) + 2))
    assert weighted.welch.statistic == pytest.approx(plain.welch.statistic)
    assert weighted.analysis_of_variance.p == pytest.approx(plain.analysis_of_variance.p)
    assert weighted.missing == 2
    effects = {effect.name: effect.value for effect in weighted.effects}
    assert effects == pytest.approx({effect.name: effect.value for effect in plain.effects})
    assert [pair.rank_biserial for pair in weighted.pairs] == pytest.approx(
        [pair.rank_biserial for pair in plain.pairs]
    )


def test_weighted_ranks_are_tested_by_the_design_as_r_does() -> None:
    # svyranktest of survey 4.1-1 on svydesign(~1, weights = ~w): all three groups, and subset() for each two
    values = [12, 7, 9, 15, 3, 8, 11, 14, 2, 6, 10, 5]
    groups = list("aaaabbbbcccc")
    weights = [1, 2, 0.5, 3, 1, 1, 2, 0.7, 1.5, 1, 2.5, 1]
    found = compare_groups(values, groups, weights)
    assert found.kruskal_wallis.method == "kruskal_wallis_design_based"
    assert found.kruskal_wallis.statistic == pytest.approx(3.419754505887 / 2)
    assert found.kruskal_wallis.df == (2, 9)
    assert found.kruskal_wallis.p == pytest.approx(0.234737643708)
    # R takes the later group less the first
    assert [pair.ranks.statistic for pair in found.pairs] == pytest.approx(
        [0.883983627551, 1.720457620254, 1.250857527327]
    )
    assert [pair.ranks.p for pair in found.pairs] == pytest.approx([0.410724099794, 0.136138322478, 0.257551939301])
    # the weighted chance to stand above, less that to stand below, counted out
    first = [(value, weight) for value, group, weight in zip(values, groups, weights, strict=True) if group == "a"]
    other = [(value, weight) for value, group, weight in zip(values, groups, weights, strict=True) if group == "b"]
    ahead = sum(w * v * (1 if x > y else -1) for x, w in first for y, v in other) / (6.5 * 4.7)
    assert found.pairs[0].rank_biserial == pytest.approx(ahead)


def test_weighted_ranks_without_spread_within_two_groups_have_no_test() -> None:
    found = compare_groups([1, 1, 2, 2, 3, 4], list("aabbcc"), [1, 2, 1, 1, 1, 1])
    assert (found.kruskal_wallis.statistic, found.pairs[0].ranks.p) == (None, None)
    assert found.pairs[1].ranks.p is not None
    # a third of 0.1 and 0.2 is no third: rounding must not pass for a spread
    found = compare_groups([1] * 3 + [2] * 3 + [2, 2], list("aaabbbcc"), [0.1, 0.2, 0.7, 1.3, 0.6, 2.9, 0.3, 1.1])
    assert [pair.ranks.p for pair in found.pairs] == [None] * 3
    assert (found.kruskal_wallis.p, found.pairs[2].rank_biserial) == (None, 0)


def test_two_groups_agree_with_scipy() -> None:
    rng = np.random.default_rng(2)
    a, b = rng.integers(1, 8, 40).astype(float), rng.integers(2, 8, 25).astype(float)
    pair = compare_groups([*a, *b], ["a"] * 40 + ["b"] * 25).pairs[0]
    assert pair.ranks.p == pytest.approx(stats.mannwhitneyu(a, b, method="asymptotic").pvalue)
    welch = stats.ttest_ind(a, b, equal_var=False)
    assert (pair.means.statistic, pair.means.p) == pytest.approx((welch.statistic, welch.pvalue))
    pooled = ((39 * a.var(ddof=1) + 24 * b.var(ddof=1)) / 63) ** 0.5
    assert pair.hedges_g == pytest.approx((a.mean() - b.mean()) / pooled * (1 - 3 / (4 * 63 - 1)))


def test_what_cannot_be_compared_has_its_reason() -> None:
    assert compare_groups([1, 2], ["a", "a"]).reason is Reason.ONE_GROUP
    assert compare_groups([3, 3, 3, 3], ["a", "a", "b", "b"]).reason is Reason.NO_VARIATION
    assert compare_groups([None], ["a"]).reason is Reason.NO_ANSWERS
    small = compare_groups([1, 2, 3, 4, 5], ["a", "a", "b", "b", "c"])
    assert [each.code for each in small.groups] == ["a", "b"]
    assert small.warns(CautionCode.GROUP_BELOW_2)
    with pytest.raises(StatisticsRefused):
        compare_groups([1, 2], ["a"])


def test_the_job_table_has_the_figures_of_agresti_and_of_r() -> None:
    # Agresti 2002, 3.4.4: gamma .221, ASE .117; R, vcdExtra: CMHtest prints cor 2.9830, p 0.084144
    found = ordered_association(JOBS)
    assert (found.gamma.value, found.gamma.standard_error) == pytest.approx((0.221, 0.117), abs=5e-4)
    assert found.linear_by_linear.statistic == pytest.approx(2.9830, abs=5e-5)
    assert found.linear_by_linear.p == pytest.approx(0.084144, abs=5e-7)
    rows, columns = zip(*[(r, c) for r in range(4) for c in range(4) for _ in range(JOBS[r][c])], strict=True)
    assert found.tau_b.value == pytest.approx(stats.kendalltau(rows, columns).statistic)
    assert found.somers_columns.value == pytest.approx(stats.somersd(np.array(JOBS)).statistic)
    assert found.somers_rows.value == pytest.approx(stats.somersd(np.array(JOBS).T).statistic)


def test_the_larger_table_has_the_errors_that_r_prints() -> None:
    # GKgamma(t): gamma 0.3314725, std. error 0.03068373; (n - 1) cor^2 = 101.3675172; cor(..., "kendall") 0.220093919
    found = ordered_association(HOUSING)
    assert (found.gamma.value, found.gamma.standard_error) == pytest.approx((0.3314725, 0.03068373), abs=1e-7)
    assert found.linear_by_linear.statistic == pytest.approx(101.3675172, abs=1e-6)
    assert found.tau_b.value == pytest.approx(0.220093919, abs=1e-9)
    halved = ordered_association(HOUSING, design_effect=2)
    assert halved.linear_by_linear.statistic == pytest.approx(101.3675172 / 2)
    assert halved.gamma.standard_error == pytest.approx(0.03068373 * 2**0.5, abs=1e-7)


def test_the_errors_of_tau_and_d_are_those_of_a_resampled_table() -> None:
    # an independent way to the same figure: 4,000 multinomial draws of the table
    table = np.array(HOUSING)
    drawn = np.random.default_rng(3).multinomial(1681, (table / table.sum()).ravel(), 400).reshape(-1, 3, 3)
    found, again = ordered_association(table), [ordered_association(each) for each in drawn]
    for name in ("tau_b", "somers_rows", "somers_columns"):
        spread = np.std([getattr(each, name).value for each in again])
        assert getattr(found, name).standard_error == pytest.approx(spread, rel=0.12)


def test_a_share_that_rises_has_the_chi_square_of_cochran_and_armitage() -> None:
    # prop.trend.test(c(175, 264, 229), c(627, 659, 395)): X-squared = 90.151779
    found = cochran_armitage(HOUSING[2], [627, 659, 395])
    assert found.statistic == pytest.approx(90.151779, abs=1e-6)
    assert found.slope is not None
    assert found.slope > 0
    halved = cochran_armitage(HOUSING[2], [627, 659, 395], n_eff=[313.5, 329.5, 197.5])
    assert halved.statistic == pytest.approx(90.151779 / 2, abs=1e-6)
    assert cochran_armitage([0, 0], [5, 5]).reason is Reason.NO_VARIATION
    assert cochran_armitage([3, 0], [5, 0]).reason is Reason.ONE_GROUP
    with pytest.raises(StatisticsRefused):
        cochran_armitage([6], [5])


def test_one_line_has_no_order() -> None:
    assert ordered_association([[1, 2, 3]]).reason is Reason.NO_VARIATION
    assert ordered_association([[0, 0], [0, 0]]).reason is Reason.NO_ANSWERS
    with pytest.raises(StatisticsRefused):
        ordered_association(JOBS, row_scores=[1, 2])


def test_pieces_made_with_more_information_have_the_j_of_hollander_and_wolfe() -> None:
    # Hollander and Wolfe 1999, Nonparametric Statistical Methods, 2nd ed., example 6.2: J = 79, expected 54
    pieces = ((40, 35, 38, 43, 44, 41), (38, 40, 47, 44, 40, 42), (48, 40, 45, 43, 46, 44))
    made = sorted({each for group in pieces for each in group})
    table = [[group.count(each) for group in pieces] for each in made]
    found = jonckheere_terpstra(table)
    assert (found.j, found.expected) == (79, 54)
    # two groups: the rank sum test, R: wilcox.test(poverty ~ degree, carData::WVS, exact = FALSE, correct = FALSE)
    poverty = jonckheere_terpstra([[2155, 553], [1426, 436], [657, 154]])
    assert poverty.p == pytest.approx(0.5343215, abs=1e-7)
    assert jonckheere_terpstra([[3, 0], [2, 0]]) == OrderedGroups()
    heavy = jonckheere_terpstra([[2155, 553], [1426, 436], [657, 154]], 4)
    assert (heavy.z or 0) * 2 == pytest.approx(poverty.z)
    with pytest.raises(StatisticsRefused):
        jonckheere_terpstra([[1, -1]])
