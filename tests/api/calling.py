"""A program with a personal token, as tests use it."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.db import session
from survey_app.models import Account, Stage
from survey_app.services import tokens
from survey_app.vocabulary import Scope

PREFIX = "/api/v1"
PROBLEM = "application/problem+json"


def secret_of(account: Account, scopes: Collection[Scope] = tuple(Scope)) -> str:
    """A token of this person, committed; its secret."""
    _token, secret = tokens.make(account, "Test", scopes, 30)
    session.commit()
    return secret


@dataclass
class Program:
    """Sends JSON with a token and keeps no cookie of its own."""

    client: FlaskClient
    secret: str

    def call(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        content = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.secret}"}
        if content is not None:
            sent["Content-Type"] = "application/json"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(PREFIX + path, method=method, data=content, headers=sent)

    def get(self, path: str) -> Any:
        answer = self.call("GET", path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:600])
        return answer.get_json()

    def refused(self, method: str, path: str, status: int, body: object = None, **headers: str) -> dict[str, Any]:
        answer = self.call(method, path, body, **headers)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:600])
        assert answer.mimetype == PROBLEM
        found = json.loads(answer.get_data())
        assert found["status"] == status
        assert found["title"]
        assert found["detail"]
        return dict(found)


def place(stage: Stage) -> str:
    """The address of a stage behind the prefix."""
    return f"/studies/{stage.study.code}/stages/{stage.code}"
