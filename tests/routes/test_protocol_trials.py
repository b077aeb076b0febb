"""Trying the rules: the page before and after the lock, and the same on the command line."""

import json
import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session, transaction
from survey_app.models import Protocol, Stage
from survey_app.services import items, protocol_trials, protocols
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.stats.trial_worlds import World
from survey_app.vocabulary import ItemScale, Role
from tests.builders import make_member, post, sign_in
from tests.delphis import make_stage

pytestmark = pytest.mark.sqlite_only
RULES = ProtocolRules(question={"en": "How important is this?"})


def ready(rules: ProtocolRules = RULES) -> Stage:
    stage = make_stage()
    with transaction():
        items.add_many(stage, "en", ["A reply within 48 hours"])
        protocols.write_draft(stage, rules)
    return stage


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_rules_are_tried_kept_with_the_draft_and_shown_after_the_lock(app: Flask, client: FlaskClient) -> None:
    stage = ready()
    sign_in(client, make_member(stage.study, Role.OWNER))
    base = f"/studies/{stage.study.code}/stages/{stage.code}/protocol"
    assert f"{base}/trial" in client.get(base).text
    before = protocols.digest(protocols.document_of(stage, RULES))
    assert "Tried on" not in client.get(f"{base}/trial").text
    assert post(client, f"{base}/trial", {"panellists": "9", "seed": "4"}).status_code == 303
    page = client.get(f"{base}/trial")
    said = words(page.text)
    assert "If 9 people rated at random, 1.66% of the statements would count as agreed" in said
    assert "is found for 94.7% of the statements" in said
    assert page.text.count("<svg") >= 1
    kept = protocol_trials.kept(stage.id)
    assert kept is not None
    assert (kept.is_current, kept.report.seed, kept.report.chance_high) == (True, 4, "163/19683")
    assert all(f"{100 * each.passed:.1f}%" in said for each in kept.report.worlds)

    for wrong in ({"panellists": "4", "seed": "1"}, {"panellists": "401", "seed": "x"}, {"panellists": "", "seed": ""}):
        assert post(client, f"{base}/trial", wrong).status_code == 422
    with transaction():
        protocols.write_draft(stage, replace(RULES, percent=80))
    assert "The rules were changed since" in client.get(f"{base}/trial").text
    with transaction():
        protocols.write_draft(stage, RULES)
        protocol = protocols.lock(stage, None)
    assert protocol.hash == before
    assert post(client, f"{base}/trial", {"panellists": "9", "seed": "4"}).status_code == 409
    shown = client.get(f"{base}/trial").text
    assert "Tried on" in shown
    assert '<form class="stack"' not in shown
    assert f"{base}/trial" in client.get(base).text


def test_points_have_no_rule_to_try(app: Flask, client: FlaskClient) -> None:
    stage = ready(replace(RULES, scale=ItemScale.POINTS))
    sign_in(client, make_member(stage.study, Role.OWNER))
    page = f"/studies/{stage.study.code}/stages/{stage.code}/protocol/trial"
    assert post(client, page, {"panellists": "9", "seed": "4"}).status_code == 409


def test_the_command_line_gives_the_same_figures_and_keeps_them_only_when_asked(app: Flask) -> None:
    stage = ready()
    run = app.test_cli_runner()
    one = run.invoke(args=["delphi", "simulate", stage.code, "--seed", "4", "--panellists", "9", "--json"])
    assert one.exit_code == 0, one.output
    found = json.loads(one.output)
    assert (found["chance_high"], found["seed"], found["n"], found["stage"]) == ("163/19683", 4, 1000, stage.code)
    assert [each["world"] for each in found["worlds"]] == [world.value for world in World]
    assert session.query(Protocol).one().trial is None
    kept = run.invoke(args=["delphi", "simulate", stage.study.code, "--seed", "4", "--panellists", "9", "--keep"])
    assert "high by chance 163/19683" in kept.output
    stored = session.query(Protocol).populate_existing().one().trial
    assert stored is not None
    assert stored["worlds"] == found["worlds"]
    assert run.invoke(args=["delphi", "simulate", "nothing"]).exit_code == 1
    assert run.invoke(args=["delphi", "simulate", stage.code, "--panellists", "2"]).exit_code == 2
