"""Questions about choosing, ordering and sharing out, the whole way: answered without script, shown, exported."""

import csv
import io
import re

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session
from survey_app.jobs.worker import run_all
from survey_app.models import Response, StoredFile
from survey_app.questions.base import Value
from survey_app.questions.registry import read_questionnaire, type_of
from tests.builders import make_account, make_study, post, sign_in, stage_of
from tests.planting import document, plant, publish
from tests.questions import specimens
from tests.questions.specimens_choice import GOOD, SETTINGS
from tests.respondents import Person, open_stage

pytestmark = pytest.mark.sqlite_only
KINDS = [kind for kind in specimens.SETTINGS if kind in SETTINGS]


def asked() -> dict[str, object]:
    extra = [
        specimens.document("single", settings={**specimens.SETTINGS["single"], "look": "buttons", "comment": True}),
        specimens.document("multiple", settings={**specimens.SETTINGS["multiple"], "comment": True}),
    ]
    return document(*(specimens.document(kind) for kind in KINDS), *extra, languages=specimens.LANGUAGES)


def answers() -> dict[str, Value]:
    fields = {**GOOD, "qSINGLE": ["2"], "qSINGLE.comment": ["Since 2019"], "qMULTIPLE": ["1"],
              "qMULTIPLE.1.comment": ["Old ones"]}  # fmt: skip
    found: dict[str, Value] = {}
    for question in read_questionnaire(asked()).questions():
        cleaned = type_of(question).clean(question, fields, "en")
        assert cleaned.problems == ()
        found |= cleaned.answers
    return found


def test_a_person_without_script_answers_them_all_and_sees_them_in_words(client: FlaskClient) -> None:
    stage = open_stage(asked())
    person = Person(client, stage.code)
    person.begin()
    untouched = dict.fromkeys(GOOD, "")
    person.send({**untouched, "qRANKING.price": "1", "qRANKING.quality": "1", "go": "next"})
    assert "both have place 1" in person.text
    fields = {name: values[0] for name, values in GOOD.items() if name != "qFILE_UPLOAD"}  # no such file was sent
    person.send({**fields, "qSINGLE": "2", "qSINGLE.comment": "Since 2019", "qMULTIPLE": "1",
                 "qMULTIPLE.1.comment": "Old ones", "go": "next"})  # fmt: skip
    assert person.path.endswith("/check"), re.findall(r'class="err"[^>]*>([^<]+)', person.text)
    for words in ("Granada", "1. Quality of the goods", "50 points", "slow – fast", "Most important: ", "Since 2019"):
        assert words in person.text
    person.send()
    expected = {name: value for name, value in answers().items() if not name.startswith("FILE_UPLOAD")}
    assert session.scalars(select(Response)).one().answers == expected


def test_half_an_order_and_half_a_set_are_kept_until_they_are_whole(client: FlaskClient) -> None:
    stage = open_stage(asked())
    person = Person(client, stage.code)
    person.begin()
    code = GOOD["qMAXDIFF.s2.worst"][0]
    half = {"qRANKING.delivery": "1", "qMAXDIFF.s2.worst": code, "qCONSTANT_SUM.quality": "30", "qSLIDER": "7.3"}
    person.send({**half, "go": "stop"})
    person.get(f"/r/{stage.code}/page/1")
    page = person.document()
    assert page.xpath("//select[@name='qRANKING.delivery']/option[@selected]/@value") == ["1"]
    assert page.xpath("//input[@name='qMAXDIFF.s2.worst'][@checked]/@value") == [code]
    assert page.xpath("//input[@name='qCONSTANT_SUM.quality']/@value") == ["30"]
    assert page.xpath("//input[@name='qSLIDER']/@value") == ["7.3"]


