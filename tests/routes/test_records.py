"""Records that are due every day: one for each day and place, what is missing, and their figures over time."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Response, Stage
from survey_app.services import record_plans
from survey_app.vocabulary import Missing, Mode, Role
from tests.builders import make_member, post, sign_in
from tests.planting import document, options, plant, question
from tests.respondents import Person, open_stage

DAILY = document(
    question("DAY", "date", "Which day?", required=True),
    question("SITE", "single", "Which place?", required=True, options=options("Hall", "Gate")),
    question("SERVED", "number", "How many were served?", min=0, max=1_000_000),
)


def _write(client: FlaskClient, stage: Stage, day: str, site: str, served: str) -> Person:
    """A record, from the button on the page to sending."""
    path = f"/studies/{stage.study.code}/stages/{stage.code}"
    person = Person(client, stage.code)
    person.get(f"{path}/records")
    form = person.document().xpath("//form[contains(@action, '/entry')]")[0]
    fields = {each.get("name"): each.get("value") for each in form.xpath(".//input")}
    person._arrive(client.post(form.get("action"), data=fields))
    person.send({"qDAY": day, "qSITE": site, "qSERVED": served, "go": "next"})
    person.send()
    return person


@pytest.mark.sqlite_only
def test_records_are_planned_written_once_and_drawn_with_their_gaps(client: FlaskClient, app: Flask) -> None:
    stage = open_stage(DAILY)
    path = f"/studies/{stage.study.code}/stages/{stage.code}/records"
    today = record_plans.today_in(stage)
    days = [(today - timedelta(days=back)).isoformat() for back in range(4)]
    sign_in(client, make_member(stage.study, Role.EDITOR))
    assert "No records are planned" in client.get(path).get_data(as_text=True)
    wrong = post(client, path, {"rhythm": "month", "day": "SERVED", "place": "\x00", "starts_on": "0001-01-01"})
    assert wrong.status_code == 422
    planned = post(client, path, {"rhythm": "day", "day": "DAY", "place": "SITE", "starts_on": days[3]})
    assert planned.status_code == 303
    page = client.get(path).get_data(as_text=True)
    assert "6 records are missing" in page
    assert "0 of 8 records" in page

    assert _write(client, stage, days[3], "1", "10").receipt
    assert _write(client, stage, days[3], "2", "20").receipt
    assert _write(client, stage, days[1], "1", "40").receipt
    twice = _write(client, stage, days[1], "1", "99")
    assert (twice.page.status_code, twice.receipt) == (409, "")
    assert "there is a record already" in twice.text
    assert "99" in twice.text
    records = session.scalars(select(Response)).all()
    assert [each.mode for each in records] == [Mode.OBSERVATION] * 3

    nowhere = {"DAY": days[2], "SITE": Missing.SKIPPED, "SERVED": Missing.SKIPPED}
    plant(stage, stage.versions[0], [nowhere, nowhere], modes=(Mode.OBSERVATION,))
    page = client.get(path).get_data(as_text=True)
    assert "3 records are missing" in page
    found = client.get(f"{path}/trend.json?measure=SERVED").get_json()
    assert [(each["from"], each["n"], each["sum"], each["mean"]) for each in found["periods"]] == [
        (days[3], 2, 30.0, 15.0),
        (days[2], 0, None, None),
        (days[1], 1, 40.0, 40.0),
    ]
    hall = client.get(f"{path}/trend.json?measure=records&place=1").get_json()
    assert [each["records"] for each in hall["periods"]] == [1, 0, 1]
    shown = client.get(f"{path}/trend?show=mean").get_data(as_text=True)
    assert "1 day or week has no figure" in shown
    assert "How many were served: 15 on" in shown
    for kind in ("csv", "xlsx", "svg"):
        assert client.get(f"{path}/trend/trend.{kind}").status_code == 200
        assert client.get(f"{path}/trend/other.{kind}").status_code == 404

    far = [{**nowhere, "DAY": day, "SERVED": 1.0} for day in ("0001-01-01", "9999-12-31")]
    plant(stage, stage.versions[0], far, modes=(Mode.OBSERVATION,))
    found = client.get(f"{path}/trend.json?measure=SERVED").get_json()
    assert (len(found["periods"]), found["left_out"]) == (400, 3_652_059 - 400)
    assert (found["periods"][-1]["from"], found["periods"][-1]["sum"]) == ("9999-12-31", 1.0)
    assert client.get(f"{path}/trend").status_code == 200

    assert post(client, f"{path}/remove").status_code == 303
    assert "No records are planned" in client.get(path).get_data(as_text=True)
    assert len(session.scalars(select(Response)).all()) == 7
