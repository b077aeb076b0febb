"""Pages of figures over very many answers: made in the background, kept in a folder until something changes.

A page belongs to one reader: what is shown depends on the rights and the language of the account. All kept pages of a
study are thrown away as soon as anybody changes anything in it. Answers that come in while people answer make a page
older, not wrong: it is shown for some minutes, so that a survey with many answers an hour can be read at all. When
answers go, no page made with them is shown again. Nor is one that another state of the program made: its rules of what
may be told, or its words, may have been others.
"""

import contextlib
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import func, select

from survey_app.db import database, now, session
from survey_app.exceptions import N_, Refusal
from survey_app.models import Job, Response, Stage, Study
from survey_app.services import installation, jobs
from survey_app.vocabulary import JobState

KIND = "figures"
LARGE = 150_000
"""From so many answers on, a page of figures takes longer than anybody waits without being told how far it is."""
_LASTS = timedelta(days=1)
_MAY_LAG = timedelta(minutes=10)
_BETWEEN = 0.5
_LOOKED_AT = 200
_AT_ONCE = 8
"""So many pages of one reader are worked out at a time: the same worker sends mails and opens sealed answers."""

NOBODY = 0
"""Who asks for a page that whoever holds a link may read."""
MARK = 16
"""So many bytes are drawn for what stands in such a page where the secret and the token of its reader belong."""

_PROGRAM = (".py", ".html", ".mo")

_telling: ContextVar[Callable[[int], None] | None] = ContextVar("telling", default=None)


