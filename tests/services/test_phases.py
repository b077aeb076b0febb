"""The phases of a brainstorm: by hand and by the clock, each once, one step back, and never past what is missing."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey_app.db import now, session, transaction
from survey_app.jobs.worker import WATCHED
from survey_app.models import AuditEntry, Batch, Idea, InboxSheet, Job, Panel, PanelRound, Stage
from survey_app.privacy.mix_plan import Phase
from survey_app.services import ballots, boards, courses, erasures, ideas, mixes, phase_ends, phases, protocols, studies
from survey_app.services.round_roll import Told
from survey_app.vocabulary import AnonymityLevel, BrainstormPhase, PanelState, RoundState, StageKind
from tests.boarding import add_idea, wait
from tests.brainstorming import release, result_of, vote, write, writing
from tests.builders import make_account, make_study
from tests.panels import TestPanel, make_panel

REASON = "Two people were away"
TEXTS = ("Delivery", "Phone", "Prices", "Website", "Support", "Stock")


@pytest.fixture
def panel(app: Flask) -> TestPanel:
    """Seven people, and a brainstorm that has not begun."""
    made = make_panel(StageKind.BRAINSTORM, 7)
    session.get_one(Panel, made.stage.id).state = PanelState.DRAFT
    session.commit()
    begin(made)
    return made


def begin(panel: TestPanel) -> None:
    with transaction():
        phases.begin(panel.stage, None)


def do(act: object, *arguments: object) -> None:
    with transaction():
        act(*arguments)  # type: ignore[operator]
    session.expire_all()


def course(panel: TestPanel) -> courses.Course:
    session.expire_all()
    return courses.course(panel.stage)


def mix_all(panel: TestPanel) -> None:
    for batch_id in session.scalars(
        select(Batch.id).where(Batch.stage_id == panel.stage.id, Batch.phase == Phase.CLOSED)
    ).all():
        mixes.run(batch_id)
    session.expire_all()


def written(panel: TestPanel, texts: tuple[str, ...] = TEXTS) -> None:
    for number, text in enumerate(texts):
        write(panel, number, text)


def grouped(panel: TestPanel) -> None:
    written(panel)
    do(phases.to_build, panel.stage, None)
    do(phases.to_group, panel.stage, None)
    mix_all(panel)


def end_at(panel: TestPanel, **ends: object) -> None:
    """Write end times as they stand when time has passed."""
    with transaction():
        session.get_one(Panel, panel.stage.id).phase_ends = {name: moment.isoformat() for name, moment in ends.items()}  # type: ignore[attr-defined]
        phase_ends.align(panel.stage)


def test_beginning_opens_the_round_of_writing_with_its_key_and_one_mail_job(panel: TestPanel) -> None:
    found = course(panel)
    assert found.writing is not None
    assert (found.writing.number, found.writing.state, found.panel.state) == (1, RoundState.OPEN, PanelState.RUNNING)
    assert session.scalar(select(func.count()).where(Job.kind == "panel_letters")) == 1
    write(panel, 0, "Delivery")
    with pytest.raises(phases.PhaseMoved):
        begin(panel)


def test_too_few_people_begin_only_by_the_open_link(app: Flask) -> None:
    stage = studies.add_stage(make_study(make_account()), StageKind.BRAINSTORM, "Ideas")
    stage.open_link = False
    session.commit()
    with pytest.raises(phases.BeginningRefused, match="0 people"), transaction():
        phases.begin(stage, None)
    assert courses.course(stage).writing is None
    stage.open_link = True
    session.commit()
    do(phases.begin, stage, None)
    assert courses.course(stage).has_begun


def test_a_whole_brainstorm_runs_from_the_first_idea_to_the_result(panel: TestPanel) -> None:
    grouped(panel)
    assert boards.board(panel.stage).counts.cards == 6
    do(phases.open_vote, panel.stage, None)
    found = course(panel)
    assert found.vote is not None
    assert (found.vote.number, found.vote.state) == (2, RoundState.OPEN)
    assert found.panel.deck["voters"] == len(panel.people), "who came before the vote is dealt pairs together"
    for number in range(5):
        vote(panel, found.vote, number, {"Delivery": 3, "Phone": 2})
    do(phases.close_vote, panel.stage, None)
    mix_all(panel)
    result = result_of(panel)
    assert result is not None
    # of five voters the points would tell whole votes (decision 21)
    assert (result.voters, result.cards[0].text, result.cards[0].points) == (5, "Delivery", None)
    do(phases.show_result, panel.stage, None)
    assert course(panel).phase is BrainstormPhase.DONE
    do(phases.conclude, panel.stage, None)
    assert course(panel).panel.state is PanelState.CONCLUDED


def test_grouping_takes_no_more_ideas_and_releases_the_last_ones(panel: TestPanel) -> None:
    written(panel)
    do(phases.to_group, panel.stage, None)
    with pytest.raises(ideas.NotTimeToWrite):
        write(panel, 6, "Too late")
    found = course(panel)
    assert found.is_mixing
    mix_all(panel)
    assert {idea.text for idea in session.scalars(select(Idea))} == set(TEXTS)
    assert not course(panel).is_mixing


def test_the_last_ideas_go_with_all_others_however_few_people_wrote_them(panel: TestPanel) -> None:
    written(panel)
    release(panel)
    write(panel, 6, "Alone")
    do(phases.to_group, panel.stage, None)
    mix_all(panel)
    assert "Alone" in {idea.text for idea in session.scalars(select(Idea))}
    assert course(panel).sealed_people == 0


def alone_the_second_time(panel: TestPanel) -> None:
    """One person's idea lies sealed, and last ideas of too few were released once before."""
    written(panel)
    release(panel)
    write(panel, 6, "First alone")
    do(phases.to_group, panel.stage, None)
    mix_all(panel)
    do(phases.back_to_build, panel.stage, REASON, None, None)
    write(panel, 6, "Alone")
    do(phases.to_group, panel.stage, None)
    mix_all(panel)


