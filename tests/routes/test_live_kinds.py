"""Real time with a second scale, with arguments, and with estimates that carry a confidence: from lock to end."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from tests.builders import csrf_of
from tests.journeys.kinds_known import at_eighty, both, figure, rated, sentence, twice, typed
from tests.journeys.kinds_told import Desk, Fields, desk
from tests.live_panels import K, let_time_pass, mix_closed
from tests.rating_pages import words

pytestmark = pytest.mark.sqlite_only
REAL_TIME = {"real_time": "1", "rounds": "1"}


def newcomer(moderator: Desk, app: Flask, secret: str) -> tuple[FlaskClient, str]:
    """Somebody who comes when the first figures are out."""
    client = app.test_client()
    page, token = f"/p/{moderator.stage.code}/{secret}", csrf_of(client)
    assert client.post(page, data={"csrf_token": token, "choice": "accept"}).status_code == 303
    return client, token


def say(moderator: Desk, one: tuple[FlaskClient, str], fields: Fields, page: str = "/1") -> str:
    """Answer, and the statement's page as it stands then."""
    client, token = one
    sent = client.post(f"/p/{moderator.stage.code}/round{page}", data={"csrf_token": token, **fields})
    assert sent.status_code == 303, words(sent)
    return words(client.get(f"/p/{moderator.stage.code}/round/1"))


def end(moderator: Desk) -> str:
    """Close the one round and release it; the page of the results."""
    moderator.send("/rounds/1/close")
    moderator.send("/rounds/1/analyse")
    mix_closed(moderator.round_(1))
    moderator.decide(1)
    session.rollback()
    return moderator.results()


def test_two_scales_in_real_time(app: Flask) -> None:
    first, second = (9, 8, 7, 9, 8, 6, 6, 6, 6, 6), (2, 3, 3, 4, 2, 5, 5, 5, 5, 5)
    with desk(app, "Two scales in real time") as moderator:
        moderator.declare("two-scales", ("A port closes for a month", "A port is built"), **REAL_TIME)
        secret = moderator.seat(2 * K)
        moderator.open_round(1)
        moderator.hear(rated(twice(first, second), twice(first, second)))
        assert let_time_pass(moderator.round_(1)) == 1
        one = newcomer(moderator, app, secret)
        own_map, own_round = f"/p/{moderator.stage.code}/map", f"/p/{moderator.stage.code}/round"
        assert one[0].get(own_map).status_code == 404
        assert own_map not in one[0].get(own_round).text
        told = say(moderator, one, {"value": "9", "second": "1", "why": "All goods come by sea"})
        assert sentence(first[:K]) in told
        assert sentence(second[:K]) in told
        assert "You answered 1." in told
        assert own_map in one[0].get(own_round).text
        drawn = words(one[0].get(own_map))
        assert both(first[:K], second[:K]) in drawn
        # of the statement without an own answer nothing is there
        assert ("A port closes for a month" in drawn) != ("A port is built" in drawn)
        say(moderator, one, {"value": "8", "second": "2", "why": "All goods come by sea"})
        say(moderator, one, {"cannot": "1"}, "/2")
        assert {"A port closes for a month", "A port is built"} <= {
            each for each in ("A port closes for a month", "A port is built") if each in words(one[0].get(own_map))
        }
        say(moderator, one, {}, "/finish")
        live = moderator.read("/rounds/1/live")
        assert "5 sheets after 1 release" in live
        assert "How likely is this? Statement" in live
        assert both(first[:K], second[:K]) in moderator.client.get(f"{moderator.base}/rounds/1/live").text
        assert '"second":{' in moderator.client.get(f"{moderator.base}/rounds/1/live.json").text.replace(" ", "")
        assert "second_median" in moderator.client.get(f"{moderator.base}/rounds/1/live.csv").text
        found = end(moderator)
        assert "11 of 11 panellists finished" in found
        assert "All goods come by sea" in found


def test_arguments_in_real_time(app: Flask) -> None:
    wanted, doable = (1, 1, 4, 4, 4, 1, 2, 3, 4, 4), (2,) * 10
    with desk(app, "Arguments in real time") as moderator:
        moderator.declare("policy", ("Free buses",), **REAL_TIME)
        secret = moderator.seat(2 * K)
        moderator.open_round(1)
        sheets = rated([{**each, "pro": "They fill empty seats"} for each in twice(wanted, doable)])
        moderator.hear(sheets)
        assert let_time_pass(moderator.round_(1)) == 1
        one = newcomer(moderator, app, secret)
        told = say(moderator, one, {"value": "4", "second": "3", "contra": "Dear for the town"})
        assert sentence(wanted[:K]) in told
        assert "They fill empty seats" not in told, "nobody has read it yet"
        assert "next round" not in told
        say(moderator, one, {}, "/finish")
        found = end(moderator)
        assert "Dear for the town" in found


def test_estimates_with_confidence_in_real_time(app: Flask) -> None:
    said = [(10, 20, 30, 80), (0, 5, 20, 60), (40, 50, 90, 90), (60, 70, 80, 100), (55, 60, 65, 51)] * 2
    with desk(app, "Estimates in real time") as moderator:
        moderator.declare("estimates", ("Share of late replies",), **REAL_TIME)
        secret = moderator.seat(2 * K)
        moderator.open_round(1)
        moderator.hear(rated([typed(each) for each in said]))
        assert let_time_pass(moderator.round_(1)) == 1
        one = newcomer(moderator, app, secret)
        told = say(moderator, one, typed((52, 72, 82, 72)))
        assert sentence([each[1] for each in said[:K]]) in told
        ends = [at_eighty(each) for each in said[:K]]
        low, high = (sorted(each)[2] for each in zip(*ends, strict=True))
        assert f"from {figure(low)} to {figure(high)}, each the median of all" in told
        assert "You were 72 per cent sure." in told
        say(moderator, one, {}, "/finish")
        found = end(moderator)
        assert "Quantile average" in found
        assert "11 of 11 panellists finished" in found
