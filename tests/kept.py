"""What the applications of a run have in common: it is made for the first of them and kept for the others."""

import atexit
import os
import shutil
import sqlite3
import tempfile
from contextlib import suppress
from copy import copy
from functools import cache
from types import CodeType
from typing import Any, ClassVar

from flask import Flask
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from sqlalchemy import Dialect, Engine, event
from werkzeug.routing import Map, Rule, RuleFactory

from survey_app.db import database

_STATEMENTS_KEPT = 10_000


class KeptTemplates(FileSystemBytecodeCache):
    """Templates as they were compiled for the first application of a run: the others need not do it again.

    The workers of a run share a folder of them, and each worker keeps in memory what it has once had.
    """

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template's code from here, unless its source has changed."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))
        if bucket.code is None:
            super().load_bytecode(bucket)
            self._keep(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        with suppress(OSError):  # a folder that somebody has tidied away fails no test
            super().dump_bytecode(bucket)
        self._keep(bucket)

    def _keep(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


RULES: dict[tuple[object, ...], Rule] = {}


def kept_rule(text: str, **named: Any) -> Rule:
    """The rule of an address, made for the first application that has it; nothing binds it to a map."""
    told = ((name, frozenset(each) if isinstance(each, set) else repr(each)) for name, each in sorted(named.items()))
    key = (text, *told)
    if key not in RULES:
        RULES[key] = Rule(text, **named)
    return RULES[key]


class KeptMap(Map):
    """Addresses as they were compiled for the first application of a worker that has all of them, and no others.

    They say which endpoint an address belongs to; which function answers there, each application knows for itself.
    """

    _made: ClassVar[dict[tuple[object, ...], tuple[Map, list[Rule]]]] = {}

    def __init__(self, *more: Any, **named: Any) -> None:
        self._given: list[Rule] = []
        super().__init__(*more, **named)

    def add(self, rulefactory: RuleFactory) -> None:
        """Take note of rules: they are looked for when somebody asks for an address."""
        self._given.extend(rulefactory.get_rules(self))
        self._remap = True

    def update(self) -> None:
        """Compile the rules, unless an application before had the same ones."""
        with self._remap_lock:
            if self._remap:
                key = (self.host_matching, *self.converters.items(), *map(id, self._given))
                if key not in self._made:
                    self._made[key] = self._compiled(), list(self._given)
                made, _rules = self._made[key]
                self._matcher, self._rules_by_endpoint = made._matcher, made._rules_by_endpoint
                self._remap = False

    def _compiled(self) -> Map:
        made = Map(map(copy, self._given), converters=self.converters, host_matching=self.host_matching)
        made.update()
        return made


def keep_addresses() -> None:
    """Each test makes an application of its own, with the same addresses: they are compiled once a worker."""
    Flask.url_rule_class = staticmethod(kept_rule)
    Flask.url_map_class = KeptMap


FOLDER = "RONDO_TEST_TEMPLATES"


def choose_folder() -> None:
    """Make the folder of compiled templates once, in the process that starts the workers; they inherit it."""
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="rondo-templates-")
        atexit.register(shutil.rmtree, os.environ[FOLDER], ignore_errors=True)


@cache
def templates() -> KeptTemplates:
    """What all applications of a worker have."""
    choose_folder()
    return KeptTemplates(os.environ[FOLDER])


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
    app.jinja_env.bytecode_cache = templates()
    keep_statements(database.engine)
    if database.engine.dialect.name == "sqlite":
        event.listen(database.engine, "connect", _wait_for_no_disk)


def _wait_for_no_disk(connection: sqlite3.Connection, _record: object) -> None:
    """No test outlives a power cut, so none waits for the disk; what an installation does is in test_db.py."""
    connection.execute("PRAGMA synchronous=OFF")
