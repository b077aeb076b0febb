"""The pages of the statements and of the protocol, as a browser without script uses them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.models import Item, Panel, Panellist, Protocol, Stage
from survey_app.services import items, protocols
from survey_app.vocabulary import PanelState, Role
from tests.builders import make_account, make_member, post, sign_in
from tests.delphis import make_stage, opened
from tests.panels import make_panel, open_round
from tests.rating_pages import tree, words

pytestmark = pytest.mark.sqlite_only

RULES = {
    "question_en": "How important is this?",
    "low_label_en": "not important",
    "high_label_en": "critical",
    "scale": "rating",
    "scale_min": "1",
    "scale_max": "9",
    "points_total": "100",
    "high_from": "7",
    "high_to": "9",
    "low_from": "1",
    "low_to": "3",
    "percent": "75",
    "denominator": "judged",
    "rounds": "2",
    "stable_below": "15",
    "min_verdict": "7",
    "min_distribution": "7",
    "min_median": "5",
    "cannot_judge": "y",
    "reasons": "optional",
    "feedback_first": "y",
    "no_response": "always",
    "partials": "exclude",
}


@pytest.fixture
def stage(app: Flask, client: FlaskClient) -> Stage:
    """An empty Delphi whose owner is signed in."""
    made = make_stage()
    sign_in(client, made.study.memberships[0].account)
    return made


def base(stage: Stage, page: str) -> str:
    return f"/studies/{stage.study.code}/stages/{stage.code}/{page}"


def texts(stage: Stage) -> list[str]:
    return [item.text["en"] for item in items.of_stage(stage.id, active=True)]


def moved_to_a_place(client: FlaskClient, stage: Stage, list_page: str) -> None:
    """By a form without script: first of the section, or after any other statement."""
    assert f'href="{list_page}/S1/move"' in client.get(list_page).text
    before = [item.code for item in items.of_stage(stage.id)]
    form = tree(client.get(f"{list_page}/S1/move"))
    assert form.xpath("//option/@value") == ["first", "S3", "S2"]
    assert form.xpath("//option[@selected]/@value") == ["first"], "where it stands now"
    assert post(client, f"{list_page}/S1/move", {"after": "S2"}).location.endswith("#S1")
    assert [item.code for item in items.of_stage(stage.id)] == ["S3", "S2", "S1"]
    assert tree(client.get(f"{list_page}/S1/move")).xpath("//option[@selected]/@value") == ["S2"]
    for wrong in ("S1", "S9", ""):
        assert post(client, f"{list_page}/S1/move", {"after": wrong}).status_code == 422
    assert post(client, f"{list_page}/S1/move", {"after": "first"}).status_code == 303
    assert [item.code for item in items.of_stage(stage.id)] == before


def test_statements_are_added_pasted_moved_changed_and_removed(client: FlaskClient, stage: Stage) -> None:
    list_page = base(stage, "items")
    assert "No statement yet" in client.get(list_page).text
    assert post(client, list_page, {"text": " A reply within 48 hours "}).status_code == 303
    pasted = post(client, f"{list_page}/paste", {"lines": "One person to call\r\n\r\n  Prices known beforehand\n"})
    assert pasted.status_code == 303
    assert texts(stage) == ["A reply within 48 hours", "One person to call", "Prices known beforehand"]
    assert post(client, f"{list_page}/S3/move", {"do": "up"}).location.endswith("#S3")
    moved_to_a_place(client, stage, list_page)
    words = {"text_en": "Prices known", "text_es": "Precios conocidos", "hint_en": "A list on the web page is enough."}
    assert post(client, f"{list_page}/S3", words).status_code == 303
    item = items.find(stage, "S3")
    assert item.text == {"en": "Prices known", "es": "Precios conocidos"}
    assert "Remove S2" in client.get(f"{list_page}/S2/remove").text
    assert post(client, f"{list_page}/S2/remove").status_code == 303
    assert texts(stage) == ["A reply within 48 hours", "Prices known"]
    page = client.get(list_page).text
    assert "2 statements are asked" in page
    assert "written here" in page


def test_what_cannot_be_taken_is_said_and_what_was_typed_is_kept(client: FlaskClient, stage: Stage) -> None:
    list_page = base(stage, "items")
    post(client, list_page, {"text": "One"})
    for address, fields, kept in (
        (list_page, {"text": "x" * 301}, "x" * 301),
        (f"{list_page}/S1", {"text_en": "", "hint_en": "a hint that stays"}, "a hint that stays"),
        (f"{list_page}/paste", {"lines": "fine\n" + "y" * 301}, "y" * 301),
        (list_page, {"text": "a\x00b"}, "a\ufffdb"),
        (f"{list_page}/S1", {"text_en": "a\x00b", "hint_en": "still here"}, "still here"),
    ):
        page = post(client, address, dict(fields))
        assert page.status_code == 422, (address, fields)
        assert kept in page.text
    assert texts(stage) == ["One"]


def test_statements_that_were_asked_offer_no_change(client: FlaskClient) -> None:
    panel = make_panel(n=5)
    opened(panel)
    sign_in(client, panel.stage.study.memberships[0].account)
    list_page = base(panel.stage, "items")
    page = client.get(list_page).text
    assert "asked: keeps its words" in page
    assert "Remove…" not in page
    assert post(client, f"{list_page}/S1/remove").status_code == 409
    assert post(client, f"{list_page}/S1", {"text_en": "Other"}).status_code == 409
    assert "keeps its words" in client.get(f"{list_page}/S1").text


@pytest.mark.parametrize("do", ["", "sideways", "\x00"])
def test_a_direction_that_does_not_exist_is_refused(client: FlaskClient, stage: Stage, do: str) -> None:
    post(client, base(stage, "items"), {"text": "One"})
    assert post(client, base(stage, "items/S1/move"), {"do": do}).status_code == 400
    assert post(client, base(stage, "items/S99/move"), {"do": "up"}).status_code == 404


def test_the_pages_belong_to_a_delphi_and_to_those_who_may_write(app: Flask, client: FlaskClient, stage: Stage) -> None:
    for role, status in ((Role.EDITOR, 200), (Role.MODERATOR, 200), (Role.ANALYST, 403), (Role.VIEWER, 403)):
        other = app.test_client()
        sign_in(other, make_member(stage.study, role))
        assert other.get(base(stage, "items")).status_code == status, role
        assert other.get(base(stage, "protocol")).status_code == status, role
    survey = stage.study.stages[0]
    assert client.get(base(survey, "items")).status_code == 404
    stranger = app.test_client()
    sign_in(stranger, make_account())
    assert stranger.get(base(stage, "protocol")).status_code == 404


def test_a_protocol_is_written_looked_at_locked_and_amended(client: FlaskClient, stage: Stage) -> None:
    items.add(stage, {"en": "A reply within 48 hours"})
    session.commit()
    protocol_page = base(stage, "protocol")
    page = client.get(protocol_page).text
    assert 'value="75"' in page
    assert "Why 75" in page
    assert post(client, protocol_page, {**RULES, "percent": "80"}).status_code == 303
    shown = client.get(base(stage, "protocol/lock")).text
    assert "at least 80% in 7–9, or in 1–3" in shown
    assert "Lock the rules and 1 statement" in shown
    assert "Nobody is listed yet" in shown
    session.add_all(Panellist(stage_id=stage.id, name=str(n), state="listed" if n else "declined") for n in range(7))
    session.commit()
    told = words(client.get(base(stage, "protocol/lock")))
    assert "6 people are listed: too few" in told
    assert "Median and middle half5answers needed: possible" in told
    assert "Distribution7answers needed: not possible" in told
    assert "Verdict7answers needed: not possible" in told
    sentence = "6 people are listed. Answers needed: Median and middle half: 5; Distribution: 7; Verdict: 7."
    assert all(sentence in words(client.get(base(stage, page))) for page in ("rounds", "protocol"))
    digest = re.findall(r"<p class=\"code\">((?:\w{8}(?:<wbr>)?){8})</p>", shown)[0].replace("<wbr>", "")
    assert post(client, base(stage, "protocol/lock")).status_code == 303
    assert session.query(Protocol).one().hash == digest
    assert digest in client.get(protocol_page).text.replace("<wbr>", "")
    assert post(client, protocol_page, RULES).status_code == 200
    assert session.query(Protocol).count() == 1
    amend = base(stage, "protocol/amend")
    assert post(client, amend, {**RULES, "rounds": "3", "reason": "short"}).status_code == 422
    assert (
        post(client, amend, {**RULES, "rounds": "3", "reason": "The panel asked for a third round."}).status_code == 303
    )
    page = client.get(protocol_page).text
    assert "version 2" in page
    assert "The panel asked for a third round." in page
    assert "Rounds: 2 → <b>3</b>" in page
    assert protocols.rules_of(stage.id).rounds == 3


def test_a_refused_amendment_keeps_everything_that_was_typed(app: Flask, client: FlaskClient) -> None:
    panel = make_panel()
    open_round(panel)
    sign_in(client, panel.stage.study.memberships[0].account)
    typed: dict[str, object] = {**RULES, "rounds": "4", "reason": "The panel asked for a fourth round."}
    page = post(client, base(panel.stage, "protocol/amend"), typed)
    assert page.status_code == 409
    assert "A round is collecting answers" in page.text
    assert tree(page).xpath("string(//textarea[@id='reason'])").strip() == typed["reason"]
    assert tree(page).xpath("//input[@id='rounds']/@value") == ["4"]
    assert protocols.rules_of(panel.stage.id).rounds != 4
    session.get_one(Panel, panel.stage.id).state = PanelState.CONCLUDED
    session.commit()
    late = post(client, base(panel.stage, "protocol/amend"), typed)
    assert late.status_code == 409
    assert "The panel was moved on in the meantime." in late.text
    assert str(typed["reason"]) in late.text


def test_rules_that_make_no_sense_are_refused_at_their_field(client: FlaskClient, stage: Stage) -> None:
    refused = (
        ("scale_max", "60"),
        ("low_to", "8"),
        ("percent", "9" * 400),
        ("question_en", ""),
        ("scale", "stars"),
        ("rounds", "two"),
        ("min_median", "-1"),
    )
    for field, value in refused:
        page = post(client, base(stage, "protocol"), {**RULES, field: value})
        assert page.status_code == 422, field
        assert "There is a problem" in page.text
    assert session.query(Protocol).count() == 0


def test_a_lock_without_statements_or_question_says_what_is_missing(client: FlaskClient, stage: Stage) -> None:
    assert "Write the statements first" in client.get(base(stage, "protocol/lock")).text
    assert post(client, base(stage, "protocol/lock")).status_code == 409
    items.add(stage, {"en": "One"})
    session.commit()
    assert "Write the question first" in client.get(base(stage, "protocol/lock")).text


def test_looking_changes_nothing(client: FlaskClient, stage: Stage) -> None:
    items.add(stage, {"en": "One"})
    session.commit()
    for page in ("items", "items/S1", "items/S1/remove", "items/paste", "protocol", "protocol/lock"):
        assert client.get(base(stage, page)).status_code == 200, page
    assert (session.query(Item).count(), session.query(Protocol).count()) == (1, 0)
