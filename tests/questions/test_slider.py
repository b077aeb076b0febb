"""A number on a line: only values the line stops at, and nothing until somebody enters one."""

import pytest

from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.registry import read_question, type_of, write_question
from tests.questions.specimens import question


def entered(typed: str, language: str = "en", **settings: object) -> tuple[object, list[str]]:
    asked = question("slider", settings={"min": 0, "max": 10, "step": 0.5, **settings})
    cleaned = type_of(asked).clean(asked, {"qSLIDER": [typed]}, language)
    return cleaned.answers.get("SLIDER"), [problem.message % problem.params for problem in cleaned.problems]


def test_values_between_the_steps_are_asked_again() -> None:
    assert entered("7.5") == (7.5, [])
    assert entered("7,5", "es") == (7.5, [])
    value, told = entered("7.3")
    assert value is None
    assert told == ["Enter a number from 0 to 10 in steps of 0.5 for “How good was our last delivery?”"]
    assert entered("10.5")[0] is None


def test_steps_are_counted_from_the_lower_end_exactly() -> None:
    assert entered("0.7", min=0.1, max=1.0, step=0.1) == (0.7, [])
    assert entered("-3", min=-5, max=5, step=2)[0] == -3.0
    assert entered("0", min=-5, max=5, step=2)[0] is None


@pytest.mark.parametrize(
    "settings",
    [{"min": 5, "max": 5}, {"step": 0}, {"step": -1}, {"min": 0, "max": 10, "step": 3}, {"step": "x"}, {"max": True},
     {"step": 1e-9}, {"max": 1e300}],
)  # fmt: skip
def test_a_line_that_makes_no_sense_is_refused(settings: dict[str, object]) -> None:
    with pytest.raises(DefinitionRefused):
        question("slider", settings=settings)


def test_a_new_line_goes_from_0_to_100() -> None:
    asked = question("slider", settings={})
    assert (asked.settings.least, asked.settings.most, asked.settings.step, asked.settings.decimals) == (0, 100, 1, 0)
    assert read_question(write_question(asked)) == asked