class TooManyFigures(Refusal):
    """One reader asked for more pages than are worked out at a time."""

    status = 429
    title = N_("Other figures of yours are still being worked out")
    message = N_("Wait until they are ready, then load this page again.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One page for one reader, as its job is told."""

    study_id: int
    stage_id: int
    account_id: int
    role: str
    language: str
    root: str
    path: str
    query: str
    beside: int = 0
    """The other survey where two are compared, else nothing."""

    @property
    def key(self) -> str:
        """What the page is kept under."""
        return hashlib.sha256(json.dumps([_BUILD, asdict(self)], sort_keys=True).encode()).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page or file."""

    status: int
    headers: dict[str, str]
    body: bytes
    place: str = ""
    """What stands in its forms where the token of the browser that reads it belongs: drawn anew for each page."""


def build_of(folder: Path) -> str:
    """What tells one state of a program from another: its files, how long they are, and when they were written."""
    found = hashlib.sha256()
    for place, inside, names in os.walk(folder):
        inside.sort()
        for name in sorted(name for name in names if name.endswith(_PROGRAM)):
            written = Path(place, name).stat()
            found.update(f"{place}/{name} {written.st_size} {written.st_mtime_ns}\n".encode())
    return found.hexdigest()


# when the program starts: files that are replaced while it runs are not the ones it works by
_BUILD = build_of(Path(__file__).parent.parent)


def size(study_code: str, stage_code: str) -> int:
    """How many answers the stage at an address has, those set aside too; nothing where there is no such stage."""
    mine = select(func.count()).where(Response.stage_id == Stage.id).scalar_subquery()
    found = select(mine).select_from(Stage).join(Study).where(Study.code == study_code, Stage.code == stage_code)
    return session.scalar(found) or 0


def is_large(stage: Stage) -> bool:
    """Whether nobody should wait for what reads every answer of a survey."""
    return size(stage.study.code, stage.code) >= LARGE


def find(wanted: Wanted, answers: int) -> Page | None:
    """The kept page, unless what it shows has changed; `answers` is how many the stage has now."""
    try:
        head, body = _path(wanted).read_bytes().split(b"\n", 1)
    except FileNotFoundError:
        return None
    told = json.loads(head)
    grows = told["answers"] < answers and time.time() - told["made_at"] < _MAY_LAG.total_seconds()
    if told["answers"] != answers and not grows:
        return None
    return Page(told["status"], told["headers"], body, told["place"])


def job_of(wanted: Wanted) -> Job:
    """The job that makes the page: the one under way, else a new one."""
    mine = Job.study_id == wanted.study_id, Job.kind == KIND, Job.state != JobState.DONE
    known = session.scalars(select(Job).where(*mine).order_by(Job.id.desc()).limit(_LOOKED_AT))
    payload: dict[str, Any] = asdict(wanted)
    same = next((job for job in known if job.payload == payload and not _is_given_up(job)), None)
    if same is not None:
        return same
    account_id = wanted.account_id if wanted.account_id != NOBODY else None
    under_way = [Job.account_id == account_id, Job.state.in_((JobState.WAITING, JobState.RUNNING))]
    if account_id is None:  # readers of one shared study do not wait for those of another
        under_way.append(Job.study_id == wanted.study_id)
    if len(session.scalars(select(Job.id).where(Job.kind == KIND, *under_way).limit(_AT_ONCE)).all()) >= _AT_ONCE:
        raise TooManyFigures
    job_id = jobs.enqueue(KIND, payload, study_id=wanted.study_id, account_id=account_id)
    return session.get_one(Job, job_id)


def _is_given_up(job: Job) -> bool:
    """Whether a page that nobody in particular asked for failed some time ago: its readers cannot try it again."""
    return job.account_id is None and job.finished_at is not None and now() - job.finished_at > _MAY_LAG


def make(wanted: Wanted, answers: int, work: Callable[[], Page]) -> Page:
    """Make a page and keep it, unless something in the study changed meanwhile.

    Everything the page rests on must be read by `work`: a change before it begins cannot be noticed.
    """
    target = _path(wanted)
    begun = target.with_suffix(f".{token_hex(8)}.begun")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    begun.touch()
    try:
        # what the session has read so far may be older than a change that found nothing yet to throw away
        session.rollback()
        made = work()
        _keep(made, answers, begun, target)
    finally:
        begun.unlink(missing_ok=True)
    return made


def _keep(made: Page, answers: int, begun: Path, target: Path) -> None:
    told = {
        "answers": answers,
        "made_at": time.time(),
        "status": made.status,
        "headers": made.headers,
        "place": made.place,
    }
    # whoever changed something took the folder away: then there is nothing to write into
    with contextlib.suppress(FileNotFoundError):
        with begun.open("r+b") as file:
            file.write(json.dumps(told).encode() + b"\n" + made.body)
        begun.replace(target)


def forget(study_id: int) -> None:
    """Throw away what is kept of a study: something in it has changed."""
    shutil.rmtree(_folder() / str(study_id), ignore_errors=True)


def forget_stage(stage_id: int) -> None:
    """The same for the study of a stage."""
    study_id = session.scalar(select(Stage.study_id).where(Stage.id == stage_id))
    if study_id is not None:
        forget(study_id)


def sweep() -> None:
    """Throw away pages that nobody needs any more."""
    for kept in _folder().glob("*/*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - kept.stat().st_mtime > _LASTS.total_seconds():
                kept.unlink()


@contextlib.contextmanager
def telling(job_id: int, total: int) -> Iterator[None]:
    """Write down in the job's row how many of the answers are read while the block runs.

    On a connection of its own: a commit on the session would end the reading of rows half way.
    """
    last = [0.0, 0]
    before, latest = 0, 0

    def note(read: int) -> None:
        nonlocal before, latest
        if read < latest:  # another survey is read, or the same one again
            before += latest
        latest, done = read, before + read
        if time.monotonic() - last[0] < _BETWEEN or done <= last[1]:
            return
        last[:] = [time.monotonic(), done]
        with database.engine.begin() as connection:
            connection.execute(jobs.progress(job_id, min(done, total), total))

    token = _telling.set(note)
    try:
        yield
    finally:
        _telling.reset(token)


def tell(done: int) -> None:
    """Say how many answers are read, to whoever listens."""
    if (listening := _telling.get()) is not None:
        listening(done)


def _folder() -> Path:
    return installation.settings().instance / "figures"


def _path(wanted: Wanted) -> Path:
    return _folder() / str(wanted.study_id) / wanted.key
