"""Files for programs of statistics from the exports page and from the command line."""

import io
import json
import zipfile
from pathlib import Path

import pyreadstat
import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.exports.statfiles import binary
from survey_app.jobs.worker import run_all
from survey_app.models import Job, Membership, Stage, StoredFile
from survey_app.services import data_files, studies
from survey_app.vocabulary import AnonymityLevel, JobState, Role
from tests.builders import make_account, make_study, post, sign_in, stage_of
from tests.planting import document, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def stage(app: Flask) -> Stage:
    found = stage_of(make_study(make_account()))
    asked = [question("REG", "single", "Where?", options=options("North", "South")), question("WHY", "long_text")]
    version = publish(found, document(*asked))
    plant(found, version, [{"REG": 1 + place % 2, "WHY": f"text {place}"} for place in range(30)])
    return found


def _order(app: Flask, stage: Stage, target: Path, kind: str) -> tuple[int, str]:
    found = app.test_cli_runner().invoke(
        args=["report", "data", stage.study.code, "--stage", stage.code, "--format", kind, "-o", str(target)]
    )
    return found.exit_code, found.output


def test_a_small_file_is_sent_at_once_and_a_large_one_is_made_in_the_background(
    client: FlaskClient, app: Flask, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, stage.study.memberships[0].account)
    root = f"/studies/{stage.study.code}/stages/{stage.code}"
    page = client.get(f"{root}/exports?REG=1").get_data(as_text=True)
    assert f'action="{root}/data-files?REG=1"' in page
    assert [kind in page for kind in ('value="bundle"', 'value="sav"', 'value="dta"')] == [True] * 3
    sent = post(client, f"{root}/data-files?REG=1", {"file-kind": "bundle"})
    assert sent.status_code == 200
    with zipfile.ZipFile(io.BytesIO(sent.data)) as archive:
        assert archive.read("data.txt").count(b"\n") == 16
    assert post(client, f"{root}/data-files", {"file-kind": "xls"}).status_code == 303
    assert post(client, f"{root}/data-files", {}).status_code == 303
    assert session.query(Job).count() == 0
    monkeypatch.setattr(data_files, "SMALL", 10)
    for _again in range(2):
        assert post(client, f"{root}/data-files", {"file-kind": "sav"}).status_code == 303
    assert session.query(Job).count() == 1
    assert "data-job=" in client.get(f"{root}/exports").get_data(as_text=True)
    assert run_all(app) == 1
    session.expire_all()
    assert session.query(Job).one().state is JobState.DONE, session.query(Job).one().error
    stored = session.query(StoredFile).one()
    assert stored.filename.endswith(".sav")
    target = tmp_path / "kept.sav"
    target.write_bytes(client.get(f"/files/{stored.code}", buffered=True).data)
    assert len(pyreadstat.read_sav(target)[0]) == 30


@pytest.mark.parametrize(("role", "status"), [(Role.ANALYST, 200), (Role.EDITOR, 403), (Role.VIEWER, 403)])
def test_only_who_may_export_gets_a_file(client: FlaskClient, stage: Stage, role: Role, status: int) -> None:
    person = make_account()
    session.add(Membership(study=stage.study, account=person, role=role))
    session.commit()
    sign_in(client, person)
    path = f"/studies/{stage.study.code}/stages/{stage.code}/data-files"
    assert post(client, path, {"file-kind": "bundle"}).status_code == status


def test_where_answers_are_mixed_no_file_holds_a_row(client: FlaskClient, app: Flask, tmp_path: Path) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner))
    studies.choose_level(stage, AnonymityLevel.SEALED)
    plant(stage, publish(stage, document(question("OVER", "rating"))), [{"OVER": 4}] * 12)
    sign_in(client, owner)
    root = f"/studies/{stage.study.code}/stages/{stage.code}"
    page = client.get(f"{root}/exports").get_data(as_text=True)
    assert ("Answers were promised to be mixed" in page, 'value="sav"' in page) == (True, False)
    assert post(client, f"{root}/data-files", {"file-kind": "bundle"}).status_code == 409
    for kind in data_files.FORMS:
        assert _order(app, stage, tmp_path / "data.x", kind)[0] == 1
    assert not list(tmp_path.glob("data*"))


def test_the_command_writes_every_kind_and_leaves_nothing_half_written(
    app: Flask, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in (*data_files.FORMS, "json", "csv", "ddi"):
        target = tmp_path / f"out.{kind}"
        code, output = _order(app, stage, target, kind)
        assert code == 0, output
        assert f"30 answers, 2 columns, {target.stat().st_size} bytes" in output
    assert len(pyreadstat.read_dta(tmp_path / "out.dta")[0]) == 30
    assert len(json.loads((tmp_path / "out.json").read_text())["rows"]) == 30
    assert _order(app, stage, tmp_path / "no" / "out.sav", "sav")[0] == 1
    assert not list(tmp_path.glob("*.part"))
    monkeypatch.setattr(binary, "_PROGRAMS", "no_such_package")  # as where the extra is not installed
    code, output = _order(app, stage, tmp_path / "none.sav", "sav")
    assert (code, "need the package pyreadstat" in output) == (1, True)
    assert data_files.offered() == ("bundle",)
