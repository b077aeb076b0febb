"""Words of figures: long questions stay told apart, and a minus is a minus."""

import pytest
from flask import Flask

from survey_app.routes.figures import wording
from survey_app.routes.presentation import percent


@pytest.mark.sqlite_only
def test_questions_that_begin_alike_are_told_apart_when_they_are_cut(app: Flask) -> None:
    asked = "How likely are you to do each of the following in the next year? - "
    cut = [wording.narrowed(asked + sport, 44) for sport in ("Surfing", "Cave diving", "Kite boarding")]
    assert len(set(cut)) == len(cut)
    assert all(len(each) <= 44 for each in cut)
    assert cut[1].endswith("Cave diving")
    assert wording.narrowed("长" * 100, 44).count("长") <= 43
    assert wording.narrowed("Short", 44) == "Short"
    with app.test_request_context():
        assert percent(-0.084, 1) == "−8.4%"
