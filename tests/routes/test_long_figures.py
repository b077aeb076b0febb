"""Figures over very many answers: how far the work is, the page that comes of it, and when it is made anew."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from survey_app.db import session, transaction
from survey_app.jobs.worker import run_all
from survey_app.models import Job, Response
from survey_app.services import installation, kept_figures, studies
from survey_app.vocabulary import JobState, Role, StageKind
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
        self.asked = document(*asked)
        self.version = publish(self.stage, self.asked)
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
    post(planted.client, f"{planted.results.removesuffix('/results')}/entry")
    post(planted.client, f"{planted.results.removesuffix('/results')}/cases/1/disposition")
    assert WORKING not in planted.page(), "entering answers only adds to them, and who gave none changes no figure"
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

    def slower() -> kept_figures.Page:
        kept_figures.make(wanted, N, lambda: kept_figures.Page(200, {}, b"a longer page", "first"))
        return kept_figures.Page(200, {}, b"page", "second")

    assert kept_figures.make(wanted, N, slower) == kept_figures.find(wanted, N), "two makers never share a file"
    with pytest.raises(RuntimeError):
        kept_figures.make(wanted, N, _fails)
    folder = installation.settings().instance / "figures" / str(planted.study.id)
    assert [path.name for path in folder.iterdir()] == [wanted.key], "nothing half made stays behind"


def _fails() -> kept_figures.Page:
    raise RuntimeError


def test_every_reader_waits_for_the_own_page_and_strangers_see_none(app: Flask, planted: Planted) -> None:
    planted.page()
    run_all(app)
    asked = [planted.client.get(f"{planted.results}/Q{number}.csv").status_code for number in range(9)]
    assert asked == [*[202] * 8, 429], "nobody keeps the worker for themselves"
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


def test_a_program_is_told_to_ask_again_until_the_figures_are_there(app: Flask, planted: Planted) -> None:
    planted.page()
    asked = planted.client.get(f"{planted.results}.json")
    assert (asked.status_code, asked.headers["Retry-After"]) == (202, "2")
    assert asked.get_json() == {"state": "waiting", "answers": N, "read": 0}
    with transaction():
        session.execute(update(Job).values(state=JobState.FAILED))
    failed = planted.client.get(f"{planted.results}.json")
    told = failed.get_json(force=True)
    assert (failed.status_code, failed.mimetype) == (500, "application/problem+json")
    assert (told["status"], told["type"]) == (500, "urn:rondo:problem:internal-server-error")
    assert not {"Retry-After", "Refresh"} & set(failed.headers.keys())
    page = planted.client.get(planted.results)
    assert (page.status_code, "Refresh" in page.headers) == (500, False)
    assert "The page could not be made." in page.get_data(as_text=True)
    again = re.search(r"/jobs/\w+$", told["detail"])
    assert again is not None
    assert post(planted.client, f"{again[0]}/again").status_code == 303
    assert planted.client.get(f"{planted.results}.json").status_code == 202
    run_all(app)
    made = planted.client.get(f"{planted.results}.json")
    assert made.status_code == 200
    assert made.get_json()["questions"]


def test_pages_beside_the_results_are_made_in_the_same_way(app: Flask, planted: Planted) -> None:
    here = planted.results.removesuffix("/results")
    pages = [f"{here}/customers/loyalty", f"{here}/weighting", f"{here}/quality.xlsx", f"{here}/shared"]
    pages += [f"{here}/data.csv", f"{here}/texts/WHY.csv"]
    assert [planted.client.get(page).status_code for page in pages] == [202] * 6
    run_all(app)
    answers = [planted.client.get(page) for page in pages]
    assert [answer.status_code for answer in answers] == [200] * 6
    assert not any(WORKING.encode() in answer.data for answer in answers)
    assert answers[4].data.count(b"\n") == N + 1
    viewer = app.test_client()
    sign_in(viewer, make_member(planted.study, Role.VIEWER))
    assert viewer.get(pages[4]).status_code == 403, "who may not take answers out queues nothing"
    ordered = post(planted.client, f"{here}/data-files", {"kind": "bundle"})
    assert ordered.status_code == 303, "an order is queued without reading all answers first"


def test_two_surveys_are_compared_in_the_background_where_both_have_many_answers_together(
    app: Flask, planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_figures, "LARGE", 2 * N)
    with transaction():
        second = studies.add_stage(planted.study, StageKind.SURVEY, "Again", planted.owner)
    address = f"/studies/{planted.study.code}/waves"
    plant(second, publish(second, planted.asked), [{"OVER": 1 + place % 5} for place in range(N - 1)])
    at_once = planted.client.get(address)
    assert (at_once.status_code, "What moved" in at_once.get_data(as_text=True)) == (200, True)
    plant(second, second.versions[0], [{"OVER": 3}])
    waiting = planted.client.get(address)
    assert (waiting.status_code, waiting.headers["Refresh"]) == (202, "2")
    assert f"{2 * N} answers are read for this page" in waiting.get_data(as_text=True)
    assert planted.client.get(f"{address}.json").status_code == 202
    assert planted.client.get(f"{address}?now=nothing").status_code == 404
    run_all(app)
    assert {(job.done, job.total) for job in session.scalars(select(Job))} == {(2 * N, 2 * N)}
    arrived = planted.client.get(address)
    assert (arrived.status_code, "What moved" in arrived.get_data(as_text=True)) == (200, True)
    with transaction():
        session.execute(delete(Response).where(Response.id.in_(planted.keys[:1])))
    assert planted.client.get(address).status_code == 200, "fewer than that are read at once"
