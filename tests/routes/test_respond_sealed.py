"""The respondent's pages where answers are sealed: once each, changed before the mix, erased by link."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import AuditEntry, Batch, Draft, Response, Stage
from survey_app.services import installation
from survey_app.vocabulary import AnonymityLevel, Disposition
from tests.builders import post, sign_in
from tests.respondents import Person
from tests.sealed import FIRST, SECOND, answer, cases_of, close, links_of, sealed_stage, sheets, stored


def ready(client: FlaskClient, stage: Stage, link: str) -> Person:
    """Somebody who looks at the page to check the answers."""
    person = Person(client.application.test_client(), stage.code)
    person.begin(link)
    if not person.path.endswith("/check"):
        person.answer(FIRST, SECOND)
    assert person.path.endswith("/check"), person.text[:1000]
    return person


def on_receipt(client: FlaskClient, stage: Stage, link: str) -> Person:
    """Somebody else's browser with the same link, on the page of the link."""
    person = Person(client.application.test_client(), stage.code)
    person.get(link)
    return person


def test_sending_again_gives_the_same_receipt_and_one_sheet(client: FlaskClient) -> None:
    stage = sealed_stage(people=1)
    person = ready(client, stage, links_of(stage)[0])
    fields, receipts = person.hidden(), set()
    for _again in range(3):
        page = person.client.post(f"/r/{stage.code}/check", data=fields)
        assert page.status_code == 303
        person.get(page.location)
        receipts.add(person.receipt)
    assert len(receipts) == 1
    assert "" not in receipts
    assert sheets() == 1
    assert session.scalars(select(Batch.people)).one() == 1


def test_another_browser_with_the_same_answers_gets_the_receipt_and_with_others_is_told(client: FlaskClient) -> None:
    stage = sealed_stage(people=1)
    link = links_of(stage)[0]
    first, same, older = (ready(client, stage, link) for _each in range(3))
    first.send()
    same.send()
    assert same.receipt == first.receipt != ""
    fields = older.hidden() | {"shown": "0" * 64}
    page = older.client.post(f"/r/{stage.code}/check", data=fields)
    assert page.status_code == 409
    assert "sent already" in page.get_data(as_text=True)
    assert sheets() == 1


def test_a_page_sent_after_everything_was_sent_is_shown_to_be_copied(client: FlaskClient) -> None:
    stage = sealed_stage(people=1)
    link = links_of(stage)[0]
    person, other = ready(client, stage, link), ready(client, stage, link)
    other.get(f"/r/{stage.code}/page/1")
    person.send()
    other.send({**FIRST, "qYEARS": "30", "go": "next"})
    assert other.page.status_code == 409
    assert re.search(r"\b30\b", other.text)
    assert session.scalars(select(Draft)).all() == []


def test_a_link_that_has_answered_shows_the_receipt_and_what_can_be_done(client: FlaskClient) -> None:
    stage = sealed_stage(people=1)
    link = links_of(stage)[0]
    receipt = answer(client, stage, link).receipt
    person = on_receipt(client, stage, link)
    assert person.page.status_code == 200
    assert person.receipt == receipt
    for words in ("Change my answers", "Erase my answers", "lie sealed"):
        assert words in person.text


def test_changing_replaces_what_was_sent_before_the_mix(app: Flask, client: FlaskClient) -> None:
    stage = sealed_stage(people=3)
    paths = links_of(stage)
    receipts = [answer(client, stage, link).receipt for link in paths]
    person = on_receipt(client, stage, paths[0])
    person.send({"go": "change"})
    assert person.path.endswith("/page/1")
    assert 'value="12"' not in person.text
    waiting = on_receipt(client, stage, paths[0])
    assert "You are changing the answers" in waiting.text
    assert receipts[0] in waiting.text
    person.answer({**FIRST, "qYEARS": "40"}, SECOND)
    person.send()
    assert person.receipt == receipts[0]
    assert sheets() == 3
    assert session.scalars(select(Batch.people).order_by(Batch.number)).all() == [3, 0]
    close(app, stage)
    assert sorted(response.answers["YEARS"] for response in stored(stage)) == [12, 12, 40]


def test_a_change_that_was_begun_can_be_left(client: FlaskClient) -> None:
    stage = sealed_stage(people=1)
    link = links_of(stage)[0]
    receipt = answer(client, stage, link).receipt
    person = on_receipt(client, stage, link)
    person.send({"go": "change"})
    person.get(f"/r/{stage.code}")
    person.send({"go": "keep"})
    assert person.receipt == receipt
    assert session.scalars(select(Draft)).all() == []
    assert sheets() == 1


