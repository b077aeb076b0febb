"""Moving questionnaires in and out on the desk: look first, then replace, take back by Undo."""

import io
import re

import openpyxl
import pytest
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.interchange.questionnaires.formats import FORMATS
from survey_app.models import Account, Stage
from survey_app.services import versions
from tests.builders import make_account, make_study, stage_of
from tests.client import csrf_of, sign_in
from tests.planting import document, plant_draft, question
from tests.xlsforms import HOUSEHOLD, workbook

pytestmark = pytest.mark.sqlite_only
