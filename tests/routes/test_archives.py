"""The pages of an archive: only its owner takes a study, anybody who works here brings one in."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.jobs.worker import run_all
from survey_app.models import Job, Stage, StoredFile, Study
from survey_app.vocabulary import Role
from tests.builders import make_account, make_member, make_study, post, sign_in, stage_of
from tests.planting import document, plant, publish, question

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def stage(app: Flask) -> Stage:
    found = stage_of(make_study(make_account(), "Wave 1"))
    version = publish(found, document(question("OVER", "rating", scale={"first": 1, "last": 5})))
    plant(found, version, [{"OVER": 1 + place % 5} for place in range(20)])
    return found


def test_an_archive_is_made_kept_looked_at_and_brought_in(client: FlaskClient, app: Flask, stage: Stage) -> None:
    sign_in(client, stage.study.memberships[0].account)
    path = f"/studies/{stage.study.code}/archive"
    assert path in client.get(f"/studies/{stage.study.code}/settings").get_data(as_text=True)
    assert "With the lists of people" not in client.get(path).get_data(as_text=True)
    for _again in range(2):
        assert post(client, path, {}).status_code == 303
    assert session.query(Job).count() == 1
    assert run_all(app) == 1
    session.expire_all()
    stored = session.query(StoredFile).one()
    assert f"/files/{stored.code}" in client.get(path).get_data(as_text=True)
    content = client.get(f"/files/{stored.code}", buffered=True).data
    assert "/studies/archive" in client.get("/studies").get_data(as_text=True)

    def sent(archive: bytes, **more: str) -> Any:
        given: dict[str, Any] = {"archive": (io.BytesIO(archive), "wave.zip"), **more}
        return post(client, "/studies/archive", given)

    looked = sent(content, look="y")
    assert (looked.status_code, session.query(Study).count()) == (200, 1)
    assert "Looked at, nothing is stored: Wave 1" in looked.get_data(as_text=True)
    brought = sent(content).get_data(as_text=True)
    assert session.query(Study).count() == 2
    new = session.query(Study).order_by(Study.id.desc()).first()
    assert new is not None
    assert f'href="/studies/{new.code}"' in brought
    assert "the same as in the archive" in brought
    assert "They are no part of an archive. Invite people anew." in brought
    assert client.get(f"/studies/{new.code}/stages/{new.stages[0].code}/results").status_code == 200
    assert "Study brought in from an archive" in client.get(f"/studies/{new.code}/log").get_data(as_text=True)
    refused = sent(content[:-400])
    assert (refused.status_code, "is no archive of a study" in refused.get_data(as_text=True)) == (422, True)
    assert post(client, "/studies/archive", {}).status_code == 422
    assert session.query(Study).count() == 2


@pytest.mark.parametrize("role", [Role.ANALYST, Role.EDITOR, Role.VIEWER, Role.MODERATOR, None])
def test_only_an_owner_takes_a_whole_study(client: FlaskClient, stage: Stage, role: Role | None) -> None:
    person = make_account()
    if role is not None:
        make_member(stage.study, role, person)
    sign_in(client, person)
    path = f"/studies/{stage.study.code}/archive"
    expected = 403 if role else 404
    assert (client.get(path).status_code, post(client, path, {}).status_code) == (expected, expected)
