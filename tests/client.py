"""A browser for tests: every request stands alone, as it does on a server, whatever context the test has pushed."""

from contextvars import Context
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.db import session


class Browser(FlaskClient):
    """Runs each request outside the test's own application context, then lets the test see what was stored.

    Inside it Flask would share `g` between requests: whoever signed in once would stay signed in for everybody.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = Context().run(super().open, *args, **kwargs)
        if has_app_context():
            session.expire_all()
        return response
