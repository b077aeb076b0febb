"""The register of needs: stated or latent with source and evidence, kept, shown with the tiers, also by segment."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.models import NeedNote, Stage
from survey_app.vocabulary import AnonymityLevel, Role
from tests.builders import make_account, make_member, make_study, post, sign_in, stage_of
from tests.planting import document, items, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only
N = 120


@pytest.fixture
def stage(app: Flask, client: FlaskClient) -> Stage:
    owner = make_account()
    stage = stage_of(make_study(owner, "Needs 2026"))
    stage.level = AnonymityLevel.CONFIDENTIAL
    definition = document(
        question("KANO", "kano", "Features", items=items("Speed", "Quiet")),
        question("RARE", "kano", "Asked of few", items=items("Odd")),
        question("SIZE", "single", "How large?", options=options("Small", "Large", "Rare")),
    )
    answers = [
        {
            # must-be for all; what the large ones like to have and do not miss, and the small ones take for granted
            "KANO.quiet.functional": 3, "KANO.quiet.dysfunctional": 5,
            "KANO.speed.functional": 1 if place % 2 else 3, "KANO.speed.dysfunctional": 3 if place % 2 else 5,
            "SIZE": 2 - place % 2,
            **({"RARE.odd.functional": 1, "RARE.odd.dysfunctional": 5} if place < 3 else {}),
        }
        for place in range(N)
    ]  # fmt: skip
    plant(stage, publish(stage, definition), answers)
    sign_in(client, owner)
    return stage


def test_notes_are_kept_and_stand_with_the_tiers(stage: Stage, client: FlaskClient) -> None:
    root = f"/studies/{stage.study.code}/stages/{stage.code}"
    view = f"{root}/customers/needs?features=KANO&segment=SIZE"
    assert f"{root}/needs/KANO" in client.get(view).text
    sent = {
        "awareness-KANO.speed": "latent", "source-KANO.speed": "Visits in May",
        "evidence-KANO.speed": "12 of 30 <b>asked</b>", "awareness-KANO.quiet": "unknown",
    }  # fmt: skip
    assert post(client, f"{root}/needs/KANO", sent).status_code == 303
    page = client.get(view).text
    for words in ("latent", "Visits in May", "12 of 30 &lt;b&gt;asked&lt;/b&gt;", "1 need changes its tier"):
        assert words in page
    # without a drawing the numbers are all there is to see
    assert page.count('<details class="data" open>') == page.count('<details class="data"') == 2
    needs = {each["name"]: each for each in client.get(view.replace("needs?", "needs.json?")).get_json()["needs"]}
    assert (needs["speed"]["awareness"], needs["speed"]["source"]) == ("latent", "Visits in May")
    assert {each["segment"]: each["tier"] for each in needs["speed"]["segments"]} == {"1": "attractive", "2": "basic"}
    # in the order of the answers, whoever came first
    assert [each["segment"] for each in needs["speed"]["segments"]] == ["1", "2"]
    assert needs["quiet"]["same_in_all"] is True
    # emptied again, nothing is kept
    empty = {"awareness-KANO.speed": "unknown", "awareness-KANO.quiet": "unknown"}
    assert post(client, f"{root}/needs/KANO", empty).status_code == 303
    assert session.query(NeedNote).count() == 0


@pytest.mark.parametrize(
    "changes", [{"awareness-KANO.speed": "both"}, {"source-KANO.speed": "x" * 201}, {"evidence-KANO.speed": "a\x00b"}]
)
def test_what_cannot_be_kept_is_told_and_stays_typed(
    stage: Stage, client: FlaskClient, changes: dict[str, str]
) -> None:
    sent = {"awareness-KANO.speed": "stated", "awareness-KANO.quiet": "stated", "source-KANO.quiet": "Letters"}
    answer = post(client, f"/studies/{stage.study.code}/stages/{stage.code}/needs/KANO", sent | changes)
    assert answer.status_code == 422
    assert re.search(r'name="source-KANO.quiet" value="Letters"', answer.text)
    assert session.query(NeedNote).count() == 0


def segments_of(client: FlaskClient, address: str) -> dict[str, int]:
    """How many segments of each need are told."""
    return {each["name"]: len(each["segments"]) for each in client.get(address).get_json()["needs"]}


def test_a_segment_of_few_people_is_not_shown_apart_and_others_change_nothing(
    app: Flask, stage: Stage, client: FlaskClient
) -> None:
    version = stage.versions[-1]
    plant(stage, version, [{"KANO.quiet.functional": 3, "KANO.quiet.dysfunctional": 5, "SIZE": 3}] * 2)
    root = f"/studies/{stage.study.code}/stages/{stage.code}"
    assert segments_of(client, f"{root}/customers/needs.json?features=KANO&segment=SIZE") == {"speed": 2, "quiet": 1}
    assert client.get(f"{root}/customers/needs.json?features=RARE").status_code == 409
    assert client.get(f"{root}/needs/SIZE").status_code == 404
    viewer = app.test_client()
    sign_in(viewer, make_member(stage.study, Role.VIEWER))
    assert viewer.get(f"{root}/needs/KANO").status_code == 403
    assert f"{root}/needs/KANO" not in viewer.get(f"{root}/customers/needs?features=KANO").text


def test_few_people_of_no_segment_are_not_found_by_subtracting_the_segments(stage: Stage, client: FlaskClient) -> None:
    root = f"/studies/{stage.study.code}/stages/{stage.code}/customers/needs.json?features=KANO"
    lone = {"KANO.quiet.functional": 3, "KANO.quiet.dysfunctional": 5}
    plant(stage, stage.versions[-1], [lone])
    assert segments_of(client, f"{root}&segment=SIZE") == {"speed": 2, "quiet": 1}
    plant(stage, stage.versions[-1], [lone] * (stage.min_group - 1))
    assert segments_of(client, f"{root}&segment=SIZE") == {"speed": 2, "quiet": 2}
