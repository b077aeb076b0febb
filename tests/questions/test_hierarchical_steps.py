"""A tree shown in two steps by a script: a group without an answer in it is told, never taken for an answer."""

import pytest

from survey_app.questions.registry import TYPES
from tests.questions import specimens

HIERARCHICAL = TYPES["hierarchical"]


def test_a_group_without_an_answer_in_it_is_asked_again() -> None:
    question = specimens.question("hierarchical")
    found = HIERARCHICAL.clean(question, {f"q{question.code}": [""], f"q{question.code}.group": ["g0"]}, "en")
    assert [problem.field for problem in found.problems] == [f"q{question.code}"]
    assert found.answers == {}


@pytest.mark.parametrize("sent", [[], [""], ["7"], ["g"], ["group"], ["g99999"]])
def test_without_a_group_an_untouched_question_stays_empty(sent: list[str]) -> None:
    question = specimens.question("hierarchical")
    found = HIERARCHICAL.clean(question, {f"q{question.code}.group": sent}, "en")
    assert (found.problems, found.answers) == ((), {})


def test_an_answer_counts_whatever_the_group_says() -> None:
    question = specimens.question("hierarchical")
    leaf = question.settings.leaves[0]
    found = HIERARCHICAL.clean(
        question, {f"q{question.code}": [str(leaf.code)], f"q{question.code}.group": ["g1"]}, "en"
    )
    assert not found.problems
    assert found.answers[question.code] == leaf.code
