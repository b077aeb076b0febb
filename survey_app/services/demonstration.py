"""An installation that shows itself: with `SURVEY_SETUP=demo` the first start makes an account and the sample study."""

import os
from collections.abc import Callable
from typing import Any

from survey_app.config import Settings
from survey_app.db import new_code, transaction
from survey_app.services import accounts
from survey_app.services.sample_study import loading

EMAIL = "demo@rondo.example"
PASSWORD_FILE = "demo_password"  # noqa: S105 - the name of a file
_GROUPS = 4


def extensions(settings: Settings) -> dict[str, Callable[..., Any]]:
    """What the set-up page and the start of the server call by name."""
    found: dict[str, Callable[..., Any]] = {"rondo_sample_loader": loading.load}
    if settings.setup == "demo":
        found["rondo_greeting"] = lambda: greeting(settings)
    return found


def greeting(settings: Settings) -> list[str]:
    """Make what the demonstration needs at the first start; say at every start how to sign in.

    A sample study that was removed stays removed: it is loaded with the account, not at later starts.
    """
    password = _password(settings)
    account = accounts.find_by_email(EMAIL)
    if account is None:
        with transaction():
            account = accounts.make(EMAIL, "Demo", password=password, is_administrator=True, timezone=settings.timezone)
            loading.load(account)
    if accounts.check_password(EMAIL, password) is None:
        return [f"Sign in as {EMAIL} with the password you chose."]
    return [f"Sign in as {EMAIL}", f"with the password {password}"]


def _password(settings: Settings) -> str:
    """The password, made once and kept where only this user can read it."""
    path = settings.instance / PASSWORD_FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write("-".join(new_code(4) for _ in range(_GROUPS)))
    return path.read_text().strip()
