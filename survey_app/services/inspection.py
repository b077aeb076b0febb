"""The state of the installation in words: what was found, whether it is well, how to mend it."""

import os
import shutil
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import func, select, text

from survey_app.config import Settings
from survey_app.db import session
from survey_app.models import Batch
from survey_app.privacy.mix_plan import Phase
from survey_app.release import release
from survey_app.services import mixes

_GIGABYTE = 1024**3
_LITTLE_SPACE = 1


class Subject(StrEnum):
    """What is looked at."""

    DATABASE = "database"
    FOLDER = "folder"
    KEY = "key"
    SEALS = "seals"
    MAIL = "mail"
    ADDRESS = "address"
    VERSION = "version"


class Verdict(StrEnum):
    """How it was found."""

    WELL = "well"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `params` fill the sentence that the page says for `case`."""

    subject: Subject
    verdict: Verdict
    case: str
    params: dict[str, object]


def inspect(settings: Settings) -> list[Finding]:
    """Look at everything an installation needs."""
    return [
        _database(settings),
        _folder(settings.instance),
        _key(settings),
        *_seals(settings),
        _mail(settings),
        _address(settings),
        _version(),
    ]


def _database(settings: Settings) -> Finding:
    kind = "SQLite" if settings.database_url.startswith("sqlite") else "PostgreSQL"
    schema = session.scalar(text("SELECT version_num FROM alembic_version"))
    return Finding(Subject.DATABASE, Verdict.WELL, "ready", {"kind": kind, "schema": schema or "–"})


def _folder(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    params: dict[str, object] = {"free": round(free / _GIGABYTE, 1), "folder": folder.name + "/"}
    if not os.access(folder, os.W_OK):
        return Finding(Subject.FOLDER, Verdict.LOOK, "read_only", params)
    if free < _LITTLE_SPACE * _GIGABYTE:
        return Finding(Subject.FOLDER, Verdict.LOOK, "nearly_full", params)
    return Finding(Subject.FOLDER, Verdict.WELL, "writable", params)


def _key(settings: Settings) -> Finding:
    file = settings.instance / "secret_key"
    if not file.exists():
        return Finding(Subject.KEY, Verdict.WELL, "given", {})
    if file.stat().st_mode & 0o077:
        return Finding(Subject.KEY, Verdict.LOOK, "readable", {"file": file.name})
    return Finding(Subject.KEY, Verdict.WELL, "kept", {})


def _seals(settings: Settings) -> list[Finding]:
    """The keys of all sealed answers that wait: each one that cannot be read by name, else how many there are."""
    found = [
        Finding(
            Subject.SEALS,
            Verdict.LOOK,
            held.key.value,
            {"stage": held.stage_title, "number": held.number, "file": f"{settings.keys.name}/{held.file}"},
        )
        for held in mixes.held()
    ]
    if settings.key_copy is not None and not settings.key_copy.is_dir():
        found.append(Finding(Subject.SEALS, Verdict.LOOK, "no_folder", {}))
    if found:
        return found
    count = session.scalar(select(func.count(Batch.id)).where(Batch.phase != Phase.FINISHED)) or 0
    case = "copied" if settings.key_copy else "single"
    return [Finding(Subject.SEALS, Verdict.WELL, case if count else "none", {"count": count})]


def _mail(settings: Settings) -> Finding:
    if not settings.mail_url:
        return Finding(Subject.MAIL, Verdict.LOOK, "shown", {})
    return Finding(Subject.MAIL, Verdict.WELL, "sent", {"sender": settings.mail_from})


def _address(settings: Settings) -> Finding:
    params: dict[str, object] = {"address": settings.base_url}
    if settings.is_https or settings.is_local:
        return Finding(Subject.ADDRESS, Verdict.WELL, "https" if settings.is_https else "local", params)
    return Finding(Subject.ADDRESS, Verdict.LOOK, "open", params)


def _version() -> Finding:
    params: dict[str, object] = {"release": release(), "python": ".".join(str(part) for part in sys.version_info[:3])}
    return Finding(Subject.VERSION, Verdict.WELL, "release", params)
