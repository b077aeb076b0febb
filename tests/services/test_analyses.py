"""What a report holds beside its questions is what the pages show, and lays nobody open."""

import numpy as np
import pytest
from flask import Flask

from survey_app.db import transaction
from survey_app.services import crosstabs, priorities, studies, text_codes, whole_reports
from survey_app.services.crosstabs import Wish
from survey_app.stats.reliability import cronbach_alpha
from survey_app.stats.waves import Barrier
from survey_app.vocabulary import AnonymityLevel, Mode, Role, StageKind
from tests.builders import make_account, make_study, stage_of
from tests.planting import document, items, options, plant, publish, question
from tests.rated_survey import CODES, SCALE, plant_ratings, ratings

pytestmark = pytest.mark.sqlite_only


def test_tables_drivers_and_rivals_are_those_of_the_pages(app: Flask) -> None:
    _study, stage = plant_ratings(make_account(), AnonymityLevel.IDENTIFIED)
    found = whole_reports.build(stage, {}, role=Role.OWNER).analyses
    assert found.banner is not None
    assert [each.key for each in found.banner.breaks] == ["attr.team", "REG"]
    assert found.banner.headline is found.banner.tables[0]
    page = crosstabs.build(stage, Wish("OVER", "REG"), role=Role.OWNER).table
    table = found.banner.tables[0].table
    assert page is not None
    assert page.letters is not None
    assert table.letters is not None
    places = [0, *(found.banner.tables[0].column("REG", value) or 0 for value in ("1", "2"))]
    assert np.array_equal(table.column_shares[:, places], page.column_shares)
    assert found.banner.tables[0].test("REG") == page.tests[0][1]
    wish = priorities.Wish(importance="OVER")
    page_drivers = priorities.build(stage, wish, {}, role=Role.OWNER).placed
    assert page_drivers is not None
    assert found.drivers is not None
    assert found.drivers.result == page_drivers.drivers
    beside = priorities.build(stage, priorities.Wish(), {}, role=Role.OWNER)
    assert found.rivals is not None
    assert found.rivals.result == beside.comparison
    assert found.rivals.rows[0].label["en"] == "Delivery"


def test_alpha_is_that_of_the_answers(app: Flask) -> None:
    _study, stage = plant_ratings(make_account(), AnonymityLevel.IDENTIFIED)
    scales = whole_reports.build(stage, {}, role=Role.OWNER).analyses.scales
    own = np.column_stack([ratings()[f"{code}.own"] for code in CODES]).astype(float)
    own[20:, CODES.index("archive")] = np.nan
    again = cronbach_alpha(own)
    assert scales[0].alpha.n == again.n
    assert scales[0].alpha.value == pytest.approx(again.value)
    assert scales[0].items[0][0] == "IPA.delivery.own"


def test_groups_and_batteries_of_few_people_are_left_out_when_shared(app: Flask) -> None:
    _study, stage = plant_ratings(make_account(), AnonymityLevel.CONFIDENTIAL)
    found = whole_reports.build(stage, {}, role=Role.OWNER).analyses
    assert found.least == stage.min_group == 5
    assert found.banner is not None
    # three people are apart in their team: neither they nor, by subtraction, the others are a column
    assert [each.key for each in found.banner.breaks] == ["REG"]
    for table in found.banner.tables:
        assert all(column.n >= 5 for column in table.table.columns)
        assert "GRID" not in table.variable or all(column.question != "attr.team" for column in table.table.columns)
    filtered = whole_reports.build(stage, {"REG": ["2"]}, role=Role.OWNER).analyses
    # of the 80 of the south only two rated both rows of the grid
    assert all(scale.items[0][0] != "GRID.speed" for scale in filtered.scales)
    assert filtered.banner is None or all(each.key != "REG" for each in filtered.banner.breaks)


