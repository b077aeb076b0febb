"""A panel that is over takes no people, statements or times; the overview counts ideas as the board does."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import now, session, transaction
from survey_app.models import Item, Panel, Stage
from survey_app.services import boards, items, panel_roll, phase_ends, sittings, standings
from survey_app.services.roll_lists import Entry
from survey_app.vocabulary import BrainstormPhase, PanelState, Role, StageKind, Stance
from tests.boarding import add_idea, answer, make_board, wait
from tests.builders import make_account, make_member, sign_in
from tests.delphis import closed, make_stage, opened
from tests.panels import make_panel

ENDS = (PanelState.CONCLUDED, PanelState.ARCHIVED, PanelState.CANCELLED)


@pytest.mark.parametrize("state", ENDS)
@pytest.mark.parametrize(
    "act",
    [
        lambda item: items.add(session.get_one(Stage, item.stage_id), {"en": "Late"}),
        lambda item: items.change(item, {"en": "Other words"}, {}),
        lambda item: items.move(item, 1),
        items.remove,
        items.restore,
    ],
    ids=["add", "change", "move", "remove", "restore"],
)
def test_the_statements_of_a_panel_that_is_over_stay_as_they_are(
    app: Flask, state: PanelState, act: Callable[[Item], object]
) -> None:
    stage = make_stage()
    with transaction():
        one, _two = items.add_many(stage, "en", ["One", "Two"])
        session.get_one(Panel, stage.id).state = state
    with transaction(), pytest.raises(items.PanelDone):
        act(one)
    assert [(item.code, item.text, item.active) for item in items.of_stage(stage.id)] == [
        ("S1", {"en": "One"}, True),
        ("S2", {"en": "Two"}, True),
    ]


@pytest.mark.parametrize("state", ENDS)
def test_nobody_joins_the_roll_of_a_panel_that_is_over(app: Flask, state: PanelState) -> None:
    stage = make_panel(StageKind.DELPHI, 6).stage
    before = panel_roll.roll(stage).count
    with transaction():
        session.get_one(Panel, stage.id).state = state
    with transaction(), pytest.raises(panel_roll.RollClosed):
        panel_roll.add(stage, Entry("Late", "late@example.org", "", "en"), make_account())
    assert panel_roll.roll(stage).count == before


def test_a_brainstorm_that_is_finished_keeps_its_times(app: Flask) -> None:
    stage = make_panel(StageKind.BRAINSTORM, 6).stage
    with transaction():
        session.get_one(Panel, stage.id).phase = BrainstormPhase.DONE
    with transaction(), pytest.raises(phase_ends.EndsRefused):
        phase_ends.write(stage, {BrainstormPhase.VOTE: now() + timedelta(days=1)})
    assert phase_ends.read(session.get_one(Panel, stage.id)) == {}


def test_the_overview_counts_the_ideas_that_the_board_counts(app: Flask) -> None:
    stage = make_board()
    add_idea(stage, "Answer the phone")
    answer(stage, "Answer the phone", "It costs too much", Stance.OBJECTS)
    wait(stage, "Somebody must look at this first")
    standing = standings.of_stage(stage)
    assert standing is not None
    assert standing.ideas == boards.board(stage).counts.ideas


def test_a_round_closed_by_hand_was_open_until_then(app: Flask) -> None:
    panel = make_panel(StageKind.DELPHI, 6)
    round_ = opened(panel, closes_at=now() + timedelta(days=30))
    closed(round_)
    sitting = sittings.of(panel.seat(0))
    assert sitting.was_open_until == round_.closed_at
    assert sitting.was_open_until < now() + timedelta(days=1)


def test_a_refusal_of_a_study_leads_back_to_where_it_stands(client: FlaskClient) -> None:
    stage = make_stage()
    sign_in(client, make_member(stage.study, Role.OWNER))
    page = client.get(f"/studies/{stage.study.code}/stages/{stage.code}/to-survey")
    assert page.status_code == 409
    assert f'href="/studies/{stage.study.code}/stages/{stage.code}">Back</a>' in page.text
    assert ">Back</a>" not in client.get(f"/studies/{stage.study.code}/stages/nothing/to-survey").text
