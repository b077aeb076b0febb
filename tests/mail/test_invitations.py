"""Invitations and the reminder, from the button to the mailbox."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select, update

from survey_app.config import Settings
from survey_app.db import now, session, transaction
from survey_app.exceptions import StageNotOpen
from survey_app.jobs import worker
from survey_app.mail.invitations import previews
from survey_app.models import Account, Job, MailEntry, SampledCase, Stage
from survey_app.services import cases, installation, invitations, links, samples, visits
from survey_app.services.members import Member, Reading
from survey_app.vocabulary import Disposition, JobState, MailKind, MailState, StageState
from tests.builders import make_account, make_study, stage_of
from tests.mail.test_sending import MailServer, Postbox

PEOPLE = (
    Member("a", "a@example.org", {"region": "x"}),
    Member("b", "b@example.org", {"language": "es"}),
    Member("c", "c@example.org", {"language": "zh"}),
    Member("d", "", {}),
)


@pytest.fixture
def box(app: Flask, settings: Settings) -> Iterator[Postbox]:
    """A real mail server, and the installation sending through it."""
    found = Postbox()
    server = MailServer(found, hostname="127.0.0.1", port=0)
    server.start()
    installation.use(replace(settings, mail_url=f"smtp://127.0.0.1:{server.port}", base_url="https://rondo.example"))
    yield found
    server.stop()


@pytest.fixture
def owner(box: Postbox) -> Account:
    return make_account()


@pytest.fixture
def stage(owner: Account) -> Stage:
    """An open stage with four cases, one of them without an address."""
    study = make_study(owner, organiser="The Institute", contact="help@example.org", timezone="Asia/Shanghai")
    stage = stage_of(study)
    with transaction():
        samples.take_list(stage, "list.csv", Reading(PEOPLE, ("region", "language"), ()), owner, counts=False)
        stage.state, stage.opened_at, stage.closes_at = StageState.OPEN, now(), now() + timedelta(days=20)
    return stage


def press(stage: Stage, kind: MailKind, owner: Account) -> Job | None:
    with transaction():
        return invitations.send(stage, kind, owner)


def case_of(stage: Stage, unit: str) -> SampledCase:
    session.expire_all()
    return session.scalars(select(SampledCase).where(SampledCase.stage_id == stage.id, SampledCase.unit == unit)).one()


def by_recipient(box: Postbox) -> dict[str, EmailMessage]:
    return {str(letter["To"]): letter for letter in box.letters}  # type: ignore[misc]  # parsed with the new policy


def test_pressing_send_twice_sends_each_invitation_once(app: Flask, box: Postbox, stage: Stage, owner: Account) -> None:
    assert invitations.count_due(stage, MailKind.INVITATION) == 3
    assert press(stage, MailKind.INVITATION, owner) is not None
    assert press(stage, MailKind.INVITATION, owner) is None
    worker.run_all(app)
    assert sorted(by_recipient(box)) == ["a@example.org", "b@example.org", "c@example.org"]
    assert len(box.letters) == 3
    assert invitations.count_due(stage, MailKind.INVITATION) == 0
    with pytest.raises(invitations.NobodyDue):
        press(stage, MailKind.INVITATION, owner)


def test_two_jobs_for_the_same_people_send_once(app: Flask, box: Postbox, stage: Stage, owner: Account) -> None:
    for key in ("one", "two"):
        with transaction():
            session.add(
                Job(
                    kind="invite",
                    unique_key=key,
                    payload={"stage_id": stage.id, "kind": "invitation"},
                    study_id=stage.study_id,
                )
            )
    worker.run_all(app)
    assert len(box.letters) == 3
    assert session.scalars(select(Job.state).distinct()).all() == [JobState.DONE]


@pytest.mark.sqlite_only
def test_the_letter_holds_link_time_with_zone_organiser_contact_and_promise(
    app: Flask, box: Postbox, stage: Stage, owner: Account
) -> None:
    press(stage, MailKind.INVITATION, owner)
    worker.run_all(app)
    letter = by_recipient(box)["a@example.org"]
    text = letter.get_content()
    secret = links.secret_of(case_of(stage, "a"))
    assert f"https://rondo.example/r/{stage.code}/{secret}" in text
    assert "The Institute" in text
    assert "help@example.org" in text
    assert "Answers are taken until" in text
    assert "CST" in text
    assert "No page shows both" in text
    assert letter["Reply-To"] == "help@example.org"
    assert visits.by_link(stage.code, secret).case_id == case_of(stage, "a").id


def test_no_link_stands_in_the_mail_log_or_in_a_job(app: Flask, box: Postbox, stage: Stage, owner: Account) -> None:
    press(stage, MailKind.INVITATION, owner)
    worker.run_all(app)
    secrets = [links.secret_of(case_of(stage, unit)) for unit in "abc"]
    kept = [f"{mail.subject}{mail.note}{mail.error}{mail.unique_key}" for mail in session.scalars(select(MailEntry))]
    kept += [f"{job.payload}{job.result}{job.error}{job.unique_key}" for job in session.scalars(select(Job))]
    assert len(kept) == 7
    assert not [text for text in kept for secret in secrets if secret in text]


def test_a_case_is_invited_when_its_mail_has_gone_out(app: Flask, box: Postbox, stage: Stage, owner: Account) -> None:
    box.answer = "550 no such person"
    press(stage, MailKind.INVITATION, owner)
    worker.run_all(app)
    assert case_of(stage, "a").invited_at is None
    assert case_of(stage, "d").invited_at is None


def test_the_job_tells_how_far_it_is(app: Flask, stage: Stage, owner: Account) -> None:
    job = press(stage, MailKind.INVITATION, owner)
    assert job is not None
    worker.run_all(app)
    session.expire_all()
    done = session.get_one(Job, job.id)
    assert (done.state, done.done, done.total, done.result) == (JobState.DONE, 3, 3, {"queued": 3})


def test_the_reminder_goes_only_to_invited_people_who_have_not_finished(
    app: Flask, box: Postbox, stage: Stage, owner: Account
) -> None:
    press(stage, MailKind.INVITATION, owner)
    worker.run_all(app)
    with transaction():
        cases.settle(stage, case_of(stage, "b"), Disposition.REFUSAL, owner)
        session.execute(update(SampledCase).where(SampledCase.unit == "c").values(disposition=Disposition.COMPLETE))
    box.letters.clear()
    assert invitations.count_due(stage, MailKind.REMINDER) == 1
    assert press(stage, MailKind.REMINDER, owner) is not None
    assert press(stage, MailKind.REMINDER, owner) is None
    worker.run_all(app)
    assert list(by_recipient(box)) == ["a@example.org"]
    assert case_of(stage, "a").reminded_at is not None
    assert invitations.count_due(stage, MailKind.REMINDER) == 0


def test_nobody_is_reminded_before_being_invited(stage: Stage, owner: Account) -> None:
    assert invitations.count_due(stage, MailKind.REMINDER) == 0
    with pytest.raises(invitations.NobodyDue):
        press(stage, MailKind.REMINDER, owner)


def test_who_answers_between_pressing_and_sending_is_not_reminded(
    app: Flask, box: Postbox, stage: Stage, owner: Account
) -> None:
    press(stage, MailKind.INVITATION, owner)
    worker.run_all(app)
    box.letters.clear()
    press(stage, MailKind.REMINDER, owner)
    assert worker.run_one(app)
    with transaction():
        session.execute(update(SampledCase).where(SampledCase.unit == "a").values(disposition=Disposition.COMPLETE))
    worker.run_all(app)
    assert sorted(by_recipient(box)) == ["b@example.org", "c@example.org"]
    states = dict(
        session.execute(select(MailEntry.recipient, MailEntry.state).where(MailEntry.kind == MailKind.REMINDER)).all()
    )
    assert states["a@example.org"] is MailState.FAILED


def test_letters_go_out_in_the_language_the_list_names(app: Flask, stage: Stage, owner: Account) -> None:
    press(stage, MailKind.INVITATION, owner)
    worker.run_all(app)
    languages = dict(session.execute(select(MailEntry.recipient, MailEntry.language)).all())
    assert languages == {"a@example.org": "en", "b@example.org": "es", "c@example.org": "zh_Hans_CN"}


def test_nothing_is_sent_while_the_stage_is_not_open(stage: Stage, owner: Account) -> None:
    with transaction():
        stage.state = StageState.CLOSED
    with pytest.raises(StageNotOpen):
        press(stage, MailKind.INVITATION, owner)
    assert session.scalars(select(MailEntry)).all() == []


@pytest.mark.sqlite_only
def test_the_preview_shows_every_language_and_no_real_link(stage: Stage) -> None:
    found = previews(stage, MailKind.INVITATION)
    assert [preview.language for preview in found] == ["en", "es", "zh_Hans_CN"]
    assert found[0].is_default
    secrets = [links.secret_of(case_of(stage, unit)) for unit in "abcd"]
    assert not [preview for preview in found for secret in secrets if secret in preview.text]
    assert all(f"/r/{stage.code}/" in preview.text for preview in found)
