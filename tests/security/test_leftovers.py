"""Erased answers are in no file of the database once it has been cleaned, on SQLite and on PostgreSQL.

Before it they are: in the log of SQLite, and in rows of PostgreSQL that are dead and name the transaction which took
them out, the same for all answers of somebody, and for their place on the list where they left with them.
"""

from pathlib import Path

from flask import Flask
from sqlalchemy import select, text

from survey_app.db import database, session, transaction
from survey_app.jobs import housekeeping
from survey_app.models import Reason
from survey_app.services import erasures, installation
from survey_app.vocabulary import AnonymityLevel
from tests.panels import answer, close_and_mix, make_panel, open_round

ERASED, KEPT = "Planted reason qzx of 1.", "Planted reason qzx of 2."


def on_disk(table: str) -> bytes:
    """The files in which the rows of a table lie."""
    session.rollback()
    if database.engine.dialect.name == "sqlite":
        files = installation.settings().instance.glob("rondo.sqlite*")
        return b"".join(path.read_bytes() for path in files if path.suffix != ".sqlite-shm")
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("SELECT pg_stat_force_next_flush()")
        connection.exec_driver_sql("CHECKPOINT")
        root = connection.execute(text("SHOW data_directory")).scalar_one()
        place = connection.execute(text("SELECT pg_relation_filepath(:name)"), {"name": table}).scalar_one()
    return Path(str(root), str(place)).read_bytes()


def test_answers_that_somebody_took_along_lie_in_no_file_after_the_next_cleaning(app: Flask) -> None:
    panel = make_panel(n=6, level=AnonymityLevel.SEALED, statements=("One statement",))
    round_ = open_round(panel)
    for number in range(6):
        answer(panel.seat(number), round_, [5], reasons=[f"Planted reason qzx of {number}."])
    close_and_mix(round_)
    with transaction():
        erasures.leave(panel.seat(1), remove=True)
    assert session.scalars(select(Reason.text).where(Reason.text == ERASED)).all() == []
    found = on_disk("reason")
    assert ERASED.encode() in found, "it is there before, or finding nothing would prove nothing"
    housekeeping.clear()
    found = on_disk("reason")
    assert ERASED.encode() not in found
    assert KEPT.encode() in found
