"""Trying the rules: the page before and after the lock, and the same on the command line."""

import json
import math
import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session, transaction
from survey_app.exports.first_round_report import FirstRoundReport
from survey_app.exports.movement_report import MovementReport
from survey_app.exports.trial_report import TrialReport
from survey_app.models import Panellist, Protocol, Stage
from survey_app.services import items, own_scales, protocol_trials, protocols
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.stats.trial_worlds import World
from survey_app.vocabulary import ItemScale, Role
from tests.builders import make_member, post, sign_in
from tests.delphis import make_stage
from tests.routes.test_own_scales import FIVE, WAYS

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
    assert isinstance(kept.report, TrialReport)
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


CHOICE = replace(
    RULES, scale=ItemScale.CHOICE, scale_max=3, options={"en": "One\nTwo\nThree"}, cannot_judge=True, percent=70
)


def test_a_choice_is_tried_in_words_chart_and_command(app: Flask, client: FlaskClient) -> None:
    stage = ready(CHOICE)
    sign_in(client, make_member(stage.study, Role.OWNER))
    page = f"/studies/{stage.study.code}/stages/{stage.code}/protocol/trial"
    assert post(client, page, {"panellists": "9", "seed": "4"}).status_code == 303
    shown = client.get(page).text
    # 7 of 9 on one of three options: 3 (36 * 4 + 9 * 2 + 1) / 19,683
    assert "If 9 people chose among 3 options at random, 2.48% of the statements would count as agreed" in words(shown)
    assert "going over to what most chose" in words(shown)
    assert "median" not in words(shown)
    assert "<svg" in shown
    kept = protocol_trials.kept(stage.id)
    assert kept is not None
    assert isinstance(kept.report, TrialReport)
    assert (kept.is_current, kept.report.options, kept.report.chance_high) == (True, 3, "")
    assert kept.report.chance_passes == pytest.approx(3 * (36 * 4 + 9 * 2 + 1) / 3**9)
    run = app.test_cli_runner()
    plain = json.loads(
        run.invoke(args=["delphi", "simulate", stage.code, "--seed", "4", "--panellists", "9", "--json"]).output
    )
    assert plain["worlds"][0]["passed"]["k"] == round(1_000 * kept.report.worlds[0].passed)
    assert "options that tie" in run.invoke(args=["delphi", "simulate", stage.code]).output


def test_readings_are_tried_as_well_and_one_round_says_nothing_of_later_ones(app: Flask, client: FlaskClient) -> None:
    stage = ready(replace(RULES, ram=True, rounds=1))
    with transaction():
        session.add_all(Panellist(stage_id=stage.id, name=f"Person {number}") for number in range(8))
    sign_in(client, make_member(stage.study, Role.OWNER))
    page = f"/studies/{stage.study.code}/stages/{stage.code}/protocol/trial"
    assert re.search(r'name="panellists"[^>]*value="8"', client.get(page).text), "as many as are listed"
    assert post(client, page, {"panellists": "9", "seed": "4"}).status_code == 303
    said = words(client.get(page).text)
    assert re.search(r"Read by RAND/UCLA, [\d.]+% would be appropriate by chance", said)
    assert "There is one round, and nobody changes an answer." in said
    assert not re.search("Rounds to stop|Never stable|after the last round|From round to round|drift", said)


ESTIMATE = replace(RULES, scale=ItemScale.ESTIMATE, scale_min=0, scale_max=100)


@pytest.mark.parametrize("rules", [replace(RULES, scale=ItemScale.RANKING), ESTIMATE])
def test_where_nothing_passes_or_fails_the_rule_of_stability_is_tried(
    app: Flask, client: FlaskClient, rules: ProtocolRules
) -> None:
    stage = ready(rules)
    with transaction():
        items.add_many(stage, "en", ["One person to call", "Prices known beforehand", "A visit a year"])
    sign_in(client, make_member(stage.study, Role.OWNER))
    page = f"/studies/{stage.study.code}/stages/{stage.code}/protocol/trial"
    assert post(client, page, {"panellists": "9", "seed": "4"}).status_code == 303
    shown = client.get(page).text
    assert "If 9 people answered anew at random in every round" in words(shown)
    assert ("<svg" in shown, "Kendall&#39;s W" in shown) == (True, rules.scale is ItemScale.RANKING)
    plain = json.loads(
        app.test_cli_runner()
        .invoke(args=["delphi", "simulate", stage.code, "--seed", "4", "--panellists", "9", "--json"])
        .output
    )
    kept = protocol_trials.kept(stage.id)
    assert kept is not None
    assert isinstance(kept.report, MovementReport)
    assert (kept.is_current, plain["plan"]["items"], plain["plan"]["kind"]) == (True, 4, rules.scale.value)
    assert [each.settled for each in kept.report.worlds] == [each["settled"] for each in plain["worlds"]]
    assert "all stable" in app.test_cli_runner().invoke(args=["delphi", "simulate", stage.code]).output
    with transaction():
        items.add_many(stage, "en", ["One statement more"])
    assert "The rules were changed since" in client.get(page).text


