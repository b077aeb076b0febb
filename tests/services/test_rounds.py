"""The rounds of a Delphi: every move there is and none besides, once each, by the server's clock."""

from datetime import timedelta
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from survey_app.db import new_code, now, session, transaction
from survey_app.models import (
    AuditEntry,
    Batch,
    InboxSheet,
    Item,
    Job,
    Panel,
    PanelDraft,
    Panellist,
    PanelRound,
    Rating,
    Reason,
    RoundItem,
    Stage,
    Turnout,
)
from survey_app.privacy.mix_plan import Phase
from survey_app.services import (
    ballots,
    batches,
    items,
    mixes,
    protocols,
    round_clock,
    round_endings,
    round_roll,
    rounds,
    studies,
)
from survey_app.services.protocol_rules import NoResponse
from survey_app.services.rounds import OpeningRefused, PlanRefused, ReopeningRefused, RoundMoved, TimeRefused
from survey_app.vocabulary import (
    ROUND_MOVES,
    AnonymityLevel,
    Choice,
    PanellistState,
    PanelState,
    RoundPurpose,
    RoundState,
    Side,
)
from tests.delphis import analysed, answered, at_once, before_start, closed, is_open, opened, planned, turn_clock
from tests.panels import TestPanel, answer, make_panel, release

SEVENS = [[7, 8, 9]] * 9
REASON = "The server was down for a day."


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


def test_a_closed_round_opens_again_with_a_reason_that_everybody_is_told(panel: TestPanel) -> None:
    round_ = closed(opened(panel))
    with pytest.raises(protocols.ReasonTooShort), transaction():
        rounds.reopen(round_, None, "oops", None)
    with transaction():
        rounds.reopen(round_, now() + timedelta(days=2), REASON, None)
    assert (round_.state, round_.closed_at) == (RoundState.OPEN, None)
    assert entries("round_reopened")[0].reason == REASON
    assert [job.payload["note"] for job in jobs_of("round_reopened")] == [REASON]
    answer(panel.seat(0), round_, [7, 8, 9])


def test_a_round_that_was_handed_over_stays_closed(panel: TestPanel) -> None:
    round_ = opened(panel)
    answered(panel, round_, SEVENS)
    closed(round_)
    with transaction():
        round_endings.analyse(round_, None)
    with pytest.raises(ReopeningRefused), transaction():
        rounds.reopen(round_, None, REASON, None)
    with pytest.raises(ReopeningRefused), transaction():
        round_endings.cancel(round_, REASON, None)
    with pytest.raises(RoundMoved), transaction():
        round_endings.analyse(round_, None)


def test_reopening_and_analysing_at_once_never_both_happen(app: Flask, panel: TestPanel) -> None:
    round_ = opened(panel)
    answered(panel, round_, SEVENS)
    round_id = closed(round_).id
    turns = iter(("analyse", "reopen"))

    def act() -> str:
        turn = next(turns)
        with transaction():
            mine = session.get_one(PanelRound, round_id)
            if turn == "analyse":
                round_endings.analyse(mine, None)
            else:
                rounds.reopen(mine, None, REASON, None)
        return turn

    found = at_once(app, act)
    done = [each for each in found if isinstance(each, str)]
    assert len(done) == 1
    phase = session.scalars(select(Batch.phase)).one()
    assert (round_.state, phase) == (
        (RoundState.CLOSED, Phase.CLOSED) if done == ["analyse"] else (RoundState.OPEN, Phase.COLLECTING)
    )


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_fewer_than_the_smallest_group_are_never_opened(app: Flask, level: AnonymityLevel) -> None:
    panel = make_panel(n=9, level=level)
    round_ = opened(panel)
    answered(panel, round_, SEVENS[:4])
    closed(round_)
    assert round_endings.lacks(round_) == 1
    with pytest.raises(mixes.TooFewSheets, match="4 people have finished"), transaction():
        round_endings.analyse(round_, None)
    assert session.query(InboxSheet).count() == 4
    with transaction():
        rounds.reopen(round_, now() + timedelta(days=1), REASON, None)
    answer(panel.seat(4), round_, [7, 7, 7])
    assert analysed(round_).state is RoundState.ANALYSED


