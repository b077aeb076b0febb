"""Points shared out: the message says by how much they are off; blank is zero only once all points are given."""

import numpy as np
import pytest

from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.registry import summarise, type_of
from tests.questions.specimens import question
from tests.questions.specimens_choice import ROWS


def shared(posted: dict[str, str], **settings: object) -> tuple[dict[str, object], list[str]]:
    asked = question("constant_sum", settings={"items": ROWS, **settings})
    fields = {f"qCONSTANT_SUM.{row}": [points] for row, points in posted.items()}
    cleaned = type_of(asked).clean(asked, fields, "en")
    answers = {name.split(".")[1]: value for name, value in cleaned.answers.items()}
    return dict(answers), [problem.message % problem.params for problem in cleaned.problems]


def test_rows_left_blank_have_no_points_once_all_are_given() -> None:
    assert shared({"price": "70", "quality": "30"}) == ({"price": 70.0, "quality": 30.0, "delivery": 0.0}, [])


@pytest.mark.parametrize(
    ("points", "words"),
    [("60", "come to 90: 10 of 100 are still to be given."), ("90", "come to 120: that is 20 more than the 100")],
)
def test_the_message_says_by_how_much_the_points_are_off(points: str, words: str) -> None:
    answers, told = shared({"price": points, "quality": "30"})
    assert answers == {}
    assert words in told[0]


def test_points_may_be_left_over_where_the_author_says_so() -> None:
    assert shared({"price": "7"}, total=10, at_most=True) == ({"price": 7.0}, [])
    assert shared({"price": "11"}, total=10, at_most=True)[0] == {}


@pytest.mark.parametrize("typed", ["4.5", "-1", "ten", "9" * 30, "1 2 x"])
def test_points_are_whole_numbers(typed: str) -> None:
    answers, told = shared({"price": typed, "quality": "30"})
    assert answers == {}
    assert told == ["Enter a whole number of points for “Price”"]


def test_one_row_alone_shares_nothing() -> None:
    with pytest.raises(DefinitionRefused):
        question("constant_sum", settings={"items": ROWS[:1]})


def test_points_come_to_means_with_an_interval() -> None:
    columns = {f"CONSTANT_SUM.{row['code']}": np.array([50.0, 30.0, 40.0, np.nan]) for row in ROWS}
    first = summarise(question("constant_sum"), columns).rows[0]
    assert first.n == 3
    assert first.mean is not None
    assert first.mean.value == 40
    assert first.mean.interval is not None
    # by hand: 40 ± t(2; 0.975) · 10 / √3 with t = 4.30265 from the table
    assert (first.mean.interval.low, first.mean.interval.high) == pytest.approx((15.15862, 64.84138), abs=1e-5)
