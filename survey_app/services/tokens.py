"""Personal tokens of the interface for programs: made, listed, revoked, and looked up by their secret.

The secret is shown once. What is kept is its hash: 256 random bits need no slow one.
"""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, func, or_, select, update

from survey_app.db import now, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Account, ApiToken
from survey_app.services import audit
from survey_app.vocabulary import Scope

LONGEST_NAME = 80
MOST = 50
"""Living tokens of one account."""
LIVES = (30, 90, 365)
"""Days that a token may last."""
_MARK = "rondo_"
_LONGEST_SECRET = 100


class TooManyTokens(Refusal):
    """The account has as many tokens as anybody can keep in mind."""

    title = N_("You have many tokens already")
    message = N_("At most %(most)s tokens work at the same time. Revoke one that is not needed any more.")


class NoToken(Refusal):
    """Nothing that opens the interface came with the request."""

    status = 401
    title = N_("A token is needed")
    message = N_("Send a personal token that still works: “Authorization: Bearer …”. Make one on the page “Tokens”.")


class ScopeMissing(Refusal):
    """The token is not made for this."""

    status = 403
    title = N_("The token does not cover this")
    message = N_("It lacks the scope %(scope)s. Make another token that has it.")


def make(account: Account, name: str, scopes: Collection[Scope], days: int) -> tuple[ApiToken, str]:
    """A new token and its secret, which nobody can read again."""
    living = select(func.count(ApiToken.id)).where(ApiToken.account_id == account.id, *_living())
    if (session.scalar(living) or 0) >= MOST:
        raise TooManyTokens(most=MOST)
    secret = _MARK + secrets.token_urlsafe(32)
    token = ApiToken(
        account_id=account.id,
        name=name,
        scopes=[scope.value for scope in Scope if scope in scopes],
        secret_hash=_hash(secret),
        expires_at=now() + timedelta(days=days),
    )
    session.add(token)
    session.flush()
    audit.record(None, account, "token_made", name)
    return token, secret


def of_account(account: Account, *, page: int = 1, size: int = 25) -> tuple[Sequence[ApiToken], int]:
    """One page of somebody's tokens, newest first, with those that work no more, and how many there are."""
    mine = select(ApiToken).where(ApiToken.account_id == account.id)
    count = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    rows = session.scalars(mine.order_by(ApiToken.id.desc()).limit(size).offset((page - 1) * size))
    return rows.all(), count


def find(account: Account, code: str) -> ApiToken:
    """A token of this person by its code; those of others do not exist."""
    token = session.scalar(select(ApiToken).where(ApiToken.account_id == account.id, ApiToken.code == code))
    if token is None:
        raise NotFound
    return token


def revoke(token: ApiToken, by: Account) -> None:
    """End a token at once. Doing it again changes nothing."""
    moved = session.execute(
        update(ApiToken).where(ApiToken.id == token.id, ApiToken.revoked_at.is_(None)).values(revoked_at=now())
    )
    if moved.rowcount == 1:  # type: ignore[attr-defined]  # an UPDATE has a row count
        audit.record(None, by, "token_revoked", token.name)


def revoke_all(account: Account) -> None:
    """End every token of an account: whoever chooses a new password may have lost more than the old one."""
    session.execute(
        update(ApiToken)
        .where(ApiToken.account_id == account.id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now())
        .execution_options(synchronize_session=False)
    )


def works(token: ApiToken) -> bool:
    """Whether the token opens anything: not revoked, not over, and its holder's account is switched on."""
    return token.revoked_at is None and token.expires_at > now() and token.account.active


def identify(secret: str) -> ApiToken:
    """The token that a request shows, with its day of use written down; refused when it does not work."""
    if not secret.startswith(_MARK) or len(secret) > _LONGEST_SECRET:
        raise NoToken
    token = session.scalar(select(ApiToken).where(ApiToken.secret_hash == _hash(secret)))
    if token is None or not works(token):
        raise NoToken
    today = now().date()
    if token.last_used_on != today:
        unseen = or_(ApiToken.last_used_on.is_(None), ApiToken.last_used_on < today)
        session.execute(update(ApiToken).where(ApiToken.id == token.id, unseen).values(last_used_on=today))
    return token


def require(token: ApiToken, scope: Scope) -> None:
    """Refuse with words when the token is not made for this."""
    if scope.value not in token.scopes:
        raise ScopeMissing(scope=scope.value)


def _living() -> tuple[ColumnElement[bool], ...]:
    return ApiToken.revoked_at.is_(None), ApiToken.expires_at > now()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
