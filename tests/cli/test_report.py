"""`report build` and `report show`."""

import json
from pathlib import Path

import openpyxl
import pytest
from flask import Flask

from survey_app.models import Stage
from survey_app.services import report_json, reports, studies
from survey_app.vocabulary import AnonymityLevel, Role, StageKind
from tests.builders import make_account, make_study, stage_of
from tests.planting import document, plant, publish, question

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def stage(app: Flask) -> Stage:
    found = stage_of(make_study(make_account()))
    version = publish(found, document(question("OVER", "rating", "Satisfied?", scale={"first": 1, "last": 5})))
    plant(found, version, [{"OVER": 1 + place % 5} for place in range(50)])
    return found


def test_show_prints_the_figures_of_the_report(app: Flask, stage: Stage) -> None:
    printed = app.test_cli_runner().invoke(args=["report", "show", stage.study.code, "--json"])
    assert printed.exit_code == 0, printed.output
    expected = json.loads(json.dumps(report_json.plain(reports.build(stage, role=Role.OWNER))))
    assert {**json.loads(printed.output), "made_at": ""} == {**expected, "made_at": ""}


def test_show_prints_text_for_people(app: Flask, stage: Stage) -> None:
    printed = app.test_cli_runner().invoke(args=["report", "show", stage.study.code])
    assert "Satisfied: 0.4000 (0.2761 to 0.5382), n 50" in printed.output
    assert "10 of 50" in printed.output


def test_show_keeps_back_what_few_answered_where_the_page_does(app: Flask) -> None:
    found = stage_of(make_study(make_account()))
    found.level = AnonymityLevel.ANONYMOUS
    asked = document(question("SAL", "number", "Salary"), question("YEARS", "number", "Years"))
    rows = [{"YEARS": 1.0 + place % 9} | ({"SAL": 98765.0} if place < 2 else {}) for place in range(50)]
    plant(found, publish(found, asked), rows)
    show = ["report", "show", found.study.code]
    printed = json.loads(app.test_cli_runner().invoke(args=[*show, "--json"]).output)
    salary, years = (each["rows"][0] for each in printed["questions"])
    assert salary == {"variable": "SAL", "label": salary["label"], "n": 2, "withheld": True}
    assert (years["mean"]["value"], years["mean"]["maximum"]) == (pytest.approx(4.8), None)
    plain = app.test_cli_runner().invoke(args=show).output
    assert f"SAL: fewer than {found.min_group} answers" in plain
    assert "98765" not in plain


@pytest.mark.parametrize("language", ["en", "es", "zh_Hans_CN"])
def test_build_writes_a_workbook(app: Flask, stage: Stage, tmp_path: Path, language: str) -> None:
    target = tmp_path / "out.xlsx"
    arguments = ["report", "build", stage.study.code, "-o", str(target), "--language", language]
    printed = app.test_cli_runner().invoke(args=arguments)
    assert printed.exit_code == 0, printed.output
    assert len(openpyxl.load_workbook(target, read_only=True).sheetnames) > 3


@pytest.mark.parametrize(("form", "start"), [("xlsx", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF-")])
def test_export_writes_every_form(app: Flask, stage: Stage, tmp_path: Path, form: str, start: bytes) -> None:
    target = tmp_path / f"out.{form}"
    arguments = [
        "report",
        "export",
        stage.study.code,
        "--format",
        form,
        "-o",
        str(target),
        "--language",
        "es",
        "--json",
    ]
    printed = app.test_cli_runner().invoke(args=arguments)
    assert printed.exit_code == 0, printed.output
    assert json.loads(printed.output) == {"file": str(target), "answers": 50, "questions": 1}
    assert target.read_bytes().startswith(start)
    assert app.test_cli_runner().invoke(args=["report", "export", "x", "--format", "exe"]).exit_code == 2


def test_export_takes_the_look_of_a_file(app: Flask, stage: Stage, tmp_path: Path) -> None:
    target, look = tmp_path / "out.xlsx", tmp_path / "look.json"
    arguments = ["report", "export", stage.study.code, "-o", str(target), "--look", str(look)]
    look.write_text('{"kind": "rondo-look", "version": 1, "sheets": ["questions"]}')
    assert app.test_cli_runner().invoke(args=arguments).exit_code == 0
    assert openpyxl.load_workbook(target, read_only=True).sheetnames == ["Cover", "Questions"]
    look.write_text('{"kind": "rondo-look", "version": 1, "colours": {"main": "#FFFFFF"}}')
    refused = app.test_cli_runner().invoke(args=arguments)
    assert refused.exit_code == 1
    assert "too pale" in refused.output


def test_an_unknown_study_is_refused_with_a_reason(app: Flask, stage: Stage) -> None:
    printed = app.test_cli_runner().invoke(args=["report", "show", "nothing"])
    assert printed.exit_code == 1
    assert printed.output


def test_with_several_surveys_one_has_to_be_named(app: Flask, stage: Stage) -> None:
    second = studies.add_stage(stage.study, StageKind.SURVEY, "Next wave")
    runner = app.test_cli_runner()
    refused = runner.invoke(args=["report", "show", stage.study.code])
    assert refused.exit_code == 1
    assert second.code in refused.output
    assert runner.invoke(args=["report", "show", stage.study.code, "--stage", stage.code]).exit_code == 0


def test_wrong_usage_has_its_own_exit_code(app: Flask, stage: Stage) -> None:
    assert app.test_cli_runner().invoke(args=["report", "build", stage.study.code]).exit_code == 2
