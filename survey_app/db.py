"""The declarative base, the session, column types and the transaction at the edge."""

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ColumnElement, DateTime, Dialect, Enum, MetaData, String, Table, TypeDecorator, event, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"
_LETTERS = (_ALPHABET * (256 // len(_ALPHABET))).encode()
"""A letter for each byte. The 32 letters divide the 256 bytes, so none is more likely than another."""


class Base(DeclarativeBase):
    """What every table inherits."""

    metadata = MetaData(naming_convention=CONVENTION)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python on both databases, refused when naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; a naive time has no meaning and is a fault of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Hand back an aware time whatever the database keeps."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def words(kind: type[StrEnum]) -> Enum:
    """A column of an enumeration, stored as its word and checked by the database."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
        length=max(len(member.value) for member in kind),
        name=kind.__name__.lower(),
    )


def now() -> datetime:
    """The server's clock, in UTC."""
    return datetime.now(UTC)


def new_code(length: int = 10) -> str:
    """A random code for an address: 5 bits a letter, none that are read as another."""
    return secrets.token_bytes(length).translate(_LETTERS).decode()


database = SQLAlchemy(model_class=Base)
session = database.session
_LATER = "after_commit"


def inserting(target: type[Base] | Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say what to do on a conflict, in the dialect of the session's database."""
    table = target if isinstance(target, Table) else cast(Table, target.__table__)
    return postgresql.insert(table) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(table)


class _Entry(FunctionElement[str]):
    """The text under a name of a JSON object."""

    type = String()
    name = "entry"
    inherit_cache = True


@compiles(_Entry, "postgresql")
def _entry_on_postgresql(element: _Entry, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    return "({} ->> {})".format(*(compiler.process(each, **options) for each in element.clauses))


@compiles(_Entry, "sqlite")
def _entry_on_sqlite(element: _Entry, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    column, name = (compiler.process(each, **options) for each in element.clauses)
    return f"(SELECT value FROM json_each({column}) WHERE key = {name} LIMIT 1)"  # noqa: S608 - bound parameters


def entry_of(column: InstrumentedAttribute[dict[str, Any]], name: str) -> ColumnElement[str]:
    """The text that stands under a name in a column of JSON objects, whatever the name holds; NULL where there is none.

    A name is never made a path: on SQLite a quotation mark would end it, on either a dot is a letter like others.
    """
    return _Entry(column, literal(name, String()))


class _Written(FunctionElement[str]):
    """The text under a name of a JSON object, nothing where something else stands."""

    type = String()
    name = "written"
    inherit_cache = True


@compiles(_Written, "postgresql")
def _written_on_postgresql(element: _Written, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    column, name = (compiler.process(each, **options) for each in element.clauses)
    return f"CASE WHEN json_typeof({column} -> {name}) = 'string' THEN {column} ->> {name} END"


@compiles(_Written, "sqlite")
def _written_on_sqlite(element: _Written, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    column, name = (compiler.process(each, **options) for each in element.clauses)
    return f"CASE json_type({column}, {name}) WHEN 'text' THEN json_extract({column}, {name}) END"


class _Minute(FunctionElement[str]):
    """The minute of a moment."""

    type = String()
    name = "minute"
    inherit_cache = True


@compiles(_Minute, "postgresql")
def _minute_on_postgresql(element: _Minute, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    (moment,) = (compiler.process(each, **options) for each in element.clauses)
    return f"to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')"


@compiles(_Minute, "sqlite")
def _minute_on_sqlite(element: _Minute, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    (moment,) = (compiler.process(each, **options) for each in element.clauses)
    return f"substr({moment}, 1, 16)"


def minute_of(column: InstrumentedAttribute[datetime]) -> ColumnElement[str]:
    """The minute in UTC that a stored moment falls into, as `2026-11-27 09:30`: what very many are counted by."""
    return _Minute(column)


def written_in(column: ColumnElement[Any], name: str) -> ColumnElement[str]:
    """The text that a column of answers holds under a variable's name; NULL for anything else, as a reason for none.

    Unlike `entry_of` it is made for columns of many thousands: a variable's name holds no quotation mark.
    """
    path = name if session.get_bind().dialect.name == "postgresql" else f'$."{name}"'
    return _Written(column, literal(path, String()))


def after_commit(act: Callable[[], object]) -> None:
    """Do something once this transaction is stored for good; never, when it is taken back."""
    session.info.setdefault(_LATER, []).append(act)


@contextmanager
def transaction() -> Iterator[None]:
    """Commit at the end, roll back on any exception: services flush and never commit."""
    session.info.pop(_LATER, None)
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    for act in session.info.pop(_LATER, ()):
        act()


def _writes(statement: str) -> bool:
    return not statement.lstrip()[:6].upper().startswith(("SELECT", "PRAGMA"))


def prepare_sqlite(engine: Engine) -> None:
    """Make SQLite durable and free of lock errors.

    Nothing is sent at begin; `BEGIN IMMEDIATE` goes out before the first statement that is not a SELECT, so a
    transaction that writes holds the write lock from its first write and never fails half way.
    """

    @event.listens_for(engine, "connect")
    def _connect(dbapi_connection: sqlite3.Connection, _record: object) -> None:
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            "synchronous=FULL",
            "busy_timeout=15000",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "before_cursor_execute")
    def _before(_connection: Connection, cursor: sqlite3.Cursor, statement: str, *_rest: object) -> None:
        if not cursor.connection.in_transaction and _writes(statement):
            cursor.execute("BEGIN IMMEDIATE")

    @event.listens_for(engine, "savepoint")
    def _savepoint(conn: Connection, _name: str) -> None:
        cursor = conn.connection.cursor()
        if not getattr(conn.connection.dbapi_connection, "in_transaction", True):
            cursor.execute("BEGIN IMMEDIATE")


UNREADABLE_VALUES: tuple[type[Exception], ...] = (DataError, StatementError, UnicodeEncodeError, OverflowError)
"""What is raised when a value cannot be stored at all."""
DATABASE_FAULTS: tuple[type[Exception], ...] = (DBAPIError, IntegrityError)
"""What is raised when the database itself refuses or fails: ours to mend, not the visitor's."""
DATABASE_AWAY: tuple[type[Exception], ...] = (OperationalError, PoolTimeout)
"""What is raised when the database cannot be reached or is full: nothing was stored, trying again may help."""
