import threading
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text, update

from survey_app.db import now, session, transaction
from survey_app.models import Batch, InboxSheet, PanelDraft, Panellist, PanelRound, Turnout
from survey_app.privacy.refusals import ContentTooLong, KeyUnreadable
from survey_app.services import ballots, batches, seats
from survey_app.services.ballots import Ballot, CountsLater, NotTakingPart, RoundClosed, RoundNotOpen
from survey_app.services.doors import WrongLink
from survey_app.vocabulary import PanellistState, RoundPurpose, RoundState, StageKind
from tests.services.sealed import batch_of, begin_round, close, gather, move, put


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> None:
    """Every test here runs inside the application."""


def lying() -> tuple[int, int, int]:
    """How many sheets, own copies and marks on the roll there are."""
    tables = (InboxSheet, PanelDraft, Turnout)
    return tuple(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)  # type: ignore[return-value]


def counts(round_: PanelRound) -> tuple[int, int]:
    """How many have begun the round, and how many people have something in its batch."""
    session.expire_all()
    return session.get_one(PanelRound, round_.id).begun, batch_of(round_).people


def test_what_was_saved_is_read_again_by_its_link_alone() -> None:
    people = gather(3)
    round_ = begin_round(people)
    put(people.seat(0), round_, 7, finished=False)
    assert ballots.read(people.seat(0), round_) == {"value": 7, "slot": 0}
    assert ballots.read(people.seat(1), round_) == {}
    assert not ballots.has_finished(people.seat(0), round_)


def test_saving_again_replaces_and_counts_once() -> None:
    people = gather(3)
    round_ = begin_round(people)
    first = put(people.seat(0), round_, 7, finished=False)
    second = put(people.seat(0), round_, 3, finished=True)
    third = put(people.seat(0), round_, 4, finished=False)
    assert first == second == third == people.seat(0).receipt(1)
    assert lying() == (1, 1, 1)
    assert counts(round_) == (1, 1)
    assert ballots.has_finished(people.seat(0), round_)
    assert ballots.read(people.seat(0), round_)["value"] == 4


def test_every_sheet_and_every_own_copy_has_the_same_size() -> None:
    people = gather(4)
    round_ = begin_round(people)
    for number, value in enumerate((1, "short", "x" * 1_200, None)):
        put(people.seat(number), round_, value)
    sheets = session.scalars(select(func.length(InboxSheet.blob))).all()
    copies = session.scalars(select(func.length(PanelDraft.blob))).all()
    assert set(sheets) == {batch_of(round_).blob_size}
    assert len(set(copies)) == 1
    with pytest.raises(ContentTooLong):
        put(people.seat(0), round_, "漢" * 2_000)
    assert lying() == (4, 4, 4)


def test_nothing_that_was_written_can_be_read_in_the_tables() -> None:
    people = gather(3)
    round_ = begin_round(people)
    put(people.seat(0), round_, "a word nobody may read")
    for table, column in (("inbox_sheet", "blob"), ("panel_draft", "blob")):
        for blob in session.execute(text(f"SELECT {column} FROM {table}")).scalars():
            assert b"a word nobody" not in bytes(blob)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (RoundState.PAUSED, RoundNotOpen),
        (RoundState.CANCELLED, RoundNotOpen),
        (RoundState.CLOSED, RoundClosed),
    ],
)
def test_a_round_that_is_not_open_takes_nothing(state: RoundState, refusal: type[Exception]) -> None:
    people = gather(3)
    round_ = begin_round(people)
    move(round_, state)
    with pytest.raises(refusal):
        put(people.seat(0), round_, 1)
    with pytest.raises(refusal):
        ballots.require_open(people.seat(0), session.get_one(PanelRound, round_.id, populate_existing=True))
    assert lying() == (0, 0, 0)


def test_after_the_closing_time_the_servers_clock_refuses_whatever_the_page_says() -> None:
    people = gather(3)
    round_ = begin_round(people, closes_in=timedelta(minutes=10))
    seat = people.seat(0)
    put(seat, round_, 1, finished=False)
    with time_machine.travel(now() + timedelta(minutes=10, seconds=1)), pytest.raises(RoundClosed):
        put(seat, round_, 2)
    assert ballots.read(seat, round_)["value"] == 1
    assert lying() == (1, 1, 0)


def test_in_the_time_of_grace_only_those_who_have_begun_go_on() -> None:
    people = gather(3)
    round_ = begin_round(people, closes_in=timedelta(minutes=10), grace=15)
    begun, fresh, done = (people.seat(number) for number in range(3))
    put(begun, round_, 1, finished=False)
    put(done, round_, 1)
    with time_machine.travel(now() + timedelta(minutes=11)):
        for late in (False, True):
            if late:
                move(round_, RoundState.CLOSING)
            put(begun, round_, 2, finished=False)
            for seat in (fresh, done):
                with pytest.raises(RoundClosed):
                    put(seat, round_, 9)
        put(begun, round_, 3)
        with pytest.raises(RoundClosed):
            put(begun, round_, 4)
    with time_machine.travel(now() + timedelta(minutes=26)), pytest.raises(RoundClosed):
        put(begun, round_, 5)
    assert ballots.read(begun, round_)["value"] == 3


def test_only_people_who_take_part_and_whose_link_counts_already_are_heard() -> None:
    people = gather(3)
    round_ = begin_round(people)
    declined, later = people.seat(0), people.seat(1)
    with transaction():
        session.get_one(Panellist, declined.panellist_id).state = PanellistState.WITHDRAWN
        session.get_one(Panellist, later.panellist_id).first_round = 2
    for seat, refusal in ((declined, NotTakingPart), (later, CountsLater)):
        with pytest.raises(refusal):
            put(seat, round_, 1)
    assert lying() == (0, 0, 0)


