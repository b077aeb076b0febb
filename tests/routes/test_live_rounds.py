"""A real-time Delphi over HTTP: declared, opened, answered by twelve, released while it is open, closed and shown."""

import html
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from survey_app.db import session
from survey_app.exports import round_document
from survey_app.exports.documents.model import Table
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.models import Panel, PanelRound, Reason, Stage
from survey_app.routes import panel_sizes
from survey_app.services import fates, protocols, round_endings, round_reports, rounds
from survey_app.vocabulary import PanelState, RoundState
from tests.builders import post, sign_in
from tests.delphis import make_stage
from tests.live_panels import K, let_time_pass, mix_closed
from tests.panels import TestPanel, make_panel, take_seat
from tests.rating_pages import get, send, tree, words
from tests.routes.test_items import RULES

pytestmark = pytest.mark.sqlite_only
PEOPLE = 12
WHY = "Quick replies win orders."


def base(stage: Stage, page: str = "") -> str:
    return f"/studies/{stage.study.code}/stages/{stage.code}{page}"


def finish(client: FlaskClient, panel: TestPanel, value: int, why: str = "") -> None:
    """Somebody answers every statement and finishes."""
    for position in range(1, len(panel.items) + 1):
        send(client, panel, f"/{position}", value=str(value), why=why, go="next")
    assert send(client, panel, "/finish").status_code == 303


def opened_over_http(app: Flask, client: FlaskClient) -> tuple[TestPanel, PanelRound, list[FlaskClient]]:
    """The one long round, opened by its owner; each of the twelve sits in a browser."""
    panel = make_panel(n=PEOPLE, real_time=True, rounds=1)
    session.get_one(Panel, panel.stage.id).state = PanelState.LOCKED
    session.commit()
    sign_in(client, panel.stage.study.memberships[0].account)
    assert "one long round in real time" in client.get(base(panel.stage, "/protocol")).text
    post(client, base(panel.stage, "/rounds/plan"))
    assert post(client, base(panel.stage, "/rounds/1/open")).status_code == 303
    [round_] = rounds.of_stage(panel.stage.id)
    assert round_.live
    told = words(client.get(base(panel.stage, "/rounds")))
    assert "The panel sees the first figures once 10 people have finished. 12 people take part." in told
    return panel, round_, [take_seat(app.test_client(), panel, number) for number in range(PEOPLE)]


def see_only_what_is_answered(newcomer: FlaskClient, panel: TestPanel) -> None:
    """The newcomer has answered one statement, and sees of the others nothing."""
    seen = words(get(newcomer, panel, "/1"))
    assert "What the panel says so far" in seen
    assert "answered 7; the median is 7" in seen
    assert "do not hold this answer of yours yet" in seen
    for position in (2, 3):
        page = get(newcomer, panel, f"/{position}")
        assert not tree(page).xpath("//*[@id='panel-said']")
        assert "median" not in page.text
        assert WHY not in page.text
    assert send(newcomer, panel, "/2", value="3", go="next").location.endswith("/round/2")
    assert "median" in get(newcomer, panel, "/2").text


def let_reasons_through(client: FlaskClient, panel: TestPanel) -> None:
    """Every reason that a release has brought so far."""
    codes = list(session.scalars(select(Reason.code)))
    post(client, base(panel.stage, "/rounds/1/reasons"), {"code": codes})


def look_at_the_desk(client: FlaskClient, panel: TestPanel) -> None:
    """Moving figures as page, file and JSON; no exact count of who has finished."""
    stage = panel.stage
    page = words_of(client.get(base(stage, "/rounds/1/live")).text)
    assert "5 sheets after 1 release" in page
    assert client.get(base(stage, "/rounds/1/live.csv")).text.count("\n") == 4
    found = client.get(base(stage, "/rounds/1/live.json")).get_json()
    assert found["people_after_each_release"] == [K]
    assert [item["median"] for item in found["items"]] == [7, 7, 7]
    assert "Remind those who have not finished?" in client.get(base(stage, "/rounds/1/remind")).text


