"""What all pages of panellists have in common: nothing on them joins two answers, or an answer and a person."""

from collections import Counter
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from survey_app.vocabulary import AnonymityLevel
from tests.panels import TestPanel, make_panel, one_round, open_round, take_seat

pytestmark = pytest.mark.sqlite_only

BLUEPRINTS = frozenset({"panel_door", "ideas", "ballots", "ratings"})


@pytest.mark.parametrize("level", list(AnonymityLevel))
def test_no_id_is_shared_by_two_rows_of_any_page_of_a_panellist(
    app: Flask, client: FlaskClient, level: AnonymityLevel
) -> None:
    """Every page of a panellist that a GET shows: whatever names a row stands in that one row, and tells no person."""
    panel = make_panel(n=14, groups={"Customers": 7, "Suppliers": 7}, level=level)
    values = [[number % 9 + 1, (number * 3) % 9 + 1, 7] for number in range(14)]
    one_round(panel, values, reasons=["One reason", "Another one", ""])
    open_round(panel)
    take_seat(client, panel, 0)
    named = {person.name for person, _secret in panel.people} | {person.code for person, _secret in panel.people}
    looked = 0
    for path in pages_of(app, panel):
        page = client.get(path)
        if page.status_code != 200 or page.mimetype != "text/html":
            continue
        looked += 1
        text = page.get_data(as_text=True)
        found = html.fromstring(text)
        ids = Counter(found.xpath("//@id"))
        assert [each for each, count in ids.items() if count > 1] == [], path
        rows = found.xpath("//main//blockquote | //main//li | //main//tbody/tr | //main//article")
        shared = Counter(value for row in rows for value in naming(row))
        assert [each for each, count in shared.items() if count > 1] == [], path
        assert not [name for name in named if name in text], path
        keys = {panel.seat(number).rating_key(item.lineage) for number in range(14) for item in panel.items}
        assert not [key for key in keys if key in text], path
    assert looked >= 5


def naming(row: Any) -> set[str]:
    """Whatever in a row could name something: ids, values, addresses, names of fields, what scripts read."""
    inside = [each for each in (row, *row.iterdescendants()) if isinstance(each.tag, str)]
    telling = {"id", "value", "href", "name", "for", "action"}
    return {text for each in inside for name, text in each.attrib.items() if name in telling or name[:5] == "data-"}


def pages_of(app: Flask, panel: TestPanel) -> list[str]:
    """The addresses of every GET route of the panellist's blueprints, filled in for this panel."""
    adapter = app.url_map.bind("127.0.0.1")
    filling = {"code": panel.code, "position": 1, "number": 1, "secret": panel.secret(0)}
    found = [
        adapter.build(rule.endpoint, {name: filling[name] for name in rule.arguments})
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in BLUEPRINTS
        and "GET" in (rule.methods or ())
        and rule.arguments <= set(filling)
    ]
    assert any(path.endswith("/round/1") for path in found)
    return found
