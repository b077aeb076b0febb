"""A Delphi that begins with open questions, led in a hurry: pressed twice, left empty, nothing made of it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.forms.open_answers import OpenAnswerForm
from survey_app.models import Batch, Reason
from survey_app.services import items, mixes, panel_visits, promises, protocols
from survey_app.services.protocol_rules import ProtocolRules, ReasonDemand
from survey_app.vocabulary import AnonymityLevel, Asking, ReasonState
from tests.builders import post, sign_in
from tests.delphis import closed, make_stage, opened
from tests.panels import TestPanel, answer_all, close_and_mix, make_panel, open_round, release, take_seat
from tests.rating_pages import get, words
from tests.routes.test_open_questions import TEXTS, desk, make_open_panel, moderator, write

pytestmark = pytest.mark.sqlite_only


def test_a_hasty_moderator_meets_no_error_page_and_no_word_that_is_not_so(app: Flask, client: FlaskClient) -> None:
    panel, question = make_open_panel()
    invited = client.get(f"/p/{panel.code}/{panel.secret(0)}").text
    assert "You first answer in your own words" in invited
    assert "1 question to begin with" in invited
    round_ = opened(panel)
    for number, texts in enumerate(TEXTS):
        write(client, panel, number, texts)
    closed(round_)
    moderator(client, panel)
    for _press in range(2):
        assert post(client, desk(panel, "rounds/1/analyse")).status_code == 303
    mixes.run(round_batch(panel))
    assert "8 answers wait for your decision" in client.get(desk(panel, "rounds")).text
    nothing_is_written(client, panel)
    post(client, desk(panel, "rounds/1/statements"), {"do": "rule"})
    post(client, desk(panel, "rounds/1/reasons"), {"code": session.scalars(select(Reason.code)).all()})
    assert post(client, desk(panel, "rounds/1/release")).status_code == 303
    page = client.get(desk(panel, "rounds")).text
    assert "No statement is left to ask." in page
    assert "The rounds of the protocol are done." not in page
    where_a_statement_comes_from(client, panel, question.code)


def where_a_statement_comes_from(client: FlaskClient, panel: TestPanel, code: str) -> None:
    answer_code = session.scalars(select(Reason.code)).first()
    made = {"text_en": "Prices go up", "answer": answer_code}
    assert post(client, desk(panel, f"rounds/1/answers/{code}"), made).status_code == 303
    assert "No statement is left to ask." not in client.get(desk(panel, "rounds")).text
    told = client.get(desk(panel, "checklists/accord.json")).get_json()["entries"]
    said = next(each["said"] for each in told if each["code"] == "M6")
    assert said == ["1 statement was made of the panel's answers to open questions"]


def round_batch(panel: TestPanel) -> int:
    return session.scalars(select(Batch.id).where(Batch.stage_id == panel.stage.id)).one()


def nothing_is_written(client: FlaskClient, panel: TestPanel) -> None:
    code = session.scalars(select(Reason.code)).first()
    for decision in ("reword", "ask"):
        refused = post(client, desk(panel, f"rounds/1/reasons/{code}"), {"do": decision})
        assert (refused.status_code, "There is nothing written yet" in refused.text) == (422, True)
    session.expire_all()
    assert set(session.scalars(select(Reason.state))) == {ReasonState.WAITING}


def test_a_text_nobody_can_see_is_no_answer() -> None:
    form = OpenAnswerForm()
    assert form.read({"text-1": "\u202e\u200b", "text-2": " "}) is None
    found = form.read({"text-1": "\u200b", "text-2": "A shop \U0001f600"})
    assert found is not None
    assert found.texts == ("A shop \U0001f600",)


def test_a_real_time_panel_is_not_invited_to_a_next_round(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=1, real_time=True, rounds=1)
    assert panel_visits.facts_of(panel.stage).is_live
    page = client.get(f"/p/{panel.code}/{panel.secret(0)}").text
    assert "may change your mind until the panel closes" in page
    assert "next round" not in page


def test_a_reason_that_is_demanded_is_not_called_optional(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=9, reasons=ReasonDemand.OUTSIDE)
    first = open_round(panel)
    answer_all(panel, first, [[value, 5, 2] for value in (7, 8, 9, 7, 8, 9, 7, 8, 6)])
    close_and_mix(first)
    release(first)
    open_round(panel)
    session.commit()
    take_seat(client, panel, 0)
    page = words(get(client, panel, "/1"))
    assert "Needed if your answer lies outside 7–8" in page
    assert "optional" not in page


def test_who_leaves_no_address_is_promised_no_reminder() -> None:
    for level in (AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED):
        invited, at_the_open_link = panel_visits.promise(level), panel_visits.promise(level, by_mail=False)
        assert set(invited) - set(at_the_open_link) == {promises.reminders(level)}


def test_the_page_of_the_lock_says_beforehand_what_does_not_fit(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    with transaction():
        items.add(stage, {"en": "What will change?"}, asked=Asking.OPEN)
        protocols.write_draft(stage, ProtocolRules(real_time=True, rounds=1, question={"en": "How important?"}))
    sign_in(client, stage.study.memberships[0].account)
    page = client.get(f"/studies/{stage.study.code}/stages/{stage.code}/protocol/lock").text
    assert "It cannot be locked as it is" in page
    assert "Lock the rules and" not in page
