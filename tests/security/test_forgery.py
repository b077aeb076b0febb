"""Requests that were never meant: without a token, with another study's ids, with fields no form has."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from survey_app.db import session
from survey_app.models import Account, AuditEntry, Membership, Response, SampledCase, Stage, Study, Version
from survey_app.vocabulary import AnonymityLevel, Role, StageState
from tests.builders import PASSWORD, csrf_of, make_account, make_member, make_study, post, sign_in
from tests.own_objects import arguments_of, filled
from tests.planting import document, options, plant, publish, question
from tests.respondents import everything

QUESTIONS = document(question("Q1", "single", options=options("a", "b")))


def addresses(app: Flask, arguments: dict[str, Any], method: str) -> Iterator[tuple[Rule, str]]:
    """Every route with this method, its address filled; no cookie opens those for programs, see tests/api."""
    with app.test_request_context():
        urls = app.url_map.bind("127.0.0.1")
        for rule in app.url_map.iter_rules():
            if method in (rule.methods or set()) and rule.endpoint != "static" and not rule.rule.startswith("/api/"):
                known = {"token": "x", "filename": "x", "secret": "a" * 32, "number": 1, **arguments}
                yield rule, urls.build(rule.endpoint, filled(rule, known))


@pytest.mark.sqlite_only
def test_no_post_without_its_token_does_anything(app: Flask, client: FlaskClient, database: str) -> None:
    owner = make_account(is_administrator=True)
    study = make_study(owner)
    arguments = arguments_of(study)
    for signed_in in (False, True):
        if signed_in:
            sign_in(client, owner)
        before = everything(database)
        wrong = []
        for rule, address in addresses(app, arguments, "POST"):
            for data in ({}, {"csrf_token": "made.up"}):
                status = client.post(address, data=data).status_code
                # a respondent's form is shown again with what was typed; one that leads nowhere is not found
                expected = {400, 404, 410} if rule.rule.startswith(("/r/", "/p/")) else {400}
                if status not in expected:
                    wrong.append((rule.endpoint, signed_in, status))
        assert wrong == []
        assert everything(database) == before


@pytest.mark.sqlite_only
def test_a_token_of_another_session_is_no_token(app: Flask, client: FlaskClient) -> None:
    owner, neighbour = make_account(), make_account()
    study = make_study(owner)
    sign_in(client, owner)
    other = app.test_client()
    sign_in(other, neighbour)
    address = f"/studies/{study.code}/settings"
    answer = client.post(address, data={"csrf_token": csrf_of(other), "title": "Stolen", "language": "en"})
    assert answer.status_code == 400


def test_the_ids_of_one_study_are_nothing_in_another_of_the_same_owner(app: Flask, client: FlaskClient) -> None:
    """The address names my study, everything nested in it is my other study's: each such thing is not found."""
    owner = make_account()
    mine, other = make_study(owner), make_study(owner)
    own, foreign = arguments_of(mine), arguments_of(other)
    nested = {"case_id", "batch_id", "member_id", "group_id", "panellist_code", "card_code"}
    sign_in(client, owner)
    token = csrf_of(client)
    found = []
    for method in ("GET", "POST"):
        mixed = {**own, **{name: foreign[name] for name in nested}}
        for rule, address in addresses(app, mixed, method):
            if rule.arguments & nested:
                status = client.open(address, method=method, data={"csrf_token": token}).status_code
                found.append((rule.endpoint, method, status))
    assert len(found) > 8
    assert [each for each in found if each[2] != 404] == []


