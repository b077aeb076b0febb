"""A text that wants to be script, in every field that keeps text: no page, file or drawing shows it raw."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Enum, String, cast, update
from sqlalchemy import text as sql

from survey_app.db import Base, session
from survey_app.interchange.csv_lines import csv_line
from survey_app.models import (
    AuditEntry,
    Identity,
    ImportBatch,
    Item,
    Job,
    MailEntry,
    MarketEstimate,
    Panel,
    Response,
    Study,
    Version,
)
from survey_app.vocabulary import MailKind, MailState, Mode
from tests.builders import make_account, make_study, post, sign_in
from tests.own_objects import arguments_of
from tests.planting import plant, publish
from tests.respondents import Person
from tests.security.test_forgery import addresses

MARK = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>{{7*7}}'"
RAW = re.compile(r"<script>alert|<img src=x|onerror=alert\(2\)>[^&]|49'")
FORMULA = '=HYPERLINK("http://evil.example")'
_KEYS = {"code", "unique_key", "link_hash", "key", "submit_key", "fingerprint", "key_name", "hash", "tag"}
_KEPT = _KEYS | {"fs_uniquifier", "password", "timezone", "language", "vote_kind"}
"""Columns that hold keys or words of a list, which no form fills with free text."""


def questions(mark: str) -> dict[str, Any]:
    """Every kind of question with the mark in every text."""
    text = {"en": mark}
    choices = [{"code": code, "label": text} for code in (1, 2)]
    scale = {"first": 1, "last": 5, "labels": [], "low": text, "high": text}
    rows = [{"code": "a", "label": text}, {"code": "b", "label": text}]
    kinds: dict[str, dict[str, Any]] = {
        "single": {"options": choices, "other": {"code": 97, "label": text}},
        "multiple": {"options": choices},
        "rating": {"scale": scale},
        "grid": {"items": rows, "scale": scale},
        "battery": {"items": rows, "scale": scale},
        "recommend": {},
        "number": {"unit": text},
        "short_text": {},
        "long_text": {},
        "information": {},
        "consent": {},
    }
    asked = [
        {"code": f"Q{place}", "kind": kind, "text": text, "hint": text, "settings": settings}
        for place, (kind, settings) in enumerate(kinds.items(), 1)
    ]
    named = {"code": "NAME", "kind": "short_text", "text": text, "purpose": "identity", "settings": {}}
    return {"languages": ["en"], "pages": [{"key": "p1", "title": text, "questions": [*asked, named]}]}


def mark_everything(study: Study) -> None:
    """Write the mark into every free text of every table, also where a trigger keeps what was written."""
    for table, trigger in (("idea", "idea_as_written"), ("item", "item_words_frozen")):
        on = f" ON {table}" if session.get_bind().dialect.name == "postgresql" else ""
        session.execute(sql(f"DROP TRIGGER {trigger}{on}"))
    for mapper in Base.registry.mappers:
        table: Any = mapper.local_table
        if table.name in {"account_role", "throttle", "audit_entry"}:
            continue
        texts: dict[str, Any] = {
            column.name: MARK[: column.type.length or 200]
            for column in table.columns
            if isinstance(column.type, String)
            and not isinstance(column.type, Enum)
            and column.name not in _KEPT
            and not column.primary_key
            and not column.foreign_keys
            and not column.unique
            and column.name
            not in {"email", "kind", "media_type", "content_hash", "receipt", "set_aside", "conflicts_with", "shape"}
        }
        if table.name == "sampled_case":
            texts["attributes"] = {MARK: MARK}
            texts["unit"] = MARK + cast(table.c.id, String)
            texts["email"] = '"<script>alert(1)</script>"@example.org'
        if texts:
            session.execute(update(table).values(texts))
    session.execute(update(Item).values(text={"en": MARK}, hint={"en": MARK}))
    session.execute(update(Panel).values(prompt={"en": MARK}))
    factor = {"name": MARK, "kind": "amount", "low": "", "middle": "10", "high": ""}
    session.execute(update(MarketEstimate).values(factors=[factor]))
    session.add(AuditEntry(study_id=study.id, act="look_up", subject=MARK, reason=MARK))
    session.add(AuditEntry(study_id=study.id, act=MARK[:60], subject=f"{MARK}: {MARK}"))
    session.commit()


def planted(owner: Any, mark: str) -> tuple[Study, dict[str, Any]]:
    study = make_study(owner, "Study")
    arguments = arguments_of(study)
    stage = study.stages[0]
    session.query(Job).delete()
    answers = {"Q1": 97, "Q1.other": mark, "Q3": 4, "Q6": 9, "Q7": 3.0, "Q8": mark, "Q9": mark, "Q4.a": 4, "Q4.b": 2}
    answers |= {f"Q5.{row}.{side}": 3 for row in "ab" for side in ("expected", "experienced")}
    version = publish(stage, questions(mark))
    keys = plant(stage, version, [answers] * 12, attributes=[{mark: mark}, {mark: "x"}], modes=(Mode.WEB,))
    session.add_all([Identity(response_id=key, stage_id=stage.id, answers={"NAME": mark}) for key in keys])
    session.execute(update(ImportBatch).values(source=mark[:200]))
    session.execute(update(Response).where(Response.id.in_(keys[:6])).values(batch_id=arguments["batch_id"]))
    definition = {**questions(mark)}
    session.add(Version(stage=stage, number=2, definition=definition))
    session.execute(update(MailEntry).values(kind=MailKind.TEST, state=MailState.FAILED))
    session.commit()
    return study, {**arguments, "variable": "Q9", "anchor": "Q3", "code": "Q1"}


def pages(app: Flask, client: FlaskClient, arguments: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Every page that can be looked at: its route, its media type and its text."""
    for rule, address in addresses(app, arguments, "GET"):
        if rule.endpoint != "front.health":
            answer = client.get(address)
            assert answer.status_code < 500, rule.endpoint
            yield rule.endpoint, answer.mimetype, answer.get_data().decode("utf-8", "replace") + str(answer.headers)
            answer.close()


