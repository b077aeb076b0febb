"""Pages measured inside one process: statements sent to the database and processor time."""

import contextvars
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from bench import study
from bench.shape import document
from bench.walk import _HIDDEN, filled, random
from survey_app.db import database, session
from survey_app.models import Response


def stored() -> int:
    """How many responses the database holds."""
    return session.scalar(select(func.count()).select_from(Response)) or 0


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement sent while the block runs."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def statements(folder: Path) -> list[dict[str, Any]]:
    """Statements, processor time and size of each step of a respondent's walk (second walk: caches are warm)."""
    folder.mkdir(parents=True)
    with study.installation(folder) as app:
        code = study.make().code
        _walk(app.test_client(), code)
        return _walk(app.test_client(), code)


def _walk(client: FlaskClient, code: str) -> list[dict[str, Any]]:
    chance = random.Random(2)
    rows: list[dict[str, Any]] = []
    address, page = _step(client, rows, "GET", f"/r/{code}")
    steps = [[], *(filled(part, chance) for part in document()["pages"]), []]
    for fields in steps:
        address, _none = _step(client, rows, "POST", address, _HIDDEN.findall(page) + fields)
        address, page = _step(client, rows, "GET", address)
    return rows


def _step(
    client: FlaskClient,
    rows: list[dict[str, Any]],
    method: str,
    address: str,
    fields: list[tuple[str, str]] | None = None,
) -> tuple[str, str]:
    data: dict[str, list[str]] = {}
    for name, value in fields or []:
        data.setdefault(name, []).append(value)
    with counted() as seen:
        begun = time.process_time()
        answer = _open(client, address, method=method, data=data or None)
        cpu = time.process_time() - begun
    text = answer.get_data(as_text=True)
    if answer.status_code not in {200, 303}:
        raise RuntimeError(f"{method} {address} answered {answer.status_code}: {text[:500]}")
    step = address.rsplit("/", 2)[-1] if "/page/" not in address else "page " + address.rsplit("/", 1)[-1]
    step = "start" if address.count("/") == 2 else step
    figures = {"statements": len(seen), "cpu_ms": round(cpu * 1000, 2), "bytes": len(text)}
    rows.append({"step": f"{method} {step}", **figures})
    return answer.headers.get("Location", address), text


def results(folder: Path, responses: int) -> dict[str, Any]:
    """The results page over many responses: processor time and statements."""
    folder.mkdir(parents=True)
    with study.installation(folder) as app:
        stage = study.make()
        study.answer(stage, responses)
        client = _signed_in(app)
        address = f"/studies/{stage.study.code}/stages/{stage.code}/results"
        first = _page(client, address)
        second = _page(client, address)
    return {"responses": responses, "first": first, "again": second}


def _open(client: FlaskClient, address: str, **what: object) -> TestResponse:
    """A request that sees nothing of this process's own application context, as in a server."""
    return contextvars.Context().run(client.open, address, **what)


def _signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    hidden = dict(_HIDDEN.findall(_open(client, "/sign-in").get_data(as_text=True)))
    _open(client, "/sign-in", method="POST", data={**hidden, "email": study.EMAIL, "password": study.PASSWORD})
    return client


def _page(client: FlaskClient, address: str) -> dict[str, Any]:
    with counted() as seen:
        begun, wall = time.process_time(), time.perf_counter()
        answer = _open(client, address)
        cpu, wall = time.process_time() - begun, time.perf_counter() - wall
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return {
        "cpu_ms": round(cpu * 1000),
        "wall_ms": round(wall * 1000),
        "statements": len(seen),
        "bytes": len(answer.get_data()),
    }
