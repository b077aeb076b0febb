"""The pages of a round as panellists use them, read as they read them."""

from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from survey_app.models import PanelRound
from survey_app.services import ratings
from survey_app.services.ratings import Answer
from tests.builders import post
from tests.panels import TestPanel


def get(client: FlaskClient, panel: TestPanel, path: str = "") -> TestResponse:
    return client.get(f"/p/{panel.code}/round{path}")


def send(client: FlaskClient, panel: TestPanel, path: str, **fields: object) -> TestResponse:
    return post(client, f"/p/{panel.code}/round{path}", dict(fields))


def tree(page: TestResponse) -> Any:
    return html.fromstring(page.get_data(as_text=True))


def words(page: TestResponse) -> str:
    return " ".join(tree(page).text_content().split())


def chosen(page: TestResponse) -> list[str]:
    """Everything that is on, picked or filled in on a page."""
    found = tree(page)
    on = found.xpath("//main//input[@checked]/@id") + found.xpath("//main//option[@selected]/@value")
    typed = found.xpath("//main//input[@type='text']/@value") + [each.text or "" for each in found.xpath("//textarea")]
    return [*on, *filter(None, (text.strip() for text in typed))]


def answers_of(panel: TestPanel, round_: PanelRound, person: int = 0) -> Mapping[str, Answer]:
    return ratings.read(panel.seat(person), round_)
