"""What the route tests of the editor begin with."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.models import Account
from tests.builders import make_account, make_study, sign_in, stage_of
from tests.desk import Desk


@pytest.fixture
def owner(app: Flask) -> Account:
    return make_account()


@pytest.fixture
def desk(client: FlaskClient, owner: Account) -> Desk:
    study = make_study(owner)
    assert sign_in(client, owner).status_code in {302, 303}
    return Desk(client, stage_of(study))
