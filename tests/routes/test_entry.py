"""Answers entered on somebody's behalf."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from survey_app.db import session
from survey_app.models import Draft, Response, SampledCase
from survey_app.vocabulary import Disposition, Mode, Role
from tests.builders import make_member, sign_in
from tests.respondents import FIRST, SECOND, THIRD, Person, make_case, open_stage
from tests.sealed import sealed_stage

pytestmark = pytest.mark.sqlite_only


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


def test_a_form_that_was_stopped_goes_on_from_the_desk_in_any_browser(client: FlaskClient, app: Flask) -> None:
    stage = open_stage()
    make_case(stage, "C-7")
    member, colleague = make_member(stage.study, Role.INTERVIEWER), make_member(stage.study, Role.INTERVIEWER)
    path = f"/studies/{stage.study.code}/stages/{stage.code}/entry"
    sign_in(client, member)
    person = Person(client, stage.code)
    person.get(path)
    person.send({"mode": "phone", "unit": "C-7", "language": "en"})
    person.send({**FIRST, "go": "next"})
    was = person.hidden()
    person.send({"qSERV.price": "4", "go": "stop"})
    assert person.path.endswith("/paused")
    assert "the link in your invitation" not in person.text
    assert person.document().xpath("//main//a/@href")[0] == path

    other = Person(app.test_client(), stage.code)
    sign_in(other.client, colleague)
    assert "Begun by you" not in other.get(path).get_data(as_text=True)
    other.get(path)
    number, token = session.scalars(select(Draft.id)).one(), other.hidden()
    for form in (number, 999, "x", "9" * 30):
        assert other.client.post(f"{path}/unfinished", data={**token, "form": form}).status_code == 404

    again = Person(app.test_client(), stage.code)
    sign_in(again.client, member)
    again.get(path)
    assert "Begun by you" in again.text
    assert "C-7" in again.text
    again.send()
    assert again.path == f"/r/{stage.code}/page/2"
    assert again.document().xpath("//input[@name='qSERV.price'][@checked]/@value") == ["4"]
    # the window that was left begins nothing beside it
    stopped = person.client.post(f"/r/{stage.code}/page/2", data={**was, **SECOND, "go": "next"})
    assert stopped.status_code == 409
    assert "go on there" in stopped.get_data(as_text=True)
    # beginning the same case once more goes on with the same form
    again.get(path)
    form = again.document().xpath("//form[.//input[@name='unit']]//input[@type='hidden']")
    fields = {field.get("name"): field.get("value") for field in form}
    begun = again.client.post(path, data={**fields, "mode": "phone", "unit": "C-7", "language": "en"})
    again.get(begun.location)
    assert again.path == f"/r/{stage.code}/page/2"
    assert session.scalar(select(func.count()).select_from(Draft)) == 1
    again.answer(SECOND, THIRD)
    again.send()
    assert again.receipt
    assert session.scalars(select(Response.answers)).one()["IND"] == 2


def test_where_answers_are_sealed_nobody_enters_them_for_others(client: FlaskClient) -> None:
    stage = sealed_stage(people=1)
    sign_in(client, make_member(stage.study, Role.INTERVIEWER))
    page = client.get(f"/studies/{stage.study.code}/stages/{stage.code}/entry").get_data(as_text=True)
    assert "only from the people themselves" in page
    assert 'name="mode"' not in page