def test_after_the_mix_nothing_can_be_changed_and_everything_erased(app: Flask, client: FlaskClient) -> None:
    stage = sealed_stage(people=3)
    paths = links_of(stage)
    for link in paths:
        answer(client, stage, link)
    close(app, stage)
    person = on_receipt(client, stage, paths[0])
    assert "Change my answers" not in person.text
    person.send({"go": "change"})
    assert person.page.status_code == 409
    person = on_receipt(client, stage, paths[0])
    person.send({"go": "erase"})
    person.send()
    assert "Your answers are erased" in person.text
    assert len(stored(stage)) == 2
    assert cases_of(stage)[0].disposition is Disposition.REFUSAL
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "own_answers_erased")).one()
    assert (entry.subject, entry.account_id, entry.reason) == ("1", None, "")


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_a_sealed_sheet_is_erased_by_link_and_the_person_may_answer_again(
    client: FlaskClient, level: AnonymityLevel
) -> None:
    stage = sealed_stage(level, people=1)
    link = links_of(stage)[0]
    receipt = answer(client, stage, link).receipt
    person = on_receipt(client, stage, link)
    person.send({"go": "erase"})
    assert receipt in person.text
    assert sheets() == 1
    person.send()
    assert "Your answers are erased" in person.text
    assert sheets() == 0
    assert session.scalars(select(Batch.people)).one() == 0
    assert person.client.post(f"/r/{stage.code}/erase", data={"csrf_token": csrf(person)}).status_code == 409
    assert answer(client, stage, link).receipt == receipt
    assert sheets() == 1


def csrf(person: Person) -> str:
    person.get(f"/r/{person.code}")
    return person.hidden().get("csrf_token", "")


def test_erasing_needs_a_link(client: FlaskClient) -> None:
    stage = sealed_stage(people=1)
    for path in ("erase", "erased"):
        page = client.get(f"/r/{stage.code}/{path}")
        assert page.status_code == 409
        assert "Open your link again" in page.get_data(as_text=True)
    assert client.get(f"/r/{stage.code}").status_code == 404


def test_an_erasure_with_a_lost_token_asks_again_and_erases_nothing(client: FlaskClient) -> None:
    stage = sealed_stage(people=1)
    link = links_of(stage)[0]
    answer(client, stage, link)
    person = on_receipt(client, stage, link)
    person.send({"go": "erase"})
    page = person.client.post(f"/r/{stage.code}/erase", data={"csrf_token": "wrong"})
    assert page.status_code == 400
    assert "Erase the answers you sent" in page.get_data(as_text=True)
    assert sheets() == 1


def test_without_the_key_nothing_is_sent_and_everything_is_kept(client: FlaskClient) -> None:
    stage = sealed_stage(people=1)
    person = ready(client, stage, links_of(stage)[0])
    key = session.scalars(select(Batch.key_name)).one()
    (installation.settings().keys / key).rename(installation.settings().keys / "away")
    person.send()
    assert person.page.status_code == 503
    assert "Faster answers." in person.text
    assert (sheets(), cases_of(stage)[0].disposition) == (0, Disposition.PENDING)
    (installation.settings().keys / "away").rename(installation.settings().keys / key)
    person.send()
    assert person.receipt
    assert sheets() == 1


def test_members_cannot_enter_answers_for_others(client: FlaskClient) -> None:
    stage = sealed_stage(people=1)
    sign_in(client, stage.study.memberships[0].account)
    root = f"/studies/{stage.study.code}/stages/{stage.code}"
    page = post(client, f"{root}/entry", {"mode": "paper", "language": "en", "unit": "C-0"})
    assert page.status_code == 409
    assert session.scalars(select(Draft)).all() == []


def test_a_second_link_answers_no_second_time(app: Flask, client: FlaskClient) -> None:
    stage = sealed_stage(AnonymityLevel.ANONYMOUS, people=1)
    case = cases_of(stage)[0]
    case.email = ""
    session.commit()
    answer(client, stage, links_of(stage)[0])
    sign_in(client, stage.study.memberships[0].account)
    address = f"/studies/{stage.study.code}/stages/{stage.code}/cases/{case.id}/link"
    shown = post(client, address).get_data(as_text=True)
    link = "/r/" + shown.split("/r/")[1].split('"')[0]
    person = on_receipt(client, stage, link)
    assert person.page.status_code == 200
    assert "by an earlier link" in person.text
    person.send({"go": "change"})
    assert person.page.status_code == 409
    assert sheets() == 1
    assert session.scalars(select(Response)).all() == []
