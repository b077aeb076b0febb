"""A rating on a scale, and the 0 to 10 of recommending."""

import numpy as np
import pytest

from survey_app.questions.registry import DefinitionRefused, summarise, type_of
from survey_app.stats.descriptive import mean
from survey_app.stats.recommend import net_promoter
from survey_app.vocabulary import Missing
from tests.questions.specimens import SATISFIED, question


@pytest.mark.parametrize(
    ("first", "last", "is_scale"),
    [
        (1, 3, True),
        (1, 11, True),
        (0, 10, True),
        (1, 2, False),
        (1, 12, False),
        (0, 11, False),
        (-1, 5, False),
        (5, 1, False),
    ],
)
def test_a_scale_has_three_to_eleven_points(first: int, last: int, is_scale: bool) -> None:  # noqa: FBT001 - a table
    if is_scale:
        points = question("rating", settings={"scale": {"first": first, "last": last}}).settings.scale.points
        assert points == tuple(range(first, last + 1))
    else:
        with pytest.raises(DefinitionRefused):
            question("rating", settings={"scale": {"first": first, "last": last}})


@pytest.mark.parametrize(
    "scale", [{**SATISFIED, "last": 4}, {"first": "1"}, {"first": 1.0}, {"labels": "abc"}, [], {"low": "x"}]
)
def test_a_scale_that_makes_no_sense_is_refused(scale: object) -> None:
    with pytest.raises(DefinitionRefused):
        question("rating", settings={"scale": scale})


def test_only_points_of_the_scale_are_taken() -> None:
    asked = question("rating")
    for value in ("0", "6", "-9", "1.0"):
        cleaned = type_of(asked).clean(asked, {"qRATING": [value]}, "en")
        assert cleaned.answers == {}
        assert len(cleaned.problems) == 1
    assert type_of(asked).clean(asked, {"qRATING": ["5"]}, "en").answers == {"RATING": 5}


def test_nothing_chosen_is_not_the_zero_of_recommending() -> None:
    asked = question("recommend")
    assert type_of(asked).clean(asked, {}, "en").answers == {}
    assert type_of(asked).clean(asked, {"qRECOMMEND": ["0"]}, "en").answers == {"RECOMMEND": 0}


def test_words_of_a_rating_follow_the_language() -> None:
    asked = question("rating")
    words = {language: type_of(asked).lines(asked, {"RATING": 4}, language, "en")[0].words for language in ("en", "es")}
    assert words == {"en": "Satisfied", "es": "Satisfecho"}
    assert type_of(asked).lines(asked, {}, "es", "en")[0].words == "Sin respuesta"


def test_a_rating_is_summed_up_without_the_missing_ones() -> None:
    (row,) = summarise(question("rating"), {"RATING": np.array([5, 4, 1, -7, -9, -9], np.int16)}).rows
    assert row.mean == mean([5, 4, 1, None, None, None])
    assert (row.n, row.top.count, row.top.top) == (3, 2, (4, 5))
    assert row.missing == {Missing.NOT_APPLICABLE: 1, Missing.SKIPPED: 2}


def test_recommending_gives_the_score() -> None:
    (row,) = summarise(
        question("recommend"), {"RECOMMEND": np.array([10] * 19 + [8] * 8 + [5] * 9 + [-9], np.int16)}
    ).rows
    assert row.recommend == net_promoter([10] * 19 + [8] * 8 + [5] * 9 + [None])
    assert round(row.recommend.value, 2) == 27.78


def test_more_answers_than_people_leave_out_the_correction() -> None:
    (row,) = summarise(question("rating"), {"RATING": np.array([5, 4, 1], np.int16)}, 2).rows
    assert row.mean == mean([5, 4, 1])
