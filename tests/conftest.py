"""Fixtures: a real database for every test, on SQLite and on PostgreSQL."""

import gc
import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from werkzeug.routing import Rule

from survey_app import create_app
from survey_app.config import Settings, read_settings
from survey_app.db import database as tables
from tests.browsing import end_browsers
from tests.client import Browser
from tests.kept import hasten
from tests.postgres import Emptied, choose_folder, command, server_address

_SWEPT_TOGETHER = 40
_BUILDERS = ("_build", "_build_unknown")
_finished = count(1)


def settings_for(folder: Path, database_url: str = "", **changes: str) -> Settings:
    """Settings of a test installation in its own folder."""
    environment = {
        "SURVEY_INSTANCE": str(folder),
        "SURVEY_DATABASE_URL": database_url,
        "SURVEY_SECRET_KEY": "test-key-of-at-least-thirty-two-letters",
        "SURVEY_TESTING": "yes",
        "SURVEY_SETUP": "none",
    }
    return read_settings({**environment, **changes})


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    app = create_app(settings_for(folder))
    with app.app_context():
        upgrade()
        tables.engine.dispose()
    return folder / "rondo.sqlite"


@pytest.fixture(scope="session")
def postgres_template() -> str:
    """The name of a migrated, empty PostgreSQL database, made once per worker."""
    name = f"template_{os.getpid()}"
    command(f"CREATE DATABASE {name}")
    return name


@pytest.fixture(scope="session")
def migrated_postgres(postgres_template: str, tmp_path_factory: pytest.TempPathFactory) -> Emptied:
    """A copy of the template with its tables, for one test after the other."""
    app = create_app(settings_for(tmp_path_factory.mktemp("pg"), server_address(postgres_template)))
    with app.app_context():
        upgrade()
        tables.engine.dispose()
    return Emptied(f"tested_{os.getpid()}", postgres_template)


def pytest_configure() -> None:
    """The workers share one PostgreSQL server: its folder is chosen before they start."""
    choose_folder()
    _compile_each_address_once()


def pytest_collection_finish() -> None:
    """What is loaded by now stays for the whole run, so the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.disable()


def pytest_sessionfinish() -> None:
    """The browser that all tests of a worker shared ends with it."""
    end_browsers()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Each test leaves an application behind, all circles: they are swept up together, now and then.

    What outlives a sweep (templates, statements, modules loaded late) stays for the run and is not looked at again.
    """
    if next(_finished) % _SWEPT_TOGETHER == 0:
        gc.collect()
        gc.freeze()


def _compile_each_address_once() -> None:
    """Each test makes an application of its own, with the same addresses: Werkzeug compiles each of them once a worker.

    What it compiles depends on the written rule alone; two functions are bound to the rule of each application.
    """
    compiled = Rule.compile
    kept: dict[tuple[object, ...], dict[str, Any]] = {}

    def once(rule: Rule) -> None:
        key = (
            rule.rule,
            rule.host,
            rule.subdomain,
            rule.merge_slashes,
            repr(rule.defaults),
            tuple(rule.map.converters),
        )
        if key not in kept:
            compiled(rule)
            own = {name: getattr(rule, name) for name in ("_parts", "_trace", "_converters", "arguments")}
            kept[key] = own | {name: getattr(rule, name).__func__ for name in _BUILDERS}
            return
        for name, value in kept[key].items():
            setattr(rule, name, value.__get__(rule, None) if name in _BUILDERS else value)

    Rule.compile = once


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever uses a database on both, unless it says that one is enough."""
    if "database" in metafunc.fixturenames:
        one = metafunc.definition.get_closest_marker("sqlite_only")
        metafunc.parametrize("database", ["sqlite"] if one else ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database for one test."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "rondo.sqlite")
        return f"sqlite:///{tmp_path / 'rondo.sqlite'}"
    return request.getfixturevalue("migrated_postgres").fresh()


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    """Settings of the test's own installation."""
    return settings_for(tmp_path, database)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application on an empty database, with its context pushed."""
    app = create_app(settings)
    app.test_client_class = Browser
    with app.app_context():
        hasten(app)
        yield app
        tables.session.remove()
        tables.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without script."""
    return app.test_client()