@pytest.mark.sqlite_only
def test_the_ideas_of_too_few_stay_sealed_until_the_moderator_decides(panel: TestPanel) -> None:
    alone_the_second_time(panel)
    assert course(panel).sealed_people == 1
    assert "Alone" not in {idea.text for idea in session.scalars(select(Idea))}
    assert course(panel).sealed == Told(0, 3), "told only as too few for a release"
    with pytest.raises(phases.VoteRefused, match="Fewer than 3 people"):
        do(phases.open_vote, panel.stage, None)
    with transaction():
        assert phases.discard_rest(panel.stage, "Nobody else wrote", None) == Told(0, 5)
    mix_all(panel)
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 0
    assert course(panel).sealed_people == 0
    do(phases.open_vote, panel.stage, None)


@pytest.mark.sqlite_only
def test_more_time_lets_sealed_ideas_find_company(panel: TestPanel) -> None:
    alone_the_second_time(panel)
    do(phases.back_to_build, panel.stage, REASON, None, None)
    write(panel, 0, "Company")
    write(panel, 1, "More company")
    do(phases.to_group, panel.stage, None)
    mix_all(panel)
    assert {"Alone", "Company", "More company"} <= {idea.text for idea in session.scalars(select(Idea))}
    assert course(panel).sealed_people == 0


@pytest.mark.sqlite_only
def test_one_step_back_before_the_vote_with_a_reason_in_the_log(panel: TestPanel) -> None:
    grouped(panel)
    with pytest.raises(protocols.ReasonTooShort):
        do(phases.back_to_build, panel.stage, "why", None, None)
    ends = now() + timedelta(days=1)
    do(phases.back_to_build, panel.stage, REASON, ends, None)
    found = course(panel)
    assert found.phase is BrainstormPhase.BUILD
    assert found.writing is not None
    assert found.writing.closes_at == ends
    logged = session.scalars(select(AuditEntry).where(AuditEntry.reason == REASON)).one()
    assert logged.act == "phase_changed"
    write(panel, 6, "A late one")


@pytest.mark.sqlite_only
def test_there_is_no_way_back_once_the_vote_was_opened(panel: TestPanel) -> None:
    grouped(panel)
    do(phases.open_vote, panel.stage, None)
    mix_all(panel)
    do(phases.close_vote, panel.stage, None)
    do(phases.cancel_vote, panel.stage, "Nobody has voted yet", None)
    assert course(panel).phase is BrainstormPhase.GROUP
    assert not course(panel).may_go_back
    with pytest.raises(phases.NoWayBack):
        do(phases.back_to_build, panel.stage, REASON, None, None)


@pytest.mark.sqlite_only
def test_a_step_back_after_a_discard_takes_ideas_again(panel: TestPanel) -> None:
    write(panel, 0, "Alone")
    do(phases.to_group, panel.stage, None)
    with transaction():
        assert erasures.erase(panel.seat(0)) == 1
    assert course(panel).sealed_people == 1, "whoever takes the only idea back is not seen to have written it"
    with pytest.raises(phases.VoteRefused, match="Fewer than 3 people"):
        do(phases.open_vote, panel.stage, None)
    with transaction():
        assert phases.discard_rest(panel.stage, "Nobody else wrote", None) == Told(0, 5)
    assert course(panel).sealed_people == 0
    mix_all(panel)
    do(phases.back_to_build, panel.stage, REASON, None, None)
    written(panel)
    do(phases.to_group, panel.stage, None)
    mix_all(panel)
    assert {idea.text for idea in session.scalars(select(Idea))} == set(TEXTS)


@pytest.mark.sqlite_only
def test_the_vote_waits_for_checks_and_for_two_cards(panel: TestPanel) -> None:
    do(phases.to_group, panel.stage, None)
    with transaction():
        add_idea(panel.stage, "Only one")
    with pytest.raises(phases.VoteRefused, match="fewer than 2"):
        do(phases.open_vote, panel.stage, None)
    with transaction():
        add_idea(panel.stage, "And another")
        wait(panel.stage, "Mr Baker")
    with pytest.raises(phases.VoteRefused, match="1 ideas wait"):
        do(phases.open_vote, panel.stage, None)
    assert course(panel).phase is BrainstormPhase.GROUP
    assert course(panel).vote is None


