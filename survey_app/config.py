"""Settings, read once from `SURVEY_*` variables, with defaults that are safe to start with."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from survey_app.vocabulary import LANGUAGES

_LOCAL = {"127.0.0.1", "localhost", "::1", ""}
_CHECKOUT = Path(__file__).resolve().parent.parent
_SHORTEST_KEY, _FEWEST_LETTERS = 32, 10
_SMALLEST_GROUP, _LARGEST_GROUP = 3, 10


class SettingsRefused(Exception):
    """The settings would make an unsafe installation; the message says which one and how to mend it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set from outside. Each field is the variable `SURVEY_<NAME>`."""

    instance: Path
    """Folder of the database, keys and files. Default: `instance/` in a checkout, else the user's data folder."""
    database_url: str
    """Where answers are kept. Default: SQLite in the instance folder."""
    secret_key: str
    """Signs sessions. Default: made once and kept in the instance folder."""
    base_url: str = "http://127.0.0.1:8000"
    """The address people reach this installation under; links in mails start with it."""
    trusted_hosts: tuple[str, ...] = ()
    """Host names answered to, separated by commas. Default: the host of the base address, and this computer."""
    mail_url: str = ""
    """`smtp://user:password@host:587` or `smtps://...`. Empty: mails are shown in the mail log, not sent."""
    mail_from: str = "rondo@localhost"
    """Sender of all mails."""
    key_copy: Path | None = None
    """Folder, best on another disk, for a second copy of the keys of sealed answers. It must exist. Default: none."""
    timezone: str = "UTC"
    """Time zone of new studies and accounts."""
    languages: tuple[str, ...] = LANGUAGES
    """Languages of the interface, the first one is the default."""
    min_group: int = 5
    """Smallest group that is shown apart, 3 to 10."""
    max_upload_mb: int = 10
    """Largest file that staff may upload."""
    file_days: int = 7
    """Days after which exported and uploaded files are deleted."""
    setup: str = "ask"
    """`ask`: first visit shows the set-up page; `demo`: administrator and sample project at start; `none`: nothing."""
    debug: bool = False
    """Flask's debugger; refused outside this computer."""
    host: str = "127.0.0.1"
    """Address the server listens on."""
    port: int = 8000
    """Port the server listens on."""
    workers: int = 2
    """Web processes."""
    threads: int = 4
    """Threads in each web process."""
    testing: bool = False
    """Cheap password hashes and no throttles; refused outside this computer."""

    @property
    def is_local(self) -> bool:
        """Whether only this computer can reach the installation."""
        return (urlsplit(self.base_url).hostname or "") in _LOCAL and self.host in _LOCAL

    @property
    def is_https(self) -> bool:
        """Whether people reach it over TLS."""
        return self.base_url.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        """The host names that are answered to."""
        own = urlsplit(self.base_url).hostname or "127.0.0.1"
        return [*self.trusted_hosts, own, "127.0.0.1", "localhost", "[::1]"]

    @property
    def files(self) -> Path:
        """Folder of exports, imports and uploads."""
        return self.instance / "files"

    @property
    def keys(self) -> Path:
        """Folder of the keys of sealed answers: never part of a backup of the database."""
        return self.instance / "keys"

    def check(self) -> None:
        """Refuse what would be unsafe on a network."""
        if not _SMALLEST_GROUP <= self.min_group <= _LARGEST_GROUP:
            raise SettingsRefused("SURVEY_MIN_GROUP is the smallest group shown apart: choose 3 to 10.")
        if self.setup not in {"ask", "demo", "none"}:
            raise SettingsRefused("SURVEY_SETUP is one of ask, demo, none.")
        if self.is_local:
            return
        if self.debug or self.testing:
            raise SettingsRefused("SURVEY_DEBUG and SURVEY_TESTING are for this computer only: switch them off.")
        if len(self.secret_key) < _SHORTEST_KEY or len(set(self.secret_key)) < _FEWEST_LETTERS:
            raise SettingsRefused(
                f"SURVEY_SECRET_KEY is too weak: use at least {_SHORTEST_KEY} random characters, or leave it out."
            )


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process; makes the instance folder and the secret key when they are missing."""
    env = os.environ if environment is None else environment
    instance = Path(env.get("SURVEY_INSTANCE") or _default_instance(env)).expanduser().absolute()
    instance.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        instance=instance,
        database_url=_database_url(env.get("SURVEY_DATABASE_URL") or f"sqlite:///{instance / 'rondo.sqlite'}"),
        secret_key=env.get("SURVEY_SECRET_KEY") or keep_secret(instance / "secret_key"),
        base_url=(env.get("SURVEY_BASE_URL") or f"http://127.0.0.1:{env.get('SURVEY_PORT') or 8000}").rstrip("/"),
        trusted_hosts=_list(env.get("SURVEY_TRUSTED_HOSTS")),
        mail_url=env.get("SURVEY_MAIL_URL", ""),
        mail_from=env.get("SURVEY_MAIL_FROM") or "rondo@localhost",
        key_copy=_folder(env.get("SURVEY_KEY_COPY")),
        timezone=env.get("SURVEY_TIMEZONE") or "UTC",
        languages=_list(env.get("SURVEY_LANGUAGES")) or LANGUAGES,
        min_group=_number(env, "SURVEY_MIN_GROUP", 5),
        max_upload_mb=_number(env, "SURVEY_MAX_UPLOAD_MB", 10),
        file_days=_number(env, "SURVEY_FILE_DAYS", 7),
        setup=env.get("SURVEY_SETUP") or "ask",
        debug=_switch(env.get("SURVEY_DEBUG")),
        host=env.get("SURVEY_HOST") or "127.0.0.1",
        port=_number(env, "SURVEY_PORT", 8000),
        workers=_number(env, "SURVEY_WORKERS", 2),
        threads=_number(env, "SURVEY_THREADS", 4),
        testing=_switch(env.get("SURVEY_TESTING")),
    )
    settings.check()
    return settings


def keep_secret(path: Path) -> str:
    """Read a secret from its file, or make one that only this user can read."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _default_instance(env: Mapping[str, str]) -> Path:
    if (_CHECKOUT / "wsgi.py").exists() and (_CHECKOUT / "pyproject.toml").exists():
        return _CHECKOUT / "instance"
    return Path(env.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / "rondo"


def _database_url(url: str) -> str:
    """SQLAlchemy's spelling of the address, with the driver we install."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _folder(text: str | None) -> Path | None:
    return Path(text).expanduser().absolute() if text else None


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    try:
        return int(text)
    except ValueError:
        raise SettingsRefused(f"{name} is a whole number, not {text!r}.") from None


def _switch(text: str | None) -> bool:
    return (text or "").strip().lower() in {"1", "yes", "true", "on"}


def _list(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())
