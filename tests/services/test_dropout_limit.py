"""The most who may drop out: declared before the first round, held after each one, and only an amendment goes on."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session, transaction
from survey_app.models import Account
from survey_app.services import protocols, round_overview, round_reports, rounds
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_overview import Step
from survey_app.services.rounds import PlanRefused
from tests.builders import sign_in
from tests.panels import TestPanel, answer, close_and_mix, make_panel, open_round, release
from tests.rating_pages import words

pytestmark = pytest.mark.sqlite_only


def one_round(panel: TestPanel, finished: int) -> None:
    round_ = open_round(panel)
    for number in range(finished):
        answer(panel.seat(number), round_, [7, 8, 9 - number % 4])
    close_and_mix(round_)
    release(round_)


def test_older_documents_and_their_hashes_know_nothing_of_it() -> None:
    assert "max_dropout" not in ProtocolRules().to_json()
    declared = ProtocolRules(max_dropout=30)
    assert ProtocolRules.from_json(declared.to_json()) == declared


def test_exactly_at_the_limit_the_next_round_is_planned(app: Flask) -> None:
    panel = make_panel(n=10, rounds=3, max_dropout=40)
    one_round(panel, finished=6)
    assert round_overview.of_stage(panel.stage).step is Step.PLAN
    with transaction():
        assert rounds.plan(panel.stage).number == 2


def test_above_the_limit_no_round_is_planned_until_the_protocol_is_amended(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=10, rounds=3, max_dropout=39)
    one_round(panel, finished=6)
    found = round_overview.of_stage(panel.stage)
    assert (found.step, found.lost) == (Step.CONCLUDE, (4, 10))
    with pytest.raises(PlanRefused) as refused, transaction():
        rounds.plan(panel.stage)
    assert refused.value.params == {"missed": 4, "asked": 10, "number": 1}
    standing = round_reports.plain(round_reports.build(panel.stage))["rounds"][0]["standing"]
    assert standing["stop"] == "too_many_lost"

    owner = panel.stage.study.memberships[0].account
    sign_in(client, owner)
    stage = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}"
    assert "4 of 10 people missed the round, more than the protocol allows." in words(client.get(f"{stage}/rounds"))
    assert "no further round once more than 39% missed one" in words(client.get(f"{stage}/protocol"))
    assert "it asks no further one" in words(client.get(f"{stage}/round-results"))

    with transaction():
        wider = replace(protocols.rules_of(panel.stage.id), max_dropout=50)
        protocols.amend(panel.stage, wider, "Six experts are enough here", session.get_one(Account, owner.id))
    assert round_overview.of_stage(panel.stage).step is Step.PLAN
    with transaction():
        assert rounds.plan(panel.stage).number == 2
