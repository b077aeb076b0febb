"""What is left out because few people of a group gave an answer is named, with the reason, wherever it is missing."""

import io

import docx
import numpy as np
import openpyxl
import pytest
from flask import Flask

from survey_app.exports import told_in_parts
from survey_app.models import Stage
from survey_app.questions.registry import read_questionnaire
from survey_app.routes.figures import figures_of
from survey_app.services import report_files, report_json, reports, whole_reports
from survey_app.services.answers_by_group import Telling
from survey_app.services.answers_in_parts import summary_in_parts
from survey_app.services.report_files import Wanted
from survey_app.vocabulary import AnonymityLevel, Role
from tests.builders import make_account, make_study, stage_of
from tests.planting import document, items, plant, publish, question
from tests.rated_survey import plant_ratings

pytestmark = pytest.mark.sqlite_only
FEW = "Fewer than 5 people of a group gave some of the answers: not shown"
REGION = "Not told apart by Region: the groups, or those of a group who gave some answers, are fewer than 5 people."


def _two_unsatisfied() -> Stage:
    """Forty people of two regions, two of whom are not satisfied: by region they could be told apart."""
    stage = stage_of(make_study(make_account(), "Two"))
    stage.level = AnonymityLevel.ANONYMOUS
    asked = document(question("OVER", "rating", "How satisfied are you?", scale={"first": 1, "last": 5}))
    answers = [{"OVER": 1 if place in {0, 21} else 4 + place % 2} for place in range(40)]
    regions = [{"region": "north" if place < 20 else "south"} for place in range(40)]
    plant(stage, publish(stage, asked), answers, attributes=regions)
    return stage


def _words(stage: Stage, asked: dict[str, list[str]], form: str) -> str:
    report = whole_reports.build(stage, asked, role=Role.OWNER)
    made = io.BytesIO(report_files.content(report, Wanted(form, "en", stage.min_group), str))
    if form == "docx":
        found = docx.Document(made)
        cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(each.text for each in found.paragraphs), *cells])
    book = openpyxl.load_workbook(made)
    told = [(sheet.title, row) for sheet in book for row in sheet.iter_rows(values_only=True)]
    return "\n".join(f"{title}: " + " | ".join(str(cell) for cell in row if cell is not None) for title, row in told)


def test_satisfaction_that_no_region_can_be_told_of_is_named_on_page_and_in_files(app: Flask) -> None:
    stage = _two_unsatisfied()
    report = whole_reports.build(stage, {}, role=Role.OWNER)
    assert report.breakdowns == ()
    assert [each.attribute for each in report.unrated] == ["region"]
    told = {"attribute": "region", "hidden": 2, "groups": [], "withheld": True}
    assert report_json.plain(report, 5)["breakdowns"] == [told]
    with app.test_request_context():
        figure = next(each for each in figures_of(report, {}, 5) if each.anchor == "not-by")
    assert (figure.heading, figure.measure) == (FEW, "Satisfied share by region")
    workbook, document_ = _words(stage, {}, "xlsx"), _words(stage, {}, "docx")
    assert f"Method: KPI | {REGION}" in workbook
    assert f"Method: Cross-tables | {REGION}" in workbook
    assert document_.count(REGION) == 3, "under the key figures, and twice in the method"