@pytest.mark.sqlite_only
def test_a_closed_vote_of_too_few_stays_sealed_and_can_be_opened_again(panel: TestPanel) -> None:
    grouped(panel)
    do(phases.open_vote, panel.stage, None)
    round_ = course(panel).vote
    assert round_ is not None
    for number in range(3):
        vote(panel, round_, number, {"Delivery": 5})
    do(phases.close_vote, panel.stage, None)
    mix_all(panel)
    assert result_of(panel) is None
    with pytest.raises(ballots.RoundClosed):
        vote(panel, round_, 3, {"Phone": 5})
    do(phases.reopen_vote, panel.stage, now() + timedelta(days=2), REASON, None)
    for number in range(3, 6):
        vote(panel, round_, number, {"Phone": 5})
    do(phases.close_vote, panel.stage, None)
    mix_all(panel)
    result = result_of(panel)
    assert result is not None
    assert result.voters == 6


@pytest.mark.sqlite_only
def test_a_cancelled_vote_is_thrown_away_and_can_be_held_anew(panel: TestPanel) -> None:
    grouped(panel)
    do(phases.open_vote, panel.stage, None)
    round_ = course(panel).vote
    assert round_ is not None
    for number in range(3):
        vote(panel, round_, number, {"Delivery": 5})
    with transaction():
        assert phases.cancel_vote(panel.stage, "The cards were wrong", None) == Told(0, 5)
    mix_all(panel)
    assert session.scalar(select(func.count()).select_from(InboxSheet)) == 0
    do(phases.open_vote, panel.stage, None)
    again = course(panel).vote
    assert again is not None
    assert (again.number, again.state) == (3, RoundState.OPEN)


def test_each_move_is_made_once(panel: TestPanel) -> None:
    do(phases.to_build, panel.stage, None)
    with pytest.raises(phases.PhaseMoved):
        do(phases.to_build, panel.stage, None)
    do(phases.to_group, panel.stage, None)
    with pytest.raises(phases.PhaseMoved):
        do(phases.to_group, panel.stage, None)


def test_the_clock_moves_a_brainstorm_on_when_a_phase_has_ended(panel: TestPanel) -> None:
    assert phases.keep_time in WATCHED
    written(panel)
    past, later = now() - timedelta(seconds=1), now() + timedelta(days=1)
    end_at(panel, write=past, build=later)
    phases.keep_time()
    assert course(panel).phase is BrainstormPhase.BUILD
    phases.keep_time()
    assert course(panel).phase is BrainstormPhase.BUILD
    end_at(panel, write=past, build=past, group=past)
    with pytest.raises(ballots.RoundClosed):
        write(panel, 6, "After the end")
    phases.keep_time()
    mix_all(panel)
    phases.keep_time()
    assert course(panel).phase is BrainstormPhase.GROUP
    assert boards.board(panel.stage).counts.cards == 6


def test_the_clock_closes_the_vote_and_counts_it_once(panel: TestPanel) -> None:
    grouped(panel)
    do(phases.open_vote, panel.stage, None)
    round_ = course(panel).vote
    assert round_ is not None
    for number in range(5):
        vote(panel, round_, number, {"Delivery": 5})
    end_at(panel, vote=now() - timedelta(seconds=1))
    for _time in range(2):
        phases.keep_time()
        mix_all(panel)
    assert course(panel).phase is BrainstormPhase.VOTE
    assert session.get_one(PanelRound, round_.id).state is RoundState.ANALYSED
    assert result_of(panel) is not None


@pytest.mark.sqlite_only
def test_end_times_stand_in_order_and_ahead(panel: TestPanel) -> None:
    soon, later = now() + timedelta(hours=1), now() + timedelta(days=1)
    with pytest.raises(phase_ends.EndsRefused), transaction():
        phase_ends.write(panel.stage, {BrainstormPhase.WRITE: later, BrainstormPhase.BUILD: soon})
    with pytest.raises(phase_ends.EndsRefused), transaction():
        phase_ends.write(panel.stage, {BrainstormPhase.WRITE: now() - timedelta(hours=1)})
    with transaction():
        phase_ends.write(panel.stage, {BrainstormPhase.WRITE: soon, BrainstormPhase.BUILD: later})
    assert writing(panel).closes_at == later


@pytest.mark.sqlite_only
def test_an_identified_brainstorm_releases_whatever_is_left(app: Flask) -> None:
    made = make_panel(StageKind.BRAINSTORM, 7, level=AnonymityLevel.IDENTIFIED)
    session.get_one(Panel, made.stage.id).state = PanelState.DRAFT
    session.commit()
    begin(made)
    write(made, 0, "Alone")
    do(phases.to_group, made.stage, None)
    mix_all(made)
    assert [idea.text for idea in session.scalars(select(Idea))] == ["Alone"]


def test_a_survey_is_no_brainstorm(app: Flask) -> None:
    stage: Stage = make_study(make_account()).stages[0]
    with pytest.raises(phases.PhaseMoved):
        do(phases.to_build, stage, None)
