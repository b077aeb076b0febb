"""Observations: what a member saw on the spot, apart from what people answer."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Identity, Response, Stage
from survey_app.questions.definition import Questionnaire
from survey_app.questions.registry import read_questionnaire, write_questionnaire
from survey_app.services import columns, editing, fieldwork, filters, overview, quota_desk
from survey_app.vocabulary import AnonymityLevel, Mode, QuotaAction, Role
from tests.builders import make_member, sign_in
from tests.planting import document, plant, question
from tests.respondents import Person, make_case, open_stage

SEEN = {
    "qQ3": "KL", "qQ4": "Hall 2", "qQ5": "2026-11-20", "qQ6": "09:15", "qQ7": "3", "qQ8": "14", "qQ9": "4",
    "qQ10": "1", "qQ11": "0", "qQ12": "Two lines, one open till.",
}  # fmt: skip


def _stage() -> Stage:
    """A survey of one question that takes observations too."""
    start: Questionnaire = read_questionnaire(document(question("Q1", "recommend", "Would you recommend us?")))
    made, _focus = editing.block_added("observation", "p1").make(start, {"Q1": frozenset()})
    return open_stage(write_questionnaire(made))


@pytest.mark.sqlite_only
def test_a_member_writes_down_an_observation_that_counts_as_nobodys_answer(client: FlaskClient, app: Flask) -> None:
    stage = _stage()
    make_case(stage, "C-1")
    path = f"/studies/{stage.study.code}/stages/{stage.code}"
    sign_in(client, make_member(stage.study, Role.INTERVIEWER))
    person = Person(client, stage.code)
    person.get(f"{path}/entry")
    person.send({"mode": "observation", "unit": "C-1", "language": "en"})
    assert person.page.status_code == 422
    assert "belongs to no case" in person.text
    person.send({"mode": "observation", "unit": "", "language": "en"})
    assert "At which place?" in person.text
    assert "recommend us" not in person.text
    assert person.document().xpath("//main//input[@checked]") == []
    before = person.document().xpath("//input[@name='seen']/@value")
    person.send({**SEEN, "qQ6": "", "seen": before, "go": "next"})
    assert person.page.status_code == 422
    assert "Hall 2" in person.text
    person.send({**SEEN, "seen": before, "go": "next"})
    assert "recommend us" not in person.text
    person.send()
    assert person.receipt

    response = session.scalars(select(Response)).one()
    kept = {name: response.answers[name] for name in ("Q2", "Q4", "Q5", "Q6", "Q7", "Q8")}
    assert (response.mode, response.case_id) == (Mode.OBSERVATION, None)
    assert kept["Q2"] == "yes"
    assert (kept["Q4"], kept["Q7"], kept["Q8"]) == ("Hall 2", 3, 14)
    assert response.answers["Q1"] == {"missing": "not_shown"}

    work, roll = fieldwork.fieldwork_of(stage), fieldwork.roll_of(stage)
    assert (work.returned, work.own, work.answers, work.observed, work.usable_answers) == (1, 0, 0, 1, 0)
    assert (roll.issued, roll.answered, fieldwork.days_of(stage)) == (1, 0, ())
    page = client.get(f"{path}/fieldwork").get_data(as_text=True)
    assert "1 observation" in page


@pytest.mark.sqlite_only
def test_an_address_cannot_make_an_answer_an_observation(client: FlaskClient, app: Flask) -> None:
    stage = _stage()
    person = Person(client, stage.code)
    person.get(f"/r/{stage.code}?observation=yes")
    person.client.post(f"/r/{stage.code}?observation=yes", data={**person.hidden(), "language": "en"})
    person.get(f"/r/{stage.code}/page/2")
    assert "recommend us" in person.text
    person.send({"qQ1": "9", "go": "next"})
    person.send()
    assert person.receipt
    response = session.scalars(select(Response)).one()
    assert (response.mode, response.answers["Q1"]) == (Mode.WEB, 9)
    assert response.answers.get("Q4") == {"missing": "not_shown"}


@pytest.mark.sqlite_only
def test_a_meeting_is_written_down_and_who_took_part_is_kept_apart(client: FlaskClient, app: Flask) -> None:
    start: Questionnaire = read_questionnaire(document(question("Q1", "information", "A record of one meeting.")))
    made, _focus = editing.block_added("meeting", "p1").make(start, {"Q1": frozenset()})
    stage = open_stage(write_questionnaire(made), level=AnonymityLevel.IDENTIFIED)
    sign_in(client, make_member(stage.study, Role.OWNER))
    person = Person(client, stage.code)
    person.get(f"/studies/{stage.study.code}/stages/{stage.code}/entry")
    person.send({"mode": "interviewer", "language": "en"})
    notes = {"qQ2": "2026-11-20", "qQ3": "1", "qQ4": "Ana Ruiz, Northmill", "qQ5": "Deliveries are late.", "qQ7": "KL"}
    person.send({**notes, "go": "next"})
    person.send()
    assert person.receipt
    response, identity = session.scalars(select(Response)).one(), session.scalars(select(Identity)).one()
    assert identity.answers == {"Q4": "Ana Ruiz, Northmill"}
    assert "Ruiz" not in str(response.answers)
    page = client.get(f"/studies/{stage.study.code}/stages/{stage.code}/texts/Q5")
    assert page.status_code == 200
    assert "Deliveries are late." in page.get_data(as_text=True)


@pytest.mark.sqlite_only
def test_only_who_interviews_reads_back_and_what_came_of_it_is_kept(client: FlaskClient, app: Flask) -> None:
    start: Questionnaire = read_questionnaire(document(question("Q1", "long_text", "What do you miss?")))
    made, _focus = editing.block_added("read_back", "p1").make(start, {"Q1": frozenset()})
    stage = open_stage(write_questionnaire(made))
    case = make_case(stage, "C-1")
    path = f"/studies/{stage.study.code}/stages/{stage.code}/entry"
    sign_in(client, make_member(stage.study, Role.INTERVIEWER))
    person = Person(client, stage.code)
    for mode, is_asked in (("paper", False), ("phone", True)):
        person.get(path)
        person.send({"mode": mode, "unit": case.unit, "language": "en"})
        assert ("Did I understand correctly?" in person.text) is is_asked
    before = person.document().xpath("//input[@name='seen']/@value")
    person.send({"qQ1": "A person to call.", "qQ3": "2", "seen": before, "go": "next"})
    person.send()
    assert person.receipt
    response = session.scalars(select(Response)).one()
    assert (response.answers["Q2"], response.answers["Q3"]) == ("yes", 2)


@pytest.mark.sqlite_only
def test_an_observation_fills_no_quota_and_is_told_apart_by_its_mode(client: FlaskClient, app: Flask) -> None:
    stage = open_stage(document(question("N", "number", "How many?")))
    version, owner = stage.versions[0], make_member(stage.study, Role.OWNER)
    plant(stage, version, [{"N": 3.0}] * 8, modes=(Mode.WEB,) * 6 + (Mode.OBSERVATION,) * 2)
    quota = quota_desk.add(stage, quota_desk.Cell("Some", "N > 0", 100, QuotaAction.FLAG, {}, "", active=True), owner)
    session.commit()
    assert quota.counted == 6
    work = fieldwork.fieldwork_of(stage)
    assert (work.usable, work.usable_answers, work.own, work.observed) == (8, 6, 6, 2)
    shown = filters.dimensions(columns.read(stage))
    mode = next(each for each in shown if each.key == filters.MODE)
    assert {offer.value: offer.count for offer in mode.offers} == {"web": 6, "observation": 2}


@pytest.mark.sqlite_only
def test_the_cards_of_a_study_count_observations_apart_from_answers(client: FlaskClient, app: Flask) -> None:
    stage = open_stage(document(question("N", "number", "How many?")))
    sign_in(client, make_member(stage.study, Role.OWNER))
    path = f"/studies/{stage.study.code}"
    plant(stage, stage.versions[0], [{"N": 3.0}] * 2, modes=(Mode.OBSERVATION,))
    page = " ".join(client.get(path).get_data(as_text=True).split()).replace("> ", ">")
    assert '<p class="big">2 observations' in page
    assert "2 observations are written down so far" in page
    assert "usable answer" not in page
    plant(stage, stage.versions[0], [{"N": 3.0}] * 6)
    page = " ".join(client.get(path).get_data(as_text=True).split()).replace("> ", ">")
    assert ('<p class="big">6 answers' in page, "6 usable answers. 2 observations." in page) == (True, True)
    closing = client.get(f"{path}/stages/{stage.code}/close").get_data(as_text=True)
    assert ("Close with 6 answers" in closing, "<b>Observations</b>" in closing) == (True, True)
    card = overview.card(stage)
    assert (card.answers, card.usable, card.observed) == (6, 6, 2)
