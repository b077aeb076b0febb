"""Statements ranked on one page over two rounds: every rank once, own rank beside the panel's order."""

import csv
import io
import json
import re
from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from survey_app.exports.round_workbook import write_round_workbook
from survey_app.services import opened_sheets, round_reports
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import AnonymityLevel, ItemScale, Role
from tests.builders import make_member, post, sign_in
from tests.delphis import make_stage
from tests.panels import answer_all, close_and_mix, make_panel, one_round, open_round, release, take_seat
from tests.rating_pages import answers_of, chosen, get, send, tree, words
from tests.routes.test_items import RULES
from tests.services.test_analysis import key, sheet

pytestmark = pytest.mark.sqlite_only
FIRST = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [1, 2, 3], [1, 2, 3], [3, 1, 2], [1, 3, 2], [1, 2, 3]]
SECOND = [[1, 2, 3]] * 8


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def ranks(*typed: object) -> dict[str, object]:
    return {f"rank-{place}": value for place, value in enumerate(typed, 1)}


def test_a_ranking_is_declared_locked_and_said_in_words(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    sign_in(client, stage.study.memberships[0].account)
    base = f"/studies/{stage.study.code}/stages/{stage.code}/protocol"
    assert post(client, base, {**RULES, "scale": "ranking", "rank_top": "51"}).status_code == 422
    assert post(client, base, {**RULES, "scale": "ranking", "rank_top": "5"}).status_code == 303
    assert tree(client.get(base)).xpath("//input[@id='rank_top']/@value") == ["5"]
    assert "rank_top" not in ProtocolRules().to_json()


def test_two_rounds_are_ranked_and_the_order_is_shown_everywhere(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(scale=ItemScale.RANKING, level=AnonymityLevel.CONFIDENTIAL)
    round_ = open_round(panel)
    take_seat(client, panel, 8)
    assert get(client, panel, "/1").location == f"/p/{panel.code}/round/ranking"
    assert "Rank the statements" in words(get(client, panel))
    assert chosen(get(client, panel, "/ranking")) == []
    for typed in (("1", "1", "2"), ("1", "4", "2"), ("0", "1", "2"), ("x", "", ""), ("9" * 5000, "\0", "1.5")):
        page = send(client, panel, "/ranking", **ranks(*typed))
        assert page.status_code == 422, typed
    assert "rank 1 is given more than once" in words(send(client, panel, "/ranking", **ranks("1", "1", "")))
    assert not answers_of(panel, round_, 8)
    send(client, panel, "/ranking", **ranks("2", "", ""))
    assert "1 of 3 ranks given" in words(get(client, panel, "/ranking"))
    assert send(client, panel, "/finish").status_code == 422
    send(client, panel, "/ranking", **ranks("2", "1", "3"))
    assert send(client, panel, "/ranking", **ranks("2", "1", "3")).status_code == 303
    assert send(client, panel, "/finish").status_code == 303
    assert send(client, panel, "/points", **{"points-1": "1"}).status_code == 404
    answer_all(panel, round_, FIRST)
    close_and_mix(round_)
    release(round_)

    second = open_round(panel)
    page = get(client, panel, "/ranking")
    assert chosen(page) == []
    assert "You gave rank 2. Panel: place 1; median rank" in words(page)
    assert "Keep all as in round 1" in words(page)
    assert send(client, panel, "/ranking", go="keep", **{"why-1": "It is still true."}).status_code == 303
    assert [(each.value, each.choice) for each in answers_of(panel, second, 8).values()] == [
        (2, "kept"),
        (1, "kept"),
        (3, "kept"),
    ]
    assert "Keep all as in round 1" not in words(get(client, panel, "/ranking"))
    send(client, panel, "/ranking", **ranks("1", "2", "3"))
    assert send(client, panel, "/finish").status_code == 303
    assert [each.choice for each in answers_of(panel, second, 8).values()] == ["changed", "changed", "kept"]
    answer_all(panel, second, SECOND)
    close_and_mix(second)
    release(second)
    assert "You" in words(client.get(f"/p/{panel.code}/report"))

    sign_in(client, make_member(panel.stage.study, Role.VIEWER))
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results"
    told = text(client.get(here).text)
    assert "A reply within 48 hours stands first" in told
    assert "1 → 1 27 1.00" in told
    assert "agreed" not in told
    found = json.loads(client.get(f"{here}.json").text)["rounds"]
    assert found[0]["items"][0]["ranking"]["mean_rank"] == pytest.approx(13 / 9)
    assert [item["ranking"]["borda"] for item in found[0]["items"]] == [23, 19, 12]
    assert found[1]["concordance"]["w"] == pytest.approx(1)
    lines = list(csv.DictReader(io.StringIO(client.get(f"{here}.csv").text.lstrip("\ufeff"))))
    assert [line["place"] for line in lines] == ["1", "2", "3"] * 2
    target = io.BytesIO()
    write_round_workbook(round_reports.build(panel.stage), "en", target)
    assert [row[13].value for row in load_workbook(target)["Round 1"].iter_rows(min_row=6, max_row=8)] == [23, 19, 12]


def test_no_page_of_a_ranking_speaks_of_a_rule_of_agreement(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(scale=ItemScale.RANKING, level=AnonymityLevel.CONFIDENTIAL)
    round_ = open_round(panel)
    answer_all(panel, round_, FIRST, reasons=["", "Everybody has one"])
    close_and_mix(round_)
    sign_in(client, make_member(panel.stage.study, Role.OWNER))
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/rounds"
    for page in ("", "/1/statements"):
        told = text(client.get(here + page).text)
        assert "in 7–9" not in told, page
        assert "no agreement" not in told, page
    assert "for a place further down" in text(client.get(f"{here}/1/reasons").text)
    assert "for a higher" not in text(client.get(f"{here}/1/feedback").text)
    release(round_)
    told = text(client.get(f"{here.removesuffix('/rounds')}/to-survey").text)
    assert "Weight: Borda points" in told
    assert "Agreed to be important" not in told
    assert all(each.is_ranked for each in round_reports.build(panel.stage).reasons)
    open_round(panel)
    take_seat(client, panel, 0)
    shown = tree(get(client, panel, "/ranking"))
    assert shown.xpath("//a[contains(@href, '/reasons')]")
    assert not shown.xpath("//details//a[contains(@href, '/reasons')]"), "the reasons of others are folded away"


def test_only_the_first_are_ranked_and_the_rest_stand_after_them(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(scale=ItemScale.RANKING, rank_top=2, level=AnonymityLevel.CONFIDENTIAL)
    round_ = open_round(panel)
    take_seat(client, panel, 0)
    assert "Rank the first 2 statements" in words(get(client, panel, "/ranking"))
    send(client, panel, "/ranking", **ranks("", "1", "2"))
    assert [each.value for each in answers_of(panel, round_).values()] == [3, 1, 2]
    page = get(client, panel, "/ranking")
    assert tree(page).xpath("//input[@type='text']/@value") == ["", "1", "2"]
    assert send(client, panel, "/finish").status_code == 303
    answer_all(panel, round_, [[3, 1, 2]] * 7)
    close_and_mix(round_)
    found = round_reports.plain(round_reports.build(panel.stage))["rounds"][0]["items"]
    assert [item["ranking"]["borda"] for item in found] == [0, 14, 7]
    assert [item["ranking"]["place"] for item in found] == [3, 1, 2]


def report(values: Sequence[Sequence[float | None]]) -> object:
    panel = make_panel(n=8, scale=ItemScale.RANKING)
    one_round(panel, values)
    found = round_reports.plain(round_reports.build(panel.stage))["rounds"][0]
    return [{**item, "item_id": 0} for item in found["items"]], found["concordance"]["w"]


def test_who_gave_which_ranking_changes_no_figure(app: Flask) -> None:
    plain = report(FIRST)
    assert plain == report([FIRST[2], FIRST[1], FIRST[0], *FIRST[3:]])
    assert plain != report([[3, 2, 1]] * 8), "other answers must show, or equal figures would prove nothing"


def test_a_forged_sheet_that_is_no_ranking_is_set_aside(app: Flask) -> None:
    panel = make_panel(scale=ItemScale.RANKING)
    rules = panel.rules.on(3)
    forged = [sheet(panel, 1, [1, 1, 2]), sheet(panel, 2, [1, 2, None]), sheet(panel, 3, [1, 2, 4])]
    good = sheet(panel, 4, [3, 1, 2])
    taken = opened_sheets.read([*forged, good], rules, {item.id for item in panel.items}, ())
    assert {each.key for each in taken.answers} == {key(4)}
    assert taken.set_aside >= 6


def seen_by_another(client: FlaskClient, values: Sequence[Sequence[float | None]]) -> list[str]:
    panel = make_panel(scale=ItemScale.RANKING)
    round_ = open_round(panel)
    answer_all(panel, round_, [*values, [2, 1, 3]])
    close_and_mix(round_)
    release(round_)
    open_round(panel)
    take_seat(client, panel, 8)
    return [each.text_content() for each in tree(get(client, panel, "/ranking")).xpath("//div[@class='share']")]


def test_what_another_panellist_sees_does_not_say_who_ranked_what(app: Flask, client: FlaskClient) -> None:
    swapped = [FIRST[5], *FIRST[1:5], FIRST[0], *FIRST[6:]]
    plain = seen_by_another(client, FIRST)
    assert plain == seen_by_another(client, swapped)
    assert plain != seen_by_another(client, [[3, 2, 1]] * 8), "the page must depend on the answers"
