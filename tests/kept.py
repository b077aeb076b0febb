"""What the applications of a run have in common: it is made for the first of them and kept for the others."""

import sqlite3
from types import CodeType
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Dialect, Engine, event

from survey_app.db import database

_STATEMENTS_KEPT = 10_000


class KeptTemplates(BytecodeCache):
    """Templates as they were compiled for the first application of a worker: the others need not do it again."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template's code from here, unless its source has changed."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


TEMPLATES = KeptTemplates()
STATEMENTS: dict[str, tuple[Dialect, Any]] = {}


def keep_statements(engine: Engine) -> None:
    """Statements as they were compiled for the first engine of a worker: the engines of other tests use them too."""
    if engine.dialect.name not in STATEMENTS:
        with engine.connect():  # the dialect learns from the first connection what its server can do
            pass
    dialect, compiled = STATEMENTS.setdefault(engine.dialect.name, (engine.dialect, engine._compiled_cache))
    compiled.capacity = _STATEMENTS_KEPT
    engine.dialect, engine._compiled_cache = dialect, compiled


def hasten(app: Flask) -> None:
    """Let an application whose context is pushed use what is kept, and write without waiting for the disk."""
    app.jinja_env.bytecode_cache = TEMPLATES
    keep_statements(database.engine)
    if database.engine.dialect.name == "sqlite":
        event.listen(database.engine, "connect", _wait_for_no_disk)


def _wait_for_no_disk(connection: sqlite3.Connection, _record: object) -> None:
    """No test outlives a power cut, so none waits for the disk; what an installation does is in test_db.py."""
    connection.execute("PRAGMA synchronous=OFF")
