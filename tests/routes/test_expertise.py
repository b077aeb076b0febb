"""The questions about expertise as a panellist meets them without script, and the figures for the desk."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.exports.round_workbook import write_round_workbook
from survey_app.services import round_reports
from tests.builders import post, sign_in
from tests.panels import answer, close_and_mix, make_panel, open_round, take_seat
from tests.rating_pages import get, words
from tests.routes.test_items import RULES, base

pytestmark = pytest.mark.sqlite_only
WHOLE = {
    "basis-practice": "large",
    "basis-theory": "medium",
    "basis-literature": "small",
    "basis-intuition": "small",
    "familiarity": "2",
}


def test_it_is_asked_once_before_the_first_round_with_nothing_chosen(
    app: Flask, client: FlaskClient, tmp_path: object
) -> None:
    panel = make_panel(n=6, expertise=True)
    round_ = open_round(panel)
    path = f"/p/{panel.code}/expertise"
    for number in range(6):
        take_seat(client, panel, number)
        moved = get(client, panel)
        assert (moved.status_code, moved.location) == (303, path)
        page = client.get(path)
        assert b" checked" not in page.data
        assert post(client, path, WHOLE if number else {"go": "skip"}).status_code == 303
        assert get(client, panel).status_code == 200
        answer(panel.seat(number), round_, [5, 6, 7])
    partly = post(client, path, {"basis-practice": "large", "familiarity": "9"})
    assert partly.status_code == 422
    assert partly.data.count(b" checked") == 1
    assert b"#basis-theory" in partly.data
    for bad in ("\x00", "9" * 5000):
        assert post(client, path, {**WHOLE, "basis-practice": bad}).status_code == 422
    close_and_mix(round_)
    assert client.get(path).status_code == 404

    sign_in(client, panel.stage.study.memberships[0].account)
    results = client.get(f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}/round-results")
    assert "Authority of the panel: 0.85" in words(results)
    assert "1 left something out" in words(results)
    assert "Practical experience, large 50" in words(results)
    target = f"{tmp_path}/rounds.xlsx"
    write_round_workbook(round_reports.build(panel.stage), "en", target)  # type: ignore[arg-type]  # a path as text


def test_it_is_not_asked_where_the_protocol_does_not_say_so(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=5)
    open_round(panel)
    take_seat(client, panel, 0)
    assert get(client, panel).status_code == 200
    assert client.get(f"/p/{panel.code}/expertise").status_code == 404


def test_the_weights_are_rules_of_the_protocol(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=5)
    sign_in(client, panel.stage.study.memberships[0].account)
    from_defaults = panel.rules.authority
    fields = {**RULES, **{name: str(value) for name, value in from_defaults.items()}, "expertise": "y"}
    path = base(panel.stage, "protocol/amend")
    bad = post(client, path, {**fields, "reason": "Ask the experts", "basis_practice_large": "90"})
    assert bad.status_code == 422
    assert "sum to 100" in words(bad)
    assert post(client, path, {**fields, "reason": "Ask the experts", "basis_practice_large": "45"}).status_code == 303
    shown = words(client.get(base(panel.stage, "protocol")))
    assert "Practical experience, large 45" in shown
    assert "asked once, before the first round" in shown
