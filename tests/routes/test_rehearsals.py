"""A test run as one made-up person: pages, panel and ways, and nothing of it in the database."""

import json
import re
from html import unescape

import pytest
from sqlalchemy import func, select

from survey_app.db import session
from survey_app.models import Draft, Response
from tests.desk import Desk

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.sqlite_only]
DOCUMENT = {
    "languages": ["en", "es"],
    "pages": [
        {
            "key": "p1",
            "title": {"en": "You"},
            "questions": [
                {
                    "code": "COMPLAINED", "kind": "single", "text": {"en": "Complained?", "es": "¿Reclamó?"},
                    "settings": {"options": [{"code": 1, "label": {"en": "Yes"}}, {"code": 2, "label": {"en": "No"}}]},
                },
                {"code": "AGE", "kind": "number", "text": {"en": "Age?"}, "required": True},
                {"code": "SOURCE", "kind": "hidden", "text": {"en": "Source"}},
            ],
            "jumps": [{"rule": "AGE < 18", "page": "", "outcome": "too young"}],
        },
        {
            "key": "p2", "title": {"en": "The complaint"}, "show_if": "COMPLAINED = 1",
            "questions": [{"code": "HOW", "kind": "short_text", "text": {"en": "How did it end at {AGE}?"}}],
        },
        {"key": "p3", "title": {"en": "Last"}, "questions": [{"code": "WHY", "kind": "long_text", "text": {}}]},
    ],
}  # fmt: skip


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(given|seed|language|at)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def test_one_person_walks_through_with_the_panel_beside_and_nothing_is_stored(desk: Desk) -> None:
    version = desk.version
    version.definition = DOCUMENT
    session.commit()
    revision = desk.version.revision
    assert desk.base + "/try/one" in desk.get()
    start = desk.get("/try/one")
    assert "What the address brings for SOURCE" in start
    page = desk.send("/try/one", go="begin", language="en", seed="7", **{"hidden.SOURCE": "mail"}).text
    assert "Test run: nothing is stored" in page
    assert "mail" in page
    assert "not answered yet" in page

    wrong = desk.send("/try/one", go="next", **{**hidden(page), "qAGE": "many", "qCOMPLAINED": "1"})
    assert wrong.status_code == 422
    assert 'value="many"' in wrong.text
    looked = desk.send("/try/one", go="look", **{**hidden(page), "qAGE": "17", "qCOMPLAINED": "1"}).text
    assert "the end: too young" in looked
    spanish = desk.send("/try/one", go="language:es", **{**hidden(looked), "qAGE": "30", "qCOMPLAINED": "1"}).text
    assert "¿Reclamó?" in spanish

    second = desk.send("/try/one", go="next", **{**hidden(page), "qAGE": "30", "qCOMPLAINED": "1"}).text
    assert "How did it end at 30?" in second
    assert "1 · Yes" in second
    assert "<strong>yes</strong>" in second
    back = desk.send("/try/one", go="back", **{**hidden(second), "qHOW": "well"}).text
    third = desk.send("/try/one", go="next", **{**hidden(back), "qAGE": "30", "qCOMPLAINED": "2"}).text
    assert "Not asked (missing)" in third
    end = desk.send("/try/one", go="next", **hidden(third)).text
    assert "This person saw 2 pages." in end
    assert desk.done("/try/one", go="again", **hidden(end)).endswith("/try/one?seed=7")
    assert session.scalar(select(func.count()).select_from(Draft)) == 0
    assert session.scalar(select(func.count()).select_from(Response)) == 0
    assert desk.version.revision == revision


def test_a_file_is_named_and_not_coded(desk: Desk) -> None:
    version = desk.version
    ask = {"code": "BILL", "kind": "file_upload", "text": {"en": "Your bill?"}, "settings": {"groups": ["documents"]}}
    version.definition = {"languages": ["en"], "pages": [{"key": "p1", "questions": [ask]}]}
    session.commit()
    given = json.dumps({"BILL": 1, "BILL.1": f"bill.pdf | 20480 | {'a' * 26}"})
    page = desk.send("/try/one", go="look", given=given, at="").text
    assert "<td>bill.pdf (21 kB)</td>" in page


@pytest.mark.parametrize(
    "given",
    ["", "{", "[]", "[" * 5000, json.dumps({"AGE": 10**400}), '{"AGE": NaN, "COMPLAINED": true}', "9"],
)
def test_answers_that_nobody_gave_are_left_out(desk: Desk, given: str) -> None:
    version = desk.version
    version.definition = DOCUMENT
    session.commit()
    for at in ("1", "3", "", "x"):
        page = desk.send("/try/one", go="look", given=given, at=at, seed="99999", language="xx", qAGE="40")
        assert page.status_code in {200, 422}
    assert desk.send("/try/one", go="next", given=given, at="77").status_code == 404
