"""What a page with rules weighs, with all that it loads, and rules that only the server works out."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.planting import options, question
from tests.respondents import Person, open_stage

pytestmark = pytest.mark.sqlite_only
STATIC = Path(__file__).parents[2] / "survey_app" / "static"
HEAVIEST = 60_000
WORDS = ("Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied")


def ruled(rule: str, *before: dict[str, Any]) -> dict[str, Any]:
    asked = [
        question("IND", "single", "Which industry?", options=options("Food", "Chemistry")),
        *before,
        question("WHY", "short_text", "Why?") | {"show_if": rule},
    ]
    return {"languages": ["en"], "pages": [{"key": "p1", "title": {}, "questions": asked}]}


def grid(rows: int) -> dict[str, Any]:
    items = [{"code": f"r{n}", "label": {"en": f"How satisfied with part number {n} of it"}} for n in range(rows)]
    scale = {"first": 1, "last": 5, "labels": [{"en": words} for words in WORDS]}
    return question("SERV", "grid", "How good is it?", items=items, scale=scale)


def loaded(page: str) -> dict[str, int]:
    """The bytes of every file a page loads, and of those that these import at once."""
    found: dict[str, int] = {}
    waiting = re.findall(r"/static/((?:js|css)/[\w.]+)", page)
    while waiting:
        name = waiting.pop()
        content = (STATIC / name).read_text(encoding="utf-8")
        found[name] = len(content.encode())
        waiting += [f"js/{each}" for each in re.findall(r'from "\./([\w.]+)"', content) if f"js/{each}" not in found]
    return found


@pytest.mark.parametrize(("rule", "later"), [("IND = 2", []), ("answered(IND) and IND = 2", ["js/logic_functions.js"])])
def test_a_rule_beside_a_long_table_keeps_the_page_light(client: FlaskClient, rule: str, later: list[str]) -> None:
    person = Person(client, open_stage(ruled(rule, grid(30))).code)
    person.begin()
    files = loaded(person.text)
    assert "js/showing.js" in files
    assert "js/logic_reading.js" not in files
    weight = len(person.text.encode()) + sum(files.values()) + sum((STATIC / each).stat().st_size for each in later)
    assert weight < HEAVIEST, weight


def test_a_pattern_is_left_to_the_server_which_calls_up_what_it_shows(client: FlaskClient) -> None:
    own_words = question("TXT", "short_text", "Which code?")
    person = Person(client, open_stage(ruled("matches(TXT, '(a+)+b')", own_words)).code)
    person.begin()
    assert "data-rules" not in person.text
    assert "showing.js" not in person.text
    # what stands in a field set that is switched off is not sent by a browser
    person.send({"qIND": "1", "qTXT": "a" * 40, "go": "next"}, without=("seen",))
    assert not person.path.endswith("/page/1")
    person.get(f"/r/{person.code}/page/1")
    person.send({"qIND": "1", "qTXT": "aab", "go": "next"}, without=("seen",))
    assert "has called up another question" in person.text
    assert "Why?" in person.text
