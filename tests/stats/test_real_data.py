"""Real data of other people against figures that R 4.2.2 printed (survey 4.1-1, psych 2.2.9, vegan 2.6-4, coin 1.4-2).

The data are those that the packages carry: MASS painters, vcd VisualAcuity and Bundesliga, survey api, psych bfi and
sat.act. They stand here as counts, since the order of people does not matter.
"""

import numpy as np
import pytest

from survey_app.stats.concordance import concordance
from survey_app.stats.consensus import AgreementRule
from survey_app.stats.descriptive import mean
from survey_app.stats.gap import gap
from survey_app.stats.group_tests import compare_groups
from survey_app.stats.omega import omega_total
from survey_app.stats.pairs import pairwise
from survey_app.stats.proportion import share_of
from survey_app.stats.reliability import cronbach_alpha
from survey_app.stats.stability import Stability, stability
from survey_app.stats.transitions import bowker
from survey_app.stats.weighting import Margin, rake

# ten painters by four marks, de Piles 1708: composition, drawing, colour, expression
PAINTERS = (
    (10, 8, 16, 3), (15, 16, 4, 14), (8, 13, 16, 7), (12, 16, 9, 8), (0, 15, 8, 0), (15, 16, 4, 14), (8, 17, 4, 8),
    (15, 16, 7, 6), (4, 12, 10, 4), (17, 18, 12, 18),
)  # fmt: skip
# every sixtieth of 7,477 women, unaided vision of the right eye (rows) by that of the left, Stuart 1953
EYES = ((26, 5, 2, 1), (4, 25, 8, 1), (2, 6, 29, 4), (0, 1, 3, 8))
FEW_EYES = ((7, 2, 0, 0), (1, 6, 2, 1), (0, 1, 7, 1), (0, 1, 1, 2))
# winner and loser of every decided game of the season 2005, a letter a team
GAMES = (
    "GI KC BD RE OA FJ MJ GF OH AN KE BP RD AB QF GM JC ED IN RA KD LJ GC MQ HB BI GL PD RH FN IR HE GJ QL MN FB DA KP "
    "KG NC OL QJ IE RF MB PA RM ID GQ OJ CB KA QK DF EM RC LB JN MD IA GN JB EC KO GB NQ HI RJ DC EL MA FH ON GR JE PC "
    "HM CA GE RQ KN KF OR GD LA HC KB CI LH OE RN MF DQ JA KM OD PQ JH RB GA IJ GH AQ PO EB GI CK DB NP HQ FJ OA RE GF "
    "RD KE QI HN LK FQ JC OF AR EP KD LJ GC IB FN OM CQ AE RH KJ PD FB RI EH AD GJ QL OC NM PK KG BM CN OL IE MR EF DI "
    "CB KA OJ KQ LB JN HA DF CR GO ME FP HK GN RL AI IH FA MP CD RJ KO EL MA FH BQ RG EJ PC KI KN FI GE CA FK BN QE JP "
    "AL HC KB FM CI HL GP DQ OE RN MK RB NE DO PQ CM IJ OP BE RK"
)
STRENGTHS = [
    -0.7624119, -1.0444457, -0.2088191, -0.3978568, -0.5104909, 0.3477863, 2.1179288, 0.0940953, -0.3049408,
    -0.5849645, 1.0229381, -0.4979984, 0.1761046, -1.1502053, 1.2541591, -0.0212573, -0.8036308, 1.2740092,
]  # fmt: skip
# 687 people: quantitative less verbal score, and how many have it
DIFFERENCES = {
    -330: 1, -300: 4, -270: 1, -260: 1, -250: 3, -240: 2, -230: 3, -220: 1, -200: 11, -190: 1, -180: 2, -175: 1,
    -170: 4, -160: 3, -150: 11, -140: 12, -130: 8, -120: 10, -111: 1, -110: 13, -100: 19, -90: 5, -88: 1, -80: 11,
    -77: 1, -72: 1, -70: 10, -60: 12, -55: 1, -50: 29, -48: 1, -40: 16, -35: 1, -30: 22, -25: 1, -20: 22, -15: 2,
    -10: 19, -4: 1, -1: 1, 0: 148, 1: 1, 5: 2, 10: 22, 17: 1, 20: 15, 21: 1, 25: 5, 30: 14, 40: 20, 50: 36, 60: 18,
    70: 17, 80: 15, 90: 3, 92: 1, 96: 1, 100: 31, 105: 1, 110: 9, 120: 8, 130: 2, 140: 5, 150: 9, 152: 1, 160: 4,
    170: 1, 180: 3, 184: 1, 190: 2, 200: 7, 210: 1, 220: 4, 260: 1, 265: 1, 268: 1, 270: 1, 290: 1, 330: 1, 350: 2,
    360: 1,
}  # fmt: skip
# 200 Californian schools: level, whether the target was met, how many, and the weight of the design
SCHOOLS = (
    ("E", "No", 9, 44.2099990844727), ("E", "Yes", 91, 44.2099990844727), ("H", "No", 24, 15.1000003814697),
    ("H", "Yes", 26, 15.1000003814697), ("M", "No", 15, 20.3600006103516), ("M", "Yes", 35, 20.3600006103516),
)  # fmt: skip
# the first 60 complete answers to A1..A5, six steps each
AGREEABLE = (
    "24344 24525 54544 44655 23345 66565 25535 43151 43633 25665 44565 25555 55564 55566 45221 43663 46625 55545 44543 "
    "44655 54212 16615 15656 26565 45565 16616 24443 25666 25135 45655 16563 25666 15654 24565 44444 53542 16464 14423 "
    "16666 15435 15565 54364 15445 56435 26666 16666 55343 26455 15323 16666 16664 15654 36444 43563 16666 14355 14222 "
    "34524 16544 33545"
)
# answers 1 to 6 to A1 (rows) by education 1 to 5
BY_EDUCATION = (
    (59, 72, 417, 144, 181), (66, 82, 347, 134, 129), (39, 51, 183, 48, 42), (32, 41, 155, 36, 38),
    (16, 26, 105, 26, 21), (11, 18, 36, 3, 5),
)  # fmt: skip


