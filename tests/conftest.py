"""Fixtures: a real database for every test, on SQLite and on PostgreSQL."""

import gc
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest
from _pytest.doctest import DoctestModule
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import HealthCheck
from hypothesis import settings as of_examples

from survey_app import create_app
from survey_app.config import Settings, read_settings
from survey_app.db import database as tables
from tests import kept, postgres
from tests.browsing import end_browsers
from tests.client import Browser
from tests.compiled import compile_once, starts_workers
from tests.kept import hasten, keep_addresses
from tests.postgres import Emptied, command, server_address

_SWEPT_TOGETHER = 40
_WAITING, _LOOKING = ("tests/journeys/", "tests/kill/", "tests/test_serve.py"), ("tests/accessibility/",)
"""Where tests wait for servers most of their time, and where a browser looks at pages one after the other."""
_MEMORY, _ROOM = Path("/dev/shm"), 4 * 2**30  # noqa: S108 - a folder of one's own is made in it
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


def pytest_configure(config: pytest.Config) -> None:
    """The workers share folders and one PostgreSQL server: these are chosen before they start."""
    if not starts_workers(config):
        gc.disable()  # what is loaded now stays, so there is nothing to collect before the first test
    _stay_in_memory()
    postgres.choose_folder()
    kept.choose_folder()
    keep_addresses()
    _let_examples_take_their_time()
    compile_once(config)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Hardly a file of tests holds an example: only those that do are looked through for them."""
    found = yield
    has_examples = file_path.suffix == ".py" and b">>>" in file_path.read_bytes()
    return [each for each in found if has_examples or not isinstance(each, DoctestModule)]


def _let_examples_take_their_time() -> None:
    """No drawn example fails because others use the machine as well; all else stays as it is set where tests run."""
    slow = [*{*of_examples().suppress_health_check, HealthCheck.too_slow}]
    of_examples.register_profile("unhurried", of_examples(), deadline=None, suppress_health_check=slow)
    of_examples.load_profile("unhurried")


def _stay_in_memory() -> None:
    """No test waits for a disk where memory has room for files; a folder that was asked for is kept."""
    if "TMPDIR" not in os.environ and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ["TMPDIR"] = str(_MEMORY)
        tempfile.tempdir = None  # it was chosen by whoever asked before


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each worker begins with long tests of another kind, so that none is left for the end, when cores would idle.

    The tests that wait are with one worker: it runs them one after the other, and the others leave no core idle.
    """
    long: tuple[list[pytest.Item], ...] = ([], [], [])
    short: list[pytest.Item] = []
    for item in items:
        kind = 0 if item.nodeid.startswith(_WAITING) else 1 if item.nodeid.startswith(_LOOKING) else 2
        (short if kind == len(long) - 1 and not item.get_closest_marker("slow") else long[kind]).append(item)
    items[:] = shared_out(long, short, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def shared_out(long: Sequence[list[pytest.Item]], short: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """All tests in the parts that the workers are given, as large as xdist makes them: long ones first in each."""
    found: list[pytest.Item] = []
    size = (sum(map(len, long)) + len(short)) // workers
    for worker in range(workers):
        begin = [item for kind in long[worker::workers] for item in kind]
        room = max(0, size - len(begin))
        found += [*begin, *short[:room]]
        short = short[room:]
    return found + short


def pytest_collection_finish() -> None:
    """What is loaded by now stays for the whole run, so the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """The browser that all tests of a worker shared ends with it, and a folder that no server has used is removed."""
    end_browsers()
    if "PYTEST_XDIST_WORKER" not in os.environ:
        postgres.leave_folder()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Each test leaves an application behind, all circles: they are swept up together, now and then.

    What outlives a sweep (templates, statements, modules loaded late) stays for the run and is not looked at again.
    """
    if next(_finished) % _SWEPT_TOGETHER == 0:
        gc.collect()
        gc.freeze()


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