def test_an_earlier_survey_stands_beside_with_its_test_or_its_barrier(app: Flask) -> None:
    study = make_study(make_account())
    first = stage_of(study)
    asked = document(
        question("OVER", "rating", "How satisfied are you?", scale=SCALE), question("NPS", "recommend", "?")
    )
    plant(first, publish(first, asked), [{"OVER": 1 + place % 5, "NPS": place % 11} for place in range(60)])
    with transaction():
        second = studies.add_stage(study, StageKind.SURVEY, "Wave 2")
    again = document(
        question("OVER", "rating", "How satisfied are you?", scale=SCALE), question("NPS", "recommend", "!")
    )
    plant(second, publish(second, again), [{"OVER": 4 + place % 2, "NPS": 9} for place in range(50)])
    report = whole_reports.build(second, {}, role=Role.OWNER)
    (wave,) = report.analyses.waves
    by_key = {each.key: each.change for each in wave.figures}
    assert by_key["satisfied:OVER"].value == pytest.approx(0.6)
    assert by_key["satisfied:OVER"].test.p is not None
    assert by_key["recommend:NPS"].barriers == (Barrier.WORDING,)
    assert by_key["recommend:NPS"].value is None
    assert not whole_reports.build(first, {}, role=Role.OWNER).analyses.waves


def test_codes_know_their_theme_and_how_many_wrote(app: Flask) -> None:
    stage = stage_of(make_study(make_account()))
    version = publish(
        stage, document(question("WISH", "short_text", "What?"), question("A", "single", options=options("x", "y")))
    )
    plant(
        stage,
        version,
        [{"WISH": "late" if place < 12 else f"other {place}", "A": 1 + place % 2} for place in range(20)],
    )
    with transaction():
        code = text_codes.add(stage, "WISH", "Delivery", "Service")
        coding = text_codes.read(stage, "WISH", ["late"] * 12)
        text_codes.put(code, coding, [coding.wordings[0].digest])
    found = whole_reports.build(stage, {}, role=Role.OWNER).coded["WISH"]
    assert (found.theme_of, found.answers, round(found.codes[0][1].k)) == (("Service",), 20, 12)


def test_modes_come_last_and_a_break_of_one_group_is_none(app: Flask) -> None:
    stage = stage_of(make_study(make_account()))
    grid = question("G", "grid", "Rate", items=items("a", "b"), scale=SCALE)
    asked = document(question("OVER", "rating", "Satisfied?", scale=SCALE), grid)
    answers = [{"OVER": 1 + place % 5, "G.a": 1 + place % 4, "G.b": 2 + place % 3} for place in range(60)]
    plant(stage, publish(stage, asked), answers, modes=(Mode.WEB, Mode.PHONE))
    banner = whole_reports.build(stage, {}, role=Role.OWNER).analyses.banner
    assert banner is not None
    assert [each.key for each in banner.breaks] == ["mode"]
    assert [(each.variable, each.is_item) for each in banner.tables] == [("OVER", False), ("G.a", True), ("G.b", True)]
    # an item is tested by what is printed of it: two highest points against the others, two modes
    test = banner.tables[1].test("mode")
    assert test is not None
    assert test.df == 1


def test_age_is_a_break_and_items_of_the_same_words_stand_under_their_battery(app: Flask) -> None:
    stage = stage_of(make_study(make_account()))
    scale = {"first": 1, "last": 5}
    asked = (
        question("BOUGHT", "number"),
        question("AGE", "number", "Age"),
        question("A", "grid", "Store 1", items=items("Clean", "Near"), scale=scale),
        question("B", "grid", "Store 2", items=items("Clean", "Cheap"), scale=scale),
    )
    version = publish(stage, document(*asked))
    names = ("A.clean", "A.near", "B.clean", "B.cheap")
    rated = [{name: 1 + (place + number) % 5 for number, name in enumerate(names)} for place in range(60)]
    plant(stage, version, [row | {"AGE": 20.0 + place % 30, "BOUGHT": place % 4} for place, row in enumerate(rated)])
    found = whole_reports.build(stage, {}, role=Role.OWNER).analyses.banner
    assert found is not None
    assert [each.key for each in found.breaks] == ["AGE"]
    assert [each.label["en"] for each in found.tables] == ["Store 1 · Clean", "Near", "Store 2 · Clean", "Cheap"]
