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
