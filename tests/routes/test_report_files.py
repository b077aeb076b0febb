"""Files of a report: sent at once or made in the background, for those who may take them away."""

import io

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.jobs.worker import run_all
from survey_app.models import Job, StoredFile
from survey_app.questions.registry import variables_of
from survey_app.services import report_files, versions
from survey_app.vocabulary import JobState, Role
from tests.builders import make_account, make_member, post, sign_in
from tests.routes.test_reports import KEPT, Planted

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def planted(app: Flask) -> Planted:
    return Planted(make_account())


@pytest.fixture
def owner(client: FlaskClient, planted: Planted) -> FlaskClient:
    sign_in(client, planted.owner)
    return client


def test_a_workbook_is_made_in_the_background_and_kept(owner: FlaskClient, planted: Planted, app: Flask) -> None:
    path = f"{planted.root}/exports"
    assert post(owner, path, KEPT | {"language": "es"}).status_code == 303
    assert post(owner, path, KEPT | {"language": "es"}).status_code == 303
    assert session.query(Job).count() == 1
    job = session.query(Job).one()
    assert f'data-job="/jobs/{job.code}.json"' in owner.get(path).get_data(as_text=True)
    assert run_all(app) == 1
    session.expire_all()
    assert session.query(Job).one().state is JobState.DONE, session.query(Job).one().error
    stored = session.query(StoredFile).one()
    assert stored.code in owner.get(path).get_data(as_text=True)
    answer = owner.get(f"/files/{stored.code}", buffered=True)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert len(openpyxl.load_workbook(io.BytesIO(answer.data), read_only=True).sheetnames) > 3


def test_a_small_report_is_sent_at_once_in_every_form(owner: FlaskClient, planted: Planted) -> None:
    path = f"{planted.root}/exports"
    starts = {"xlsx": b"PK", "docx": b"PK", "pdf": b"%PDF-"}
    for form, start in starts.items():
        answer = post(owner, path, {"form": form, "language": "es"})
        assert answer.status_code == 200
        assert answer.data.startswith(start)
        assert f"es.{form}" in answer.headers["Content-Disposition"]
    assert session.query(Job).count() == 0
    for wrong in ("", "exe", "xlsx\x00", "../xlsx"):
        assert post(owner, path, {"form": wrong, "language": "es"}).status_code == 422


def test_the_breaks_of_the_cross_tables_are_chosen_with_the_report(owner: FlaskClient, planted: Planted) -> None:
    path = f"{planted.root}/exports"
    page = owner.get(path).get_data(as_text=True)
    assert 'name="banner" value="REG"' in page
    assert 'name="banner" value="mode"' in page
    heads = []
    for breaks in (["mode"], ["mode", "REG"], []):
        answer = post(owner, path, {"form": "xlsx", "language": "en", "banner": breaks})
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data))["Cross-tables"]
        heads.append([cell.value for cell in sheet[5] if cell.value])
    assert len(heads[0]) == 1
    assert len(heads[1]) == 2
    assert set(heads[0]) < set(heads[1]) <= set(heads[2])
    assert heads[2] != heads[1]
    answer = post(owner, path, {"form": "xlsx", "language": "en", "banner": ["NOTHING"]})
    assert answer.status_code == 422
    assert "choose among the entries" in answer.get_data(as_text=True)


def test_a_document_of_many_answers_is_made_in_the_background_too(
    owner: FlaskClient, planted: Planted, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = len(variables_of(versions.document(planted.version)))
    monkeypatch.setattr(report_files, "SMALL_READ", 300 * columns)
    assert post(owner, f"{planted.root}/exports", {"form": "docx", "language": "en"}).status_code == 200
    monkeypatch.setattr(report_files, "SMALL_READ", 300 * columns - 1)
    assert post(owner, f"{planted.root}/exports", {"form": "pdf", "language": "en"}).status_code == 303
    assert run_all(app) == 1
    session.expire_all()
    stored = session.query(StoredFile).one()
    assert (stored.media_type, stored.filename[-7:]) == ("application/pdf", ".en.pdf")


def test_a_kept_file_is_only_for_those_who_may_export(client: FlaskClient, app: Flask, planted: Planted) -> None:
    sign_in(client, planted.owner)
    post(client, f"{planted.root}/exports", KEPT)
    run_all(app)
    session.expire_all()
    code = session.query(StoredFile).one().code
    for person, status in (
        (make_account(), 404),
        (make_member(planted.study, Role.VIEWER), 403),
        (make_member(planted.study, Role.ANALYST), 200),
    ):
        other = app.test_client()
        sign_in(other, person)
        assert other.get(f"/files/{code}", buffered=True).status_code == status
        assert other.get("/files/nothing").status_code == 404


def test_whoever_lost_the_right_to_export_gets_no_file_from_the_queue(
    client: FlaskClient, app: Flask, planted: Planted
) -> None:
    analyst = make_member(planted.study, Role.ANALYST)
    sign_in(client, analyst)
    post(client, f"{planted.root}/exports", KEPT)
    analyst.memberships[0].role = Role.VIEWER
    session.commit()
    run_all(app)
    assert session.query(StoredFile).count() == 0
