"""The report that exports show holds the map that the page of priorities shows."""

import pytest
from flask import Flask

from survey_app.services import priorities, reports, whole_reports
from survey_app.services.priorities import Wish
from survey_app.vocabulary import AnonymityLevel, Role
from tests.builders import make_account, make_study, stage_of
from tests.planting import document, plant, publish, question
from tests.rated_survey import plant_ratings

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


def test_a_survey_without_ratings_has_no_map(app: Flask) -> None:
    stage = stage_of(make_study(make_account()))
    version = publish(stage, document(question("OVER", "rating", "Satisfied?", scale={"first": 1, "last": 5})))
    assert whole_reports.build(stage, {}, role=Role.OWNER).priorities is None
    plant(stage, version, [{"OVER": 1 + place % 5} for place in range(50)])
    found = whole_reports.build(stage, {}, role=Role.OWNER)
    assert found.priorities is None
    assert found.key == reports.build(stage, {}, role=Role.OWNER).key
