from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from survey_app.db import now, session, transaction
from survey_app.models import Batch
from survey_app.privacy import key_files, sealing
from survey_app.privacy.key_files import KeyState
from survey_app.privacy.mix_plan import Phase
from survey_app.privacy.refusals import KeyUnreadable
from survey_app.services import batches, installation
from survey_app.vocabulary import RoundPurpose, RoundState, StageKind
from tests.conftest import settings_for
from tests.services.sealed import BOUND, batch_of, begin_round, gather, move, put


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> None:
    """Every test here runs inside the application."""


def test_a_batch_begins_with_a_key_that_only_this_program_reads() -> None:
    people = gather(3)
    round_ = begin_round(people)
    batch = batch_of(round_)
    path = batches.place_of(batch.key_name).path
    assert path.parent == installation.settings().keys
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert batch.public_key is not None
    assert batch.fingerprint == sealing.fingerprint(batch.public_key)
    assert batches.key_state(batch) is KeyState.READABLE
    assert batch.blob_size % sealing.SIZE_STEP == 0
    found = batches.collecting(people.stage.id, round_.id)
    assert found is not None
    assert found.id == batch.id


def test_a_batch_that_has_a_key_is_never_given_another() -> None:
    batch = batch_of(begin_round(gather(3)))
    before = batch.fingerprint
    batches.place_of(batch.key_name).path.unlink()
    with transaction():
        batches.give_key(batch)
    assert batch.fingerprint == before
    assert batches.key_state(batch) is KeyState.MISSING
    with pytest.raises(Exception, match="only moves forward"):
        session.execute(update(Batch).values(fingerprint="x"))


def test_nothing_is_opened_when_the_key_cannot_be_written() -> None:
    people = gather(3)
    keys = installation.settings().keys
    keys.write_text("a file where the folder should be")
    with pytest.raises(KeyUnreadable) as refusal:
        begin_round(people)
    assert refusal.value.status == 503
    assert session.scalars(select(Batch)).all() == []


def test_the_second_copy_is_kept_and_stands_in(app: Flask) -> None:
    before = installation.settings()
    copies = before.instance / "other disk"
    installation.use(settings_for(before.instance, before.database_url, SURVEY_KEY_COPY=str(copies)))
    try:
        people = gather(3)
        with pytest.raises(KeyUnreadable):
            begin_round(people)
        copies.mkdir()
        round_ = begin_round(people)
        place = batches.place_of(batch_of(round_).key_name)
        assert place.copy is not None
        assert place.copy.read_bytes() == place.path.read_bytes()
        place.path.unlink()
        put(people.seat(0), round_, 1)
        assert batches.key_state(batch_of(round_)) is KeyState.READABLE
        key_files.destroy(place)
        assert list(copies.iterdir()) == []
    finally:
        installation.use(before)


def test_closing_twice_closes_once_and_never_goes_back() -> None:
    round_ = begin_round(gather(3))
    batch = batch_of(round_)
    with transaction():
        batches.close(batch)
        batches.close(batch)
    assert batch.phase is Phase.CLOSED
    assert batches.collecting(batch.stage_id, round_.id) is None
    for phase in ("collecting", "finished"):
        with pytest.raises(Exception, match="only moves forward"):
            session.execute(text(f"UPDATE batch SET phase = '{phase}'"))
        session.rollback()


def test_the_release_of_ideas_waits_for_enough_people_and_a_random_while() -> None:
    waits = set()
    for _each in range(5):
        people = gather(4, kind=StageKind.BRAINSTORM)
        round_ = begin_round(people, RoundPurpose.WRITE)
        for number in range(2):
            put(people.seat(number), round_, "idea")
            put(people.seat(number), round_, "another", slot=1)
        assert batch_of(round_).release_at is None
        before = now()
        put(people.seat(2), round_, "idea")
        session.expire_all()
        moment = batch_of(round_).release_at
        assert moment is not None
        assert timedelta(seconds=30) <= moment - before
        assert moment - now() <= timedelta(seconds=120)
        put(people.seat(3), round_, "idea")
        session.expire_all()
        assert batch_of(round_).release_at == moment
        waits.add(round((moment - before).total_seconds()))
    assert len(waits) > 1


def test_only_open_rounds_of_ideas_are_due() -> None:
    people = gather(4, kind=StageKind.BRAINSTORM)
    round_ = begin_round(people, RoundPurpose.WRITE)
    for number in range(3):
        put(people.seat(number), round_, "idea")
    assert batches.due_for_release() == []
    session.execute(update(Batch).values(release_at=now()))
    session.commit()
    assert batches.due_for_release() == [batch_of(round_).id]
    move(round_, RoundState.CLOSED)
    assert batches.due_for_release() == []


def test_numbers_of_a_stages_batches_go_on() -> None:
    people = gather(3)
    round_ = begin_round(people)
    with transaction():
        second = batches.begin(people.stage, None, BOUND)
    assert (batch_of(round_).number, second.number) == (1, 2)
    assert batches.collecting(people.stage.id, None) == second
