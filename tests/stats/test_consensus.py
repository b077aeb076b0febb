"""Agreement of a panel against printed examples, other implementations and its edges."""

import json
from fractions import Fraction
from statistics import quantiles

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from survey_app.stats.appropriateness import RamClass, appropriateness
from survey_app.stats.consensus import AgreementRule, Verdict, consensus, split_from
from survey_app.stats.distribution import distribution
from survey_app.stats.results import Base, Reason, StatisticsRefused

# BMJ Open 2012;2:e001431, table 1: fifteen panellists; median 7, P30 7, P70 8, IPR 1, IPRAS 6.1, no disagreement
BMJ = [4, 5, 6] + [7] * 5 + [8] * 5 + [9] * 2
ratings_of_a_panel = st.lists(st.one_of(st.none(), st.integers(1, 9)), max_size=40)


def test_the_printed_panel_of_fifteen_agrees_high() -> None:
    found = consensus(BMJ)
    assert (found.median, found.high.k, found.n, found.high.value) == (7, 12, 15, 0.8)
    assert found.verdict is Verdict.AGREED_HIGH
    assert [(each.point, each.count) for each in found.points] == [
        (1, 0), (2, 0), (3, 0), (4, 1), (5, 1), (6, 1), (7, 5), (8, 5), (9, 2)
    ]  # fmt: skip


def test_the_printed_panel_of_fifteen_is_appropriate_without_disagreement() -> None:
    found = appropriateness(BMJ)
    assert (found.median, found.p30, found.p70, found.ipr, found.ipras) == (7, 7, 8, 1, 6.1)
    assert (found.disagreement, found.ram_class) == (False, RamClass.APPROPRIATE)


@pytest.mark.parametrize(
    ("ratings", "ipras", "index", "ram_class"),
    [
        ([9] * 9, 8.35, 0, RamClass.APPROPRIATE),
        ([1, 1, 1, 1, 5, 9, 9, 9, 9], 2.35, 3.4043, RamClass.UNCERTAIN),
        ([3, 4], 4.6, 0.087, RamClass.UNCERTAIN),
        ([6, 7], 4.6, 0.087, RamClass.APPROPRIATE),
        ([3] * 9, 5.35, 0, RamClass.INAPPROPRIATE),
    ],
)
def test_the_adjusted_range_by_hand(ratings: list[int], ipras: float, index: float, ram_class: RamClass) -> None:
    found = appropriateness(ratings)
    assert found.ipras == pytest.approx(ipras)
    assert found.index == pytest.approx(index, abs=5e-5)
    assert (found.ram_class, found.few) == (ram_class, len(ratings) < 7)


def test_the_adjusted_range_needs_its_own_scale_and_ratings() -> None:
    with pytest.raises(StatisticsRefused):
        appropriateness([1, 10])
    empty = appropriateness([None])
    assert (empty.ram_class, empty.ipr, empty.reason, empty.missing) == (None, None, Reason.NO_ANSWERS, 1)


@pytest.mark.parametrize(
    ("n", "each_end"), [(8, 3), (9, 3), (10, 3), (11, 4), (12, 4), (13, 4), (14, 5), (15, 5), (16, 5)]
)
def test_two_camps_are_counted_as_the_manual_prints(n: int, each_end: int) -> None:
    # BMC Medical Informatics and Decision Making 2012;12:93, table 7
    assert split_from(n) == each_end
    split = [1] * each_end + [9] * each_end + [5] * (n - 2 * each_end)
    almost = [1] * (each_end - 1) + [9] * each_end + [5] * (n - 2 * each_end + 1)
    assert consensus(split).verdict is Verdict.SPLIT
    assert consensus(almost).verdict is Verdict.NO_AGREEMENT
    assert not consensus(split).split_extended


def test_a_size_the_manual_does_not_print_says_so() -> None:
    assert consensus([1] * 9 + [9] * 9).split_extended
    assert consensus([5] * 7).split_extended


@given(ratings_of_a_panel.filter(lambda ratings: sum(r is not None for r in ratings) > 1))
@settings(deadline=None)
def test_quartiles_and_limits_agree_with_the_standard_library_and_statsmodels(ratings: list[int | None]) -> None:
    found, kept = consensus(ratings), [r for r in ratings if r is not None]
    oracle = quantiles(kept, n=4, method="inclusive")
    assert (found.lower_quartile, found.median, found.upper_quartile) == pytest.approx(tuple(oracle))
    assert found.iqr == pytest.approx(oracle[2] - oracle[0])
    high = sum(7 <= r <= 9 for r in kept)
    low, up = proportion_confint(high, len(kept), method="wilson")
    assert found.high.interval is not None
    assert (found.high.interval.low, found.high.interval.high) == pytest.approx((low, up))
    assert sum(each.count for each in found.points) == found.n
    assert sum(each.share or 0 for each in found.points) == pytest.approx(1)


@given(ratings_of_a_panel, st.integers(0, 5))
@settings(deadline=None)
def test_a_scale_turned_round_turns_the_verdict_round(ratings: list[int | None], unsure: int) -> None:
    turned = [None if r is None else 10 - r for r in ratings]
    one, two = consensus(ratings, cannot_judge=unsure), consensus(turned, cannot_judge=unsure)
    swap = {Verdict.AGREED_HIGH: Verdict.AGREED_LOW, Verdict.AGREED_LOW: Verdict.AGREED_HIGH}
    assert two.verdict is swap.get(one.verdict, one.verdict)
    assert (one.high, one.low_of_all) == (two.low, two.high_of_all)
    assert (one.n, one.seen) == (two.n, two.n + unsure)


