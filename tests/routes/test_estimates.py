"""Estimates with a range over two rounds: three figures a statement, the panel's median and ranges as feedback."""

import json
from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import transaction
from survey_app.models import PanelRound
from survey_app.services import protocols, ratings, round_reports
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.ratings import Answer, AnswerRefused
from survey_app.vocabulary import ItemScale, Role
from tests.builders import make_member, post, sign_in
from tests.delphis import make_stage
from tests.panels import TestPanel, close_and_mix, make_panel, open_round, release, take_seat
from tests.rating_pages import answers_of, chosen, get, send, tree, words
from tests.routes.test_items import RULES

pytestmark = pytest.mark.sqlite_only
Three = tuple[float, float, float]
FIRST: list[Three] = [(0, 10, 20), (5, 12.5, 20), (10, 20, 30), (10, 15, 50), (1, 2, 3), (20, 30, 40), (10, 12, 90)]


def estimated(panel: TestPanel, round_: PanelRound, values: Sequence[Three], first: int = 1) -> None:
    """One estimate a person for every statement, from the person `first` on."""
    for number, (low, best, high) in enumerate(values, first):
        seat = panel.seat(number)
        before = ratings.own_before(seat, round_)
        given: dict[object, Answer | None] = {
            item: Answer(best, choice=ratings.choice_of(before.get(item.lineage), best), low=low, high=high)
            for item in panel.items
        }
        with transaction():
            ratings.save_all(seat, round_, given)  # type: ignore[arg-type]  # items are the keys
            ratings.finish(seat, round_)


def made(**more: object) -> TestPanel:
    return make_panel(
        n=8, statements=("Share of late replies",), scale=ItemScale.ESTIMATE, scale_min=0, scale_max=200, **more
    )  # type: ignore[arg-type]  # tests hand on what they like


def test_estimates_are_declared_with_limits_and_without_ranges(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    sign_in(client, stage.study.memberships[0].account)
    base = f"/studies/{stage.study.code}/stages/{stage.code}/protocol"
    typed = {**RULES, "scale": "estimate", "scale_min": "0"}
    assert post(client, base, {**typed, "scale_max": "0"}).status_code == 422
    assert post(client, base, {**typed, "scale_max": "5", "ram": "y"}).status_code == 422
    assert post(client, base, {**typed, "scale_max": "200000"}).status_code == 303
    with pytest.raises(protocols.RulesContradict):
        protocols.check(ProtocolRules(scale=ItemScale.ESTIMATE, scale_min=5, scale_max=5))


def test_two_rounds_of_estimates(app: Flask, client: FlaskClient) -> None:
    panel = made()
    round_ = open_round(panel)
    take_seat(client, panel, 0)
    assert chosen(get(client, panel, "/1")) == []
    wrong = [
        {"low": "30", "value": "20", "high": "10"},
        {"low": "0", "value": "20", "high": "201"},
        {"low": "-1", "value": "20", "high": "30"},
        {"low": "1", "value": "2.0001", "high": "30"},
        {"low": "1", "value": "", "high": "30"},
        {"low": "1", "value": "9" * 9000, "high": "nan"},
        {"low": "1", "value": "2\0", "high": "inf"},
        {"low": "1", "value": "2", "high": "3", "cannot": "1"},
        {"move": "keep"},
        {},
    ]
    for fields in wrong:
        assert send(client, panel, "/1", **fields).status_code == 422, fields
    page = send(client, panel, "/1", **wrong[0])
    assert "must rise from lowest over best to highest, between 0 and 200" in words(page)
    assert chosen(page) == ["30", "20", "10"]
    assert not answers_of(panel, round_)
    assert send(client, panel, "/1", low="8", value="12.5", high="21", why="Last year's log").status_code == 303
    [given] = answers_of(panel, round_).values()
    assert (given.low, given.value, given.high, given.reason) == (8, 12.5, 21, "Last year's log")
    assert send(client, panel, "/finish").status_code == 303
    estimated(panel, round_, FIRST)
    close_and_mix(round_)
    release(round_)

    second = open_round(panel)
    page = get(client, panel, "/1")
    assert chosen(page) == []
    told = words(page)
    assert "You estimated 12.5, from 8 to 21. The middle half of the 8 answers reaches from 11.5 to 16.25" in told
    assert "the median is 12.5. The ranges reach from 9 to 25.5, each the median of all." in told
    assert send(client, panel, "/1", move="keep").status_code == 303
    [kept] = answers_of(panel, second).values()
    assert (kept.low, kept.value, kept.high, kept.choice) == (8, 12.5, 21, "kept")
    assert send(client, panel, "/1", move="change", low="9", value="13", high="22").status_code == 303
    assert send(client, panel, "/finish").status_code == 303
    estimated(panel, second, [(10, 13, 20)] * 7)
    close_and_mix(second)
    sign_in(client, make_member(panel.stage.study, Role.VIEWER))
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results"
    assert client.get(here).status_code == 200
    assert "pooled_high" in client.get(f"{here}.csv").text
    [item] = json.loads(client.get(f"{here}.json").text)["rounds"][1]["items"]
    assert (item["median"], item["estimate"]["low"], item["movement"]["pairs"]) == (13, 10 / 200, 8)


def test_what_no_page_can_send_is_refused(app: Flask) -> None:
    panel = made()
    round_ = open_round(panel)
    [item] = panel.items
    for answer in (
        Answer(5),
        Answer(5, low=6, high=7),
        Answer(5, low=1, high=float("inf")),
        Answer(5, low=1, high=201),
    ):
        with pytest.raises(AnswerRefused), transaction():
            ratings.save_all(panel.seat(0), round_, {item: answer})


def figures(values: Sequence[Three]) -> object:
    panel = made()
    round_ = open_round(panel)
    estimated(panel, round_, values, first=0)
    close_and_mix(round_)
    return round_reports.plain(round_reports.build(panel.stage))["rounds"][0]["items"]


def test_who_gave_which_estimate_changes_no_figure(app: Flask) -> None:
    plain = figures(FIRST)
    assert plain == figures([FIRST[3], *FIRST[1:3], FIRST[0], *FIRST[4:]])
    assert plain != figures([(0, 11, 20), *FIRST[1:]]), "another answer must show, or equal figures prove nothing"


def seen_by_another(client: FlaskClient, values: Sequence[Three]) -> list[str]:
    panel = made()
    round_ = open_round(panel)
    estimated(panel, round_, [(8, 12.5, 21), *values], first=0)
    close_and_mix(round_)
    release(round_)
    open_round(panel)
    take_seat(client, panel, 0)
    return [each.text_content() for each in tree(get(client, panel, "/1")).xpath("//p[@class='say']")]


def test_what_another_panellist_sees_does_not_say_whose_estimate_it_is(app: Flask, client: FlaskClient) -> None:
    plain = seen_by_another(client, FIRST)
    assert plain == seen_by_another(client, [FIRST[3], *FIRST[1:3], FIRST[0], *FIRST[4:]])
    assert plain != seen_by_another(client, [(0, 90, 99), *FIRST[1:]]), "the page must depend on the answers"
