"""What an installation asks of its database file, read without the haste of the other tests."""

from collections import Counter
from pathlib import Path

from sqlalchemy import text

from survey_app import create_app
from survey_app.db import database, new_code, session
from tests.conftest import settings_for

FULL = 2


def test_an_answer_is_on_the_disk_before_its_receipt_and_an_erased_one_is_overwritten(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path))
    with app.app_context():
        found = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in ("synchronous", "secure_delete")}
        mode = session.execute(text("PRAGMA journal_mode")).scalar()
        session.remove()
        database.engine.dispose()
    assert (found, mode) == ({"synchronous": FULL, "secure_delete": 1}, "wal")


def test_every_letter_of_a_code_is_equally_likely_and_none_is_read_as_another() -> None:
    found = Counter(new_code(320_000))
    assert "".join(sorted(found)) == "23456789abcdefghijkmnpqrstuvwxyz"
    # each letter comes 10,000 times; 6 standard deviations
    assert all(abs(times - 10_000) < 600 for times in found.values()), found
    assert len(new_code()) == 10
