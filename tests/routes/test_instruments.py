"""A standard questionnaire from the button in the editor to its score on the results page."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.models import Stage
from survey_app.questions.registry import write_question
from survey_app.services.blocks import BLOCKS
from survey_app.vocabulary import AnonymityLevel
from tests.builders import make_account, make_study, sign_in, stage_of
from tests.desk import Desk, form_fields
from tests.planting import document, plant, publish

pytestmark = pytest.mark.sqlite_only

FILLED = [5, 4, 2, 1, 2, 3, 2, 4, 5, 2]


def survey(level: AnonymityLevel) -> Stage:
    made = stage_of(make_study(make_account()))
    made.level = level
    session.commit()
    return made


@pytest.fixture
def stage(app: Flask) -> Stage:
    return survey(AnonymityLevel.IDENTIFIED)


def answered(stage: Stage, people: int, *, wording: str = "") -> str:
    """The address of the results of a SUS that so many people have filled in like the example of its paper."""
    [build] = BLOCKS["sus"].questions
    question = write_question(build("SUS", ("en",)))
    if wording:
        question["settings"]["items"][0]["label"]["en"] = wording
    version = publish(stage, document(question))
    plant(stage, version, [{f"SUS.{n}": point for n, point in enumerate(FILLED, 1)}] * people)
    session.commit()
    return f"/studies/{stage.study.code}/stages/{stage.code}/results"


@pytest.mark.usefixtures("app")
def test_it_is_added_with_one_button_and_says_when_its_wording_was_changed(desk: Desk) -> None:
    assert "Brooke 1996" in desk.client.get(desk.base + "/add").get_data(as_text=True)
    desk.done("/questions", block="sus", page="p1")
    page = desk.get("?q=Q1")
    assert "as published" in page
    sent = form_fields(page)
    desk.client.post(desk.base + "/questions/Q1", data={**sent, "text": "What do you think?", "do": "save"})
    changed = desk.get("?q=Q1")
    assert "wording changed: scored, not compared with published figures" in changed
    assert desk.question("Q1")["instrument"] == "sus"


def test_the_results_say_the_score_and_the_benchmark(client: FlaskClient, stage: Stage) -> None:
    address = answered(stage, 12)
    sign_in(client, stage.study.memberships[0].account)
    page = client.get(address).get_data(as_text=True)
    assert "SUS score: 55.0, n = 12" in page
    assert "Benchmark: 68, average of studies" in page
    assert "System Usability Scale ©" in page
    [found] = [each for each in client.get(f"{address}.json").get_json()["questions"] if each["code"] == "SUS"]
    assert (found["scores"][0]["value"], found["scores"][0]["as_published"]) == (55.0, True)


def test_with_other_words_the_score_stands_without_a_benchmark(client: FlaskClient, stage: Stage) -> None:
    address = answered(stage, 12, wording="I like it.")
    sign_in(client, stage.study.memberships[0].account)
    page = client.get(address).get_data(as_text=True)
    assert "SUS score: 55.0, n = 12" in page
    assert "The wording was changed: it is not compared with published figures" in page
    assert "Benchmark" not in page


def test_a_score_of_too_few_people_is_not_given_away(client: FlaskClient, app: Flask) -> None:
    stage = survey(AnonymityLevel.CONFIDENTIAL)
    address = answered(stage, 3)
    sign_in(client, stage.study.memberships[0].account)
    assert "SUS score" not in client.get(address).get_data(as_text=True)
    assert not re.search(r"(?<![\d:])55\.0", client.get(f"{address}.json").text), "moments aside"
