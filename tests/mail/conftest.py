"""A real mail server and somebody who writes."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from survey_app.config import Settings
from survey_app.models import Account
from survey_app.services import installation
from tests.builders import make_account
from tests.mail.test_sending import MailServer, Postbox


@pytest.fixture
def box(app: Flask, settings: Settings) -> Iterator[Postbox]:
    """A real mail server, and the installation sending through it."""
    found = Postbox()
    server = MailServer(found, hostname="127.0.0.1", port=0)
    server.start()
    installation.use(replace(settings, mail_url=f"smtp://127.0.0.1:{server.port}", base_url="https://rondo.example"))
    yield found
    server.stop()


@pytest.fixture
def owner(app: Flask) -> Account:
    return make_account()
