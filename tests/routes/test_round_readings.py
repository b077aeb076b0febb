"""Ratings read by RAND/UCLA and as fuzzy numbers as well: declared, shown, exported, kept back in time."""

import csv
import io
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from survey_app.db import transaction
from survey_app.exports.readings import COLUMNS
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.services import items, protocol_trials, protocols, round_reports
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.stats.panel_readings import FuzzyTable
from survey_app.vocabulary import Role
from tests.builders import make_member, post, sign_in
from tests.delphis import make_stage
from tests.panels import TestPanel, make_panel, one_round
from tests.routes.test_items import RULES
from tests.services.test_analysis import FIRST, SECOND

pytestmark = pytest.mark.sqlite_only


def enter(client: FlaskClient, panel: TestPanel) -> None:
    sign_in(client, make_member(panel.stage.study, Role.VIEWER))


def page(client: FlaskClient, panel: TestPanel, name: str = "round-results") -> str:
    return client.get(f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/{name}").text


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_a_document_that_declares_no_reading_keeps_its_hash() -> None:
    plain, declared = ProtocolRules(), ProtocolRules(ram=True, fuzzy=FuzzyTable.SEVEN)
    assert not {"ram", "fuzzy"} & set(plain.to_json())
    assert ProtocolRules.from_json(json.loads(json.dumps(declared.to_json()))) == declared
    assert protocols.digest(plain.to_json()) != protocols.digest(declared.to_json())
    assert [name for name, _old, _new in protocols.differences(plain, declared)] == ["ram", "fuzzy"]
    assert [name for name, _old, _new in protocols.differences(declared, plain)] == ["ram", "fuzzy"]


def test_a_reading_is_declared_amended_and_refused_on_other_scales(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    sign_in(client, stage.study.memberships[0].account)
    base = f"/studies/{stage.study.code}/stages/{stage.code}/protocol"
    assert post(client, base, {**RULES, "ram": "y", "fuzzy": "seven"}).status_code == 422
    short = {"scale_max": "5", "low_to": "2", "high_from": "4", "high_to": "5"}
    wrong = post(client, base, {**RULES, **short, "ram": "y", "fuzzy": "five"})
    assert wrong.status_code == 422
    assert "its constants hold for no other scale" in wrong.text
    assert post(client, base, {**RULES, "fuzzy": "nine"}).status_code == 422
    assert post(client, base, {**RULES, "ram": "y"}).status_code == 303
    with transaction():
        items.add_many(stage, "en", ["A reply", "A callback"])
        protocol_trials.keep(stage, 9)
    assert "the class is read from the ratings as well" in words(client.get(f"{base}/lock").text)
    with pytest.raises(protocols.RulesContradict):
        protocols.check(ProtocolRules(scale_max=7, high_to=7, ram=True))
    with pytest.raises(protocols.RulesContradict):
        protocols.check(ProtocolRules(fuzzy=FuzzyTable.FIVE))
    kept = protocol_trials.kept(stage.id)
    assert kept is not None
    assert kept.is_current


def test_the_class_stands_on_the_page_in_json_csv_and_workbook(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(ram=True)
    for values in (FIRST, SECOND):
        one_round(panel, values)
    enter(client, panel)
    told = words(page(client, panel))
    assert "Read by RAND/UCLA" in told
    assert "2 appropriate, 1 uncertain, 0 inappropriate, by range." in told
    assert "Read as fuzzy numbers" not in told
    found = json.loads(page(client, panel, "round-results.json"))["rounds"][1]["items"]
    assert [each["readings"]["ram_class"] for each in found] == ["appropriate", "appropriate", "uncertain"]
    assert found[2]["readings"]["disagreement_index"] == pytest.approx(6.6 / 2.8)
    lines = list(csv.DictReader(io.StringIO(page(client, panel, "round-results.csv").lstrip("\ufeff"))))
    assert set(COLUMNS) <= set(lines[0])
    assert [line["ram_class_by_count"] for line in lines[3:]] == ["appropriate", "appropriate", "uncertain"]
    target = io.BytesIO()
    write_round_workbook(round_reports.build(panel.stage), "en", target)
    sheet = load_workbook(target)["Readings"]
    assert [sheet.cell(6 + row, 5).value for row in range(3)] == ["appropriate", "uncertain", "uncertain"]


def test_the_fuzzy_average_is_that_of_its_table_and_is_kept_back_with_the_distribution(
    app: Flask, client: FlaskClient
) -> None:
    case = [5, 5, 4, 4, 4, 5, 3, 4, 5, 5]
    panel = make_panel(
        n=10, scale_max=5, low_to=2, high_from=4, high_to=5, fuzzy=FuzzyTable.FIVE
    )  # published case: d .12, 90 % near, A .68
    one_round(panel, [[value, value if place < 6 else None, None] for place, value in enumerate(case)])
    enter(client, panel)
    told = words(page(client, panel))
    assert "(0.48; 0.68; 0.88) 0.12 90% 0.68 accepted" in told
    assert "too few answers to be shown" in told
    assert "nobody rated it" in told
    readings = [
        each["readings"] for each in json.loads(page(client, panel, "round-results.json"))["rounds"][0]["items"]
    ]
    assert (readings[0]["fuzzy_crisp"], readings[0]["fuzzy_table"]) == (pytest.approx(0.68), "five")
    assert readings[1]["fuzzy_crisp"] is None
    assert readings[2]["fuzzy_crisp"] is None


def test_who_gave_which_rating_changes_no_reading(app: Flask) -> None:
    worlds = [FIRST, [FIRST[1], FIRST[0], *FIRST[2:]], [[row[0] - 5, *row[1:]] for row in FIRST]]
    parts = []
    for values in worlds:
        panel = make_panel(ram=True)
        one_round(panel, values)
        found = round_reports.plain(round_reports.build(panel.stage))["rounds"][0]["items"]
        parts.append([each["readings"] for each in found])
    assert parts[0] == parts[1]
    assert parts[0] != parts[2], "another answer must show, or equal pages would prove nothing"
