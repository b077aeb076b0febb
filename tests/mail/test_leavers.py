"""Mails to people who left a panel before others were told: they get nothing, and the log does not say so."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.jobs import worker
from survey_app.mail.letters import letter
from survey_app.models import Account, MailEntry
from survey_app.services import erasures, leavings, lost_links, panel_invitations, panel_links, seats
from survey_app.vocabulary import AnonymityLevel, MailKind, MailState
from tests.builders import post
from tests.mail.panel_mails import LINK, by_recipient, linked, reminded, text_to
from tests.mail.test_sending import Postbox
from tests.panels import make_panel, open_round


@pytest.mark.sqlite_only
def test_the_mail_log_says_of_whoever_left_what_it_says_of_others_and_they_get_nothing(
    app: Flask, box: Postbox, owner: Account
) -> None:
    panel = linked(make_panel(n=6))
    round_ = open_round(panel)
    with transaction():
        for person, _secret in panel.people:
            person.email = person.email.replace("@", "@josé.")
        erasures.leave(panel.seat(0), remove=True)
    reminded(app, round_, owner)
    for answered in ("550 nobody here", "451 later"):
        box.answer = answered
        with transaction():
            panel_invitations.announce_reopening(round_, owner, "The server was away for a day.")
        worker.run_all(app)
    assert len(box.letters) == 5
    assert panel.people[0][0].email not in by_recipient(box)
    said = [MailEntry.kind, MailEntry.subject, MailEntry.state, MailEntry.attempts, MailEntry.error]
    rows = session.execute(select(MailEntry.panellist_id, *said).order_by(MailEntry.id)).all()
    of_all = [[tuple(row)[1:] for row in rows if row.panellist_id == person.id] for person, _secret in panel.people]
    assert of_all == [of_all[0]] * 6
    assert [row[2] for row in of_all[0]] == [MailState.SENT, MailState.FAILED, MailState.QUEUED]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_whoever_left_asks_for_a_link_and_takes_part_again_before_others_were_told(
    app: Flask, box: Postbox, owner: Account, level: AnonymityLevel
) -> None:
    panel = linked(make_panel(n=9, level=level))
    round_ = open_round(panel)
    with transaction():
        erasures.leave(panel.seat(0), remove=False)
    for number in (0, 1):
        with transaction():
            lost_links.lose(panel.code, panel.people[number][0].email)
    worker.run_all(app)
    assert len({str(mail["Subject"]) for mail in box.letters}) == 1, "the log cannot tell them apart"
    shown = session.scalars(select(MailEntry).where(MailEntry.kind == MailKind.PANEL_LINK)).all()
    for entry in shown:
        entry.state = MailState.SHOWN
    assert len({letter(entry).text for entry in shown}) == 1, "nor can a page, after the mail server was taken away"
    letter_of = text_to(box, panel.people[0][0].email)
    assert "You have left this panel" in letter_of
    token = re.findall(r"/lost/(\S+)", letter_of)[0]
    with transaction():
        lost_links.confirm(lost_links.find(panel.code, token))
    worker.run_all(app)
    code, new = LINK.findall(text_to(box, panel.people[0][0].email))[0]
    assert seats.find(code, new).has_accepted
    box.letters.clear()
    with transaction():
        panel_invitations.announce_reopening(round_, owner, "The server was away for a day.")
    worker.run_all(app)
    assert panel.people[0][0].email not in by_recipient(box), "nobody has come yet"
    post(app.test_client(), f"/p/{code}/{new}")
    assert not seats.find(code, new).is_kept_back
    with transaction():
        leavings.tell(panel.stage.id)
    assert seats.find(code, new).has_accepted


@pytest.mark.sqlite_only
def test_of_two_new_links_asked_for_at_once_one_letter_goes_out_and_its_link_works(
    app: Flask, box: Postbox, owner: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel_links, "SHARE_OF_PANEL", 100)
    panel = make_panel(n=9, level=AnonymityLevel.SEALED)
    person = panel.people[0][0]
    for _press in range(2):
        with transaction():
            panel_invitations.give_new_link(panel.stage, person, owner, "It was lost.")
    tried = session.scalars(select(MailEntry)).one()
    tried.attempts = 1
    session.commit()
    with transaction():
        panel_invitations.give_new_link(panel.stage, person, owner, "It was lost.")
    worker.run_all(app)
    assert [mail["To"] for mail in box.letters] == [person.email]
    assert seats.find(*LINK.findall(text_to(box, person.email))[0]).panellist_id == person.id
    session.refresh(person)
    assert person.link_issue == 2, "one new link was used up"
    assert session.scalars(select(MailEntry.state).order_by(MailEntry.id)).all() == [MailState.FAILED, MailState.SENT]
