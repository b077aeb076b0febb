"""The headers that keep other pages and other people out stand on every kind of answer."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from werkzeug.test import TestResponse

from survey_app import create_app
from survey_app.config import read_settings
from tests.builders import make_account, post, sign_in

pytestmark = pytest.mark.sqlite_only

ANSWERS: dict[str, tuple[int, Callable[[FlaskClient], TestResponse]]] = {
    "a page": (200, lambda client: client.get("/sign-in")),
    "a redirect": (303, lambda client: client.get("/studies")),
    "a style sheet": (200, lambda client: client.get("/static/css/desk.css")),
    "nothing there": (404, lambda client: client.get("/nowhere")),
    "a wrong method": (405, lambda client: client.delete("/sign-in")),
    "a lost form": (400, lambda client: client.post("/sign-in", data={})),
    "a form to mend": (422, lambda client: post(client, "/sign-in", {"email": ""})),
    "too much": (413, lambda client: client.post("/sign-in", data={"email": "x" * 2_000_000})),
    "control characters": (404, lambda client: client.get("/sign-in%00")),
    "a respondent's wrong link": (404, lambda client: client.get("/r/nowhere")),
    "an unknown host": (400, lambda client: client.get("/sign-in", base_url="http://evil.example")),
    "a fault of ours": (500, lambda client: client.get("/broken")),
}


@pytest.fixture
def broken(app: Flask) -> Flask:
    """An installation with a page that fails."""
    app.add_url_rule("/broken", "front.broken", lambda: 1 / 0)
    return app


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_of_answer_carries_the_headers(broken: Flask, client: FlaskClient, kind: str) -> None:
    broken.config["PROPAGATE_EXCEPTIONS"] = False
    status, ask = ANSWERS[kind]
    answer = ask(client)
    answer.close()
    assert answer.status_code == status
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Referrer-Policy"] == ("no-referrer" if kind.startswith("a respondent") else "same-origin")
    assert ("no-store" in answer.headers.get("Cache-Control", "")) == (kind != "a style sheet")


def test_pages_carry_no_style_script_or_handler_of_their_own(client: FlaskClient) -> None:
    account = make_account(is_administrator=True)
    pages = ["/sign-in", "/forgot-password", "/methods"]
    texts = [client.get(path).get_data(as_text=True) for path in pages]
    sign_in(client, account)
    inside = [
        "/studies",
        "/studies/new",
        "/account",
        "/account/password",
        "/administration/accounts",
        "/administration/mails",
    ]
    texts += [client.get(path).get_data(as_text=True) for path in inside]
    for text in texts:
        assert "<style" not in text
        assert " style=" not in text
        assert "onclick" not in text
        assert text.count("<script") == text.count('<script type="module" src="/static/')


def test_cookies_are_shut_away_and_named_for_their_host_over_https(tmp_path: Path) -> None:
    app = create_app(
        read_settings(
            {
                "SURVEY_INSTANCE": str(tmp_path),
                "SURVEY_BASE_URL": "https://desk.example.org",
                "SURVEY_SECRET_KEY": "correct-horse-battery-staple-1234567890",
                "SURVEY_SETUP": "none",
            }
        )
    )
    with app.app_context():
        upgrade()
    answer = app.test_client().get("/sign-in", base_url="https://desk.example.org")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-rondo=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_host_that_is_not_ours_gets_no_link_to_itself(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/studies", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.get_data(as_text=True)
