"""Statements compared two by two over two rounds: points follow, the ratio is said, nothing of the pairs is kept."""

import csv
import io
import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from survey_app.db import session, transaction
from survey_app.exports import round_document
from survey_app.exports.documents.model import Paragraph
from survey_app.exports.round_workbook import write_round_workbook
from survey_app.interchange.archives import ArchiveRefused
from survey_app.models import PanelRound, Snapshot
from survey_app.services import archive_panels, archive_rounds, compared, comparisons, ratings, round_reports
from survey_app.services.archive_parts import Part
from survey_app.services.compared import Said
from survey_app.vocabulary import ItemScale, Role
from tests.builders import make_member, post, sign_in
from tests.delphis import make_stage
from tests.panels import STATEMENTS, TestPanel, close_and_mix, make_panel, open_round, release, take_seat
from tests.rating_pages import answers_of, chosen, get, send, tree, words
from tests.routes.test_items import RULES
from tests.routes.test_page_weight import HEAVIEST, loaded
from tests.services.test_archive_live import empty

pytestmark = pytest.mark.sqlite_only
FITTING = ("5", "3", "7")
"""The first over the second five times, over the third seven times; the second over the third three times."""
CIRCLE = ("7", "11", "7")


def pairs(*codes: object) -> dict[str, object]:
    return {f"pair-{place}": code for place, code in enumerate(codes, 1)}


def say_all(panel: TestPanel, round_: PanelRound, people: range, codes: tuple[int, ...]) -> None:
    for number in people:
        with transaction():
            comparisons.save(panel.seat(number), round_, Said(codes), ("", "", ""))
            ratings.finish(panel.seat(number), round_)


