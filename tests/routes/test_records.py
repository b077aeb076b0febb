"""Records that are due every day: one for each day and place, what is missing, and their figures over time."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import RecordPlan, Response, Stage
from survey_app.services import record_plans
from survey_app.vocabulary import Missing, Mode, Rhythm, Role
from tests.builders import make_member, post, sign_in
from tests.planting import document, options, plant, question
from tests.respondents import Person, open_stage

DAILY = document(
    question("DAY", "date", "Which day?", required=True),
    question("SITE", "single", "Which place?", required=True, options=options("Hall", "Gate")),
    question("SERVED", "number", "How many were served?", min=0, max=1_000_000),
)


def _fill_in(client: FlaskClient, stage: Stage, day: str, site: str, served: str) -> Person:
    """A record, from the button on the page until everything is looked over."""
    path = f"/studies/{stage.study.code}/stages/{stage.code}"
    person = Person(client, stage.code)
    person.get(f"{path}/records")
    form = person.document().xpath("//form[contains(@action, '/entry')]")[0]
    fields = {each.get("name"): each.get("value") for each in form.xpath(".//input")}
    person._arrive(client.post(form.get("action"), data=fields))
    person.send({"qDAY": day, "qSITE": site, "qSERVED": served, "go": "next"})
    return person


def _write(client: FlaskClient, stage: Stage, day: str, site: str, served: str) -> Person:
    """A record, sent."""
    person = _fill_in(client, stage, day, site, served)
    person.send()
    return person


def _send_at_once(people: list[Person]) -> None:
    barrier = Barrier(len(people))

    def send(person: Person) -> None:
        barrier.wait(60)
        person.send()

    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(send, people))
    session.rollback()


@pytest.mark.parametrize(("rhythm", "days"), [(Rhythm.DAY, (0, 0)), (Rhythm.WEEK, (0, 6))])
def test_of_records_for_one_place_sent_at_once_one_is_stored_and_no_receipt_is_empty_words(
    app: Flask, rhythm: Rhythm, days: tuple[int, int]
) -> None:
    stage = open_stage(DAILY)
    planned = {"rhythm": rhythm, "day_question": "DAY", "place_question": "SITE", "starts_on": date(2026, 11, 2)}
    session.add(RecordPlan(stage_id=stage.id, **planned))
    windows = [app.test_client() for _each in range(6)]
    for place in range(2):  # two members, each with windows of their own
        account = make_member(stage.study, Role.INTERVIEWER)
        for window in windows[place::2]:
            sign_in(window, account)
    for week in range(2):
        monday = date(2026, 11, 2) + timedelta(weeks=week)
        people = [
            _fill_in(
                window, stage, (monday + timedelta(days=days[place % 2])).isoformat(), site, f"{100 + place}{week}"
            )
            for place, (window, site) in enumerate(zip(windows, ("1", "1", "1", "1", "2", "2"), strict=True))
        ]
        _send_at_once(people)
        for site in (people[:4], people[4:]):
            assert sorted(each.page.status_code for each in site) == [200, *[409] * (len(site) - 1)]
            assert [bool(each.receipt) for each in site] == [each.page.status_code == 200 for each in site]
        kept = set(session.scalars(select(Response.receipt).where(Response.stage_id == stage.id)))
        assert {each.receipt for each in people if each.receipt} <= kept
        assert len(kept) == 2 * (week + 1)
        refused = next(each for each in people if each.page.status_code == 409)
        assert "there is a record already" in refused.text
        refused.get(f"/r/{stage.code}/check")
        assert f"{100 + people.index(refused)}{week}" in refused.text


def test_two_windows_of_one_draft_sent_at_once_are_one_record(app: Flask) -> None:
    stage = open_stage(DAILY)
    planned = {"rhythm": Rhythm.DAY, "day_question": "DAY", "place_question": "SITE", "starts_on": date(2026, 11, 2)}
    session.add(RecordPlan(stage_id=stage.id, **planned))
    session.commit()
    first = app.test_client()
    sign_in(first, make_member(stage.study, Role.INTERVIEWER))
    one = _fill_in(first, stage, "2026-11-04", "1", "7")
    people = [one]
    for _each in range(3):
        window = app.test_client()
        window._cookies = dict(first._cookies or {})
        another = Person(window, stage.code)
        another.get(f"/r/{stage.code}/check")
        people.append(another)
    _send_at_once(people)
    assert {each.page.status_code for each in people} == {200}
    assert {each.receipt for each in people} == {session.scalars(select(Response.receipt)).one()}


@pytest.mark.sqlite_only
@pytest.mark.parametrize(("day", "status", "kept"), [("04", 409, "05"), ("06", 200, "06"), ("05", 200, "05")])
def test_another_window_moves_a_record_only_to_a_day_that_has_none(
    app: Flask, day: str, status: int, kept: str
) -> None:
    stage = open_stage(DAILY)
    planned = {"rhythm": Rhythm.DAY, "day_question": "DAY", "place_question": "SITE", "starts_on": date(2026, 11, 2)}
    session.add(RecordPlan(stage_id=stage.id, **planned))
    session.commit()
    browser = app.test_client()
    sign_in(browser, make_member(stage.study, Role.INTERVIEWER))
    assert _write(browser, stage, "2026-11-04", "1", "7").receipt
    one, another = _fill_in(browser, stage, "2026-11-05", "1", "8"), Person(browser, stage.code)
    another.get(f"/r/{stage.code}/page/1")
    one.send()
    another.send({"qDAY": f"2026-11-{day}", "qSITE": "1", "qSERVED": "9", "go": "next"})
    compare = f"/r/{stage.code}/compare"
    another.get(compare)
    another._arrive(browser.post(compare, data={**another.hidden(), "choice": "other"}))
    assert another.page.status_code == status
    days = sorted(each["DAY"] for each in session.scalars(select(Response.answers)))
    assert days == ["2026-11-04", f"2026-11-{kept}"]


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
    assert re.search(r"\b99\b", twice.text)
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


@pytest.mark.sqlite_only
def test_no_record_is_due_that_the_end_of_an_observation_keeps_from_being_written(client: FlaskClient) -> None:
    """The page of an observation is its last: a date behind it is never asked, so nothing can be planned by it."""
    seen = [question("SEEN", "hidden", parameter="observation"), question("WHAT", "short_text")]
    ending = {"key": "seen", "title": {}, "questions": seen, "jumps": [{"rule": 'SEEN = "yes"', "outcome": "observed"}]}
    stage = open_stage({**DAILY, "pages": [ending, *DAILY["pages"]]})
    session.add(RecordPlan(stage_id=stage.id, rhythm=Rhythm.DAY, day_question="DAY", starts_on=date(2026, 1, 1)))
    session.commit()
    sign_in(client, make_member(stage.study, Role.EDITOR))
    page = client.get(f"/studies/{stage.study.code}/stages/{stage.code}/records").get_data(as_text=True)
    assert "No record can be written" in page
    assert "An observation ends on the page" in page
    assert "Missing" not in page
    assert "Plan no more records" in page