def test_results_json_table_and_data_file_hold_their_figures(client: FlaskClient, app: Flask) -> None:
    owner = make_account()
    study = make_study(owner, "Suppliers")
    stage = stage_of(study)
    version = publish(stage, asked())
    plant(stage, version, [answers() for _person in range(40)])
    sign_in(client, owner)
    root = f"/studies/{study.code}/stages/{stage.code}"
    page = client.get(f"{root}/results").get_data(as_text=True)
    for code in ("YES_NO", "RANKING", "CONSTANT_SUM", "SLIDER", "DIFFERENTIAL", "HIERARCHICAL", "MAXDIFF", "SINGLE"):
        assert f'id="{code}"' in page
    assert "Mean place" in page
    assert "Mean score" in page
    found = client.get(f"{root}/results.json").get_json()
    rows = {row["variable"]: row for each in found["questions"] for row in each["rows"]}
    assert rows["RANKING.quality"]["points"]["value"] == 3
    assert rows["CONSTANT_SUM.price"]["mean"]["value"] == 50
    assert rows["SLIDER"]["mean"]["value"] == 7.5
    assert rows["HIERARCHICAL.level1"]["frequencies"]["n"] == 40
    assert {"best", "worst", "shown"} <= set(rows["MAXDIFF.1"])
    assert rows["PAIRWISE.quality"]["mean"]["value"] == pytest.approx(73.0645, abs=0.0001)
    assert rows["PAIRWISE.consistency"]["contradicted"]["k"] == 0
    assert "Contradicted themselves (consistency ratio above 0.10): 0 of 40 people, 0%." in page
    data = client.get(f"{root}/data.csv").data.decode("utf-8-sig")
    line = next(csv.DictReader(io.StringIO(data)))
    assert (line["RANKING.quality"], line["CONSTANT_SUM.price"], line["HIERARCHICAL.level2"]) == ("1", "50", "11")
    assert "MAXDIFF.s1.best" in line
    assert (line["FILE_UPLOAD"], line["FILE_UPLOAD.1"]) == ("2", f"damage.jpg | 20480 | {'a' * 26}")
    assert rows["FILE_UPLOAD"]["frequencies"]["n"] == 40
    assert "damage.jpg" not in page
    assert (line["PAIRWISE.price.quality"], line["PAIRWISE.quality"]) == ("13", "73.0645")


def test_the_workbook_holds_their_blocks_and_columns(client: FlaskClient, app: Flask) -> None:
    owner = make_account()
    study = make_study(owner, "Suppliers")
    stage = stage_of(study)
    plant(stage, publish(stage, asked()), [answers() for _person in range(40)])
    sign_in(client, owner)
    order = {"language": "en", "keep": "on"}
    assert post(client, f"/studies/{study.code}/stages/{stage.code}/exports", order).status_code == 303
    assert run_all(app) == 1
    session.expire_all()
    stored = session.query(StoredFile).one()
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/files/{stored.code}", buffered=True).data), read_only=True)
    words = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    for told in ("Mean place of those who placed it", "Points: first place most, no place none", "RANKING.price",
                 "CONSTANT_SUM.price", "HIERARCHICAL.level1", "MAXDIFF.s1.best",
                 "Contradicted themselves (ratio above 0.10): 0 of 40 people"):  # fmt: skip
        assert told in words
    assert any(each.startswith("Chosen as best 40 times") for each in words)


def test_sets_stand_in_an_order_of_each_persons_own_that_stays(client: FlaskClient, app: Flask) -> None:
    options = [specimens.option(code, f"Row {code}") for code in range(1, 9)]
    many = specimens.document("maxdiff", settings={"options": options, "per_set": 4, "sets": 6})
    stage = open_stage(document(many))
    orders = []
    for _person in range(2):
        person = Person(app.test_client(), stage.code)
        person.begin()
        first = re.findall(r'name="(qMAXDIFF\.s\d+\.best)"[^>]* value="(\d)"', person.text)
        person.get(person.path)
        assert re.findall(r'name="(qMAXDIFF\.s\d+\.best)"[^>]* value="(\d)"', person.text) == first
        orders.append(first)
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1])
