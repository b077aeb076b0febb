"""Priorities: the figures of `stats` on a page, no place on few answers, small groups hidden, marks, files."""

import csv
import io
import re
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from survey_app.db import session
from survey_app.models import AttributeFlag, AuditEntry, Stage
from survey_app.services import reports, weightings
from survey_app.services.weighting_rules import Break, Rule
from survey_app.stats import random_groups
from survey_app.stats.drivers import drivers
from survey_app.stats.importance import Cross, importance_performance
from survey_app.stats.penalty_reward import penalty_reward
from survey_app.stats.rivals import rivals
from survey_app.vocabulary import AnonymityLevel, Role
from tests.builders import make_account, make_member, make_study, post, sign_in, stage_of
from tests.planting import document, items, plant, publish, question
from tests.rated_survey import CODES, FEW, SCALE, N, plant_ratings, ratings

PLACED = CODES[:4]
SOUTH_OF_FEW = 7
FILES = (".json", "/map.csv", "/map.xlsx", "/map.svg")


LEVELS = [AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL]


@pytest.fixture
def planted(app: Flask, client: FlaskClient, request: pytest.FixtureRequest) -> tuple[str, Stage]:
    owner = make_account()
    study, stage = plant_ratings(owner, getattr(request, "param", AnonymityLevel.IDENTIFIED))
    sign_in(client, owner)
    return f"/studies/{study.code}/stages/{stage.code}/priorities", stage


def _stated(
    among: np.ndarray[Any, Any] | None = None, cross: Cross = Cross.GRAND_MEANS, **given: Any
) -> dict[str, Any]:
    columns, mask = ratings(), np.ones(N, bool) if among is None else among
    sides = [np.column_stack([columns[f"{code}.{side}"][mask] for code in PLACED]) for side in ("importance", "own")]
    found = importance_performance(sides[0], sides[1], PLACED, cross, resamples=0, **given)
    return {each.name: (each.importance, each.performance, each.quadrant) for each in found.attributes}


@pytest.mark.sqlite_only
def test_the_map_shows_the_figures_of_the_statistics_and_no_place_on_few_answers(
    planted: tuple[str, Stage], client: FlaskClient
) -> None:
    root, _stage = planted
    assert f'href="{root}"' in client.get(root.replace("/priorities", "/results")).get_data(as_text=True)
    page = client.get(root).get_data(as_text=True)
    assert "<h1>Improve first: Delivery, Price</h1>" in page
    assert re.search(r" style=|onclick=|<style", page) is None
    found = client.get(f"{root}.json").get_json()
    places = {
        each["name"]: (each["importance"], each["performance"], each["quadrant"]) for each in found["map"]["attributes"]
    }
    assert places == _stated()
    assert all(0.5 < each["stability"] <= 1 for each in found["map"]["attributes"])
    assert (found["act_on"], found["perhaps_act_on"]) == (["delivery", "price"], [])
    # a line drawn through the mean of delivery: it may as well stand on the other side
    near = f"?lines=value&at_importance=4&at_performance={places['delivery'][1] + 0.01}"
    unsure = client.get(f"{root}.json{near}").get_json()
    assert "delivery" in unsure["perhaps_act_on"]
    assert "delivery" not in unsure["act_on"]
    words = client.get(root + near).get_data(as_text=True)
    assert "perhaps: Delivery" in words or "surely important and rated below the line" in words
    # the archive was rated by 20: it has a mean and no place, and it does not move the lines
    assert found["without_place"] == {"archive": "few"}
    assert FEW < 30
    lines = list(csv.reader(io.StringIO(client.get(f"{root}/map.csv").get_data(as_text=True).lstrip("\ufeff"))))
    assert [line[0] for line in lines[1:]] == ["Delivery", "Price", "Quality", "Website", "Archive"]
    assert lines[-1][5].startswith("no place")
    # behind the columns of the page the two ends of each interval as numbers, for whoever reads the file by program
    ends = [f"{name}, {end} end" for name in ("Importance", "Performance") for end in ("lower", "upper")]
    assert lines[0][9:] == ends
    for line in lines[1:-1]:
        low, high = float(line[11]), float(line[12])
        assert float(line[9]) < float(line[1]) < float(line[10])
        assert low < float(line[3]) < high
        assert line[4] == f"{low:.2f} to {high:.2f}"
    assert lines[-1][7] == f"{FEW}**"


