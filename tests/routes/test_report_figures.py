"""Figures of the results page that need answers of their own: years, and what too few expected."""

import io
import re

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.exports.client_look import ClientLook
from survey_app.services import reports
from survey_app.vocabulary import AnonymityLevel, Role
from tests.builders import make_account, make_study, sign_in, stage_of
from tests.exports.reading import loaded, written
from tests.planting import document, items, plant, publish, question

pytestmark = pytest.mark.sqlite_only
SCALE = {"first": 1, "last": 5}


def test_years_stand_without_a_sign_between_thousands_on_pages_and_in_files(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner))
    version = publish(stage, document(question("BORN", "number", "Born?"), question("SPENT", "number", "Spent?")))
    plant(stage, version, [{"BORN": 1971 + place % 20, "SPENT": 3000 + 100 * place} for place in range(40)])
    sign_in(client, owner)
    root = f"/studies/{stage.study.code}/stages/{stage.code}/results"
    page = client.get(root).get_data(as_text=True)
    assert "1980.5 on average (1978.6 to 1982.4)" in page
    assert "4,950.0 on average" in page
    assert not re.search(r"1,9[78]\d", page)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{root}/BORN.xlsx").data)).active
    assert [row[2].number_format for row in book.iter_rows() if row[1].value == "Mean"] == ["0.0"]
    sheet = loaded(written(reports.build(stage, {}, role=Role.OWNER), look=ClientLook(sheets=("questions",))))[
        "Questions"
    ]
    formats = [row[2].number_format for row in sheet.iter_rows() if row[1].value == "Numbers given"]
    assert formats == ["0.0", "#,##0"]


def test_what_two_people_expected_stands_nowhere_however_many_rated_the_experience(
    app: Flask, client: FlaskClient
) -> None:
    account = make_account()
    stage = stage_of(make_study(account, "Few expected"))
    stage.level = AnonymityLevel.CONFIDENTIAL
    rows = items("Price", "Speed")
    asked = question("SERV", "battery", "Our service", items=rows, scale=SCALE, aspects={"price": "product"})
    answers = [
        {"SERV.price.experienced": 3, "SERV.speed.experienced": 3, "SERV.speed.expected": 3}
        | ({"SERV.price.expected": 4 + place} if place < 2 else {})
        for place in range(40)
    ]
    plant(stage, publish(stage, document(asked)), answers)
    sign_in(client, account)
    root = f"/studies/{stage.study.code}/stages/{stage.code}/results"
    assert not re.search(r"\b4\.50\b", client.get(root).text)
    assert "4.5" not in client.get(f"{root}.csv").text
    [found] = client.get(f"{root}.json").get_json()["questions"]
    assert "aspects" not in found
    assert [row.get("withheld", False) for row in found["rows"]] == [True, False]
