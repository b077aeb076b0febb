"""A batch in a database file of its own: the least a service has to do around the pure steps of the mix."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from survey_app.privacy import key_files, keys, mixing, sealing, sheets
from survey_app.privacy.key_files import KeyPlace
from survey_app.privacy.mix_plan import BatchState, Phase, Step, run
from survey_app.privacy.mixing import Sealed
from survey_app.privacy.sheets import Sheet
from tests.privacy.crashing import Crash

TABLES = """
CREATE TABLE batch (phase TEXT, fingerprint TEXT, public BLOB);
CREATE TABLE roll (tag TEXT PRIMARY KEY, done INTEGER) WITHOUT ROWID;
CREATE TABLE inbox (key TEXT PRIMARY KEY, blob BLOB) WITHOUT ROWID;
CREATE TABLE answer (key TEXT, question TEXT, value TEXT, PRIMARY KEY (key, question)) WITHOUT ROWID;
CREATE TABLE receipt (code TEXT);
"""


@dataclass
class Batch:
    """One batch with its database, key files and the acts of the plan."""

    folder: Path
    synchronous: str = "FULL"
    crash: Crash = field(default_factory=Crash)

    def __post_init__(self) -> None:
        self.path = self.folder / "study.sqlite"
        self.place = KeyPlace(self.folder / "keys" / "batch", self.folder / "copies" / "batch")
        self.database = sqlite3.connect(self.path, isolation_level=None)
        self.database.executescript(
            f"PRAGMA journal_mode=WAL; PRAGMA synchronous={self.synchronous}; "
            "PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=0;"
        )

    def begin(self) -> None:
        """Tables, keys and an open batch."""
        for path in self.place.paths:
            path.parent.mkdir(parents=True)
        public = key_files.make(self.place)
        self.database.executescript(TABLES)
        self.database.execute("INSERT INTO batch VALUES (?, ?, ?)", ("collecting", sealing.fingerprint(public), public))

    def submit(self, salt: bytes, link: str, values: Mapping[str, object], size: int) -> None:
        """Seal, then mark the roll and store in one transaction behind the fence; a correction replaces."""
        answers = tuple((keys.answer_key(salt, link, name), name, value) for name, value in values.items())
        content = sheets.encode(Sheet(keys.receipt(salt, link, 1, 1), answers))
        (public,) = self.database.execute("SELECT public FROM batch").fetchone()
        blob = sealing.seal(public, content, size)
        self.database.execute("BEGIN IMMEDIATE")
        fence = self.database.execute("UPDATE batch SET phase = phase WHERE phase = 'collecting'").rowcount
        assert fence == 1
        self.database.execute("INSERT OR REPLACE INTO roll VALUES (?, 1)", (keys.roll_tag(salt, link),))
        self.database.execute("INSERT OR REPLACE INTO inbox VALUES (?, ?)", (keys.inbox_key(salt, link, 1, 1), blob))
        self.database.execute("COMMIT")

    def close(self) -> None:
        """Let no more sheets in."""
        self.database.execute("UPDATE batch SET phase = 'closed' WHERE phase = 'collecting'")

    def observe(self) -> BatchState:
        """What the plan looks at."""
        phase, expected = self.database.execute("SELECT phase, fingerprint FROM batch").fetchone()
        (waiting,) = self.database.execute("SELECT count(*) FROM inbox").fetchone()
        return BatchState(Phase(phase), key_files.state_of(self.place, expected), waiting > 0)

    def mix(self) -> None:
        """Open, insert in key order and empty the inbox, all or nothing."""
        self.crash.act("begin")
        self.database.execute("BEGIN IMMEDIATE")
        inbox = [Sealed(*row) for row in self.database.execute("SELECT key, blob FROM inbox")]
        (expected,) = self.database.execute("SELECT fingerprint FROM batch").fetchone()
        opened = mixing.open_all(key_files.read(self.place, expected), inbox) if inbox else []
        mixed = mixing.split(opened)
        for row in mixed.rows:
            self.crash.act("insert")
            value = json.dumps(row.value)
            self.database.execute("INSERT INTO answer VALUES (?, ?, ?)", (row.key, row.question, value))
        self.database.executemany("INSERT INTO receipt VALUES (?)", [(code,) for code in mixed.receipts])
        self.crash.act("delete")
        self.database.execute("DELETE FROM inbox")
        self.crash.act("phase")
        assert self.database.execute("UPDATE batch SET phase = 'mixed' WHERE phase = 'closed'").rowcount == 1
        self.crash.act("commit")
        self.database.execute("COMMIT")
        self.crash.act("after commit")

    def destroy_key(self) -> None:
        """Overwrite and remove both files."""
        key_files.destroy(self.place)

    def compact(self) -> None:
        """Rewrite the file, cut the log, and only then call the batch finished."""
        self.crash.act("vacuum")
        self.database.execute("VACUUM")
        self.crash.act("checkpoint")
        self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self.crash.act("finish")
        self.database.execute("UPDATE batch SET phase = 'finished' WHERE phase = 'mixed'")
        self.crash.act("after finish")

    def go_on(self) -> Step:
        """Take up the plan wherever it stands."""
        return run(self.observe, {Step.MIX: self.mix, Step.DESTROY_KEY: self.destroy_key, Step.COMPACT: self.compact})

    def answers(self) -> list[tuple[str, str, str]]:
        """All mixed answers as they lie in the table."""
        return self.database.execute("SELECT key, question, value FROM answer").fetchall()
