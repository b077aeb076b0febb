"""Rows put in an order: places given twice or left out are told by name; points are Borda's."""

import numpy as np
import pytest

from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.registry import summarise, type_of, variables_of
from tests.questions.specimens import page_of, question
from tests.questions.specimens_choice import ROWS


def ranked(posted: dict[str, str], **settings: object) -> tuple[dict[str, object], list[str]]:
    asked = question("ranking", settings={"items": ROWS, **settings})
    fields = {f"qRANKING.{row}": [place] for row, place in posted.items()}
    cleaned = type_of(asked).clean(asked, fields, "en")
    answers = {name.split(".")[1]: value for name, value in cleaned.answers.items()}
    return dict(answers), [problem.message % problem.params for problem in cleaned.problems]


def test_a_full_order_gives_every_row_its_place() -> None:
    assert ranked({"price": "2", "quality": "3", "delivery": "1"}) == (
        {"price": 2, "quality": 3, "delivery": 1},
        [],
    )


def test_two_rows_at_one_place_are_told_by_their_names() -> None:
    answers, told = ranked({"price": "1", "quality": "1", "delivery": "3"})
    assert answers == {}
    assert told == ["“Price” and “Quality of the goods” both have place 1. Give each place once."]


def test_a_full_order_asks_for_the_first_place_that_is_not_given() -> None:
    answers, told = ranked({"price": "1", "quality": "3"})
    assert answers == {}
    assert len(told) == 1
    assert told[0].startswith("Place 2 is not given")


def test_the_first_few_leave_the_others_without_a_place() -> None:
    assert ranked({"quality": "1", "price": "2"}, places=2) == ({"price": 2, "quality": 1, "delivery": 0}, [])
    assert ranked({"quality": "1"}, places=2)[0] == {}
    assert "from 1 to 2" in ranked({"quality": "3"}, places=2)[1][0]


def test_an_order_may_be_partial_but_not_have_a_gap() -> None:
    assert ranked({"delivery": "1"}, partial=True) == ({"price": 0, "quality": 0, "delivery": 1}, [])
    answers, told = ranked({"delivery": "1", "price": "3"}, partial=True)
    assert answers == {}
    assert told[0].startswith("Place 2 is not given")


def test_more_places_than_rows_make_no_sense() -> None:
    with pytest.raises(DefinitionRefused):
        question("ranking", settings={"items": ROWS, "places": 4})


def test_places_come_to_mean_place_first_places_and_points() -> None:
    asked = question("ranking", settings={"items": ROWS, "places": 2})
    columns = {
        "RANKING.price": np.array([1, 1, 2, 0, -9], np.int16),
        "RANKING.quality": np.array([2, 0, 1, 1, -9], np.int16),
        "RANKING.delivery": np.array([0, 2, 0, 2, -9], np.int16),
    }
    price, quality, delivery = summarise(asked, columns).rows
    assert [row.n for row in (price, quality, delivery)] == [4, 4, 4]
    # by hand: a first place gives 2 points, a second 1, no place 0
    assert [row.points.value for row in (price, quality, delivery) if row.points] == [5 / 4, 5 / 4, 2 / 4]
    assert [row.mean.value for row in (price, quality, delivery) if row.mean] == [4 / 3, 4 / 3, 2.0]
    first = {row.variable: each.value for row in (price, quality, delivery) if row.frequencies
             for each in row.frequencies.categories if each.code == 1}  # fmt: skip
    assert first == {"RANKING.price": 0.5, "RANKING.quality": 0.5, "RANKING.delivery": 0.0}


def test_a_row_few_placed_does_not_win_by_a_good_mean_place() -> None:
    asked = question("ranking", settings={"items": ROWS, "partial": True})
    columns = {
        "RANKING.price": np.array([1, 0, 0, 0], np.int16),
        "RANKING.quality": np.array([2, 1, 1, 2], np.int16),
        "RANKING.delivery": np.array([0, 2, 2, 1], np.int16),
    }
    rows = {row.variable: row for row in summarise(asked, columns).rows}
    price, quality = rows["RANKING.price"], rows["RANKING.quality"]
    assert price.mean
    assert quality.mean
    assert price.points
    assert quality.points
    assert price.mean.value is not None
    assert price.mean.value < (quality.mean.value or 0)
    assert (price.points.value or 0) < (quality.points.value or 0)


def test_only_an_order_that_may_leave_rows_out_has_a_code_for_no_place() -> None:
    full, few = question("ranking"), question("ranking", settings={"items": ROWS, "places": 1})
    assert [code for code, _ in variables_of(page_of(full)[0])[0].codes] == [1, 2, 3]
    assert [code for code, _ in variables_of(page_of(few)[0])[0].codes] == [0, 1]
