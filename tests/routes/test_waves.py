"""Two surveys side by side, and the register of improvements that follows a figure from one to the next."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from scipy import stats

from survey_app.db import session, transaction
from survey_app.exports.client_look import ClientLook
from survey_app.models import KeptWeighting, Stage, Study
from survey_app.services import studies, whole_reports
from survey_app.services.weighting_rules import Break, Rule
from survey_app.vocabulary import AnonymityLevel, Mode, Role, StageKind
from tests.builders import make_account, make_member, make_study, post, sign_in, stage_of
from tests.exports.reading import loaded, written
from tests.planting import document, options, plant, publish, question

FIRST = [1 + place % 5 for place in range(60)]
SECOND = [min(5, 2 + place % 5) for place in range(80)]
PAIR = {"items": [{"code": "speed", "label": {"en": "Speed"}}], "scale": {"first": 1, "last": 5}}


def _document(label: str) -> dict[str, object]:
    return document(
        question("OVER", "rating", label, scale={"first": 1, "last": 5}),
        question("NPS", "recommend", "Would you recommend us?"),
        question("GAPS", "battery", "Expected and experienced", **PAIR),
    )


def _answers(ratings: list[int]) -> list[dict[str, object]]:
    return [
        {
            "OVER": rating,
            "NPS": 2 * rating,
            "GAPS.speed.expected": 3 + place % 3,
            "GAPS.speed.experienced": rating,
        }
        for place, rating in enumerate(ratings)
    ]


@pytest.fixture
def study(app: Flask, client: FlaskClient) -> Study:
    owner = make_account()
    study = make_study(owner, "Waves 2026")
    first = stage_of(study)
    plant(first, publish(first, _document("How satisfied are you?")), _answers(FIRST), modes=(Mode.WEB,))
    sign_in(client, owner)
    return study


def _second(study: Study, label: str = "How  satisfied are you?") -> Stage:
    with transaction():
        stage = studies.add_stage(study, StageKind.SURVEY, "Spring 2027")
    plant(stage, publish(stage, _document(label)), _answers(SECOND), modes=(Mode.WEB,))
    return stage


@pytest.mark.sqlite_only
def test_figures_of_two_surveys_are_compared_by_their_tests(study: Study, client: FlaskClient) -> None:
    root = f"/studies/{study.code}/waves"
    assert "There is only one survey" in client.get(root).get_data(as_text=True)
    second = _second(study)
    found = client.get(f"{root}.json").get_json()
    assert found["now"] == second.code
    changes = {each["indicator"]: each for each in found["changes"]}
    # Welch's test as scipy computes it
    welch = stats.ttest_ind(SECOND, FIRST, equal_var=False)
    mean = changes["mean:OVER"]
    assert mean["value"] == pytest.approx(np.mean(SECOND) - np.mean(FIRST))
    assert mean["test"]["p"] == pytest.approx(welch.pvalue)
    gaps = [[rating - (3 + place % 3) for place, rating in enumerate(wave)] for wave in (SECOND, FIRST)]
    gap = stats.ttest_ind(*gaps, equal_var=False)
    assert changes["gap:GAPS.speed.experienced"]["test"]["p"] == pytest.approx(gap.pvalue)
    assert {"recommend:NPS", "satisfied:OVER"} <= set(changes)
    page = client.get(root).get_data(as_text=True)
    assert "Risen." in page
    # the chart says what it shows: what moved beyond the margin is named, the rest counted
    drawn = page.partition('id="waves"')[2].partition("</h2>")[0]
    shares = [each for name, each in changes.items() if name.startswith("satisfied:") and each["interval"]]
    same = sum(each["interval"]["low"] <= 0 <= each["interval"]["high"] for each in shares)
    assert len(shares) > same
    assert ("Risen: " in drawn) == any(each["interval"]["low"] > 0 for each in shares)
    assert (f"{same} figure" in drawn) == (same > 0)
    kpis = client.get(f"/studies/{study.code}/stages/{second.code}/results").get_data(as_text=True)
    kpis = kpis.partition('<dl class="kpis">')[2].partition("</dl>")[0]
    assert re.search(r": 40%\. (Risen|No change is shown)\.", kpis)
    lines = list(csv.reader(io.StringIO(client.get(f"{root}.csv").get_data(as_text=True).lstrip("\ufeff"))))
    assert len(lines) == 1 + len(changes)
    assert client.get(f"{root}?before=nothing").status_code == 404
    same = client.get(f"{root}.json?before={second.code}&now={second.code}").get_json()
    assert same["changes"][0]["value"] == 0


@pytest.mark.sqlite_only
def test_other_words_forbid_comparing(study: Study, client: FlaskClient) -> None:
    _second(study, "How content are you?")
    changes = client.get(f"/studies/{study.code}/waves.json").get_json()["changes"]
    found = {each["indicator"]: each for each in changes}
    assert found["mean:OVER"]["value"] is None
    assert found["mean:OVER"]["barriers"] == ["wording"]
    assert found["recommend:NPS"]["value"] is not None
    page = client.get(f"/studies/{study.code}/waves").get_data(as_text=True)
    assert "Not compared: the words changed." in page


@pytest.mark.sqlite_only
def test_an_improvement_follows_its_figure_into_the_next_survey(app: Flask, study: Study, client: FlaskClient) -> None:
    root = f"/studies/{study.code}/improvements"
    first = stage_of(study)
    asked = client.get(f"{root}/new").get_data(as_text=True)
    key = f"{first.code} mean:OVER"
    assert f'value="{key}"' in asked
    entry = {"action": "Answer within a day", "indicator": key, "owner": "Service", "due": "May", "state": "planned"}
    refused = post(client, f"{root}/new", {**entry, "action": "", "owner": "Kept"})
    assert refused.status_code == 422
    assert 'value="Kept"' in refused.get_data(as_text=True)
    assert post(client, f"{root}/new", {**entry, "indicator": "nothing"}).status_code == 422
    assert post(client, f"{root}/new", {**entry, "after": ""}).status_code == 303
    page = client.get(root).get_data(as_text=True)
    assert "Not looked at again yet." in page
    assert "3.00" in page
    own = re.search(rf'href="({root}/\w{{10}})"', page)
    assert own is not None
    second = _second(study)
    changed = {**entry, "after": second.code, "state": "done"}
    assert post(client, own[1], changed).status_code == 303
    page = client.get(root).get_data(as_text=True)
    assert "Risen." in page
    viewer = app.test_client()
    sign_in(viewer, make_member(study, Role.VIEWER))
    assert "Answer within a day" in viewer.get(root).get_data(as_text=True)
    assert viewer.get(own[1]).status_code == 403
    assert post(client, f"{own[1]}/delete").status_code == 303
    assert "Nothing in the register yet" in client.get(root).get_data(as_text=True)


def _regional(
    study: Study, title: str, sizes: tuple[int, int, int], *, level: AnonymityLevel, east: str = "East"
) -> Stage:
    """A wave with regions; the South is rated a point above the others, the question RARE is answered by three."""
    stage = stage_of(study)
    if title:
        with transaction():
            stage = studies.add_stage(study, StageKind.SURVEY, title)
    stage.level = level
    version = publish(
        stage,
        document(
            question("REG", "single", "Where do you buy?", options=options("North", "South", east)),
            question("OVER", "rating", "How satisfied are you?", scale={"first": 1, "last": 5}),
            question("RARE", "rating", "And with the fair?", scale={"first": 1, "last": 5}),
        ),
    )
    regions = [code for code, size in enumerate(sizes, 1) for _ in range(size)]
    answers = [
        {"REG": code, "OVER": 1 + place % 4 + (code == 2), "RARE": 4 if place < 3 else -9}
        for place, code in enumerate(regions)
    ]
    plant(stage, version, answers, modes=(Mode.WEB,))
    return stage


def _weigh(stage: Stage) -> None:
    rule = Rule(breaks=(Break("REG", {"1": 50.0, "2": 50.0}),)).stored()
    session.add(KeptWeighting(stage_id=stage.id, name="Region", rule=rule))
    session.commit()


def _holds_all_decimals(client: FlaskClient, address: str, whole: Mapping[str, Any]) -> None:
    """The workbook holds every figure as a number, as the program that asks for JSON gets it."""
    sheet = loaded(client.get(address).data).worksheets[0]
    cells = {str(row[1].value): row for row in sheet.iter_rows() if row[1].value}
    for name, key in (("mean", "mean:OVER"), ("satisfied", "satisfied:OVER")):
        row, change = cells[f"How satisfied are you?: {name}"], whole[key]
        factor = 100 if key.startswith("satisfied") else 1
        low, high = change["interval"]["low"], change["interval"]["high"]
        wanted = [change["before"], change["now"], *(factor * each for each in (change["value"], low, high))]
        assert [row[place].value for place in range(2, 7)] == pytest.approx(wanted, abs=1e-12)
        assert "+0" in row[4].number_format
        assert row[8].value == change["n_now"]


@pytest.mark.sqlite_only
def test_two_surveys_are_compared_under_filters_and_weights_that_both_know(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner, "Regions 2026")
    first = _regional(study, "", (30, 30, 0), level=AnonymityLevel.CONFIDENTIAL)
    second = _regional(study, "Spring 2027", (60, 20, 0), level=AnonymityLevel.CONFIDENTIAL)
    sign_in(client, owner)
    root = f"/studies/{study.code}/waves"
    plain = {each["indicator"]: each for each in client.get(f"{root}.json").get_json()["changes"]}
    # three people answered RARE: on the results page it is withheld, so it is here
    assert set(plain) == {"satisfied:OVER", "mean:OVER"}
    south = client.get(f"{root}.json?REG=2").get_json()
    assert south["filters"] == [{"name": "REG", "value": "2"}]
    mean = next(each for each in south["changes"] if each["indicator"] == "mean:OVER")
    assert (mean["n_before"], mean["n_now"]) == (30, 20)
    page = client.get(f"{root}?REG=2").get_data(as_text=True)
    assert "Only: Where do you buy: South." in page
    # only the second is weighted: nothing is compared, and the page says why
    _weigh(second)
    one = client.get(f"{root}?weight=on").get_data(as_text=True)
    assert "Not compared: only one of the two is weighted." in one
    assert "unweighted, because no weighting is kept" in one
    _weigh(first)
    both = client.get(f"{root}.json?weight=on").get_json()
    mean = next(each for each in both["changes"] if each["indicator"] == "mean:OVER")
    weights = np.array([40 / 60] * 60 + [2.0] * 20)
    ratings = np.array([1 + place % 4 + (place >= 60) for place in range(80)])
    assert mean["now"] == pytest.approx(np.average(ratings, weights=weights))
    error = [
        _error(np.array([1 + place % 4 + (place >= 30) for place in range(60)]), np.ones(60)),
        _error(ratings, weights),
    ]
    assert mean["test"]["statistic"] == pytest.approx(mean["value"] / (error[0] + error[1]) ** 0.5)
    assert [each["name"] for each in both["weighting"]] == ["Region", "Region"]
    # the workbook's sheet has what the page shows under the same filters and weights
    for asked in ({"REG": ["2"]}, {"weight": ["on"]}):
        shown = client.get(f"{root}.json", query_string=asked).get_json()["changes"]
        (earlier,) = whole_reports.build(second, asked, role=Role.OWNER).analyses.waves
        assert {each.key: each.change.to_json() for each in earlier.figures} == {
            each.pop("indicator"): each for each in shown
        }
    lines = client.get(f"{root}.csv?weight=on&REG=2").get_data(as_text=True)
    assert "Only: Where do you buy: South." in lines
    assert "weighted by “Region”" in lines
    for address in ("weight=maybe", "REG=9", "REG=1&REG=2", "before=x"):
        assert client.get(f"{root}?{address}").status_code in {400, 404}, address
    _holds_all_decimals(client, f"{root}.xlsx?weight=on", {each["indicator"]: each for each in both["changes"]})
    drawn = client.get(f"{root}?weight=on").get_data(as_text=True)
    assert ("risen or fallen</li>" in drawn) is ("you-f" in drawn.partition('<ul class="key">')[0])
    kpis = client.get(f"/studies/{study.code}/stages/{second.code}/results?REG=2").get_data(as_text=True)
    assert "Regions 2026: 3.57. No change is shown." in kpis.partition('<dl class="kpis">')[2].partition("</dl>")[0]


def _error(
    ratings: "np.ndarray[tuple[int], np.dtype[np.float64]]", weights: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> float:
    """The linearised variance, written out: n/(n - 1) sum (w(x - m))2 / (sum w)2."""
    n, mean = ratings.size, np.average(ratings, weights=weights)
    return float(n / (n - 1) * ((weights * (ratings - mean)) ** 2).sum() / weights.sum() ** 2)


@pytest.mark.sqlite_only
def test_a_filter_of_one_survey_alone_chooses_nothing_and_few_people_stay_hidden(
    app: Flask, client: FlaskClient
) -> None:
    owner = make_account()
    study = make_study(owner, "Regions 2026")
    level = AnonymityLevel.CONFIDENTIAL
    _regional(study, "", (30, 30, 20), level=level)
    second = _regional(study, "Spring 2027", (60, 4, 20), level=level, east="Islands")
    sign_in(client, owner)
    root = f"/studies/{study.code}/waves"
    # East of one survey is Islands of the other: no two groups to compare
    found = client.get(f"{root}.json?REG=3").get_json()
    assert (found["filters"], found["left_out"]) == ([], ["REG"])
    assert found["changes"][0]["n_now"] == 84
    assert "words otherwise: Where do you buy." in client.get(f"{root}?REG=3").get_data(as_text=True)
    # four people of the South now, and North would give them away together with everybody
    assert client.get(f"{root}.json?REG=2").get_json()["changes"] == []
    assert "Choose a wider group." in client.get(f"{root}?REG=2").get_data(as_text=True)
    page = client.get(root).get_data(as_text=True)
    assert "South" not in page
    results = client.get(f"/studies/{study.code}/stages/{second.code}/results?REG=1&weight=&mode=")
    text = results.get_data(as_text=True)
    for view in ("crosstab", "priorities", "customers", "quality"):
        assert f"/stages/{second.code}/{view}?REG=1" in text, view
    assert f"/waves?REG=1&amp;now={second.code}" in text
    back = client.get(f"/studies/{study.code}/stages/{second.code}/quality?REG=1").get_data(as_text=True)
    assert f"/stages/{second.code}/results?REG=1" in back
    assert "This page is about all answers" in back
    assert '<input type="hidden" name="REG" value="1">' in back
    # a cross-table names the weighting that the other pages turn on
    _weigh(second)
    weighted = client.get(f"/studies/{study.code}/stages/{second.code}/quality?weight=on").get_data(as_text=True)
    assert f"/stages/{second.code}/crosstab?weight=kept" in weighted
    assert f"/stages/{second.code}/priorities?weight=on" in weighted
    third = _regional(study, "Autumn 2027", (60, 30, 20), level=level, east="Islands")
    report = whole_reports.build(third, {"REG": ["3"]}, role=Role.OWNER)
    assert [(each.n, each.figures, each.is_unlike) for each in report.analyses.waves] == [(80, (), True)]
    book = loaded(written(report, look=ClientLook(sheets=("method", "waves"))))
    assert book.sheetnames == ["Cover", "Method"], "a sheet that only says why it is empty"
    told = dict(book["Method"].iter_rows(min_col=2, max_col=3, values_only=True))["Earlier waves"]
    assert told == "Key figures cannot be compared with the last survey: the filters do not fit it"