def test_a_stage_under_another_study_is_nowhere(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    mine, other = make_study(owner), make_study(owner)
    foreign = arguments_of(other)
    mixed = {**arguments_of(mine), **{name: foreign[name] for name in ("stage_code", "brainstorm", "delphi")}}
    sign_in(client, owner)
    token = csrf_of(client)
    for method in ("GET", "POST"):
        for rule, address in addresses(app, mixed, method):
            if {"study_code", "stage_code"} <= rule.arguments:
                status = client.open(address, method=method, data={"csrf_token": token}).status_code
                assert status == 404, (rule.endpoint, method)


def test_a_version_number_finds_only_the_versions_of_its_own_stage(client: FlaskClient) -> None:
    owner = make_account()
    mine, other = make_study(owner), make_study(owner)
    for study in (mine, other):
        publish(study.stages[0], QUESTIONS)
    session.add(Version(stage=other.stages[0], number=2, definition=dict(QUESTIONS)))
    session.commit()
    sign_in(client, owner)
    root = f"/studies/{mine.code}/stages/{mine.stages[0].code}/questionnaire"
    for path in (f"{root}/versions/2", f"{root}/preview?version=2", f"{root}?version=2"):
        answer = client.get(path)
        assert answer.status_code in {200, 404}
        assert other.code not in answer.get_data(as_text=True)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_nobody_makes_themselves_an_owner(client: FlaskClient, role: Role) -> None:
    owner = make_account()
    study = make_study(owner)
    member = make_member(study, role)
    key = session.query(Membership).filter_by(account_id=member.id).one().id
    sign_in(client, member)
    root = f"/studies/{study.code}"
    stage = study.stages[0]
    for path, data in (
        (f"{root}/people/{key}/role", {"role": "owner"}),
        (f"{root}/people", {"email": member.email, "role": "owner"}),
        (f"{root}/settings", {"title": "T", "language": "en", "timezone": "UTC", "role": "owner", "owner": member.id}),
        (f"{root}/people/{study.memberships[0].id}/remove", {}),
    ):
        assert post(client, path, data).status_code == 403
    # fields no form has, on pages this role may send
    post(
        client, "/account", {"name": "Ana", "language": "en", "timezone": "UTC", "is_administrator": "1", "active": ""}
    )
    settings = {
        "title": "T",
        "level": "confidential",
        "min_group": "5",
        "state": "open",
        "study_id": "1",
        "role": "owner",
    }
    post(client, f"{root}/stages/{stage.code}/settings", settings)
    assert {each.account_id: each.role for each in session.query(Membership)} == {owner.id: Role.OWNER, member.id: role}
    found = session.get_one(Account, member.id)
    assert (found.is_administrator, found.active) == (False, True)
    assert session.get_one(Stage, stage.id).state is StageState.DRAFT


@pytest.mark.sqlite_only
def test_fields_that_no_form_has_change_nothing(client: FlaskClient) -> None:
    owner = make_account()
    study, other = make_study(owner), make_study(make_account())
    sign_in(client, owner)
    typed = {"title": "Mine", "language": "en", "timezone": "UTC", "id": other.id, "code": other.code, "is_sample": "1"}
    assert post(client, f"/studies/{study.code}/settings", typed).status_code == 303
    assert [(each.title, each.is_sample) for each in session.query(Study).order_by(Study.id)] == [
        ("Mine", False),
        (other.title, False),
    ]


@pytest.mark.parametrize("state", [StageState.OPEN, StageState.CLOSED])
def test_no_editor_changes_a_promised_level(client: FlaskClient, state: StageState) -> None:
    study = make_study(make_account())
    stage = study.stages[0]
    publish(stage, QUESTIONS)
    stage.state = state
    session.commit()
    sign_in(client, make_member(study, Role.EDITOR))
    address = f"/studies/{study.code}/stages/{stage.code}/settings"
    for level in AnonymityLevel:
        post(client, address, {"title": "T", "level": level.value, "min_group": "3", "open_link": "y"})
        assert session.get_one(Stage, stage.id).level is AnonymityLevel.CONFIDENTIAL


def test_the_smallest_group_that_was_promised_never_shrinks(client: FlaskClient) -> None:
    study = make_study(make_account())
    stage = study.stages[0]
    publish(stage, QUESTIONS)
    sign_in(client, make_member(study, Role.EDITOR))
    address = f"/studies/{study.code}/stages/{stage.code}/settings"
    typed = {"title": "T", "level": "confidential", "open_link": "y"}
    assert post(client, address, {**typed, "min_group": "3"}).status_code == 422
    assert session.get_one(Stage, stage.id).min_group == 5
    assert post(client, address, {**typed, "min_group": "8"}).status_code == 303
    assert session.get_one(Stage, stage.id).min_group == 8


@pytest.mark.sqlite_only
def test_a_session_from_before_signing_in_is_worth_nothing(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    client.get("/sign-in")
    planted = client.get_cookie("rondo")
    assert planted is not None
    sign_in(client, owner)
    own = client.get_cookie("rondo")
    assert own is not None
    assert own.value != planted.value
    thief = app.test_client()
    thief.set_cookie("rondo", planted.value)
    assert thief.get("/studies").status_code == 303
    assert client.get("/studies").status_code == 200


@pytest.mark.sqlite_only
def test_a_cookie_from_before_a_new_password_is_signed_out(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    sign_in(client, owner)
    old = client.get_cookie("rondo")
    assert old is not None
    typed = {"current": PASSWORD, "password": "nine loud yellow trumpets", "again": "nine loud yellow trumpets"}
    assert post(client, "/account/password", typed).status_code == 303
    thief = app.test_client()
    thief.set_cookie("rondo", old.value)
    assert thief.get("/studies").status_code == 303


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\tx",
        "%2f%2fevil",
    ],
)
def test_no_page_leads_out_of_the_installation(client: FlaskClient, wanted: str) -> None:
    owner = make_account()
    answers = [
        post(client, "/language", {"language": "es", "back": wanted}),
        post(client, "/sign-in", {"email": owner.email, "password": PASSWORD, "back": wanted, "next": wanted}),
        post(client, "/account/confirm", {"password": PASSWORD, "back": wanted, "next": wanted}),
    ]
    for answer in answers:
        assert answer.status_code == 303
        assert answer.location == "/"


@pytest.mark.sqlite_only
@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}])
def test_a_foreign_host_name_stands_in_no_page_and_no_redirect(client: FlaskClient, headers: dict[str, str]) -> None:
    study = make_study(make_account())
    sign_in(client, study.memberships[0].account)
    for path in ("/", f"/studies/{study.code}", f"/r/{study.stages[0].code}", "/studies/none"):
        answer = client.get(path, headers=headers)
        assert "evil.example" not in answer.get_data(as_text=True) + str(answer.headers)


def test_an_answer_set_and_its_case_stay_apart_in_every_address(client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    stage = study.stages[0]
    keys = plant(stage, publish(stage, QUESTIONS), [{"Q1": 1}] * 6, attributes=[{"industry": "Food"}])
    sign_in(client, owner)
    root = f"/studies/{study.code}/stages/{stage.code}"
    units = [unit for (unit,) in session.query(SampledCase.unit)]
    for path in ("results", "results.json", "data.csv", "fieldwork", "cases", "exports"):
        text = client.get(f"{root}/{path}").get_data(as_text=True)
        assert not any(key in text for key in keys), path
        assert path == "cases" or not any(re.search(rf"\b{unit}\b", text) for unit in units), path
    assert session.query(Response).count() == 6
    assert session.query(AuditEntry).count() == 0
