"""Maps of importance and performance, rivals and the decision table, on figures worked by hand and planted truths."""

import numpy as np
import pytest

from survey_app.stats.importance import (
    Cross,
    Derived,
    derived_importance_performance,
    importance_performance,
    importance_performance_of_means,
)
from survey_app.stats.results import CautionCode, Reason, StatisticsRefused
from survey_app.stats.rivals import Against, decide, rivals
from tests.attitude import ATTITUDE, NAMES

# Martilla and James 1977, Journal of Marketing 41(1):77, table 1: mean importance and performance (of 4) of fourteen
# attributes of an automobile dealer's service, as they are commonly quoted; the paper itself was not at hand
MARTILLA = [
    (3.83, 2.63), (3.63, 2.73), (3.60, 3.15), (3.56, 3.00), (3.41, 3.05), (3.41, 3.29), (3.38, 3.03),
    (3.37, 3.11), (3.29, 2.00), (3.27, 3.02), (2.52, 2.25), (2.43, 2.49), (2.37, 2.35), (2.05, 3.33),
]  # fmt: skip


def test_the_published_dealer_table_falls_into_quadrants_at_the_middle_of_its_scales() -> None:
    importance, performance = zip(*MARTILLA, strict=True)
    names = [str(number) for number in range(1, 15)]
    found = importance_performance_of_means(importance, performance, names, Cross.MIDDLE, scales=((1, 4), (1, 4)))
    assert (found.cut_importance, found.cut_performance) == (2.5, 2.5)
    by_number = {each.name: each.quadrant for each in found.attributes}
    # low prices (9) matter and lack; notices (14) are done well and matter little
    assert (by_number["9"], by_number["14"]) == ("improve_first", "possible_overkill")
    assert by_number["12"] == by_number["13"] == "low_priority"
    assert all(by_number[str(number)] == "keep_up" for number in (*range(1, 9), 10))


def test_lines_are_the_grand_means_by_default_and_can_be_medians_or_a_target() -> None:
    importance, performance = [5.0, 4.0, 3.0, 1.0], [2.0, 5.0, 4.0, 4.0]
    names = ["a", "b", "c", "d"]
    means = importance_performance_of_means(importance, performance, names)
    assert (means.cut_importance, means.cut_performance) == (3.25, 3.75)
    medians = importance_performance_of_means(importance, performance, names, Cross.MEDIANS)
    assert (medians.cut_importance, medians.cut_performance) == (3.5, 4)
    # on the line counts as high
    target = importance_performance_of_means(importance, performance, names, Cross.TARGET, target=(3, 4))
    assert [each.quadrant for each in target.attributes] == [
        "improve_first", "keep_up", "keep_up", "possible_overkill",
    ]  # fmt: skip
    with pytest.raises(StatisticsRefused):
        importance_performance_of_means(importance, performance, names, Cross.TARGET)
    with pytest.raises(StatisticsRefused):
        importance_performance_of_means(importance, performance, names, Cross.MIDDLE)


def test_a_place_far_from_the_lines_is_steady_and_one_on_them_is_not() -> None:
    chance = np.random.default_rng(3)
    importance = np.column_stack([chance.normal(mean, 0.5, 200) for mean in (4.5, 3.0, 1.5)])
    performance = np.column_stack([chance.normal(mean, 0.5, 200) for mean in (1.5, 3.0, 4.5)])
    found = importance_performance(importance, performance, ["far", "near", "other"])
    far, near, other = found.attributes
    assert (far.quadrant, far.stability) == ("improve_first", 1)
    assert (other.quadrant, other.stability) == ("possible_overkill", 1)
    assert near.stability is not None
    assert near.stability < 0.9
    assert found == importance_performance(importance, performance, ["far", "near", "other"])


def test_weights_count_as_people_and_gaps_leave_the_item_alone() -> None:
    weighted = importance_performance([[5, 1], [1, None]], [[3, 3], [5, 5]], ["a", "b"], weights=[3, 1], resamples=0)
    assert [each.importance for each in weighted.attributes] == [4, 1]
    assert [each.performance for each in weighted.attributes] == [3.5, 3.5]
    assert [each.n_importance for each in weighted.attributes] == [2, 1]
    nothing = importance_performance([[None, None]], [[None, None]], ["a", "b"], resamples=5)
    assert (nothing.attributes[0].quadrant, nothing.reason) == (None, Reason.NO_ANSWERS)


