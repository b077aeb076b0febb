"""A panel that chooses among options, over two rounds: never a bare number, the same figures wherever they stand."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from survey_app.db import session, transaction
from survey_app.exports import round_document
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.interchange.archives import ArchiveReader
from survey_app.services import (
    archive_imports,
    items,
    passing_on,
    protocols,
    round_reports,
    study_archives,
    verification,
)
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import Fate, ItemScale, Role
from tests.builders import make_account, make_member, post, sign_in
from tests.delphis import make_stage
from tests.panels import TestPanel, answer_all, close_and_mix, make_panel, open_round, release, take_seat
from tests.rating_pages import answers_of, chosen, get, send, tree, words
from tests.routes.test_items import RULES

pytestmark = pytest.mark.sqlite_only
OPTIONS = {"en": "Build it\nBuy it\nWait", "es": "Construirlo\nComprarlo\nEsperar", "zh_Hans_CN": "自建\n购买\n等待"}
DECLARED = {"scale": ItemScale.CHOICE, "scale_min": 1, "scale_max": 3, "options": OPTIONS}
FIRST = [[1, 1], [1, 2], [1, 1], [2, 2], [2, 3], [3, 1], [1, 2], [1, 3]]
SECOND = [[1, 1], [1, 2], [1, 1], [1, 2], [1, 2], [1, 1], [1, 2], [2, 3]]
NAMES = ("How to get the register", "How to get the map")


def a_panel(n: int = 9, **more: object) -> TestPanel:
    return make_panel(n=n, statements=NAMES, **{**DECLARED, **more})  # type: ignore[arg-type]  # rules by name


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def typed(**more: str) -> dict[str, object]:
    return {**RULES, "scale": "choice", **{f"options_{name}": value for name, value in OPTIONS.items()}, **more}


REFUSED = (
    ({"options_en": ""}, "Write 2 to 9 options"),
    ({"options_en": "Only one"}, "Write 2 to 9 options"),
    ({"options_en": "\n".join(map(str, range(10)))}, "Write 2 to 9 options"),
    ({"options_es": "Una\nDos"}, "same number of options in every language"),
    ({"options_en": "Build\nbuild\nWait"}, "Two options have the same words"),
    ({"options_en": f"Build\nBuy\n{'W' * 81}"}, "Shorten every option to at most 80"),
    ({"reasons": "outside"}, "Options have no middle half"),
    ({"ram": "y"}, "needs a rating from 1 to 9"),
    ({"fuzzy": "five"}, "fuzzy table needs a rating"),
    ({"arguments": "y"}, "go with a rating"),
    ({"compared": "y"}, "compared in pairs only where points"),
    ({"confidence": "y"}, "Only an estimate has a range"),
    ({"real_time": "y"}, "choose a rating or an estimate"),
    ({"second": "y", "second_question_en": "How likely?", "second_min": "1", "second_max": "9"}, "stands beside a"),
)


def test_options_that_cannot_be_asked_are_refused_in_words(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    sign_in(client, stage.study.memberships[0].account)
    for fields, said in REFUSED:
        page = post(client, f"/studies/{stage.study.code}/stages/{stage.code}/protocol", typed(**fields))
        assert page.status_code == 422, fields
        assert said in text(page.get_data(as_text=True)), fields


def test_options_are_declared_counted_and_said_in_words(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    sign_in(client, stage.study.memberships[0].account)
    base = f"/studies/{stage.study.code}/stages/{stage.code}/protocol"
    assert post(client, base, typed(options_en="Build it \r\n\r\n Buy it\r\nWait")).status_code == 303
    rules = protocols.rules_of(stage.id)
    assert (rules.options["en"], rules.scale_min, rules.scale_max) == ("Build it\nBuy it\nWait", 1, 3)
    assert not rules.low_label
    with transaction():
        items.add_many(stage, "en", NAMES)
    shown = text(client.get(f"{base}/lock").text)
    assert "one of: Build it; Buy it; Wait" in shown
    assert "at least 75% chose the same option" in shown
    assert "options" not in ProtocolRules().to_json()


def test_two_rounds_of_choices_are_shown_by_words_everywhere(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    panel = a_panel()
    round_ = open_round(panel)
    take_seat(client, panel, 8)
    page = get(client, panel, "/1")
    assert chosen(page) == []
    labels = tree(page).xpath("//label[input[@name='value']]/span/text()")
    assert labels == ["Build it", "Buy it", "Wait"]
    for value in ("0", "4", "1.5", "Build it", "9" * 5000, "\0"):
        assert send(client, panel, "/1", value=value).status_code == 422, value
    assert "Choose one of the options, or say that you cannot judge." in words(send(client, panel, "/1"))
    assert send(client, panel, "/1", value="2", why="It is cheap.").status_code == 303
    assert send(client, panel, "/2", cannot="1").status_code == 303
    assert "answered Buy it" in words(get(client, panel))
    assert send(client, panel, "/finish").status_code == 303
    answer_all(panel, round_, FIRST, reasons=["Because of the staff.", ""])
    close_and_mix(round_)

    sign_in(client, panel.stage.study.memberships[0].account)
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}"
    fates = text(client.get(f"{here}/rounds/1/statements").text)
    assert "Build it" in fates
    assert "at least 75% chose the same option" in fates
    reasons = text(client.get(f"{here}/rounds/1/reasons").text)
    assert "Because of the staff." in reasons
    assert "median" not in reasons
    preview = text(client.get(f"{here}/rounds/1/feedback").text)
    assert "5 of 9 people (56%) chose Build it." in preview
    as_one = text(client.get(f"{here}/rounds/1/feedback/{panel.items[0].code}").text)
    assert "made-up panellist sees it, who answered Build it" in as_one
    release(round_)
    second_round(client, panel, tmp_path)


def second_round(client: FlaskClient, panel: TestPanel, tmp_path: Path) -> None:
    second = open_round(panel)
    take_seat(client, panel, 8)
    page = get(client, panel, "/1")
    told = words(page)
    assert chosen(page) == []
    assert "You chose Buy it. 5 of 9 people (56%) chose Build it." in told
    assert "Keep my answer, Buy it" in told
    assert "Buy it your answer" in told
    assert "Because of the staff." in told
    for word in ("median", "Median", "middle half", "lower answer"):
        assert word not in told
    assert "Because of the staff." in words(get(client, panel, "/1/reasons"))
    assert "also another option" in words(send(client, panel, "/1", move="keep", value="1"))
    assert send(client, panel, "/1", move="change", value="1").status_code == 303
    assert send(client, panel, "/2", value="1").status_code == 303
    assert "changed Buy it → Build it" in words(get(client, panel))
    assert send(client, panel, "/finish").status_code == 303
    assert [each.choice for each in answers_of(panel, second, 8).values()] == ["changed", "first"]
    answer_all(panel, second, SECOND, reasons=["Because of the staff.", ""])
    close_and_mix(second)
    release(second, {panel.items[0].id: Fate.CLOSED})
    with pytest.raises(passing_on.OptionsStayHere):
        passing_on.attributes(panel.stage)
    report = text(client.get(f"/p/{panel.code}/report").text)
    assert "Most chosen Share People 1 Buy it Build it 56% 9 2 Build it Build it 89% 9" in report
    assert post(client, f"/p/{panel.code}/report").data.startswith(b"%PDF")
    looked_at_by_the_desk(client, panel)
    comes_back_from_an_archive(panel, tmp_path / "study.zip")
    open_round(panel, items=panel.items[1:])
    take_seat(client, panel, 8)
    assert "Most chosen: Build it, by 8 of 9 people." in words(get(client, panel))
    again = words(get(client, panel, "/1"))
    assert "people who answered in both rounds" not in again, "so few could take their own answers away from a range"


def comes_back_from_an_archive(panel: TestPanel, path: Path) -> None:
    study_archives.write(panel.stage.study, path)
    found = archive_imports.restore(ArchiveReader(path, path.stat().st_size, path.name), make_account())
    session.commit()
    assert [(part.rounds, part.same_results) for part in found.stages] == [(0, True), (2, True)]


def looked_at_by_the_desk(client: FlaskClient, panel: TestPanel) -> None:
    sign_in(client, make_member(panel.stage.study, Role.VIEWER))
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results"
    told = text(client.get(here).text)
    assert "Agreed: Build it (How to get the register)" in told
    assert "8 of 9, 89%" in told
    assert "agreed on Build it" in told
    assert "Because of the staff." in told
    assert "at the middle" not in told
    for word in ("7–9", "Median", "Middle half", "Kendall", "Weight"):
        assert word not in told
    built = round_reports.build(panel.stage)
    found = json.loads(client.get(f"{here}.json").text)["rounds"]
    first = found[1]["items"][0]
    assert first["choice"]["most_chosen"] == [{"en": "Build it", "es": "Construirlo", "zh_Hans_CN": "自建"}]
    assert [each["count"] for each in first["choice"]["options"]] == [8, 1, 0]
    assert first["choice"]["share_of_all"] == pytest.approx(8 / 9)
    assert first["movement"]["pairs"] == 9
    assert (first["median"], first["mean"], first["weight"]) == (None, None, None)
    assert found[1]["concordance"]["w"] is None
    lines = list(csv.DictReader(io.StringIO(client.get(f"{here}.csv").text.lstrip("﻿"))))
    assert [line["most_chosen"] for line in lines] == ["Build it", "Build it, Buy it"] * 2
    assert [line["Build it"] for line in lines] == ["5", "3", "8", "4"]
    target = io.BytesIO()
    write_round_workbook(built, "es", target, translate=str)
    book = load_workbook(target)
    cells = [cell.value for row in book["Round 2"].iter_rows() for cell in row]
    assert {"Construirlo", "Comprarlo", "Esperar"} <= set(cells)
    every = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [words for words in every if "7–9" in words]
    said = [
        str(cell.value) for name in ("Protocol", "Reasons", "Round 2") for row in book[name].iter_rows() for cell in row
    ]
    assert not [words for words in said if "median" in words.lower()]
    document = str(round_document.build(built, "zh_Hans_CN"))
    assert "at the middle" not in document
    assert "自建" in document
    assert "7–9" not in document
    checked = verification.verify(panel.stage.study)
    assert checked.rounds == 2
    assert checked.is_sound, checked.findings
