"""The door: signing in and out, forgotten passwords, and what a stolen cookie is worth afterwards."""

import re
import time
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.mail.letters import letter
from survey_app.models import Account, Job, MailEntry
from survey_app.services import accounts
from survey_app.services.throttles import Throttles
from survey_app.vocabulary import MailKind
from tests.builders import PASSWORD, make_account, post, sign_in

pytestmark = pytest.mark.sqlite_only

FULL_HOUR = datetime(2031, 5, 5, 10, tzinfo=UTC)
"""Tries are counted by the hour and by parts of it: a test that counts them begins with one."""
NEW = "another set of good words"


def cookie(client: FlaskClient, name: str = "rondo") -> str:
    found = client.get_cookie(name)
    assert found is not None
    return found.value


def token_in_mail() -> str:
    entry = session.query(MailEntry).order_by(MailEntry.id.desc()).first()
    assert entry is not None
    found = re.search(r"/reset-password/(\S+)", letter(entry).text)
    assert found is not None
    return found.group(1)


def test_somebody_signs_in_and_out(client: FlaskClient) -> None:
    account = make_account()
    assert client.get("/account").location == "/sign-in?back=/account"
    assert sign_in(client, account).location == "/"
    assert account.email in client.get("/account").get_data(as_text=True)
    assert post(client, "/sign-out").location == "/sign-in"
    assert client.get("/account").status_code == 303


def test_the_address_is_found_however_it_is_spelled(client: FlaskClient) -> None:
    make_account("ana@example.org")
    assert sign_in(client, " Ana@Example.ORG").location == "/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(client: FlaskClient) -> None:
    account = make_account()
    wrong = sign_in(client, account, "not the password at all")
    unknown = sign_in(client, "nobody@example.org", "not the password at all")
    assert wrong.status_code == unknown.status_code == 422
    words = "Address and password do not match an account."
    assert words in wrong.get_data(as_text=True)
    assert words in unknown.get_data(as_text=True)
    assert f'value="{account.email}"' in wrong.get_data(as_text=True)
    assert "not the password at all" not in wrong.get_data(as_text=True)


