"""Rows tagged with kinds of value in the editor, and rolled up on the results page."""

import pytest

from survey_app.db import session
from survey_app.questions.registry import write_question
from survey_app.vocabulary import AnonymityLevel
from tests.desk import Desk, form_fields
from tests.planting import document, plant, publish
from tests.questions import specimens

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.sqlite_only]


def test_tags_are_written_in_the_editor_and_results_come_by_kind_of_value(desk: Desk) -> None:
    desk.done("/questions", kind="grid", page="p1")
    sent = form_fields(desk.get("?q=Q1"))
    assert "x_values" in sent
    desk.client.post(desk.base + "/questions/Q1", data={**sent, "x_values": "1 = social, 2 = dear", "do": "save"})
    assert "values" not in desk.question("Q1")["settings"]
    desk.client.post(desk.base + "/questions/Q1", data={**sent, "x_values": "1 = social", "do": "save"})
    assert desk.question("Q1")["settings"]["values"] == {"1": "social"}

    stage = desk.version.stage
    stage.level = AnonymityLevel.IDENTIFIED
    settings = {"items": specimens.ITEMS, "scale": specimens.SATISFIED, "values": "delivery=functional,answers=social"}
    settings["aspects"] = {"delivery": "channel", "answers": "product", "complaints": "product"}
    version = publish(stage, document(write_question(specimens.question("grid", settings=settings))))
    plant(stage, version, [{"GRID.delivery": 5, "GRID.answers": 2, "GRID.complaints": 3}] * 8)
    session.commit()
    page = desk.client.get(f"/studies/{stage.study.code}/stages/{stage.code}/results").text
    assert "Social value is rated lowest" in page
    assert "Functional value" in page
    assert "Epistemic value" not in page
    # the product is the plain mean of 2 and 3
    [question] = desk.client.get(f"/studies/{stage.study.code}/stages/{stage.code}/results.json").json["questions"]
    assert {each["tag"]: (each["rows"], each["mean"]) for each in question["aspects"]} == {
        "product": (2, 2.5), "channel": (1, 5.0),
    }  # fmt: skip
    assert "Product is rated lowest" in page
