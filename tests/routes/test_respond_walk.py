"""From the link to the receipt, with scripts off."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Draft, Identity, Response, SampledCase
from survey_app.vocabulary import Disposition, Mode
from tests.respondents import ANSWERS, FIRST, SECOND, THIRD, Person, link_of, make_case, open_stage

pytestmark = pytest.mark.sqlite_only


def test_somebody_walks_from_the_open_link_to_the_receipt(client: FlaskClient) -> None:
    stage = open_stage()
    person = Person(client, stage.code)
    receipt = person.walk()
    response = session.scalars(select(Response)).one()
    assert receipt == response.receipt
    assert response.answers == ANSWERS
    assert response.mode is Mode.WEB
    assert response.case_id is None
    assert session.scalars(select(Identity)).one().answers == {"NAME": "Ana"}
    assert session.scalars(select(Draft)).all() == []
    assert person.path == f"/r/{stage.code}/thanks"
    assert "ask@example.org" in person.text
    person.get(person.path)
    assert person.receipt == receipt


def test_somebody_walks_from_a_personal_link_and_the_case_is_complete(client: FlaskClient) -> None:
    stage = open_stage()
    case = make_case(stage)
    person = Person(client, stage.code)
    receipt = person.walk(link_of(stage, case))
    assert receipt
    case = session.scalars(select(SampledCase)).one()
    assert case.disposition is Disposition.COMPLETE
    assert case.answered_at is not None
    assert session.scalars(select(Response)).one().case_id == case.id
    person.get(link_of(stage, case))
    assert person.page.status_code == 409
    assert "already answered" in person.text


def test_pages_carry_no_secret_in_their_address_and_stay_out_of_caches(client: FlaskClient) -> None:
    stage = open_stage()
    person = Person(client, stage.code)
    person.begin(link_of(stage, make_case(stage)))
    assert person.path == f"/r/{stage.code}/page/1"
    assert person.page.headers["Referrer-Policy"] == "no-referrer"
    assert person.page.headers["Cache-Control"] == "no-store"
    assert "Page 1 of 3" in person.text


def test_the_check_shows_every_answer_with_a_way_to_change_it(client: FlaskClient) -> None:
    stage = open_stage()
    person = Person(client, stage.code)
    person.begin()
    person.answer(FIRST, SECOND, THIRD)
    assert person.path == f"/r/{stage.code}/check"
    for words in ("Chemistry", "12", "Price", "Ana", "A person to call."):
        assert re.search(rf"\b{re.escape(words)}", person.text)
    changes = person.document().xpath("//dd[@class='change']/a/@href")
    assert changes == [f"/r/{stage.code}/page/{page}" for page in (1, 1, 2, 2, 3)]
