"""Trying a questionnaire out from the editor."""

import pytest

from survey_app.db import session
from survey_app.models import Draft, Response
from tests.desk import Desk

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("app")]


def test_the_trial_says_what_nobody_reached_and_keeps_nothing(desk: Desk) -> None:
    desk.done("/questions", kind="yes_no", page="p1")
    desk.done("/pages")
    second = desk.version.definition["pages"][1]["key"]
    desk.done("/questions", kind="short_text", page=second)
    assert "Every question was reached" in desk.get("/try")
    document = dict(desk.version.definition)
    document["pages"][1]["show_if"] = "Q1 = 77"
    version = desk.version
    version.definition = document
    session.commit()
    page = desk.get("/try?seed=7")
    assert "1 question was never reached" in page
    assert "Random people never saw: Q2." in page
    assert "Seed 7" in page
    assert (session.query(Response).count(), session.query(Draft).count()) == (0, 0)


@pytest.mark.parametrize("seed", ["", "abc", "-1", "9" * 40, "٣"])
def test_a_seed_that_makes_no_sense_is_the_first(desk: Desk, seed: str) -> None:
    desk.done("/questions", kind="yes_no", page="p1")
    assert "Seed 1" in desk.get(f"/try?seed={seed}")
