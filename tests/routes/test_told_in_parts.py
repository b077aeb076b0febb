"""Answers that few people of a group gave, told as one with others: how pages and files of such a group show them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session, transaction
from survey_app.models import Stage
from survey_app.routes.figures import figures_of
from survey_app.services import reports, shared_results, waves, whole_reports
from survey_app.services.waves import Measure
from survey_app.vocabulary import AnonymityLevel, Role, StageKind
from tests.builders import make_account, make_study, sign_in, stage_of
from tests.exports.reading import loaded, written
from tests.planting import document, items, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only
SCALE = {"first": 1, "last": 5}
ASKED = document(
    question("REG", "single", "Region", options=options("North", "South")),
    question("OVER", "rating", "Overall", scale=SCALE),
    question("CARE", "grid", "Our care", items=items("Staff", "Shop"), scale=SCALE),
    question("NPS", "recommend", "Would you recommend us?"),
    question("MAKE", "single", "What do you make?", options=options("Food", "Steel", "Coal", "Ore"), other={"code": 9}),
    question("USE", "multiple", "What do you use?", options=options("Phone", "Web", "Fax")),
    question("AGE", "number", "Age"),
)
NORTH = ([1] * 4 + [2] * 8 + [3] * 8 + [4] * 12 + [5] * 8, [0] * 10 + [8] * 10 + [10] * 20)
SOUTH = ([1] * 2 + [2] * 2 + [3] * 2 + [4] * 3 + [5] * 3, [3] * 2 + [6] * 4 + [9] * 3 + [10] * 3)
MADE = ([1] * 20 + [2] * 14 + [3] * 2 + [4] * 4, [1] * 6 + [3] * 3 + [4] * 3)


def _answers(*over: list[int]) -> list[dict[str, int]]:
    found = []
    for region, ratings in enumerate(over):
        for place, rating in enumerate(ratings):
            score, made, even = (NORTH, SOUTH)[region][1][place], MADE[region][place], place % 2
            row = {"REG": region + 1, "OVER": rating, "NPS": score, "MAKE": made, "AGE": 20 + 7 * place % 60}
            ticks = {"USE.1": even, "USE.2": 1 - even, "USE.3": int(place < 2)}
            # two of the south find the staff poor, all others good
            found.append(row | ticks | {"CARE.staff": 2 if region and place < 2 else 4, "CARE.shop": rating})
    return found


def _planted(stage: Stage, level: AnonymityLevel, *over: list[int]) -> str:
    stage.level = level
    plant(stage, publish(stage, ASKED), _answers(*over))
    return f"/studies/{stage.study.code}/stages/{stage.code}"


def test_a_pooled_scale_shows_its_ranges_and_no_mean(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner, "Three groups"))
    root = _planted(stage, AnonymityLevel.ANONYMOUS, NORTH[0], SOUTH[0])
    sign_in(client, owner)
    page = client.get(f"{root}/results?REG=2").text
    assert "50% answer 4 or 5" in page
    assert "the mean is" not in page
    assert "Satisfied, 4 or 5 of 5" in page
    assert "Answers that fewer than 5 people of a group gave are told together with others." in page
    table = client.get(f"{root}/results/OVER.csv?REG=2").text
    assert [line.split(",")[:2] for line in table.splitlines()[1:3]] == [["1–3", "6 of 12"], ["4–5", "6 of 12"]]
    assert "told together with others" in table
    # of two rows one is not told: the other is called neither the best nor the worst
    care = client.get(f"{root}/results/CARE.csv?REG=2").text
    assert "Shop" in care
    assert "Staff" not in care
    assert "50% choose the two highest" in page
    assert "0–6,6 of 12" in client.get(f"{root}/results/NPS.csv?REG=2").text
    assert "Coal / Ore,6 of 12" in client.get(f"{root}/results/MAKE.csv?REG=2").text
    assert "Fax" not in client.get(f"{root}/results/USE.csv?REG=2").text
    crossed = client.get(f"{root}/crosstab.csv?rows=OVER&columns=REG").text
    assert "1–3,Answers,26,20,6" in crossed
    assert "Mean" not in crossed
    # whoever sees small groups of people is told everything
    root = _planted(stage_of(make_study(owner)), AnonymityLevel.CONFIDENTIAL, NORTH[0], SOUTH[0])
    page = client.get(f"{root}/results?REG=2").text
    assert "the mean is 3.25 on 1 to 5" in page
    assert "told together" not in page


def test_files_for_machines_say_which_codes_are_counted_as_one(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner))
    root = _planted(stage, AnonymityLevel.ANONYMOUS, NORTH[0], SOUTH[0])
    sign_in(client, owner)
    found = client.get(f"{root}/results.json?REG=2").get_json()
    rows = {row["variable"]: row for each in found["questions"] for row in each["rows"]}
    assert rows["OVER"]["parts"] == [[1, 2, 3], [4, 5]]
    assert (rows["OVER"]["mean"]["value"], rows["OVER"]["mean"]["reason"]) == (None, "few_in_a_group")
    assert found["key"]["satisfaction_mean"] == {"withheld": True, "reason": "few_in_a_group"}
    assert rows["CARE.staff"]["withheld"]
    assert "told_in_parts" not in found["questions"][0]
    # a codebook has a place for the count of each code alone: for those of several together it has none
    codebook = client.get(f"{root}/codebook.xml?REG=2").text
    whole = client.get(f"{root}/codebook.xml").text
    variables = [each.partition('name="OVER"')[2].partition("</var>")[0] for each in (whole, codebook)]
    assert ["catStat" in each for each in variables] == [True, False]


def test_a_workbook_of_a_group_says_what_it_tells_in_parts(app: Flask) -> None:
    stage = stage_of(make_study(make_account()))
    _planted(stage, AnonymityLevel.ANONYMOUS, NORTH[0], SOUTH[0])
    book = loaded(written(whole_reports.build(stage, {"REG": ["2"]}, role=Role.OWNER)))
    told = {sheet.title: [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value] for sheet in book}
    assert {"1–3", "4–5", "4 or 5", "0–6"} <= set(told["Questions"])
    assert "Told in parts" in told["Method"]
    assert any("told together with others" in each for each in told["Questions"])
    assert not any("the mean is" in each for each in told["KPI"])


def test_shares_told_in_parts_are_compared_with_those_of_an_earlier_survey(app: Flask) -> None:
    study = make_study(make_account())
    second = Stage(study=study, code="later", title="Later", kind=StageKind.SURVEY, position=9, min_group=5)
    session.add(second)
    _planted(stage_of(study), AnonymityLevel.ANONYMOUS, [3] * 20 + [4] * 20, [3] * 6 + [4] * 6)
    _planted(second, AnonymityLevel.ANONYMOUS, NORTH[0], SOUTH[0])
    asked = {"REG": ["2"]}
    before, now = (waves.read(each, Role.OWNER, asked) for each in (stage_of(study), second))
    assert [bool(each.report.questions[1].is_partial) for each in (before, now) if each.report] == [False, True]
    moved = {each.indicator.key: each for each in waves.compare(before, now)}
    found = moved[f"{Measure.SATISFIED}:OVER"].change
    assert (found.before, found.now, found.barriers) == (0.5, 0.5, ())
    assert f"{Measure.MEAN}:OVER" not in moved
    assert reports.fewest_told(second, Role.OWNER) == 5


def test_a_shared_attribute_stays_itself_where_another_is_not_shown(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner))
    stage.level = AnonymityLevel.CONFIDENTIAL
    version = publish(stage, document(question("OVER", "rating", "Overall", scale=SCALE)))
    rated = {"Food": [4] * 19 + [1], "Paper": [2] * 20 + [5] * 20}  # one of Food is not satisfied
    for industry, over in rated.items():
        answers = [{"OVER": rating} for rating in over]
        plant(stage, version, answers, attributes=[{"industry": industry, "region": each} for each in ("N", "S")])
    with app.test_request_context():
        found = [reports.read(stage, {}, role=role) for role in (Role.OWNER, None)]
        anchors = [{each.anchor for each in figures_of(one.report, {}, 5)} for one in found if one.report]
    assert anchors == [{"OVER", "by-1", "by-2"}, {"OVER", "by-2", "not-by"}]
    pages = []
    for parts in (["by-1", "by-2"], ["by-2"]):  # the first was shared while it could be told
        with transaction():
            secret = shared_results.share(stage, "Board", parts, 30, owner)
        pages.append(client.get(f"/shared/{secret}").get_data(as_text=True))
    assert ["Satisfied share by industry" in page for page in pages] == [True, False]
    assert all("Satisfied share by region" in page for page in pages)
    sign_in(client, owner)
    offered = client.get(f"/studies/{stage.study.code}/stages/{stage.code}/shared").get_data(as_text=True)
    assert ("by-2" in offered, "not-by" in offered) == (True, False)


def test_groups_that_are_left_out_are_named_as_such_and_shown_nowhere(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner))
    stage.level = AnonymityLevel.ANONYMOUS
    version = publish(stage, document(question("SAT", "rating", "Content?", scale=SCALE)))
    sizes = {"A": 70, "B": 50, "C": 30, "D": 20, "E": 10, "F": 3}  # four of D are not content
    for name, size in sizes.items():
        answers = [{"SAT": 5 if place % 5 else 1} for place in range(size)]
        plant(stage, version, answers, attributes=[{"part": name}])
    sign_in(client, owner)
    root = f"/studies/{stage.study.code}/stages/{stage.code}"
    why = "Groups of whom fewer than 5 people gave some of the answers are left out."
    page = client.get(f"{root}/crosstab?rows=SAT&columns=attr.part").text
    assert why in page
    assert "2 columns are left out: they have too few answers" in page  # F, and E which would lay it open
    assert why in client.get(f"{root}/crosstab.csv?rows=SAT&columns=attr.part").text
    found = client.get(f"{root}/crosstab.json?rows=SAT&columns=attr.part").get_json()
    assert (found["hidden_columns"], found["columns_left_out"]) == (3, 1)
    # as a filter such a group shows what it shows as a column: nothing
    statuses = [client.get(f"{root}/crosstab?rows=SAT&attr.part={name}").status_code for name in "AD"]
    assert statuses == [200, 409]
    book = loaded(written(whole_reports.build(stage, {}, role=Role.OWNER)))
    assert any(why in str(cell.value) for row in book["Cross-tables"].iter_rows() for cell in row)
