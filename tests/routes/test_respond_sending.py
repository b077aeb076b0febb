"""Sending once: retries, double clicks, two windows, other answers under the same key."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import now, session
from survey_app.models import Draft, Identity, Response, SampledCase, Stage
from survey_app.privacy.links import random_secret
from survey_app.services import links
from survey_app.vocabulary import Disposition, StageState
from tests.respondents import ANSWERS, FIRST, SECOND, THIRD, Person, link_of, make_case, open_stage

pytestmark = pytest.mark.sqlite_only


def ready(client: FlaskClient, stage: Stage, path: str = "") -> Person:
    """Somebody who looks at the page to check the answers."""
    person = Person(client, stage.code)
    person.begin(path)
    person.answer()
    return person


def responses() -> list[Response]:
    return list(session.scalars(select(Response)))


def test_sending_again_gives_the_same_receipt_and_no_second_response(client: FlaskClient) -> None:
    person = ready(client, open_stage())
    fields = person.hidden()
    receipts = set()
    for _again in range(3):
        page = client.post(f"/r/{person.code}/check", data=fields)
        assert page.status_code == 303
        person.get(page.location)
        receipts.add(person.receipt)
    assert len(receipts) == 1
    assert len(responses()) == 1


def test_answers_changed_in_another_window_are_shown_before_they_are_sent(client: FlaskClient) -> None:
    person = ready(client, open_stage())
    other = Person(client, person.code)
    other.get(f"/r/{person.code}/page/1")
    other.send({**FIRST, "qIND": "1", "go": "next"})
    person.send()
    assert person.page.status_code == 409
    assert "changed in another window" in person.text
    assert "Food" in person.text
    assert responses() == []
    person.send()
    assert person.receipt
    assert responses()[0].answers == ANSWERS | {"IND": 1}


def test_an_older_set_sent_later_is_kept_beside_the_one_that_was_sent(client: FlaskClient) -> None:
    first = ready(client, open_stage())
    second = Person(client, first.code)
    second.get(f"/r/{first.code}/page/1")
    second.send({**FIRST, "qIND": "1", "go": "next"})
    second.get(f"/r/{first.code}/check")
    second.send()
    assert second.receipt
    first.send()
    assert first.page.status_code == 409
    assert "Chemistry" in first.text
    assert "Food" in first.text
    assert responses()[0].answers == ANSWERS | {"IND": 1}
    draft = session.scalars(select(Draft)).one()
    assert draft.conflicts_with == responses()[0].id
    assert draft.answers["given"] == ANSWERS | {"NAME": "Ana"}


def test_a_page_sent_after_everything_was_sent_is_kept_and_compared(client: FlaskClient) -> None:
    person = ready(client, open_stage())
    other = Person(client, person.code)
    other.get(f"/r/{person.code}/page/1")
    person.send()
    other.send({**FIRST, "qYEARS": "30", "go": "next"})
    assert other.page.status_code == 409
    assert re.search(r"\b30\b", other.text)
    assert responses()[0].answers == ANSWERS
    assert session.scalars(select(Draft)).one().answers["given"]["YEARS"] == 30


def test_a_page_that_says_what_was_sent_leads_to_the_receipt(client: FlaskClient) -> None:
    person = ready(client, open_stage())
    other = Person(client, person.code)
    other.get(f"/r/{person.code}/page/1")
    person.send()
    other.send({**FIRST, "go": "next"})
    assert other.receipt == person.receipt != ""
    assert session.scalars(select(Draft)).all() == []


def test_the_other_answers_can_take_the_place_of_those_sent(client: FlaskClient) -> None:
    person = ready(client, open_stage())
    other = Person(client, person.code)
    other.get(f"/r/{person.code}/page/2")
    person.send()
    other.send({**SECOND, "qSERV.price": "1", "qNAME": "Bea", "go": "next"})
    other.send({"choice": "other"})
    assert other.receipt == person.receipt
    assert len(responses()) == 1
    assert responses()[0].answers == ANSWERS | {"SERV.price": 1}
    assert session.scalars(select(Identity)).one().answers == {"NAME": "Bea"}
    assert session.scalars(select(Draft)).all() == []


def test_the_answers_sent_can_be_kept(client: FlaskClient) -> None:
    person = ready(client, open_stage())
    other = Person(client, person.code)
    other.get(f"/r/{person.code}/page/1")
    person.send()
    other.send({**FIRST, "qYEARS": "30", "go": "next"})
    other.send({"choice": "sent"})
    assert other.receipt == person.receipt
    assert responses()[0].answers == ANSWERS
    assert session.scalars(select(Draft)).all() == []


def test_answers_with_a_gap_cannot_take_the_place_of_those_sent(client: FlaskClient) -> None:
    person = ready(client, open_stage())
    other = Person(client, person.code)
    other.get(f"/r/{person.code}/page/1")
    person.send()
    other.send({"qYEARS": "many", "go": "back"})
    assert other.page.status_code == 409
    assert "Use these answers instead" not in other.text
    other.send({"choice": "other"})
    assert other.page.status_code == 409
    assert responses()[0].answers == ANSWERS


def test_after_closing_other_answers_are_kept_and_do_not_replace(client: FlaskClient) -> None:
    stage = open_stage()
    person = ready(client, stage)
    other = Person(client, person.code)
    other.get(f"/r/{person.code}/page/1")
    person.send()
    stage = session.get_one(Stage, stage.id)
    stage.state, stage.closed_at = StageState.CLOSED, now()
    session.commit()
    other.send({**FIRST, "qYEARS": "30", "go": "next"})
    assert other.page.status_code == 409
    assert "Use these answers instead" not in other.text
    other.send({"choice": "other"})
    assert responses()[0].answers == ANSWERS


def test_a_case_that_was_answered_another_way_is_not_answered_twice(client: FlaskClient) -> None:
    stage = open_stage()
    case = make_case(stage)
    person = ready(client, stage, link_of(stage, case))
    draft = session.scalars(select(Draft)).one()
    session.add(
        Response(
            id="other",
            stage_id=stage.id,
            version_id=draft.version_id,
            case_id=case.id,
            submit_key=random_secret(),
            content_hash="",
            receipt="AAA-AAA",
            mode="paper",
            language="en",
            answers={"IND": 1},
            closed=b"",
            numbers=b"",
        )
    )
    session.commit()
    person.send()
    assert person.page.status_code == 409
    assert "another way" in person.text
    assert [response.answers for response in responses()] == [{"IND": 1}]
    draft = session.scalars(select(Draft)).one()
    assert draft.conflicts_with == "other"
    assert draft.answers["given"] == ANSWERS | {"NAME": "Ana"}


def test_a_renewed_link_takes_the_draft_over_and_the_old_one_is_void(client: FlaskClient) -> None:
    stage = open_stage()
    case = make_case(stage)
    old = link_of(stage, case)
    person = Person(client, stage.code)
    person.begin(old)
    person.answer(FIRST)
    case = session.get_one(SampledCase, case.id)
    case.link_issue = 2
    session.flush()
    case.link_hash = links.hash_of(case)
    session.commit()
    assert client.get(old).status_code == 404
    other = Person(client.application.test_client(), stage.code)
    other.begin(link_of(stage, case))
    assert other.path.endswith("/page/2")
    other.answer(SECOND, THIRD)
    other.send()
    assert other.receipt
    assert session.get_one(SampledCase, case.id).disposition is Disposition.COMPLETE


def test_an_invented_draft_key_finds_nothing(client: FlaskClient) -> None:
    stage = open_stage(open_link=False)
    case = make_case(stage)
    person = Person(client, stage.code)
    person.begin(link_of(stage, case))
    fields = person.hidden() | {"draft": f"{random_secret()}.{random_secret()}"}
    page = client.post(f"/r/{stage.code}/page/1", data={**fields, **FIRST, "go": "next"})
    assert page.status_code == 409
    assert 'value="12"' in page.get_data(as_text=True)
    assert "given" not in session.scalars(select(Draft)).one().answers
