"""Ready blocks with rules: their questions name each other, and lead where they should."""

import pytest

from survey_app.questions import showing
from survey_app.questions.base import Answers
from survey_app.questions.definition import Page, Questionnaire
from survey_app.questions.logic_check import check_rules
from survey_app.questions.logic_names import names_of
from survey_app.services import editing
from survey_app.services.ruled_blocks import RULED

EVERY = ("en", "es", "zh_Hans_CN")
START = Questionnaire(EVERY, (Page("p1", {}), Page("p2", {})))


def built(name: str, start: Questionnaire = START) -> Questionnaire:
    made, focus = editing.block_added(name, "p1").make(start, {"Q1": frozenset()})
    assert focus == "Q2"
    return made


def asked(questionnaire: Questionnaire, answers: Answers) -> list[str]:
    shown = showing.show(questionnaire, answers, names_of(questionnaire))
    return [question.code for page in shown.pages for question in page.page.questions]


@pytest.mark.parametrize("name", RULED)
def test_every_rule_of_a_block_can_be_met_and_every_text_is_there_in_three_languages(name: str) -> None:
    questionnaire = built(name)
    assert check_rules(questionnaire) == ()
    for question in questionnaire.questions():
        assert set(question.text) == set(EVERY)


@pytest.mark.parametrize(("answers", "codes"), [
    ({"Q2": 1}, ["Q2"]),
    ({"Q2": 2}, ["Q2"]),
    ({"Q2": 8}, ["Q2", "Q3", "Q4"]),
    ({}, ["Q2", "Q3", "Q4"]),
])  # fmt: skip
def test_who_answers_neither_yes_nor_no_is_asked_again_on_a_page_of_its_own(answers: Answers, codes: list[str]) -> None:
    questionnaire = built("confirm")
    assert [page.key for page in questionnaire.pages] == ["p1", "p3", "p2"]
    assert asked(questionnaire, answers) == codes
    confirming = questionnaire.find("Q3")
    assert confirming is not None
    assert confirming.required


@pytest.mark.parametrize(("amount", "shown"), [
    (0.0, "Q3"), (19_999.99, "Q3"), (20_000.0, "Q4"), (49_999.0, "Q4"), (50_000.0, "Q5"), (1e6, "Q5"),
])  # fmt: skip
def test_an_amount_leads_to_one_place(amount: float, shown: str) -> None:
    assert asked(built("amounts"), {"Q2": amount}) == ["Q2", shown]


@pytest.mark.parametrize(("lines", "failed", "score"), [
    ((1, 1, 1, 1, 1, 1), 0, 100),
    ((0, 1, 1, 0, 1, 1), 0, 70),
    ((1, 1, None, None, 1, 1), 0, 100),
    ((1, 1, 1, 1, 0, 1), 1, 0),
])  # fmt: skip
def test_a_visit_is_scored_over_the_lines_that_apply_and_a_critical_failure_makes_it_nothing(
    lines: tuple[int | None, ...], failed: int, score: float
) -> None:
    questionnaire = built("visit")
    answers = {f"Q{place}": line for place, line in enumerate(lines, 5) if line is not None}
    found = showing.show(questionnaire, answers, names_of(questionnaire)).answers
    assert (found["Q12"], found["Q13"]) == (failed, score)


@pytest.mark.parametrize(("said", "qualified", "code"), [
    ((1, 1, 1), 1, "MAN"), ((1, 2, 1), 0, "M-N"), ((8, 1, None), 0, "?A?"), ((2, 2, 2), 0, "---"),
])  # fmt: skip
def test_only_money_authority_and_need_together_qualify(
    said: tuple[int | None, ...], qualified: int, code: str
) -> None:
    questionnaire = built("man")
    answers = {f"Q{place}": each for place, each in enumerate(said, 2) if each is not None}
    found = showing.show(questionnaire, answers, names_of(questionnaire)).answers
    assert (found["Q5"], found["Q6"]) == (qualified, code)
