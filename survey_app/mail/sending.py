"""Handing mails to the mail server, once each, with patience when it is away."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from survey_app.config import Settings
from survey_app.db import session, transaction
from survey_app.mail.letters import CannotCompose, compose
from survey_app.models import MailEntry
from survey_app.services import installation, leavings, mails
from survey_app.services.jobs import MOST_ATTEMPTS
from survey_app.vocabulary import MailState

_PATIENCE = 20
_PORTS = {"smtp": 25, "smtps": 465}
_LOCAL = {"localhost", "127.0.0.1", "::1"}
_REFUSED_FOR_GOOD = 500


class NotSent(Exception):
    """The mail server could not be reached or said to try later: the job tries again."""


class MailServerUnknown(Exception):
    """`SURVEY_MAIL_URL` cannot be read, or would send a password in the open."""


@dataclass(frozen=True, slots=True)
class Server:
    """The mail server, as `SURVEY_MAIL_URL` says it."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    starttls: str
    """`auto` takes it where it is offered, `yes` insists, `no` leaves it."""


def server_of(url: str) -> Server:
    """Read `smtp://user:password@host:587?starttls=yes` or `smtps://...`.

    >>> server_of("smtps://ana:p%40ss@mail.example.org")
    Server(scheme='smtps', host='mail.example.org', port=465, user='ana', password='p@ss', starttls='auto')
    """
    parts = urlsplit(url)
    wanted = parse_qs(parts.query).get("starttls", ["auto"])[0]
    if parts.scheme not in _PORTS or not parts.hostname or wanted not in {"auto", "yes", "no"}:
        raise MailServerUnknown("SURVEY_MAIL_URL is written smtp://user:password@host:587 or smtps://...")
    return Server(
        scheme=parts.scheme,
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=wanted,
    )


def deliver_mail(mail_id: int) -> None:
    """Send the mail with this number; what the job of the mail does. Doing it twice sends once."""
    entry = session.get(MailEntry, mail_id)
    if entry is not None:
        deliver(entry, installation.settings())


def deliver(entry: MailEntry, settings: Settings) -> None:
    """Send a mail that has not gone out, and write down what became of it; raises `NotSent` to be tried again."""
    with transaction():
        if not mails.begin(entry):
            return
    session.refresh(entry)
    try:
        message = compose(entry, settings)
    except CannotCompose as reason:
        _finish(entry, MailState.FAILED, error=str(reason))
        return
    if not settings.mail_url:
        _finish(entry, MailState.SHOWN, subject=message["Subject"])
        return
    # nothing is sent to whoever left before others are told: the log reads as if it were, whatever the server says
    is_sent = not leavings.gets_nothing(entry)
    try:
        hand_over(message, entry.recipient, server_of(settings.mail_url), settings.mail_from, is_sent=is_sent)
    except MailServerUnknown as reason:
        _finish(entry, MailState.FAILED, subject=message["Subject"], error=str(reason))
    except (OSError, smtplib.SMTPException) as fault:
        _put_off(entry, message["Subject"], fault)
    else:
        _finish(entry, MailState.SENT, subject=message["Subject"])


class _Asks(smtplib.SMTP):
    """A conversation that breaks off before the letter itself: the server says whether it would take it."""

    def data(self, msg: Any) -> tuple[int, bytes]:  # noqa: ANN401, ARG002 - the letter, which is not sent
        """Nothing goes out; closing the conversation ends what was begun."""
        return 250, b""


class _AsksSecurely(_Asks, smtplib.SMTP_SSL):
    """The same over a connection that is encrypted from the start."""


def hand_over(message: EmailMessage, recipient: str, server: Server, sender: str, *, is_sent: bool = True) -> None:
    """One conversation with the mail server. The machine's certificates are read only where they are needed.

    With `is_sent` False the server only says whether it would take the mail: it fails as others do, and goes nowhere.
    """
    if server.scheme == "smtps":
        secure = ssl.create_default_context()
        securely = smtplib.SMTP_SSL if is_sent else _AsksSecurely
        with securely(server.host, server.port, timeout=_PATIENCE, context=secure) as talk:
            _log_in_and_send(talk, message, recipient, server, sender)
        return
    openly = smtplib.SMTP if is_sent else _Asks
    with openly(server.host, server.port, timeout=_PATIENCE) as talk:
        talk.ehlo()
        protected = server.starttls == "yes" or (server.starttls == "auto" and talk.has_extn("starttls"))
        if protected:
            talk.starttls(context=ssl.create_default_context())
        elif server.user and server.host not in _LOCAL:
            raise MailServerUnknown("The mail server offers no encryption, so the password is not sent to it.")
        _log_in_and_send(talk, message, recipient, server, sender)


def _log_in_and_send(talk: smtplib.SMTP, message: EmailMessage, recipient: str, server: Server, sender: str) -> None:
    if server.user:
        talk.login(server.user, server.password)
    talk.send_message(message, from_addr=parseaddr(sender)[1], to_addrs=[recipient])


def _put_off(entry: MailEntry, subject: str, fault: Exception) -> None:
    """Try again later, unless the server refused for good or was asked often enough."""
    words = _in_words(fault, is_nameless=bool(mails.nameless([entry])))
    if _is_final(fault) or entry.attempts >= MOST_ATTEMPTS:
        _finish(entry, MailState.FAILED, subject=subject, error=words)
        return
    _finish(entry, MailState.QUEUED, subject=subject, error=words)
    raise NotSent(words) from None  # what the server said stands in no log of faults either


def _finish(entry: MailEntry, state: MailState, *, subject: str = "", error: str = "") -> None:
    with transaction():
        mails.finish(entry, state, subject=subject, error=error)


def _is_final(fault: Exception) -> bool:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return all(code >= _REFUSED_FOR_GOOD for code, _words in fault.recipients.values())
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return False
    return isinstance(fault, smtplib.SMTPResponseException) and fault.smtp_code >= _REFUSED_FOR_GOOD


def _in_words(fault: Exception, *, is_nameless: bool) -> str:
    """What the server said; its words may hold the address, so a log that shows no recipient keeps their number."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        fault = smtplib.SMTPResponseException(*next(iter(fault.recipients.values())))
    if isinstance(fault, smtplib.SMTPResponseException):
        if is_nameless:
            return str(fault.smtp_code)
        said = fault.smtp_error
        return f"{fault.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    return type(fault).__name__ if is_nameless else f"{type(fault).__name__}: {fault}"
