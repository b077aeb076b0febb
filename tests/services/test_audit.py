import json
import threading

import pytest
from flask import Flask
from sqlalchemy import text

from survey_app.db import database as tables
from survey_app.db import session, transaction
from survey_app.models import Study
from survey_app.services import audit
from survey_app.services.audit import Fault, Finding
from tests.builders import make_account, make_study

ENTRIES = 60


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> None:
    """Every test here runs inside the application."""


def written(count: int = ENTRIES) -> Study:
    """A study with a log of so many entries."""
    account = make_account()
    study = make_study(account)
    with transaction():
        for number in range(count):
            audit.record(study.id, account, "look_up", f"case {number}", "asked for")
    return study


def without_guards() -> None:
    """Take away what the database itself refuses, as somebody would who owns it."""
    for name in ("audit_entry_unchangeable", "audit_chain_unchangeable", "audit_chain_kept"):
        on = " ON audit_entry" if session.get_bind().dialect.name == "postgresql" else ""
        session.execute(text(f"DROP TRIGGER {name}{on}"))
    session.commit()


def test_the_database_refuses_to_change_or_remove_an_entry() -> None:
    study = written(3)
    for statement in (
        "UPDATE audit_entry SET reason = 'other' WHERE number = 2",
        "UPDATE audit_entry SET digest = 'other' WHERE number = 2",
        "DELETE FROM audit_entry WHERE number = 2",
    ):
        with pytest.raises(Exception, match="the audit log only grows"):
            session.execute(text(statement))
        session.rollback()
    assert audit.verify(study) == []


def test_an_untouched_log_is_unbroken() -> None:
    study = written()
    assert audit.verify(study) == []
    assert audit.verify(None) == []


@pytest.mark.parametrize(
    "column", ["act = 'other'", "subject = 'other'", "reason = 'other'", "account_id = NULL", "at = '2020-01-01'"]
)
def test_a_change_of_any_column_is_found(column: str) -> None:
    study = written(5)
    without_guards()
    session.execute(text(f"UPDATE audit_entry SET {column} WHERE number = 3 AND study_id = {study.id}"))
    session.commit()
    assert audit.verify(study) == [Finding(3, Fault.ALTERED)]


def test_an_edit_or_a_removal_of_any_entry_is_found() -> None:
    study = written()
    without_guards()
    for number in range(1, ENTRIES + 1):
        for act in (f"UPDATE audit_entry SET reason = reason || '.' WHERE number = {number}",
                    f"DELETE FROM audit_entry WHERE number = {number}"):  # fmt: skip
            session.execute(text(f"{act} AND study_id = {study.id}"))
            assert audit.verify(study), (number, act)
            session.rollback()
    assert audit.verify(study) == []


def test_an_entry_that_was_slipped_in_is_found() -> None:
    study = written(4)
    session.execute(
        text("INSERT INTO audit_entry (study_id, act, subject, reason, at) VALUES (:id, 'x', '', '', '2026-01-01')"),
        {"id": study.id},
    )
    session.commit()
    assert audit.verify(study) == [Finding(0, Fault.SLIPPED_IN)]


def test_a_log_that_was_cut_and_written_on_is_found() -> None:
    study = written(6)
    without_guards()
    session.execute(text(f"DELETE FROM audit_entry WHERE number > 4 AND study_id = {study.id}"))
    session.commit()
    with transaction():
        audit.record(study.id, None, "close")
        audit.record(study.id, None, "close")
    assert audit.verify(study) == [Finding(6, Fault.ALTERED)]


def test_entries_from_before_the_chain_are_no_fault() -> None:
    study = make_study(make_account())
    session.execute(
        text("INSERT INTO audit_entry (study_id, act, subject, reason, at) VALUES (:id, 'x', '', '', '2026-01-01')"),
        {"id": study.id},
    )
    session.commit()
    with transaction():
        audit.record(study.id, None, "open")
    assert audit.verify(study) == []


def test_many_writers_at_once_make_one_chain(app: Flask) -> None:
    study = make_study(make_account())
    study_id = study.id
    faults: list[BaseException] = []

    def write() -> None:
        with app.app_context():
            try:
                for number in range(8):
                    with transaction():
                        audit.record(study_id, None, "look_up", str(number))
            except BaseException as error:  # noqa: BLE001 - shown below
                faults.append(error)
            finally:
                session.remove()

    writers = [threading.Thread(target=write) for _each in range(5)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert faults == []
    numbers = session.execute(text("SELECT number FROM audit_entry WHERE study_id = :id"), {"id": study_id}).scalars()
    assert sorted(numbers) == list(range(1, 41))
    assert audit.verify(session.get_one(Study, study_id)) == []


def test_the_command_names_the_entry_and_fails(app: Flask) -> None:
    study = written(4)
    code = study.code
    run = app.test_cli_runner()
    assert run.invoke(args=["audit", "verify"]).exit_code == 0
    without_guards()
    session.execute(text(f"UPDATE audit_entry SET subject = 'nobody' WHERE number = 2 AND study_id = {study.id}"))
    session.commit()
    tables.session.remove()
    broken = run.invoke(args=["audit", "verify", "--study", code, "--json"])
    assert broken.exit_code == 1
    assert json.loads(broken.output) == [{"study": code, "findings": [{"entry": 2, "fault": "altered"}]}]
    assert "entry 2 was altered" in run.invoke(args=["audit", "verify"]).output
    assert run.invoke(args=["audit", "verify", "--study", "nothing"]).exit_code == 1
