"""Letters where answers are sealed: random links, reminders that tell nobody who has answered."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.config import Settings
from survey_app.db import session, transaction
from survey_app.jobs.worker import run_all
from survey_app.mail.letters import letter
from survey_app.models import Account, AuditEntry, Job, MailEntry, SampledCase, Stage
from survey_app.privacy import links as secrets
from survey_app.services import installation, invitations, mails, new_links
from survey_app.vocabulary import AnonymityLevel, MailKind, MailState
from tests.builders import post, sign_in
from tests.mail.test_sending import MailServer, Postbox
from tests.sealed import add_case, answer, cases_of, links_of, sealed_stage


def owner_of(stage: Stage) -> Account:
    return session.get_one(Account, stage.study.memberships[0].account_id)


def press(app: Flask, stage: Stage, kind: MailKind) -> None:
    with transaction():
        invitations.send(stage, kind, owner_of(stage))
    run_all(app)
    session.expire_all()


def of_kind(kind: MailKind) -> list[MailEntry]:
    return list(session.scalars(select(MailEntry).where(MailEntry.kind == kind).order_by(MailEntry.recipient)))


def test_a_sealed_link_is_made_while_the_mail_is_sent_and_works(
    app: Flask, client: FlaskClient, settings: Settings
) -> None:
    box = Postbox()
    server = MailServer(box, hostname="127.0.0.1", port=0)
    server.start()
    installation.use(replace(settings, mail_url=f"smtp://127.0.0.1:{server.port}"))
    stage = sealed_stage(people=2)
    press(app, stage, MailKind.INVITATION)
    server.stop()
    for sent, case in zip(sorted(box.letters, key=lambda each: str(each["To"])), cases_of(stage), strict=True):
        path = "/r/" + sent.get_content().split("/r/")[1].split()[0]
        assert case.link_hash == secrets.fingerprint(path.split("/")[3])
        answer(client, stage, path)


def test_an_anonymous_reminder_repeats_the_link_and_a_sealed_one_does_not(app: Flask) -> None:
    for level, repeats in ((AnonymityLevel.ANONYMOUS, True), (AnonymityLevel.SEALED, False)):
        stage = sealed_stage(level, people=1)
        press(app, stage, MailKind.INVITATION)
        press(app, stage, MailKind.REMINDER)
        reminder = next(each for each in of_kind(MailKind.REMINDER) if each.study_id == stage.study_id)
        with app.test_request_context():
            text = letter(reminder).text
        assert ("/r/" in text) is repeats
        assert ("Use the link in your first mail" in text) is not repeats
        assert "not arrived yet" not in text


@pytest.mark.parametrize(("answered", "everybody"), [(0, True), (2, True), (3, False), (4, False)])
def test_a_sealed_reminder_goes_to_everybody_while_so_few_have_answered(
    app: Flask, client: FlaskClient, *, answered: int, everybody: bool
) -> None:
    stage = sealed_stage(people=6)
    press(app, stage, MailKind.INVITATION)
    for link in links_of(stage)[:answered]:
        answer(client, stage, link)
    stage = session.get_one(Stage, stage.id)
    assert invitations.goes_to_everybody(stage) is everybody
    told = invitations.count_due(stage, MailKind.REMINDER)
    assert told == (6 if everybody or answered < 3 else 3)
    press(app, stage, MailKind.REMINDER)
    assert len(of_kind(MailKind.REMINDER)) == (6 if everybody else 6 - answered)
    assert {entry.state for entry in of_kind(MailKind.REMINDER)} == {MailState.SHOWN}
    job = session.scalars(select(Job).where(Job.kind == "invite").order_by(Job.id.desc())).first()
    assert job is not None
    assert (job.done, job.total, job.result) == (0, 0, {})
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "reminders_sent")).one()
    assert entry.subject.endswith(f": {told}")


def test_the_mail_log_shows_no_letter_and_of_reminders_no_recipient(app: Flask, client: FlaskClient) -> None:
    stage = sealed_stage(AnonymityLevel.ANONYMOUS, people=1)
    press(app, stage, MailKind.INVITATION)
    press(app, stage, MailKind.REMINDER)
    owner = owner_of(stage)
    owner.is_administrator = True
    session.commit()
    sign_in(client, owner)
    before = cases_of(stage)[0].link_hash
    log = client.get("/administration/mails").get_data(as_text=True)
    assert log.count("c-0@example.org") == 1
    for entry in (*of_kind(MailKind.INVITATION), *of_kind(MailKind.REMINDER)):
        for page in (
            client.get(f"/administration/mails/{entry.id}"),
            post(client, f"/administration/mails/{entry.id}"),
        ):
            text = page.get_data(as_text=True)
            assert "The letter is not shown" in text
            assert f"/r/{stage.code}/" not in text
            assert ("c-0@example.org" in text) is (entry.kind is MailKind.INVITATION)
    assert cases_of(stage)[0].link_hash == before


def test_a_new_link_by_mail_leaves_the_link_of_somebody_who_has_answered(app: Flask, client: FlaskClient) -> None:
    stage = sealed_stage(people=2)
    paths = links_of(stage)
    answer(client, stage, paths[0])
    hashes = [case.link_hash for case in cases_of(stage)]
    for case in cases_of(stage):
        with transaction():
            assert new_links.reissue(stage, case, owner_of(stage)) == ""
    run_all(app)
    session.expire_all()
    after = [case.link_hash for case in cases_of(stage)]
    assert (after[0] == hashes[0], after[1] == hashes[1]) == (True, False)
    assert [entry.state for entry in of_kind(MailKind.INVITATION)] == [MailState.SHOWN] * 2
    first = of_kind(MailKind.INVITATION)[0]
    with app.test_request_context():
        assert "received already" in letter(first).text


def test_new_links_are_few_and_count_the_same_for_everybody(app: Flask) -> None:
    stage = sealed_stage(people=5)
    owner, cases = owner_of(stage), cases_of(stage)
    for _each in range(2):
        with transaction():
            new_links.reissue(stage, cases[0], owner)
    with pytest.raises(new_links.NoMoreLinks), transaction():
        new_links.reissue(stage, cases[0], owner)
    with transaction():
        new_links.reissue(stage, cases[1], owner)
    with pytest.raises(new_links.TooManyLinks), transaction():
        new_links.reissue(stage, cases[2], owner)


def test_the_first_link_of_somebody_without_an_address_is_handed_over_and_works(
    app: Flask, client: FlaskClient
) -> None:
    stage = sealed_stage()
    case = add_case(stage, "Paper", email="")
    with transaction():
        address = new_links.reissue(stage, case, owner_of(stage))
    answer(client, stage, "/" + address.split("/", 3)[3])
    assert session.scalars(select(AuditEntry.act).where(AuditEntry.subject == "Paper")).all() == ["link_handed_over"]
    assert session.get_one(SampledCase, case.id).invited_at is not None
    assert mails.kept_back([]) == frozenset()
