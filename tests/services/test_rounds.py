"""The rounds of a Delphi: every move there is and none besides, once each, by the server's clock."""

from datetime import timedelta
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from survey_app.db import now, session, transaction
from survey_app.models import (
    AuditEntry,
    Batch,
    Job,
    Panellist,
    PanelRound,
    RoundItem,
    Stage,
    Turnout,
)
from survey_app.services import (
    ballots,
    batches,
    items,
    protocols,
    round_clock,
    round_endings,
    round_roll,
    rounds,
    studies,
)
from survey_app.services.protocol_rules import NoResponse
from survey_app.services.rounds import OpeningRefused, PlanRefused, RoundMoved, TimeRefused
from survey_app.vocabulary import (
    ROUND_MOVES,
    PanellistState,
    PanelState,
    RoundPurpose,
    RoundState,
)
from tests.delphis import analysed, answered, at_once, before_start, is_open, opened, planned, turn_clock
from tests.panels import TestPanel, answer, make_panel, release

SEVENS = [[7, 8, 9]] * 9


@pytest.fixture
def panel(app: Flask) -> TestPanel:
    made = make_panel(n=9)
    before_start(made)
    return made


def entries(act: str) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.act == act)))


def jobs_of(kind: str) -> list[Job]:
    return [job for job in session.scalars(select(Job)) if job.payload.get("kind") == kind]


def put(round_: PanelRound, state: RoundState) -> None:
    """A round in any state, as no move of ours would bring it about."""
    session.execute(text("DELETE FROM panel_round WHERE id = :id"), {"id": round_.id})
    session.execute(
        insert(PanelRound).values(
            id=round_.id, stage_id=round_.stage_id, number=round_.number, purpose=RoundPurpose.RATE, state=state
        )
    )


def test_the_database_knows_the_moves_of_a_round_and_no_others(panel: TestPanel) -> None:
    found, said = set(), set()
    for place, (before, after) in enumerate(product(RoundState, repeat=2), 1):
        row = PanelRound(stage_id=panel.stage.id, number=place, purpose=RoundPurpose.RATE, state=before)
        session.add(row)
        session.flush()
        try:
            with session.begin_nested():
                session.execute(
                    text("UPDATE panel_round SET state = :s WHERE id = :i"), {"s": after.value, "i": row.id}
                )
        except IntegrityError as refusal:
            said.add("does not move this way" in str(refusal.orig))
        else:
            found.add((before, after))
    assert said == {True}
    stays = {(state, state) for state in RoundState}
    assert found - stays == {(before, after) for before, targets in ROUND_MOVES.items() for after in targets}


def test_the_service_makes_every_allowed_move_once_and_refuses_the_others(panel: TestPanel) -> None:
    round_ = planned(panel)
    acts = {
        "pause": (lambda: rounds.pause(round_, None), {RoundState.OPEN}),
        "resume": (lambda: rounds.resume(round_, None), {RoundState.PAUSED}),
        "close": (lambda: rounds.close_round(round_, None), {RoundState.OPEN, RoundState.PAUSED, RoundState.CLOSING}),
        "open": (lambda: rounds.open_round(round_, None), {RoundState.DRAFT, RoundState.SCHEDULED}),
        "schedule": (
            lambda: rounds.schedule(round_, now() + timedelta(hours=1), None),
            {RoundState.DRAFT, RoundState.SCHEDULED},
        ),
        "unschedule": (lambda: rounds.unschedule(round_, None), {RoundState.SCHEDULED}),
        "release": (lambda: round_endings.release(round_, None), {RoundState.ANALYSED}),
    }
    session.commit()
    for state, (name, (act, allowed)) in product(RoundState, acts.items()):
        put(round_, state)
        session.expire_all()
        try:
            act()
        except RoundMoved:
            assert state not in allowed, (state, name)
        else:
            assert state in allowed, (state, name)
        session.rollback()


def test_opening_makes_the_batch_opens_the_stage_and_announces_once(panel: TestPanel) -> None:
    panel.stage.title = "Weights"
    round_ = opened(panel, message="Thank you for your time.")
    batch = batches.collecting(panel.stage.id, round_.id)
    assert round_.state is RoundState.OPEN
    assert round_.opened_at is not None
    assert batch is not None
    assert batch.fingerprint
    assert [item.code for item in rounds.items_of(round_)] == ["S1", "S2", "S3"]
    assert protocols.panel_of(panel.stage).state is PanelState.RUNNING
    assert is_open(panel.stage)
    assert len(jobs_of("round_open")) == 1
    assert [entry.subject for entry in entries("round_opened")] == ["Weights: 1"]
    with pytest.raises(RoundMoved), transaction():
        rounds.open_round(round_, None)
    assert session.query(Batch).count() == 1


