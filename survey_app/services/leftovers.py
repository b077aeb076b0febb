"""What erased and rewritten rows leave in the files of the database: cleared away every hour.

PostgreSQL keeps a row that is gone, and the transaction that took it out, until its table is cleaned, which of small
tables may be never. Whoever reads the files would find erased answers there, which of them one person erased, and who
left with them. SQLite keeps pages as they were in its log.
"""

from sqlalchemy import text
from sqlalchemy.engine import Connection

from survey_app.db import DATABASE_AWAY, database, session

_TABLES = (
    *("rating", "reason", "proposal", "clarification", "idea", "card", "vote", "response", "inbox_sheet"),
    *("panel_draft", "panellist", "turnout", "sampled_case"),
)
"""What holds answers, or says who takes part."""
_REWRITTEN = 64 * 2**20
"""Bytes up to which a table is written anew; of larger ones the dead rows are freed, so that nobody waits for long."""
_PATIENCE = 3_000
"""Milliseconds to wait for others, who wait behind it meanwhile."""
_LEFT = text(
    """SELECT relname, pg_table_size(relid) FROM pg_stat_user_tables
    WHERE schemaname = current_schema() AND relname = ANY(:tables) AND n_dead_tup > 0 ORDER BY relname"""
)


def clear() -> None:
    """Take away what is left of rows; what somebody is using now waits for the next time. Not inside a transaction."""
    session.rollback()
    if database.engine.dialect.name == "sqlite":
        _cut_log()
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"SET lock_timeout = '{_PATIENCE}ms'")
        try:
            for name, size in connection.execute(_LEFT, {"tables": list(_TABLES)}).all():
                if not _is_clean(connection, name, is_small=size <= _REWRITTEN):
                    break  # somebody reads for long: at each further table people would wait once more
        finally:
            connection.exec_driver_sql("RESET lock_timeout")


def _cut_log() -> None:
    """Cut the log of SQLite. As long as somebody reads an earlier state it waits, and whoever writes waits with it."""
    with database.engine.connect() as connection:
        usual = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
        connection.exec_driver_sql(f"PRAGMA busy_timeout={_PATIENCE}")
        try:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={usual}")


def _is_clean(connection: Connection, table: str, *, is_small: bool) -> bool:
    try:
        connection.exec_driver_sql(f"VACUUM {'(FULL) ' if is_small else ''}{table}")
    except DATABASE_AWAY:
        return False
    return True