def test_of_many_columns_a_few_are_named_and_none_that_parts_people_one_by_one(app: Flask) -> None:
    stage = stage_of(make_study(make_account(), "Columns"))
    stage.level = AnonymityLevel.ANONYMOUS
    asked = document(question("OVER", "rating", "How satisfied are you?", scale={"first": 1, "last": 5}))
    answers = [{"OVER": 1 if place in {0, 21} else 4 + place % 2} for place in range(40)]
    lists = [
        {f"k{name}": str(place // 14) for name in range(1, 8)} | {"nr": str(place), "firm": str(place // 2 + place % 2)}
        for place in range(40)
    ]
    plant(stage, publish(stage, asked), answers, attributes=lists)
    report = whole_reports.build(stage, {}, role=Role.OWNER)
    assert [each.attribute for each in report.unrated] == [f"k{name}" for name in range(1, 8)]
    with app.test_request_context():
        figures = [each for each in figures_of(report, {}, 5) if each.heading == FEW]
    assert [each.measure for each in figures] == ["Satisfied share by k1, k2, k3, k4, k5, 2 more"]
    assert "Method: KPI | Not told apart by K1, K2, K3, K4, K5, and 2 more: the groups" in _words(stage, {}, "xlsx")
    (gone,) = report.analyses.left_out
    assert {each.key for each in gone.breaks} == {f"attr.k{name}" for name in range(1, 6)}, "no more would have room"


def test_what_a_filter_takes_from_files_is_named_there(app: Flask) -> None:
    _study, stage = plant_ratings(make_account(), AnonymityLevel.ANONYMOUS)
    asked = {"REG": ["1"]}
    found = whole_reports.build(stage, asked, role=Role.OWNER)
    assert found.priorities is None
    assert {each.part for each in found.analyses.left_out} >= {"priorities", "drivers", "crosstabs", "reliability"}
    workbook, document_ = _words(stage, asked, "xlsx"), _words(stage, asked, "docx")
    assert f"Cover: Left out | Priorities, Drivers: {FEW}" in workbook
    assert f"Method: Priorities | {FEW}" in workbook
    gone = (
        "What matters to you?, Rate these: left out, because fewer than 5 people of a group gave some of the answers."
    )
    assert f"Method: Reliability | {gone}" in workbook
    assert {"Priorities", FEW, "Reliability", gone} <= set(document_.splitlines())


@pytest.mark.parametrize(("instrument", "said"), [("effort", True), ("", False)])
def test_a_score_that_cannot_be_told_in_parts_is_missed_in_words(instrument: str, *, said: bool) -> None:
    asked = question("EASE", "rating", "Was it easy?", scale={"first": 1, "last": 7})
    (ease,) = read_questionnaire(document({**asked, "instrument": instrument})).questions()
    columns = {"EASE": np.repeat(np.arange(1, 8), 10).astype(np.int16)}
    telling = Telling(False, {"EASE": tuple((point,) for point in range(1, 8))})
    found = summary_in_parts(ease, telling, columns, columns, None)
    assert found.scores == ()
    assert (told_in_parts.SEVERAL in told_in_parts.messages(found, frozenset())) is said


def _pairs(people: int, level: AnonymityLevel = AnonymityLevel.ANONYMOUS) -> Stage:
    """A survey with an outcome and a battery of both sides."""
    stage = stage_of(make_study(make_account(), "Pairs"))
    stage.level = level
    scale = {"first": 1, "last": 5}
    asked = document(
        question("OVER", "rating", "How satisfied are you?", scale=scale),
        question("SERV", "battery", "Our service", items=items("Price", "Speed"), scale=scale),
    )
    names = [f"SERV.{item}.{side}" for item in ("price", "speed") for side in ("expected", "experienced")]
    drawn = np.random.default_rng(people).integers(1, 6, (people, 5)).tolist()
    plant(stage, publish(stage, asked), [dict(zip(["OVER", *names], each, strict=True)) for each in drawn])
    return stage


@pytest.mark.parametrize(
    ("people", "has_interval", "has_shares"),
    [(29, False, False), (45, True, False), (60, True, False), (100, True, True)],
)
def test_two_answers_of_one_person_are_set_against_one_another_from_so_many_people_on(
    app: Flask, people: int, *, has_interval: bool, has_shares: bool
) -> None:
    stage = _pairs(people)
    report = whole_reports.build(stage, {"importance": ["OVER"]}, role=Role.OWNER)
    gaps = [report.key.gap, *(each.gap for each in report.gaps), *(row.gap for row in report.questions[1].rows)]
    for gap in gaps:
        assert gap is not None
        assert gap.value is not None
        assert (gap.interval is not None, gap.sd is not None) == (has_interval, has_interval)
        assert (gap.below.value is not None, gap.tests.wilcoxon_p is not None) == (has_shares, has_shares)
    assert report.key.index is not None
    assert (report.key.index.interval is not None) is has_interval
    found = report.analyses
    assert (found.drivers is not None, bool(found.scales)) == (people >= 60, people >= 60)
    said = {each.part: each.is_tied for each in found.left_out}
    # below 30 people nothing has a place on the map, whoever reads it
    on_map = {"drivers": True, "priorities": True} if has_interval else {}
    assert said == ({} if people >= 60 else {"reliability": True, **on_map})
    assert (told_in_parts.ALONE in told_in_parts.messages(report.questions[1], frozenset())) is not has_shares


def test_who_runs_a_confidential_survey_reads_the_gaps_of_few_people_whole(app: Flask) -> None:
    stage = _pairs(29, AnonymityLevel.CONFIDENTIAL)
    for role, is_whole in ((Role.OWNER, True), (Role.VIEWER, False), (None, False)):
        found = reports.build(stage, role=role).gaps[0].gap
        assert (found.interval is not None, found.below.value is not None) == (is_whole, is_whole)
