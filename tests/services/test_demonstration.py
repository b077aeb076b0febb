import stat
from collections.abc import Iterator

import pytest
from flask import Flask

from survey_app import create_app
from survey_app.config import Settings
from survey_app.db import database as tables
from survey_app.db import session, transaction
from survey_app.models import Account, Study
from survey_app.services import accounts, demonstration
from survey_app.services.sample_study import loading
from tests.conftest import settings_for

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def demo(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings_for(settings.instance, settings.database_url, SURVEY_SETUP="demo"))
    with app.app_context():
        yield app
        session.remove()
        tables.engine.dispose()


def _password(settings: Settings) -> str:
    return (settings.instance / demonstration.PASSWORD_FILE).read_text()


def test_the_first_start_makes_the_account_and_the_sample_and_says_how_to_sign_in(
    demo: Flask, settings: Settings
) -> None:
    lines = demo.extensions["rondo_greeting"]()
    password = _password(settings)
    assert demonstration.EMAIL in lines[0]
    assert password in lines[1]
    account = accounts.check_password(demonstration.EMAIL, password)
    assert account is not None
    assert account.is_administrator
    assert session.query(Study).one().is_sample
    mode = (settings.instance / demonstration.PASSWORD_FILE).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_later_start_says_the_same_and_does_not_bring_back_what_was_removed(demo: Flask, settings: Settings) -> None:
    first = demo.extensions["rondo_greeting"]()
    with transaction():
        loading.remove()
    assert demo.extensions["rondo_greeting"]() == first
    assert session.query(Account).count() == 1
    assert session.query(Study).count() == 0


def test_a_password_that_was_changed_is_not_printed(demo: Flask, settings: Settings) -> None:
    demo.extensions["rondo_greeting"]()
    with transaction():
        found = accounts.find_by_email(demonstration.EMAIL)
        assert found is not None
        accounts.change_password(found, "another long password of mine")
    lines = " ".join(demo.extensions["rondo_greeting"]())
    assert demonstration.EMAIL in lines
    assert _password(settings) not in lines


def test_with_no_set_up_nothing_is_made(app: Flask, settings: Settings) -> None:
    assert app.extensions["rondo_greeting"]() == []
    assert app.extensions["rondo_sample_loader"] is loading.load
    assert session.query(Account).count() == 0
    assert not (settings.instance / demonstration.PASSWORD_FILE).exists()