def test_a_panel_is_asked_in_real_time_from_its_protocol_to_its_end(app: Flask, client: FlaskClient) -> None:
    panel, round_, browsers = opened_over_http(app, client)
    stage, newcomer = panel.stage, browsers[PEOPLE - 1]
    assert send(newcomer, panel, "/1", value="2", go="next").location.endswith("/round/2")
    for number in range(2 * K):
        finish(browsers[number], panel, 7 if number < K else 8, WHY if number == 0 else "")
    desk = client.get(base(stage, "/rounds")).text
    assert "at least 10 of 12 have finished" in words_of(desk)
    assert "No release yet" in desk
    assert let_time_pass(round_) == 1
    see_only_what_is_answered(newcomer, panel)
    assert "These figures hold your answer." in words(get(browsers[0], panel, "/1"))
    send(browsers[0], panel, "/1", value="1", go="next")
    assert "do not hold this answer" in words(get(browsers[0], panel, "/1"))
    desk = client.get(base(stage, "/rounds/1/reasons")).text
    assert WHY in desk
    assert "at the median when it was given, or without a rating" in desk
    assert get(newcomer, panel, "/1/reasons").status_code == 404
    let_reasons_through(client, panel)
    read = words(get(newcomer, panel, "/1/reasons"))
    assert WHY in read
    assert "From the median when given, or without a rating" in read
    assert "For a lower answer" not in read
    assert get(newcomer, panel, "/3/reasons").status_code == 404
    look_at_the_desk(client, panel)
    finish(newcomer, panel, 3)
    assert post(client, base(stage, "/rounds/1/close")).status_code == 303
    assert post(client, base(stage, "/rounds/1/analyse")).status_code == 303
    mix_closed(round_)
    assert round_.state is RoundState.ANALYSED
    let_reasons_through(client, panel)
    for item in rounds.items_of(round_):
        fates.keep(round_, item.code)
    round_endings.release(round_, None)
    session.commit()
    results = client.get(base(stage, "/round-results")).text
    assert "What moved" in results
    assert "Who is counted" in results
    assert not re.search("[Oo]ne more round|next round|no round left|cannot be said yet", words_of(results))
    say_which_median(stage, words_of(results))
    page = words_of(client.get(base(stage, "/rounds/1/live")).text)
    assert "11 sheets after 2 releases" in page
    assert "Whoever came later could see the panel's figures" in html.unescape(page)
    assert "The round takes no more answers." in page
    assert "The panel takes no more answers." in words(get(newcomer, panel))


def say_which_median(stage: Stage, results: str) -> None:
    """The median may have passed the author of a reason: page and report say the side is that of an earlier moment."""
    assert f"at the median when it was given, or without a rating: {WHY}" in results
    report = round_reports.build(stage)
    tables = [each for each in round_document.build(report, "en").parts if isinstance(each, Table)]
    [table] = [each for each in tables if "has moved" in each.note]
    assert {row[2] for row in table.rows} == {"at the median when it was given, or without a rating"}
    target = io.BytesIO()
    write_round_workbook(report, "en", target)
    cells = [str(cell.value) for row in load_workbook(target)["Reasons"].iter_rows() for cell in row if cell.value]
    assert any("has moved" in each for each in cells)
    assert not {"for lower", "for higher", "at the middle"} & set(cells)


def words_of(page: str) -> str:
    """The text of a page as it reads."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_protocol_form_declares_one_long_round(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    sign_in(client, stage.study.memberships[0].account)
    typed: dict[str, object] = {**RULES, "real_time": "1"}
    page = post(client, base(stage, "/protocol"), {**typed, "helpful": "1"})
    assert page.status_code == 422
    assert "leave them out in real time" in page.text
    assert post(client, base(stage, "/protocol"), typed).status_code == 303
    rules = protocols.rules_of(stage.id)
    assert (rules.real_time, rules.rounds) == (True, 1)


def test_a_small_panel_is_told_before_the_lock_and_in_the_round_when_figures_come(
    app: Flask, client: FlaskClient
) -> None:
    panel = make_panel(n=8, real_time=True, rounds=1)
    session.get_one(Panel, panel.stage.id).state = PanelState.LOCKED
    session.commit()
    with app.test_request_context():
        assert panel_sizes.needs(panel.stage, panel.rules, 8)[0][1:] == (2 * K, False)
    sign_in(client, panel.stage.study.memberships[0].account)
    post(client, base(panel.stage, "/rounds/plan"))
    post(client, base(panel.stage, "/rounds/1/open"))
    told = words(client.get(base(panel.stage, "/rounds")))
    assert "once 10 people have finished. 8 people take part: nobody sees a figure before the close" in told
    person = take_seat(app.test_client(), panel, 0)
    for page in ("", "/1"):
        assert "This panel is small: you see what it says only after the close" in words(get(person, panel, page))
