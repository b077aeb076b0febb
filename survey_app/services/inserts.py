"""Inserting what may exist already, in the dialect of the database: the unique keys decide, never a look before."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from survey_app.db import session


def insert_new(table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless one with the same unique key exists; says whether it did."""
    inserted = session.connection().execute(_insert(table), dict(values))
    return inserted.rowcount == 1


def insert_all_new(table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of the rows whose unique keys do not exist yet."""
    if rows:
        session.execute(_insert(table), [dict(row) for row in rows])


def _insert(table: Table) -> Any:  # noqa: ANN401 - the two dialects share no type that has this method
    insert = insert_sqlite if session.get_bind().dialect.name == "sqlite" else insert_postgresql
    # an INSERT forgets its row count unless told to keep it
    return insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
