"""Outcomes of estimates in an archive and back: the same scores, and nothing that is no outcome."""

from datetime import date

import pytest
from flask import Flask

from survey_app.db import session, transaction
from survey_app.interchange.archives import ArchiveRefused
from survey_app.models import ItemOutcome
from survey_app.services import archive_outcomes, outcomes
from survey_app.services.archive_parts import Part
from survey_app.services.outcomes import Outcome
from tests.panels import close_and_mix, open_round
from tests.routes.test_confident_estimates import OTHERS, estimated, made

pytestmark = pytest.mark.sqlite_only
TOLD = Outcome(62.5, date(2026, 3, 31), "Log of replies")


def test_outcomes_come_back_as_they_were_and_others_are_refused(app: Flask) -> None:
    panel = made()
    assert archive_outcomes.written(panel.stage) == {}
    round_ = open_round(panel)
    estimated(panel, round_, OTHERS, first=0)
    close_and_mix(round_)
    [item] = panel.items
    with transaction():
        assert outcomes.keep(panel.stage, {item.id: TOLD, item.id + 1: TOLD}, None) == 1
    written = archive_outcomes.written(panel.stage)
    with transaction():
        outcomes.keep(panel.stage, {item.id: None}, None)
    items = {item.code: item}
    with transaction():
        archive_outcomes.restore(Part(written, "panel"), items)
        archive_outcomes.restore(Part({}, "panel"), items)
    assert outcomes.of_stage(panel.stage) == {item.id: TOLD}
    [line] = written["outcomes"]
    for wrong in (
        {"value": True},
        {"value": "1"},
        {"value": 10**400},
        {"source": ""},
        {"known_on": "soon"},
        {"code": "X"},
    ):
        with pytest.raises((ArchiveRefused, ValueError, KeyError)):
            archive_outcomes.restore(Part({"outcomes": [line | wrong]}, "panel"), items)
        session.rollback()
    assert session.query(ItemOutcome).count() == 1