def test_a_link_that_became_void_while_the_page_was_open_is_refused() -> None:
    people = gather(3)
    round_ = begin_round(people)
    seat = people.seat(0)
    with transaction():
        session.get_one(Panellist, seat.panellist_id).tag = "another"
    with pytest.raises(NotTakingPart):
        put(seat, round_, 1)
    with pytest.raises(WrongLink):
        seats.find(people.stage.code, people.secrets[0])


@pytest.mark.parametrize("damage", ["gone", "other", "open to others"])
def test_without_a_readable_key_nothing_is_taken(damage: str) -> None:
    people = gather(3)
    round_ = begin_round(people)
    path = batches.place_of(batch_of(round_).key_name).path
    if damage == "gone":
        path.unlink()
    elif damage == "other":
        path.write_text(path.read_text().replace("a", "b").replace("1", "2"))
    else:
        path.chmod(0o644)
    with pytest.raises(KeyUnreadable) as refusal:
        put(people.seat(0), round_, 1)
    assert refusal.value.status == 503
    assert lying() == (0, 0, 0)
    assert counts(round_) == (0, 0)


def test_a_closed_batch_takes_nothing_even_while_the_round_is_open() -> None:
    people = gather(3)
    round_ = begin_round(people)
    put(people.seat(0), round_, 1)
    with transaction():
        batches.close(batch_of(round_))
    with pytest.raises(batches.BeingReleased):
        put(people.seat(1), round_, 1)
    assert counts(round_) == (1, 1)
    assert lying() == (1, 1, 1)


def test_the_database_itself_refuses_a_sheet_behind_the_fence() -> None:
    people = gather(3)
    round_ = begin_round(people)
    put(people.seat(0), round_, 1)
    close(round_)
    for statement in (
        "INSERT INTO inbox_sheet (key, batch_id, blob) SELECT 'k', id, public_key FROM batch",
        "UPDATE inbox_sheet SET key = key",
    ):
        with pytest.raises(Exception, match="takes no more sheets"):
            session.execute(text(statement))
        session.rollback()


def test_ideas_have_a_sheet_each_and_one_person_counts_once() -> None:
    people = gather(4, kind=StageKind.BRAINSTORM)
    round_ = begin_round(people, RoundPurpose.WRITE)
    receipts = {put(people.seat(0), round_, f"idea {slot}", slot=slot) for slot in range(3)}
    put(people.seat(0), round_, "idea 1, better", slot=1)
    assert len(receipts) == 3
    assert lying() == (3, 1, 1)
    assert counts(round_) == (1, 1)


def test_whoever_withdraws_leaves_no_trace_in_an_open_round() -> None:
    people = gather(4, kind=StageKind.BRAINSTORM)
    round_ = begin_round(people, RoundPurpose.WRITE)
    for slot in (0, 1, 7):
        put(people.seat(0), round_, f"idea {slot}", slot=slot)
    put(people.seat(1), round_, "another")
    with transaction():
        assert ballots.erase(people.seat(0), round_) == 3
    with transaction():
        assert ballots.erase(people.seat(0), round_) == 0
    assert lying() == (1, 1, 1)
    assert counts(round_) == (1, 1)
    assert ballots.read(people.seat(0), round_) == {}
    assert ballots.read(people.seat(1), round_) == {"value": "another", "slot": 0}


def test_nothing_is_erased_once_the_round_is_analysed() -> None:
    people = gather(3)
    round_ = begin_round(people)
    put(people.seat(0), round_, 1)
    session.execute(text("DELETE FROM panel_draft"))
    close(round_)
    move(round_, RoundState.ANALYSED)
    with transaction():
        assert ballots.erase(people.seat(0), round_) == 0
    assert lying() == (1, 0, 1)


def test_a_slot_that_does_not_exist_is_a_fault_of_ours() -> None:
    people = gather(3)
    round_ = begin_round(people)
    for slot in (-1, ballots.SLOTS):
        with pytest.raises(ValueError, match="slot"):
            ballots.save(people.seat(0), round_, Ballot({}, ()), slot=slot)


def test_a_save_and_a_close_at_once_leave_a_whole_state(app: Flask) -> None:
    """Whatever was acknowledged lies in the batch; whatever came after the fence was refused."""
    people = gather(8)
    round_ = begin_round(people)
    round_id, batch_id = round_.id, batch_of(round_).id
    seen = [people.seat(number) for number in range(8)]
    session.commit()
    saved: list[int] = []
    faults: list[BaseException] = []

    def act(number: int) -> None:
        with app.app_context():
            try:
                if number == 8:
                    with transaction():
                        session.execute(
                            update(PanelRound).where(PanelRound.id == round_id).values(state=RoundState.CLOSED)
                        )
                        batches.close(session.get_one(Batch, batch_id))
                else:
                    put(seen[number], session.get_one(PanelRound, round_id), number)
                    saved.append(number)
            except (RoundClosed, batches.BeingReleased):
                pass
            except BaseException as error:  # noqa: BLE001 - shown below
                faults.append(error)
            finally:
                session.remove()

    workers = [threading.Thread(target=act, args=(number,)) for number in (0, 1, 2, 3, 8, 4, 5, 6, 7)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert faults == []
    round_ = session.get_one(PanelRound, round_id)
    assert lying() == (len(saved), len(saved), len(saved))
    assert counts(round_) == (len(saved), len(saved))
