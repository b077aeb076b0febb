"""The deadlines of a panel as a calendar file."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from survey_app.db import now, session, transaction
from survey_app.models import PanelRound
from tests.builders import sign_in
from tests.panels import TestPanel, make_panel, open_round, take_seat

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def panel(app: object) -> TestPanel:
    """A round that is open for a week."""
    made = make_panel()
    opened = open_round(made)
    with transaction():
        opened.closes_at = now() + timedelta(days=7)
    return made


def test_every_panellist_gets_the_same_deadlines(panel: TestPanel, client: FlaskClient) -> None:
    files = []
    for number in (0, 1):
        take_seat(client, panel, number)
        assert "calendar" in client.get(f"/p/{panel.code}/round").text
        files.append(client.get(f"/p/{panel.code}/calendar"))
    first, second = ([line for line in each.text.split("\r\n") if "DTSTAMP" not in line] for each in files)
    assert first == second
    assert f"UID:{panel.code}-1@rondo" in first
    assert files[0].mimetype == "text/calendar"
    assert not any(person.code in files[0].text for person, _secret in panel.people)


def test_the_moderator_gets_them_and_a_stranger_does_not(panel: TestPanel, client: FlaskClient) -> None:
    stage = panel.stage
    address = f"/studies/{stage.study.code}/stages/{stage.code}/rounds"
    assert client.get(f"{address}/calendar").status_code != 200
    sign_in(client, stage.study.memberships[0].account)
    assert "calendar" in client.get(address).text
    assert "BEGIN:VEVENT" in client.get(f"{address}/calendar").text


def test_without_a_closing_time_there_is_no_empty_file(panel: TestPanel, client: FlaskClient) -> None:
    with transaction():
        session.query(PanelRound).one().closes_at = None
    take_seat(client, panel, 0)
    assert "calendar" not in client.get(f"/p/{panel.code}/round").text
    answer = client.get(f"/p/{panel.code}/calendar")
    assert (answer.status_code, "No round ahead has a closing time yet." in answer.text) == (404, True)


def test_without_a_link_there_is_no_calendar(panel: TestPanel, client: FlaskClient) -> None:
    assert client.get(f"/p/{panel.code}/calendar").status_code == 404
