"""The words of the editor: the time of day stands on one kind of clock wherever it is shown."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from survey_app.routes.editor_words import clock
from survey_app.routes.presentation import moment

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize("language", ["en", "es", "zh_Hans_CN"])
def test_the_time_of_saving_has_the_clock_of_every_other_time(app: Flask, language: str) -> None:
    saved = datetime(2026, 11, 26, 14, 2, tzinfo=UTC)
    with app.test_request_context(), force_locale(language):
        assert clock(saved) == "14:02"
        assert "14:02" in moment(saved)
