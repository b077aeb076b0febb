"""Two surveys side by side, and the register of improvements that follows a figure from one to the next."""

import csv
import io
import re

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from scipy import stats

from survey_app.db import transaction
from survey_app.models import Stage, Study
from survey_app.services import studies
from survey_app.vocabulary import Mode, Role, StageKind
from tests.builders import make_account, make_member, make_study, post, sign_in, stage_of
from tests.planting import document, plant, publish, question

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
