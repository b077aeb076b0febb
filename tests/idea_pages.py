"""What stands on the pages of the people who think, read as they read it."""

from typing import Any

from flask.testing import FlaskClient
from lxml import html

from tests.panels import TestPanel

HOSTILE = ["a\x00b", "half \ud800", "<script>alert(1)</script>", "{{ 7 * 7 }}", "x" * 200_000, "\u202e right to left"]


def home(panel: TestPanel) -> str:
    return f"/p/{panel.code}/ideas"


def page(client: FlaskClient, path: str) -> Any:
    found = client.get(path)
    assert found.status_code == 200, found.get_data(as_text=True)[:800]
    return html.fromstring(found.get_data(as_text=True))


def words(tree: Any) -> str:
    return " ".join(tree.xpath("//main")[0].text_content().split())


def on_board(client: FlaskClient, panel: TestPanel, query: str = "") -> list[str]:
    found = page(client, f"{home(panel)}/board{query}").xpath("//ul[@class='ideas']/li/p[@class='text']")
    return [each.text_content() for each in found]


def links(tree: Any, text: str) -> list[str]:
    return [a.get("href") for a in tree.xpath("//main//a") if a.text_content().startswith(text)]
