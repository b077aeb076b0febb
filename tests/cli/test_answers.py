import json
from pathlib import Path

import pytest
from flask import Flask

from survey_app.db import session
from survey_app.models import ImportBatch, Response, Stage
from survey_app.vocabulary import Mode
from tests.builders import make_account, make_study, stage_of
from tests.importing import REDBOOK, redbook
from tests.planting import document, publish, question


@pytest.fixture
def stage(app: Flask) -> Stage:
    return stage_of(make_study(make_account()))


def _small(stage: Stage, folder: Path) -> str:
    publish(stage, document(question("RATE", "rating", required=True)))
    file = folder / "answers.csv"
    file.write_text("rate,other\n5,a\n9,b\n,c\n", encoding="utf-8")
    return str(file)


def test_a_dry_run_reports_and_stores_nothing(app: Flask, stage: Stage) -> None:
    publish(stage, redbook())
    order = ["answers", "import", stage.study.code, str(REDBOOK), "--dry-run", "--json"]
    found = app.test_cli_runner().invoke(args=order)
    assert found.exit_code == 0, found.output
    report = json.loads(found.output)
    assert (report["taken"], report["refused"], report["stored"], len(report["columns"])) == (6366, 0, False, 8)
    assert session.query(Response).count() == 0


def test_columns_can_be_named_and_the_answers_are_stored_with_source_and_mode(app: Flask, stage: Stage) -> None:
    publish(stage, redbook())
    order = ["answers", "import", stage.code, str(REDBOOK), "--mode", "phone", "--source", "Redbook"]
    order += ["--map", "occupation=OCCUPATION_HUSB"]
    found = app.test_cli_runner().invoke(args=order)
    assert found.exit_code == 0, found.output
    assert "Brought in: 6366 of 6366 rows" in found.output
    session.expire_all()
    batch = session.query(ImportBatch).one()
    columns = batch.report["columns"]
    assert (columns["age"], columns["occupation"]) == ("AGE", "OCCUPATION_HUSB")
    assert "occupation_husb" not in columns
    assert (batch.taken, batch.source, batch.filename, batch.account_id) == (6366, "Redbook", "fair_redbook.csv", None)
    assert session.query(Response).filter(Response.mode == Mode.PHONE).count() == 6366


def test_bad_rows_are_left_out_and_named(app: Flask, stage: Stage, tmp_path: Path) -> None:
    file = _small(stage, tmp_path)
    dated = tmp_path / "dated.csv"
    dated.write_text("rate,Submitted at\n5,2026-03-01 10:00\n4,\n", encoding="utf-8")
    order = ["answers", "import", stage.code, str(dated), "--dry-run"]
    told = app.test_cli_runner().invoke(args=[*order, "--time-zone", "Europe/Berlin"]).output
    assert "--moment Submitted at --time-zone Europe/Berlin (chosen)" in told
    assert "1 rows have no time" in told
    assert "--moment" not in app.test_cli_runner().invoke(args=[*order, "--moment", "none"]).output
    assert app.test_cli_runner().invoke(args=[*order, "--time-zone", "Nowhere"]).exit_code == 2
    found = app.test_cli_runner().invoke(args=["answers", "import", stage.code, file])
    assert found.exit_code == 0
    assert "Brought in: 1 of 3 rows" in found.output
    assert "row 3, rate: “9” is no answer of RATE" in found.output
    assert session.query(Response).count() == 1


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("order", "code", "words"),
    [
        (["nosuchcode", "FILE"], 1, "There is no study"),
        (["STAGE", "FILE", "--map", "rate=NOTHING"], 1, "has nothing called"),
        (["STAGE", "FILE", "--map", "rate"], 2, "COLUMN=NAME"),
        (["STAGE", "FILE", "--mode", "pigeon"], 2, "pigeon"),
        (["STAGE", "/nowhere/at/all.csv"], 2, "does not exist"),
        (["STAGE"], 2, "FILE"),
    ],
)
def test_wrong_orders_end_with_their_codes(
    app: Flask, stage: Stage, tmp_path: Path, *, order: list[str], code: int, words: str
) -> None:
    names = {"STAGE": stage.code, "FILE": _small(stage, tmp_path)}
    found = app.test_cli_runner().invoke(args=["answers", "import", *(names.get(word, word) for word in order)])
    assert found.exit_code == code
    assert words in found.output
    assert session.query(Response).count() == 0


def test_without_a_published_version_nothing_is_read(app: Flask, stage: Stage) -> None:
    found = app.test_cli_runner().invoke(args=["answers", "import", stage.study.code, str(REDBOOK)])
    assert found.exit_code == 1
    assert "published version" in found.output
