import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text

from survey_app.db import now, session, transaction
from survey_app.jobs import worker
from survey_app.models import AuditEntry, Batch, InboxSheet, Job, PanelDraft, PanelRound, Turnout
from survey_app.privacy.mix_plan import Phase, Step
from survey_app.privacy.refusals import AnswerTwice, SheetsUnreadable
from survey_app.services import batches, installation, leavings, mixes
from survey_app.services.ballots import OpenedSheet
from survey_app.vocabulary import AnonymityLevel, JobState, RoundPurpose, RoundState, StageKind
from tests.services.sealed import People, batch_of, begin_round, close, gather, move, put, taking

UNLINKED = (AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED)


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> None:
    """Every test here runs inside the application."""


def size_of(table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def answered(people: People, finished: int, partial: int = 0) -> PanelRound:
    """A round in which so many have finished and some more have begun."""
    round_ = begin_round(people)
    for number in range(finished + partial):
        put(people.seat(number), round_, number, finished=number < finished)
    return round_


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
    assert (size_of(InboxSheet), size_of(PanelDraft), size_of(Turnout)) == (0, 0, 6)
    session.expire_all()
    assert batch_of(round_).phase is Phase.FINISHED
    stored = session.get_one(PanelRound, round_.id)
    assert stored.receipts == sorted(receipts)
    assert stored.state is RoundState.ANALYSED
    assert (stored.flow["accepted"], stored.flow["finished"], stored.flow["destroyed"]) == (6, 6, 0)


def test_the_sheets_come_in_no_order_and_without_a_person() -> None:
    orders = set()
    for _each in range(6):
        round_ = answered(gather(6), 6)
        with taking() as taken:
            mixes.run(close(round_).id)
        orders.add(tuple(sheet.rows[0][2] for sheet in taken.sheets))
    assert len(orders) > 1
    assert set(OpenedSheet.__dataclass_fields__) == {"receipt", "rows", "group_id", "finished"}


@pytest.mark.parametrize("level", UNLINKED)
def test_fewer_than_the_smallest_group_are_never_opened(level: AnonymityLevel) -> None:
    round_ = answered(gather(9, level), 4)
    move(round_, RoundState.CLOSED)
    assert mixes.missing(batch_of(round_)) == (4, 5)
    with pytest.raises(mixes.TooFewSheets, match="Fewer than 5 people have finished"), transaction():
        mixes.enqueue(batch_of(round_))
    assert batch_of(round_).phase is Phase.COLLECTING
    batch = close(round_)
    with taking() as taken, pytest.raises(mixes.TooFewSheets):
        mixes.run(batch.id)
    assert (taken.calls, size_of(InboxSheet)) == (0, 4)
    assert batches.place_of(batch.key_name).path.exists()


@pytest.mark.parametrize("level", [AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL])
def test_where_links_may_be_looked_up_any_number_is_opened_and_partial_sheets_are_kept(level: AnonymityLevel) -> None:
    round_ = answered(gather(6, level), 1, partial=1)
    with taking() as taken:
        assert mixes.run(close(round_).id) is Step.DONE
    assert sorted(sheet.finished for sheet in taken.sheets) == [False, True]


@pytest.mark.parametrize("level", UNLINKED)
@pytest.mark.parametrize(("people", "left", "kept"), [(10, 0, 2), (10, 1, 0), (9, 0, 0)])
def test_unfinished_sheets_count_only_where_enough_are_unfinished(
    level: AnonymityLevel, people: int, left: int, kept: int
) -> None:
    panel = gather(people, level)
    round_ = answered(panel, 5, partial=2)
    for number in range(left):
        with transaction():
            assert leavings.keep_back(panel.seat(people - 1 - number).panellist_id, round_.number)
    with taking() as taken:
        mixes.run(close(round_).id)
    assert sum(not sheet.finished for sheet in taken.sheets) == kept
    assert sum(sheet.finished for sheet in taken.sheets) == 5
    session.expire_all()
    stored = session.get_one(PanelRound, round_.id)
    assert stored.flow["destroyed"] == 2 - kept
    assert len(stored.receipts) == 5 + kept
    assert size_of(InboxSheet) == 0


def test_a_round_without_any_answer_is_mixed_without_its_key() -> None:
    round_ = begin_round(gather(6))
    batch = close(round_)
    batches.place_of(batch.key_name).path.unlink()
    with taking() as taken:
        assert mixes.run(batch.id) is Step.DONE
    assert (taken.calls, taken.sheets) == (1, [])


def test_an_open_round_is_not_opened() -> None:
    round_ = answered(gather(6), 6)
    with transaction():
        batches.close(batch_of(round_))
    with taking() as taken, pytest.raises(mixes.StillOpen):
        mixes.run(batch_of(round_).id)
    assert (taken.calls, size_of(InboxSheet)) == (0, 6)


def test_sheets_that_nobody_takes_stay_sealed() -> None:
    round_ = answered(gather(6), 6)
    batch = close(round_)
    with taking():
        mixes.TAKERS.clear()
        with pytest.raises(mixes.NobodyTakes):
            mixes.run(batch.id)
    assert size_of(InboxSheet) == 6


def test_a_taker_that_fails_loses_nothing() -> None:
    round_ = answered(gather(6), 6)
    batch = close(round_)

    def fail(_batch: Batch, _round: PanelRound, sheets: Sequence[OpenedSheet]) -> None:
        assert len(sheets) == 6
        raise RuntimeError("in the middle of the mix")

    with taking():
        mixes.TAKERS[RoundPurpose.RATE] = fail
        with pytest.raises(RuntimeError):
            mixes.run(batch.id)
    session.expire_all()
    assert (batch_of(round_).phase, size_of(InboxSheet)) == (Phase.CLOSED, 6)
    assert session.get_one(PanelRound, round_.id).receipts == []
    with taking() as taken:
        assert mixes.run(batch.id) is Step.DONE
    assert len(taken.sheets) == 6


def test_a_changed_sheet_stops_the_mix_and_is_named() -> None:
    round_ = answered(gather(6), 6)
    first = "(SELECT min(key) FROM inbox_sheet)"
    session.execute(text(f"UPDATE inbox_sheet SET blob = (SELECT public_key FROM batch) WHERE key = {first}"))
    session.commit()
    batch = close(round_)
    with taking() as taken, pytest.raises(SheetsUnreadable) as refusal:
        mixes.run(batch.id)
    assert refusal.value.keys == (session.scalar(select(func.min(InboxSheet.key))),)
    assert taken.calls == 0


def test_two_sheets_under_one_key_stop_the_mix() -> None:
    round_ = answered(gather(6), 6)
    copied = "SELECT 'copy', batch_id, blob FROM inbox_sheet LIMIT 1"
    session.execute(text(f"INSERT INTO inbox_sheet (key, batch_id, blob) {copied}"))
    session.commit()
    batch = close(round_)
    with taking() as taken, pytest.raises(AnswerTwice):
        mixes.run(batch.id)
    assert taken.calls == 0


def test_a_batch_without_its_key_waits_for_a_person_and_goes_on_when_the_key_is_back(app: Flask) -> None:
    round_ = answered(gather(6), 6)
    move(round_, RoundState.CLOSED)
    with transaction():
        mixes.enqueue(batch_of(round_))
    path = batches.place_of(batch_of(round_).key_name).path
    kept = path.read_bytes()
    path.unlink()
    with taking() as taken:
        assert worker.run_all(app) == 1
        assert mixes.run(batch_of(round_).id) is Step.HOLD
        assert [held.fingerprint for held in mixes.held()] == [batch_of(round_).fingerprint[:16]]
        assert session.query(AuditEntry).filter_by(act="mix_held").count() == 1
        worker.keep_time(app)
        assert worker.run_all(app) == 0, "nothing to do while the key is away"
        path.write_bytes(kept)
        path.chmod(0o600)
        session.rollback()
        with time_machine.travel(now() + timedelta(minutes=6)):
            worker.keep_time(app)
            assert worker.run_all(app) == 1
    assert len(taken.sheets) == 6
    assert mixes.held() == []
    assert session.query(Job).one().state is JobState.DONE


def test_sheets_are_thrown_away_unread_with_their_exact_number_in_the_log(app: Flask) -> None:
    people = gather(6)
    round_ = answered(people, 3, partial=1)
    path = batches.place_of(batch_of(round_).key_name).path
    with transaction():
        assert mixes.discard(batch_of(round_), None, "too few", step=1) == 4
    move(round_, RoundState.CANCELLED)
    assert (size_of(InboxSheet), size_of(PanelDraft)) == (0, 0)
    entry = session.query(AuditEntry).filter_by(act="sheets_discarded").one()
    assert (entry.subject.rpartition(": ")[2], entry.reason) == ("4", "too few")
    session.rollback()
    with taking() as taken:
        worker.run_all(app)
    session.expire_all()
    assert (taken.calls, batch_of(round_).phase, path.exists()) == (0, Phase.FINISHED, False)


def test_a_cancelled_round_is_never_opened_even_when_its_mix_was_queued() -> None:
    round_ = answered(gather(6), 6)
    batch = close(round_)
    move(round_, RoundState.CANCELLED)
    with taking() as taken:
        assert mixes.run(batch.id) is Step.DONE
    assert (taken.calls, size_of(InboxSheet)) == (0, 0)


def test_queuing_twice_mixes_once(app: Flask) -> None:
    round_ = answered(gather(6), 6)
    move(round_, RoundState.CLOSED)
    with transaction():
        mixes.enqueue(batch_of(round_))
        mixes.enqueue(batch_of(round_))
    with taking() as taken:
        assert worker.run_all(app) == 1
    assert taken.calls == 1
    session.expire_all()
    assert batch_of(round_).phase is Phase.FINISHED


def test_two_workers_at_once_mix_once(app: Flask) -> None:
    round_ = answered(gather(6), 6)
    batch_id = close(round_).id
    session.commit()
    faults: list[BaseException] = []

    def mix() -> None:
        with app.app_context():
            try:
                mixes.run(batch_id)
            except BaseException as error:  # noqa: BLE001 - shown below
                faults.append(error)
            finally:
                session.remove()

    with taking() as taken:
        workers = [threading.Thread(target=mix) for _each in range(3)]
        for each in workers:
            each.start()
        for each in workers:
            each.join()
        assert mixes.run(batch_id) is Step.DONE
    assert [fault for fault in faults if not isinstance(fault, mixes.StillInUse)] == []
    assert taken.calls == 1


def test_ideas_are_released_in_batches_and_the_next_batch_begins(app: Flask) -> None:
    people = gather(6, kind=StageKind.BRAINSTORM)
    round_ = begin_round(people, RoundPurpose.WRITE)
    first = batch_of(round_)
    for number in range(3):
        put(people.seat(number), round_, f"idea of {number}")
    put(people.seat(0), round_, "a second idea", slot=1)
    with taking() as taken, time_machine.travel(now() + timedelta(seconds=125)):
        worker.keep_time(app)
        assert worker.run_all(app) == 1
        assert len(taken.sheets) == 4
        session.expire_all()
        second = batch_of(round_)
        assert (first.phase, second.phase) == (Phase.FINISHED, Phase.COLLECTING)
        assert (second.number, second.people, second.blob_size) == (2, 0, first.blob_size)
        assert first.release_at is None
        assert session.get_one(PanelRound, round_.id).state is RoundState.OPEN
        put(people.seat(0), round_, "a third idea", slot=2)
        worker.keep_time(app)
        assert worker.run_all(app) == 0
        for number in (3, 4):
            put(people.seat(number), round_, f"idea of {number}")
    with taking() as more, time_machine.travel(now() + timedelta(seconds=260)):
        worker.keep_time(app)
        worker.run_all(app)
    assert more.values() == ["a third idea", "idea of 3", "idea of 4"]
    session.expire_all()
    stored = session.get_one(PanelRound, round_.id)
    assert len(stored.receipts) == 7
    assert stored.begun == 5


def test_ideas_of_too_few_people_stay_sealed_at_the_close() -> None:
    people = gather(6, kind=StageKind.BRAINSTORM)
    round_ = begin_round(people, RoundPurpose.WRITE)
    for number in range(2):
        put(people.seat(number), round_, "idea")
    move(round_, RoundState.CLOSED)
    with pytest.raises(mixes.TooFewSheets), transaction():
        mixes.enqueue(batch_of(round_))


@pytest.mark.sqlite_only
def test_after_the_mix_no_byte_of_a_sealed_sheet_is_left_in_the_files(tmp_path: Path) -> None:
    round_ = answered(gather(6), 6)
    batch = close(round_)
    blobs = [bytes(blob)[40:80] for blob in session.scalars(select(InboxSheet.blob))]
    blobs += [bytes(blob)[40:80] for blob in session.scalars(select(PanelDraft.blob))]
    session.rollback()
    assert len(blobs) == 12
    assert all(blob in files() for blob in blobs)
    with taking():
        mixes.run(batch.id)
    assert not any(blob in files() for blob in blobs)


def files() -> bytes:
    folder = installation.settings().instance
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.name.startswith("rondo.sqlite"))


def test_a_restored_key_folder_is_cleared_again() -> None:
    round_ = answered(gather(6), 6)
    batch = close(round_)
    path = batches.place_of(batch.key_name).path
    kept = path.read_bytes()
    with taking():
        mixes.run(batch.id)
        path.write_bytes(kept)
        path.chmod(0o600)
        assert mixes.run(batch.id) is Step.DONE
    assert not path.exists()


def test_a_restored_key_of_a_finished_batch_is_swept_away() -> None:
    round_ = answered(gather(6), 6)
    batch = close(round_)
    path = batches.place_of(batch.key_name).path
    kept = path.read_bytes()
    with taking():
        mixes.run(batch.id)
    path.write_bytes(kept)
    path.chmod(0o600)
    waiting = begin_round(gather(3))
    mixes.sweep()
    assert not path.exists()
    assert batches.place_of(batch_of(waiting).key_name).path.exists()
