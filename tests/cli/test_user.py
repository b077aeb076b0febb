"""The command line makes accounts, lists them and prints links that work."""

import json

from flask import Flask
from flask.testing import FlaskClient

from survey_app.services import accounts
from tests.builders import make_account, make_study, post


def test_an_added_account_is_opened_with_the_printed_link(app: Flask, client: FlaskClient) -> None:
    run = app.test_cli_runner().invoke(args=["user", "add", "Ana@Example.org", "--name", "Ana", "--json"])
    assert run.exit_code == 0, run.output
    found = json.loads(run.output)
    assert found["email"] == "ana@example.org"
    path = found["link"].removeprefix("http://127.0.0.1:8000")
    assert post(client, path, {"password": "four unrelated little words"}).status_code == 303
    assert client.get("/account").status_code == 200


def test_refusals_leave_with_one_and_wrong_usage_with_two(app: Flask) -> None:
    make_account("ana@example.org")
    run = app.test_cli_runner()
    taken = run.invoke(args=["user", "add", "ana@example.org"])
    assert (taken.exit_code, taken.stderr.strip()) == (1, "ana@example.org already has an account.")
    assert run.invoke(args=["user", "add", "not an address"]).exit_code == 1
    assert run.invoke(args=["user", "reset-link", "nobody@example.org"]).exit_code == 1
    assert run.invoke(args=["user", "add"]).exit_code == 2


def test_a_reset_link_is_not_printed_for_a_switched_off_account(app: Flask) -> None:
    account = make_account()
    run = app.test_cli_runner()
    assert "/reset-password/" in run.invoke(args=["user", "reset-link", account.email]).output
    accounts.deactivate(account, by=None)
    assert run.invoke(args=["user", "reset-link", account.email]).exit_code == 1


def test_lists_are_json_for_machines(app: Flask) -> None:
    owner = make_account("ana@example.org", is_administrator=True)
    study = make_study(owner, "Kunden 2026 “Ä”")
    users = json.loads(app.test_cli_runner().invoke(args=["user", "list", "--json"]).output)
    assert users == [
        {"email": "ana@example.org", "name": owner.name, "active": True, "administrator": True, "password_chosen": True}
    ]
    studies = json.loads(app.test_cli_runner().invoke(args=["study", "list", "--json"]).output)
    assert [(each["code"], each["title"], each["stages"][0]["state"]) for each in studies] == [
        (study.code, "Kunden 2026 “Ä”", "draft")
    ]
