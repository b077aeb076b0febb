"""The report of one panellist: own answers over the rounds beside the panel's, only by the own link."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.models import StoredFile
from survey_app.routes import light_pages
from survey_app.vocabulary import AnonymityLevel
from tests.builders import post
from tests.panels import TestPanel, answer, close_and_mix, make_panel, one_round, open_round, release, take_seat
from tests.rating_pages import words

pytestmark = pytest.mark.sqlite_only


def two_rounds(panel: TestPanel) -> None:
    """Nobody but the first says why; everybody moves by one."""
    round_ = open_round(panel)
    for number in range(7):
        answer(panel.seat(number), round_, [number + 1, 6, None], reasons=["own words"] if number == 0 else [])
    close_and_mix(round_)
    release(round_)
    one_round(panel, [[number + 2, 6, 5] for number in range(7)])


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_it_shows_the_own_answers_beside_the_panel_and_nobody_elses(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, level: AnonymityLevel
) -> None:
    panel = make_panel(n=7, level=level)
    path = f"/p/{panel.code}/report"
    take_seat(client, panel, 0)
    assert "nothing to show yet" in words(client.get(path))
    assert post(client, path).status_code == 404
    two_rounds(panel)
    page = client.get(path)
    rows = re.findall(r'<th scope="row">(\d)</th><td class="n you">([^<]*)</td><td class="n">([^<]*)</td>', page.text)
    assert rows == [("1", "1", "4"), ("2", "2", "5"), ("1", "6", "6"), ("2", "6", "6"), ("1", "cannot judge", "–"),
                    ("2", "5", "5")]  # fmt: skip
    assert "own words" in page.text
    assert "as you wrote it" in page.text
    assert len(page.data) < 30_000
    monkeypatch.setattr(light_pages, "PAGE_BYTES", 2_000)
    second = client.get(f"{path}?page=2")
    assert "Page 2 of 3" in words(client.get(f"{path}?page=2")), "as much as a page may weigh"
    assert len(re.findall('class="n you"', second.text)) == 2
    monkeypatch.setattr(light_pages, "PAGE_BYTES", 1)
    assert "Page 2 of 3" in words(client.get(f"/p/{panel.code}/round?page=2")), "what the panel found, too"
    monkeypatch.undo()
    found = post(client, path)
    assert (found.status_code, found.mimetype, found.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert found.headers["Cache-Control"] == "no-store"
    assert session.query(StoredFile).count() == 0

    take_seat(client, panel, 3)
    other = client.get(path)
    assert "own words" not in other.text
    assert ("1", "4", "4") in re.findall(
        r'<th scope="row">(\d)</th><td class="n you">([^<]*)</td><td class="n">([^<]*)</td>', other.text
    )
    # nothing on the page names a row of the database
    for item in panel.items:
        assert item.lineage not in page.text


def test_two_people_who_swap_everything_leave_the_reports_of_the_others_as_they_are(
    app: Flask, client: FlaskClient
) -> None:
    seen = []
    for order in ((0, 1), (1, 0)):
        panel = make_panel(n=7)
        round_ = open_round(panel)
        for number in range(7):
            who = order[number] if number < 2 else number
            answer(panel.seat(number), round_, [who + 1, 6, 7], reasons=[f"reason {who}"])
        close_and_mix(round_)
        release(round_)
        take_seat(client, panel, 4)
        shown = client.get(f"/p/{panel.code}/report").text
        seen.append(re.sub(r'value="[^"]{30,}"', "", shown).replace(panel.code, "CODE"))
    assert seen[0] == seen[1]
