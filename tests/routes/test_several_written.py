"""Questions with options to tick are written: on the page of a scale, in files, and out of a questionnaire."""

import re
from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session, transaction
from survey_app.interchange.tables import Table
from survey_app.models import Item
from survey_app.services import (
    askings,
    item_imports,
    item_lists,
    items,
    own_scales,
    protocols,
    several,
    studies,
    versions,
)
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import StageKind
from tests.builders import post, sign_in
from tests.delphis import make_stage
from tests.planting import document, options, question

pytestmark = pytest.mark.sqlite_only
SCALE = several.scale({"en": "Which of these should the region pay for?"})


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def table_of(rows: Sequence[Sequence[str]]) -> Table:
    return Table(tuple(rows[0]), tuple(map(tuple, rows[1:])), tuple(range(2, len(rows) + 1)), "utf-8")


def test_a_statement_becomes_a_question_with_its_options(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    sign_in(client, stage.study.memberships[0].account)
    base = f"/studies/{stage.study.code}/stages/{stage.code}"
    with transaction():
        _first, which, last = items.add_many(stage, "en", ["Wanted", "Which of these?", "A register"])
    plain = protocols.digest(protocols.document_of(stage, ProtocolRules()))
    address = f"{base}/items/{which.code}/scale"
    for fields, said in (
        ({}, "Write 2 to 12 options, one a line."),
        ({"options_en": "Buses"}, "Write 2 to 12 options, one a line."),
        ({"options_en": "\n".join(f"Option {n}" for n in range(13))}, "Write 2 to 12 options, one a line."),
        ({"options_en": "Buses\nbuses."}, "Two options have the same words"),
        ({"options_en": "Buses\n" + "x" * 301}, "Shorten every option to at most 300 characters."),
        ({"options_en": "Buses\nTrains", "options_es": "Autobuses"}, "the same number of options in every language"),
    ):
        page = post(client, address, {"scale": "several", **fields})
        assert page.status_code == 422, fields
        assert said in text(page.text), fields
    sent: dict[str, object] = {"scale": "several", "options_en": "Buses\nTrains", "options_es": "Autobuses\nTrenes"}
    assert post(client, address, sent).status_code == 303
    session.expire_all()
    rows = items.of_stage(stage.id)
    assert [item.text["en"] for item in rows] == ["Wanted", "Buses", "Trains", "A register"]
    assert rows[2].text["es"] == "Trenes"
    assert rows[1].own_scale == rows[2].own_scale == several.scale({"en": "Which of these?"})
    assert "own scale: Which of these? tick all that apply" in text(client.get(f"{base}/items").text)
    assert protocols.digest(protocols.document_of(stage, ProtocolRules())) != plain
    shown = client.get(address)
    assert "one of 2 options that people tick on one page" in text(shown.text)
    asked: dict[str, object] = {"scale": "several", "question_en": "Which of these, then?"}
    assert post(client, address, {**asked, "options_en": "Ferries"}).status_code == 303
    joined = f"{base}/items/{last.code}/scale"
    assert post(client, joined, asked).status_code == 303
    session.expire_all()
    rows = items.of_stage(stage.id)
    assert [item.text["en"] for item in rows] == ["Wanted", "Buses", "Trains", "Ferries", "A register"]
    assert {str(item.own_scale["question"]) for item in rows[1:]} == {str({"en": "Which of these, then?"})}
    assert post(client, address, {"scale": "several"}).status_code == 422, "options stand below a question"
    twice = post(client, address, {**asked, "options_en": "ferries."})
    assert "Two options have the same words" in text(twice.text), "one of them was there before"
    many = {"question_en": "Other words?", "options_en": "\n".join(f"Option {n}" for n in range(9))}
    assert "Write 2 to 12 options" in text(post(client, address, {"scale": "several", **many}).text), "and 4 are there"
    assert post(client, joined, {"scale": ""}).status_code == 303
    assert last.own_scale == {}
    last.active = False
    session.commit()
    resting: dict[str, object] = {"scale": "several", "question_en": "And?", "options_en": "Trams\nBoats"}
    assert post(client, joined, resting).status_code == 303, "a statement that rests has no place among those asked"


def test_options_go_through_files_and_out_of_a_questionnaire(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    rows = [
        ["code", "statement", "scale", "own question"],
        ["A1", "Buses", "several", "Which of these?"],
        ["A2", "Trains", "tick all", "Which of these?"],
        ["A3", "Nothing above", "several", ""],
        ["A4", "Buses", "several", "Which of those?"],
    ]
    read = item_lists.read(table_of(rows), "en")
    assert [each.problem.value for each in read.refused] == ["bad_scale"]
    with transaction():
        assert item_imports.carry_out(stage, item_imports.plan(stage, read)) == 3
    listed = items.of_stage(stage.id)
    assert [item.own_scale["question"]["en"] for item in listed] == [*["Which of these?"] * 2, "Which of those?"]
    assert [item.own_scale for item in listed[:2]] == [several.scale({"en": "Which of these?"})] * 2
    again = item_lists.read(table_of(item_lists.table_of(listed, "en")), "en")
    assert {line.outcome.value for line in item_imports.plan(stage, again).lines} == {"same"}
    many = [Item(own_scale=SCALE, asked="weighed", text={}) for _option in range(13)]
    unfit = askings.misfit(many, ProtocolRules())
    assert unfit is not None
    assert unfit[1] == {"most": 12, "count": 13}
    assert not own_scales.is_sound({**SCALE, "several": "yes"})
    assert not own_scales.is_sound({**SCALE, "scale_max": 3})
    with transaction():
        survey = studies.add_stage(stage.study, StageKind.SURVEY, "Measured")
        asked = question("Q1", "multiple", "Which did you use?", options=options("Ferry", "Bicycle"))
        versions.latest(survey).definition = document(asked)
    taken = item_imports.sources(stage.study)[0]
    with transaction():
        codes = [item_imports.address(taken, row) for row, _label in taken.rows]
        assert item_imports.take_rows(stage, codes, as_sections=False, with_scales=True) == 2
    assert items.of_stage(stage.id)[-1].own_scale == several.scale({"en": "Which did you use?"})
