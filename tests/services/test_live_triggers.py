"""What the database itself holds of a real-time round: rows are replaced by a mix and by nothing else."""

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from survey_app.db import session, transaction
from survey_app.models import LiveRelease, Rating, Study
from survey_app.services import studies
from tests.live_panels import K, let_time_pass, make_live, rate

FROM_BELOW = (
    "DELETE FROM rating",
    "UPDATE live_release SET number = 9",
    "DELETE FROM live_release",
    "INSERT INTO live_release (round_id, number, document, done) SELECT id, 7, '{}', (1 = 0) FROM panel_round",
    (
        "INSERT INTO rating (key, item_id, round_id, value, cannot_judge, choice, partial, seal) "
        "SELECT 'x', item_id, round_id, value, cannot_judge, choice, partial, seal FROM rating LIMIT 1"
    ),
    "UPDATE panel_round SET live = (1 = 0)",
)


def values(round_id: int) -> list[float]:
    return sorted(float(each or 0) for each in session.scalars(select(Rating.value).where(Rating.round_id == round_id)))


def _refuse_what_comes_from_below() -> None:
    for statement in FROM_BELOW:
        with pytest.raises(IntegrityError), transaction():
            session.execute(text(statement))


def test_a_changed_sheet_takes_the_place_of_the_earlier_rows(app: Flask) -> None:
    panel, round_ = make_live()
    rate(panel, round_, range(2 * K), 7)
    let_time_pass(round_)
    rate(panel, round_, range(K), 3)
    assert let_time_pass(round_) == 2
    assert values(round_.id) == [7.0] * (2 * K * len(panel.items))
    _refuse_what_comes_from_below()
    rate(panel, round_, range(2 * K, 2 * K + 2), 7)
    rate(panel, round_, range(K, K + 3), 9)
    assert let_time_pass(round_) == 3
    assert values(round_.id) == [3.0] * (K * len(panel.items)) + [7.0] * (K * len(panel.items))
    changes = session.get_one(LiveRelease, (round_.id, 3)).document
    assert (changes["came"], changes["changed"]) == (0, K)
    assert changes["changes"]["S1"] == {"up": 0, "down": K, "other": 0, "same": 0}
    with transaction():
        studies.remove(session.get_one(Study, panel.stage.study_id))
    for table in (LiveRelease, Rating):
        assert session.scalar(select(func.count()).select_from(table)) == 0
