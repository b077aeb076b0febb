"""Statements with a scale of their own, over two rounds: asked, shown, agreed on and told by their own scale alone."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeGuard

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError

from survey_app.db import session, transaction
from survey_app.exports import round_document
from survey_app.exports.documents.model import Table as Listed
from survey_app.exports.round_report import PanelReport
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.exports.standing_words import COUNTED
from survey_app.interchange.archives import ArchiveReader
from survey_app.interchange.tables import Table
from survey_app.models import Item
from survey_app.routes.figures.study_facts import Facts
from survey_app.services import (
    archive_imports,
    askings,
    fates,
    item_imports,
    item_lists,
    items,
    own_scales,
    protocols,
    ratings,
    round_figures,
    round_reports,
    study_archives,
    verification,
)
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.ratings import Answer
from survey_app.stats.consensus import Verdict
from survey_app.stats.likeness import alike
from survey_app.vocabulary import AnonymityLevel, Asking, Fate, ItemScale, Role
from tests.builders import make_account, make_member, post, sign_in
from tests.delphis import closed, make_stage
from tests.panels import TestPanel, answer_all, close_and_mix, make_panel, open_round, release, take_seat
from tests.rating_pages import answers_of, get, send, words

pytestmark = pytest.mark.sqlite_only
ENDS = {"scale_min": 1, "scale_max": 5, "high_from": 4, "high_to": 5, "low_from": 1, "low_to": 2}
FIVE = own_scales.rating(
    ENDS, {"question": {"en": "How soon?"}, "low_label": {"en": "late"}, "high_label": {"en": "soon"}}
)
WAYS = own_scales.choice({"en": "Build it\nBuy it\nWait"}, {"en": "Which way?"})
FIRST = [[7, 5, 1], [8, 4, 1], [9, 4, 1], [2, 5, 1], [5, 4, 1], [7, 5, 1], [8, 4, 1], [3, 1, 3]]
SECOND = [[7, 5, 1], [8, 4, 1], [9, 5, 1], [7, 5, 1], [5, 4, 1], [7, 5, 1], [8, 4, 1], [3, 5, 2]]


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def a_panel(**more: object) -> TestPanel:
    """The first statement stands on the protocol's scale, the second is rated from 1 to 5, of the third one chooses."""
    panel = make_panel(**{"n": 9, **more})  # type: ignore[arg-type]  # rules by name
    panel.items[1].own_scale, panel.items[2].own_scale = FIVE, WAYS
    session.commit()
    return panel


@pytest.mark.parametrize("level", [AnonymityLevel.CONFIDENTIAL, AnonymityLevel.SEALED])
def test_each_statement_is_computed_by_its_own_scale_at_every_level(app: Flask, level: AnonymityLevel) -> None:
    panel = a_panel(level=level)
    for values in (FIRST, SECOND):
        round_ = open_round(panel)
        answer_all(panel, round_, values)
        close_and_mix(round_)
        release(round_)
    found = round_figures.of_round(round_)
    assert found is not None
    main, five, ways = found.items
    assert (main.verdict, main.median, main.own_scale, main.weight) == (Verdict.AGREED_HIGH, 7, {}, 1.0)
    assert (five.verdict, five.median, five.high, five.weight) == (Verdict.AGREED_HIGH, 5, 1.0, None)
    assert [point for point, _count in five.counts] == [1, 2, 3, 4, 5]
    assert ways.choice is not None
    assert (ways.verdict, ways.choice.leading, ways.counts) == (Verdict.AGREED_HIGH, (1,), ((1, 7), (2, 1), (3, 0)))
    assert all(item.movement and item.movement.pairs == 8 for item in found.items)
    assert found.concordance.w is None, "one statement on the protocol's scale is in no order"
    assert verification.verify(panel.stage.study).is_sound


def test_a_value_that_its_own_scale_does_not_know_is_refused(app: Flask, client: FlaskClient) -> None:
    panel = a_panel()
    round_ = open_round(panel)
    take_seat(client, panel, 0)
    page = send(client, panel, "/2", value="7")
    assert page.status_code == 422
    assert "Choose an answer from 1 to 5" in words(send(client, panel, "/2"))
    assert send(client, panel, "/3", value="4").status_code == 422
    assert send(client, panel, "/3", value="3").status_code == 303
    assert answers_of(panel, round_)[panel.items[2].lineage].value == 3
    assert "answered Wait" in words(get(client, panel))
    closed(round_)
    rescued = words(send(client, panel, "/3", value="2"))
    assert "It has not been saved." in rescued
    assert "Buy it" in rescued


