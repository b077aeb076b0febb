"""What each letter says. A letter is composed while it is sent: links and secrets are never stored."""

from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from flask import render_template
from flask_babel import force_locale

from survey_app.config import Settings
from survey_app.db import session
from survey_app.models import Account, MailEntry, Study
from survey_app.services import accounts, installation
from survey_app.vocabulary import MailKind

_LINK_MINUTES = 30


class CannotCompose(Exception):
    """The letter has lost its reason: its account is switched off, its case is gone."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and plain text, and whom an answer goes to."""

    subject: str
    text: str
    reply_to: str = ""


Composer = Callable[[MailEntry], Letter]


def written(entry: MailEntry, template: str = "", **words: object) -> Letter:
    """The letter of a template in the recipient's language: the first line is the subject, the rest the text."""
    with force_locale(entry.language):
        text = render_template(f"mail/{template or entry.kind.value}.txt", entry=entry, **words)
    subject, _gap, body = text.strip().partition("\n")
    return Letter(" ".join(subject.split()), body.strip() + "\n", str(words.get("reply_to", "")))


def password_letter(entry: MailEntry) -> Letter:
    """The letter with a link to choose a password; its token is made here and works once."""
    account = session.get(Account, entry.account_id) if entry.account_id else None
    if account is None or not account.active:
        raise CannotCompose("the account is switched off or gone")
    base = installation.settings().base_url
    study = session.get(Study, entry.study_id) if entry.study_id else None
    return written(
        entry,
        account=account,
        study=study,
        desk=base,
        link=f"{base}/reset-password/{accounts.reset_token(account)}",
        forgot=f"{base}/forgot-password",
        minutes=_LINK_MINUTES,
    )


def test_letter(entry: MailEntry) -> Letter:
    """The letter that proves that mail arrives."""
    return written(entry, desk=installation.settings().base_url)


LETTERS: dict[MailKind, Composer] = {
    MailKind.RESET: password_letter,
    MailKind.WELCOME: password_letter,
    MailKind.TEST: test_letter,
}
"""Who composes which kind of letter. Rooms with letters of their own add them here."""


def letter(entry: MailEntry) -> Letter:
    """The letter of a mail, composed now."""
    composer = LETTERS.get(entry.kind)
    if composer is None:
        raise CannotCompose(f"nobody composes letters of the kind {entry.kind.value}")
    return composer(entry)


def compose(entry: MailEntry, settings: Settings) -> EmailMessage:
    """The whole message as it goes out: the same Message-ID however often it is tried."""
    found = letter(entry)
    message = EmailMessage()
    message["Subject"] = found.subject
    message["From"] = _address(settings.mail_from)
    try:
        message["To"] = _address(entry.recipient)
    except ValueError:
        raise CannotCompose("no mail can be written to an address with such letters before the @") from None
    message["Date"] = format_datetime(entry.created_at)
    message["Message-ID"] = entry.message_id
    message["Auto-Submitted"] = "auto-generated"
    if found.reply_to:
        message["Reply-To"] = _address(found.reply_to)
    message.set_content(found.text)
    return message


def _address(text: str) -> Address | str:
    """An address as a header keeps it; its parts are checked by the library, which refuses line breaks."""
    name, plain = parseaddr(text)
    return Address(name, addr_spec=plain) if "@" in plain else text
