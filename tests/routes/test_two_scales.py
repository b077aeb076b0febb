"""A policy panel from its protocol to the released map, and necessity by RAND/UCLA: two scales, two minds."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, gettext
from lxml import html
from openpyxl import load_workbook

from survey_app.db import session, transaction
from survey_app.exports.round_document import build as build_document
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.models import Item, PanelRound, Reason
from survey_app.services import protocol_presets, protocols, ratings, round_reports, verification
from survey_app.services.protocol_presets import Preset
from survey_app.services.protocol_rules import ReasonDemand
from survey_app.services.ratings import Answer
from survey_app.vocabulary import Fate, Role
from tests.builders import make_member, post, sign_in
from tests.delphis import analysed, make_stage
from tests.panels import TestPanel, close_and_mix, make_panel, open_round, release, take_seat
from tests.rating_pages import answers_of, chosen, get, send, tree, words

pytestmark = pytest.mark.sqlite_only
Two = tuple[int, int]
SPLIT: list[Two] = [(1, 2), (1, 2), (1, 2), (2, 3), (4, 3), (4, 3), (4, 2), (4, 3)]
HIGH: list[Two] = [(4, 4), (4, 4), (4, 3), (4, 4), (3, 4), (4, 4), (4, 4), (3, 4)]


def rules_of(preset: Preset) -> dict[str, object]:
    rules = protocol_presets.rules_of(preset, lambda message, _language: message)
    return {name: getattr(rules, name) for name in asdict(rules)}


def said(message: str, language: str) -> str:
    with force_locale(language):
        return str(gettext(message))


def policy(**more: object) -> TestPanel:
    return make_panel(n=9, statements=("Free buses", "Road tolls"), **{**rules_of(Preset.POLICY), **more})  # type: ignore[arg-type]  # tests hand on what they like


def test_arguments_of_a_form_whose_token_is_gone_can_be_copied(app: Flask, client: FlaskClient) -> None:
    panel = policy()
    open_round(panel)
    take_seat(client, panel, 0)
    sent = {"value": "4", "second": "2", "pro": "Cheap for all", "contra": "Dear for the town"}
    page = client.post(f"/p/{panel.code}/round/1", data=sent)
    assert page.status_code == 400
    assert tree(page).xpath("//p[@class='card text']/text()") == ["Cheap for all", "Dear for the town"]


def rated(panel: TestPanel, round_: PanelRound, items: Sequence[Sequence[Two]], first: int, **texts: str) -> None:
    """From the person `first` on: both answers of every statement, and the same arguments with each."""
    for number in range(len(items[0])):
        seat = panel.seat(first + number)
        before = ratings.own_before(seat, round_)
        given: dict[object, Answer | None] = {}
        for item, pairs in zip(panel.items, items, strict=True):
            value, second = pairs[number]
            choice = ratings.choice_of(before.get(item.lineage), value, second)
            said = {name: f"{text} {item.code} {number}" for name, text in texts.items()}
            given[item] = Answer(value, choice=choice, second=second, **said)  # type: ignore[arg-type]  # texts only
        with transaction():
            ratings.save_all(seat, round_, given)  # type: ignore[arg-type]  # items are the keys
            ratings.finish(seat, round_)


@pytest.mark.parametrize("preset", [Preset.NECESSITY, Preset.POLICY])
def test_a_kind_of_delphi_fills_the_form_and_is_kept_as_it_stands(
    app: Flask, client: FlaskClient, preset: Preset
) -> None:
    stage = make_stage()
    sign_in(client, stage.study.memberships[0].account)
    base = f"/studies/{stage.study.code}/stages/{stage.code}/protocol"
    assert "Nothing is kept yet" not in client.get(f"{base}?preset=none").text
    page = client.get(f"{base}?preset={preset.value}").text
    assert "Nothing is kept yet" in page
    form = next(each for each in html.fromstring(page).forms if "second_min" in each.fields)
    typed: dict[str, object] = dict(form.form_values())
    for wrong in ({"second_max": "1"}, {"second_max": "99"}, {"second_question_en": ""}, {"scale": "points"}):
        refused = post(client, base, {**typed, **wrong})
        assert refused.status_code == 422, wrong
        assert str(typed["second_high_label_en"]) in refused.text
    assert post(client, base, {**typed, "necessity": "y", "second_max": "5"}).status_code == 422
    assert post(client, base, typed).status_code == 303
    kept = protocols.rules_of(stage.id)
    assert kept == protocol_presets.rules_of(preset, said)
    session.add(Item(stage_id=stage.id, code="S1", position=1, text={"en": "Free buses"}))
    session.commit()
    told = client.get(f"{base}/lock").text
    assert str(typed["second_question_en"]) in told


def test_a_policy_panel_from_the_first_answer_to_the_released_map(app: Flask, client: FlaskClient) -> None:
    panel = policy()
    round_ = open_round(panel)
    take_seat(client, panel, 0)
    assert chosen(get(client, panel, "/1")) == []
    asked = words(get(client, panel, "/1"))
    assert "How desirable is this?" in asked
    assert "How feasible is this?" in asked
    _wrong_answers(client, panel)
    assert send(client, panel, "/1", value="4", second="1", pro="Cheap", contra="Crowded").status_code == 303
    assert send(client, panel, "/2", cannot="1").status_code == 303
    given = answers_of(panel, round_)
    first = given[panel.items[0].lineage]
    assert (first.value, first.second, first.pro, first.contra) == (4, 1, "Cheap", "Crowded")
    assert chosen(get(client, panel, "/1")) == ["value-4", "second", "Cheap", "Crowded"]
    assert "answered 4 · 1" in words(get(client, panel))
    assert send(client, panel, "/finish").status_code == 303
    assert client.get(f"/p/{panel.code}/map").status_code == 404
    rated(panel, round_, [SPLIT, HIGH], 1, pro="Good", contra="Bad")
    analysed(round_)
    _moderated(panel, round_, client)
    _results(panel, round_, client)
    _files(panel)
    assert verification.verify(panel.stage.study).is_sound
    release(round_)
    later = open_round(panel)
    take_seat(client, panel, 0)
    _released(panel, client)
    _kept(panel, later, client)


def _wrong_answers(client: FlaskClient, panel: TestPanel) -> None:
    """Each is refused with words, and whatever was typed beside it stays."""
    for fields in (
        {"value": "4"},
        {"second": "4"},
        {"value": "4", "second": "5"},
        {"value": "4", "second": ["1", "2"]},
        {"value": "4", "second": "1\0"},
        {"value": "4", "second": "9" * 9000},
        {"value": "4", "second": "2", "cannot": "1"},
        {"second": "2", "cannot": "1"},
        {"value": "4", "second": "2", "pro": "x" * 501},
        {"move": "keep"},
        {"value": "4", "second": "2", "pro": "\x07"},
    ):
        page = send(client, panel, "/1", **{"contra": "Kept words", **fields})
        assert page.status_code == 422, fields
        assert "Kept words" in chosen(page), fields
    page = send(client, panel, "/1", value="4", contra="Kept words")
    assert chosen(page) == ["value-4", "Kept words"]
    assert "One answer is missing: choose one here too, from 1 to 4." in words(page)
    page = send(client, panel, "/1", second="4")
    assert chosen(page) == ["second-4"]


def _moderated(panel: TestPanel, round_: PanelRound, client: FlaskClient) -> None:
    """Arguments lie in the queue like reasons, one by one, each under a key of its own."""
    found = session.query(Reason).filter_by(round_id=round_.id).all()
    assert len(found) == 2 + 2 * 8 * 2
    assert len({each.key for each in found}) == len(found)
    sign_in(client, make_member(panel.stage.study, Role.MODERATOR))
    page = client.get(f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/rounds/1/reasons")
    assert page.text.count("argument for<") == page.text.count("argument against<") == len(found) // 2
    fates = words(client.get(page.request.path.replace("reasons", "statements")))
    assert "two minds" in fates
    assert "no agreement" not in fates


def _results(panel: TestPanel, round_: PanelRound, client: FlaskClient) -> None:
    base = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results"
    page = client.get(base)
    told = words(page)
    assert "The panel is of two minds on 1 of 2 statements" in told
    assert "agreed" not in told.lower().replace("no agreement", "")
    assert "Median and middle half on both scales" in page.text
    drawn = client.get(f"{base}/1/map.svg")
    assert drawn.mimetype == "image/svg+xml"
    assert html.fromstring(drawn.data).xpath("count(//*[local-name()='circle'])") == 2
    assert client.get(f"{base}/2/map.svg").status_code == 404
    [line, other] = list(csv.DictReader(io.StringIO(client.get(f"{base}.csv").text.lstrip("\ufeff"))))
    assert (line["second_n"], line["second_median"], line["two_minds"]) == ("9", "2.0", "True")
    assert (other["median"], other["second_median"], other["two_minds"]) == ("4.0", "4.0", "False")
    item = json.loads(client.get(f"{base}.json").text)["rounds"][0]["items"][0]
    assert [count for _point, count in item["second"]["counts"]] == [1, 4, 4, 0]


def _files(panel: TestPanel) -> None:
    report = round_reports.build(panel.stage)
    target = io.BytesIO()
    write_round_workbook(report, "en", target)
    book = load_workbook(target)
    sheet = book["Both scales"]
    told = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "two minds" in told
    assert "How feasible is this?" in " ".join(told)
    assert len(getattr(sheet, "_charts")) == 1  # noqa: B009 - what openpyxl has read has no other name
    said = {cell.value for row in book["Reasons"].iter_rows() for cell in row}
    assert "for lower" not in said
    document = build_document(report, "en")
    assert "How feasible is this?" in str(document.parts)
    assert any(getattr(part, "svg", "").count("<circle") == 2 for part in document.parts)


def _released(panel: TestPanel, client: FlaskClient) -> None:
    page = client.get(f"/p/{panel.code}/map")
    told = words(page)
    assert "Free buses The panel is of two minds" in told
    assert page.text.count("<svg") == 3
    first = get(client, panel, "/1")
    told = words(first)
    assert "The panel is of two minds here." in told
    assert "You answered 4." in told
    assert "You answered 1." in told
    sides = list(tree(first).xpath("//section[contains(@class,'args')]//div[h3]"))
    assert [part.xpath("string(h3)").split(" (")[0] for part in sides] == ["For", "Against"]
    assert [len(part.xpath("blockquote")) for part in sides] == [2, 2]
    report = words(client.get(f"/p/{panel.code}/report"))
    assert "Your argument against, round 1: Crowded" in report
    assert "How feasible is this?" in report


def _kept(panel: TestPanel, round_: PanelRound, client: FlaskClient) -> None:
    """Keeping is keeping both; another answer on one of the scales is a change."""
    assert "Keep my answer, 4 · 1" in words(get(client, panel, "/1"))
    assert send(client, panel, "/1", move="keep", second="2").status_code == 422
    page = send(client, panel, "/1", move="change", value="4")
    assert page.status_code == 422
    assert chosen(page) == ["change", "value-4"]
    assert send(client, panel, "/1", move="keep").status_code == 303
    kept = answers_of(panel, round_)[panel.items[0].lineage]
    assert (kept.value, kept.second, kept.choice.value) == (4, 1, "kept")
    assert send(client, panel, "/1", move="change", value="4", second="3").status_code == 303
    assert answers_of(panel, round_)[panel.items[0].lineage].choice.value == "changed"
    assert "changed 4 · 1 → 4 · 3" in words(get(client, panel))


def test_an_argument_is_demanded_where_the_protocol_says_so(app: Flask, client: FlaskClient) -> None:
    panel = policy(reasons=ReasonDemand.ALWAYS)
    open_round(panel)
    take_seat(client, panel, 0)
    page = send(client, panel, "/1", value="4", second="2")
    assert page.status_code == 422
    assert "Say in a few words why" in words(page)
    assert send(client, panel, "/1", value="4", second="2", contra="Too dear").status_code == 303


def test_too_few_answers_are_kept_back_on_both_scales(app: Flask, client: FlaskClient) -> None:
    panel = policy(min_median=9, min_distribution=9)
    round_ = open_round(panel)
    rated(panel, round_, [SPLIT, HIGH], 1)
    analysed(round_)
    [part] = round_reports.build(panel.stage).rounds
    for item in part.figures.items:
        assert item.second is not None
        assert (item.second.median, item.second.counts, item.second.mean, item.second.groups) == (None, (), None, ())
    sign_in(client, make_member(panel.stage.study, Role.VIEWER))
    page = client.get(f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results")
    assert "Both scales on one map" not in page.text
    release(round_)
    take_seat(client, panel, 0)
    assert "Too few people answered for a map." in words(client.get(f"/p/{panel.code}/map"))


def test_necessity_is_read_only_of_what_is_rated_appropriate(app: Flask, client: FlaskClient) -> None:
    high, low = [(8, 8)] * 8, [(3, 9)] * 8
    torn = [(8, 1)] * 4 + [(9, 9)] * 4
    panel = make_panel(n=8, statements=("Scan", "Pray", "Cut"), **rules_of(Preset.NECESSITY))  # type: ignore[arg-type]  # as above
    round_ = open_round(panel)
    rated(panel, round_, [high, low, torn], 0)
    analysed(round_)
    [part] = round_reports.plain(round_reports.build(panel.stage))["rounds"]
    assert [item["necessity"] for item in part["items"]] == ["necessary", "not_read", "uncertain"]
    sign_in(client, make_member(panel.stage.study, Role.VIEWER))
    page = words(client.get(f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results"))
    assert "1 necessary; necessity is not read for 1 that are not rated appropriate." in page
    assert "Only of these statements is necessity read." in page
    assert "not read: not rated appropriate" in page


def test_the_map_waits_for_the_own_answers_where_feedback_does(app: Flask, client: FlaskClient) -> None:
    panel = policy(feedback_first=False)
    round_ = open_round(panel)
    rated(panel, round_, [SPLIT, HIGH], 0)
    analysed(round_)
    release(round_)
    take_seat(client, panel, 0)
    assert client.get(f"/p/{panel.code}/map").status_code == 200
    open_round(panel)
    assert "Both scales on one map" not in get(client, panel).text
    assert client.get(f"/p/{panel.code}/map").status_code == 404
    for place in (1, 2):
        assert send(client, panel, f"/{place}", move="keep").status_code == 303
    assert "Both scales on one map" in get(client, panel).text
    assert client.get(f"/p/{panel.code}/map").status_code == 200


def test_what_is_not_asked_any_more_shows_both_scales(app: Flask, client: FlaskClient) -> None:
    panel = policy()
    first = open_round(panel)
    rated(panel, first, [HIGH, SPLIT], 1)
    close_and_mix(first)
    release(first, {panel.items[0].id: Fate.CLOSED})
    second = open_round(panel, items=[panel.items[1]])
    session.commit()
    take_seat(client, panel, 0)
    [line] = tree(get(client, panel)).xpath("//ul[contains(@class, 'ended')]/li")
    told = " ".join(line.xpath("*[@class='result']")[0].text_content().split())
    assert told.startswith("Median 4, middle half 3.75–4, 8 people.")
    assert "How feasible is this? Median 4, middle half 4, 8 people." in told

    rated(replace(panel, items=panel.items[1:]), second, [SPLIT], 1)
    close_and_mix(second)
    sign_in(client, make_member(panel.stage.study, Role.VIEWER))
    page = client.get(f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results/2")
    table = tree(page).xpath("//section[@aria-labelledby='ended']//table")[0]
    assert len(table.xpath(".//thead//th")) == len(table.xpath(".//tbody/tr[1]/*")) == 9
    assert table.xpath(".//tbody/tr[1]/td/text()")[-4:] == ["4", "3.75–4", "4", "4–4"]