def test_signing_in_leads_back_but_never_to_another_place(client: FlaskClient) -> None:
    account = make_account()
    for back, leads_to in (
        ("/account", "/account"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\e", "/"),
    ):
        answer = post(client, "/sign-in", {"email": account.email, "password": PASSWORD, "back": back})
        assert answer.location == leads_to
        post(client, "/sign-out")


def test_a_cookie_kept_from_before_signing_out_is_signed_out(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account())
    stolen = cookie(client)
    thief = app.test_client()
    thief.set_cookie("rondo", stolen)
    assert thief.get("/account").status_code == 200
    post(client, "/sign-out")
    assert thief.get("/account").status_code == 303


def test_a_browser_that_stays_signed_in_is_signed_out_everywhere_too(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    post(client, "/sign-in", {"email": account.email, "password": PASSWORD, "remember": "y"})
    later = app.test_client()
    later.set_cookie("rondo_stay", cookie(client, "rondo_stay"))
    assert later.get("/account").status_code == 200
    post(client, "/sign-out")
    assert client.get_cookie("rondo_stay") is None
    again = app.test_client()
    again.set_cookie("rondo_stay", cookie(later, "rondo_stay"))
    assert again.get("/account").status_code == 303


def test_a_remembered_browser_types_the_password_before_great_power(app: Flask, client: FlaskClient) -> None:
    account = make_account(is_administrator=True)
    post(client, "/sign-in", {"email": account.email, "password": PASSWORD, "remember": "y"})
    later = app.test_client()
    later.set_cookie("rondo_stay", cookie(client, "rondo_stay"))
    asked = later.get("/administration/accounts/new")
    assert asked.location == "/account/confirm?back=/administration/accounts/new"
    assert post(later, "/account/confirm", {"password": "wrong password here", "back": "/"}).status_code == 422
    confirmed = post(later, "/account/confirm", {"password": PASSWORD, "back": "/administration/accounts/new"})
    assert confirmed.location == "/administration/accounts/new"
    assert later.get("/administration/accounts/new").status_code == 200


def test_a_session_ends_after_half_a_day(client: FlaskClient) -> None:
    sign_in(client, make_account())
    with time_machine.travel(time.time() + 12 * 3600 - 60):
        assert client.get("/account").status_code == 200
    with time_machine.travel(time.time() + 12 * 3600 + 60):
        assert client.get("/account").location == "/account"
        assert client.get("/account").location == "/sign-in?back=/account"


def test_a_browser_that_stays_signed_in_stays_so_after_half_a_day(client: FlaskClient) -> None:
    account = make_account()
    post(client, "/sign-in", {"email": account.email, "password": PASSWORD, "remember": "y"})
    with time_machine.travel(time.time() + 24 * 3600):
        assert client.get("/account", follow_redirects=True).status_code == 200
        assert client.get("/account").status_code == 200
    with time_machine.travel(time.time() + 15 * 24 * 3600):
        assert client.get("/account", follow_redirects=False).status_code == 303


def test_a_form_without_its_token_is_refused(client: FlaskClient) -> None:
    account = make_account()
    answer = client.post("/sign-in", data={"email": account.email, "password": PASSWORD})
    assert answer.status_code == 400
    assert "This form can no longer be sent" in answer.get_data(as_text=True)


def test_a_switched_off_account_is_out_at_once(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    sign_in(client, account)
    accounts.deactivate(account, by=None)
    session.commit()
    assert client.get("/account").status_code == 303
    assert sign_in(client, account).status_code == 422


def test_a_forgotten_password_is_replaced_once(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    other = app.test_client()
    sign_in(other, account)
    assert post(client, "/forgot-password", {"email": account.email}).location == "/forgot-password/sent"
    token = token_in_mail()
    assert client.get(f"/reset-password/{token}").status_code == 200
    assert client.get(f"/reset-password/{token}").status_code == 200, "looking uses nothing up"
    assert post(client, f"/reset-password/{token}", {"password": NEW}).location == "/"
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 303, "other sessions end"
    spent = post(app.test_client(), f"/reset-password/{token}", {"password": "yet another set of words"})
    assert spent.status_code == 410
    assert sign_in(app.test_client(), account, NEW).location == "/"
    assert sign_in(app.test_client(), account, PASSWORD).status_code == 422


def test_the_reply_is_the_same_for_an_unknown_address_and_nothing_is_sent(client: FlaskClient) -> None:
    known = post(client, "/forgot-password", {"email": make_account().email})
    unknown = post(client, "/forgot-password", {"email": "nobody@example.org"})
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert session.query(MailEntry).count() == 1
    assert session.query(Job).filter_by(kind="mail").count() == 1


def test_a_reset_link_runs_out_after_half_an_hour(client: FlaskClient) -> None:
    account = make_account()
    token = accounts.reset_token(account)
    with time_machine.travel(time.time() + 1801):
        late = client.get(f"/reset-password/{token}")
    assert late.status_code == 410
    assert "Ask for a new one" in late.get_data(as_text=True)


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "é" * 50, "x" * 5_000])
def test_a_made_up_reset_link_is_a_page_with_words(client: FlaskClient, token: str) -> None:
    assert client.get(f"/reset-password/{token}").status_code in {404, 410}


@pytest.mark.parametrize("weak", ["short", "passwordpassword", "aaaaaaaaaaaaaaa", "qwertyqwerty1", "x" * 257])
def test_a_weak_password_is_refused_with_words(client: FlaskClient, weak: str) -> None:
    account = make_account()
    page = post(client, f"/reset-password/{accounts.reset_token(account)}", {"password": weak})
    assert page.status_code == 422
    assert weak not in page.get_data(as_text=True)
    assert sign_in(client, account).location == "/"


def test_changing_the_password_needs_the_old_one_and_ends_other_sessions(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    other = app.test_client()
    sign_in(other, account)
    sign_in(client, account)
    wrong = post(client, "/account/password", {"current": "not the old password", "password": NEW})
    assert wrong.status_code == 422
    assert post(client, "/account/password", {"current": PASSWORD, "password": NEW}).location == "/account"
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 303


def test_the_account_speaks_another_language_once_it_is_chosen(client: FlaskClient) -> None:
    account = make_account()
    sign_in(client, account)
    saved = post(client, "/account", {"name": "Ana Ruiz", "language": "es", "timezone": "America/Bogota"})
    assert saved.status_code == 303
    assert (account.name, account.language, account.timezone) == ("Ana Ruiz", "es", "America/Bogota")
    assert '<html lang="es"' in client.get("/account").get_data(as_text=True)


def test_a_bad_name_is_kept_in_the_form_and_nothing_is_saved(client: FlaskClient) -> None:
    account = make_account(name="Ana")
    sign_in(client, account)
    page = post(client, "/account", {"name": "A\x00na", "language": "xx", "timezone": "Mars/Base"})
    assert page.status_code == 422
    assert "Language: choose one of the entries." in page.get_data(as_text=True)
    assert account.name == "Ana"


@time_machine.travel(FULL_HOUR)
def test_the_eleventh_wrong_try_waits_and_the_right_password_waits_with_it(app: Flask, client: FlaskClient) -> None:
    account, neighbour = make_account(), make_account()
    app.extensions["rondo_throttles"] = Throttles("key")
    for _try in range(10):
        assert sign_in(client, account, "wrong password here").status_code == 422
    assert sign_in(client, account, "wrong password here").status_code == 429
    assert sign_in(client, account).status_code == 429
    assert sign_in(client, neighbour).location == "/"


@time_machine.travel(FULL_HOUR)
def test_a_success_begins_the_count_again(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    app.extensions["rondo_throttles"] = Throttles("key")
    for _round in range(2):
        for _try in range(9):
            assert sign_in(client, account, "wrong password here").status_code == 422
        assert sign_in(client, account).location == "/"
        post(client, "/sign-out")


@time_machine.travel(FULL_HOUR)
def test_no_more_than_three_letters_an_hour_go_to_one_address(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    app.extensions["rondo_throttles"] = Throttles("key")
    for _try in range(5):
        assert post(client, "/forgot-password", {"email": account.email}).status_code == 303
    assert session.query(MailEntry).filter_by(kind=MailKind.RESET).count() == 3


def test_passwords_are_kept_as_argon2_hashes(app: Flask) -> None:
    account = make_account()
    assert (session.get_one(Account, account.id).password or "").startswith("$argon2id$")
