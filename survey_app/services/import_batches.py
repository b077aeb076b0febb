"""Batches of answers that were brought in: made with their report, filled in the background, removable in one go."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Protocol

from sqlalchemy import delete, func, select, update

from survey_app.db import after_commit, session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.exports.cells import zone_of
from survey_app.interchange.answers import BadCell, Reading, read_answers
from survey_app.interchange.data_files.moments import clock_of
from survey_app.interchange.raised_scales import with_raised
from survey_app.models import Account, ImportBatch, Job, Response, Stage, Version
from survey_app.questions.base import Problem
from survey_app.services import audit, kept_figures, responses, uploads
from survey_app.services.responses import ImportedRow
from survey_app.services.sheets import Sheet, sheet
from survey_app.vocabulary import AnonymityLevel, JobState, Mode

KIND = "import"
MOST_LISTED = 500
"""How many bad cells a batch remembers one by one; all are counted."""
_CHUNK = 1_000
_LONGEST_VALUE = 200
_TIMED = frozenset({AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL})
"""The levels at which an answer may keep its minute."""


class CountChanged(Refusal):
    """Another number of answers would go than was named."""

    message = N_("The batch now has %(count)s answers. Look at it again before you remove them.")
    one = N_("The batch now has %(count)s answer. Look at it again before you remove it.")

    def __init__(self, count: int) -> None:
        super().__init__(self.one if count == 1 else None, count=count)


class Reads(Protocol):
    """What a batch takes from a plan."""

    @property
    def filename(self) -> str:
        """The file's name."""

    @property
    def source(self) -> str:
        """Where the answers come from."""

    @property
    def mode(self) -> Mode:
        """How the answers reached us."""

    @property
    def columns(self) -> Mapping[str, str]:
        """What the columns mean."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The report of a batch as it is shown again: what it came to when it was confirmed."""

    rows: int
    expected: int
    bad_count: int
    bad: tuple[BadCell, ...]
    blank: Mapping[str, int]
    columns: Mapping[str, str]
    mode: Mode
    is_done: bool
    moment: str = ""
    """The column that says when the answers were given; nothing where none was chosen."""
    zone: str = "UTC"
    untimed: int = 0


def create(
    stage: Stage, plan: Reads, reading: Reading, facts: Mapping[str, Any], account: Account | None
) -> ImportBatch:
    """A batch without answers yet, with the report of what will be in it."""
    batch = ImportBatch(
        stage_id=stage.id,
        account_id=account.id if account else None,
        source=plan.source,
        filename=plan.filename,
        refused=reading.refused,
        report={
            **facts,
            "mode": plan.mode.value,
            "columns": dict(plan.columns),
            "expected": len(reading.taken),
            "blank": dict(reading.blank),
            "untimed": reading.untimed,
            "bad_count": len(reading.bad),
            "bad": [_plain(cell) for cell in reading.bad[:MOST_LISTED]],
            "is_done": False,
        },
    )
    session.add(batch)
    session.flush()
    return batch


def note(stage: Stage, batch: ImportBatch, account: Account | None) -> None:
    """Write into the log that the batch was made."""
    audit.record(stage.study_id, account, "import", f"{batch.source}: {batch.report['expected']}")


def _plain(cell: BadCell) -> list[Any]:
    return [cell.number, cell.column, cell.value[:_LONGEST_VALUE], cell.problem.message, dict(cell.problem.params)]


def report_of(batch: ImportBatch) -> Kept:
    """The kept report of a batch."""
    kept = batch.report
    bad = tuple(
        BadCell(number, column, value, Problem(column, message, params))
        for number, column, value, message, params in kept["bad"]
    )
    return Kept(
        kept["rows"],
        kept["expected"],
        kept["bad_count"],
        bad,
        kept["blank"],
        kept["columns"],
        Mode(kept["mode"]),
        kept["is_done"],
        kept.get("moment", ""),
        kept.get("zone", "UTC"),
        kept.get("untimed", 0),
    )


