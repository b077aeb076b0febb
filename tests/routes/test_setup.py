"""The set-up page: once, by whoever sits at the computer or holds the token, and never by two."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session, transaction
from survey_app.exceptions import NotFound
from survey_app.models import Account
from survey_app.services import accounts, installation, setup
from tests.builders import PASSWORD, make_account, post

pytestmark = pytest.mark.sqlite_only

TYPED = {
    "name": "Mei Lin",
    "email": "mei@example.org",
    "password": PASSWORD,
    "language": "en",
    "timezone": "Asia/Shanghai",
    "sample": "no",
}
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture(autouse=True)
def asks(app: Flask) -> None:
    """An installation that waits for its set-up."""
    installation.use(replace(installation.settings(), setup="ask"))


def test_the_first_visit_leads_to_the_set_up_and_makes_an_administrator(client: FlaskClient) -> None:
    assert client.get("/").location == "/set-up"
    assert client.get("/sign-in").location == "/set-up"
    page = client.get("/set-up").get_data(as_text=True)
    assert "ready" in page
    assert 'name="token"' not in page
    assert post(client, "/set-up", TYPED).location == "/studies"
    account = session.query(Account).one()
    assert (account.email, account.is_administrator, account.timezone) == ("mei@example.org", True, "Asia/Shanghai")
    assert client.get("/administration/accounts").status_code == 200
    assert client.get("/set-up").status_code == 404
    assert post(client, "/set-up", TYPED).status_code == 404


def test_what_was_typed_is_kept_when_something_is_missing(client: FlaskClient) -> None:
    page = post(client, "/set-up", {**TYPED, "password": "short", "name": ""})
    assert page.status_code == 422
    text = page.get_data(as_text=True)
    assert 'value="mei@example.org"' in text
    assert "Enter your name." in text
    assert "Use 12 characters or more." in text
    assert session.query(Account).count() == 0


def test_another_computer_needs_the_printed_token(client: FlaskClient) -> None:
    page = client.get("/set-up", environ_base=ELSEWHERE).get_data(as_text=True)
    assert 'name="token"' in page
    wrong = post(client, "/set-up", {**TYPED, "token": "é\x00"}, environ_base=ELSEWHERE)
    assert wrong.status_code == 422
    assert session.query(Account).count() == 0
    right = setup.token(installation.settings())
    assert post(client, "/set-up", {**TYPED, "token": right}, environ_base=ELSEWHERE).location == "/studies"
    assert not (installation.settings().instance / setup.TOKEN_FILE).exists()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
def test_a_proxy_on_this_computer_does_not_make_a_visitor_local(client: FlaskClient, header: str) -> None:
    assert 'name="token"' in client.get("/set-up", headers={header: "127.0.0.1"}).get_data(as_text=True)
    claimed = client.get("/set-up", headers={"X-Forwarded-For": "127.0.0.1"}, environ_base=ELSEWHERE)
    assert 'name="token"' in claimed.get_data(as_text=True)


def test_the_console_prints_address_and_token_until_it_is_done(app: Flask) -> None:
    settings = installation.settings()
    lines = setup.greeting(settings)
    assert lines[0].endswith("/set-up")
    assert setup.token(settings) in lines[1]
    token_file = Path(settings.instance / setup.TOKEN_FILE)
    assert token_file.stat().st_mode & 0o077 == 0
    make_account()
    assert setup.greeting(settings) == []


def test_two_set_ups_at_once_make_one_administrator(app: Flask) -> None:
    def set_up(number: int) -> bool:
        with app.app_context():
            try:
                with transaction():
                    setup.make_administrator(
                        f"admin{number}@example.org", "Admin", PASSWORD, language="en", timezone="UTC"
                    )
            except NotFound:
                return False
            finally:
                session.remove()
        return True

    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda number: Context().run(set_up, number), range(6)))
    assert sorted(done) == [False] * 5 + [True]
    assert session.query(Account).count() == 1


def test_an_installation_that_asks_nothing_shows_no_set_up(client: FlaskClient) -> None:
    installation.use(replace(installation.settings(), setup="none"))
    assert client.get("/set-up").status_code == 404
    assert client.get("/").location == "/sign-in"
    assert not accounts.exists()


def test_the_sample_is_loaded_when_it_is_asked_for(app: Flask, client: FlaskClient) -> None:
    loaded: list[str] = []
    app.extensions["rondo_sample_loader"] = lambda account: loaded.append(account.email)
    post(client, "/set-up", {**TYPED, "sample": "yes"})
    assert loaded == ["mei@example.org"]
