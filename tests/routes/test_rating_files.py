"""Ratings from elsewhere at the desk: looked at in counts, brought in, seen, taken out again; bad files say where."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.db import session
from survey_app.models import PanelRound, Rating, Study
from survey_app.services import round_figures, verification
from tests.builders import make_account, post, sign_in
from tests.rating_pages import tree, words

pytestmark = pytest.mark.sqlite_only
ROWS = [(f"P{person}", item, turn, 5 + (person + turn) % 4) for turn in (1, 2) for person in range(9) for item in "AB"]
GOOD = "panellist,item,round,value\n" + "\n".join(",".join(map(str, row)) for row in ROWS)
TWICE = "panellist,item,round,value,likelihood\n" + "\n".join(
    f"P{person},{item},{turn},{5 + (person + turn) % 4},{1 + person % 4}"
    for turn in (1, 2)
    for person in range(9)
    for item in "AB"
)
REASONS = "panellist,item,round,reason\nP1,A,1,Because\nP9,A,1,nobody\n"


def send(client: FlaskClient, content: str | bytes, reasons: str = "", **fields: str) -> TestResponse:
    body = content.encode() if isinstance(content, str) else content
    given: dict[str, Any] = {"file": (io.BytesIO(body), "elsewhere 1.csv"), **fields}
    if reasons:
        given["reasons"] = (io.BytesIO(reasons.encode()), "why.csv")
    return post(client, "/studies/ratings", given)


def test_ratings_are_looked_at_brought_in_and_taken_out_again(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account())
    assert "/studies/ratings" in client.get("/studies/new").text
    looked = send(client, GOOD, REASONS, look="y", title="Older panel")
    assert (looked.status_code, session.query(Study).count()) == (200, 0)
    told = dict(zip(*(iter(tree(looked).xpath("//dl/dt/text()")), tree(looked).xpath("//dl/dd/text()")), strict=True))
    assert told == {
        "Panellists": "9",
        "Statements": "2",
        "Rounds": "1, 2",
        "Ratings": "36",
        "Cannot judge": "0",
        "Reasons": "1",
        "Scale": "1 to 9",
    }
    assert tree(looked).xpath("//input[@name='title']/@value") == ["Older panel"]

    brought = send(client, GOOD, REASONS)
    assert session.query(Rating).count() == 36
    study = session.query(Study).one()
    assert study.title == "elsewhere 1"
    [results, remove] = tree(brought).xpath("//section//p[@class='actions']/a/@href")[:2]
    assert "Because" in words(client.get(f"{results}/1"))
    assert remove == f"/studies/{study.code}/remove"
    assert post(client, remove, {"title": study.title}).status_code == 303
    session.expire_all()
    assert (session.query(Study).count(), session.query(Rating).count()) == (0, 0)


def test_a_second_scale_is_brought_in_beside_the_first(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account())
    unsure = TWICE.replace("P8,B,2,7,1", "P8,B,2,?,")
    assert unsure != TWICE
    looked = words(send(client, unsure, look="y", second="1-4"))
    assert "likelihood: 1 to 4" in looked
    assert session.query(Study).count() == 0
    page = tree(send(client, unsure, second="1-4"))
    results = page.xpath("//section//p[@class='actions']/a/@href")[0]
    stored = session.query(Rating).all()
    assert {(each.second is None, each.cannot_judge) for each in stored} == {(False, False), (True, True)}
    shown = words(client.get(f"{results}/2"))
    assert "likelihood" in shown
    round_ = session.query(PanelRound).filter_by(number=2).one()
    figures = round_figures.of_round(round_)
    assert figures is not None
    for item, n, median in zip(figures.items, (9, 8), (2, 2.5), strict=True):
        assert item.second is not None
        assert (item.second.n, item.second.median) == (n, median)
    assert verification.verify(session.query(Study).one()).is_sound


@pytest.mark.parametrize(
    ("content", "fields", "said"),
    [
        ("", {}, "Choose a file"),
        ("a,b\n1,2\n", {}, "must name the columns panellist"),
        ("panellist,item,round,value\nP1,A,1,12\n", {}, "Row 2, column value: 12 is not on the scale"),
        (GOOD, {"scale": "9-1"}, "Write the scale as two numbers"),
        (GOOD, {"scale": "\x00"}, ""),
        (GOOD, {"scale": "9" * 10_000}, ""),
        (GOOD, {"reasons": "x,y\n1,2\n"}, "must name the columns panellist, item, round and reason"),
        (b"\xff\xfe\x00\x00" * 50, {}, ""),
        (TWICE, {"second": "1-2"}, "is not on the scale from 1 to 2"),
        (TWICE, {"second": "0-100"}, "The second scale needs 2 to 11 points"),
        (TWICE, {"second": "\x00"}, ""),
        (TWICE, {"scale": "0-100"}, "The second scale needs 2 to 11 points"),
        (TWICE.replace("P0,A,1,6,1", "P0,A,1,6,"), {}, "Row 2: a rating needs an answer on both scales"),
        (TWICE.replace("P0,A,1,6,1", "P0,A,1,?,1"), {}, "Row 2: a rating needs an answer on both scales"),
        (TWICE.replace("P0,A,1,6,1", "P0,A,1,6,1.5"), {}, "whole points only"),
        ("panellist,item,round,low,best,high,second\nP,A,1,1,2,3,4\n", {}, "estimates have none"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(
    app: Flask, client: FlaskClient, content: str | bytes, fields: dict[str, str], said: str
) -> None:
    sign_in(client, make_account())
    answer = send(client, content, **fields, title="Kept title") if content else post(client, "/studies/ratings", {})
    assert 400 <= answer.status_code < 500
    assert said in words(answer)
    assert session.query(Study).count() == 0
    assert not content or tree(answer).xpath("//input[@name='title']/@value") == ["Kept title"]