def test_derived_importance_is_the_correlation_or_the_share_and_kept_apart_from_stated() -> None:
    found = derived_importance_performance(ATTITUDE[:, 0], ATTITUDE[:, 1:], NAMES, resamples=100)
    # the correlation that R prints for the first two columns of attitude
    assert found.attributes[0].importance == pytest.approx(0.8254176)
    assert (found.kind, found.derived, found.n) == ("derived", "correlation", 30)
    share = derived_importance_performance(ATTITUDE[:, 0], ATTITUDE[:, 1:], NAMES, derived=Derived.SHARE, resamples=0)
    assert share.attributes[0].importance == pytest.approx(0.3708161943)
    stated = importance_performance([[4, 4], [5, 5]], [[3, 4], [4, 5]], ["a", "b"], resamples=0)
    assert (stated.kind, stated.warns(CautionCode.IMPORTANCE_UNCHANGING)) == ("stated", True)


def rated(means: list[float], n: int, seed: int) -> np.ndarray:
    chance = np.random.default_rng(seed)
    return np.column_stack([chance.normal(mean, 0.6, n) for mean in means])


def test_rivals_are_placed_by_the_signs_of_both_differences() -> None:
    own, rival = rated([4, 4, 2, 2], 80, 1), rated([3, 5, 1, 3], 60, 2)
    found = rivals(rated([3, 3, 3, 3], 80, 3), own, {"x": rival}, ["a", "b", "c", "d"], resamples=200)
    assert [each.place for each in found.attributes] == [
        "enough_and_ahead", "enough_but_behind", "lacking_but_ahead", "lacking_and_behind",
    ]  # fmt: skip
    first = found.attributes[0]
    assert first.difference == pytest.approx(own[:, 0].mean() - rival[:, 0].mean())
    assert not found.same_people
    # the bootstrap interval is near that of Welch at this size
    error = (own[:, 0].var() / 80 + rival[:, 0].var() / 60) ** 0.5
    assert first.interval is not None
    assert first.interval.low == pytest.approx(first.difference - 1.96 * error, abs=0.05)
    assert first.interval.high == pytest.approx(first.difference + 1.96 * error, abs=0.05)


def test_fewer_than_thirty_ratings_give_no_place_and_the_best_rival_is_named() -> None:
    own = rated([4, 4], 60, 1)
    few = rated([5, 1], 60, 2)
    few[29:, 0] = np.nan
    found = rivals(rated([3, 3], 60, 3), own, {"x": few, "y": rated([3, 3], 60, 4)}, ["a", "b"], resamples=50)
    assert (found.attributes[0].rival, found.attributes[0].place, found.attributes[0].decision) == ("x", None, None)
    assert (found.attributes[1].rival, found.attributes[1].place) == ("y", "enough_and_ahead")
    assert found.same_people
    mean = rivals(
        rated([3, 3], 60, 3), own, {"x": few, "y": rated([3, 3], 60, 4)}, ["a", "b"],
        against=Against.MEAN, resamples=0,
    )  # fmt: skip
    assert mean.attributes[1].rival_mean == pytest.approx((few[:, 1].mean() + rated([3, 3], 60, 4)[:, 1].mean()) / 2)


def test_the_decision_table_has_its_six_cells() -> None:
    own, rival = rated([3, 3, 3, 3, 3, 3], 200, 1), rated([4, 3, 2, 4, 3, 2], 200, 1)
    rival[:, [1, 4]] = own[::-1, [1, 4]]
    found = decide([0.3, 0.3, 0.3, 0.1, 0.1, 0.1], own, {"x": rival}, list("abcdef"), resamples=300)
    assert [each.standing for each in found.attributes] == ["worse", "equal", "better"] * 2
    assert [each.decision for each in found.attributes] == [
        "improve_first", "invest_to_win", "protect_and_tell", "watch", "leave", "leave",
    ]  # fmt: skip
    assert found.cut == pytest.approx(0.2)
    assert decide([0.3] * 6, own, {"x": rival}, list("abcdef"), cut=0.5, resamples=20).attributes[0].important is False
