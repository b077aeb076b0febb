"""What an installation asks of its database file, read without the haste of the other tests."""

from pathlib import Path

from sqlalchemy import text

from survey_app import create_app
from survey_app.db import database, session
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
