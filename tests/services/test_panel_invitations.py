"""Mails to a panel are queued once each, and links are shown only while they open nobody's answers."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from survey_app.config import Settings
from survey_app.db import session, transaction
from survey_app.jobs.worker import run_all
from survey_app.models import AuditEntry, Job, MailEntry, Panellist, PanelRound, Stage
from survey_app.services import installation, jobs, panel_invitations, panel_links, round_roll, seats
from survey_app.vocabulary import AnonymityLevel, MailKind, PanellistState, PanelState, Role, StageState
from tests.builders import make_account, make_member
from tests.live_panels import make_live, rate
from tests.panels import answer, make_panel, open_round
from tests.seated import make_panel as make_stage
from tests.seated import panel_of


def listed(stage: Stage, count: int = 3) -> list[Panellist]:
    people = [
        Panellist(stage_id=stage.id, name=f"P{number}", email=f"p{number}@example.org") for number in range(count)
    ]
    session.add_all(people)
    session.commit()
    return people


def test_pressing_twice_queues_one_job(app: Flask) -> None:
    stage, owner = make_stage(), make_account()
    listed(stage)
    for expected in (True, False):
        with transaction():
            assert (panel_invitations.invite(stage, owner) is not None) is expected
    assert session.scalar(select(func.count(Job.id))) == 1
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "panel_invited")).one()
    assert entry.subject.endswith(": 3")


def test_the_job_that_dies_half_way_writes_nobody_twice(app: Flask) -> None:
    stage, owner = make_stage(), make_account()
    listed(stage, 120)
    with transaction():
        panel_invitations.invite(stage, owner)
    payload = session.scalars(select(Job)).one().payload

    class Killed(Exception):
        pass

    def die(done: int, _total: int) -> None:
        session.commit()
        if done >= 50:
            raise Killed

    with pytest.raises(Killed):
        panel_invitations.run(payload, die)
    panel_invitations.run(payload, lambda _done, _total: session.commit())
    assert session.scalar(select(func.count(MailEntry.id))) == 120
    assert session.scalar(select(func.count(func.distinct(MailEntry.panellist_id)))) == 120


def test_nobody_is_invited_to_a_panel_that_has_ended(app: Flask) -> None:
    stage, owner = make_stage(), make_account()
    listed(stage)
    panel_of(stage).state = PanelState.CONCLUDED
    session.commit()
    with transaction(), pytest.raises(panel_invitations.PanelOver):
        panel_invitations.invite(stage, owner)


def test_two_moderators_who_remind_at_once_send_one_reminder(app: Flask) -> None:
    panel, owner = make_panel(n=4), make_account()
    round_ = open_round(panel)
    with transaction():
        panel_invitations.remind(round_, owner)
    stale = session.get_one(PanelRound, round_.id)
    session.expunge(stale)
    stale.reminders, stale.reminded_at = 0, None
    with transaction(), pytest.raises(panel_invitations.ReminderRefused):
        panel_invitations.remind(stale, owner)
    assert session.scalar(select(func.count(Job.id)).where(Job.kind == panel_invitations.WORK_KIND)) == 1


def test_no_reminder_goes_out_when_everybody_has_finished(app: Flask) -> None:
    panel, owner = make_panel(n=3, level=AnonymityLevel.CONFIDENTIAL), make_account()
    round_ = open_round(panel)
    for number in range(3):
        answer(panel.seat(number), round_, (7, 8, 9))
    with transaction(), pytest.raises(panel_invitations.ReminderRefused):
        panel_invitations.remind(session.get_one(PanelRound, round_.id), owner)


@pytest.mark.parametrize("level", list(AnonymityLevel))
def test_a_link_is_handed_over_to_whoever_has_not_taken_part_and_written_down(
    app: Flask, level: AnonymityLevel
) -> None:
    stage, owner = make_stage(level=level), make_account()
    person = listed(stage, 1)[0]
    with transaction():
        address = panel_invitations.hand_over(stage, person, owner)
    secret = address.rsplit("/", 1)[-1]
    assert seats.find(stage.code, secret).panellist_id == person.id
    assert (person.state, session.get_one(Stage, stage.id).state) == (PanellistState.INVITED, StageState.OPEN)
    with transaction():
        again = panel_invitations.hand_over(stage, person, owner)
    assert (again == address) is (level is not AnonymityLevel.SEALED), "only a sealed link cannot be made again"
    acts = session.scalars(select(AuditEntry.act)).all()
    assert acts.count("link_shown") == 2
    person.state = PanellistState.ACCEPTED
    session.commit()
    with transaction(), pytest.raises(panel_invitations.LinkNotShown):
        panel_invitations.hand_over(stage, person, owner)


def test_a_new_link_shows_nothing_of_before_and_there_are_few(app: Flask) -> None:
    panel, owner = make_panel(n=9, level=AnonymityLevel.SEALED), make_account()
    person, old = panel.people[0]
    round_ = open_round(panel)
    answer(panel.seat(0), round_, (7, 8, 9))
    with transaction():
        address = panel_invitations.give_new_link(panel.stage, person, owner, "lost")
    new = seats.find(panel.code, address.rsplit("/", 1)[-1])
    assert new.first_round == round_.number + 1
    assert new.receipt(1) != replace(new, secret=old).receipt(1)
    assert session.scalars(select(AuditEntry.reason).where(AuditEntry.act == "link_reissued")).all() == ["lost"]
    with transaction(), pytest.raises(panel_links.NoMoreLinks):
        panel_invitations.give_new_link(panel.stage, panel.people[1][0], owner, "lost too")


def test_where_mail_reaches_somebody_the_link_is_not_shown(app: Flask, settings: Settings) -> None:
    installation.use(replace(settings, mail_url="smtp://127.0.0.1:1"))
    panel, owner = make_panel(n=9, level=AnonymityLevel.SEALED), make_account()
    person = panel.people[0][0]
    with transaction():
        assert panel_invitations.give_new_link(panel.stage, person, owner, "lost") == ""
    assert session.scalars(select(MailEntry.kind)).all() == [MailKind.PANEL_LINK]
    person.state = PanellistState.INVITED
    session.commit()
    with transaction(), pytest.raises(panel_invitations.LinkNotShown):
        panel_invitations.hand_over(panel.stage, person, owner)


def test_in_real_time_nothing_says_that_nobody_is_left_to_remind(app: Flask) -> None:
    panel, round_ = make_live(n=6)
    rate(panel, round_, range(6), 7)
    plan = panel_invitations.reminder_plan(round_)
    assert (plan.is_allowed, plan.refusal) == (True, "")
    with transaction():
        assert panel_invitations.remind(round_, None)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "round_reminded")).one()
    assert entry.subject == panel.stage.title


def test_in_real_time_no_job_says_how_many_are_reminded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts are told in steps there, and what moderators see of the work behind a reminder is no way around it."""

    def seen() -> list[tuple[str, int]]:
        _rows, before = jobs.of_account(moderator)
        with transaction():
            session.execute(update(PanelRound).values(reminded_at=None, reminded_at_answers=0))
        with transaction():
            panel_invitations.remind(session.get_one(PanelRound, round_.id), None)
        run_all(app)
        rows, after = jobs.of_account(moderator)
        return [(job.kind, job.total) for job in rows[: after - before]]

    panel, round_ = make_live(n=8)
    moderator = make_member(panel.stage.study, Role.MODERATOR)
    rate(panel, round_, range(6), 7)
    run_all(app)
    assert seen() == [("panel_letters", 0)]
    assert session.query(MailEntry).filter_by(kind=MailKind.ROUND_REMINDER).count() == 2
    monkeypatch.setattr(round_roll, "is_stepped", lambda _round, _stage: False)
    assert seen() == [("mail", 0), ("mail", 0), ("panel_letters", 2)]
