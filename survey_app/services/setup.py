"""Setting up a new installation: once, by whoever can read what it prints where it was started."""

import secrets

from survey_app.config import Settings, keep_secret
from survey_app.db import inserting, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.models import Account, AccountRole
from survey_app.services import accounts, audit

TOKEN_FILE = "setup_token"  # noqa: S105 - the name of a file
_FIRST = "first administrator"


class WrongToken(Refusal):
    """The token is not the one that was printed."""

    status = 403
    title = N_("This is not the token")
    message = N_("The token stands in the window where Rondo was started.")


def is_due(settings: Settings) -> bool:
    """Whether the set-up page is to be shown: asked for, and nobody has an account yet."""
    return settings.setup == "ask" and not accounts.exists()


def token(settings: Settings) -> str:
    """The token that is printed at the start, the same in all processes until the set-up is done."""
    return keep_secret(settings.instance / TOKEN_FILE)


def check_token(settings: Settings, typed: str) -> None:
    """Refuse any other token."""
    if not secrets.compare_digest(token(settings).encode(), typed.encode("utf-8", "replace")):
        raise WrongToken


def make_administrator(email: str, name: str, password: str, *, language: str, timezone: str) -> Account:
    """The first account. Of two at once only one succeeds; afterwards there is no set-up any more."""
    claimed = session.scalar(
        inserting(AccountRole)
        .values(name=_FIRST)
        .on_conflict_do_nothing(index_elements=["name"])
        .returning(AccountRole.id)
    )
    if claimed is None or accounts.exists():
        raise NotFound
    account = accounts.make(email, name, password=password, is_administrator=True, language=language, timezone=timezone)
    account.roles.append(session.get_one(AccountRole, claimed))
    session.flush()
    audit.record(None, account, "account_made", account.email)
    return account


def finish(settings: Settings) -> None:
    """The token has served."""
    (settings.instance / TOKEN_FILE).unlink(missing_ok=True)


def greeting(settings: Settings) -> list[str]:
    """What the console prints at a start that waits for its set-up."""
    if not is_due(settings):
        return []
    return [
        f"Set it up: {settings.base_url}/set-up",
        f"Set-up token, asked for from other computers: {token(settings)}",
    ]
