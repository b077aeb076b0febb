"""Small builders of what tests begin with. Each does what the application does, through its services and pages."""

import secrets
from itertools import count

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from survey_app.db import session
from survey_app.models import Account, Membership, Stage, Study
from survey_app.services import accounts, studies
from survey_app.vocabulary import Role

PASSWORD = "seven quiet green lanterns"
_serial = count(1)


def make_account(email: str = "", name: str = "", *, is_administrator: bool = False, **changes: str) -> Account:
    """An account that signs in with `PASSWORD`, committed."""
    number = next(_serial)
    account = accounts.make(
        email or f"person{number}@example.org",
        name or f"Person {number}",
        password=PASSWORD,
        is_administrator=is_administrator,
        **changes,
    )
    session.commit()
    return account


def make_study(owner: Account, title: str = "Customers 2026", **changes: str) -> Study:
    """A study with one survey stage in draft, committed."""
    study = studies.create(owner, title, **changes)
    session.commit()
    return study


def make_member(study: Study, role: Role, account: Account | None = None) -> Account:
    """Somebody with a role in a study, committed."""
    person = account or make_account()
    session.add(Membership(study=study, account=person, role=role))
    session.commit()
    return person


def stage_of(study: Study) -> Stage:
    """The first stage of a study."""
    return study.stages[0]


def csrf_of(client: FlaskClient) -> str:
    """A token for the forms of this browser, as any page with a form would give it; no page is drawn for it."""
    app = client.application
    with client.session_transaction() as kept:
        secret = kept.setdefault("csrf_token", secrets.token_hex())
    return URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(secret)


def post(client: FlaskClient, path: str, data: dict[str, object] | None = None, **kwargs: object) -> TestResponse:
    """Send a form with its token."""
    return client.post(path, data={"csrf_token": csrf_of(client), **(data or {})}, **kwargs)


def sign_in(client: FlaskClient, account: Account | str, password: str = PASSWORD) -> TestResponse:
    """Sign in through the page."""
    email = account if isinstance(account, str) else account.email
    return post(client, "/sign-in", {"email": email, "password": password})