def test_a_round_opens_with_the_statements_as_they_stand_then(panel: TestPanel) -> None:
    round_ = planned(panel)
    with transaction():
        items.remove(panel.items[0])
        items.add(panel.stage, {"en": "A quiet office"})
        rounds.open_round(round_, None)
    assert [item.code for item in rounds.items_of(round_)] == ["S2", "S3", "S4"]


def test_nothing_opens_before_the_lock(app: Flask) -> None:
    stage = studies.add_stage(make_panel().stage.study, make_panel().stage.kind, "Second")
    session.commit()
    with pytest.raises(OpeningRefused, match="still a draft"), transaction():
        rounds.plan(stage)


def test_nothing_opens_without_statements(panel: TestPanel) -> None:
    round_ = planned(panel)
    with transaction():
        for item in panel.items:
            items.remove(item)
    with pytest.raises(OpeningRefused, match="no statement"), transaction():
        rounds.open_round(round_, None)


def test_four_panellists_need_a_reason_and_it_stands_in_the_log(app: Flask) -> None:
    panel = make_panel(n=4)
    round_ = planned(panel)
    with pytest.raises(OpeningRefused, match="4 panellists"), transaction():
        rounds.open_round(round_, None)
    with transaction():
        rounds.set_dates(round_, closes_at=None, grace_minutes=0, waiver="Only four experts exist in this field.")
        rounds.open_round(round_, None)
    assert round_.state is RoundState.OPEN
    assert entries("round_opened")[0].reason == "Only four experts exist in this field."


def test_the_next_round_waits_for_the_release_of_the_one_before(panel: TestPanel) -> None:
    round_ = opened(panel)
    with pytest.raises(PlanRefused), transaction():
        rounds.plan(panel.stage)
    answered(panel, round_, SEVENS)
    analysed(round_)
    with pytest.raises(PlanRefused), transaction():
        rounds.plan(panel.stage)
    release(round_)
    with transaction():
        assert rounds.plan(panel.stage).number == 2
        assert rounds.plan(panel.stage).number == 2


def test_there_are_no_more_rounds_than_the_protocol_declares(app: Flask) -> None:
    panel = make_panel(n=9, rounds=1)
    round_ = opened(panel)
    answered(panel, round_, SEVENS)
    release(analysed(round_))
    with pytest.raises(PlanRefused, match="declares 1 rounds"), transaction():
        rounds.plan(panel.stage)


def test_a_time_that_lies_behind_is_refused(panel: TestPanel) -> None:
    round_ = planned(panel)
    past = now() - timedelta(minutes=1)
    with pytest.raises(TimeRefused), transaction():
        rounds.set_dates(round_, closes_at=past, grace_minutes=0)
    with pytest.raises(TimeRefused), transaction():
        rounds.schedule(round_, past, None)
    with pytest.raises(TimeRefused), transaction():
        rounds.schedule(round_, now() + timedelta(days=8), None)


def test_answers_after_the_closing_time_are_refused_by_the_servers_clock(panel: TestPanel) -> None:
    round_ = opened(panel)
    answer(panel.seat(0), round_, [7, 8, 9])
    turn_clock(round_, closes_at=now() - timedelta(seconds=1))
    assert round_.state is RoundState.OPEN
    for number in (0, 1):
        with pytest.raises(ballots.RoundClosed):
            answer(panel.seat(number), round_, [5, 5, 5])
    assert session.query(Turnout).count() == 1


def test_in_the_grace_time_only_begun_answers_are_finished(panel: TestPanel) -> None:
    round_ = opened(panel, grace_minutes=30)
    answer(panel.seat(0), round_, [7, 8], finish=False)
    answer(panel.seat(1), round_, [7, 8, 9])
    turn_clock(round_, closes_at=now() - timedelta(minutes=1))
    assert round_clock.keep_time() == 1
    session.expire_all()
    assert round_.state is RoundState.CLOSING
    answer(panel.seat(0), round_, [7, 8, 9])
    for number in (1, 2):
        with pytest.raises(ballots.RoundClosed):
            answer(panel.seat(number), round_, [1, 1, 1])
    turn_clock(round_, closes_at=now() - timedelta(minutes=31))
    assert round_clock.keep_time() == 1
    assert round_clock.keep_time() == 0
    session.expire_all()
    assert round_.state is RoundState.CLOSED
    assert len(entries("round_closed")) == 1


def test_two_moderators_who_close_at_once_close_once(app: Flask, panel: TestPanel) -> None:
    round_id = opened(panel).id

    def close() -> None:
        with transaction():
            rounds.close_round(session.get_one(PanelRound, round_id), None)

    found = at_once(app, close, times=4)
    assert sorted(type(each).__name__ for each in found) == ["NoneType", "RoundMoved", "RoundMoved", "RoundMoved"]
    assert len(entries("round_closed")) == 1


def test_two_moderators_who_open_at_once_open_once(app: Flask, panel: TestPanel) -> None:
    round_id = planned(panel).id

    def open_() -> None:
        with transaction():
            rounds.open_round(session.get_one(PanelRound, round_id), None)

    found = at_once(app, open_)
    assert sorted(type(each).__name__ for each in found) == ["NoneType", "RoundMoved"]
    assert (session.query(Batch).count(), len(jobs_of("round_open")), session.query(RoundItem).count()) == (1, 1, 3)