def test_a_confidential_round_may_be_opened_with_any_number(app: Flask) -> None:
    panel = make_panel(n=9, level=AnonymityLevel.CONFIDENTIAL)
    round_ = opened(panel)
    answered(panel, round_, SEVENS[:2])
    assert analysed(round_).state is RoundState.ANALYSED
    assert session.query(Rating).count() == 6


def test_cancelling_throws_the_sheets_away_unread_and_says_how_many(panel: TestPanel) -> None:
    round_ = opened(panel)
    answered(panel, round_, SEVENS[:6])
    answer(panel.seat(6), round_, [5], finish=False)
    batch = batches.collecting(panel.stage.id, round_.id)
    assert batch is not None
    key = batches.place_of(batch.key_name).path
    assert key.exists()
    assert round_endings.sheets_of(round_) == 7
    with transaction():
        assert round_endings.cancel(round_, "The wrong list was asked.", None) == 7
    mixes.run(batch.id)
    session.expire_all()
    assert round_.state is RoundState.CANCELLED
    assert not key.exists()
    assert [session.query(table).count() for table in (InboxSheet, PanelDraft, Rating)] == [0, 0, 0]
    assert entries("round_cancelled")[0].reason == "The wrong list was asked."
    with transaction():
        assert rounds.plan(panel.stage).number == 2


def test_release_waits_for_every_decision(panel: TestPanel) -> None:
    round_ = opened(panel)
    answered(panel, round_, SEVENS, reasons=("It is what customers ask for.",))
    analysed(round_)
    assert round_endings.undecided(round_) == (9, 3)
    with pytest.raises(round_endings.NotReviewed, match="9 reasons and 3 statements"), transaction():
        round_endings.release(round_, None)
    release(round_)
    assert round_.state is RoundState.RELEASED


def test_the_flow_is_frozen_when_the_round_is_analysed(app: Flask) -> None:
    panel = make_panel(n=12, groups={"Customers": 6, "Regulators": 3})
    round_ = opened(panel)
    answered(panel, round_, SEVENS[:8])
    answer(panel.seat(8), round_, [5], finish=False)
    counts = rounds.counts_of(round_)
    assert (counts.asked, counts.finished, counts.part, counts.none, counts.missing) == (12, 8, 1, 3, 4)
    assert [(group.name, group.members, group.finished) for group in counts.groups] == [
        ("Customers", 6, 6),
        ("Regulators", None, None),
    ]
    analysed(round_)
    with transaction():
        session.execute(update(Panellist).values(state=PanellistState.WITHDRAWN))
    flow = rounds.flow_of(round_)
    wanted = {"invited": 12, "accepted": 12, "finished": 8, "part": 1, "none": 3, "withdrawn": 0}
    assert {name: flow.counts[name] for name in wanted} == wanted
    assert flow.groups == (("Customers", 6, 6),)


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


def test_concluding_ends_the_panel_and_its_links(panel: TestPanel) -> None:
    round_ = opened(panel)
    with pytest.raises(round_endings.PanelNotDone), transaction():
        round_endings.conclude(panel.stage, None)
    answered(panel, round_, SEVENS)
    release(analysed(round_))
    later = planned(panel)
    with transaction():
        round_endings.conclude(panel.stage, None)
    session.expire_all()
    assert (later.state, is_open(panel.stage)) == (RoundState.CANCELLED, False)
    found = session.get_one(Panel, panel.stage.id)
    assert found.state is PanelState.CONCLUDED
    assert found.keys_destroyed_at is not None
    with pytest.raises(protocols.PanelMoved), transaction():
        round_endings.conclude(panel.stage, None)
    with transaction():
        round_endings.archive(panel.stage, None)
    assert protocols.panel_of(panel.stage).state is PanelState.ARCHIVED


