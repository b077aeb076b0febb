"""Statements from a file and with sections and evidence, as moderator and panellist meet them without script."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session, transaction
from survey_app.services import items
from tests.builders import post, sign_in
from tests.delphis import make_stage, planned
from tests.panels import make_panel, open_round, take_seat
from tests.rating_pages import get, words

pytestmark = pytest.mark.sqlite_only
CSV = (
    b"statement,section,links\nFair prices,Money,Report | https://example.org/r\n"
    b"No hidden costs,Money,\nBad,,mailto:x\n"
)


def test_a_file_is_looked_at_before_anything_is_stored(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    sign_in(client, stage.study.memberships[0].account)
    base = f"/studies/{stage.study.code}/stages/{stage.code}"
    assert b"item-files" in client.get(f"{base}/items").data

    refused = post(client, f"{base}/item-files", {"file": (io.BytesIO(b"a,b\n1,2\n"), "x.csv")})
    assert refused.status_code == 422
    found = post(client, f"{base}/item-files", {"file": (io.BytesIO(CSV), "x.csv")})
    assert found.status_code == 303
    page = client.get(found.location)
    assert b"2 of 3 rows" in page.data
    assert items.of_stage(stage.id) == []

    stale = post(client, found.location, {"taken": "7"})
    assert stale.status_code == 422
    assert items.of_stage(stage.id) == []
    assert post(client, found.location, {"taken": "2"}).status_code == 303
    assert [item.section for item in items.of_stage(stage.id)] == [{"en": "Money"}, {"en": "Money"}]
    assert client.get(found.location).status_code == 404

    table = client.get(f"{base}/items/statements.csv").get_data()
    assert table.decode("utf-8-sig").splitlines() == [
        "code,statement_en,section_en,kind,links",
        "S1,Fair prices,Money,,Report | https://example.org/r",
        "S2,No hidden costs,Money,,",
    ]
    back = post(client, f"{base}/item-files", {"file": (io.BytesIO(table), "back.csv")})
    assert b"0 of 2 rows" in client.get(back.location).data, "what comes back is there already"

    with transaction():
        items.add(stage, {"en": "Alone"})
    listed = client.get(f"{base}/items").data.decode()
    assert "Money" in listed
    assert "Without a section" in listed
    moved = post(client, f"{base}/items/S3/move-section", {"do": "up"})
    assert moved.status_code == 303
    assert [item.code for item in items.of_stage(stage.id)] == ["S3", "S1", "S2"]
    assert post(client, f"{base}/items/S3/move-section", {"do": "sideways"}).status_code == 400

    nothing = post(client, f"{base}/item-files/questionnaires")
    assert nothing.status_code == 422
    assert b"question that fits" in nothing.data


def test_words_section_and_evidence_are_changed_on_the_page_of_a_statement(app: Flask, client: FlaskClient) -> None:
    stage = make_stage()
    with transaction():
        item = items.add(stage, {"en": "One"})
    sign_in(client, stage.study.memberships[0].account)
    path = f"/studies/{stage.study.code}/stages/{stage.code}/items/{item.code}"
    fields = {"text_en": "One", "section_en": "Head", "evidence_en": "Known\nand more", "links": "no address"}
    bad = post(client, path, fields)
    assert bad.status_code == 422
    assert b"no web address" in bad.data
    assert b"and more" in bad.data
    assert post(client, path, fields | {"links": "A | https://example.org/a"}).status_code == 303
    session.expire_all()
    assert (item.section, item.evidence["links"]) == (
        {"en": "Head"},
        [{"label": "A", "address": "https://example.org/a"}],
    )
    assert b"A | https://example.org/a" in client.get(path).data


def test_a_panellist_sees_headings_and_what_is_known(app: Flask, client: FlaskClient) -> None:
    panel = make_panel()
    for item, heading in zip(panel.items, ({"en": "First"}, {}, {"en": "First"}), strict=True):
        item.section = heading
    panel.items[0].evidence = {"text": {"en": "A study says so"}, "links": [{"label": "R", "address": "https://e.org"}]}
    session.commit()
    round_ = open_round(panel)
    take_seat(client, panel, 0)
    home = get(client, panel).data.decode()
    assert home.count("<summary><h2>") == 3
    assert "Other statements" in home
    page = get(client, panel, "/1")
    assert "First" in words(page)
    assert "A study says so" in words(page)
    assert b'href="https://e.org" rel="noopener noreferrer nofollow external"' in page.data
    assert "What is known" not in words(get(client, panel, "/2"))
    assert round_.number == 1


def test_a_new_round_asks_each_section_in_one_go(app: Flask) -> None:
    panel = make_panel()
    for item, heading in zip(panel.items, ({"en": "First"}, {}, {"en": "First"}), strict=True):
        item.section = heading
    session.commit()
    round_ = planned(panel)
    from_round = [item.id for item in items.of_stage(round_.stage_id)]
    assert from_round == [panel.items[0].id, panel.items[2].id, panel.items[1].id]
