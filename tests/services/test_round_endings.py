"""How rounds end: re-opened or analysed, cancelled, released, concluded, and frozen for good."""

from datetime import timedelta

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
    Turnout,
)
from survey_app.privacy.mix_plan import Phase
from survey_app.services import (
    batches,
    items,
    mixes,
    panel_roll,
    protocols,
    round_endings,
    rounds,
)
from survey_app.services.round_roll import Told
from survey_app.services.rounds import ReopeningRefused, RoundMoved
from survey_app.vocabulary import (
    AnonymityLevel,
    Choice,
    PanellistState,
    PanelState,
    RoundState,
    Side,
)
from tests.builders import make_account
from tests.delphis import analysed, answered, at_once, before_start, closed, is_open, opened, planned
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
    with pytest.raises(mixes.TooFewSheets, match="Fewer than 5 people have finished"), transaction():
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


def test_cancelling_throws_the_sheets_away_unread_and_says_in_steps_how_many(panel: TestPanel) -> None:
    round_ = opened(panel)
    answered(panel, round_, SEVENS[:6])
    answer(panel.seat(6), round_, [5], finish=False)
    batch = batches.collecting(panel.stage.id, round_.id)
    assert batch is not None
    key = batches.place_of(batch.key_name).path
    assert key.exists()
    assert round_endings.sheets_of(round_) == Told(5, 5), "in steps while it is open"
    with transaction():
        assert round_endings.cancel(round_, "The wrong list was asked.", None) == Told(5, 5)
    assert entries("sheets_discarded")[0].subject.endswith(": 5-9"), "one more or fewer would tell of one person"
    mixes.run(batch.id)
    session.expire_all()
    assert round_.state is RoundState.CANCELLED
    assert not key.exists()
    assert [session.query(table).count() for table in (InboxSheet, PanelDraft, Rating)] == [0, 0, 0]
    assert entries("round_cancelled")[0].reason == "The wrong list was asked."
    counts = rounds.told(round_)
    assert (counts.finished, counts.part, counts.step) == (5, 0, 5), "in steps for good"
    leaver = panel.people[0][0]
    with transaction():
        panel_roll.withdraw(panel.stage, leaver, make_account())
    assert leaver.left_round == 1
    assert rounds.told(round_).asked == counts.asked, "whoever leaves stays in the count of those who were asked"
    with transaction():
        assert rounds.plan(panel.stage).number == 2


def test_release_waits_for_every_decision(panel: TestPanel) -> None:
    round_ = opened(panel)
    answered(panel, round_, SEVENS, reasons=("It is what customers ask for.",))
    analysed(round_)
    assert round_endings.undecided(round_) == round_endings.Undecided(reasons=9, statements=3)
    said = "Texts without a decision: 9; statements and questions: 3"
    with pytest.raises(round_endings.NotReviewed, match=said), transaction():
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
    told = rounds.told(round_)
    assert (told.finished, [(group.finished, group.step) for group in told.groups]) == (5, [(5, 5), (None, 1)])
    analysed(round_)
    assert rounds.told(round_).groups == counts.groups
    with transaction():
        session.execute(update(Panellist).values(state=PanellistState.WITHDRAWN))
    flow = rounds.flow_of(round_)
    wanted = {"invited": 12, "accepted": 12, "finished": 8, "part": 1, "none": 3, "withdrawn": 0}
    assert {name: flow.counts[name] for name in wanted} == wanted
    assert flow.groups == (("Customers", 6, 6),)


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
        round_endings.cancel_panel(panel.stage, "The client has withdrawn.", None)
    assert entries("sheets_discarded")[0].subject.endswith(": 0-4")
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
