import time
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from survey_app.db import database, now, session
from survey_app.jobs.housekeeping import Clock, clear
from survey_app.models import Draft, StoredFile, Throttle
from survey_app.services import drafts, files, installation, leftovers
from survey_app.vocabulary import FileKind
from tests.builders import make_account, make_study
from tests.respondents import Person, open_stage


def test_expired_files_go_with_their_bytes_and_others_stay(app: Flask) -> None:
    owner = make_account()
    study = make_study(owner)
    names = {"kind": FileKind.EXPORT, "media_type": "text/csv", "study_id": study.id, "account_id": owner.id}
    with time_machine.travel(now() - timedelta(days=30)):
        old = files.path_of(files.keep(b"old", filename="old.csv", **names))
    new = files.path_of(files.keep(b"new", filename="new.csv", **names))
    session.commit()

    clear()

    assert (old.exists(), new.exists()) == (False, True)
    assert [file.filename for file in session.query(StoredFile)] == ["new.csv"]


def test_bytes_of_a_removed_study_go_too(app: Flask) -> None:
    owner = make_account()
    study = make_study(owner)
    path = files.path_of(
        files.keep(
            b"x", filename="x.csv", kind=FileKind.EXPORT, media_type="text/csv", study_id=study.id, account_id=owner.id
        )
    )
    session.commit()
    session.delete(study)
    session.commit()

    clear()

    assert not path.exists()
    assert list(installation.settings().files.iterdir()) == []


def test_a_draft_nobody_came_back_to_goes_after_its_time(app: Flask) -> None:
    stage = open_stage()
    for person in range(2):
        walker = Person(app.test_client(), stage.code)
        walker.begin()
        walker.send({"qIND": str(person + 1), "go": "next"})
    old, new = session.query(Draft).order_by(Draft.id)
    old.updated_at = now() - drafts.KEPT - timedelta(minutes=1)
    new.updated_at = now() - drafts.KEPT + timedelta(minutes=1)
    session.commit()
    kept = new.id

    clear()

    assert [draft.id for draft in session.query(Draft)] == [kept]


def test_counts_of_past_tries_go(app: Flask) -> None:
    session.add_all([Throttle(key="a", window=0, count=3), Throttle(key="b", window=2**31 - 1, count=1)])
    session.commit()
    clear()
    assert [row.key for row in session.query(Throttle)] == ["b"]


def test_the_clock_is_due_at_once_and_then_after_its_time() -> None:
    clock = Clock(timedelta(hours=1))
    assert [clock.is_due(), clock.is_due()] == [True, False]
    clock.next -= 3600
    assert clock.is_due()


@pytest.mark.sqlite_only
def test_who_writes_waits_no_longer_for_the_log_to_be_cut_than_was_said(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "_PATIENCE", 200)
    with database.engine.connect() as connection:
        reader = connection.connection.cursor()
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM account").fetchone()
        make_account()
        began = time.monotonic()
        leftovers.clear()
        assert time.monotonic() - began < 12, "somebody read an earlier state all the while"
        reader.execute("COMMIT")
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 15_000