@pytest.mark.sqlite_only
def test_the_lines_stand_where_the_address_says(planted: tuple[str, Stage], client: FlaskClient) -> None:
    root, _stage = planted
    middle = client.get(f"{root}.json?lines=middle").get_json()["map"]
    assert (middle["cut_importance"], middle["cut_performance"]) == (3, 3)
    own = client.get(f"{root}.json?lines=value&at_importance=4,45&at_performance=2.0").get_json()["map"]
    assert (own["cut_importance"], own["cut_performance"]) == (4.45, 2)
    expected = _stated(cross=Cross.TARGET, target=(4.45, 2.0))
    assert {each["name"]: each["quadrant"] for each in own["attributes"]} == {k: v[2] for k, v in expected.items()}
    for bad in ("", "9", "nan", "1e400", "x" * 50, "9" * 5000, "%ED%A0%80"):
        answer = client.get(f"{root}?lines=value&at_importance={bad}&at_performance=3")
        assert answer.status_code == 422
        assert "Write the two values" in answer.get_data(as_text=True)
        assert client.get(f"{root}/map.csv?lines=value&at_importance={bad}&at_performance=3").status_code == 400
    # another battery than the form showed: what belonged to that one is forgotten
    other = f"{root}.json?battery=GRID&importance=stated&lines=value&at_importance=9&against=rival.acme"
    assert client.get(other).status_code == 400
    assert client.get(f"{other}&shown=IPA").get_json()["importance"] == "OVER"
    for name in ("battery", "importance", "lines", "against"):
        assert client.get(f"{root}?{name}=nothing%00").status_code == 400


@pytest.mark.sqlite_only
@pytest.mark.parametrize("planted", LEVELS, indirect=True)
def test_filters_of_the_results_page_work_and_small_groups_stay_hidden(
    planted: tuple[str, Stage], client: FlaskClient
) -> None:
    root, stage = planted
    south = np.array([place % 3 == 0 for place in range(N)])
    is_open = stage.level is AnonymityLevel.IDENTIFIED
    south_only = client.get(f"{root}.json?REG=2")
    small = client.get(f"{root}?attr.team=x").get_data(as_text=True)
    if is_open:
        # of those in the south seven rated the archive
        found = south_only.get_json()
        attributes = found["map"]["attributes"]
        assert {each["name"]: (each["importance"], each["performance"], each["quadrant"]) for each in attributes} == (
            _stated(south)
        )
        assert found["without_place"] == {"archive": "few"}
        without = client.get(f"{root}.json?flagged=out&REG=2").get_json()
        assert without["filters"] == {"flagged": "out", "REG": "2"}
        assert client.get(f"{root}.json?battery=GRID&REG=1").status_code == 200
        assert "Too few answers for a place on the map" in small
        return
    assert south_only.status_code == (200 if stage.min_group <= SOUTH_OF_FEW else 409)
    assert "too small to be shown" in small
    assert all(client.get(f"{root}{ending}?attr.team=x").status_code == 409 for ending in FILES)
    # seven people of the south rated the archive: they may not be told apart
    stage.min_group = SOUTH_OF_FEW + 1
    session.commit()
    assert client.get(f"{root}.json?REG=2").status_code == 409
    # everybody of the north and two of the south rated both rows of the grid: the two could be found by subtracting
    grid = "battery=GRID&lines=value&at_importance=0.5&at_performance=3"
    assert client.get(f"{root}.json?{grid}").status_code == 200
    assert client.get(f"{root}.json?{grid}&REG=1").status_code == 409


@pytest.mark.sqlite_only
def test_derived_importance_is_each_attributes_share_of_what_is_explained(
    planted: tuple[str, Stage], client: FlaskClient
) -> None:
    root, _stage = planted
    columns = ratings()
    expected = drivers(
        columns["over"], np.column_stack([columns[f"{code}.own"] for code in PLACED]), PLACED, resamples=0
    )
    found = client.get(f"{root}.json?importance=OVER").get_json()
    assert found["drivers"]["r2"] == pytest.approx(expected.r2)
    assert found["drivers"]["method"] == "shapley"
    shares = {each.name: each.value for each in expected.drivers}
    assert {each["name"]: each["importance"] for each in found["map"]["attributes"]} == pytest.approx(shares)
    assert found["drivers"]["drivers"][0]["interval"]["low"] < shares["delivery"]
    assert found["act_on"] == ["delivery"]
    page = client.get(f"{root}?importance=OVER").get_data(as_text=True)
    assert "Delivery explains more than any other attribute" in page
    assert "Taken from the columns OVER and IPA, 4 attributes, 240 people" in page
    # an attribute of the battery as outcome stands on the other side and is no attribute any more
    own = client.get(f"{root}.json?importance=IPA.price.own").get_json()
    codes = {each["code"] for each in own["attributes"]}
    assert "price" not in codes
    assert len(codes) == len(found["attributes"]) - 1
    refused = client.get(f"{root}?importance=OVER&lines=middle")
    assert refused.status_code == 422
    assert "has no middle" in refused.get_data(as_text=True)
    # one row of the grid is the outcome itself, the other never varies
    grid = client.get(f"{root}.json?battery=GRID&lines=value&at_importance=0.5&at_performance=3").get_json()
    assert grid["importance"] == "OVER"
    assert grid["without_place"] == {"care": "no_variation"}
    assert client.get(f"{root}?battery=GRID&importance=stated").status_code == 422
    assert "cannot be worked out" in client.get(f"{root}?battery=GRID").get_data(as_text=True)


