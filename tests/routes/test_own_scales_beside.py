"""Statements with a scale of their own beside those of the protocol: estimates, ratings alone, pages, questions."""

import io
import re

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from openpyxl import load_workbook

from survey_app.db import session, transaction
from survey_app.exports import round_document, round_titles
from survey_app.exports.cells import zone_of
from survey_app.exports.documents.model import Heading
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.exports.words import Words
from survey_app.routes.figures.round_pages import StatementPage
from survey_app.routes.figures.study_facts import Facts
from survey_app.services import (
    fates,
    items,
    outcomes,
    own_scales,
    ratings,
    round_figures,
    round_overview,
    round_reports,
    studies,
    verification,
    versions,
)
from survey_app.services.ratings import Answer
from survey_app.vocabulary import ItemScale, StageKind
from tests.builders import post, sign_in
from tests.delphis import make_stage
from tests.panels import TestPanel, close_and_mix, make_panel, open_round, release, take_seat
from tests.planting import document, options, question
from tests.rating_pages import answers_of, get, send, words
from tests.routes.test_own_scales import FIVE, text

pytestmark = pytest.mark.sqlite_only


def test_a_statement_is_estimated_beside_ratings(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=8)
    panel.items[1].own_scale = own_scales.estimate(0, 60, {"en": "How many weeks?"})
    session.commit()
    round_ = open_round(panel, items=panel.items[:2])
    for person in range(8):
        with transaction():
            given = {panel.items[0]: Answer(7), panel.items[1]: Answer(20 + person, low=10, high=40 + person)}
            ratings.save_all(panel.seat(person), round_, given)
            ratings.finish(panel.seat(person), round_)
    take_seat(client, panel, 0)
    assert "How many weeks?" in words(get(client, panel, "/2"))
    assert send(client, panel, "/2", low="10", value="70", high="80").status_code == 422
    assert send(client, panel, "/2", low="11", value="20", high="41").status_code == 303
    close_and_mix(round_)
    release(round_)
    found = round_figures.of_round(round_)
    assert found is not None
    assert (found.items[1].median, found.items[1].weight, found.items[0].estimate) == (23.5, None, None)
    assert found.items[1].estimate is not None
    second = open_round(panel, items=panel.items[:2])
    told = words(get(client, panel, "/2"))
    assert "You estimated 20, from 11 to 41." in told
    assert "the median is 23.5" in told
    assert send(client, panel, "/2", move="keep").status_code == 303
    assert answers_of(panel, second)[panel.items[1].lineage].low == 11
    sign_in(client, panel.stage.study.memberships[0].account)
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results"
    page = text(client.get(f"{here}/1?scale=1").text)
    assert "How many weeks? 0 to 60" in page
    assert "Log-odds mean" in page
    with_an_outcome(client, panel, here)
    assert outcome_told(app, panel) == "1 of 1 statement ended with agreement"
    with app.test_request_context():
        asked = Facts(round_reports.build(panel.stage), panel.rules).said("question") or ""
    assert asked.endswith("Own scale of S2: How many weeks? 0 to 60; estimate with a range")
    assert not any(outcome.has_no_consensus for outcome in fates.outcomes(panel.stage.id)), "an estimate seeks none"
    card = round_overview.of_stage(panel.stage).cards[0]
    assert (card.agreed, card.judged) == (1, 1)
    target = io.BytesIO()
    write_round_workbook(round_reports.build(panel.stage), "en", target, translate=str)
    assert "own scale of S2" in " ".join(load_workbook(target).sheetnames)
    assert verification.verify(panel.stage.study).is_sound


def with_an_outcome(client: FlaskClient, panel: TestPanel, here: str) -> None:
    """What came out of an estimate on its own scale is entered within its own limits, and scores it alone."""
    assert f'href="{here}/outcomes"' in client.get(f"{here}/1?scale=1").text
    assert [item.code for item in outcomes.asked(panel.stage)] == ["S2"]
    told = {"value-1": "61", "day-1": "2026-03-31", "source-1": "The calendar"}
    refused = post(client, f"{here}/outcomes", told)
    assert refused.status_code == 422
    assert "from 0 to 60" in text(refused.text)
    assert post(client, f"{here}/outcomes", {**told, "value-1": "20"}).status_code == 303
    page = text(client.get(f"{here}/outcomes").text)
    assert "Round 1, own scale of S2" in page
    assert "weights by performance" not in page
    [found] = client.get(f"{here}/outcomes.json").get_json()["rounds"]
    assert (found["codes"], round(found["items"][0]["errors"]["median"], 6)) == (["S2"], 3.5)
    report = round_reports.build(panel.stage)
    assert [part.text for part in round_document.build(report, "en").parts if isinstance(part, Heading)].count(
        "Round 1, own scale of S2"
    ) == 2, "once with its figures, once with its outcome"
    target = io.BytesIO()
    write_round_workbook(report, "en", target)
    cells = [str(cell.value) for row in load_workbook(target)["Outcomes"].iter_rows() for cell in row]
    assert any(cell.startswith("Round 1, own scale of S2: Mean distance") for cell in cells)


