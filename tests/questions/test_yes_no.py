"""Yes or no, how a list of answers looks, and comments beside answers."""

import pytest

from survey_app.questions.base import Value
from survey_app.questions.definition import Question
from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.registry import type_of, variables_of, write_question
from tests.questions.specimens import SETTINGS, option, page_of, question


def cleaned(asked: Question, **posted: list[str]) -> tuple[dict[str, Value], list[str]]:
    fields = {f"q{asked.code}{name.replace('_', '.')}": values for name, values in posted.items()}
    found = type_of(asked).clean(asked, fields, "en")
    return found.answers, [problem.message % problem.params for problem in found.problems]


def test_yes_is_one_and_no_is_zero_whatever_they_are_called() -> None:
    asked = question("yes_no", settings={"yes": {"en": "I did"}, "no": {"en": "I did not"}})
    codes = variables_of(page_of(asked)[0])[0].codes
    assert [(code, label["en"]) for code, label in codes] == [(1, "I did"), (0, "I did not")]
    assert cleaned(asked, **{"": ["0"]}) == ({"YES_NO": 0}, [])
    assert cleaned(asked, **{"": ["2"]})[0] == {}


def test_a_list_is_a_dropdown_above_twelve_answers_or_where_the_author_says_so() -> None:
    many = [option(number, f"Industry {number}") for number in range(1, 14)]
    looks = {
        "long": question("single", settings={"options": many}),
        "short": question("single", settings={"options": many[:12]}),
        "radio": question("single", settings={"options": many, "look": "radio"}),
        "dropdown": question("single", settings={"options": many[:3], "look": "dropdown"}),
        "buttons": question("single", settings={"options": many[:3], "look": "buttons"}),
    }
    assert [name for name, asked in looks.items() if asked.settings.is_dropdown] == ["long", "dropdown"]
    with pytest.raises(DefinitionRefused):
        question("single", settings={"options": many, "look": "carousel"})


def test_a_document_without_look_and_comment_is_written_as_before() -> None:
    assert set(write_question(question("single"))["settings"]) == {"options", "other"}
    assert set(write_question(question("multiple"))["settings"]) == {"options", "other", "max"}


def test_a_comment_stands_beside_the_answer_and_alone() -> None:
    asked = question("single", settings={**SETTINGS["single"], "comment": True})
    assert cleaned(asked, **{"": ["1"], "_comment": ["Since\r\n2019"]}) == (
        {"SINGLE": 1, "SINGLE.comment": "Since\n2019"}, [],
    )  # fmt: skip
    assert cleaned(asked, _comment=["Neither fits"]) == ({"SINGLE.comment": "Neither fits"}, [])
    lines = type_of(asked).lines(asked, {"SINGLE": 1, "SINGLE.comment": "Since 2019"}, "en", "en")
    assert [(line.label, line.words) for line in lines] == [("", "Chemistry"), ("Comment", "Since 2019")]


def test_each_ticked_answer_may_have_a_comment_and_no_other() -> None:
    asked = question("multiple", settings={**SETTINGS["multiple"], "comment": True})
    answers, told = cleaned(asked, **{"": ["1"], "_1_comment": ["Old ones"]})
    assert told == []
    assert answers["MULTIPLE.1.comment"] == "Old ones"
    shown = type_of(asked).refill(asked, answers, "en")
    assert type_of(asked).clean(asked, shown, "en").answers == answers
    answers, told = cleaned(asked, **{"": ["1"], "_2_comment": ["Leaky"]})
    assert told == [
        "You wrote a comment beside “Valves” for “Which of our products do you use?”. Tick it as well or delete it."
    ]


def test_a_comment_without_any_tick_is_asked_about() -> None:
    asked = question("multiple", settings={**SETTINGS["multiple"], "comment": True})
    answers, told = cleaned(asked, _2_comment=["Leaky"])
    assert answers == {}
    assert len(told) == 1
