"""The report that exports show holds the map that the page of priorities shows."""

import pytest
from flask import Flask

from survey_app.services import priorities, reports, whole_reports
from survey_app.services.priorities import Wish
from survey_app.vocabulary import AnonymityLevel, Role
from tests.builders import make_account, make_study, stage_of
from tests.planting import document, plant, publish, question
from tests.rated_survey import N, plant_ratings

pytestmark = pytest.mark.sqlite_only


def test_the_map_is_that_of_the_page_of_priorities(app: Flask) -> None:
    _study, stage = plant_ratings(make_account(), AnonymityLevel.IDENTIFIED)
    page = priorities.build(stage, Wish(), {}, role=Role.OWNER)
    found = whole_reports.build(stage, {}, role=Role.OWNER).priorities
    assert page.placed is not None
    assert page.placed.map is not None
    assert found is not None
    assert {row.variable: (row.importance, row.performance, row.quadrant) for row in found.placed} == {
        next(each.own for each in page.battery.attributes if each.code == place.name): (
            place.importance,
            place.performance,
            place.quadrant,
        )
        for place in page.placed.map.attributes
        if page.battery is not None
    }
    assert [row.label for row in found.act_on] == [each.label for each in page.act_on()]


def test_a_large_survey_keeps_the_parts_that_fit_into_memory(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    _study, stage = plant_ratings(make_account(), AnonymityLevel.IDENTIFIED)
    whole = whole_reports.build(stage, {}, role=Role.OWNER)
    monkeypatch.setattr(whole_reports, "MOST_CROSSED", N - 1)
    large = whole_reports.build(stage, {}, role=Role.OWNER)
    assert whole.analyses.banner is not None
    assert (large.analyses.banner, large.analyses.scales) == (None, ())
    assert large.priorities == whole.priorities is not None
    kept = (large.analyses.drivers, large.analyses.contrast, large.analyses.rivals)
    assert kept == (whole.analyses.drivers, whole.analyses.contrast, whole.analyses.rivals)
    assert None not in kept


def test_drivers_and_contrast_are_those_of_the_page_and_stated_importance_stands_beside(app: Flask) -> None:
    _study, stage = plant_ratings(make_account(), AnonymityLevel.IDENTIFIED)
    stated = priorities.build(stage, Wish(), {}, role=Role.OWNER)
    page = priorities.build(stage, Wish(importance="OVER"), {}, role=Role.OWNER)
    found = whole_reports.build(stage, {}, role=Role.OWNER).analyses
    assert page.placed is not None
    assert page.placed.drivers is not None
    assert page.placed.map is not None
    assert stated.placed is not None
    assert stated.placed.map is not None
    assert found.drivers is not None
    assert found.contrast is not None
    assert {row.driver for row in found.drivers.rows} == {
        each for each in page.placed.drivers.drivers if each.value is not None
    }
    importance = {f"IPA.{each.name}.own": each.importance for each in stated.placed.map.attributes}
    assert {row.variable: row.stated for row in found.drivers.rows} == importance
    assert found.contrast.result == page.contrast
    assert found.contrast.complete.variables[0] == "OVER"
    assert set(found.contrast.complete.variables[1:]) == {row.variable for row in found.contrast.rows}
    # the outcome that was chosen on the page goes along with the order of a report
    chosen = whole_reports.build(stage, {"importance": ["OVER"], "battery": [""]}, role=Role.OWNER).priorities
    assert chosen is not None
    assert (chosen.is_stated, chosen.cut_importance) == (False, page.placed.map.cut_importance)


def test_a_survey_without_ratings_has_no_map(app: Flask) -> None:
    stage = stage_of(make_study(make_account()))
    version = publish(stage, document(question("OVER", "rating", "Satisfied?", scale={"first": 1, "last": 5})))
    assert whole_reports.build(stage, {}, role=Role.OWNER).priorities is None
    plant(stage, version, [{"OVER": 1 + place % 5} for place in range(50)])
    found = whole_reports.build(stage, {}, role=Role.OWNER)
    assert found.priorities is None
    assert found.key == reports.build(stage, {}, role=Role.OWNER).key
