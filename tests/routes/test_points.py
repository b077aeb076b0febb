"""Points shared out among the statements of a round, on one page."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.vocabulary import ItemScale
from tests.panels import TestPanel, make_panel, open_round, take_seat
from tests.rating_pages import answers_of, chosen, get, send, tree, words

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def panel(app: Flask) -> TestPanel:
    return make_panel()


def test_points_are_shared_out_on_one_page(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(scale=ItemScale.POINTS, points_total=100)
    panel.items[1].hint = {"en": "By telephone or by mail"}
    session.commit()
    round_ = open_round(panel)
    take_seat(client, panel, 0)
    assert get(client, panel, "/1").location == f"/p/{panel.code}/round/points"
    [described] = tree(get(client, panel, "/points")).xpath("//input[@aria-describedby]")
    assert (described.name, described.get("aria-describedby").strip()) == ("points-2", "points-2-about")
    assert tree(get(client, panel, "/points")).get_element_by_id("points-2-about").text == "By telephone or by mail"
    assert chosen(get(client, panel, "/points")) == []
    page = send(client, panel, "/points", **{"points-1": "50", "points-2": "many", "points-3": "30"})
    assert page.status_code == 422
    assert "Statement 2: enter a whole number from 0 to 100" in words(page)
    assert tree(page).xpath("//input[@type='text']/@value") == ["50", "many", "30"]
    assert not answers_of(panel, round_)
    send(client, panel, "/points", **{"points-1": "50", "points-2": "0", "points-3": "30"})
    assert "80 of 100 given, 20 left" in words(get(client, panel, "/points"))
    page = send(client, panel, "/finish")
    assert page.status_code == 422
    assert "20 of 100 points are left" in words(page)
    send(client, panel, "/points", **{"points-1": "70", "points-2": "0", "points-3": "30"})
    assert send(client, panel, "/finish").status_code == 303
    assert [each.value for each in answers_of(panel, round_).values()] == [70, 0, 30]


def test_beside_the_points_of_a_statement_a_reason_can_be_given(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(scale=ItemScale.POINTS, points_total=100)
    round_ = open_round(panel)
    take_seat(client, panel, 0)
    page = send(client, panel, "/points", **{"points-1": "50", "why-1": "All else waits\0 for it", "why-3": "Rarely"})
    assert page.status_code == 422
    assert "Your text holds a hidden character" in words(page)
    assert "Statement 3: enter a whole number from 0 to 100" in words(page)
    assert [each.text for each in tree(page).xpath("//textarea")] == ["All else waits\ufffd for it", None, "Rarely"]
    send(
        client,
        panel,
        "/points",
        **{"points-1": "70", "points-2": "30", "points-3": "0", "why-1": "All else waits for it"},
    )
    assert [each.reason for each in answers_of(panel, round_).values()] == ["All else waits for it", "", ""]
    assert "All else waits for it" in get(client, panel, "/points").get_data(as_text=True)
