"""Reporting checklists: filled in from the study, gaps marked, as many entries as the published lists have."""

import csv
import io
from collections import Counter
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.exports.round_report import ItemLine, OpenFigures
from survey_app.routes.figures import delphistar
from survey_app.routes.figures.checklists import ACCORD, CREDES, DELPHISTAR
from survey_app.routes.figures.study_facts import _FACTS, SOURCES, Facts
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import ItemScale, Role
from tests.builders import make_member, sign_in
from tests.exports.round_builder import answers, report_of
from tests.panels import TestPanel, make_panel, one_round
from tests.services.test_analysis import FIRST, SECOND


def _address(panel: TestPanel, page: str) -> str:
    return f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/{page}"


def test_the_lists_have_the_published_numbers_of_entries() -> None:
    # Gattrell et al. 2024: 35 items, title 1, introduction 3, methods 21, results 5, discussion 2, other 3
    parts = Counter(topic.code[0] for topic in ACCORD.topics)
    assert parts == {"T": 1, "I": 3, "M": 21, "R": 5, "D": 2, "O": 3}
    # Jünger et al. 2017: 16 recommendations
    assert [topic.code for topic in CREDES.topics] == [str(number) for number in range(1, 17)]
    # Niederberger et al. 2024: 38 items in five topics of 3, 7, 20, 4 and 4
    assert [topic.code for topic in DELPHISTAR.topics] == [str(number) for number in range(1, 39)]
    assert [len(part) for part in delphistar.PARTS] == [3, 7, 20, 4, 4]
    named = {fact for each in (ACCORD, CREDES, DELPHISTAR) for topic in each.topics for fact in topic.facts}
    assert named == set(_FACTS) == set(SOURCES)


@pytest.mark.sqlite_only
def test_a_finished_panel_fills_what_it_knows_and_marks_what_it_does_not(app: Flask, client: FlaskClient) -> None:
    panel = make_panel()
    sign_in(client, make_member(panel.stage.study, Role.VIEWER))
    before = {
        each["code"]: each for each in client.get(_address(panel, "checklists/accord.json")).get_json()["entries"]
    }
    assert before["R3"] == {
        "code": "R3",
        "about": "Panellists and answers in each round",
        "said": [],
        "filled": "open",
        "sources": [],
    }
    one_round(panel, FIRST)
    one_round(panel, SECOND)
    page = client.get(_address(panel, "round-results")).get_data(as_text=True)
    assert f'href="{_address(panel, "checklists/accord")}"' in page
    found = {each["code"]: each for each in client.get(_address(panel, "checklists/accord.json")).get_json()["entries"]}
    assert found["R3"]["filled"] == "whole"
    assert "round 2: 9 invited, 9 took part, 9 finished" in found["R3"]["said"][0]
    assert found["R3"]["sources"] == ["Panel"]
    assert all(bool(each["said"]) == bool(each["sources"]) == (each["filled"] != "open") for each in found.values())
    assert found["M12"]["filled"] == "part"  # the rule is known, its reason is not
    assert found["O3"] == {"code": "O3", "about": "Who paid for it", "said": [], "filled": "open", "sources": []}
    assert "locked on" in found["M1"]["said"][0]
    other = client.get(_address(panel, "checklists/credes")).get_data(as_text=True)
    assert "Way through the rounds" in other
    third = client.get(_address(panel, "checklists/delphistar.json")).get_json()["entries"]
    assert [each["code"] for each in third] == [str(number) for number in range(1, 39)]
    stars = {each["code"]: each["filled"] for each in third}
    assert {code for code, filled in stars.items() if filled == "whole"} == {"20", "21", "24", "29", "33"}
    assert {stars[code] for code in ("4", "13", "36", "38")} == {"open"}
    text = client.get(_address(panel, "checklists/accord.csv")).get_data(as_text=True).lstrip("\ufeff")
    lines = list(csv.reader(io.StringIO(text)))
    assert len(lines) == 36
    assert client.get(_address(panel, "checklists/nothing")).status_code == 404


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("rules", "said", "unsaid"),
    [
        (ProtocolRules(scale=ItemScale.RANKING, rounds=3), "the place of every statement", "share that agrees"),
        (ProtocolRules(scale=ItemScale.POINTS), "median and middle half from 5 answers", "Denominator"),
        (ProtocolRules(scale=ItemScale.CHOICE, options={"en": "A\nB"}, scale_max=2), "only those who chose", "median"),
        (ProtocolRules(seeks_agreement=False), "The study seeks no agreement", "share that agrees"),
        (ProtocolRules(second=True, second_question={"en": "How likely?"}), "Asked as well: How likely?", "Fuzzy"),
        (ProtocolRules(ram=True), "RAND/UCLA: the class is read", "Necessity"),
    ],
)
def test_every_kind_is_told_in_its_own_words(app: Flask, rules: ProtocolRules, said: str, unsaid: str) -> None:
    report = report_of(rules, [answers(rules, (None,) * 9, none=0)])
    with app.test_request_context():
        facts = Facts(report, rules)
        lines = [fact for topic in ACCORD.topics for name in topic.facts if (fact := facts.said(name))]
    told = " ".join(lines)
    assert said in told
    assert unsaid not in told
    assert "No reason was released." in told
    assert ("1 of them analysed" in told) == (rules.rounds > 1)


@pytest.mark.sqlite_only
def test_open_questions_are_named_as_questions(app: Flask) -> None:
    rules = ProtocolRules()
    report = report_of(rules, [answers(rules, (None,) * 9, none=0)])
    asked = ItemLine(9, "Q1", {"en": "What will change?"}, (1,), (), (), is_open=True)
    only = replace(report.rounds[0].figures, items=(), open_items=(OpenFigures(9, "Q1", asked.text, 12, 9),))
    told = replace(report, items=(*report.items, asked), rounds=(replace(report.rounds[0], figures=only),))
    with app.test_request_context():
        facts = Facts(told, rules)
        assert "Answered in words: What will change?" in (facts.said("question") or "")
        assert "12" in (facts.said("outcome") or "")
        assert "statement" not in (facts.said("outcome") or "")