def test_the_denominator_decides_and_both_stand_side_by_side() -> None:
    found = consensus([7, 8, 9, 7, 8, 2, 9, 7, None], cannot_judge=2)
    assert (found.high.k, found.high.n, found.high_of_all.n, found.missing) == (7, 8, 10, 1)
    assert (found.verdict, found.verdict_of_all) == (Verdict.AGREED_HIGH, Verdict.NO_AGREEMENT)
    assert (found.high.base, found.high_of_all.base) == (Base.VALID_ANSWERS, Base.ISSUED_CASES)
    assert consensus([7] * 8, seen=12).high_of_all.value == pytest.approx(2 / 3)


def test_three_quarters_exactly_agree_and_a_share_is_never_rounded_up() -> None:
    assert consensus([9] * 6 + [5] * 2).verdict is Verdict.AGREED_HIGH
    assert consensus([1] * 6 + [5] * 2).verdict is Verdict.AGREED_LOW
    # 746 of 1,000 print as 75 %
    assert consensus([9] * 746 + [5] * 254).verdict is Verdict.NO_AGREEMENT
    thirds = AgreementRule(percent=Fraction(200, 3))
    assert consensus([9] * 6 + [5] * 3, thirds).verdict is Verdict.AGREED_HIGH


def test_a_third_against_it_is_a_split_even_where_a_low_threshold_is_reached() -> None:
    rule = AgreementRule(percent=60)
    assert consensus([9] * 6 + [1] * 3, rule).verdict is Verdict.SPLIT
    assert consensus([9] * 30 + [1] * 30 + [5] * 40, AgreementRule(percent=30)).verdict is Verdict.SPLIT


def test_a_verdict_needs_seven_answers_but_the_figures_do_not() -> None:
    six, seven = consensus([8] * 6), consensus([8] * 7)
    assert (six.verdict, six.median, six.high.value) == (Verdict.TOO_FEW, 8, 1)
    assert seven.verdict is Verdict.AGREED_HIGH
    assert consensus([8] * 3, AgreementRule(minimum=3)).verdict is Verdict.AGREED_HIGH


def test_nobody_who_judged_leaves_reasons_and_no_figures() -> None:
    found = consensus([None, None], cannot_judge=3)
    assert (found.n, found.missing, found.seen, found.reason) == (0, 2, 3, Reason.NO_ANSWERS)
    assert (found.median, found.iqr, found.high.value, found.cv, found.sd) == (None,) * 5
    assert (found.high_of_all.value, found.verdict) == (0, Verdict.TOO_FEW)
    assert [each.share for each in found.points] == [None] * 9
    assert consensus([]).seen == 0


def test_one_rating_is_its_own_middle_half() -> None:
    found = consensus([4])
    assert (found.lower_quartile, found.median, found.upper_quartile, found.iqr, found.sd) == (4, 4, 4, 0, None)
    assert not found.spread_informative
    assert consensus([4] * 4).spread_informative
    assert consensus([4] * 4).sd == 0


def test_the_first_quartile_is_that_of_type_seven() -> None:
    # ten ratings whose first quartile is 4, 3.75, 3.5 or 3 by types 7, 6, 4 and 3
    found = distribution([2, 3, 4, 4, 5, 5, 5, 5, 5, 5])
    assert (found.lower_quartile, found.quartile_method) == (4, "linear")


def test_a_long_scale_lists_the_points_that_were_given() -> None:
    found = distribution([10, 10, 55.5], 0, 100)
    assert [(each.point, each.count) for each in found.points] == [(10, 2), (55.5, 1)]
    assert distribution([100, 0], 0, 100).full_score == 0.5


def test_variation_does_not_exist_around_a_mean_of_nothing() -> None:
    assert distribution([-1, 1], -2, 2).cv is None
    assert distribution([2, 4], 0, 5).cv == pytest.approx(2**0.5 / 3)


@pytest.mark.parametrize(
    ("ratings", "rule", "more"),
    [
        ([10], AgreementRule(), {}),
        ([0], AgreementRule(), {}),
        ([5], AgreementRule(high=(7, 10)), {}),
        ([5], AgreementRule(low=(1, 7)), {}),
        ([5], AgreementRule(low=(3, 1)), {}),
        ([5], AgreementRule(scale_min=5, scale_max=5, low=(5, 5), high=(5, 5)), {}),
        ([5], AgreementRule(percent=0), {}),
        ([5], AgreementRule(percent=101), {}),
        ([5], AgreementRule(minimum=0), {}),
        ([5], AgreementRule(), {"cannot_judge": -1}),
        ([5], AgreementRule(), {"seen": 0}),
        (["5"], AgreementRule(), {}),
    ],
)
def test_a_wrong_question_is_refused(ratings: list[float], rule: AgreementRule, more: dict[str, int]) -> None:
    with pytest.raises(StatisticsRefused):
        consensus(ratings, rule, **more)


def test_an_item_goes_into_json_whole() -> None:
    plain = json.loads(json.dumps(consensus(BMJ, cannot_judge=1).to_json(), allow_nan=False))
    assert (plain["verdict"], plain["n"], plain["high"]["k"], plain["rule"]["high"]) == ("agreed_high", 15, 12, [7, 9])
    assert plain["high"]["interval"]["method"] == "wilson"
