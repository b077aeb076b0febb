"""Imported cells as answers."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.questions.base import Problem
from survey_app.questions.cells import answers_from_cell, value_from_cell
from survey_app.questions.registry import type_of
from survey_app.vocabulary import MISSING_CODES, Missing
from tests.questions.specimens import SETTINGS, option, question

REFUSED = "refused"
TABLE: list[tuple[str, str, Any]] = [
    ("single", "2", 2),
    ("single", " 2.0 ", 2),
    ("single", "Food", 2),
    ("single", "food (ES)", 2),
    ("single", "Otra respuesta", 9),
    ("single", "4", REFUSED),
    ("single", "2.5", REFUSED),
    ("single", "", Missing.SKIPPED),
    ("single", "-7", Missing.NOT_APPLICABLE),
    ("single", "-8.0", Missing.DO_NOT_KNOW),
    ("single", "-4", REFUSED),
    ("single", "No procede", Missing.NOT_APPLICABLE),
    ("single", "not_applicable", Missing.NOT_APPLICABLE),
    ("single", "9" * 500, REFUSED),
    ("rating", "very satisfied", 5),
    ("rating", "非常满意", 5),
    ("rating", "0", REFUSED),
    ("recommend", "0", 0),
    ("recommend", "10 Extremely likely", 10),
    ("consent", "I agree", 1),
    ("number", "12.5", 12.5),
    ("number", "12,5", 12.5),
    ("number", "1,500", REFUSED),
    ("number", "81", REFUSED),
    ("number", "abc", REFUSED),
    ("number", "-9", Missing.SKIPPED),
    ("short_text", " as typed ", " as typed "),
    ("short_text", "-9", "-9"),
    ("short_text", "a\x00", REFUSED),
    ("long_text", "a\r\nb", "a\nb"),
    ("long_text", "x" * 20_001, REFUSED),
]


@pytest.mark.parametrize(("kind", "cell", "expected"), TABLE)
def test_a_cell_is_a_code_a_label_or_a_reason(kind: str, cell: str, expected: object) -> None:
    asked = question(kind)
    value = value_from_cell(asked, type_of(asked).variables(asked)[0], cell)
    if expected == REFUSED:
        assert isinstance(value, Problem)
        assert value.message % value.params
    else:
        assert (value, type(value)) == (expected, type(expected))


@pytest.mark.parametrize(("reason", "code"), MISSING_CODES.items())
def test_every_missing_code_is_known(reason: Missing, code: int) -> None:
    asked = question("grid")
    assert {value_from_cell(asked, variable, str(code)) for variable in type_of(asked).variables(asked)} == {reason}


def test_a_number_that_may_be_negative_is_no_missing_code() -> None:
    asked = question("number", settings={"min": -20, "max": 50})
    assert value_from_cell(asked, type_of(asked).variables(asked)[0], "-9") == -9.0


def test_an_own_label_goes_before_a_reason() -> None:
    asked = question("single", settings={"options": [option(1, "Yes"), option(5, "Do not know")]})
    assert value_from_cell(asked, type_of(asked).variables(asked)[0], "do not know") == 5


def test_a_tick_is_zero_or_one_or_a_list() -> None:
    asked = question("multiple")
    by_name = {variable.name: variable for variable in type_of(asked).variables(asked)}
    third = by_name["MULTIPLE.3"]
    assert [value_from_cell(asked, third, cell) for cell in ("1", "0", "Chosen", "1;3", "1;2;")] == [1, 0, 1, 1, 0]
    assert isinstance(value_from_cell(asked, third, "3"), Problem)
    assert isinstance(value_from_cell(asked, third, "1;55"), Problem)


def test_one_cell_may_hold_all_ticks() -> None:
    asked = question("multiple")
    for cell in ("1,3", "1 3", "3, 1"):  # as Qualtrics, Kobo and Google Forms write them
        assert answers_from_cell(asked, cell).answers == answers_from_cell(asked, "1;3").answers
    for cell in ("1,55", "1 1", "1,3;3"):
        assert answers_from_cell(asked, cell).problems
    assert answers_from_cell(asked, "1; Sensors").answers == {
        f"MULTIPLE.{c}": int(c in (1, 3)) for c in (1, 2, 3, 8, 97)
    }
    assert answers_from_cell(asked, "3").answers["MULTIPLE.3"] == 1
    assert set(answers_from_cell(asked, "-7").answers.values()) == {Missing.NOT_APPLICABLE}
    assert answers_from_cell(asked, " ").answers == {}
    assert len(answers_from_cell(asked, "1;x").problems) == 1


@given(st.sampled_from(sorted(SETTINGS)), st.text(st.characters(codec=None), max_size=20))
def test_no_cell_raises(kind: str, cell: str) -> None:
    asked = question(kind)
    for variable in type_of(asked).variables(asked):
        assert value_from_cell(asked, variable, cell) is not None
    if kind == "multiple":
        assert answers_from_cell(asked, cell) is not None
