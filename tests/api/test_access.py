"""Who gets in by token, and how far: scopes, roles, strangers, ended tokens, throttles."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.api import access as doors
from survey_app.db import now, session
from survey_app.models import ApiToken, AuditEntry
from survey_app.services import accounts, tokens
from survey_app.services.throttles import Throttles
from survey_app.vocabulary import Role, Scope
from tests.api.calling import PREFIX, Program, place, secret_of
from tests.builders import make_account, make_member, make_study, post, sign_in
from tests.own_objects import arguments_of
from tests.planting import document, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only

CALLS = (
    ("GET", "/studies", Scope.STUDIES_READ),
    ("GET", "/studies/{study}", Scope.STUDIES_READ),
    ("GET", "{stage}", Scope.STUDIES_READ),
    ("GET", "{stage}/questionnaire", Scope.QUESTIONNAIRES_READ),
    ("GET", "{stage}/questionnaire/versions", Scope.QUESTIONNAIRES_READ),
    ("PUT", "{stage}/questionnaire", Scope.QUESTIONNAIRES_WRITE),
    ("GET", "{stage}/responses", Scope.RESPONSES_READ),
    ("POST", "{stage}/responses", Scope.RESPONSES_WRITE),
    ("GET", "{stage}/results", Scope.RESULTS_READ),
    ("GET", "{delphi}/round-results", Scope.RESULTS_READ),
    ("GET", "/studies/{study}/exports", Scope.EXPORTS_WRITE),
    ("POST", "{stage}/exports", Scope.EXPORTS_WRITE),
    ("GET", "/studies/{study}/exports/jobs", Scope.EXPORTS_WRITE),
    ("GET", "/studies/{study}/exports/jobs/{job}", Scope.EXPORTS_WRITE),
    ("GET", "/studies/{study}/exports/files/{file}", Scope.EXPORTS_WRITE),
)
"""Every call with the one scope that opens it."""
MAY = {
    Scope.STUDIES_READ: set(Role),
    Scope.QUESTIONNAIRES_READ: {Role.OWNER, Role.EDITOR},
    Scope.QUESTIONNAIRES_WRITE: {Role.OWNER, Role.EDITOR},
    Scope.RESPONSES_READ: {Role.OWNER, Role.ANALYST},
    Scope.RESPONSES_WRITE: {Role.OWNER, Role.EDITOR, Role.ANALYST},
    Scope.RESULTS_READ: {Role.OWNER, Role.EDITOR, Role.ANALYST, Role.VIEWER},
    Scope.EXPORTS_WRITE: {Role.OWNER, Role.ANALYST},
}
"""Whose role in a survey covers what a scope is for."""


def survey() -> dict[str, object]:
    return document(question("REG", "single", "Where?", options=options("North", "South")))


class World:
    """A study with answers, and the addresses of its things."""

    def __init__(self) -> None:
        self.owner = make_account()
        self.study = make_study(self.owner)
        named = arguments_of(self.study)
        self.stage = self.study.stages[0]
        version = publish(self.stage, survey())
        plant(self.stage, version, [{"REG": 1 + place % 2} for place in range(20)])
        here = f"/studies/{self.study.code}/stages"
        self.names = {
            "study": self.study.code,
            "stage": place(self.stage),
            "delphi": f"{here}/{named['delphi']}",
            "job": named["job_code"],
            "file": named["file_code"],
        }

    def path(self, pattern: str) -> str:
        return pattern.format(**self.names)


BODIES = {"PUT": survey(), "POST": {"source": "other", "mode": "web", "rows": [{"REG": 1}]}}


def body_of(method: str, path: str) -> object:
    return {} if path.endswith("/exports") else BODIES[method]


def test_a_scope_opens_its_own_calls_and_no_others(app: Flask, client: FlaskClient) -> None:
    world = World()
    listed = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith(f"{PREFIX}/")}
    assert len(listed) - 2 == len({path for _method, path, _scope in CALLS}), "a call is missing in the table"
    for given in Scope:
        program = Program(client, secret_of(world.owner, [given]))
        for method, pattern, scope in CALLS:
            path = world.path(pattern)
            body = body_of(method, path) if method != "GET" else None
            status = program.call(method, path, body).status_code
            if given is scope:
                # the planted file has run out and the planted job is none of ours
                assert status in {200, 202} or (status == 404 and ("jobs" in path or "files" in path)), (path, status)
            else:
                refused = program.refused(method, path, 403, body)
                assert refused["type"] == "urn:rondo:problem:scope-missing"
                assert scope.value in refused["detail"]


@pytest.mark.parametrize("role", list(Role))
def test_a_token_can_never_do_more_than_its_holders_role(client: FlaskClient, role: Role) -> None:
    world = World()
    member = world.owner if role is Role.OWNER else make_member(world.study, role)
    program = Program(client, secret_of(member))
    for method, pattern, scope in CALLS:
        if "job" in pattern or "file" in pattern or "delphi" in pattern:
            continue
        path = world.path(pattern)
        status = program.call(method, path, body_of(method, path) if method != "GET" else None).status_code
        assert (status < 300) is (role in MAY[scope]), (role, path, status)
        assert status in {200, 202, 403}


def test_what_belongs_to_others_is_not_found(client: FlaskClient) -> None:
    world = World()
    stranger = make_account()
    make_study(stranger)
    program = Program(client, secret_of(stranger))
    for method, pattern, _scope in CALLS[1:]:
        path = world.path(pattern)
        program.refused(method, path, 404, body_of(method, path) if method != "GET" else None)
    assert program.get("/studies")["count"] == 1


def test_a_stage_a_job_and_a_file_are_not_found_under_another_study_of_the_same_owner(client: FlaskClient) -> None:
    world = World()
    other = make_study(world.owner)
    program = Program(client, secret_of(world.owner))
    for method, pattern, _scope in CALLS[2:]:
        if "{stage}" in pattern or "{job}" in pattern or "{file}" in pattern or "{delphi}" in pattern:
            path = world.path(pattern).replace(world.study.code, other.code)
            program.refused(method, path, 404, body_of(method, path) if method != "GET" else None)


def test_without_a_token_that_works_nothing_opens_and_a_cookie_is_none(client: FlaskClient) -> None:
    world = World()
    sign_in(client, world.owner)
    for secret in ("", "rondo_unknown", "x" * 5_000, "rondo_\u00e9"):
        program = Program(client, secret)
        for method, pattern, _scope in CALLS:
            answer = program.call(method, world.path(pattern), {} if method != "GET" else None)
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"] == "Bearer"
            assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("end", ["revoked", "over", "a new password", "switched off"])
def test_an_ended_token_opens_nothing(client: FlaskClient, end: str) -> None:
    holder = make_account()
    program = Program(client, secret_of(holder))
    assert program.call("GET", "/studies").status_code == 200
    token = session.scalars(select(ApiToken)).one()
    if end == "revoked":
        tokens.revoke(token, holder)
        tokens.revoke(token, holder)
        assert [entry.act for entry in session.scalars(select(AuditEntry))] == ["token_made", "token_revoked"]
    elif end == "over":
        token.expires_at = now() - timedelta(seconds=1)
    elif end == "a new password":
        accounts.reset_password(accounts.reset_token(holder), "four unrelated words stand")
    else:
        accounts.deactivate(holder, by=None)
    session.commit()
    assert program.refused("GET", "/studies", 401)["type"] == "urn:rondo:problem:no-token"


def test_a_token_outlives_the_session_that_made_it(client: FlaskClient) -> None:
    holder = make_account()
    program = Program(client, secret_of(holder))
    accounts.sign_out_everywhere(holder)
    session.commit()
    assert program.call("GET", "/studies").status_code == 200


def test_only_the_hash_and_the_day_are_kept(client: FlaskClient) -> None:
    secret = secret_of(make_account())
    Program(client, secret).get("/studies")
    token = session.scalars(select(ApiToken)).one()
    assert secret not in repr(dict(vars(token).items()))
    assert len(token.secret_hash) == 64
    assert token.last_used_on == now().date()


@time_machine.travel(datetime(2031, 5, 5, 10, tzinfo=UTC))  # no minute turns between the calls
def test_a_token_is_throttled_and_says_when_to_come_back(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.extensions["rondo_throttles"] = Throttles("secret", on=True)
    monkeypatch.setattr(doors, "CALLS_A_MINUTE", 3)
    holder = make_account()
    first, other = (Program(client, secret_of(holder)) for _ in range(2))
    statuses = [first.call("GET", "/studies").status_code for _ in range(5)]
    assert set(statuses[:2]) == {200}
    assert statuses[-1] == 429
    assert first.call("GET", "/studies").headers["Retry-After"] == "60"
    assert other.call("GET", "/studies").status_code == 200


def test_the_pages_make_a_token_show_it_once_and_revoke_it_by_name(client: FlaskClient) -> None:
    holder = make_account()
    sign_in(client, holder)
    assert "You have no token" in client.get("/account/tokens").text
    assert post(client, "/account/tokens/new", {"name": "", "days": "30"}).status_code == 422
    refused = post(client, "/account/tokens/new", {"name": "a\x00", "days": "9", "scopes": ["everything"]})
    assert refused.status_code == 422
    made = post(client, "/account/tokens/new", {"name": "Report <b>", "days": "30", "scopes": ["studies:read"]})
    secret = made.text.split('class="code" readonly value="')[1].split('"')[0]
    program = Program(client, secret)
    assert program.get("/studies")["count"] == 0
    token = session.scalars(select(ApiToken)).one()
    listed = client.get("/account/tokens").text
    assert secret not in listed
    assert "Report &lt;b&gt;" in listed
    assert "Revoke “Report &lt;b&gt;”" in client.get(f"/account/tokens/{token.code}").text
    assert post(client, f"/account/tokens/{token.code}/revoke").status_code == 303
    assert program.call("GET", "/studies").status_code == 401
    assert "ended" in client.get("/account/tokens").text
    post(client, "/sign-out")
    sign_in(client, make_account())
    assert client.get(f"/account/tokens/{token.code}").status_code == 404


def test_nobody_keeps_more_tokens_than_can_be_watched(client: FlaskClient) -> None:
    holder = make_account()
    for _ in range(tokens.MOST):
        tokens.make(holder, "One", [Scope.STUDIES_READ], 30)
    with pytest.raises(tokens.TooManyTokens):
        tokens.make(holder, "One more", [Scope.STUDIES_READ], 30)
