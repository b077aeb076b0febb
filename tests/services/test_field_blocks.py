"""Ready blocks that members fill in themselves: rules that hold, and an observation that no respondent sees."""

import pytest

from survey_app.questions import showing
from survey_app.questions.base import Answers
from survey_app.questions.definition import Page, Questionnaire
from survey_app.questions.logic_check import check_rules
from survey_app.questions.logic_names import names_of
from survey_app.services import editing
from survey_app.services.blocks import fresh
from survey_app.services.field_blocks import FIELD_BLOCKS
from survey_app.vocabulary import Purpose

EVERY = ("en", "es", "zh_Hans_CN")
START = Questionnaire(EVERY, (Page("p1", {}, (fresh("rating", "Q1", EVERY),)),))


def built(name: str) -> Questionnaire:
    made, _focus = editing.block_added(name, "p1").make(START, {"Q1": frozenset()})
    return made


def asked(questionnaire: Questionnaire, answers: Answers) -> list[str]:
    shown = showing.show(questionnaire, answers, names_of(questionnaire))
    return [question.code for page in shown.pages for question in page.page.questions]


@pytest.mark.parametrize("name", FIELD_BLOCKS)
def test_a_block_has_rules_that_can_be_met_and_texts_in_three_languages(name: str) -> None:
    questionnaire = built(name)
    assert check_rules(questionnaire) == ()
    added = [question for question in questionnaire.questions() if question.code != "Q1"]
    assert added
    for question in added:
        assert set(question.text) == set(EVERY)


def test_who_observes_sees_the_observation_alone_and_who_answers_never_sees_it() -> None:
    questionnaire = built("observation")
    assert [page.key for page in questionnaire.pages] == ["p2", "p1"]
    assert asked(questionnaire, {}) == ["Q1"]
    observed = asked(questionnaire, {"Q2": "yes"})
    assert "Q1" not in observed
    assert observed == [f"Q{number}" for number in range(2, 13)]


def test_who_took_part_in_a_meeting_is_kept_with_the_identities() -> None:
    purposes = {question.code: question.purpose for question in built("meeting").questions()}
    assert [code for code, purpose in purposes.items() if purpose is Purpose.IDENTITY] == ["Q4"]