def test_a_panel_that_is_broken_off_keeps_what_was_analysed(panel: TestPanel) -> None:
    first = opened(panel)
    answered(panel, first, SEVENS)
    release(analysed(first))
    second = opened(panel)
    answered(panel, second, SEVENS[:3])
    with transaction():
        assert round_endings.cancel_panel(panel.stage, "The client has withdrawn.", None) == 3
    session.expire_all()
    assert (first.state, second.state) == (RoundState.RELEASED, RoundState.CANCELLED)
    assert session.query(Rating).count() == 27


def rating_of(round_: PanelRound, item: Item) -> dict[str, object]:
    return {
        "key": new_code(26),
        "item_id": item.id,
        "round_id": round_.id,
        "value": 7,
        "choice": Choice.FIRST,
        "cannot_judge": False,
        "partial": False,
        "seal": "x",
    }


@pytest.mark.parametrize("end", ["closed", "analysed", "released", "cancelled"])
def test_a_closed_round_refuses_every_write_at_the_database(panel: TestPanel, end: str) -> None:
    """Straight SQL, past every service."""
    round_ = opened(panel)
    answered(panel, round_, SEVENS[:8], reasons=("Because of the price.",))
    batch = batches.collecting(panel.stage.id, round_.id)
    assert batch is not None
    if end == "cancelled":
        with transaction():
            round_endings.cancel(round_, "The wrong list was asked.", None)
    else:
        closed(round_)
    if end in {"analysed", "released"}:
        analysed(round_)
    if end == "released":
        release(round_)
    assert round_.state.value == end
    sheet = {"key": new_code(26), "batch_id": batch.id, "blob": b"x"}
    reason = {
        "key": new_code(26),
        "round_id": round_.id,
        "item_id": panel.items[0].id,
        "code": new_code(),
        "side": Side.MIDDLE,
        "text": "Late",
    }
    writes = [
        insert(Rating).values(rating_of(round_, panel.items[0])),
        insert(Reason).values(reason),
        insert(InboxSheet).values(sheet),
        text("UPDATE inbox_sheet SET blob = blob"),
        text("UPDATE rating SET value = 1"),
        text("DELETE FROM rating"),
        text("UPDATE reason SET text = 'other'"),
        text("DELETE FROM reason"),
        text("UPDATE snapshot SET seal = 'x'"),
        text("UPDATE round_item SET position = position + 1"),
        text("DELETE FROM round_item"),
        text("UPDATE item SET text = '{}' WHERE id = 1"),
        insert(RoundItem).values(round_id=round_.id, item_id=spare(panel).id, position=9),
        text("UPDATE panel_round SET begun = 99, state = 'open' WHERE state <> 'closed'"),
    ]
    if end != "closed":
        writes.append(insert(Turnout).values(round_id=round_.id, panellist_id=panel.people[8][0].id))
    refused = 0
    for write in writes:
        rows = 0
        try:
            with session.begin_nested():
                rows = session.execute(write).rowcount  # type: ignore[attr-defined]  # an UPDATE has a row count
        except IntegrityError:
            refused += 1
        else:
            assert rows == 0, (end, str(write))
    assert refused >= 6, end


def spare(panel: TestPanel) -> Item:
    item = items.add(panel.stage, {"en": "Not in this round"})
    session.commit()
    return item


def test_the_roll_of_a_stage_is_never_counted_for_another(app: Flask) -> None:
    one, other = make_panel(n=5), make_panel(n=7)
    assert (round_roll.accepted(one.stage.id), round_roll.accepted(other.stage.id)) == (5, 7)
    counts = rounds.counts_of(opened(other))
    assert (counts.asked, counts.groups) == (7, ())
