"""Shared results: only what was chosen, small groups never, no way to the desk, ended at once."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from survey_app.db import now, session, transaction
from survey_app.jobs.worker import run_all
from survey_app.models import AuditEntry, Job, SharedResults, Stage
from survey_app.services import installation, kept_figures, reports
from survey_app.vocabulary import AnonymityLevel, JobState, Role
from tests.builders import make_account, make_member, make_study, post, sign_in, stage_of
from tests.planting import document, options, plant, publish, question


@pytest.fixture
def stage(app: Flask, client: FlaskClient) -> Stage:
    owner = make_account()
    study = make_study(owner, "Shared 2026")
    stage = stage_of(study)
    stage.level = AnonymityLevel.IDENTIFIED
    version = publish(
        stage,
        document(
            question("OVER", "rating", "How satisfied are you?", scale={"first": 1, "last": 5}),
            question("REG", "single", "Where do you buy?", options=options("North", "South")),
            question("RARE", "single", "Asked of few", options=options("One", "Two")),
            question("WHY", "long_text", "What could be better?"),
        ),
    )
    answers = [
        {"OVER": 1 + place % 5, "REG": 1 + place % 2, "WHY": f"Words of {place}"} | ({"RARE": 1} if place < 3 else {})
        for place in range(40)
    ]
    plant(stage, version, answers)
    sign_in(client, owner)
    return stage


def _root(stage: Stage) -> str:
    return f"/studies/{stage.study.code}/stages/{stage.code}"


def _link(page: str) -> str:
    found = re.search(r'href="https?://[^/]+(/shared/[a-z2-7]{32})"', page)
    assert found is not None
    return found[1]


@pytest.mark.sqlite_only
def test_whoever_has_the_link_sees_the_chosen_parts_and_nothing_else(
    app: Flask, stage: Stage, client: FlaskClient
) -> None:
    root = _root(stage)
    assert f'href="{root}/shared"' in client.get(f"{root}/results").get_data(as_text=True)
    assert "checked" not in client.get(f"{root}/shared").get_data(as_text=True)
    empty = post(client, f"{root}/shared", {"name": "Board", "days": "30"})
    assert empty.status_code == 422
    assert 'value="Board"' in empty.get_data(as_text=True)
    made = post(client, f"{root}/shared", {"name": "Board", "days": "30", "parts": ["key", "OVER", "RARE"]})
    link = _link(made.get_data(as_text=True))
    assert link not in client.get(f"{root}/shared").get_data(as_text=True)  # shown once
    stranger = app.test_client()
    answer = stranger.get(link)
    page = answer.get_data(as_text=True)
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'id="OVER"' in page
    assert 'id="REG"' not in page
    assert "Words of" not in page
    assert "/studies/" not in page
    # three people answered it: the owner sees them, a shared page does not
    rare = page.partition('id="RARE"')[2].partition("</figure>")[0]
    assert "One" not in rare
    assert "One" in client.get(f"{root}/results").get_data(as_text=True).partition('id="RARE"')[2].partition("</fig")[0]
    acts = session.scalars(select(AuditEntry.act).where(AuditEntry.study_id == stage.study_id)).all()
    assert "share_results" in acts


@pytest.mark.sqlite_only
def test_a_link_leads_nowhere_once_it_is_ended_or_over(app: Flask, stage: Stage, client: FlaskClient) -> None:
    root, stranger = _root(stage), app.test_client()
    links = []
    for _time in range(2):
        made = post(client, f"{root}/shared", {"name": "Board", "days": "7", "parts": ["OVER"]})
        links.append(_link(made.get_data(as_text=True)))
    assert [stranger.get(link).status_code for link in links] == [200, 200]
    codes = re.findall(r"/shared/(\w{10})/end", client.get(f"{root}/shared").get_data(as_text=True))
    assert post(client, f"{root}/shared/{codes[0]}/end").status_code == 303
    assert sorted(stranger.get(link).status_code for link in links) == [200, 404]
    with transaction():
        session.execute(update(SharedResults).values(expires_at=now() - timedelta(seconds=1)))
    assert [stranger.get(link).status_code for link in links] == [404, 404]
    assert stranger.get("/shared/" + "a" * 32).status_code == 404
    assert stranger.get("/shared/nothing").status_code == 404
    assert [tag for tag in session.scalars(select(SharedResults.tag)) if any(tag in link for link in links)] == []


@pytest.mark.sqlite_only
def test_who_may_not_export_shares_nothing(app: Flask, stage: Stage) -> None:
    viewer = app.test_client()
    sign_in(viewer, make_member(stage.study, Role.VIEWER))
    assert viewer.get(f"{_root(stage)}/shared").status_code == 403
    assert "/shared" not in viewer.get(f"{_root(stage)}/results").get_data(as_text=True)


@pytest.mark.sqlite_only
def test_a_page_over_many_answers_is_made_once_for_all_and_kept_without_its_secret(
    app: Flask, stage: Stage, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = _root(stage)
    made = post(client, f"{root}/shared", {"name": "Board", "days": "30", "parts": "OVER"})
    link = _link(made.get_data(as_text=True))
    first, second = (app.test_client().get(link).get_data(as_text=True) for _reader in range(2))
    own = re.compile(r'(name="csrf_token" [^>]*value=")[^"]+')
    assert first != second
    assert (plain := own.sub("", first)) == own.sub("", second), "readers differ by the tokens of their browsers alone"
    monkeypatch.setattr(kept_figures, "LARGE", 1)
    study_id = stage.study_id
    waiting = app.test_client().get(f"{link}?mail=ana@example.org")
    told = waiting.get_data(as_text=True)
    assert (waiting.status_code, waiting.headers["Refresh"]) == (202, "2")
    assert waiting.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "The figures are being worked out" in told
    assert not re.search(r"\b40\b", re.sub(r'"[^"]*"', "", told)), "it says no more than the page itself"
    app.test_client().get(link)
    [job] = session.scalars(select(Job)).all()
    assert link.removeprefix("/shared/") not in str(job.payload)
    with transaction():
        session.execute(update(Job).values(state=JobState.FAILED, finished_at=now()))
    failed = app.test_client().get(link)
    assert (failed.status_code, "Refresh" in failed.headers) == (500, False)
    with transaction():
        session.execute(update(Job).values(finished_at=now() - timedelta(minutes=11)))
    assert app.test_client().get(link).status_code == 202, "nobody who reads it could try again"
    assert run_all(app) == 1
    kept = [path.read_bytes() for path in (installation.settings().instance / "figures").rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert link.removeprefix("/shared/").encode() not in kept[0]
    monkeypatch.setattr(reports, "read", None)
    first, again = (app.test_client().get(link) for _reader in range(2))
    page = again.get_data(as_text=True)
    assert own.sub("", page) == plain, "it is the page itself, and the answers are not read again"
    assert page != first.get_data(as_text=True), "nobody gets the token of somebody else's browser"
    assert again.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert again.headers["Cache-Control"] == "no-store"
    kept_figures.forget(study_id)
    assert app.test_client().get(link).status_code == 202, "something was changed"
