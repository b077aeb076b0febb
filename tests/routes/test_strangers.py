"""Whose page is it: every route of the installation is asked for by an owner's neighbour and by nobody at all."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from survey_app.models import Study
from survey_app.vocabulary import Role
from tests.builders import csrf_of, make_account, make_member, make_study, sign_in
from tests.own_objects import arguments_of, filled

OPEN_TO_ALL = frozenset(
    {
        "static",
        "api_docs.openapi",
        "api_docs.show",
        "front.start",
        "front.health",
        "front.methods",
        "front.choose_language",
        "accounts.sign_in",
        "accounts.forgot",
        "accounts.link_sent",
        "accounts.reset",
        "pictures.show",
        "setup.show",
    }
)
"""Pages without an account. Those under /r/, /p/ and /shared/ are for whoever holds a link."""
OF_EVERYBODY = frozenset(
    {
        "accounts.show",
        "archives.bring_in",
        "rating_files.bring_in",
        "accounts.sign_out",
        "accounts.change_password",
        "accounts.confirm",
        "jobs.list_jobs",
        "block_library.list_blocks",
        "studies.list_studies",
        "studies.new",
        "tokens.list_tokens",
        "tokens.new",
    }
)
"""Pages that show each person their own things."""


def is_behind_the_door(rule: Rule) -> bool:
    return rule.endpoint not in OPEN_TO_ALL and not rule.rule.startswith(("/r/", "/p/", "/shared/<secret>"))


def asked(app: Flask, study: Study) -> Iterator[tuple[Rule, str, str]]:
    """Every route behind the door with each of its methods and an address filled from the study's own things."""
    arguments = arguments_of(study)
    with app.test_request_context():
        urls = app.url_map.bind("127.0.0.1")
        for rule in app.url_map.iter_rules():
            if is_behind_the_door(rule):
                missing = rule.arguments - arguments.keys()
                assert not missing, f"{rule.endpoint} takes {missing}: say in tests/own_objects.py what fills it"
                address = urls.build(rule.endpoint, filled(rule, arguments))
                for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                    yield rule, method, address


def ask(client: FlaskClient, method: str, address: str, token: str) -> int:
    data = {"csrf_token": token} if method == "POST" else None
    return client.open(address, method=method, data=data).status_code


def not_there(rule: Rule) -> int:
    """How an address hides what is there: the interface for programs looks at no cookie, so nobody is known there."""
    return 401 if rule.rule.startswith("/api/") else 404


@pytest.mark.sqlite_only
def test_a_signed_out_visitor_sees_nothing(app: Flask, client: FlaskClient) -> None:
    study = make_study(make_account())
    token = csrf_of(client)
    seen = [
        (rule.endpoint, method, status)
        for rule, method, address in asked(app, study)
        if (status := ask(client, method, address, token)) not in {302, 303, 401}
    ]
    assert seen == []


def test_a_neighbour_cannot_tell_whether_it_exists(app: Flask, client: FlaskClient) -> None:
    study = make_study(make_account(), "Somebody else's")
    neighbour = make_account()
    make_study(neighbour, "The neighbour's own")
    sign_in(client, neighbour)
    token = csrf_of(client)
    seen = [
        (rule.endpoint, method, status)
        for rule, method, address in asked(app, study)
        if rule.endpoint not in OF_EVERYBODY and (status := ask(client, method, address, token)) != not_there(rule)
    ]
    assert seen == []


def test_the_owner_gets_an_answer_everywhere(app: Flask, client: FlaskClient) -> None:
    owner = make_account(is_administrator=True)
    study = make_study(owner)
    sign_in(client, owner)
    addresses = [(rule, address) for rule, method, address in asked(app, study) if method == "GET"]
    assert len(addresses) > 15
    seen = [
        (rule.endpoint, status) for rule, address in addresses if (status := client.get(address).status_code) >= 500
    ]
    assert seen == []


@pytest.mark.sqlite_only
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_a_member_without_the_right_is_refused_with_words(client: FlaskClient, role: Role) -> None:
    study = make_study(make_account())
    sign_in(client, make_member(study, role))
    assert client.get(f"/studies/{study.code}").status_code == 200
    page = client.get(f"/studies/{study.code}/people")
    assert page.status_code == 403
    assert "Ask an owner of the study" in page.get_data(as_text=True)


def test_a_stage_is_not_found_under_another_study(client: FlaskClient) -> None:
    owner = make_account()
    first, second = make_study(owner), make_study(owner)
    sign_in(client, owner)
    assert client.get(f"/studies/{first.code}/stages/{second.stages[0].code}/settings").status_code == 404
