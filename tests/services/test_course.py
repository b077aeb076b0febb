"""How an interview went: what is kept with a response, and what is not where answers are sealed."""

import json
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import ArmSequence, Draft, Response
from survey_app.services import data_tables, endings, exports, reports
from survey_app.vocabulary import AnonymityLevel, Role
from tests.planting import options, question
from tests.respondents import Person, open_stage
from tests.sealed import close, links_of, sealed_stage

pytestmark = pytest.mark.sqlite_only

COLOURS = [*options("Red", "Blue", "Green", "Black", "White")]
ARM = question("PRICE", "arm", options=options("low", "high"))
LIKED = {**question("LIKED", "multiple", options=COLOURS), "order": "random"}
BEST = {**question("BEST", "single"), "carry": {"from": "LIKED"}, "order": "random"}
DEAR = {**question("DEAR", "yes_no", "Too dear at {PRICE}?"), "show_if": "PRICE = 2"}


def whole() -> dict[str, Any]:
    parts = [
        {"key": "first", "title": {}, "questions": [ARM, LIKED]},
        {"key": "a", "title": {}, "block": "x", "questions": [BEST]},
        {"key": "b", "title": {}, "block": "x", "questions": [DEAR, question("WHY", "short_text")]},
        {"key": "c", "title": {}, "block": "x", "questions": [question("MORE", "short_text")]},
        {"key": "end", "title": {}, "questions": [question("END", "short_text")]},
    ]
    parts[0]["jumps"] = [{"rule": "LIKED has 5", "outcome": "likes white"}]
    return {"languages": ["en"], "pages": parts, "blocks": [{"name": "x", "order": "random"}]}


def answer(person: Person, *ticks: str) -> list[str]:
    """Walk through, answering what is there; the fields of each page in their order."""
    seen = []
    person.send({"qLIKED": list(ticks), "go": "next"})
    while "/page/" in person.path:
        names = person.document().xpath("//main//*[starts-with(@name, 'q')]/@name")
        seen.append(" ".join(dict.fromkeys(names)))
        person.send({**({"qBEST": ticks[0]} if "qBEST" in names else {}), "go": "next"})
    person.send()
    return seen


def test_order_arm_times_and_ending_are_kept_and_a_reload_changes_nothing(app: Flask) -> None:
    stage = open_stage(whole())
    shown = []
    for number in range(6):
        person = Person(app.test_client(), stage.code)
        assert "in steps of five seconds" in person.get(f"/r/{stage.code}").get_data(as_text=True)
        person.send()
        once = person.document().xpath("//input[@name='qLIKED']/@value")
        assert person.get(person.path).status_code == 200
        assert person.document().xpath("//input[@name='qLIKED']/@value") == once
        shown.append(" ".join(once))
        answer(person, "5" if number == 0 else "2", "3")
        assert person.receipt
    courses = list(session.scalars(select(Response.course)))
    assert sorted(each["order"]["LIKED"] for each in courses) == sorted(shown)
    assert len(set(shown)) > 1
    assert Counter(each.get("outcome", "") for each in courses) == {"likes white": 1, "": 5}
    assert {each["order"]["pages"].split()[0] for each in courses} == {"first"}
    assert all(set(each["seconds"]) >= {"first"} and each["seed"] for each in courses)
    assert {len(each["order"]["BEST"].split()) for each in courses if "BEST" in each["order"]} == {2}
    arms = Counter(answers["PRICE"] for answers in session.scalars(select(Response.answers)))
    assert arms == {1: 3, 2: 3}
    assert session.scalars(select(ArmSequence.taken)).one() == 6
    assert endings.of_stage(stage) == (("", 5), ("likes white", 1))
    lines = list(data_tables.lines(reports.build(stage)))
    header = lines[0].strip().split(",")
    assert header[-4:] == ["outcome", "order.pages", "order.LIKED", "order.BEST"]
    assert sum("likes white" in line for line in lines) == 1
    found = json.loads(b"".join(exports.data_parts(reports.build(stage))))
    assert [column["name"] for column in found["columns"]][-4:] == header[-4:]
    assert sorted(row["order.LIKED"] for row in found["rows"]) == sorted(shown)
    assert {"missing": "not_shown"} in [row["BEST"] for row in found["rows"]]


def test_pages_stand_in_the_persons_own_order_forwards_and_backwards(app: Flask) -> None:
    stage = open_stage(whole())
    orders: set[tuple[str, ...]] = set()
    for _number in range(16):
        if len(orders) > 1:  # three pages have six orders: six people share one once in 8,000 times
            break
        person = Person(app.test_client(), stage.code)
        person.begin()
        seen = answer(person, "2", "3")
        orders.add(tuple(name for page in seen for name in page.split() if name in ("qBEST", "qWHY", "qMORE")))
        assert seen[-1] == "qEND"
        course = session.scalars(select(Response.course).order_by(Response.submitted_at.desc())).first()
        pages = {"qBEST": "a", "qWHY": "b", "qMORE": "c", "qEND": "end"}
        assert course is not None
        mine = [pages[name] for page in seen for name in page.split() if name in pages]
        assert course["order"]["pages"].split() == ["first", *mine]
    assert len(orders) > 1


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_where_answers_are_sealed_only_the_ending_is_kept(app: Flask, level: AnonymityLevel) -> None:
    stage = sealed_stage(level, people=4, definition=whole())
    for number, link in enumerate(links_of(stage)):
        person = Person(app.test_client(), stage.code)
        assert "in steps of five seconds" not in person.get(link).get_data(as_text=True)
        person.send()
        first = person.document().xpath("//input[@name='qLIKED']/@value")
        person.get(person.path)
        assert person.document().xpath("//input[@name='qLIKED']/@value") == first
        assert "course" not in session.scalars(select(Draft)).one().answers
        answer(person, "5" if number == 0 else "2", "3")
        assert person.receipt
    close(app, stage)
    stored = list(session.scalars(select(Response)))
    assert sorted(str(each.course) for each in stored) == sorted(["{'outcome': 'likes white'}", *["{}"] * 3])
    assert all(each.answers["PRICE"] in (1, 2) for each in stored)
    assert session.scalars(select(ArmSequence)).all() == []


def test_people_are_told_about_how_many_minutes_are_left_where_the_author_wants_it(app: Flask) -> None:
    texts = [question(f"T{number}", "long_text") for number in range(8)]
    pages = [{"key": f"p{number}", "title": {}, "questions": texts[4 * number : 4 * number + 4]} for number in (0, 1)]
    for tells, first, second in ((True, "about 6 minutes left", "about 3 minutes left"), (False, "", "")):
        person = Person(app.test_client(), open_stage({"languages": ["en"], "pages": pages, "tells_time": tells}).code)
        person.begin()
        assert (first in person.text, "minutes left" in person.text) == (True, tells)
        person.send({"go": "next"})
        assert (second in person.text, "minutes left" in person.text) == (True, tells)


def test_an_arm_is_told_in_a_text_and_splits_the_results(app: Flask) -> None:
    stage = open_stage(whole(), level=AnonymityLevel.IDENTIFIED)
    texts = []
    for _number in range(4):
        person = Person(app.test_client(), stage.code)
        person.begin()
        person.send({"qLIKED": ["2"], "go": "next"})
        while "/page/" in person.path:
            texts += ["high"] if "Too dear at high?" in person.text else []
            person.send({"go": "next"})
        person.send()
    assert len(texts) == 2
    results = reports.read(stage, {"PRICE": ["2"]}, role=Role.OWNER)
    assert results.report is not None
    assert results.answered == 2
