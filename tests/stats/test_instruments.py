"""Scores of standard questionnaires: worked examples of their authors, their ends, and answers that are missing."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.stats import instruments
from survey_app.stats.answers import FloatArray, Matrix
from survey_app.stats.results import StatisticsRefused

SINGLE: dict[str, tuple[Callable[[Matrix], FloatArray], int, int, int]] = {
    "sus": (instruments.sus, 10, 1, 5),
    "umux": (instruments.umux, 4, 1, 7),
    "umux_lite": (instruments.umux_lite, 2, 1, 7),
    "nasa_tlx": (instruments.nasa_tlx, 6, 0, 100),
    "three_item_index": (instruments.three_item_index, 3, 1, 10),
}


def test_the_worked_example_of_the_sus_paper_comes_to_22_points_of_40() -> None:
    """Brooke 1996 prints a filled form: contributions of 22, a score of 55."""
    filled = [5, 4, 2, 1, 2, 3, 2, 4, 5, 2]
    contributions = [x - 1 if place % 2 == 0 else 5 - x for place, x in enumerate(filled)]
    assert sum(contributions) == 22
    assert instruments.sus([filled]).tolist() == [55.0]


@pytest.mark.parametrize("name", SINGLE)
def test_every_score_reaches_from_0_to_100_and_a_missing_item_gives_none(name: str) -> None:
    score, items, low, high = SINGLE[name]
    turned = name in {"sus", "umux"}
    best = [[low if turned and place % 2 else high for place in range(items)]]
    worst = [[high if turned and place % 2 else low for place in range(items)]]
    assert score(best).tolist() == pytest.approx([100.0])
    assert score(worst).tolist() == pytest.approx([0.0])
    assert math.isnan(score([[None, *best[0][1:]]])[0])
    assert score(np.empty((0, items))).tolist() == []


@pytest.mark.parametrize("name", SINGLE)
def test_a_wrong_number_of_items_or_an_answer_off_the_scale_is_refused(name: str) -> None:
    score, items, low, high = SINGLE[name]
    with pytest.raises(StatisticsRefused) as few:
        score([[low] * (items - 1)])
    assert few.value.code == "wrong_number_of_items"
    for off in (low - 1, high + 1):
        with pytest.raises(StatisticsRefused) as beyond:
            score([[off, *[low] * (items - 1)]])
        assert beyond.value.code == "answer_off_the_scale"


@given(st.lists(st.integers(1, 5), min_size=10, max_size=10))
def test_the_sus_moves_in_steps_of_two_and_a_half_between_0_and_100(answers: list[int]) -> None:
    [found] = instruments.sus([answers]).tolist()
    assert 0 <= found <= 100
    assert found % 2.5 == 0
    mirrored = [6 - answer for answer in answers]
    assert instruments.sus([mirrored]).tolist() == [pytest.approx(100 - found)]


def test_the_key_of_the_ueq_turns_thirteen_pairs_and_uses_each_pair_once() -> None:
    """Handbook version 11: the pleasant word stands left in 13 of 26 pairs."""
    numbers = sorted(number for scale in instruments.UEQ_SCALES.values() for number in scale)
    assert numbers == list(range(1, 27))
    flipped = {3, 4, 5, 9, 10, 12, 17, 18, 19, 21, 23, 24, 25}
    best = [[1 if number in flipped else 7 for number in range(1, 27)]]
    assert {name: scores.tolist() for name, scores in instruments.ueq(best).items()} == {
        name: [3.0] for name in instruments.UEQ_SCALES
    }
    for number in range(1, 27):
        one = [4] * 26
        one[number - 1] = 7
        [moved] = [name for name, scores in instruments.ueq([one]).items() if scores[0] != 0]
        size = len(instruments.UEQ_SCALES[moved])
        assert number in instruments.UEQ_SCALES[moved]
        assert instruments.ueq([one])[moved][0] == pytest.approx((-3 if number in flipped else 3) / size)


def test_scales_take_the_mean_of_the_pairs_that_were_answered() -> None:
    answers: list[float | None] = [7, None, 7, 7, None, None, None, None]
    found = instruments.ueq_short([answers])
    assert found["pragmatic"].tolist() == [3.0]
    assert math.isnan(found["hedonic"][0])
    assert found["overall"].tolist() == [3.0]


def test_somebody_who_answers_everything_alike_is_flagged_and_somebody_consistent_is_not() -> None:
    alike = instruments.ueq_flags([[7] * 26])
    assert alike.identical.tolist() == [26.0]
    assert alike.inconsistent[0] >= 3
    flipped = {3, 4, 5, 9, 10, 12, 17, 18, 19, 21, 23, 24, 25}
    steady = instruments.ueq_flags([[2 if number in flipped else 6 for number in range(1, 27)]])
    assert steady.inconsistent.tolist() == [0.0]
    assert steady.identical.tolist() == [13.0]


def test_the_scales_of_the_csuq_are_plain_means() -> None:
    rising = [[*range(1, 8), *range(1, 8), 1, 2]]
    found = {name: scores[0] for name, scores in instruments.csuq(rising).items()}
    assert found["system"] == pytest.approx(np.mean([1, 2, 3, 4, 5, 6]))
    assert found["information"] == pytest.approx(np.mean([7, 1, 2, 3, 4, 5]))
    assert found["interface"] == pytest.approx(np.mean([6, 7, 1]))
    assert found["overall"] == pytest.approx(np.mean(rising[0]))


def test_weights_of_the_task_load_must_come_to_fifteen_pairs() -> None:
    ratings = [[80, 20, 60, 40, 50, 30]] * 2
    found = instruments.nasa_tlx_weighted(ratings, [[5, 0, 4, 3, 2, 1], [5, 0, 4, 3, 2, 0]])
    assert found[0] == pytest.approx((5 * 80 + 4 * 60 + 3 * 40 + 2 * 50 + 30) / 15)
    assert math.isnan(found[1])
    with pytest.raises(StatisticsRefused):
        instruments.nasa_tlx_weighted(ratings, [[5, 0, 4, 3, 2, 1]])
