"""What counts as satisfied on short scales, and the score of who would recommend in cross-tables."""

import csv
import io

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from scipy import stats

from survey_app.exports import satisfaction_report
from survey_app.exports.client_look import ClientLook
from survey_app.exports.documents.model import Paragraph, Table
from survey_app.models import Stage
from survey_app.services import whole_reports
from survey_app.stats.proportion import wilson
from survey_app.stats.recommend import net_promoter
from survey_app.vocabulary import Role
from tests.builders import make_account, make_study, sign_in, stage_of
from tests.exports.reading import find, loaded, texts, written
from tests.planting import document, items, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only
N = 240
REGION = np.array([1 + (place % 2) for place in range(N)])
OVERALL = np.array([1 + (place // 2) % 3 for place in range(N)])
LIKELY = np.array([(place * 7) % 11 if place % 2 else 6 + place % 5 for place in range(N)])


@pytest.fixture
def planted(app: Flask, client: FlaskClient) -> tuple[str, Stage]:
    owner = make_account()
    study = make_study(owner, "Short scales")
    stage = stage_of(study)
    scale = {"first": 1, "last": 3, "labels": [{"en": words} for words in ("Poor", "Fair", "Good")]}
    asked = (
        question("REG", "single", "Where?", options=options("North", "South")),
        question("OVER", "rating", "How satisfied are you?", scale=scale),
        question("G", "grid", "Rate these", items=items("Speed", "Care"), scale=scale),
        question("NPS", "recommend", "Would you recommend us?"),
        question("WORDS", "differential", "We are", items=[{"code": "pace", "label": {"en": "slow | fast"}}], points=7),
    )
    people = [
        {"REG": int(REGION[at]), "OVER": int(OVERALL[at]), "NPS": int(LIKELY[at])}
        | {"WORDS.pace": 1 + at % 7, "G.speed": 3 if at % 10 else 2, "G.care": 1 + at % 3}
        for at in range(N)
    ]
    plant(stage, publish(stage, document(*asked)), people)
    sign_in(client, owner)
    return f"/studies/{study.code}/stages/{stage.code}", stage


def test_of_three_points_or_fewer_only_the_highest_counts_as_satisfied(
    planted: tuple[str, Stage], client: FlaskClient
) -> None:
    root, stage = planted
    page = client.get(f"{root}/results").get_data(as_text=True)
    assert "Satisfied, 3 of 3" in page
    assert "33% answer 3; the mean is 2.00 on 1 to 3" in page
    assert "“Speed” is rated best with 90% at the highest, “Care” worst with 33%" in page
    assert "two highest" not in page
    # in the file the figures are numbers, and the ends of the intervals that the page has in brackets stand behind
    file = client.get(f"{root}/results/G.csv").get_data(as_text=True).lstrip("\ufeff")
    lines = {line["Rated"]: line for line in csv.DictReader(io.StringIO(file)) if line["Mean"]}
    ends = wilson(216, 240).interval
    assert ends is not None
    ends_told = [float(lines["Speed"][f"Highest, {end} end"]) for end in ("lower", "upper")]
    assert (float(lines["Speed"]["Highest"]), *ends_told) == pytest.approx((0.9, ends.low, ends.high))
    low, mean, high = (float(lines["Care"][name]) for name in ("Mean, lower end", "Mean", "Mean, upper end"))
    assert low < mean == 2 < high
    report = whole_reports.build(stage, {}, role=Role.OWNER)
    assert report.key.satisfied is not None
    assert report.key.satisfied.value == pytest.approx(np.mean(OVERALL == 3))
    book = loaded(written(report, look=ClientLook(sheets=("kpi", "method", "questions", "crosstabs", "check"))))
    assert find(book["KPI"], "Satisfied: 3")
    assert find(book["Method"], "share of the highest answer to overall satisfaction")
    sheet = book["Cross-tables"]
    assert find(sheet, "On scales of three points or fewer only the highest counts.")
    # the item stands with its one point, by its words; the question itself has all three and no line twice
    assert [words for words in texts(sheet) if words in {"Poor", "Fair", "Good"}] == [
        "Poor",
        "Fair",
        "Good",
        *["Good"] * 2,
    ]
    assert not [words for each in book for words in texts(each) if "two highest answers" in words]
    # two opposite words have no better end: of them the mean alone stands beside the groups
    opposite = client.get(f"{root}/crosstab.json?rows=WORDS.pace&columns=REG").get_json()
    assert [row["net"] for row in opposite["rows"]] == [False] * 7
    banner = report.analyses.banner
    assert banner is not None
    [pair] = [each for each in banner.tables if each.variable == "WORDS.pace"]
    assert (pair.points, pair.table.means is not None, len(pair.table.rows)) == ((), True, 7)
    place = find(sheet, "slow | fast").row
    assert [sheet.cell(place + at, 2).value for at in (1, 2)] == ["Base: valid answers", "Mean"]
    told = satisfaction_report.build(report, "en").parts
    lines = [part.text for part in told if isinstance(part, Paragraph)]
    assert any(line.endswith("On scales of three points or fewer only the highest counts.") for line in lines)
    assert not [line for line in lines if "two highest" in line and "Share of" not in line]


def test_cross_tables_show_the_score_of_who_would_recommend_with_its_letters(
    planted: tuple[str, Stage], client: FlaskClient
) -> None:
    root, stage = planted
    found = client.get(f"{root}/crosstab.json?rows=NPS&columns=REG").get_json()
    groups = [LIKELY, *(LIKELY[code == REGION] for code in (1, 2))]
    scores = [net_promoter(each).value for each in groups]
    assert [each["mean"] for each in found["columns"]] == pytest.approx(scores)
    assert (found["mean_is"], found["columns"][1]["mean_letters"]) == ("net_promoter_score", "B")
    nets = {row["label"]: [cell["count"] for cell in row["cells"]] for row in found["rows"] if row["net"]}
    assert nets == {
        "promoters": [int((each >= 9).sum()) for each in groups],
        "detractors": [int((each <= 6).sum()) for each in groups],
    }
    # the letter of the score is that of the t test of plus and minus 100, which scipy computes on its own
    classes = [100.0 * ((each >= 9).astype(int) - (each <= 6).astype(int)) for each in groups[1:]]
    [tested] = found["letters"]["mean_comparisons"]
    assert tested["statistic"] == pytest.approx(stats.ttest_ind(*classes).statistic)
    assert tested["p"] == pytest.approx(stats.ttest_ind(*classes).pvalue)
    page = client.get(f"{root}/crosstab?rows=NPS&columns=REG").get_data(as_text=True)
    assert ("promoters, 9 to 10" in page, "detractors, 0 to 6" in page) == (True, True)
    assert ("Net promoter score</th>" in page, ">Mean</th>" in page) == (True, False)
    sheet = load_workbook(io.BytesIO(client.get(f"{root}/crosstab.xlsx?rows=NPS&columns=REG").data)).active
    assert sheet is not None
    [line, _letters] = [row for row in sheet.iter_rows(values_only=True) if row[1] == "Net promoter score"]
    assert line[3:6] == pytest.approx(scores)
    # the workbook and the report say the same; the mean of 0 to 10 stands nowhere beside a group
    report = whole_reports.build(stage, {}, role=Role.OWNER)
    printed = loaded(written(report, look=ClientLook(sheets=("crosstabs",))))["Cross-tables"]
    row = find(printed, "Net promoter score").row
    values = [cell.value for cell in printed[row] if cell.value is not None][1:]
    assert values == pytest.approx(scores)
    tables = [part for part in satisfaction_report.build(report, "en").parts if isinstance(part, Table)]
    [told] = [row for table in tables for row in table.rows if row[0].startswith("Net promoter score: ")]
    assert told[2:5] == ("−13", "+20 B", "−45")