def bring_in(batch_id: int, table_code: str) -> Iterator[tuple[int, int]]:
    """Store the answers of a batch from its kept file, chunk by chunk; a repeated run doubles nothing.

    A batch that was removed or is complete leaves nothing to do.
    """
    batch = session.get(ImportBatch, batch_id)
    if batch is None or batch.report["is_done"]:
        return
    if count_answers(batch) == batch.report["expected"]:  # the last run ended just before it said so
        _end(batch.id)
        return
    stage = session.get_one(Stage, batch.stage_id)
    kept = uploads.find(stage.study, table_code)
    form = _sheet_of(batch)
    table = uploads.table_of(kept, uploads.of_answers())
    clock = clock_of(table, batch.report.get("moment", ""), batch.report.get("zone", "UTC"))
    columns = batch.report["columns"]
    counted = with_raised(table, batch.report.get("raised", {}), columns, form.questionnaire)
    reading = read_answers(counted, columns, form.questionnaire, clock)
    yield from store(batch, form, reading)
    # the file may hold names and addresses: it is not kept longer than it is needed
    uploads.drop(kept)


def _sheet_of(batch: ImportBatch) -> Sheet:
    """The version that was published when the batch was confirmed."""
    version = session.get_one(Version, batch.report["version"])
    if version.published_at is None:
        raise NotFound
    return sheet(version.id, version.published_at)


def store(batch: ImportBatch, form: Sheet, reading: Reading) -> Iterator[tuple[int, int]]:
    """Store the rows of a batch, saying after each chunk how far it is; whoever calls commits there."""
    key, stage_id, account_id = batch.id, batch.stage_id, batch.account_id
    mode, total = Mode(batch.report["mode"]), len(reading.taken)
    stage = session.get_one(Stage, stage_id)
    is_dated_only, zone = stage.level not in _TIMED, zone_of(stage.study.timezone)
    for start in range(0, total, _CHUNK):
        rows = [
            ImportedRow(row.number, row.answers, at=_day(row.at, zone) if is_dated_only else row.at)
            for row in reading.taken[start : start + _CHUNK]
        ]
        taken = responses.store_imported(stage_id, form, key, rows, mode=mode, account_id=account_id)
        session.execute(update(ImportBatch).where(ImportBatch.id == key).values(taken=taken))
        yield start + len(rows), total
    _end(key)


def _day(at: datetime | None, zone: tzinfo) -> datetime | None:
    """The day alone, as its noon where the study is: a minute would tell people apart."""
    noon = at.astimezone(zone).replace(hour=12, minute=0, second=0, microsecond=0) if at is not None else None
    return noon.astimezone(UTC) if noon is not None else None


def _end(key: int) -> None:
    """The batch is complete."""
    done = session.get(ImportBatch, key, populate_existing=True)
    if done is not None:
        done.report = {**done.report, "is_done": True}
        session.flush()


def queued(unique_key: str) -> ImportBatch | None:
    """The batch that this key queued before."""
    payload = session.scalar(select(Job.payload).where(Job.unique_key == unique_key))
    return session.get(ImportBatch, payload["batch"]) if payload else None


def of_stage(stage: Stage, *, page: int = 1, size: int = 20) -> tuple[Sequence[ImportBatch], int]:
    """One page of a stage's batches, newest first, and how many there are."""
    mine = select(ImportBatch).where(ImportBatch.stage_id == stage.id)
    count = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    rows = session.scalars(mine.order_by(ImportBatch.id.desc()).limit(size).offset((page - 1) * size))
    return rows.all(), count


def find(stage: Stage, key: int) -> ImportBatch:
    """A batch of this stage."""
    found = session.scalar(select(ImportBatch).where(ImportBatch.id == key, ImportBatch.stage_id == stage.id))
    if found is None:
        raise NotFound
    return found


def job_of(batch: ImportBatch) -> Job | None:
    """The work that fills the batch, as long as it has not ended."""
    job = session.get(Job, batch.report.get("job") or 0)
    return job if job is not None and job.state is not JobState.DONE else None


def count_answers(batch: ImportBatch) -> int:
    """How many answers the batch has now."""
    return session.scalar(select(func.count(Response.id)).where(Response.batch_id == batch.id)) or 0


def remove(batch: ImportBatch, expected: int, account: Account | None) -> int:
    """Take a batch out again with all its answers, if their number is the one that was named."""
    # the first write takes the lock: work that is still filling the batch cannot slip in between
    session.execute(update(ImportBatch).where(ImportBatch.id == batch.id).values(source=ImportBatch.source))
    count = count_answers(batch)
    if count != expected:
        raise CountChanged(count=count)
    stage = session.get_one(Stage, batch.stage_id)
    audit.record(stage.study_id, account, "import_removed", f"{batch.source}: {count}")
    session.execute(delete(ImportBatch).where(ImportBatch.id == batch.id))
    study_id = stage.study_id
    after_commit(lambda: kept_figures.forget(study_id))
    session.expire_all()
    return count