@pytest.mark.sqlite_only
def test_very_many_people_are_drawn_in_groups_and_the_page_says_so(
    planted: tuple[str, Stage], client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, _stage = planted
    told = "dealt at random into 60 groups"
    singly = client.get(f"{root}?importance=OVER").get_data(as_text=True)
    known = client.get(f"{root}.json?importance=OVER").get_json()
    monkeypatch.setattr(random_groups, "MOST_SINGLY", N // 2)
    monkeypatch.setattr(random_groups, "GROUPS", 60)
    page = client.get(f"{root}?importance=OVER").get_data(as_text=True)
    assert told not in singly
    # the map, the drivers and the rivals
    assert page.count(told) == 3
    assert page.count("Wolter 2007") == 3
    found = client.get(f"{root}.json?importance=OVER").get_json()
    assert found["drivers"]["groups"] == 60
    assert found["drivers"]["r2"] == pytest.approx(known["drivers"]["r2"])
    assert found["act_on"] == known["act_on"]
    attributes = [each["reward"] for each in known["contrast"]["attributes"]]
    assert [each["reward"] for each in found["contrast"]["attributes"]] == attributes


@pytest.mark.sqlite_only
def test_rivals_are_compared_by_the_decision_table(planted: tuple[str, Stage], client: FlaskClient) -> None:
    root, _stage = planted
    columns = ratings()
    own, stated, acme, best = (
        np.column_stack([columns[f"{code}.{side}"] for code in PLACED])
        for side in ("own", "importance", "rival_acme", "rival_best")
    )
    expected = rivals(stated, own, {"acme": acme, "best": best}, PLACED, scale=(1, 5), resamples=1)
    found = client.get(f"{root}.json").get_json()
    for each, wanted in zip(found["rivals"]["attributes"], expected.attributes, strict=True):
        assert (each["rival"], each["difference"]) == (wanted.rival, pytest.approx(wanted.difference))
    assert [each["decision"] for each in found["rivals"]["attributes"]][:3] == [
        "improve_first", "invest_to_win", "protect_and_tell",
    ]  # fmt: skip
    assert found["behind_rival"] == ["delivery"]
    page = client.get(root).get_data(as_text=True)
    assert found["improve_only"] == ["delivery"]
    assert "Important, rated low and behind the rival: Delivery" in page
    # with a line below its rating it is no longer rated low, and still behind
    high = client.get(f"{root}.json?lines=value&at_importance=4&at_performance=2.2").get_json()
    assert (high["improve_only"], high["behind_rival"]) == ([], ["delivery"])
    assert "Improve first: Delivery</li>" in page
    # a rival whose code is a word of ours is still a rival
    named = client.get(f"{root}.json?against=rival.best").get_json()["rivals"]["attributes"]
    assert {each["rival"] for each in named} == {"best"}
    assert client.get(f"{root}.json?against=mean").get_json()["rivals"]["against"] == "mean"
    assert client.get(f"{root}.json?against=none").get_json()["rivals"] is None
    derived = client.get(f"{root}.json?importance=OVER").get_json()["rivals"]
    assert derived["method"] == "decision_table"
    post(client, f"{root}/marks", {"battery": "IPA", "aside": ["delivery"]})
    marked = client.get(f"{root}.json").get_json()
    assert (marked["behind_rival"], marked["rivals"]) == ([], found["rivals"])


@pytest.mark.sqlite_only
def test_penalty_and_reward_need_twenty_high_and_twenty_low_ratings(
    planted: tuple[str, Stage], client: FlaskClient
) -> None:
    root, _stage = planted
    columns = ratings()
    expected = penalty_reward(
        columns["over"], np.column_stack([columns[f"{code}.own"] for code in PLACED]), PLACED, 4, 3
    )
    found = client.get(f"{root}.json?importance=OVER&high=4&low=3").get_json()["contrast"]
    counts = {each.name: (each.high, each.low) for each in expected.attributes}
    steady = [each for each in expected.attributes if min(counts[each.name]) >= 20]
    assert 0 < len(steady) < len(PLACED)
    shown = {each["name"]: each for each in found["attributes"]}
    for each in expected.attributes:
        if each in steady:
            assert shown[each.name]["reward"] == pytest.approx(each.reward)
        else:
            assert shown[each.name]["reward"] is shown[each.name]["category"] is None
            assert min(counts[each.name]) not in (shown[each.name]["high"], shown[each.name]["low"])
    for query in ("high=2&low=3", "high=9", "low=x", "high=" + "4" * 3000):
        assert client.get(f"{root}?importance=OVER&{query}").status_code == 400


@pytest.mark.sqlite_only
def test_figures_are_weighted_where_the_address_asks_for_it(planted: tuple[str, Stage], client: FlaskClient) -> None:
    root, stage = planted
    assert client.get(f"{root}?weight=on").status_code == 422
    answered = reports.readable(stage)
    rule = Rule(breaks=(Break("REG", {"1": 50.0, "2": 50.0}),))
    weightings.keep(stage, "Places", rule, answered, stage.study.memberships[0].account)
    session.commit()
    columns = ratings()
    weights = np.array([1.5 if place % 3 == 0 else 0.75 for place in range(N)])
    sides = [np.column_stack([columns[f"{code}.{side}"] for code in PLACED]) for side in ("importance", "own")]
    expected = importance_performance(sides[0], sides[1], PLACED, weights=weights, resamples=0)
    found = client.get(f"{root}.json?weight=on").get_json()
    assert found["weighting"] == "Places"
    assert [each["performance"] for each in found["map"]["attributes"]] == pytest.approx(
        [each.performance for each in expected.attributes]
    )
    shares = client.get(f"{root}.json?weight=on&importance=OVER").get_json()
    assert shares["drivers"]["r2"] == pytest.approx(drivers(columns["over"], sides[1], weights=weights, resamples=0).r2)
    assert shares["contrast"]["n_eff"] == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    assert "Weighted by “Places”" in client.get(f"{root}?weight=on").get_data(as_text=True)
    assert "Show figures weighted by “Places”" in client.get(root).get_data(as_text=True)
    # seven of those who rated the archive have the rarer weight, and few people of one weight are nobody's to see
    viewer = make_member(stage.study, Role.VIEWER)
    post(client, "/sign-out")
    sign_in(client, viewer)
    assert client.get(f"{root}.json?weight=on").status_code == 200
    stage.min_group = SOUTH_OF_FEW + 1
    session.commit()
    assert client.get(f"{root}.json?weight=on").status_code == 422


@pytest.mark.sqlite_only
def test_the_same_stands_in_a_workbook_and_in_a_drawing(planted: tuple[str, Stage], client: FlaskClient) -> None:
    root, _stage = planted
    sheet = load_workbook(io.BytesIO(client.get(f"{root}/map.xlsx").data)).active
    assert sheet is not None
    cells = {row[1].value: row for row in sheet.iter_rows() if row[1].value}
    expected = _stated()["delivery"]
    assert cells["Delivery"][2].value == round(expected[0], 2)
    assert cells["Delivery"][2].number_format == "#,##0.00"
    assert cells["Delivery"][7].number_format == "0%"
    drawn = client.get(f"{root}/map.svg")
    assert drawn.mimetype == "image/svg+xml"
    assert drawn.get_data(as_text=True).count("<svg") == 1
    assert client.get(f"{root}/nothing.csv").status_code == client.get(f"{root}/nothing.svg").status_code == 404


@pytest.mark.sqlite_only
def test_a_mark_leaves_every_figure_and_is_in_no_list_of_what_to_improve(
    planted: tuple[str, Stage], client: FlaskClient
) -> None:
    root, stage = planted
    before = client.get(f"{root}.json").get_json()
    answer = post(client, f"{root}/marks?lines=middle", {"battery": "IPA", "aside": ["price", "nothing", "x" * 900]})
    assert answer.status_code == 303
    assert answer.location.endswith("/priorities?lines=middle")
    after = client.get(f"{root}.json").get_json()
    assert after["not_to_be_acted_on"] == ["price"]
    assert after["act_on"] == ["delivery"]
    assert after["map"] == before["map"]
    page = client.get(root).get_data(as_text=True)
    assert "<h1>Improve first: Delivery</h1>" in page
    assert "Not to be acted on: Price." in page
    assert "Price (not to be acted on)" in page
    post(client, f"{root}/marks", {"battery": "IPA", "aside": ["price"]})
    post(client, f"{root}/marks", {"battery": "IPA"})
    acts = [each.act for each in session.query(AuditEntry).order_by(AuditEntry.id) if each.act.startswith("attribute_")]
    assert acts == ["attribute_marked", "attribute_unmarked"]
    assert session.query(AttributeFlag).count() == 0
    assert post(client, f"{root}/marks", {"battery": "OVER"}).status_code == 400
    viewer = make_member(stage.study, Role.VIEWER)
    post(client, "/sign-out")
    sign_in(client, viewer)
    assert "Save the marks" not in client.get(root).get_data(as_text=True)
    assert post(client, f"{root}/marks", {"battery": "IPA", "aside": ["price"]}).status_code == 403


@pytest.mark.sqlite_only
def test_a_survey_without_attributes_outcome_or_answers_says_what_is_missing(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    stage = stage_of(study)
    sign_in(client, owner)
    root = f"/studies/{study.code}/stages/{stage.code}/priorities"
    said = [client.get(root).get_data(as_text=True)]
    grid = question("G", "grid", items=items("A", "B"), scale=SCALE)
    for asked in ([grid], [grid, question("OVER", "rating", scale=SCALE)]):
        publish(stage, document(*asked))
        found = client.get(root)
        assert found.status_code == 200
        said.append(found.get_data(as_text=True))
    assert "Nothing was rated attribute by attribute" in said[0]
    assert "Choose what it is worked out from" in said[1]
    assert '<option value="" selected>choose an outcome</option>' in said[1]
    assert "Figures appear from 5 answers on" in said[2]
    # 128 people, every rating beside every other one: the parts explain nothing of the whole
    rival = [{"code": "acme", "label": {"en": "Acme"}}]
    battery = question("G", "importance_performance", items=items("A", "B"), scale=SCALE, rivals=rival)
    version = publish(stage, document(battery, question("OVER", "rating", scale=SCALE)))
    sides = ("own", "importance", "rival_acme")
    people = [
        {f"G.{code}.{side}": value + (side == "rival_acme") for code, value in (("a", a), ("b", b)) for side in sides}
        | {"OVER": over}
        for a in range(1, 5) for b in range(1, 5) for over in range(1, 5)
    ]  # fmt: skip
    plant(stage, version, people * 2)
    page = client.get(f"{root}?importance=OVER").get_data(as_text=True)
    assert page.count("The attributes explain less than 1% of the outcome: no priorities follow") > 3
    assert "Concentrate here" not in page, "neither on a map nor in the table"
    # each rating of the rival is one better than the own one: the difference stands, what to do about it does not
    assert ("Invest to win orders" in page, "Improve first" in page, "Important: from" in page) == (False,) * 3
    found = client.get(f"{root}.json?importance=OVER").get_json()
    assert {(each["difference"], each["standing"], each["important"], each["decision"])
            for each in found["rivals"]["attributes"]} == {(-1, "worse", None, None)}  # fmt: skip
    assert (found["hardly_explained"], found["behind_rival"], found["rivals"]["cut"]) == (True, [], None)
    # nor is it said what pleases and what annoys, though enough people rated everything high or low
    contrast = client.get(f"{root}.json?importance=OVER&high=4&low=1").get_json()["contrast"]
    assert {(each["category"], each["high"]) for each in contrast["attributes"]} == {(None, 32)}
    # where every rating is either high or low, one cannot be told from the other
    for cuts in ("high=4&low=1", "high=3&low=2"):
        assert "No attribute only annoys" not in client.get(f"{root}?importance=OVER&{cuts}").get_data(as_text=True)
    # importance that people stated is no noise, and is decided on
    stated = client.get(f"{root}.json?importance=stated").get_json()
    assert {each["decision"] for each in stated["rivals"]["attributes"]} == {"improve_first"}
    assert stated["hardly_explained"] is False
    assert client.get(f"{root}/map.svg?importance=OVER").status_code == 404
    assert client.get(f"{root}/map.csv?importance=OVER").status_code == 200
