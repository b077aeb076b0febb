"""Answers entered on somebody's behalf."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Response, SampledCase
from survey_app.vocabulary import Disposition, Mode, Role
from tests.builders import make_member, sign_in
from tests.respondents import Person, make_case, open_stage


def test_an_interviewer_enters_a_paper_form_for_a_case(client: FlaskClient) -> None:
    stage = open_stage()
    case = make_case(stage, "C-7")
    member = make_member(stage.study, Role.INTERVIEWER)
    path, member_id = f"/studies/{stage.study.code}/stages/{stage.code}/entry", member.id
    sign_in(client, member)
    person = Person(client, stage.code)
    person.get(path)
    assert person.page.status_code == 200
    assert person.document().xpath("//input[@name='mode']/@checked") == []
    person.send({"mode": "paper", "unit": "C-7", "language": "en"})
    assert person.path == f"/r/{stage.code}/page/1"
    person.answer()
    person.send()
    assert person.receipt
    assert person.document().xpath("//a[@class='btn primary']/@href") == [path]
    response = session.scalars(select(Response)).one()
    assert (response.mode, response.entered_by, response.case_id) == (Mode.PAPER, member_id, case.id)
    assert session.get_one(SampledCase, case.id).disposition is Disposition.COMPLETE
    person.get(path)
    person.send({"mode": "phone", "unit": "C-7", "language": "en"})
    assert person.page.status_code == 422
    assert "answered already" in person.text


def test_entry_needs_a_mode_and_a_case_that_exists(client: FlaskClient) -> None:
    stage = open_stage()
    member = make_member(stage.study, Role.INTERVIEWER)
    path = f"/studies/{stage.study.code}/stages/{stage.code}/entry"
    sign_in(client, member)
    person = Person(client, stage.code)
    for fields in (
        {"language": "en"},
        {"mode": "web", "language": "en"},
        {"mode": "paper", "unit": "?", "language": "en"},
    ):
        person.get(path)
        person.send(fields)
        assert person.page.status_code == 422


@pytest.mark.parametrize("role", [Role.ANALYST, Role.VIEWER, Role.MODERATOR])
def test_entry_is_for_roles_that_may_enter(client: FlaskClient, role: Role) -> None:
    stage = open_stage()
    member = make_member(stage.study, role)
    path = f"/studies/{stage.study.code}/stages/{stage.code}/entry"
    sign_in(client, member)
    assert client.get(path).status_code == 403


def test_several_forms_in_a_row_do_not_mix(client: FlaskClient) -> None:
    stage = open_stage()
    member = make_member(stage.study, Role.INTERVIEWER)
    path = f"/studies/{stage.study.code}/stages/{stage.code}/entry"
    sign_in(client, member)
    first, second = Person(client, stage.code), Person(client, stage.code)
    for person in (first, second):
        person.get(path)
        person.send({"mode": "paper", "language": "en"})
    first.send({"qIND": "1", "qYEARS": "1", "go": "next"})
    second.send({"qIND": "2", "qYEARS": "2", "go": "next"})
    for person in (first, second):
        person.answer({"qSERV.price": "4", "qSERV.quality": "5"}, {})
        person.send()
        assert person.receipt
    found = {(response.answers["IND"], response.answers["YEARS"]) for response in session.scalars(select(Response))}
    assert found == {(1, 1), (2, 2)}
