"""Statements that ended in an earlier round stay to be seen: in results and checklists, and where new words stand."""

from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session, transaction
from survey_app.models import PanelRound
from survey_app.services import items
from survey_app.vocabulary import Fate, Role
from tests.builders import make_member, sign_in
from tests.panels import TestPanel, answer_all, close_and_mix, make_panel, open_round, release, take_seat
from tests.rating_pages import get, tree, words

pytestmark = pytest.mark.sqlite_only
RATED: Sequence[Sequence[float | None]] = [
    *([7, 5, 2], [8, 6, 3], [9, 5, 1], [7, 4, 9], [8, 5, 8], [9, None, 2], [7, 5, 9], [6, 5, 1], [8, 6, 8])
]
AGAIN = ((6, 2), (7, 3), (7, 1), (7, 9), (8, 8), (7, 2), (7, 9), (7, 1))


def two_rounds(panel: TestPanel) -> PanelRound:
    """The first statement is closed after the first round, the third one reworded; the second round asks two."""
    first = open_round(panel)
    answer_all(panel, first, RATED)
    close_and_mix(first)
    with transaction():
        reworded = items.add(panel.stage, {"en": "Prices in writing"}, earlier=[panel.items[2].id])
    release(first, {panel.items[0].id: Fate.CLOSED, panel.items[2].id: Fate.REWORDED})
    second = open_round(panel, items=[panel.items[1], reworded])
    session.commit()
    answer_all(panel, second, AGAIN)
    return second


def test_what_ended_before_stands_beside_what_was_asked_last(app: Flask, client: FlaskClient) -> None:
    panel = make_panel(n=9)
    second = two_rounds(panel)
    take_seat(client, panel, 8)
    new = words(get(client, panel, "/2"))
    assert "It was: “Prices known beforehand” An answer to an earlier wording does not count" in new
    assert "It was:" not in words(get(client, panel, "/1"))

    close_and_mix(second)
    sign_in(client, make_member(panel.stage.study, Role.VIEWER))
    base = f"/studies/{panel.stage.study.code}/stages/{panel.stage.code}"
    page = client.get(f"{base}/round-results")
    rows = tree(page).xpath("//section[@aria-labelledby='ended']//tbody/tr")
    told = [[" ".join(cell.text_content().split()) for cell in row.xpath("*")] for row in rows]
    assert told == [
        ["S1 A reply within 48 hours", "1", "closed, not asked again", "agreed", "9", "8", "7–8"],
        ["S3 Prices known beforehand", "1", "reworded → S4", "split in two camps", "9", "3", "2–8"],
    ]
    assert not tree(client.get(f"{base}/round-results/1")).xpath("//section[@aria-labelledby='ended']")
    entries = {each["code"]: each for each in client.get(f"{base}/checklists/accord.json").get_json()["entries"]}
    assert "2 of 3 statements ended with agreement" in entries["R4"]["said"][0]
    assert entries["R5"]["said"] == ["round 1: 1 reworded"]
