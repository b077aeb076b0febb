"""Accounts: making, finding, signing in, passwords, switching on and off."""

import secrets
from collections.abc import Sequence

from flask_security.recoverable import generate_reset_password_token, reset_password_token_status
from flask_security.utils import hash_password
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from survey_app.db import session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Account, Membership, Study
from survey_app.services import audit, mails, tokens
from survey_app.services.addresses import normal_email
from survey_app.vocabulary import LANGUAGES, MailKind, Role


class AddressTaken(Refusal):
    """Somebody already signs in with this address."""

    status = 422
    title = N_("This address has an account")
    message = N_("%(email)s already has an account.")


class AddressUnreadable(Refusal):
    """What was given is no e-mail address."""

    status = 422
    title = N_("This is no e-mail address")
    message = N_("Enter an e-mail address, such as name@example.org.")


class LinkSpent(Refusal):
    """A link for choosing a password was used, has run out or never was one."""

    status = 410
    title = N_("This link no longer works")
    message = N_("It works once and for 30 minutes. Ask for a new one on the page “I forgot my password”.")


class LastAdministrator(Refusal):
    """Nobody would be left to administer the installation."""

    message = N_("This is the last active administrator. Make another one first.")


def make(
    email: str,
    name: str = "",
    *,
    password: str | None = None,
    is_administrator: bool = False,
    language: str = LANGUAGES[0],
    timezone: str = "UTC",
) -> Account:
    """A new account; without a password it is opened by a link in a mail."""
    address = normal_email(email)
    if address is None:
        raise AddressUnreadable
    if find_by_email(address) is not None:
        raise AddressTaken(email=address)
    account = Account(
        email=address,
        name=name,
        password=hash_password(password) if password else None,
        is_administrator=is_administrator,
        fs_uniquifier=_fresh_key(),
        language=language,
        timezone=timezone,
        active=True,
    )
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        raise AddressTaken(email=address) from None
    return account


def exists() -> bool:
    """Whether anybody has an account yet."""
    return session.scalar(select(Account.id).limit(1)) is not None


def find(key: int) -> Account | None:
    """An account by its number."""
    return session.get(Account, key)


def find_by_email(email: str) -> Account | None:
    """An account by its address, however it is spelled."""
    return session.scalar(select(Account).where(Account.email == (normal_email(email) or "")))


def first_administrator() -> Account | None:
    """The active administrator who has been there longest."""
    return session.scalar(select(Account).where(Account.is_administrator, Account.active).order_by(Account.id).limit(1))


def check_password(email: str, password: str) -> Account | None:
    """The account that these words sign in, or None; takes the same time for unknown addresses."""
    account = find_by_email(email)
    if account is None or not account.password:
        hash_password(password)
        return None
    if not account.verify_and_update_password(password) or not account.active:
        return None
    return account


def sign_out_everywhere(account: Account) -> None:
    """End every session of this account, on all its computers."""
    account.fs_uniquifier = _fresh_key()
    session.flush()


def change_password(account: Account, password: str) -> None:
    """A new password; every other session ends."""
    account.password = hash_password(password)
    sign_out_everywhere(account)


def reset_token(account: Account) -> str:
    """A secret that lets its holder choose a password once, within half an hour."""
    return str(generate_reset_password_token(account))  # type: ignore[no-untyped-call]  # untyped in the library


def holder_of(token: str) -> Account:
    """Whom a reset token belongs to; refuses one that is spent, too old or made up."""
    expired, invalid, account = reset_password_token_status(token)  # type: ignore[no-untyped-call]  # as above
    if expired or invalid or account is None or not account.active:
        raise LinkSpent
    found: Account = account
    return found


def reset_password(token: str, password: str) -> Account:
    """Use up a reset token. Of two at once only one succeeds, and every session ends."""
    account = holder_of(token)
    moved = session.execute(
        update(Account)
        .where(Account.id == account.id, Account.fs_uniquifier == account.fs_uniquifier)
        .values(password=hash_password(password), fs_uniquifier=_fresh_key())
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise LinkSpent
    tokens.revoke_all(account)
    session.refresh(account)
    return account


def change_profile(account: Account, *, name: str, language: str, timezone: str) -> None:
    """What others call the person, and how pages speak to them."""
    account.name, account.language, account.timezone = name, language, timezone
    session.flush()


def all_accounts(*, page: int = 1, size: int = 25) -> tuple[Sequence[Account], int]:
    """One page of the accounts by address, and how many there are."""
    count = session.scalar(select(func.count(Account.id))) or 0
    rows = session.scalars(select(Account).order_by(Account.email).limit(size).offset((page - 1) * size))
    return list(rows), count


def memberships(account: Account) -> Sequence[tuple[Study, Role]]:
    """The studies somebody belongs to, newest first."""
    rows = session.execute(
        select(Study, Membership.role)
        .join(Membership, Membership.study_id == Study.id)
        .where(Membership.account_id == account.id)
        .order_by(Study.id.desc())
    )
    return [(study, role) for study, role in rows]


def invite(email: str, name: str, *, by: Account, is_administrator: bool, language: str, timezone: str) -> Account:
    """A new account without a password, and a letter with a link to choose one."""
    account = make(email, name, is_administrator=is_administrator, language=language, timezone=timezone)
    audit.record(None, by, "account_made", account.email)
    send_link(account)
    return account


def send_link(account: Account, study: Study | None = None) -> None:
    """Queue the letter with a link to choose a password: a welcome for those who have none yet."""
    kind = MailKind.RESET if account.password else MailKind.WELCOME
    mails.queue(
        kind,
        account.email,
        unique_key=f"{kind.value}:{account.id}:{secrets.token_hex(8)}",
        language=account.language,
        account=account,
        study=study,
    )


def deactivate(account: Account, *, by: Account | None) -> None:
    """Keep somebody from signing in; their sessions end, their work stays."""
    # two administrators who switch each other off at once must not both succeed
    session.execute(select(Account.id).where(Account.is_administrator).order_by(Account.id).with_for_update())
    other = aliased(Account)
    others = select(func.count(other.id)).where(other.is_administrator, other.active, other.id != account.id)
    moved = session.execute(
        update(Account)
        .where(Account.id == account.id, Account.is_administrator.is_(False) | (others.scalar_subquery() > 0))
        .values(active=False, fs_uniquifier=_fresh_key())
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        raise LastAdministrator
    audit.record(None, by, "account_deactivated", account.email)
    session.refresh(account)


def reactivate(account: Account, *, by: Account | None) -> None:
    """Let somebody sign in again."""
    account.active = True
    audit.record(None, by, "account_reactivated", account.email)
    session.flush()


def _fresh_key() -> str:
    return secrets.token_hex(32)
