"""Administration: accounts, the mail log, the system check, and that nobody else sees any of it."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.mail.sending import deliver_mail
from survey_app.models import Account, AuditEntry, MailEntry
from survey_app.services import installation, links, mails
from survey_app.vocabulary import MailKind, MailState
from tests.builders import make_account, post, sign_in
from tests.respondents import make_case, open_stage

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def admin(client: FlaskClient) -> Account:
    """A signed-in administrator."""
    account = make_account("admin@example.org", "Admin", is_administrator=True)
    sign_in(client, account)
    return account


def test_a_new_account_gets_a_letter(client: FlaskClient, admin: Account) -> None:
    typed = {"email": "new@example.org", "name": "Nia", "language": "es", "timezone": "UTC"}
    made = post(client, "/administration/accounts/new", typed)
    account = session.query(Account).filter_by(email="new@example.org").one()
    assert made.location == f"/administration/accounts/{account.id}"
    assert (account.name, account.language, account.password, account.is_administrator) == ("Nia", "es", None, False)
    mail = session.query(MailEntry).one()
    assert (mail.kind, mail.recipient, mail.language) == (MailKind.WELCOME, "new@example.org", "es")
    again = post(client, "/administration/accounts/new", typed)
    assert again.status_code == 422
    assert "already has an account" in again.get_data(as_text=True)


def test_an_account_is_switched_off_and_on_again(client: FlaskClient, admin: Account) -> None:
    other = make_account()
    page = f"/administration/accounts/{other.id}"
    assert post(client, f"{page}/deactivate").location == page
    assert not other.active
    assert "Switched off" in client.get(page).get_data(as_text=True)
    post(client, f"{page}/reactivate")
    assert other.active
    assert [entry.act for entry in session.query(AuditEntry).order_by(AuditEntry.id)] == [
        "account_deactivated",
        "account_reactivated",
    ]


def test_the_last_administrator_cannot_be_switched_off(client: FlaskClient, admin: Account) -> None:
    assert post(client, f"/administration/accounts/{admin.id}/deactivate").status_code == 409
    assert admin.active
    make_account(is_administrator=True)
    assert post(client, f"/administration/accounts/{admin.id}/deactivate").status_code == 303
    assert not admin.active


def test_a_test_mail_is_queued_and_its_text_shown_where_no_server_is_set_up(
    client: FlaskClient, admin: Account
) -> None:
    assert post(client, "/administration/mails", {"email": "ana@example.org"}).status_code == 303
    entry = session.query(MailEntry).one()
    page = f"/administration/mails/{entry.id}"
    assert "On its way" in client.get(page).get_data(as_text=True)
    deliver_mail(entry.id)
    shown = client.get(page).get_data(as_text=True)
    assert "If you can read this" in shown
    assert "shown here" in client.get("/administration/mails").get_data(as_text=True)


def test_with_a_mail_server_nobody_reads_a_link_in_the_log(client: FlaskClient, admin: Account) -> None:
    entry = mails.queue(MailKind.RESET, admin.email, unique_key="r", language="en", account=admin)
    assert entry is not None
    session.commit()
    deliver_mail(entry.id)
    address = f"/administration/mails/{entry.id}"
    assert "/reset-password/" in post(client, address).get_data(as_text=True)
    installation.use(replace(installation.settings(), mail_url="smtp://127.0.0.1:9"))
    for state in MailState:
        mails.finish(entry, state)
        session.commit()
        for page in (client.get(address), post(client, address)):
            assert "/reset-password/" not in page.get_data(as_text=True)


def test_a_link_is_shown_after_a_press_that_is_written_down(client: FlaskClient, admin: Account) -> None:
    stage = open_stage()
    case = make_case(stage)
    entry = mails.queue(MailKind.INVITATION, case.email, unique_key="i", language="en", case=case, study=stage.study)
    assert entry is not None
    session.commit()
    deliver_mail(entry.id)
    address, secret = f"/administration/mails/{entry.id}", links.secret_of(case)
    looked = client.get(address).get_data(as_text=True)
    assert secret not in looked
    assert "written into the log of the study" in looked
    assert session.query(AuditEntry).filter_by(act="link_shown").count() == 0
    assert secret in post(client, address).get_data(as_text=True)
    found = session.query(AuditEntry).filter_by(act="link_shown").one()
    assert (found.study_id, found.subject, found.account_id) == (stage.study_id, case.email, admin.id)


def test_the_check_says_in_words_what_to_look_at(client: FlaskClient, admin: Account) -> None:
    page = client.get("/administration/check").get_data(as_text=True)
    assert "1 thing to look at" in page
    assert "SURVEY_MAIL_URL" in page
    installation.use(replace(installation.settings(), mail_url="smtp://user:secret@mail.example.org"))
    page = client.get("/administration/check").get_data(as_text=True)
    assert "Everything was found well" in page
    assert "secret@" not in page


@pytest.mark.parametrize("key", ["0", "2147483648", "9" * 400, "-1", "a"])
def test_an_account_or_mail_that_does_not_exist_is_nowhere(client: FlaskClient, admin: Account, key: str) -> None:
    assert client.get(f"/administration/accounts/{key}").status_code == 404
    assert client.get(f"/administration/mails/{key}").status_code == 404