def test_a_page_that_escapes_nothing_would_be_found() -> None:
    assert RAW.search(f"<p>{MARK}</p>")
    assert RAW.search(MARK.replace("{{7*7}}", "49").replace("<", "&lt;"))


@pytest.mark.sqlite_only
def test_the_mark_is_raw_nowhere(app: Flask, client: FlaskClient) -> None:
    owner = make_account(is_administrator=True)
    study, arguments = planted(owner, MARK)
    mark_everything(study)
    sign_in(client, owner)
    seen = 0
    for endpoint, kind, text in pages(app, client, arguments):
        if kind == "text/html":
            assert not RAW.search(text), (endpoint, RAW.search(text))
            seen += "&lt;script&gt;" in text
        if kind in {"application/json", "text/csv"}:
            assert "nosniff" in text
    assert seen > 30
    case = arguments["case_id"]
    root = f"/studies/{study.code}/stages/{study.stages[0].code}"
    for path, data in (
        (f"{root}/cases/{case}", {"reason": MARK}),
        (f"{root}/settings", {"title": "", "level": MARK, "min_group": MARK, "closes_at": MARK}),
        ("/account", {"name": MARK, "language": MARK, "timezone": MARK}),
        (f"/studies/{study.code}/people", {"email": MARK, "role": MARK}),
    ):
        assert not RAW.search(post(client, path, data).get_data(as_text=True)), path


@pytest.mark.sqlite_only
def test_respondents_never_meet_the_mark_raw(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    study, arguments = planted(owner, MARK)
    mark_everything(study)
    person = Person(client, arguments["stage_code"])
    person.begin()
    assert "&lt;script&gt;" in person.text
    for fields in ({"qQ7": MARK, "go": "next"}, {"qQ8": MARK, "qQ9": MARK, "qNAME": MARK, "qQ7": "", "go": "next"}, {}):
        person.send(fields)
        assert not RAW.search(person.text)
    assert person.receipt


def test_no_line_of_any_table_is_a_formula(app: Flask, client: FlaskClient) -> None:
    owner = make_account(is_administrator=True)
    study, arguments = planted(owner, FORMULA)
    stage = study.stages[0]
    session.execute(update(Study).values(title=FORMULA))
    session.commit()
    sign_in(client, owner)
    found = [(name, text) for name, kind, text in pages(app, client, arguments) if kind == "text/csv"]
    root = f"/studies/{study.code}/stages/{stage.code}"
    found.append(("identities.take", post(client, f"{root}/identities/list").get_data(as_text=True)))
    assert {"reports.data", "reports.table", "identities.take"} <= {name for name, _text in found}
    for name, text in found:
        for line in csv.reader(io.StringIO(text.lstrip("\ufeff"))):
            assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in line), (name, line)
    assert csv_line(["+1", "-1", "@x", "\t=1", -9, "plain"]) == "'+1,'-1,'@x,'\t=1,-9,plain\r\n"


@pytest.mark.sqlite_only
def test_a_line_break_in_a_title_forges_no_header_of_a_download(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    study, _arguments = planted(owner, "words")
    session.execute(update(Study).values(title='a"; x=\r\nSet-Cookie: stolen=1\n../../etc/passwd'))
    session.commit()
    sign_in(client, owner)
    answer = client.get(f"/studies/{study.code}/stages/{study.stages[0].code}/data.csv")
    assert answer.status_code == 200
    assert "stolen" not in answer.headers.get("Set-Cookie", "")
    assert "\n" not in answer.headers["Content-Disposition"]