def test_a_panellist_meets_every_statement_in_its_own_words(app: Flask, client: FlaskClient) -> None:
    panel = a_panel()
    first = open_round(panel)
    answer_all(panel, first, FIRST)
    close_and_mix(first)
    release(first, {panel.items[0].id: Fate.CLOSED})
    open_round(panel, items=panel.items[1:])
    take_seat(client, panel, 7)
    rated, picked = words(get(client, panel, "/1")), words(get(client, panel, "/2"))
    assert "How soon? 1 = late, 5 = soon." in rated
    assert "How important is this" not in rated + picked
    assert "Which way? " in picked
    assert "7 of 8 people (88%) chose Build it" in picked
    assert "You chose Wait" in picked
    assert "Keep my answer, Wait" in picked
    assert send(client, panel, "/2", move="change", value="1").status_code == 303
    assert send(client, panel, "/1", move="keep").status_code == 303
    listed = words(get(client, panel))
    assert "changed Wait → Build it" in listed
    assert "kept 1" in listed
    report = text(client.get(f"/p/{panel.code}/report").text)
    assert "Most chosen Share People 1 Wait Build it 88% 8" in report
    assert "1 1 4 4–5 8" in report


def two_rounds(panel: TestPanel, *, unfinished: bool = False, **more: object) -> None:
    for values in (FIRST, SECOND):
        round_ = open_round(panel)
        answer_all(panel, round_, values, **more)
        if unfinished and values is FIRST:
            with transaction():
                for person in range(8, 13):
                    ratings.save_all(panel.seat(person), round_, {panel.items[1]: Answer(5)})
        close_and_mix(round_)
        release(round_)