def test_comparing_is_declared_for_points_only(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    sign_in(client, stage.study.memberships[0].account)
    base = f"/studies/{stage.study.code}/stages/{stage.code}/protocol"
    points: dict[str, object] = {**RULES, "scale": "points", "compared": "y"}
    assert post(client, base, {**RULES, "compared": "y"}).status_code == 422
    page = post(client, base, {**points, "reasons": "always"})
    assert page.status_code == 422
    assert "a reason may be given and cannot be demanded" in page.text
    assert post(client, base, points).status_code == 303
    assert tree(client.get(base)).xpath("//input[@id='compared' and @checked]")


def test_comparisons_are_saved_as_far_as_given_and_say_what_contradicts(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(scale=ItemScale.POINTS, compared=True)
    round_ = open_round(panel)
    take_seat(client, panel, 8)
    assert "Compare the statements" in words(get(client, panel))
    assert get(client, panel, "/points").location == f"/p/{panel.code}/round"
    assert send(client, panel, "/points", **{"points-1": "100"}).status_code == 404
    assert chosen(get(client, panel, "/comparing")) == []
    for typed in (("2", "", ""), ("9" * 5000, "\0", "1"), (["1", "3"], "9", "9")):
        page = send(client, panel, "/comparing", **pairs(*typed), **{"why-1": "kept words"})
        assert page.status_code == 422, typed
        assert "kept words" in page.text
    assert send(client, panel, "/comparing", **pairs("5", "", ""), **{"why-2": "One voice"}).status_code == 303
    page = get(client, panel, "/comparing")
    assert "1 of 3 pairs compared" in words(page)
    assert "One voice" in page.text
    assert not answers_of(panel, round_, 8)
    refused = send(client, panel, "/finish")
    assert refused.status_code == 422
    assert len(tree(refused).xpath("//main//a[contains(@href, '/round/comparing') and not(@class)]")) == 1
    assert send(client, panel, "/comparing", go="clear").status_code == 303
    assert tree(get(client, panel, "/comparing")).xpath("//input[@checked]") == []

    assert send(client, panel, "/comparing", **pairs(*CIRCLE)).status_code == 303
    told = words(get(client, panel, "/comparing"))
    assert "do not fit together well: consistency ratio 1.15, above 0.10" in told
    first, second, third = (f"“{text}”" for text in STATEMENTS)
    assert f"You said {first} over {second} and {second} over {third}, but {third} over {first}." in told
    assert send(client, panel, "/finish").status_code == 303, "nobody is forced to change a comparison"
    assert send(client, panel, "/comparing", **pairs("5", "3", "")).status_code == 422
    assert [each.value for each in answers_of(panel, round_, 8).values()] == [34, 33, 33]


def keep_by_one_press(client: FlaskClient, panel: TestPanel, round_: PanelRound) -> None:
    """The points of the round before are kept as they are, until a pair is compared in their place."""
    assert not keeping(client, panel), "something is compared already"
    assert send(client, panel, "/comparing", go="clear").status_code == 303
    assert keeping(client, panel) == ["Keep all as in round 1"]
    assert send(client, panel, "/comparing", go="keep", **{"why-1": "As before"}).status_code == 303
    page = get(client, panel, "/comparing")
    assert "You keep your points of round 1." in words(page)
    assert not keeping(client, panel)
    assert tree(page).xpath("//input[@checked]") == []
    assert send(client, panel, "/comparing", **{"why-2": "Still"}).status_code == 303
    kept = answers_of(panel, round_, 8).values()
    assert [(each.value, each.choice, each.reason) for each in kept] == [
        (73, "kept", ""),
        (19, "kept", "Still"),
        (8, "kept", ""),
    ]
    assert send(client, panel, "/comparing", **pairs("5", "", "")).status_code == 303
    assert not answers_of(panel, round_, 8), "one pair is compared anew, and the others wait"
    assert send(client, panel, "/comparing", go="clear").status_code == 303
    assert send(client, panel, "/comparing", go="keep").status_code == 303
    assert send(client, panel, "/finish").status_code == 303
    assert [each.value for each in answers_of(panel, round_, 8).values()] == [73, 19, 8]


def keeping(client: FlaskClient, panel: TestPanel) -> list[str]:
    return [each.text_content() for each in tree(get(client, panel, "/comparing")).xpath("//button[@value='keep']")]


def walked(client: FlaskClient) -> TestPanel:
    """One round of nine, and a second one in which the last person keeps what was said."""
    panel = make_panel(scale=ItemScale.POINTS, compared=True)
    round_ = open_round(panel)
    take_seat(client, panel, 8)
    assert send(client, panel, "/comparing", **pairs(*FITTING), **{"why-2": "One voice"}).status_code == 303
    assert "fit together: consistency ratio 0.06" in words(get(client, panel, "/comparing"))
    assert [each.value for each in answers_of(panel, round_, 8).values()] == [73, 19, 8]
    assert [each.reason for each in answers_of(panel, round_, 8).values()] == ["", "One voice", ""]
    assert send(client, panel, "/finish").status_code == 303
    say_all(panel, round_, range(5), (9, 9, 9))
    say_all(panel, round_, range(5, 8), (7, 11, 7))
    close_and_mix(round_)
    release(round_)
    second = open_round(panel)
    page = get(client, panel, "/comparing")
    assert tree(page).xpath("//input[@checked]") == []
    cells = tree(page).xpath("//section[@aria-labelledby='before']//tbody/tr[1]/*/text()")
    assert cells == ["A reply within 48 hours", "73", "34", "30–40"]
    assert "from the comparisons of 9 people." in words(page)
    assert "your comparisons of round 1 came to. The comparisons themselves were not kept" in words(page)
    assert "One voice" in get(client, panel, "/2/reasons").text
    send(client, panel, "/comparing", **pairs(*FITTING))
    assert {each.choice for each in answers_of(panel, second, 8).values()} == {"kept"}, "whoever says the same"
    keep_by_one_press(client, panel, second)
    say_all(panel, second, range(5), (9, 9, 9))
    close_and_mix(second)
    return panel


def test_two_rounds_are_compared_and_shown_everywhere(app: Flask, client: FlaskClient) -> None:
    panel = walked(client)
    sign_in(client, make_member(panel.stage.study, Role.VIEWER))
    here = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results"
    told = client.get(f"{here}/1").text
    assert "Consistency ratio over 9 people: median 0.00; 6 of them at or below 0.10" in told
    assert "aggregating individual priorities" in told
    found = json.loads(client.get(f"{here}.json").text)["rounds"]
    assert [each["consistency"]["within"] for each in found] == [6, None]
    assert (found[1]["consistency"]["n"], found[1]["consistency"]["is_floor"]) == (5, True), "in steps of five"
    assert "over at least 5 people who compared anew: median 0.00. Others may" in client.get(f"{here}/2").text
    assert sum(item["weight"] for item in found[0]["items"]) == pytest.approx(1)
    lines = list(csv.DictReader(io.StringIO(client.get(f"{here}.csv").text.lstrip("\ufeff"))))
    assert [line["consistency_within"] for line in lines] == ["6"] * 3 + [""] * 3
    written = archive_panels.written(panel.stage)
    written["rounds"][1]["figures"]["consistency"]["least"] = 0
    with pytest.raises(ArchiveRefused):
        archive_rounds.restore_panel(empty(panel), Part(written, "panel"), None)
    session.rollback()
    target = io.BytesIO()
    report = round_reports.build(panel.stage)
    write_round_workbook(report, "en", target)
    cells = [str(cell.value) for row in load_workbook(target)["Round 1"].iter_rows() for cell in row if cell.value]
    assert any(cell.startswith("Consistency ratio over 9 people") for cell in cells)
    texts = [part.text for part in round_document.build(report, "en").parts if isinstance(part, Paragraph)]
    assert any(text.startswith("Consistency ratio over at least 5 people") for text in texts)


def test_nine_statements_stay_a_light_page(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(
        scale=ItemScale.POINTS, compared=True, statements=[f"{n}: {STATEMENTS[n % 3]}" for n in range(9)]
    )
    round_ = open_round(panel)
    take_seat(client, panel, 0)
    page = get(client, panel, "/comparing")
    assert chosen(page) == []
    assert len(tree(page).xpath("//select")) == 36
    assert len(page.data) + sum(loaded(page.text).values()) < HEAVIEST
    assert send(client, panel, "/comparing", **{**pairs(*["7"] * 36), "pair-36": "8"}).status_code == 422
    assert send(client, panel, "/comparing", **pairs(*["7"] * 36)).status_code == 303
    assert chosen(get(client, panel, "/comparing")) == ["7"] * 36
    assert sum(each.value or 0 for each in answers_of(panel, round_).values()) == 100


def test_too_few_people_have_no_consistency_to_show() -> None:
    held = [{"r": 0.05}, {"r": 0.2}, {"r": True}, {"r": -1}, {"r": 10**400}, {"r": "0"}, None, {}, {"r": float("nan")}]
    found = compared.figures(held, 5)
    assert (found["n"], found["median"], found["within"]) == (2, None, None)
    assert compared.figures([*held, *[{"r": 0.1}] * 3], 5)["within"] == 4


def test_the_sheet_holds_points_and_one_ratio_and_no_comparison(app: Flask) -> None:
    panel = make_panel(scale=ItemScale.POINTS, compared=True)
    round_ = open_round(panel)
    say_all(panel, round_, range(8), (7, 11, 7))
    seat = panel.seat(0)
    rows = ratings.ballot(
        seat, round_, panel.items, ratings.read(seat, round_), {"compared": Said((7, 11, 7)).to_json()}, finished=True
    ).rows
    assert [question for _key, question, _value in rows] == [*(f"item:{item.id}" for item in panel.items), "compared"]
    assert set(rows[-1][2]) == {"r"}  # type: ignore[call-overload]  # the content of the row is a mapping here
    assert rows[-1][0] not in {key for key, *_rest in rows[:-1]}
    close_and_mix(round_)
    document = session.get_one(Snapshot, round_.id).document
    assert document["consistency"]["n"] == 8
    assert "11" not in json.dumps(document["consistency"])
