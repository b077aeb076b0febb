"""What tests of mails to a panel share: links that letters can bring, and what lies in the mailboxes."""

import re
from email.message import EmailMessage

from flask import Flask

from survey_app.db import session, transaction
from survey_app.jobs import worker
from survey_app.models import Account, PanelRound
from survey_app.services import panel_invitations, panel_links
from tests.mail.test_sending import Postbox
from tests.panels import TestPanel

LINK = re.compile(r"https://rondo\.example/p/(\w+)/([a-z2-7]{32})")


def by_recipient(box: Postbox) -> dict[str, EmailMessage]:
    return {str(mail["To"]): mail for mail in box.letters}  # type: ignore[misc]  # parsed with the new policy


def text_to(box: Postbox, recipient: str) -> str:
    return str(by_recipient(box)[recipient].get_content())


def reminded(app: Flask, round_: PanelRound, owner: Account) -> None:
    with transaction():
        panel_invitations.remind(session.get_one(PanelRound, round_.id), owner)
    worker.run_all(app)
    session.expire_all()


def linked(panel: TestPanel) -> TestPanel:
    """Give everybody the link that the installation can make again."""
    for person, _secret in panel.people:
        person.tag, person.link_issue = None, 0
    session.commit()
    with transaction():
        panel.people = [(person, panel_links.issue(panel.stage, person)) for person, _secret in panel.people]
    return panel