def test_results_never_mix_scales_and_leave_nothing_out(app: Flask, client: FlaskClient) -> None:
    panel = a_panel()
    two_rounds(panel, reasons=["", "", "Because of the staff."])
    sign_in(client, make_member(panel.stage.study, Role.VIEWER))
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results"
    main = text(client.get(here).text)
    assert "2 statements of this round are answered on scales of their own" in main
    assert "Prices known" not in main
    assert "Because of the staff." not in main, "it stands with the statement it is about"
    rated, picked = (text(client.get(f"{here}/2?scale={place}").text) for place in (1, 2))
    assert "Scale: How soon? 1 late to 5 soon; agreed in 4–5 or 1–2." in rated
    assert "One person to call" in rated
    assert "Rated 4–5" in rated
    assert "Weight: mean" not in rated
    assert "Weight: mean" in main
    assert "Agreed: Build it (Prices known beforehand)" in picked
    assert "Because of the staff." in picked
    assert "median" not in picked.casefold().replace("median and", "")
    found = client.get(f"{here}.json").json
    assert found is not None
    assert [len(each["items"]) for each in found["rounds"]] == [1, 1]
    assert [each["scale"]["scale"] for each in found["own_scales"]] == ["rating", "choice"]
    assert found["own_scales"][0]["rounds"][1]["rules"]["scale_max"] == 5
    assert found["own_scales"][1]["rounds"][1]["items"][0]["choice"]["most_chosen"] == [{"en": "Build it"}]
    lines = list(csv.DictReader(io.StringIO(client.get(f"{here}.csv").text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}"))))
    assert [line["Code"] for line in lines] == ["S1", "S2", "S3"] * 2
    assert lines[5]["answers"] == "Build it: 7; Buy it: 1; Wait: 0"


def test_workbook_report_and_archive_hold_every_scale(app: Flask, tmp_path: Path) -> None:
    panel = a_panel(n=13, level=AnonymityLevel.CONFIDENTIAL)
    two_rounds(panel, unfinished=True)
    built = round_reports.build(panel.stage)
    target = io.BytesIO()
    write_round_workbook(built, "en", target, translate=str)
    book = load_workbook(target)
    own = [sheet for sheet in book.worksheets if "own scale" in sheet.title]
    assert len(own) == 4
    cells = {cell.value for sheet in own for row in sheet.iter_rows() for cell in row}
    assert {"One person to call", "Prices known beforehand", "Build it"} <= cells
    counted = {cell.value for row in book["Denominators"].iter_rows() for cell in row}
    assert set(COUNTED.values()) <= counted, "those who had not finished had answered on an own scale alone"
    told_everywhere(app, panel, built, book)
    document = repr(round_document.build(built, "en").parts)
    assert "Round 2, own scale of S2" in document
    assert "one of: Build it; Buy it; Wait" in document
    path = tmp_path / "study.zip"
    study_archives.write(panel.stage.study, path)
    found = archive_imports.restore(ArchiveReader(path, path.stat().st_size, path.name), make_account())
    session.commit()
    assert [(part.rounds, part.same_results) for part in found.stages] == [(0, True), (2, True)]


SOON = "How soon? 1 late to 5 soon; agreed in 4–5 or 1–2"


def told_everywhere(app: Flask, panel: TestPanel, built: PanelReport, book: Workbook) -> None:
    """Protocol, codebook, methods and checklists say what the statements with scales of their own are."""
    for sheet, named in (("Protocol", "Own scale of S2"), ("Codebook", "Own scale of S2")):
        rows = [[cell.value for cell in row if cell.value] for row in book[sheet].iter_rows()]
        assert [named, SOON] in rows, sheet
    codebook = " ".join(str(cell.value) for row in book["Codebook"].iter_rows() for cell in row)
    assert "Variation" in codebook, "an option is chosen of one statement"
    [methods] = [part for part in round_document.build(built, "en").parts if _is_about(part, "How it is computed")]
    assert any("Statements with a scale of their own: figures, verdict" in words for words, _source in methods.rows)
    with app.test_request_context():
        facts = Facts(built, panel.rules)
        assert f"Own scale of S2: {SOON}" in (facts.said("question") or "")
        assert "Own scale of S2: at least 75% in 4–5, or in 1–2" in (facts.said("consensus") or "")
        assert "Own scale of S3: at least 75% chose the same option" in (facts.said("consensus") or "")
        elsewhere = Facts(built, replace(panel.rules, scale=ItemScale.ESTIMATE))
        assert (elsewhere.said("consensus") or "").startswith("Own scale of S2: at least"), "nothing else agrees"


def _is_about(part: object, head: str) -> TypeGuard[Listed]:
    return isinstance(part, Listed) and part.head[:1] == (head,)


def typed(**more: str) -> dict[str, object]:
    return {"question_en": "How soon?", **{name: str(end) for name, end in ENDS.items()}, **more}


def test_an_own_scale_is_written_refused_locked_and_kept(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    sign_in(client, stage.study.memberships[0].account)
    base = f"/studies/{stage.study.code}/stages/{stage.code}"
    with transaction():
        first, second = items.add_many(stage, "en", ["Wanted", "A register"])
    plain = protocols.digest(protocols.document_of(stage, ProtocolRules()))
    for fields, said in (
        ({"scale": "choice", "options_en": "Only one"}, "Write 2 to 9 options"),
        ({"scale": "rating", "scale_max": "30"}, "needs 2 to 11 points"),
        ({"scale": "rating", "scale_max": ""}, "Enter a whole number."),
        ({"scale": "rating", "low_to": "4"}, "without overlap"),
        ({"scale": "rating", "scale_max": "4"}, "The ranges of agreement reach beyond the scale"),
        ({"scale": "points"}, "choose one of the entries"),
    ):
        page = post(client, f"{base}/items/{second.code}/scale", typed(**fields))
        assert page.status_code == 422, fields
        assert said in text(page.text), fields
    assert (
        post(client, f"{base}/items/{second.code}/scale", typed(scale="rating", low_label_en="late")).status_code == 303
    )
    assert second.own_scale == {
        **own_scales.rating(ENDS, {"question": {"en": "How soon?"}}),
        "low_label": {"en": "late"},
    }
    assert "own scale: How soon? 1 late to 5; agreed in 4–5 or 1–2" in text(client.get(f"{base}/items").text)
    document = protocols.document_of(stage, ProtocolRules())
    assert protocols.digest(document) != plain
    assert "own_scale" not in document["items"][0]
    assert 'value="late"' in client.get(f"{base}/items/{second.code}/scale").text
    for rules, said in (
        (ProtocolRules(scale=ItemScale.RANKING), "one by one"),
        (ProtocolRules(real_time=True, rounds=1), "real-time panel"),
        (ProtocolRules(arguments=True), "arguments are written"),
    ):
        assert said in (askings.misfit([first, second], rules) or ("", {}))[0]
    assert post(client, f"{base}/items/{second.code}/scale", typed(scale="")).status_code == 303
    assert second.own_scale == {}
    assert protocols.digest(protocols.document_of(stage, ProtocolRules())) == plain


def test_a_scale_that_the_locked_rules_leave_no_room_for_is_refused_where_it_is_posted(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = make_panel(n=3, scale=ItemScale.RANKING, statements=("Wanted", "A register"))
    sign_in(client, panel.stage.study.memberships[0].account)
    address = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/items/S2/scale"
    for kind in ("rating", "several"):
        page = post(client, address, typed(scale=kind, options_en="Build\nBuy", low_label_en="later than wished"))
        assert page.status_code == 422
        assert "one by one. Choose “on the protocol&#39;s scale” for this statement." in page.text
        assert 'value="later than wished"' in page.text, "what was typed is kept"
    assert items.find(panel.stage, "S2").own_scale == {}
    rows = [["code", "statement", "scale"], ["S2", "A register", "1-7"], ["S9", "New", "1-5"], ["S8", "Plain", ""]]
    monkeypatch.setattr(items, "MOST_ITEMS", 3)  # what is refused takes no place
    planned = item_imports.plan(panel.stage, item_lists.read(table_of(rows), "en"))
    assert [str(line.problem or line.outcome.value) for line in planned.lines] == ["no_room", "no_room", "new"]
    assert post(client, address, typed(scale="")).status_code == 303


def test_what_was_asked_keeps_its_scale_and_new_words_take_it_along(app: Flask, client: FlaskClient) -> None:
    panel = a_panel(statements=("A register", "One person to call now", "One person to call at once"))
    round_ = open_round(panel)
    answer_all(panel, round_, FIRST)
    close_and_mix(round_)
    assert alike([item.text["en"] for item in panel.items], 0.5, 9), "their words are nearly the same"
    assert fates.look_alike(fates.of_round(round_)) == [], "what is answered on other scales cannot be merged"
    with pytest.raises(items.ItemAsked):
        items.change(panel.items[1], panel.items[1].text, {}, own_scale={})
    session.rollback()
    with pytest.raises(DatabaseError):
        session.execute(update(Item).where(Item.id == panel.items[1].id).values(own_scale={}))
    session.rollback()
    with pytest.raises(fates.OtherScales), transaction():
        fates.merge(round_, [panel.items[1].code, panel.items[2].code], {"en": "Both"}, "too alike to ask twice")
    with transaction():
        later = fates.reword(round_, panel.items[1].code, {"en": "One person"}, {}, "clearer words")
    assert later.own_scale == FIVE
    sign_in(client, panel.stage.study.memberships[0].account)
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}"
    decided = text(client.get(f"{here}/rounds/1/statements").text)
    assert "Median or most chosen" in decided
    assert "Build it" in decided
    assert "judged by the ranges or the options of that scale" in decided
    assert "7 of 8 people (88%) chose Build it." in text(client.get(f"{here}/rounds/1/feedback").text)
    assert "who answered Build it" in text(client.get(f"{here}/rounds/1/feedback/S3").text)
    assert "who answered 1" in text(client.get(f"{here}/rounds/1/feedback/S2").text)


def table_of(rows: Sequence[Sequence[str]]) -> Table:
    return Table(tuple(rows[0]), tuple(map(tuple, rows[1:])), tuple(range(2, len(rows) + 1)), "utf-8")


def test_own_scales_go_through_a_file_and_come_back(app: Flask) -> None:
    stage = make_stage()
    rows = [
        ["code", "statement", "scale", "agreed", "low end", "options (en)", "options (es)", "own question"],
        ["A1", "Plain", "", "", "", "", "", ""],
        ["A2", "Rated", "1-7", "6-7", "late", "", "", "How soon?"],
        ["A3", "Chosen", "", "", "", "Build; Buy", "Construir; Comprar", ""],
        ["A6", "Guessed", "estimate 0-60", "", "", "", "", "How many?"],
        ["A4", "Wrong", "1-2-3", "", "", "", "", ""],
        ["A5", "One", "", "", "", "Build", "", ""],
        ["A7", "Words of no scale", "", "", "late", "", "", ""],
    ]
    read = item_lists.read(table_of(rows), "en")
    assert [each.problem.value for each in read.refused] == ["bad_scale"] * 3
    with transaction():
        assert item_imports.carry_out(stage, item_imports.plan(stage, read)) == 4
    plain, rated, picked, guessed = items.of_stage(stage.id)
    assert plain.own_scale == {}
    assert (rated.own_scale["high_from"], rated.own_scale["low_to"]) == (6, 3)
    assert picked.own_scale["options"] == {"en": "Build\nBuy", "es": "Construir\nComprar"}
    assert guessed.own_scale == own_scales.estimate(0, 60, {"en": "How many?"})
    with transaction():
        marks = "Build; then wait\nBuy\\rent；now\nD:\\"
        items.change(picked, picked.text, {}, own_scale=own_scales.choice({"en": marks}, {}))
        asked = items.add(stage, {"en": "Why?"}, asked=Asking.OPEN)
    written = item_lists.table_of(items.of_stage(stage.id), "en")
    written[-1][written[0].index("scale")] = "1-5"
    again = item_lists.read(table_of(written), "en")
    assert {line.outcome.value for line in item_imports.plan(stage, again).lines} == {"same"}
    assert asked.own_scale == {}
    blank = item_lists.read(table_of([["code", "statement", "scale"], ["A3", "Chosen", ""]]), "en")
    assert [line.outcome.value for line in item_imports.plan(stage, blank).lines] == ["same"]
