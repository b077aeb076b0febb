"""Rows on one scale: grids, and batteries of expectation and experience."""

import numpy as np
import pytest

from survey_app.questions.registry import DefinitionRefused, summarise, type_of, variables_of
from survey_app.stats.satisfaction import gap
from survey_app.vocabulary import Missing
from tests.questions.specimens import ITEMS, page_of, question


def test_each_row_is_a_variable_of_its_own() -> None:
    names = [variable.name for variable in variables_of(page_of(question("grid"), question("battery"))[0])]
    assert names == [
        "GRID.delivery",
        "GRID.answers",
        "GRID.complaints",
        "BATTERY.delivery.expected",
        "BATTERY.delivery.experienced",
        "BATTERY.answers.expected",
        "BATTERY.answers.experienced",
    ]


def test_a_row_that_must_be_answered_is_named() -> None:
    asked = question("grid", required=True)
    cleaned = type_of(asked).clean(asked, {"qGRID.delivery": ["4"], "qGRID.answers": ["2"]}, "en")
    assert cleaned.answers == {"GRID.delivery": 4, "GRID.answers": 2}
    assert [(p.field, p.message % p.params) for p in cleaned.problems] == [
        ("qGRID.complaints", "Choose an answer for “Handling of complaints”")
    ]


def test_rows_left_out_are_missing_where_they_may_be() -> None:
    asked = question("grid")
    assert type_of(asked).clean(asked, {"qGRID.answers": ["2"]}, "en").answers == {"GRID.answers": 2}


def test_experience_may_be_lacking_but_expectation_may_not() -> None:
    asked = question("battery", not_applicable=True, required=True)
    fields = {
        f"qBATTERY.{item}.{side}": ["na"] for item in ("delivery", "answers") for side in ("expected", "experienced")
    }
    cleaned = type_of(asked).clean(asked, fields, "en")
    assert set(cleaned.answers.values()) == {Missing.NOT_APPLICABLE}
    assert [p.field for p in cleaned.problems] == ["qBATTERY.delivery.expected", "qBATTERY.answers.expected"]
    assert cleaned.problems[0].params["name"] == "Delivery on the agreed date · Expected before"


def test_no_experience_is_said_in_its_own_words() -> None:
    asked = question("battery", not_applicable=True)
    lines = type_of(asked).lines(asked, {"BATTERY.delivery.experienced": Missing.NOT_APPLICABLE}, "en", "en")
    assert [line.words for line in lines] == ["No answer", "No experience yet", "No answer", "No answer"]
    assert lines[1].label == "Delivery on the agreed date · Experienced"


def test_a_battery_shows_the_gap_of_those_who_gave_both() -> None:
    expected, experienced = np.array([4, 5, 3, -9], np.int16), np.array([5, 5, -7, 2], np.int16)
    columns = {"BATTERY.delivery.expected": expected, "BATTERY.delivery.experienced": experienced}
    row = summarise(question("battery"), columns).rows[0]
    assert row.gap == gap([4, 5, 3, None], [5, 5, None, 2], 1, 7)
    assert row.gap.value == 0.5
    assert row.expected.value == 4.0
    assert (row.n, row.mean.value) == (3, 4.0)
    assert row.variable == "BATTERY.delivery.experienced"


def test_answers_off_the_scale_never_break_a_summary() -> None:
    columns = {
        name: np.array([99, 3, 0], np.int16) for name in ("BATTERY.answers.expected", "BATTERY.answers.experienced")
    }
    row = summarise(question("battery"), columns).rows[1]
    assert (row.n, row.frequencies.unlisted, row.gap.n) == (1, 2, 1)


@pytest.mark.parametrize(
    "items",
    [
        [],
        None,
        "x",
        [{}],
        [{"code": "a b"}],
        [{"code": ""}],
        [{"code": "x" * 33}],
        [ITEMS[0], ITEMS[0]],
        [{"code": "A"}, {"code": "a"}],
    ],
)
def test_rows_that_make_no_sense_are_refused(items: object) -> None:
    for kind in ("grid", "battery"):
        with pytest.raises(DefinitionRefused):
            question(kind, settings={"items": items})


def test_one_side_without_answers_leaves_no_gap_but_keeps_the_other_side() -> None:
    row = summarise(question("battery"), {"BATTERY.answers.experienced": np.array([5, 6], np.int16)}).rows[1]
    assert (row.n, row.mean.value, row.gap.n, row.gap.value, row.expected.n) == (2, 5.5, 0, None, 0)
