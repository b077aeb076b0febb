"""What a report holds beside its questions is what the pages show, and lays nobody open."""

import numpy as np
import pytest
from flask import Flask
from scipy import stats

from survey_app.db import transaction
from survey_app.exports import satisfaction_report
from survey_app.exports.client_look import ClientLook
from survey_app.exports.documents.model import Table
from survey_app.services import crosstabs, key_changes, priorities, studies, text_codes, waves, whole_reports
from survey_app.services.crosstabs import Wish
from survey_app.stats.reliability import cronbach_alpha
from survey_app.stats.waves import Barrier
from survey_app.vocabulary import AnonymityLevel, Mode, Role, StageKind
from tests.builders import make_account, make_study, stage_of
from tests.exports.reading import loaded, written
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
    assert not {key for key in by_key if key.startswith(("index", "pooled"))}, "there is no battery"
    assert not whole_reports.build(first, {}, role=Role.OWNER).analyses.waves


def test_the_index_and_the_mean_gap_stand_beside_those_of_the_survey_before(app: Flask) -> None:
    study = make_study(make_account())
    first = stage_of(study)
    names = [f"SERV.{code}.{side}" for code in ("price", "speed") for side in ("expected", "experienced")]
    battery = question("SERV", "battery", "Our service", items=items("Price", "Speed"), scale=SCALE)
    asked = document(question("OVER", "rating", "How satisfied are you?", scale=SCALE), battery)
    answers, both = np.random.default_rng(7).integers(1, 6, (2, 90, 5)), []
    answers[1, :, [2, 4]] = np.minimum(answers[1, :, [2, 4]] + 1, 5)
    for number in range(2):
        if number:
            with transaction():
                first = studies.add_stage(study, StageKind.SURVEY, "Wave 2")
        people = [dict(zip(["OVER", *names], map(int, row), strict=True)) for row in answers[number]]
        del people[0][names[1]]  # who left out an attribute is in no index, and in the gap with the other one
        plant(first, publish(first, asked), people)
        rated = answers[number].astype(float)
        rated[0, 2] = np.nan
        both.append(rated)
    report = whole_reports.build(first, {}, role=Role.OWNER)
    by_key = {each.key: each.change for each in report.analyses.waves[0].figures}
    # the index of each person is the mean of both ratings on 0 to 100; the test is scipy's own of unequal variances
    personal = [(rated[1:, [2, 4]].mean(axis=1) - 1) * 25 for rated in both]
    found = by_key["index:SERV"]
    assert (found.before, found.now) == pytest.approx([each.mean() for each in personal])
    assert found.test.p == pytest.approx(stats.ttest_ind(personal[1], personal[0], equal_var=False).pvalue)
    assert (report.key.index.value, report.key.index.n) == pytest.approx((found.now, found.n_now))
    gaps = [np.nanmean(rated[:, [2, 4]] - rated[:, [1, 3]], axis=1) for rated in both]
    pooled = by_key["pooled:SERV"]
    assert (pooled.before, pooled.now) == pytest.approx([each.mean() for each in gaps])
    assert pooled.test.p == pytest.approx(stats.ttest_ind(gaps[1], gaps[0], equal_var=False).pvalue)
    sheet = loaded(written(report, look=ClientLook(sheets=("kpi", "waves"))))["KPI"]
    rows = {row[1].value: row for row in sheet.iter_rows() if row[1].value}
    line = rows["Satisfaction index, 0 to 100"]
    assert [line[at].value for at in (4, 8, 9, 10)] == [
        *map(pytest.approx, (found.now, found.before, found.value)),
        "▲ risen",
    ]
    assert rows["Mean S over all attributes"][8].value == pytest.approx(pooled.before)
    # Word and PDF name the survey that a figure is compared with, too
    told = satisfaction_report.build(report, "en", sections=("kpi",)).parts
    lines = {row[0]: row[-1] for part in told if isinstance(part, Table) for row in part.rows}
    title = report.analyses.waves[0].title
    assert lines["Satisfaction index, 0 to 100"].endswith(f"; {title}: {found.before:.1f}, ▲ risen")
    # attributes that changed are another battery
    other = question("SERV", "battery", "Our service", items=items("Price", "Pace"), scale=SCALE)
    with transaction():
        third = studies.add_stage(study, StageKind.SURVEY, "Wave 3")
    renamed = [name.replace("speed", "pace") for name in names]
    people = [dict(zip(renamed, map(int, row[1:]), strict=True)) for row in answers[0]]
    plant(third, publish(third, document(other)), people)
    changed = whole_reports.build(third, {}, role=Role.OWNER).analyses.waves
    assert {each.change.barriers for wave in changed for each in wave.figures if each.measure == "index"} == {
        (Barrier.WORDING,)
    }


@pytest.mark.parametrize(("level", "is_told"), [(AnonymityLevel.ANONYMOUS, False), (AnonymityLevel.CONFIDENTIAL, True)])
def test_what_a_few_people_stand_for_alone_is_not_set_against_another_survey(
    app: Flask, level: AnonymityLevel, *, is_told: bool
) -> None:
    study = make_study(make_account())
    stages = [stage_of(study)]
    with transaction():
        stages.append(studies.add_stage(study, StageKind.SURVEY, "Wave 2"))
    names = [f"SERV.{code}.{side}" for code in ("price", "speed") for side in ("expected", "experienced")]
    asked = document(question("SERV", "battery", "Our service", items=items("Price", "Speed"), scale=SCALE))
    for stage, people in zip(stages, (20, 100), strict=True):  # of 20 people an interval would tell the spread
        stage.level = level
        drawn = np.random.default_rng(people).integers(1, 6, (people, 4)).tolist()
        plant(stage, publish(stage, asked), [dict(zip(names, each, strict=True)) for each in drawn])
    before, now = (waves.read(stage, Role.OWNER) for stage in stages)
    assert {each.key for each in key_changes.changes(before, now)} == (
        {"index:SERV", "pooled:SERV"} if is_told else set()
    )


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
