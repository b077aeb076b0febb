"""The door of a panel: looking changes nothing, the secret leaves the address, yes and no count once."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import AuditEntry, Panellist, Stage
from survey_app.privacy import links
from survey_app.services import audit
from survey_app.vocabulary import PanellistState, PanelState, StageKind
from tests.builders import csrf_of
from tests.respondents import everything
from tests.seated import make_panel, panel_of, seat_somebody, send, sit_down

pytestmark = pytest.mark.sqlite_only


def state_of(person: Panellist) -> PanellistState:
    session.expire_all()
    return session.get_one(Panellist, person.id).state


def test_looking_at_the_invitation_changes_nothing(client: FlaskClient, database: str) -> None:
    stage = make_panel()
    panel_of(stage).prompt = {"en": "Which services matter?", "es": "¿Qué servicios importan?"}
    _person, secret = seat_somebody(stage)
    before = everything(database)
    page = client.get(f"/p/{stage.code}/{secret}")
    assert page.status_code == 200
    for words in ("Service priorities", "Institute asks you", "Which services matter?", "Nobody is shown who gave"):
        assert words in page.text
    assert "¿Qué servicios importan?" in client.get(f"/p/{stage.code}/{secret}?language=es").text
    assert everything(database) == before


def test_the_secret_leaves_the_address_and_yes_is_stored_once(client: FlaskClient) -> None:
    stage = make_panel()
    person, secret = seat_somebody(stage)
    answer = send(client, f"/p/{stage.code}/{secret}", choice="accept")
    assert answer.location == f"/p/{stage.code}"
    assert state_of(person) is PanellistState.ACCEPTED
    assert secret not in client.get(f"/p/{stage.code}").text
    assert send(client, f"/p/{stage.code}", choice="decline").status_code == 303
    assert state_of(person) is PanellistState.ACCEPTED, "who takes part leaves by withdrawing"


def test_declining_keeps_the_reason_without_a_name_and_may_be_taken_back(client: FlaskClient) -> None:
    stage = make_panel()
    person, secret = seat_somebody(stage)
    sit_down(client, stage, secret)
    send(client, f"/p/{stage.code}", choice="decline", reason="No time this month.")
    assert state_of(person) is PanellistState.DECLINED
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "declined")).one()
    assert (entry.account_id, entry.subject, entry.reason) == (None, stage.code, "No time this month.")
    opened = session.get_one(Stage, stage.id).opened_at
    assert opened is not None
    assert entry.at == opened.replace(hour=0, minute=0, second=0, microsecond=0), "no moment of its own"
    assert audit.verify(session.get_one(Stage, stage.id).study) == []
    assert "You may still change your mind" in client.get(f"/p/{stage.code}").text
    send(client, f"/p/{stage.code}", choice="accept")
    assert state_of(person) is PanellistState.ACCEPTED


def test_a_stranger_is_told_how_to_get_a_link(client: FlaskClient) -> None:
    stage = make_panel(open_link=False)
    for path in (f"/p/{stage.code}", f"/p/{stage.code}/{links.random_secret()}", f"/p/{stage.code}/nonsense"):
        page = client.get(path)
        assert page.status_code == 404
        assert f"/p/{stage.code}/lost" in page.text
    assert client.get("/p/none").status_code == 404


def test_who_has_left_is_not_asked_again(client: FlaskClient) -> None:
    stage = make_panel()
    person, secret = seat_somebody(stage, state=PanellistState.WITHDRAWN)
    assert "You have left this panel" in client.get(f"/p/{stage.code}/{secret}").text
    sit_down(client, stage, secret)
    assert client.get(f"/p/{stage.code}").status_code == 409
    assert send(client, f"/p/{stage.code}", choice="accept").status_code == 409
    assert state_of(person) is PanellistState.WITHDRAWN


def test_nobody_joins_a_panel_that_has_ended(client: FlaskClient) -> None:
    stage = make_panel()
    panel_of(stage).state = PanelState.CONCLUDED
    person, secret = seat_somebody(stage)
    assert "This panel has ended" in client.get(f"/p/{stage.code}/{secret}").text
    assert send(client, f"/p/{stage.code}/{secret}", choice="accept").status_code == 409
    assert state_of(person) is PanellistState.INVITED


def test_a_chosen_language_holds_for_pages_and_mails(client: FlaskClient) -> None:
    stage = make_panel()
    person, secret = seat_somebody(stage)
    send(client, f"/p/{stage.code}/{secret}", language="es")
    assert 'lang="es"' in client.get(f"/p/{stage.code}").text
    send(client, f"/p/{stage.code}/language", language="zh_Hans_CN")
    assert 'lang="zh-Hans"' in client.get(f"/p/{stage.code}").text
    session.expire_all()
    assert session.get_one(Panellist, person.id).language == "zh_Hans_CN"


def test_the_open_link_gives_a_place_without_a_name(client: FlaskClient) -> None:
    stage = make_panel(StageKind.BRAINSTORM, open_link=True)
    assert "Take part" in client.get(f"/p/{stage.code}").text
    send(client, f"/p/{stage.code}", choice="join")
    send(client, f"/p/{stage.code}", choice="accept")
    person = session.scalars(select(Panellist)).one()
    assert (person.name, person.email, person.state) == ("", "", PanellistState.ACCEPTED)
    assert person.tag is not None


def test_a_button_that_says_nothing_readable_is_refused(client: FlaskClient) -> None:
    stage = make_panel()
    person, secret = seat_somebody(stage)
    sit_down(client, stage, secret)
    token = csrf_of(client)
    for fields in ({}, {"choice": "maybe"}, {"choice": "decline\x00"}):
        answer = client.post(f"/p/{stage.code}", data={"csrf_token": token, **fields})
        assert answer.status_code == 400, fields
    for path in (f"/p/{stage.code}", f"/p/{stage.code}/{secret}"):
        long = client.post(path, data={"csrf_token": token, "choice": "decline", "reason": "x" * 501})
        assert (long.status_code, "Reason has 501 characters: shorten it to 500" in long.text) == (422, True)
        assert f">{'x' * 501}</textarea>" in long.text, "what was typed stays"
    assert client.post(f"/p/{stage.code}", data={"choice": "accept"}).status_code == 400
    assert state_of(person) is PanellistState.INVITED


def test_the_page_is_light_and_holds_nothing_preselected(client: FlaskClient) -> None:
    stage = make_panel()
    _person, secret = seat_somebody(stage)
    page = client.get(f"/p/{stage.code}/{secret}").text
    assert len(page.encode()) < 60_000
    assert not re.search(r"\schecked|\sselected|<script", page)
