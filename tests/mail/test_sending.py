"""Mails go out once, to a real server, and the log tells what became of each."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from flask import Flask

from survey_app.config import Settings
from survey_app.db import session
from survey_app.mail.letters import compose
from survey_app.mail.sending import MailServerUnknown, NotSent, deliver, deliver_mail, server_of
from survey_app.models import Job, MailEntry
from survey_app.services import accounts, installation, mails
from survey_app.vocabulary import LANGUAGES, JobState, MailKind, MailState
from tests.builders import make_account, make_study


class Postbox:
    """What a mail server received; `answer` is what it says to a recipient."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.senders: list[str | None] = []
        self.answer = "250 OK"

    async def handle_RCPT(  # noqa: N802 - the server's own name for it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        self.senders.append(envelope.mail_from)
        return "250 taken"


class MailServer(Controller):
    """A mail server on a port that the system chooses."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, str]]:
    """A mail server on this computer and its address."""
    box = Postbox()
    server = MailServer(box, hostname="127.0.0.1", port=0)
    server.start()
    yield box, f"smtp://127.0.0.1:{server.port}"
    server.stop()


def queued(kind: MailKind = MailKind.TEST, **changes: Any) -> MailEntry:
    entry = mails.queue(kind, "ana@example.org", unique_key=f"{kind}:1", language="en", **changes)
    session.commit()
    assert entry is not None
    return entry


def test_a_mail_is_queued_once_with_its_job(app: Flask) -> None:
    entry = queued()
    assert mails.queue(MailKind.TEST, "other@example.org", unique_key="test:1", language="en") is None
    session.commit()
    job = session.query(Job).one()
    assert (job.kind, job.payload, job.unique_key) == ("mail", {"mail_id": entry.id}, f"mail:{entry.id}")
    assert job.state is JobState.WAITING


def test_a_mail_arrives_once_however_often_its_job_runs(
    app: Flask, settings: Settings, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    entry = queued()
    sending = replace(settings, mail_url=url, mail_from="Rondo <desk@example.org>")
    deliver(entry, sending)
    deliver(entry, sending)
    assert len(box.letters) == 1
    letter = box.letters[0]
    assert (letter["To"], letter["From"]) == ("ana@example.org", "Rondo <desk@example.org>")
    assert letter["Message-ID"] == entry.message_id
    assert letter.get_content_type() == "text/plain"
    assert box.senders == ["desk@example.org"]
    session.refresh(entry)
    assert (entry.state, entry.subject, entry.attempts) == (MailState.SENT, "Test mail from Rondo", 1)
    assert entry.sent_at is not None


def test_without_a_mail_server_a_mail_is_shown(app: Flask) -> None:
    entry = queued()
    deliver_mail(entry.id)
    session.refresh(entry)
    assert (entry.state, entry.sent_at) == (MailState.SHOWN, None)


def test_a_mail_that_is_gone_is_nothing_to_do(app: Flask) -> None:
    deliver_mail(4711)
    assert session.query(MailEntry).count() == 0


def test_a_server_that_is_away_is_tried_again_and_given_up_in_the_end(app: Flask, settings: Settings) -> None:
    entry = queued()
    away = replace(settings, mail_url="smtp://127.0.0.1:9")
    for _try in range(4):
        with pytest.raises(NotSent):
            deliver(entry, away)
        session.refresh(entry)
        assert entry.state is MailState.QUEUED
    deliver(entry, away)
    session.refresh(entry)
    assert (entry.state, entry.attempts) == (MailState.FAILED, 5)
    assert "refused" in entry.error.lower()


def test_a_mail_that_failed_can_be_sent_later(app: Flask, settings: Settings, postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    entry = queued()
    mails.finish(entry, MailState.FAILED, error="away")
    session.commit()
    deliver(entry, replace(settings, mail_url=url))
    session.refresh(entry)
    assert (entry.state, entry.error, len(box.letters)) == (MailState.SENT, "", 1)


def test_an_address_that_does_not_exist_fails_at_once(
    app: Flask, settings: Settings, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    box.answer = "550 no such person"
    entry = queued()
    deliver(entry, replace(settings, mail_url=url))
    session.refresh(entry)
    assert (entry.state, entry.error) == (MailState.FAILED, "550 no such person")


def test_an_address_that_no_header_can_hold_fails_at_once(app: Flask, settings: Settings) -> None:
    entry = queued()
    entry.recipient = "josé@example.org"
    session.commit()
    deliver(entry, replace(settings, mail_url="smtp://127.0.0.1:1"))
    assert (entry.state, entry.attempts) == (MailState.FAILED, 1)
    assert "before the @" in entry.error


def test_a_server_that_says_later_is_asked_later(app: Flask, settings: Settings, postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    box.answer = "451 come back later"
    entry = queued()
    with pytest.raises(NotSent, match="451 come back later"):
        deliver(entry, replace(settings, mail_url=url))
    box.answer = "250 OK"
    deliver(entry, replace(settings, mail_url=url))
    assert len(box.letters) == 1


@pytest.mark.sqlite_only
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_user_and_password_reach_a_server_that_asks_for_them(app: Flask, settings: Settings) -> None:
    seen: list[tuple[bytes, bytes]] = []

    def let_in(_server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        seen.append((data.login, data.password))
        return AuthResult(success=True)

    box = Postbox()
    server = MailServer(
        box, hostname="127.0.0.1", port=0, authenticator=let_in, auth_required=True, auth_require_tls=False
    )
    server.start()
    try:
        deliver(queued(), replace(settings, mail_url=f"smtp://desk%40example.org:p%3Ass@127.0.0.1:{server.port}"))
    finally:
        server.stop()
    assert seen == [(b"desk@example.org", b"p:ss")]
    assert len(box.letters) == 1


@pytest.mark.sqlite_only
def test_encryption_that_is_insisted_on_is_never_left_out(
    app: Flask, settings: Settings, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    with pytest.raises(NotSent):
        deliver(queued(), replace(settings, mail_url=f"{url}?starttls=yes"))
    assert box.letters == []


@pytest.mark.parametrize("url", ["http://mail.example.org", "smtp://", "smtp://h?starttls=perhaps", "mail.example.org"])
def test_an_address_of_a_mail_server_that_makes_no_sense_is_named(url: str) -> None:
    with pytest.raises(MailServerUnknown, match="SURVEY_MAIL_URL is written"):
        server_of(url)


def test_the_log_holds_neither_link_nor_text(app: Flask) -> None:
    account = make_account()
    accounts.send_link(account)
    session.commit()
    entry = session.query(MailEntry).one()
    deliver_mail(entry.id)
    session.refresh(entry)
    kept = " ".join(str(getattr(entry, column.name)) for column in MailEntry.__table__.columns)
    assert "http" not in kept
    assert "reset-password" not in kept
    assert session.query(Job).one().payload == {"mail_id": entry.id}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_of_the_desk_is_written_in_every_language(app: Flask, language: str) -> None:
    account = make_account(name="Ana")
    account.language = language
    study = make_study(account, "Kunden & Märkte <2026>")
    for kind in (MailKind.RESET, MailKind.WELCOME, MailKind.TEST):
        entry = mails.queue(kind, account.email, unique_key=f"{kind}", language=language, account=account, study=study)
        assert entry is not None
        message = compose(entry, installation.settings())
        text = message.get_content()
        assert message["Subject"]
        assert "http://127.0.0.1:8000" in text
        assert "&lt;" not in text
        assert "&amp;" not in text
        assert "\n\n\n" not in text


@pytest.mark.sqlite_only
def test_a_line_break_in_a_study_title_forges_no_header(app: Flask) -> None:
    account = make_account()
    study = make_study(account, "Title\nBcc: evil@example.org")
    entry = queued(MailKind.WELCOME, account=account, study=study)
    message = compose(entry, installation.settings())
    assert message["Bcc"] is None
    assert "Bcc:" not in message["Subject"].split("\n")[1:]


def test_a_letter_to_a_switched_off_account_is_not_composed(app: Flask) -> None:
    account = make_account()
    entry = queued(MailKind.RESET, account=account)
    accounts.deactivate(account, by=None)
    session.commit()
    deliver_mail(entry.id)
    session.refresh(entry)
    assert (entry.state, entry.error) == (MailState.FAILED, "the account is switched off or gone")
