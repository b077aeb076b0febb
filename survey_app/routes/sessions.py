"""Signing in and out, and the gate: nothing of the desk is shown to somebody who is not signed in."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_login import current_user, login_fresh
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security.utils import check_and_update_authn_fresh, login_user, logout_user
from itsdangerous import URLSafeTimedSerializer
from werkzeug.wrappers import Response

from survey_app.config import Settings
from survey_app.db import database
from survey_app.models import Account, AccountRole
from survey_app.services import accounts, setup
from survey_app.services.throttles import Throttles

P = ParamSpec("P")
T = TypeVar("T")
PUBLIC_PATHS = ("/r/", "/p/", "/shared/", "/static/", "/set-up", "/api/")
PUBLIC_BLUEPRINTS = frozenset({"front"})
_REMEMBERED = timedelta(days=14)
_FRESH = timedelta(minutes=30)
_LONGEST_SESSION = timedelta(hours=12)


class SignedCookies(SecureCookieSessionInterface):
    """Flask's own sessions, their signer made once instead of twice in every request."""

    def __init__(self, app: Flask) -> None:
        self._signer = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:  # noqa: ARG002 - Flask asks so
        """The signer of this installation; its key does not change while the process lives."""
        return self._signer


def add_accounts(app: Flask, settings: Settings) -> None:
    """Initialise Flask-Security without any page of its own, the throttles and the gate."""
    cheap = {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of an algorithm
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=cheap if settings.testing else {},
        SECURITY_HASHING_SCHEMES=["hex_sha256" if settings.testing else "sha256_crypt"],
        SECURITY_RESET_PASSWORD_WITHIN=timedelta(minutes=30),
        SECURITY_RECOVERABLE=True,
        SECURITY_CHANGEABLE=True,
        SECURITY_REGISTERABLE=False,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
        SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL=False,
        SESSION_PROTECTION="basic",
        REMEMBER_COOKIE_NAME="__Host-rondo_stay" if settings.is_https else "rondo_stay",
        REMEMBER_COOKIE_DURATION=_REMEMBERED,
        REMEMBER_COOKIE_SECURE=settings.is_https,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
    )
    store = SQLAlchemyUserDatastore(database, Account, AccountRole)
    security = Security(app, store, register_blueprint=False)
    # a token in the address or a header signs nobody in
    security.login_manager.request_loader(lambda _request: None)
    security.login_manager.unauthorized_handler(to_sign_in)
    app.extensions["rondo_throttles"] = Throttles(settings.secret_key, on=not settings.testing)
    app.extensions.setdefault("rondo_greeting", lambda: setup.greeting(settings))
    app.session_interface = SignedCookies(app)
    app.before_request(gate)


def throttles() -> Throttles:
    """The counters of this installation."""
    found: Throttles = current_app.extensions["rondo_throttles"]
    return found


def gate() -> Response | None:
    """Let through what is public; everybody else signs in first. A new route is closed unless it says otherwise."""
    if request.endpoint is None or request.path.startswith(PUBLIC_PATHS) or request.blueprint in PUBLIC_BLUEPRINTS:
        return None
    if getattr(current_app.view_functions.get(request.endpoint), "is_public", False):
        return None
    if not current_user.is_authenticated:
        return to_sign_in()
    return None if _is_young() else _begin_again()


def _is_young() -> bool:
    """Whether the session began within half a day, by a password or by the cookie that stays signed in."""
    began = session.get("fs_paa") or session.setdefault("came_back", time.time())
    return float(time.time() - began) < _LONGEST_SESSION.total_seconds()


def _begin_again() -> Response:
    """End an old session; a browser that stays signed in comes back by its cookie, others through the door."""
    for name in ("_user_id", "_fresh", "_id", "fs_paa", "fs_gexp", "came_back"):
        session.pop(name, None)
    return redirect(request.full_path, 303) if request.method == "GET" else to_sign_in()


def public(view: Callable[P, T]) -> Callable[P, T]:
    """Mark a page that needs no account."""
    view.is_public = True  # type: ignore[attr-defined]  # a mark on the function, read by the gate
    return view


def fresh(view: Callable[P, Response | T]) -> Callable[P, Response | T]:
    """A page with great power: the password must have been typed within the last half hour."""

    @wraps(view)
    def confirmed(*args: P.args, **kwargs: P.kwargs) -> Response | T:
        if login_fresh() and check_and_update_authn_fresh(_FRESH, _FRESH):
            return view(*args, **kwargs)
        return redirect(url_for("accounts.confirm", back=request.path), 303)

    return confirmed


def to_sign_in() -> Response:
    """Send a stranger to the door, and remember where they wanted to go."""
    back = request.path if request.method == "GET" and request.path != "/" else None
    return redirect(url_for("accounts.sign_in", back=back), 303)


def safe_back(wanted: str) -> str:
    """An address inside this installation, or the start page."""
    inside = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if inside and wanted.isprintable() else "/"


def begin_session(account: Account, *, remember: bool = False) -> None:
    """Sign somebody in; nothing of the earlier session survives except the language."""
    language = session.get("language")
    session.clear()
    g.pop("csrf_token", None)
    if language:
        session["language"] = language
    login_user(account, remember=remember, authn_via=["password"])


def end_session(account: Account) -> None:
    """Sign somebody out, here and on every other computer."""
    accounts.sign_out_everywhere(account)
    forget_session()


def forget_session() -> None:
    """Leave nothing of the session in this browser, except the order to drop the cookie that stays signed in."""
    logout_user()
    kept = {name: session[name] for name in ("_remember", "language") if name in session}
    session.clear()
    session.update(kept)
