"""A database that is locked or full: 503, the answers stay on the page, nothing acknowledged is lost."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from survey_app.db import database as tables
from survey_app.db import session
from survey_app.models import Draft, Response
from survey_app.vocabulary import ItemScale
from tests.panels import make_panel, open_round, take_seat
from tests.rating_pages import answers_of, send, tree, words
from tests.respondents import FIRST, PAGES, SECOND, Person, open_stage

pytestmark = pytest.mark.sqlite_only
LONG = "what I miss " * 400


@pytest.fixture
def patient(app: Flask) -> Flask:
    """The application, waiting a tenth of a second for a lock instead of fifteen."""

    @event.listens_for(tables.engine, "connect")
    def hurry(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=100")

    session.remove()
    tables.engine.dispose()
    return app


def file_of(app: Flask) -> Path:
    return Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Another program holds the write lock."""
    other = sqlite3.connect(file_of(app), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


@contextmanager
def full(_app: Flask) -> Iterator[None]:
    """There is no room for another page."""

    def bound(connection: Any, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(tables.engine, "connect", bound)
    session.remove()
    tables.engine.dispose()
    try:
        yield
    finally:
        event.remove(tables.engine, "connect", bound)
        session.remove()
        tables.engine.dispose()


def is_sound(app: Flask) -> bool:
    with sqlite3.connect(file_of(app)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def test_a_locked_database_keeps_the_page_and_says_so(patient: Flask, client: FlaskClient) -> None:
    stage = open_stage()
    person = Person(client, stage.code)
    person.begin()
    with locked(patient):
        person.send({**FIRST, "go": "next"})
        assert person.page.status_code == 503
        assert "could not be stored just now" in person.text
        assert person.document().xpath("//input[@name='qIND'][@checked]/@value") == ["2"]
        assert person.document().xpath("//input[@name='qYEARS']/@value") == ["12"]
    person.send({**FIRST, "go": "next"})
    assert person.path.endswith("/page/2")
    assert is_sound(patient)


def test_answers_that_cannot_be_sent_stay_to_be_sent_again(patient: Flask, client: FlaskClient) -> None:
    stage = open_stage()
    person = Person(client, stage.code)
    person.begin()
    person.answer()
    with locked(patient):
        person.send()
        assert person.page.status_code == 503
        assert "could not be sent just now" in person.text
        for words in ("Chemistry", "A person to call."):
            assert words in person.text
    assert session.query(Response).count() == 0
    person.send()
    assert person.receipt
    assert session.query(Response).count() == 1


def test_a_locked_database_cannot_be_begun_with_and_costs_nothing(patient: Flask, client: FlaskClient) -> None:
    stage = open_stage()
    person = Person(client, stage.code)
    with locked(patient):
        assert person.begin().status_code == 503
    assert person.begin().status_code == 200
    assert session.query(Draft).count() == 1


@pytest.mark.parametrize(
    ("path", "rules", "typed"),
    [
        ("/1", {}, {"value": "3", "why": "7"}),
        ("/points", {"scale": ItemScale.POINTS}, {"points-1": "7"}),
        ("/ranking", {"scale": ItemScale.RANKING}, {"rank-1": "3", "why-1": "7", "rank-2": "2"}),
        ("/comparing", {"scale": ItemScale.POINTS, "compared": True}, {"pair-1": "7"}),
    ],
)
def test_a_locked_database_keeps_what_a_panellist_typed(
    patient: Flask, client: FlaskClient, path: str, rules: dict[str, Any], typed: dict[str, str]
) -> None:
    panel = make_panel(n=1, **rules)
    round_ = open_round(panel)
    take_seat(client, panel, 0)
    with locked(patient):
        page = send(client, panel, path, **typed)
        assert page.status_code == 503
        assert "It could not be stored just now." in words(page)
        stands = tree(page).xpath("//main//input[@checked or @type='text']/@value")
        assert next(iter(typed.values())) in stands, "what was typed stands on the page again"
    assert not answers_of(panel, round_)
    assert send(client, panel, path, **typed).status_code == 303


def test_a_full_disk_loses_nothing_that_was_acknowledged(patient: Flask, client: FlaskClient) -> None:
    stage = open_stage()
    receipts = []
    for _person in range(3):
        receipts.append(Person(client, stage.code).walk())
        client.delete_cookie("rondo")
    person = Person(client, stage.code)
    person.begin()
    person.answer(FIRST, SECOND)
    statuses = set()
    with full(patient):
        for number in range(12):
            person.send({"qMISS": f"{number} {LONG}", "go": "back" if number % 2 else "next"})
            statuses.add(person.page.status_code)
            if person.page.status_code == 503:
                assert f"{number} {LONG}".strip() in person.text
                break
            person.get(f"/r/{stage.code}/page/3")
    assert 503 in statuses
    assert statuses <= {200, 503}
    assert is_sound(patient)
    person.send({"qMISS": "short", "go": "next"})
    person.send()
    assert person.receipt
    stored = {receipt for (receipt,) in session.query(Response.receipt)}
    assert stored == {*receipts, person.receipt}
    assert len(PAGES) == 3
