import pytest
from flask import Flask
from sqlalchemy import func, select

from survey_app.db import session, transaction
from survey_app.jobs import worker
from survey_app.models import AuditEntry, InboxSheet, Job, PanelDraft, PanelRound, Turnout
from survey_app.privacy.mix_plan import Phase, Step
from survey_app.services import batches, mixes
from survey_app.vocabulary import AnonymityLevel, RoundState
from tests.services.sealed import batch_of, begin_round, close, gather, move, put, taking


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> None:
    """Every test here runs inside the application."""


def test_a_mix_hands_over_every_finished_sheet_once_and_leaves_nothing_sealed() -> None:
    people = gather(6)
    round_ = begin_round(people)
    receipts = [put(people.seat(number), round_, number) for number in range(6)]
    batch = close(round_)
    key_file = batches.place_of(batch.key_name).path
    assert key_file.exists()
    with taking() as taken:
        assert mixes.run(batch.id) is Step.DONE
        assert mixes.run(batch.id) is Step.DONE
    assert taken.calls == 1
    assert taken.values() == ["0", "1", "2", "3", "4", "5"]
    assert not key_file.exists()
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 0
    assert session.scalar(select(func.count()).select_from(PanelDraft)) == 0
    assert session.scalar(select(func.count()).select_from(Turnout)) == 6
    session.expire_all()
    assert batch_of(round_).phase is Phase.FINISHED
    stored = session.get_one(PanelRound, round_.id)
    assert stored.receipts == sorted(receipts)
    assert stored.state is RoundState.ANALYSED
