"""What a letter to a panel says."""

import pytest
from flask import Flask

from survey_app.mail.panels import previews
from survey_app.models import PanelRound
from survey_app.vocabulary import (
    ItemScale,
    MailKind,
    RoundPurpose,
)
from tests.panels import make_panel


@pytest.mark.sqlite_only
def test_a_letter_names_the_study_and_its_panel_and_says_what_is_done_by_kind(app: Flask) -> None:
    done = {
        "rating": "You rate statements.",
        "ranking": "You put statements in order.",
        "points": "You share out points over statements.",
        "estimate": "You estimate figures, each with a range.",
    }
    for scale, words in done.items():
        panel = make_panel(n=1, scale=ItemScale(scale))
        [letter_, *_others] = previews(panel.stage, MailKind.PANEL_INVITATION)
        assert letter_.subject == "Please take part: Service priorities – Service priorities panel"
        assert words in " ".join(letter_.text.split())
    round_ = PanelRound(stage_id=panel.stage.id, number=1, purpose=RoundPurpose.RATE, live=True)
    [live, *_others] = previews(panel.stage, MailKind.ROUND_OPEN, round_)
    assert (live.subject.startswith("Open now: "), "round 1" in live.text.lower()) == (True, False)
