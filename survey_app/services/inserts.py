"""Inserting rows that may exist already: the unique keys decide, never a look before."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Insert, Table

from survey_app.db import inserting, session


def insert_new(table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless one with the same unique key exists; says whether it did."""
    inserted = session.connection().execute(_insert(table), dict(values))
    return inserted.rowcount == 1


def insert_all_new(table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of the rows whose unique keys do not exist yet."""
    if rows:
        session.execute(_insert(table), [dict(row) for row in rows])


def _insert(table: Table) -> Insert:
    # an INSERT forgets its row count unless told to keep it
    return inserting(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