Table = tuple[tuple[int, ...], ...]


def sides(table: Table) -> tuple[list[int], list[int]]:
    pairs = [(one, two) for one, row in enumerate(table, 1) for two, n in enumerate(row, 1) for _ in range(n)]
    return [one for one, _ in pairs], [two for _, two in pairs]


def moved(table: Table) -> Stability:
    return stability(*sides(table), AgreementRule(1, 4, (3, 4), (1, 2)))


def test_w_of_ten_painters_is_that_of_vegan() -> None:
    found = concordance(PAINTERS)
    assert (found.value, found.chi_square.statistic) == pytest.approx((0.428125, 12.84375))
    assert (found.f.statistic, found.f.p) == pytest.approx((6.73770491803279, 0.00205154526597))


def test_two_eyes_moved_as_r_says() -> None:
    found = moved(EYES)
    assert found.wilcoxon.test.p == pytest.approx(0.423649308262)
    assert (found.kappa, found.cv_change) == pytest.approx((0.730944002187, -0.0047732558095))
    assert (found.net_change, found.changed_bin) == pytest.approx((0.024, 0.296))
    symmetry = bowker(*sides(EYES))
    assert (symmetry.statistic, symmetry.p) == pytest.approx((1.5396825397, 0.956843), rel=1e-4)
    assert symmetry.df == (6,)


def test_few_movers_have_the_exact_p_of_coin() -> None:
    assert moved(FEW_EYES).wilcoxon.test.p == pytest.approx(0.79296875, abs=1e-12)


def test_strengths_of_the_football_season_are_those_of_glm() -> None:
    teams = [chr(65 + place) for place in range(18)]
    found = pairwise([(game[0], game[1], game[0]) for game in GAMES.split()], teams)
    assert [each.strength for each in found.items] == pytest.approx(STRENGTHS, abs=2e-7)


