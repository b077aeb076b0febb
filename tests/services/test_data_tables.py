"""The answers as CSV: codes or words, the separator, the mark, and never a formula."""

import csv
import io
import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.models import Stage
from survey_app.questions.consent import proof
from survey_app.services import data_tables, reports, studies
from survey_app.services import versions as questionnaires
from survey_app.services.data_tables import Shape, UnknownChoice
from survey_app.services.exports import RowsStayMixed
from survey_app.vocabulary import AnonymityLevel, Missing, Role
from tests.builders import make_account, make_study, sign_in, stage_of
from tests.planting import document, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only

FORMULAS = ("=1+1", "+1", "-x", "@a", "\tx", "\rx", "＝1")


@pytest.fixture
def stage(app: Flask) -> Stage:
    found = stage_of(make_study(make_account()))
    regions = [{"code": 1, "label": {"en": "=North"}}, {"code": 2, "label": {"en": "South; East"}}]
    version = publish(
        found,
        document(
            question("REG", "single", options=regions),
            question("CHAN", "multiple", options=options("Web", "Fair")),
            question("OKAY", "consent", body={"en": "Answers are kept for a year."}),
            question("COST", "number", min=None),
            question("WHY", "long_text"),
        ),
    )
    answers = [{"REG": 1 + place % 2, "CHAN.1": 1, "CHAN.2": 0, "WHY": text} for place, text in enumerate(FORMULAS)]
    okay = {"OKAY": 1, "OKAY.text": proof(questionnaires.document(version).find("OKAY"), "en", "en")}
    answers[0] |= {"COST": 8.0}
    plant(found, version, [*answers, {"REG": Missing.REFUSED, "COST": -4.5, "WHY": 'two\n"lines"'} | okay])
    return found


def _rows(content: bytes, separator: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


@pytest.mark.parametrize("separator", list(data_tables.SEPARATORS))
def test_codes_and_words_say_the_same_and_nothing_is_a_formula(stage: Stage, separator: str) -> None:
    report, sign = reports.build(stage, role=Role.OWNER), data_tables.SEPARATORS[separator]
    codes = _rows(b"".join(data_tables.encoded(report, Shape("codes", separator))), sign)
    words = _rows(b"".join(data_tables.encoded(report, Shape("labels", separator, marked=False))), sign)
    assert list(codes[0]) == list(words[0]) == [variable.name for variable in report.variables]
    meant = {"1": "'=North", "2": "South; East", "-6": "Prefer not to say"}
    assert [meant[row["REG"]] for row in codes] == [row["REG"] for row in words]
    assert {row["CHAN.1"] for row in words} == {"Chosen", "No answer"}
    assert {row["COST"] for row in codes} == {"-9", "-4.5", "8"}
    assert {row["COST"] for row in words} == {"No answer", "-4.5", "8"}
    # a proof is for machines; in words the text agreed to has a name
    assert {row["OKAY.text"] for row in words} == {"No answer", "version 1 (English)"}
    assert sum(row["OKAY.text"].startswith("en:") for row in codes) == 1
    assert {row["WHY"] for row in codes} == {*(f"'{text}" for text in FORMULAS), 'two\n"lines"'}
    for row in (*codes, *words):
        assert not any(cell[:1] in "=+@\t\r＝" for cell in row.values() if cell)


def test_the_mark_stands_only_where_it_is_wanted(stage: Stage) -> None:
    report = reports.build(stage, role=Role.OWNER)
    assert b"".join(data_tables.encoded(report, Shape())).startswith(b"\xef\xbb\xbfREG,")
    assert b"".join(data_tables.encoded(report, Shape(marked=False))).startswith(b"REG,")


@pytest.mark.parametrize("asked", [{"values": "x"}, {"separator": ","}, {"bom": ""}, {"separator": "\x00"}])
def test_a_form_there_is_none_of_is_refused(asked: dict[str, str]) -> None:
    with pytest.raises(UnknownChoice):
        data_tables.shape(asked)


def test_the_page_offers_the_choices_and_the_address_gives_the_file(client: FlaskClient, stage: Stage) -> None:
    sign_in(client, stage.study.memberships[0].account)
    root = f"/studies/{stage.study.code}/stages/{stage.code}"
    page = client.get(f"{root}/exports?REG=1").get_data(as_text=True)
    assert '<input type="hidden" name="REG" value="1">' in page
    assert '<select id="data-separator" name="separator">' in page
    found = client.get(f"{root}/data.csv?values=labels&separator=semicolon&bom=no")
    assert found.data.startswith(b"REG;")
    assert found.headers["Content-Disposition"].startswith("attachment;")
    assert client.get(f"{root}/data.csv?separator=pipe").status_code == 422


def test_the_command_writes_the_same_bytes(app: Flask, stage: Stage, tmp_path: Path) -> None:
    target = tmp_path / "data.csv"
    order = ["report", "data", stage.study.code, "--stage", stage.code, "-o", str(target)]
    found = app.test_cli_runner().invoke(args=[*order, "--labels", "--separator", "tab", "--bom"])
    assert found.exit_code == 0, found.output
    report = reports.build(stage, role=Role.OWNER)
    assert target.read_bytes() == b"".join(data_tables.encoded(report, Shape("labels", "tab")))
    assert app.test_cli_runner().invoke(args=[*order, "--format", "json"]).exit_code == 0
    assert len(json.loads(target.read_text())["rows"]) == len(FORMULAS) + 1
    lost = app.test_cli_runner().invoke(args=[*order[:-1], str(tmp_path / "no" / "data.csv")])
    assert (lost.exit_code, "cannot be written" in lost.stderr) == (1, True)


def test_where_answers_are_mixed_no_row_leaves_and_no_file_stays(app: Flask, tmp_path: Path) -> None:
    stage = stage_of(make_study(make_account()))
    studies.choose_level(stage, AnonymityLevel.ANONYMOUS)
    plant(stage, publish(stage, document(question("OVER", "rating"))), [{"OVER": 4}] * 12)
    with pytest.raises(RowsStayMixed):
        data_tables.lines(reports.build(stage, role=Role.OWNER))
    target = tmp_path / "data.csv"
    found = app.test_cli_runner().invoke(args=["report", "data", stage.study.code, "-o", str(target)])
    assert (found.exit_code, list(tmp_path.glob("data*"))) == (1, [])
