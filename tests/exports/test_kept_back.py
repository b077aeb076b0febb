"""A workbook of an anonymous survey shows nothing of few people: nobody gets its single answers either."""

import io

import openpyxl
import pytest
from flask import Flask

from survey_app.services import report_files, reports
from survey_app.services.report_files import Wanted
from survey_app.vocabulary import AnonymityLevel
from tests.builders import make_account, make_study, stage_of
from tests.planting import document, items, plant, publish, question

pytestmark = pytest.mark.sqlite_only
SCALE = {"first": 1, "last": 5}


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_figures_of_two_people_and_the_ends_of_numbers_stand_on_no_sheet(app: Flask, level: AnonymityLevel) -> None:
    stage = stage_of(make_study(make_account(), "Few"))
    stage.level = level
    asked = document(
        question("SAL", "number", "Salary"),
        question("YEARS", "number", "Years here"),
        question("SERV", "battery", "Our service", items=items("Price", "Speed"), scale=SCALE),
    )
    answers = [
        {"YEARS": 7777.0 + place, "SERV.price.experienced": 3, "SERV.speed.experienced": 3, "SERV.speed.expected": 2}
        | ({"SERV.price.expected": 4 + place, "SAL": 98765.0 + place} if place < 2 else {})
        for place in range(40)
    ]
    plant(stage, publish(stage, asked), answers)
    made = report_files.content(reports.build(stage), Wanted("xlsx", "en", stage.min_group), str)
    book = openpyxl.load_workbook(io.BytesIO(made))
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert 7777 + 19.5 in cells
    told = {row[1]: row[2] for row in book["Method"].iter_rows(values_only=True)}
    assert told["Kept back"] == f"fewer than {stage.min_group} answers: SAL Salary; SERV Our service"
    assert not cells & {98765, 98766, 98765.5, 4.5, 1.5, 7777, 7777 + 39}
