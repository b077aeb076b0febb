"""A panel of four walked through the desk: a reason for opening all the same, a pause and its end, both to be read."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.models import PanelRound
from survey_app.vocabulary import AnonymityLevel, RoundState
from tests.builders import post, sign_in
from tests.delphis import before_start
from tests.panels import answer, close_and_mix, make_panel, release, take_seat
from tests.rating_pages import get, send, words

pytestmark = pytest.mark.sqlite_only
WHY = "Only four experts exist in this field."


def test_a_waiver_and_a_pause_are_walked_through_and_recorded(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=4, level=AnonymityLevel.CONFIDENTIAL)
    before_start(panel)
    owner = panel.stage.study.memberships[0].account
    sign_in(client, owner)
    stage = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}"
    assert post(client, f"{stage}/rounds/plan").location.endswith("/rounds/1/dates")
    assert "4 have accepted; fewer than five are easy to recognise" in words(client.get(f"{stage}/rounds/1/dates"))
    dates = {"grace_minutes": "0", "waiver": "few"}
    for waiver, status in (("", 409), ("few", 409), (WHY, 303)):
        saved = post(client, f"{stage}/rounds/1/dates", {**dates, "waiver": waiver})
        assert saved.status_code == (422 if waiver == "few" else 303), waiver
        assert post(client, f"{stage}/rounds/1/open").status_code == status, waiver
    assert WHY in words(client.get(f"/studies/{panel.stage.study.code}/log"))

    round_ = session.query(PanelRound).one()
    answer(panel.seat(0), round_, [7, 8, 9], finish=False)
    assert "Nobody can answer until you go on" in words(client.get(f"{stage}/rounds/1/pause"))
    assert post(client, f"{stage}/rounds/1/pause").status_code == 303
    assert "The round is paused: nobody can answer." in words(client.get(f"{stage}/rounds"))
    take_seat(client, panel, 0)
    told = words(get(client, panel))
    assert "The round is paused It takes no answers for the moment. What you saved is kept." in told
    assert "Nobody is written to when it goes on: come back later by the same link." in told
    refused = send(client, panel, "/1", value="5", go="next")
    assert (refused.status_code, "What you answered on this page" in words(refused)) == (409, True)

    sign_in(client, owner)
    assert post(client, f"{stage}/rounds/1/resume").status_code == 303
    take_seat(client, panel, 0)
    assert "3 of 3 answered" in words(get(client, panel))
    for number in range(4):
        answer(panel.seat(number), round_, [7, 8, 9])
    session.expire_all()
    assert round_.state is RoundState.OPEN
    close_and_mix(round_)
    release(round_)
    sign_in(client, owner)
    assert f"Opened with fewer panellists than usual, because: {WHY}" in words(client.get(f"{stage}/round-results"))
    log = words(client.get(f"/studies/{panel.stage.study.code}/log"))
    assert all(act in log for act in ("Round paused", "Round went on"))
