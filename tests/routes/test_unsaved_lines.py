"""A round closes while somebody types: what was typed on a page of all statements can be copied."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.vocabulary import ItemScale
from tests.delphis import closed
from tests.panels import STATEMENTS, TestPanel, make_panel, open_round, take_seat
from tests.rating_pages import send, tree

pytestmark = pytest.mark.sqlite_only
FIRST, SECOND, THIRD = STATEMENTS


def listed(client: FlaskClient, panel: TestPanel, page: str, **fields: str) -> list[tuple[str, str]]:
    """What the page lists that says that the round is closed."""
    round_ = open_round(panel)
    take_seat(client, panel, 0)
    closed(round_)
    shown = send(client, panel, page, **fields)
    assert shown.status_code == 409
    rows = tree(shown).xpath("//dl[@class='answers']/div")
    return [(row.xpath("./dt")[0].text_content(), row.xpath("./dd")[0].text_content()) for row in rows]


def test_points_ranks_and_comparisons_of_a_closed_round_can_be_copied(app: Flask, client: FlaskClient) -> None:
    points = {"points-1": "60", "points-2": "40", "why-2": "One voice", "why-1": ""}
    assert listed(client, make_panel(scale=ItemScale.POINTS), "/points", **points) == [
        (FIRST, "60"),
        (SECOND, "40"),
        (f"Why? {SECOND}", "One voice"),
    ]
    ranks = {"rank-3": "1"}
    assert listed(app.test_client(), make_panel(scale=ItemScale.RANKING), "/ranking", **ranks) == [(THIRD, "1")]
    pairs = {"pair-1": "5", "pair-2": "9", "pair-3": "11"}
    compared = make_panel(scale=ItemScale.POINTS, compared=True)
    assert listed(app.test_client(), compared, "/comparing", **pairs) == [
        (f"{FIRST} / {SECOND}", f"{FIRST}: much more"),
        (f"{FIRST} / {THIRD}", "Both matter the same"),
        (f"{SECOND} / {THIRD}", f"{THIRD}: somewhat more"),
    ]


def test_an_estimate_of_a_closed_round_can_be_copied_whole(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(scale=ItemScale.ESTIMATE, scale_min=0, scale_max=100, confidence=True)
    fields = {"low": "52", "value": "72", "high": "82", "sure": "80", "why": "Seen in May"}
    found = listed(client, panel, "/1", **fields)
    assert [text for _words, text in found] == ["72", "52", "82", "80", "Seen in May"]
