"""Figures over very many answers: how far the work is, the page that comes of it, and when it is made anew."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from survey_app.db import session, transaction
from survey_app.jobs.worker import run_all
from survey_app.models import Job, Response
from survey_app.services import kept_figures
from survey_app.vocabulary import JobState, Role
from tests.builders import make_account, make_member, make_study, post, sign_in, stage_of
from tests.planting import document, plant, publish, question

pytestmark = pytest.mark.sqlite_only
"""Pages over rows that the services read: how either database keeps these is tried in tests/services."""

N = 40
SCALE = {"first": 1, "last": 5}
WORKING = "The figures are being worked out"


class Planted:
    """A study with some answers, looked at by its owner."""

    def __init__(self, client: FlaskClient) -> None:
        self.client, self.owner = client, make_account()
        self.study = make_study(self.owner)
        self.stage = stage_of(self.study)
        asked = question("OVER", "rating", "How satisfied are you?", scale=SCALE), question("WHY", "long_text", "Why?")
        self.version = publish(self.stage, document(*asked))
        self.keys = self.answer(N)
        self.results = f"/studies/{self.study.code}/stages/{self.stage.code}/results"
        sign_in(client, self.owner)
        self.at_once = self.page()

    def answer(self, count: int) -> list[str]:
        return plant(self.stage, self.version, [{"OVER": 1 + place % 5, "WHY": "Slow."} for place in range(count)])

    def page(self, more: str = "") -> str:
        return self.client.get(f"{self.results}{more}").get_data(as_text=True)


@pytest.fixture
def planted(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Planted:
    found = Planted(client)
    monkeypatch.setattr(kept_figures, "LARGE", N // 2)
    return found


def without_tokens(page: str) -> str:
    return re.sub(r'(name="csrf_token"[^>]* value=")[^"]*', r"\1", page)


def test_the_page_says_how_far_it_is_and_then_is_the_page_itself(app: Flask, planted: Planted) -> None:
    answer = planted.client.get(planted.results)
    assert answer.headers["Refresh"] == "2", "it arrives without a script"
    assert WORKING in (page := answer.get_data(as_text=True))
    assert f"{N} answers are read for this page" in page
    planted.page()
    assert len(session.scalars(select(Job)).all()) == 1, "who loads again waits for the same work"
    assert run_all(app) == 1
    session.expire_all()
    job = session.scalars(select(Job)).one()
    assert (job.state, job.done, job.total) == (JobState.DONE, N, N)
    arrived = planted.page()
    assert without_tokens(arrived) == without_tokens(planted.at_once)
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)', arrived)
    assert token is not None
    assert planted.client.post("/sign-out", data={"csrf_token": token[1]}).status_code == 303, "its forms can be sent"


def test_a_kept_page_ends_with_any_change_and_never_outlives_an_answer(app: Flask, planted: Planted) -> None:
    planted.page()
    run_all(app)
    assert WORKING not in planted.page()
    planted.answer(1)
    assert WORKING not in planted.page(), "more answers make it older, not wrong"
    with transaction():
        session.execute(delete(Response).where(Response.id.in_(planted.keys[:2])))
    assert WORKING in planted.page()
    run_all(app)
    assert WORKING not in planted.page()
    post(planted.client, f"{planted.results}/targets")
    assert WORKING in planted.page(), "somebody has sent a form of the study"


def test_a_change_while_the_page_is_made_makes_it_anew(app: Flask, planted: Planted) -> None:
    wanted = kept_figures.Wanted(planted.study.id, planted.stage.id, planted.owner.id, "owner", "en", "", "/", "")

    def work() -> kept_figures.Page:
        kept_figures.forget(planted.study.id)
        return kept_figures.Page(200, {}, b"old figures")

    kept_figures.make(wanted, N, work)
    assert kept_figures.find(wanted, N) is None
    kept_figures.make(wanted, N, lambda: kept_figures.Page(200, {}, b"figures\nof two lines", "place"))
    kept = kept_figures.find(wanted, N)
    assert kept is not None
    assert kept.body == b"figures\nof two lines"
    assert kept_figures.find(wanted, N - 1) is None


def test_every_reader_waits_for_the_own_page_and_strangers_see_none(app: Flask, planted: Planted) -> None:
    planted.page()
    run_all(app)
    asked = [planted.client.get(f"{planted.results}/Q{number}.csv").status_code for number in range(9)]
    assert asked == [*[200] * 8, 429], "nobody keeps the worker for themselves"
    viewer, stranger = app.test_client(), app.test_client()
    sign_in(viewer, make_member(planted.study, Role.VIEWER))
    sign_in(stranger, make_account())
    assert WORKING in viewer.get(planted.results).get_data(as_text=True)
    assert stranger.get(planted.results).status_code == 404
    assert planted.client.get(f"{planted.results}?nonsense=1").status_code == 400


def test_a_file_and_a_refusal_arrive_in_the_same_way(app: Flask, planted: Planted) -> None:
    for address in ("/OVER.csv", "/nothing.csv"):
        assert WORKING in planted.page(address)
    run_all(app)
    made = planted.client.get(f"{planted.results}/OVER.csv")
    assert made.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in made.headers["Content-Disposition"]
    assert planted.client.get(f"{planted.results}/nothing.csv").status_code == 404
    assert planted.client.get(f"{planted.results}.json").is_json, "programs get the figures at once"
