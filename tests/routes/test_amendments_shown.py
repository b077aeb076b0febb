"""What panellists read of amendments, and where waivers and proposals stand in the results."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from survey_app.db import session, transaction
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.models import Proposal
from survey_app.services import protocols, round_reports
from survey_app.vocabulary import ProposalState
from tests.builders import sign_in
from tests.panels import make_panel, one_round, open_round, take_seat
from tests.rating_pages import get, tree, words

pytestmark = pytest.mark.sqlite_only


def test_panellists_read_what_was_amended_and_why(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=7)
    one_round(panel, [[number + 1, 6, 7] for number in range(7)])
    take_seat(client, panel, 0)
    assert "were amended" not in words(get(client, panel))
    rules = protocols.rules_of(panel.stage.id)
    changed = type(rules)(**{**{name: getattr(rules, name) for name in rules.__dataclass_fields__}, "rounds": 3})
    with transaction():
        protocols.amend(panel.stage, changed, "The panel asked for a third round", None)
    assert "The panel asked for a third round" in words(get(client, panel))
    open_round(panel)
    shown = words(get(client, panel))
    assert "amended once" in shown
    assert "Rounds: was 2, is 3" in shown
    sign_in(client, panel.stage.study.memberships[0].account)
    base = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}"
    waiting = tree(client.get(f"{base}/protocol/amend"))
    assert "Amend the protocol after that" in waiting.xpath("string(//main)")
    assert not waiting.xpath("//*[@name='reason']"), "nobody fills in what cannot be taken"
    found = client.get(f"{base}/round-results.json").get_json()["rounds"][0]["standing"]
    assert (found["stop"], found["planned"]) == ("one_more", 3), "the advice goes by the rules in force"


def test_after_the_last_declared_round_nobody_is_told_to_open_another(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=7, rounds=2)
    sign_in(client, panel.stage.study.memberships[0].account)
    told = []
    for _number in range(2):
        one_round(panel, [[number + 1, 6, 7] for number in range(7)])
        shown = words(client.get(f"/studies/{panel.stage.study.code}"))
        told.append(("Open another round" in shown, "amend the protocol to ask once more" in shown))
    assert told == [(True, False), (False, True)]


def test_waivers_and_proposals_stand_in_the_results_and_the_workbook(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=7)
    round_ = one_round(panel, [[number + 1, 6, 7] for number in range(7)])
    round_.waiver = "Only four experts exist"
    row = Proposal(key="k" * 64, round_id=round_.id, text="A", item_id=panel.items[2].id, state=ProposalState.TAKEN)
    session.add(row)
    session.commit()
    sign_in(client, panel.stage.study.memberships[0].account)
    base = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}"
    assert "because: Only four experts exist" in words(client.get(f"{base}/round-results"))
    assert "proposed by a panellist" in words(client.get(f"{base}/items"))
    assert client.get(f"{base}/round-results.json").json["items"][2]["proposed"] is True
    target = io.BytesIO()
    write_round_workbook(round_reports.build(panel.stage), "en", target)
    book = load_workbook(target)
    cells = {str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line}
    assert {"Only four experts exist", "a proposal of a panellist"} <= cells
