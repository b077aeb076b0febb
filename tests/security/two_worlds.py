"""Two copies of one installation in which two people give each other's answers, and everything a desk can look at."""

import logging
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from survey_app import create_app
from survey_app.db import database as tables
from survey_app.db import session
from survey_app.jobs.worker import run_all
from survey_app.models import MailEntry, SampledCase, Stage, StoredFile
from tests.api.calling import secret_of
from tests.builders import post, sign_in
from tests.client import Browser
from tests.conftest import settings_for
from tests.kept import hasten

_FRESH = (
    (re.compile(r'name="csrf_token"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="csrf_token"'), "token"),
    (re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(\+\d{2}:\d{2})?( UTC)?"), "time"),
    (re.compile(r"/jobs/[0-9a-z]{10}|/files/[0-9a-z]{26}"), "code"),
    (re.compile(r'"made_at": ?"[^"]*"'), "made"),
    # the log names a batch by its key, which is random in each world
    (re.compile(r"\b[0-9a-f]{16}\b"), "batch"),
    # the disk, and the folder each world lies in
    (re.compile(r"[0-9.,]+ GB free</span><small> <code class=\"code\">[a-z]+/"), "disk"),
)


@dataclass
class World:
    """One running installation: its application, and the address of its stage."""

    app: Flask
    stage_id: int

    @property
    def stage(self) -> Stage:
        """The stage, read anew."""
        session.expire_all()
        return session.get_one(Stage, self.stage_id)


@contextmanager
def running(folder: Path, stage_id: int = 0) -> Iterator[World]:
    """An installation in its folder, with its context pushed."""
    app = create_app(settings_for(folder, f"sqlite:///{folder / 'rondo.sqlite'}"))
    app.test_client_class = Browser
    with app.app_context():
        try:
            hasten(app)
            yield World(app, stage_id)
        finally:
            session.remove()
            tables.engine.dispose()


def copied(folder: Path, target: Path) -> Path:
    """A copy of everything: database, keys, files."""
    return Path(shutil.copytree(folder, target))


def seen(world: World, log: Sequence[logging.LogRecord], *, under: str = "") -> dict[str, object]:
    """Every page, file and mail the owner and administrator can look at, and the log, without what must differ.

    With `under`, of the pages only those whose address holds it.
    """
    stage = world.stage
    client = world.app.test_client()
    owner = stage.study.memberships[0].account
    sign_in(client, owner)
    found: dict[str, object] = {}
    # programs see no more than people: the same addresses with a token that may do everything
    sent = {"Authorization": f"Bearer {secret_of(owner)}"}
    for address in (each for each in _pages(world.app, stage) if under in each):
        answer = client.get(address, headers=sent)
        found[address] = (answer.status_code, _compared(answer))
    found["workbook"] = _workbook(world, client)
    found["mails"] = [_mail(entry) for entry in session.scalars(select(MailEntry).order_by(MailEntry.id))]
    found["log"] = sorted(_plain(record.getMessage()) for record in log)
    return found


def _pages(app: Flask, stage: Stage) -> list[str]:
    """The addresses of all pages of the study, of each person on its list and of each mail, with filters too."""
    cases = session.scalars(select(SampledCase.id).where(SampledCase.stage_id == stage.id)).all()
    mails = session.scalars(select(MailEntry.id)).all()
    root = f"/studies/{stage.study.code}/stages/{stage.code}"
    addresses_: set[str] = {
        f"{root}/{path}?{query}"
        for path in ("results", "results.json", "data.csv", "results/answers/MISS", "results/IND.csv")
        for query in ("IND=1", "IND=2", "attr.region=north", "IND=1&attr.region=north")
    }
    addresses_ |= {f"{root}/cases?search=C-{number}" for number in range(len(cases))}
    for number in range(max(len(cases), len(mails), 1)):
        for kind in ("invitation", "reminder"):
            arguments = _arguments(stage, cases, mails, number) | {"kind": kind}
            addresses_ |= set(_filled(app, arguments))
    return sorted(addresses_)


def _filled(app: Flask, arguments: Mapping[str, Any]) -> Iterator[str]:
    """Every desk page; an argument that only others' pages have is a number that is nothing here."""
    with app.test_request_context():
        urls = app.url_map.bind("127.0.0.1")
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or set()) and _is_desk(rule.endpoint):
                yield urls.build(rule.endpoint, {name: arguments.get(name, 1) for name in rule.arguments})


def _is_desk(endpoint: str) -> bool:
    return not endpoint.startswith(
        ("static", "respond.", "front.health", "security.", "accounts.", "tokens.", "setup.")
    )


def _arguments(stage: Stage, cases: Sequence[int], mails: Sequence[int], number: int) -> dict[str, Any]:
    member = stage.study.memberships[0]
    return {
        "study_code": stage.study.code,
        "stage_code": stage.code,
        "case_id": cases[number % len(cases)],
        "mail_id": mails[number % len(mails)] if mails else 1,
        "member_id": member.id,
        "account_id": member.account_id,
        "variable": "MISS",
        "anchor": "IND",
        "code": "IND",
        "key": "p1",
    }


def _plain(text: str) -> str:
    for pattern, word in _FRESH:
        text = pattern.sub(word, text)
    return text


def _workbook(world: World, client: FlaskClient) -> object:
    """All cells of the workbook, or the status with which it is refused."""
    stage = world.stage
    order = {"form": "xlsx", "language": "en", "keep": "y"}
    answer = post(client, f"/studies/{stage.study.code}/stages/{stage.code}/exports", order)
    run_all(world.app)
    stored = session.scalars(select(StoredFile).order_by(StoredFile.id.desc())).first()
    if stored is None:
        return answer.status_code
    with client.get(f"/files/{stored.code}") as file:
        return _cells(file.data)


def _cells(content: bytes) -> dict[str, list[list[str]]]:
    """The cells of a workbook by sheet: the file itself also says when it was made."""
    book = openpyxl.load_workbook(BytesIO(content))
    return {
        sheet.title: [[_plain(str(cell)) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    }


def _compared(answer: TestResponse) -> object:
    """An answer as it is compared: a workbook by its cells, anything else by its words."""
    content = answer.get_data()
    if answer.mimetype.endswith("spreadsheetml.sheet"):
        return _cells(content)
    return _plain(content.decode("utf-8", "replace"))


def _mail(entry: MailEntry) -> Mapping[str, object]:
    return {name: getattr(entry, name) for name in ("kind", "recipient", "subject", "state", "error", "message_id")}
