"""Two thousand malformed requests over every route: each gets an answer that is no fault of ours, and none is slow."""

import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from survey_app.models import Study
from tests.builders import csrf_of, make_account, make_study, sign_in
from tests.own_objects import arguments_of, filled
from tests.planting import publish
from tests.respondents import Person, three_pages

pytestmark = [pytest.mark.sqlite_only, pytest.mark.slow]
REQUESTS = 2_000
SLOWEST = 5.0
_NAME = re.compile(r'name="([^"]{1,80})"')

HOSTILE: tuple[bytes, ...] = (
    b"",
    b"%00",
    b"a%00b",
    b"%ED%A0%80",
    b"%ED%BF%BF%ED%A0%80",
    b"%FF%FE",
    b"%EF%BF%BE",
    b"%0B%1F",
    b"-1",
    b"1e309",
    b"NaN",
    b"Infinity",
    b"9" * 30,
    b"9" * 5_000,
    b"-" + b"9" * 400,
    b"0x7f",
    b"1.5.5",
    "１２３".encode(),
    "٣".encode(),
    b"%25s%25n%25(n)s",
    b"{{7*7}}",
    b"<script>alert(1)</script>",
    b"' OR 1=1 --",
    b"=HYPERLINK(%22http://example.org%22)",
    b"../../../../etc/passwd",
    b"[]",
    b"{%22a%22:1}",
    b"2026-13-45T99:99",
    b"0001-01-01T00:00",
    b"9999-12-31T23:59",
    b"%E2%80%AE" * 20,
    b"x" * 1_000_000,
    b"%0A" * 3_000,
    "é".encode() * 30_000,
)
_TEXTS = ("", "1", "\u202e", "a\x00b", "9" * 400)
CONTENT_TYPES = ("application/x-www-form-urlencoded", "application/json", "text/plain", "multipart/form-data", "")


class Attack:
    """One stream of malformed requests, repeatable by its seed."""

    def __init__(self, client: FlaskClient, seed: int) -> None:
        self.client = client
        self.chance = random.Random(seed)
        self.faults: list[str] = []
        self.statuses: Counter[int] = Counter()

    def send(self, rule: Rule, method: str, address: str) -> None:
        """One request to one route."""
        address, keywords = self._form(address) if method == "POST" else (self._query(address), {})
        begun = time.monotonic()
        answer = self.client.open(address, method=method, **keywords)
        taken = time.monotonic() - begun
        answer.close()
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500 and answer.status_code != 503:
            sent = str(keywords.get("data", address))[:300]
            self.faults.append(f"{rule.endpoint} {method} {answer.status_code} {sent}")
        if taken > SLOWEST:
            self.faults.append(f"{rule.endpoint} {method} took {taken:.1f} s")

    def _query(self, address: str) -> str:
        names = ["page", "q", "lang", "language", "by", "mode", "filter", "x" * 3]
        pairs = [
            self.chance.choice(names).encode() + b"=" + self.chance.choice(HOSTILE)[:6_000]
            for _ in range(self.chance.randint(0, 4))
        ]
        broken = self.chance.choice(["", "", "%00", "%ED%A0%80", "/" + "9" * 40, "/../x", quote("é\u202e")])
        path = address if self.chance.random() < 0.7 else address.rstrip("/") + broken
        return f"{path}?{b'&'.join(pairs).decode('latin-1')}"

    def _form(self, address: str) -> tuple[str, dict[str, Any]]:
        page = self.client.get(address)
        names = [name for name in _NAME.findall(page.get_data(as_text=True)) if name != "csrf_token"]
        names = names or ["title", "email", "go", "shown", "file", "code"]
        chosen = self.chance.choices(names, k=self.chance.randint(1, 12)) if self.chance.random() < 0.9 else []
        pairs = [quote(name).encode() + b"=" + self.chance.choice(HOSTILE) for name in chosen]
        pairs += [quote(name).encode() + b"=1" for name in names if self.chance.random() < 0.5]
        token = f"csrf_token={csrf_of(self.client)}".encode()
        kind = self.chance.choice(CONTENT_TYPES) if self.chance.random() < 0.15 else CONTENT_TYPES[0]
        if self.chance.random() < 0.15:
            return address, {"data": self._multipart(names), "content_type": "multipart/form-data"}
        body = b"&".join([token, *pairs])[: 3 * 1024 * 1024]
        return address, {"data": body, "content_type": kind}

    def _multipart(self, names: list[str]) -> dict[str, Any]:
        content = self.chance.choice([b"", b"PK\x03\x04broken", b"\x00" * 500, b"id;a\n1;2;3\n", b"\xff\xfei\x00d\x00"])
        found: dict[str, Any] = {"csrf_token": csrf_of(self.client)}
        for name in names:
            is_file = name in {"file", "table", "upload", "document"} or self.chance.random() < 0.2
            called = self.chance.choice(["a.csv", "../../a.xlsx", "", "a\u202e.json"])
            found[name] = (BytesIO(content), called) if is_file else self.chance.choice(_TEXTS)
        return found


def targets(app: Flask, study: Study) -> Iterator[tuple[Rule, str, str]]:
    """Every route with each method, at an address of the study's own things."""
    arguments = {**arguments_of(study), "number": 1, "secret": "a" * 32, "token": "a" * 20, "filename": "css/desk.css"}
    with app.test_request_context():
        urls = app.url_map.bind("127.0.0.1")
        for rule in app.url_map.iter_rules():
            values = filled(rule, arguments)
            if rule.rule.startswith("/r/"):
                values["code"] = study.stages[0].code
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, urls.build(rule.endpoint, values)


def put_in_the_field(client: FlaskClient, study: Study) -> None:
    """Publish and open the study's survey, and begin to answer it in this browser."""
    publish(study.stages[0], three_pages())
    Person(client, study.stages[0].code).begin()


@pytest.mark.parametrize("part", range(4))
def test_two_thousand_malformed_requests_meet_no_fault(app: Flask, client: FlaskClient, part: int) -> None:
    attack = Attack(client, seed=part)
    sent = 0
    while sent < REQUESTS // 4:
        owner = make_account(is_administrator=True)
        study = make_study(owner)
        routes = list(targets(app, study))
        attack.chance.shuffle(routes)
        sign_in(client, owner)
        for rule, method, address in routes[:60]:
            if rule.endpoint == "accounts.sign_out":
                continue
            attack.send(rule, method, address)
            sent += 1
    assert attack.faults == []
    assert sum(attack.statuses[status] for status in (400, 404, 413, 422)) > 50, attack.statuses


def test_the_attack_finds_a_planted_fault(app: Flask, client: FlaskClient) -> None:
    @app.post("/planted")
    def planted() -> str:
        """A route as it must not be."""
        return str([int(text) for text in request.form.values()])

    sign_in(client, make_account())
    attack = Attack(client, seed=1)
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == "planted")
    for _ in range(30):
        attack.send(rule, "POST", "/planted")
    assert any("planted POST 500" in fault for fault in attack.faults)