@pytest.mark.parametrize("rounds", [1, 2])
def test_comparisons_in_pairs_are_tried_for_their_consistency(app: Flask, client: FlaskClient, rounds: int) -> None:
    stage = ready(replace(RULES, scale=ItemScale.POINTS, compared=True, rounds=rounds))
    with transaction():
        items.add_many(stage, "en", ["One person to call", "Prices known beforehand", "A visit a year"])
    sign_in(client, make_member(stage.study, Role.OWNER))
    page = f"/studies/{stage.study.code}/stages/{stage.code}/protocol/trial"
    assert ("Only how well comparisons fit together is tried." in client.get(page).text) is (rounds == 1)
    assert post(client, page, {"panellists": "9", "seed": "4"}).status_code == 303
    kept = protocol_trials.kept(stage.id)
    assert kept is not None
    assert isinstance(kept.report, FirstRoundReport if rounds == 1 else MovementReport)
    assert kept.report.pairs is not None
    by_chance = kept.report.pairs.of(World.RANDOM)
    said = words(client.get(page).text)
    told = re.search(r"4 statements at random, ([\d.]+)% reach a consistency ratio of at most 0.10", said)
    assert told
    assert float(told[1]) == pytest.approx(100 * by_chance.within, abs=0.051)
    assert "Of random panels of 9 people 0.0% have a median ratio of at most 0.10." in said
    assert ("an order, by which the statements are compared" in said) is (rounds > 1)
    assert ("Points give every statement a weight" in said) is (rounds == 1)
    plain = app.test_cli_runner().invoke(args=["delphi", "simulate", stage.code, "--seed", "4"]).output
    assert "pairs of 4 statements" in plain
    with transaction():
        items.add_many(stage, "en", ["One statement more"])
    assert "The rules were changed since" in client.get(page).text
    with transaction():
        items.add_many(stage, "en", [f"Statement {number}" for number in range(5)])
    refused = post(client, page, {"panellists": "9", "seed": "4"})
    assert refused.status_code == 409
    assert "From 2 to 9 statements can be compared in pairs; this would be 10." in refused.text


def chance_of_seven(share: float) -> float:
    """That at least seven of nine people give an answer that one of them gives with this chance: 75 per cent."""
    return sum(math.comb(9, k) * share**k * (1 - share) ** (9 - k) for k in (7, 8, 9))


def test_every_own_scale_is_tried_by_its_own_rule(app: Flask, client: FlaskClient) -> None:
    stage = ready()
    with transaction():
        rated, again, picked, guessed = items.add_many(stage, "en", ["Soon", "Sooner", "Which way", "How many"])
        rated.own_scale = again.own_scale = FIVE
        picked.own_scale, guessed.own_scale = WAYS, own_scales.estimate(0, 60, {})
    sign_in(client, make_member(stage.study, Role.OWNER))
    page = f"/studies/{stage.study.code}/stages/{stage.code}/protocol/trial"
    assert post(client, page, {"panellists": "9", "seed": "4"}).status_code == 303
    kept = protocol_trials.kept(stage.id)
    assert kept is not None
    assert kept.is_current
    five, ways, estimate = kept.report.own_scales
    assert (five.codes, ways.codes, estimate.codes) == (("S2", "S3"), ("S4",), ("S5",))
    assert five.by_chance == pytest.approx(2 * chance_of_seven(0.4)), "in 4 to 5, or in 1 to 2"
    assert five.by_majority == pytest.approx(chance_of_seven(0.9))
    assert five.in_smallest == pytest.approx(2 * (7 * 0.4**6 * 0.6 + 0.4**7)), "six of seven people or all"
    assert ways.by_chance == pytest.approx(3 * chance_of_seven(1 / 3))
    assert (estimate.by_chance, estimate.by_majority) == (None, None)
    said = words(client.get(page).text)
    assert "S2, S3: How soon? 1 late to 5 soon; agreed in 4–5 or 1–2 5.01%" in said
    assert "5.01% of the statements on the own scale of S2, S3 would count as agreed in a first round" in said
    assert "An estimate neither passes nor fails, so there is no chance to give: S5." in said
    assert "If 9 people rated at random, 1.66%" in said, "the protocol's scale as before"
    told = app.test_cli_runner().invoke(args=["delphi", "simulate", stage.code, "--panellists", "9"]).output
    assert "own scale of S2, S3 (rating): passes by chance 0.05" in told
    assert "own scale of S5 (estimate): gives no verdict" in told
    with transaction():
        again.own_scale = WAYS
    assert "The rules were changed since" in client.get(page).text

    with transaction():
        protocols.write_draft(stage, replace(ESTIMATE, rounds=1))
    assert "Only the statements with a scale of their own are tried." in client.get(page).text
    assert post(client, page, {"panellists": "9", "seed": "4"}).status_code == 303
    alone = protocol_trials.kept(stage.id)
    assert alone is not None
    assert isinstance(alone.report, FirstRoundReport)
    assert [line.codes for line in alone.report.own_scales] == [("S2",), ("S3", "S4"), ("S5",)]
    said = words(client.get(page).text)
    assert "Estimates are pooled into one figure" in said
    assert "Statements with a scale of their own" in said


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (replace(RULES, scale=ItemScale.POINTS, rounds=1), "Points give every statement a weight"),
        (replace(RULES, scale=ItemScale.RANKING, rounds=1), "A ranking puts the statements in order"),
        (replace(ESTIMATE, rounds=1), "Estimates are pooled into one figure"),
        (replace(RULES, seeks_agreement=False), "This protocol seeks no agreement"),
    ],
)
def test_where_no_rule_gives_verdicts_the_page_says_so(
    app: Flask, client: FlaskClient, rules: ProtocolRules, said: str
) -> None:
    stage = ready(rules)
    sign_in(client, make_member(stage.study, Role.OWNER))
    page = f"/studies/{stage.study.code}/stages/{stage.code}/protocol/trial"
    shown = client.get(page).text
    assert said in shown
    assert '<form class="stack"' not in shown
    refused = post(client, page, {"panellists": "9", "seed": "4"})
    assert refused.status_code == 409
    assert said in refused.text
    assert said in app.test_cli_runner().invoke(args=["delphi", "simulate", stage.code]).output


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