def test_two_moderators_who_plan_at_once_plan_one_round(app: Flask, panel: TestPanel) -> None:
    stage_id = panel.stage.id

    def plan() -> int:
        with transaction():
            return rounds.plan(session.get_one(Stage, stage_id)).number

    assert at_once(app, plan, times=3) == [1, 1, 1]
    assert session.query(PanelRound).count() == 1


def test_the_clock_opens_and_closes_exactly_once_whoever_keeps_it(app: Flask, panel: TestPanel) -> None:
    round_ = planned(panel)
    with transaction():
        rounds.schedule(round_, now() + timedelta(hours=1), None)
    assert round_clock.keep_time() == 0
    turn_clock(round_, opens_at=now() - timedelta(seconds=1))
    assert sum(at_once(app, round_clock.keep_time, times=3)) == 1  # type: ignore[arg-type]  # counts
    assert round_.state is RoundState.OPEN
    assert (session.query(Batch).count(), len(jobs_of("round_open"))) == (1, 1)
    turn_clock(round_, closes_at=now() - timedelta(seconds=1))
    assert sum(at_once(app, round_clock.keep_time, times=3)) == 1  # type: ignore[arg-type]  # counts
    assert round_.state is RoundState.CLOSED
    assert len(entries("round_closed")) == 1


def test_a_scheduled_round_that_cannot_open_stays_scheduled(panel: TestPanel) -> None:
    round_ = planned(panel)
    with transaction():
        rounds.schedule(round_, now() + timedelta(hours=1), None)
        session.execute(update(Panellist).values(state=PanellistState.WITHDRAWN))
    turn_clock(round_, opens_at=now() - timedelta(seconds=1))
    assert round_clock.keep_time() == 0
    session.expire_all()
    assert round_.state is RoundState.SCHEDULED
    assert session.query(Batch).count() == 0


def test_a_paused_round_takes_nothing_and_goes_on(panel: TestPanel) -> None:
    round_ = opened(panel)
    with transaction():
        rounds.pause(round_, None)
    with pytest.raises(ballots.RoundNotOpen):
        answer(panel.seat(0), round_, [7, 8, 9])
    with transaction():
        rounds.resume(round_, None)
    answer(panel.seat(0), round_, [7, 8, 9])
    assert session.query(Turnout).count() == 1


def test_more_time_brings_a_closing_round_back(panel: TestPanel) -> None:
    round_ = opened(panel, grace_minutes=60)
    turn_clock(round_, closes_at=now() - timedelta(minutes=1))
    round_clock.keep_time()
    with transaction():
        rounds.extend(round_, now() + timedelta(days=1), 0, None)
    assert round_.state is RoundState.OPEN
    answer(panel.seat(3), round_, [7, 8, 9])


@pytest.mark.parametrize(
    ("policy", "asked"),
    [
        (NoResponse.ALWAYS, [True] * 4),
        (NoResponse.ANSWERED_BEFORE, [True, True, False, True]),
        (NoResponse.NEVER, [True, False, False, False]),
    ],
)
def test_who_missed_a_round_is_asked_as_the_protocol_says(app: Flask, policy: NoResponse, asked: list[bool]) -> None:
    """Person 0 answers always, 1 the first round only, 2 never, 3 the first; then the third round is asked."""
    panel = make_panel(n=9, rounds=3, no_response=policy)
    first = opened(panel)
    for number in (0, 1, 3, 4, 5, 6, 7, 8):
        answer(panel.seat(number), first, [7, 8, 9])
    release(analysed(first))
    second = opened(panel)
    expected = policy is NoResponse.ALWAYS
    assert rounds.may_answer(panel.seat(2), second) is expected
    for number in (0, 4, 5, 6, 7, 8):
        answer(panel.seat(number), second, [7, 8, 9])
    release(analysed(second))
    third = planned(panel)
    assert [rounds.may_answer(panel.seat(number), third) for number in range(4)] == asked


def test_newcomers_are_asked_whatever_the_protocol_says_of_those_who_missed_a_round(app: Flask) -> None:
    panel = make_panel(n=9, no_response=NoResponse.NEVER)
    first = opened(panel)
    answered(panel, first, SEVENS[:8])
    release(analysed(first))
    panel.people[8][0].first_round = 2
    session.commit()
    assert rounds.may_answer(panel.seat(8), planned(panel))


def test_the_roll_of_a_stage_is_never_counted_for_another(app: Flask) -> None:
    one, other = make_panel(n=5), make_panel(n=7)
    assert (round_roll.accepted(one.stage.id), round_roll.accepted(other.stage.id)) == (5, 7)
    counts = rounds.counts_of(opened(other))
    assert (counts.asked, counts.groups) == (7, ())
