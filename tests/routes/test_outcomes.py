"""Estimates scored by what came out: entered with day and source, taken away again, the same everywhere."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import now
from survey_app.services import outcomes
from survey_app.vocabulary import Role
from tests.builders import make_member, post, sign_in
from tests.panels import close_and_mix, make_panel, one_round, open_round, release
from tests.rating_pages import tree, words
from tests.routes.test_confident_estimates import OTHERS, estimated, made

pytestmark = pytest.mark.sqlite_only
TRUE: dict[str, object] = {"value-1": "62", "day-1": "2026-03-31", "source-1": "Log of replies, first quarter"}


def test_rounds_are_scored_by_what_came_out(app: Flask, client: FlaskClient) -> None:
    panel = made()
    round_ = open_round(panel)
    estimated(panel, round_, [*OTHERS, (52, 72, 82, 72)], first=0)
    close_and_mix(round_)
    release(round_)
    sign_in(client, make_member(panel.stage.study, Role.OWNER))
    results = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results"
    here = f"{results}/outcomes"
    assert tree(client.get(results)).xpath(f"//a[@href='{here}']")
    assert "No outcome is known yet" in words(client.get(here))
    later = (now() + timedelta(days=2)).date().isoformat()
    wrong: list[dict[str, object]] = [
        {"value-1": "101"}, {"value-1": "-1"}, {"value-1": "9" * 5000}, {"value-1": "\0"}, {"value-1": "nan"},
        {"value-1": ""},
        {"day-1": later}, {"day-1": "soon"}, {"day-1": ""}, {"day-1": "0001-01-01"},
        {"source-1": ""}, {"source-1": "x" * 301}, {"source-1": ["a", "b"], "value-1": ["x", "y"]},
    ]  # fmt: skip
    for fields in wrong:
        page = post(client, here, {**TRUE, **fields})
        assert page.status_code == 422, fields
    assert "Log of replies" in post(client, here, {**TRUE, "value-1": "101"}).text
    assert not outcomes.of_stage(panel.stage)

    assert post(client, here, TRUE).status_code == 303
    told = words(client.get(here))
    assert "31 Mar 2026: Log of replies, first quarter" in told
    # 10-30, 0-11.7, 41.1-85.6, 62-78, 52.2-67.8, 30-50 and 49.8-83.1: four of seven
    assert "4 of 7 ranges held the outcome: 57%; 80% should." in told
    [found] = json.loads(client.get(f"{here}.json").text)["rounds"]
    assert found["items"][0]["errors"]["median"] == 12
    assert found["items"][0]["inside"] == {"median_of_quantiles": True, "quantile_average": False, "linear_pool": True}
    assert found["events"] == 0
    [line] = csv.DictReader(io.StringIO(client.get(f"{here}.csv").text.lstrip("\ufeff")))
    assert (line["ranges_held"], line["ranges"], line["error_median"]) == ("4", "7", "12.0")

    assert post(client, here, {**TRUE, "value-1": "100"}).status_code == 303
    [found] = json.loads(client.get(f"{here}.json").text)["rounds"]
    assert found["events"] == 1
    assert found["brier"]["median"] == pytest.approx(0.25)
    assert "Brier score over outcomes that are events (1)" in words(client.get(here))
    assert post(client, here, {}).status_code == 303
    assert not outcomes.of_stage(panel.stage)
    with time_machine.travel(datetime(2031, 12, 31, 23, 30, tzinfo=UTC)):  # it is 2032 where the study is made
        sign_in(client, make_member(panel.stage.study, Role.OWNER))
        assert post(client, here, {**TRUE, "day-1": "2032-01-02"}).status_code == 422
        assert post(client, here, {**TRUE, "day-1": "2032-01-01"}).status_code == 303


def test_only_writers_enter_outcomes_and_only_estimates_have_some(app: Flask, client: FlaskClient) -> None:
    panel = made()
    round_ = open_round(panel)
    estimated(panel, round_, OTHERS, first=0)
    close_and_mix(round_)
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results/outcomes"
    sign_in(client, make_member(panel.stage.study, Role.VIEWER))
    assert not tree(client.get(here)).xpath("//main//form")
    assert post(client, here, TRUE).status_code == 403
    owner = app.test_client()
    sign_in(owner, make_member(panel.stage.study, Role.OWNER))
    assert post(owner, here, TRUE).status_code == 303
    [found] = json.loads(client.get(f"{here}.json").text)["rounds"]
    assert found["held"] is None, "six ranges are not shown one by one, so they are not counted either"
    rated = make_panel()
    one_round(rated, [[7, 8, 9]] * 6)
    other = app.test_client()
    sign_in(other, make_member(rated.stage.study, Role.OWNER))
    base = f"/studies/{rated.stage.study.code}/stages/{rated.stage.code}/round-results"
    assert other.get(base).status_code == 200
    assert other.get(f"{base}/outcomes").status_code == 404
