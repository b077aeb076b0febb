"""Random people on their way through a questionnaire: what they never reach, and how it ends."""

import random

import pytest

from survey_app.questions.registry import TYPES, read_questionnaire
from survey_app.questions.trial import _answered, try_out
from tests.planting import document, options, question
from tests.questions import specimens

CHOICE = options("x", "y", "z")
RULED = {
    "languages": ["en"],
    "pages": [
        {"key": "a", "questions": [question("A", "single", options=CHOICE, required=True), question("N", "number")]},
        {"key": "b", "show_if": "A = 1", "questions": [question("B", "single", options=CHOICE)]},
        {"key": "c", "show_if": "A = 9", "questions": [question("C", "single", options=CHOICE)]},
        {"key": "d", "questions": [question("D", "short_text")], "jumps": [{"rule": "A = 3", "outcome": "left early"}]},
        {"key": "e", "questions": [question("E", "short_text")]},
    ],
}


def test_a_page_whose_rule_no_answer_meets_is_never_reached() -> None:
    found = try_out(read_questionnaire(RULED), seed=1)
    assert found.never == ("C",)
    assert found.pages["a"] == found.people == 200
    assert 40 < found.pages["b"] < 95
    assert (found.fewest, found.most) == (2, 4)


def test_endings_are_counted_and_those_who_left_early_saw_nothing_more() -> None:
    found = try_out(read_questionnaire(RULED), seed=1)
    assert found.outcomes["left early"] + found.outcomes[""] == 200
    assert found.pages["e"] == found.outcomes[""]


def test_the_same_seed_repeats_everything_and_another_does_not() -> None:
    questionnaire = read_questionnaire(RULED)
    assert try_out(questionnaire, seed=4) == try_out(questionnaire, seed=4)
    assert try_out(questionnaire, seed=4).pages != try_out(questionnaire, seed=5).pages


def test_a_question_that_an_answer_on_its_own_page_calls_up_is_asked_too() -> None:
    asked = question("A", "single", options=CHOICE, required=True)
    called = {**question("B", "short_text"), "show_if": "A = 2"}
    found = try_out(read_questionnaire(document(asked, called)), seed=1)
    assert 40 < found.questions["B"] < 95


def test_without_rules_everybody_reaches_everything() -> None:
    found = try_out(read_questionnaire(document(question("A", "rating"), question("T", "long_text"))), seed=1)
    assert found.never == ()
    assert set(found.questions.values()) == {200}


def test_a_questionnaire_without_questions_is_tried_too() -> None:
    found = try_out(read_questionnaire({"languages": ["en"], "pages": [{"key": "p1", "questions": []}]}), seed=1)
    assert (found.most, found.never) == (0, ())


def test_a_long_questionnaire_is_tried_with_fewer_people() -> None:
    pages = [{"key": f"p{n}", "questions": [question(f"Q{n}X{m}", "short_text") for m in range(10)]} for n in range(40)]
    found = try_out(read_questionnaire({"languages": ["en"], "pages": pages}), seed=1)
    assert found.people == 25


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_kind_of_question_can_be_answered_at_random(kind: str) -> None:
    whole = {"languages": specimens.LANGUAGES, "pages": [{"key": "p", "questions": [specimens.document(kind)]}]}
    assert try_out(read_questionnaire(whole), seed=2, people=20).people == 20


@pytest.mark.parametrize("kind", ["slider", "maxdiff", "multiple", "hierarchical", "date", "estimate"])
def test_what_is_answered_at_random_is_what_the_form_would_take(kind: str) -> None:
    asked = specimens.question(kind)
    luck = random.Random(3)
    for _time in range(40):
        answers = _answered(asked, luck)
        again = TYPES[kind].clean(asked, TYPES[kind].refill(asked, answers, "en"), "en")
        assert not again.problems
        assert again.answers == answers