def test_two_abilities_of_the_same_people_differ_as_r_says() -> None:
    differences = np.repeat(list(DIFFERENCES), list(DIFFERENCES.values())).astype(float)
    found = gap(np.zeros(687), differences, -400, 400)
    assert (found.tests.t, found.tests.t_p, found.tests.wilcoxon_p) == pytest.approx(
        (-0.574833356322, 0.565592471153, 0.685419229196)
    )
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == pytest.approx((-9.351917176132, 5.116109315870))


def test_weighted_shares_and_means_have_the_errors_of_survey() -> None:
    met = np.concatenate([np.full(n, met == "Yes") for _, met, n, _ in SCHOOLS])
    weights = np.concatenate([np.full(n, weight) for _, _, n, weight in SCHOOLS])
    found = mean(met.astype(float), weights=weights)
    assert (found.value, found.standard_error) == pytest.approx((0.827948011416, 0.0260686796654))
    share = share_of(met, weights)
    p = 0.827948011416
    assert share.value == pytest.approx(p)
    assert share.design_base == pytest.approx(p * (1 - p) / 0.0260686796654**2 * 200 / 199)


def test_raking_the_schools_gives_the_weights_of_survey() -> None:
    levels = [level for level, _, n, _ in SCHOOLS for _ in range(n)]
    met = [met for _, met, n, _ in SCHOOLS for _ in range(n)]
    by_level = Margin("level", levels, {"E": 4421.0, "H": 755.0, "M": 1018.0})
    found = rake([by_level, Margin("met", met, {"Yes": 5122.0, "No": 1072.0})], scale="targets")
    starts = [sum(row[2] for row in SCHOOLS[:place]) for place in range(len(SCHOOLS))]
    assert [found.weights[start] for start in starts] == pytest.approx(
        [44.5425660277, 44.1771088544, 15.1646991239, 15.0402777318, 20.4776084518, 20.3095963778]
    )
    assert found.n_eff == pytest.approx(168.580155976)


def test_alpha_and_omega_of_the_agreeableness_items_are_those_of_psych() -> None:
    answers = np.array([[int(digit) for digit in person] for person in AGREEABLE.split()], dtype=float)
    answers[:, 0] = 7 - answers[:, 0]
    found = cronbach_alpha(answers)
    assert (found.value, found.standardised) == pytest.approx((0.639332998404, 0.66924114796))
    rest = [0.231373180827, 0.449743331962, 0.492949284407, 0.274876502999, 0.632527895600]
    without = [0.675743577275, 0.575961889395, 0.536572248118, 0.654065860215, 0.472063155414]
    assert [item.item_rest_correlation for item in found.items] == pytest.approx(rest)
    assert [item.alpha_if_deleted for item in found.items] == pytest.approx(without)
    factor = omega_total(answers)
    assert (factor.value, factor.standardised) == pytest.approx((0.664631652969, 0.694999283925), abs=1e-5)


def test_agreeableness_by_education_is_tested_as_in_r() -> None:
    found = compare_groups(*sides(BY_EDUCATION))
    assert found.kruskal_wallis.statistic == pytest.approx(56.8161700353)
    assert (found.welch.statistic, found.welch.df[1], found.welch.p) == pytest.approx(
        (15.4975094794, 785.535207762, 3.28809779001e-12)
    )
    # pairwise.wilcox.test and pairwise.t.test, Holm: 1-2, 1-3, 1-4, 1-5, 2-3, 2-4, 2-5, 3-4, 3-5, 4-5
    assert [each.ranks_p_holm for each in found.pairs] == pytest.approx(
        [4.2263456e-01, 1.6765363e-01, 1.0114719e-03, 2.7397527e-06, 7.4485165e-03, 6.8501924e-06, 2.1116228e-09,
         1.8474646e-02, 8.9280959e-06, 0.16765363], rel=1e-6,
    )  # fmt: skip
    assert [each.means_p_holm for each in found.pairs] == pytest.approx(
        [3.6948245e-01, 2.6341312e-01, 9.2583708e-04, 9.1956389e-06, 9.5034564e-03, 2.9952266e-06, 5.3247716e-09,
         2.5209721e-03, 1.9809913e-06, 0.33881385], rel=1e-6,
    )  # fmt: skip
