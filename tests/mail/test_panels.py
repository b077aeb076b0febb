"""Mails to a panel, from the button to the mailbox: who gets which, with which link, and what a page may show."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from survey_app.config import Settings
from survey_app.db import now, session, transaction
from survey_app.jobs import worker
from survey_app.jobs.work import WORK
from survey_app.mail.letters import CannotCompose, letter
from survey_app.mail.panels import KINDS, previews
from survey_app.models import Account, Job, MailEntry, Panellist, PanelRound, Stage
from survey_app.services import (
    coming_back,
    erasures,
    installation,
    mails,
    panel_invitations,
    panel_roll,
    panel_visits,
    round_roll,
    seats,
    studies,
)
from survey_app.services.roll_lists import Entry
from survey_app.vocabulary import (
    LANGUAGES,
    AnonymityLevel,
    MailKind,
    MailState,
    PanellistState,
    StageKind,
    StageState,
)
from tests.builders import make_account, make_study, post, sign_in
from tests.mail.panel_mails import LINK, by_recipient, linked, reminded, text_to
from tests.mail.test_sending import Postbox
from tests.panels import answer, make_panel, one_round, open_round


def listed(owner: Account, level: AnonymityLevel = AnonymityLevel.ANONYMOUS) -> Stage:
    """A panel of three on the list, nobody invited, one of them without an address."""
    study = make_study(owner, organiser="The Institute", contact="help@example.org", timezone="Asia/Shanghai")
    stage = studies.add_stage(study, StageKind.DELPHI, "Service priorities")
    stage.level = level
    session.commit()
    with transaction():
        people = [Entry("Ana", "ana@example.org", "", "en"), Entry("Li", "li@example.org", "", "zh_Hans_CN")]
        panel_roll.add_list(stage, [*people, Entry("Paper", "", "", "en")], owner)
    return stage


def invite(app: Flask, stage: Stage, owner: Account) -> None:
    with transaction():
        panel_invitations.invite(stage, owner)
    worker.run_all(app)
    session.expire_all()


@pytest.mark.parametrize("level", list(AnonymityLevel))
def test_the_invitation_brings_a_link_that_opens_at_every_level(
    app: Flask, box: Postbox, owner: Account, level: AnonymityLevel
) -> None:
    stage = listed(owner, level)
    invite(app, stage, owner)
    assert sorted(by_recipient(box)) == ["ana@example.org", "li@example.org"]
    text = text_to(box, "ana@example.org")
    code, secret = LINK.findall(text)[0]
    assert seats.find(code, secret).state is PanellistState.INVITED
    for words in ("The Institute asks you to join", "take part or not", "help@example.org"):
        assert words in text
    states = {person.name: person.state for person in session.scalars(select(Panellist))}
    assert states == {"Ana": PanellistState.INVITED, "Li": PanellistState.INVITED, "Paper": PanellistState.LISTED}


def test_inviting_promises_the_level(app: Flask, box: Postbox, owner: Account) -> None:
    stage = listed(owner)
    invite(app, stage, owner)
    assert session.get_one(Stage, stage.id).state is StageState.OPEN
    with transaction(), pytest.raises(panel_invitations.NobodyToWrite):
        panel_invitations.invite(stage, owner)


def test_no_link_and_no_text_is_kept(app: Flask, box: Postbox, owner: Account) -> None:
    stage = listed(owner, AnonymityLevel.SEALED)
    invite(app, stage, owner)
    _code, secret = LINK.findall(text_to(box, "ana@example.org"))[0]
    for row in session.execute(select(MailEntry.__table__)):
        assert secret not in repr(row)


def test_a_sealed_invitation_that_is_tried_again_brings_a_link_that_works(
    app: Flask, box: Postbox, owner: Account
) -> None:
    stage = listed(owner, AnonymityLevel.SEALED)
    box.answer = "451 later"
    invite(app, stage, owner)
    assert not box.letters
    box.answer = "250 OK"
    session.execute(update(MailEntry).values(state=MailState.QUEUED))
    session.commit()
    for entry in session.scalars(select(MailEntry)).all():
        WORK["mail"]({"mail_id": entry.id}, lambda _done, _total: None)
    code, secret = LINK.findall(text_to(box, "ana@example.org"))[0]
    person = session.get_one(Panellist, seats.find(code, secret).panellist_id)
    assert (person.name, person.link_issue) == ("Ana", 1), "a try that failed is no new link"
    with transaction():
        panel_visits.accept(seats.find(code, secret))
        erasures.leave(seats.find(code, secret), remove=False)
        coming_back.ask(stage, person, owner)
    invite(app, stage, owner)
    hers = select(MailEntry).where(MailEntry.panellist_id == person.id)
    again = session.scalars(hers.order_by(MailEntry.id)).all()[-1]
    again.state = MailState.QUEUED
    session.commit()
    WORK["mail"]({"mail_id": again.id}, lambda _done, _total: None)
    assert LINK.findall(text_to(box, "ana@example.org"))[0] != (code, secret)
    assert round_roll.may_repeat(stage), "what lies under the link from before counts, however often they are asked"


def test_a_mended_address_is_invited_again(app: Flask, box: Postbox, owner: Account) -> None:
    stage = listed(owner)
    invite(app, stage, owner)
    person = session.scalars(select(Panellist).where(Panellist.name == "Ana")).one()
    with transaction():
        panel_roll.mark_bounced(person)
        panel_roll.change(stage, person, Entry("Ana", "ana.ruiz@example.org", "", "en"), owner)
        panel_roll.mark_listed(person)
    box.letters.clear()
    invite(app, stage, owner)
    assert list(by_recipient(box)) == ["ana.ruiz@example.org"]


def announced(app: Flask, round_: PanelRound, owner: Account) -> None:
    with transaction():
        panel_invitations.announce(round_, owner)
    worker.run_all(app)
    session.expire_all()


def test_the_opening_of_a_round_reaches_everybody_once_with_their_own_link(
    app: Flask, box: Postbox, owner: Account
) -> None:
    panel = linked(make_panel(n=4))
    round_ = open_round(panel)
    announced(app, round_, owner)
    announced(app, round_, owner)
    assert len(box.letters) == 4
    for person, secret in panel.people:
        text = text_to(box, person.email)
        assert f"https://rondo.example/p/{panel.code}/{secret}" in text
        assert "Answers are taken until" in text


def test_a_reminder_goes_to_those_who_have_not_finished_and_to_nobody_who_asked_for_none(
    app: Flask, box: Postbox, owner: Account
) -> None:
    panel = linked(make_panel(n=5, level=AnonymityLevel.CONFIDENTIAL))
    round_ = open_round(panel)
    answer(panel.seat(0), round_, (7, 8, 9))
    answer(panel.seat(1), round_, (7,), finish=False)
    panel.people[2][0].opted_out = True
    session.commit()
    assert panel_invitations.reminder_plan(round_).count == 3
    reminded(app, round_, owner)
    assert sorted(by_recipient(box)) == sorted(panel.people[number][0].email for number in (1, 3, 4))


def test_reminders_keep_their_distance_and_end_after_three(app: Flask, box: Postbox, owner: Account) -> None:
    panel = linked(make_panel(n=3))
    round_ = open_round(panel)
    for number in range(3):
        reminded(app, round_, owner)
        assert len(box.letters) == 3 * (number + 1)
        with pytest.raises(panel_invitations.ReminderRefused):
            reminded(app, round_, owner)
        early = now() - timedelta(days=3, minutes=1)
        session.execute(update(PanelRound).values(reminded_at=early))
        session.commit()
    refusal = panel_invitations.reminder_plan(session.get_one(PanelRound, round_.id)).refusal
    assert "which is the most there are" in refusal


def test_whoever_finishes_before_the_letter_leaves_gets_none(app: Flask, box: Postbox, owner: Account) -> None:
    panel = linked(make_panel(n=3, level=AnonymityLevel.CONFIDENTIAL))
    round_ = open_round(panel)
    with transaction():
        panel_invitations.remind(round_, owner)
    panel_invitations.run(
        {"stage_id": panel.stage.id, "round_id": round_.id, "kind": "round_reminder", "wave": "1", "note": "",
         "everybody": False},
        lambda _done, _total: session.commit(),
    )  # fmt: skip
    answer(panel.seat(0), round_, (7, 8, 9))
    worker.run_all(app)
    assert panel.people[0][0].email not in by_recipient(box)
    assert len(box.letters) == 2


def test_a_sealed_reminder_goes_to_everybody_until_enough_have_answered_and_repeats_no_link(
    app: Flask, box: Postbox, owner: Account
) -> None:
    panel = make_panel(n=9, level=AnonymityLevel.SEALED)
    round_ = open_round(panel)
    answer(panel.seat(0), round_, (7, 8, 9))
    assert panel_invitations.reminder_plan(round_).to_everybody
    reminded(app, round_, owner)
    assert len(box.letters) == 9
    assert all(not LINK.search(str(mail.get_payload())) for mail in box.letters)
    assert f"https://rondo.example/p/{panel.code}/lost" in text_to(box, panel.people[0][0].email)
    for number in range(1, 6):
        answer(panel.seat(number), round_, (7, 8, 9))
    session.execute(update(PanelRound).values(reminded_at=now() - timedelta(days=4)))
    session.commit()
    session.expire_all()
    plan = panel_invitations.reminder_plan(session.get_one(PanelRound, round_.id))
    assert (plan.to_everybody, plan.count) == (False, 3)


def test_a_reopened_round_is_announced_with_its_reason(app: Flask, box: Postbox, owner: Account) -> None:
    panel = linked(make_panel(n=3))
    round_ = open_round(panel)
    for _time in range(2):
        with transaction():
            panel_invitations.announce_reopening(round_, owner, "The server was away for a day.")
        worker.run_all(app)
    assert len(box.letters) == 6, "every re-opening is told"
    assert "The server was away for a day." in text_to(box, panel.people[0][0].email)


def test_a_new_link_voids_the_old_one(app: Flask, box: Postbox, owner: Account) -> None:
    panel = make_panel(n=9, level=AnonymityLevel.SEALED)
    person, old = panel.people[0]
    with transaction():
        assert panel_invitations.give_new_link(panel.stage, person, owner, "lost the phone") == ""
    worker.run_all(app)
    code, new = LINK.findall(text_to(box, person.email))[0]
    assert new != old
    assert seats.find(code, new).panellist_id == person.id
    with pytest.raises(seats.WrongLink):
        seats.find(code, old)


@pytest.mark.sqlite_only
def test_previews_are_whole_in_every_language_and_hold_no_real_link(app: Flask, owner: Account) -> None:
    stage = listed(owner)
    round_ = PanelRound(stage_id=stage.id, number=1, purpose="rate")
    session.add(round_)
    session.commit()
    for kind in KINDS:
        found = previews(stage, kind, round_ if kind is not MailKind.PANEL_INVITATION else None)
        assert sorted(preview.language for preview in found) == sorted(LANGUAGES)
        assert all(preview.subject and "Service priorities" in preview.text for preview in found)
        assert all("\n\n\n\n" not in preview.text for preview in found)


def shown(entry: MailEntry) -> str:
    return letter(entry).text


def test_without_a_mail_server_an_invitation_shows_its_link_until_the_person_takes_part(
    app: Flask, settings: Settings, owner: Account
) -> None:
    installation.use(replace(settings, base_url="https://rondo.example"))
    stage = listed(owner)
    invite(app, stage, owner)
    entry = session.scalars(select(MailEntry).order_by(MailEntry.id)).first()
    assert entry
    assert entry.state is MailState.SHOWN
    code, secret = LINK.findall(shown(entry))[0]
    person = session.get_one(Panellist, seats.find(code, secret).panellist_id)
    person.state = PanellistState.ACCEPTED
    session.commit()
    with pytest.raises(CannotCompose):
        shown(entry)


def test_without_a_mail_server_a_sealed_link_stands_in_no_letter(
    app: Flask, settings: Settings, owner: Account
) -> None:
    installation.use(replace(settings, base_url="https://rondo.example"))
    stage = listed(owner, AnonymityLevel.SEALED)
    invite(app, stage, owner)
    for entry in session.scalars(select(MailEntry)).all():
        assert not LINK.search(shown(entry))
    assert session.scalars(select(Panellist.tag)).all() == [None, None, None]


def logged(client: FlaskClient) -> str:
    """Every page of the mail log."""
    entries = session.scalars(select(MailEntry.id)).all()
    pages = ["/administration/mails", *(f"/administration/mails/{each}" for each in entries)]
    return "".join(client.get(page).text for page in pages)


def test_the_mail_log_names_nobody_who_was_reminded(
    app: Flask, box: Postbox, client: FlaskClient, owner: Account, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither by the address nor by the language of the letter nor by what the mail server said of the address."""
    panel = linked(make_panel(n=3))
    addresses = [person.email for person, _secret in panel.people]
    panel.people[0][0].language = "es"
    round_ = open_round(panel)
    box.answer = f"450 <{addresses[0]}> is away"
    reminded(app, round_, owner)
    sign_in(client, make_account(is_administrator=True))
    telling = [*addresses, "Recordatorio"]
    page = client.get("/administration/mails").text
    assert page.count("a panellist") == 3
    assert "450" in logged(client)
    errors = "".join(job.error for job in session.scalars(select(Job)))
    assert "450" in errors
    assert not [each for each in telling if each in logged(client) + errors + caplog.text]
    assert post(client, f"/administration/mails/{session.scalars(select(MailEntry.id)).first()}").status_code == 200
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mails, "nameless", lambda _entries: frozenset())
        assert [each for each in telling if each not in logged(client)] == []


def test_the_mail_log_does_not_say_who_is_asked_once_some_are_not(
    app: Flask, box: Postbox, client: FlaskClient, owner: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round for those who finished the one before names by its mails who finished it."""
    panel = linked(make_panel(n=6, no_response="never", language="es"))
    values = [(7, 8, 9)] * 5
    one_round(panel, values)
    announced(app, open_round(panel), owner)
    assert len(box.letters) == 5
    sign_in(client, make_account(is_administrator=True))
    telling = [*(person.email for person, _secret in panel.people[:5]), panel.stage.title]
    assert not [each for each in telling if each in logged(client)]
    monkeypatch.setattr(mails, "nameless", lambda _entries: frozenset())
    assert [each for each in telling if each not in logged(client)] == []
