"""Stopping at one device and going on at another with a code."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select, update

from survey_app.db import now, session
from survey_app.models import Draft, Response, Stage, WayBack
from survey_app.services import ways_back
from survey_app.vocabulary import AnonymityLevel
from tests.respondents import FIRST, SECOND, THIRD, Person, link_of, make_case, open_stage

pytestmark = pytest.mark.sqlite_only

CODE = re.compile(r'<strong class="code">([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})</strong>')


def begun(client: FlaskClient, stage: Stage) -> Person:
    person = Person(client, stage.code)
    person.begin()
    person.answer(FIRST)
    return person


def code_of(client: FlaskClient, stage: Stage, token: str) -> str:
    page = client.post(f"/r/{stage.code}/paused", data={"csrf_token": token})
    found = CODE.search(page.text)
    assert found, page.text
    return found[1]


def typed(client: FlaskClient, stage: Stage, code: str) -> tuple[int, str]:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(f"/r/{stage.code}/way-back").text)
    assert token
    answer = client.post(f"/r/{stage.code}/way-back", data={"csrf_token": token[1], "way_back": code})
    return answer.status_code, answer.location or answer.text


def token_of(client: FlaskClient, stage: Stage) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(f"/r/{stage.code}/paused").text)
    assert found
    return found[1]


def test_a_code_leads_to_the_same_answers_at_another_device_and_both_go_on(client: FlaskClient) -> None:
    stage = open_stage()
    begun(client, stage)
    code = code_of(client, stage, token_of(client, stage))
    [row] = session.scalars(select(WayBack)).all()
    letters = code.replace("-", "")
    assert letters.encode() not in row.locked
    assert letters not in row.place

    other = client.application.test_client()
    status, address = typed(other, stage, f" {code.lower().replace('-', ' ')} ")
    assert (status, address) == (303, f"/r/{stage.code}/page/2")
    assert 'value="12"' in other.get(f"/r/{stage.code}/page/1").text
    assert session.scalar(select(Draft.id).order_by(Draft.id).limit(2).offset(1)) is None
    assert client.get(f"/r/{stage.code}/page/2").status_code == 200

    person = Person(other, stage.code)
    person.get(address)
    person.answer(SECOND, THIRD)
    person.send()
    assert person.receipt
    session.expire_all()
    assert session.scalars(select(WayBack)).all() == []
    assert len(session.scalars(select(Response)).all()) == 1
    assert typed(client.application.test_client(), stage, code)[0] == 422


def test_a_new_code_ends_the_old_one_and_time_ends_both(client: FlaskClient) -> None:
    stage, elsewhere = open_stage(), open_stage()
    begun(client, stage)
    token = token_of(client, stage)
    first, second = code_of(client, stage, token), code_of(client, stage, token)
    fresh = client.application.test_client()
    assert typed(fresh, stage, first)[0] == 422
    assert typed(fresh, elsewhere, second)[0] == 422
    assert typed(fresh, stage, second)[0] == 303
    session.execute(update(WayBack).values(expires_at=now() - timedelta(seconds=1)))
    session.commit()
    assert typed(client.application.test_client(), stage, second)[0] == 422
    assert ways_back.sweep() == 1


@pytest.mark.parametrize("wrong", ["", "abcd", "ABCD-EFGH-JKMN", "x" * 5_000, "ab\x00cd\ud800", "ABCD-EFGH-JKM0"])
def test_what_is_no_code_is_said_at_the_field_with_what_was_typed(client: FlaskClient, wrong: str) -> None:
    stage = open_stage()
    status, page = typed(client, stage, wrong.encode("utf-8", "replace").decode())
    assert status == 422
    assert "No answers are kept under this code" in page
    assert 'aria-invalid="true"' in page


def test_a_personal_link_is_its_own_way_back(client: FlaskClient) -> None:
    stage = open_stage()
    person = Person(client, stage.code)
    person.begin(link_of(stage, make_case(stage)))
    page = client.get(f"/r/{stage.code}/paused").text
    assert "Come back by the link in your invitation, from any device." in page
    assert "Give me a code" not in page
    refused = client.post(f"/r/{stage.code}/paused", data={"csrf_token": person.hidden()["csrf_token"]})
    assert refused.status_code == 409
    assert "Your link is the way back" in refused.text
    assert session.scalars(select(WayBack)).all() == []


def test_where_answers_are_sealed_no_code_is_asked_for_or_given(client: FlaskClient) -> None:
    stage = open_stage(level=AnonymityLevel.ANONYMOUS)
    assert client.get(f"/r/{stage.code}/way-back").status_code == 404


@time_machine.travel(datetime(2031, 5, 5, 10, tzinfo=UTC))  # no minute turns between the tries
def test_codes_cannot_be_tried_without_end(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = open_stage()
    monkeypatch.setattr("survey_app.routes.ways_back._TRIES_A_MINUTE", 1)
    monkeypatch.setattr(client.application.extensions["rondo_throttles"], "on", True)
    assert typed(client, stage, "ABCD-EFGH-JKMN")[0] == 422
    assert typed(client, stage, "ABCD-EFGH-JKMN")[0] == 429