def outcome_told(app: Flask, panel: TestPanel) -> str | None:
    with app.test_request_context():
        return Facts(round_reports.build(panel.stage), panel.rules).said("outcome")


def test_ratings_beside_estimates_are_agreed_on_and_may_be_asked_alone(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=8, scale=ItemScale.ESTIMATE, scale_min=0, scale_max=100, high_label={}, low_label={})
    panel.items[1].own_scale = FIVE
    session.commit()
    sign_in(client, panel.stage.study.memberships[0].account)
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}"
    for asked in (panel.items[:2], panel.items[1:2]):
        round_ = open_round(panel, items=asked)
        for person in range(8):
            before = ratings.own_before(panel.seat(person), round_).get(panel.items[1].lineage)
            five = Answer(5, choice=ratings.choice_of(before, 5))
            given = {panel.items[0]: Answer(40 + person, low=10, high=90), panel.items[1]: five}
            with transaction():
                ratings.save_all(panel.seat(person), round_, {item: given[item] for item in asked})
                ratings.finish(panel.seat(person), round_)
        close_and_mix(round_)
        if len(asked) > 1:
            decided = text(client.get(f"{here}/rounds/1/statements").text)
            assert "Rule: at least 75% agree; stable below" in decided
            assert "7–9" not in decided
        release(round_)
    listed = text(client.get(f"{here}/rounds").text)
    assert listed.count("1 of 1") == 2, "one statement of each round can be agreed on"
    assert outcome_told(app, panel) == "1 of 1 statement ended with agreement"
    assert [item.code for item in outcomes.asked(panel.stage)] == ["S1"]
    built = round_reports.build(panel.stage)
    say = Words("en", str, zone_of("UTC"), "en")
    assert round_titles.cover(built, say) == "Round 2: 1 of 1 statements agreed"
    assert round_titles.stability(built, say) == "1 of 1 statements are stable after round 2"
    target = io.BytesIO()
    write_round_workbook(built, "en", target, translate=str)
    assert [name for name in load_workbook(target).sheetnames if name.startswith("Round 2")] == [
        "Round 2, own scale of S2"
    ]
    heads = [part.text for part in round_document.build(built, "en").parts if isinstance(part, Heading)]
    assert [head for head in heads if head.startswith("Round")] == [
        "Round 2, own scale of S2",
        "Round 1, own scale of S2",
        "Round 1",
    ]


def test_the_first_page_of_many_statements_is_that_of_their_scale(app: Flask) -> None:
    sheet = StatementPage(2, 41, frozenset(), frozenset(), (), 40)
    shown = {"here": {"study_code": "A", "stage_code": "B"}, "scale": 1, "page": {"number": 1}}
    with app.test_request_context():
        page = render_template("round_results/_pages.html", sheet=sheet, **shown)
    assert "round-results/1?scale=1" in page


def test_questions_of_a_survey_bring_their_scale_along(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    with transaction():
        survey = studies.add_stage(stage.study, StageKind.SURVEY, "Measured")
        asked = question("Q1", "single", "Which way?", options=options("Build", "Buy", "Wait"))
        seven = question("Q2", "rating", "How soon?", scale={"first": 1, "last": 7, "low": {"en": "late"}})
        versions.latest(survey).definition = document(asked, seven)
    sign_in(client, stage.study.memberships[0].account)
    base = f"/studies/{stage.study.code}/stages/{stage.code}"
    page = client.get(f"{base}/item-files/questionnaires").text
    assert "own scale: one of: Build; Buy; Wait" in text(page)
    rows = re.findall(r'name="row" value="([^"]+)"', page)
    assert post(client, f"{base}/item-files/questionnaires", {"row": rows, "with_scales": "y"}).status_code == 303
    picked, rated = items.of_stage(stage.id)
    assert picked.own_scale["options"] == {"en": "Build\nBuy\nWait"}
    assert (rated.own_scale["scale_max"], rated.own_scale["high_from"]) == (7, 5)
    assert rated.own_scale["low_label"] == {"en": "late"}
    assert post(client, f"{base}/protocol/trial", {"panellists": "9", "seed": "1"}).status_code == 303
    assert "S1: one of: Build; Buy; Wait" in text(client.get(f"{base}/protocol/trial").text)
