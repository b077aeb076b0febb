"""Bringing in answers collected elsewhere: keep the file, say what its columns mean, look at the whole report first.

Nothing is stored among the answers before `confirm`. What was chosen so far lies beside the uploaded file, as a small
file of its own that is gone after a day.
"""

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.interchange.answers import Reading, check_mapping, propose, read_answers
from survey_app.interchange.data_files.labelled import is_labelled, read_labelled
from survey_app.interchange.data_files.moments import Moment, clock_of, likely_moment, moments
from survey_app.interchange.raised_scales import COUNTS, Steps, with_raised
from survey_app.interchange.tables import Table
from survey_app.models import Account, ImportBatch, Stage, StoredFile, Study
from survey_app.services import files, import_batches, jobs, uploads, versions
from survey_app.services.sheets import Sheet, sheet
from survey_app.vocabulary import FileKind, Mode, StageKind

_MOST_COMPARED = 200


class NothingPublished(Refusal):
    """Answers belong to a published version, and there is none."""

    title = N_("Publish the questionnaire first")
    message = N_("Answers belong to a published version of the questionnaire, and there is none yet.")


class CheckedBefore(Refusal):
    """What was confirmed is not what was looked at."""

    message = N_("The check gives another number of answers than before. Look at it again.")


class NothingTaken(Refusal):
    """Not one row can be taken."""

    status = 422
    title = N_("There is nothing to bring in")
    message = N_("Not one row of the file can be taken. Correct the file or choose other columns.")


@dataclass(frozen=True, slots=True)
class Plan:
    """How an uploaded table is to be read. No columns yet: nobody has looked at them."""

    stage_id: int
    table: str
    filename: str
    source: str
    mode: Mode
    columns: Mapping[str, str]
    moment: str | None = None
    """The column that says when the answers were given; nothing where none does, None where nobody chose yet."""
    zone: str = "UTC"
    raised: Steps = field(default_factory=dict)
    """The scales of a file of SPSS or Stata that go below 0: they count from 1 where the question does."""
    absent: Mapping[str, int] = field(default_factory=dict)
    """How many cells of a column held what such a file declares as no answer."""

    def to_bytes(self) -> bytes:
        """The plan as it is kept."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(plain | {"columns": dict(self.columns)}).encode()

    @staticmethod
    def from_bytes(content: bytes) -> "Plan":
        """The plan as it was kept."""
        plain = json.loads(content)
        return Plan(**(plain | {"mode": Mode(plain["mode"])}))


@dataclass(frozen=True)
class Begun:
    """An import that was begun: its address, its plan, the sheet to answer and the table."""

    code: str
    plan: Plan
    sheet: Sheet
    table: Table
    fingerprint: str

    @property
    def columns(self) -> Mapping[str, str]:
        """The chosen columns, or those that their names suggest."""
        return self.plan.columns or propose(self.table.header, self.sheet.questionnaire)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """The columns that may say when the answers were given."""
        return moments(self.table)

    @property
    def moment(self) -> str:
        """The chosen one of them, or the one that is clearly it."""
        return likely_moment(self.moments) if self.plan.moment is None else self.plan.moment

    @property
    def settled(self) -> Plan:
        """The plan with its columns, chosen or suggested."""
        return replace(self.plan, columns=dict(self.columns), moment=self.moment)

    def with_columns(self, chosen: Mapping[str, str]) -> "Begun":
        """The same with some columns chosen; the names of the others still suggest theirs, where that is free."""
        free = {column: name for column, name in self.columns.items() if name not in chosen.values()}
        return replace(self, plan=replace(self.plan, columns={**free, **chosen}))

    @property
    def counted(self) -> Table:
        """The table with scales that go below 0 counted as the questions count that its columns are taken for."""
        return with_raised(self.table, self.plan.raised, self.columns, self.sheet.questionnaire)

    def read(self) -> Reading:
        """What the rows come to as the columns are chosen now."""
        clock = clock_of(self.table, self.moment, self.plan.zone)
        return read_answers(self.counted, self.columns, self.sheet.questionnaire, clock)


def ready(stage: Stage) -> Sheet:
    """The published version that answers belong to."""
    if stage.kind is not StageKind.SURVEY:
        raise NotFound
    version = versions.published(stage)
    if version is None or version.published_at is None:
        raise NothingPublished
    return sheet(version.id, version.published_at)


def is_ready(stage: Stage) -> bool:
    """Whether there is a published version; a stage that is no survey has no such page at all."""
    try:
        ready(stage)
    except NothingPublished:
        return False
    return True


def begin(stage: Stage, content: bytes, filename: str, *, source: str, mode: Mode, account: Account) -> str:
    """Keep an uploaded table; the code of the import that begins with it."""
    ready(stage)
    plan = _kept(Plan(stage.id, "", "", source, mode, {}, zone=stage.study.timezone), stage, content, filename, account)
    kept = files.keep(
        plan.to_bytes(),
        kind=FileKind.IMPORT,
        filename="plan.json",
        media_type="application/json",
        study_id=stage.study_id,
        account_id=account.id,
        lasts=uploads.KEPT,
    )
    return kept.code


def _kept(plan: Plan, stage: Stage, content: bytes, filename: str, account: Account) -> Plan:
    """The plan with the uploaded table that was kept; of a file of SPSS or Stata its codes as CSV."""
    limits = uploads.of_answers()
    if not is_labelled(content):
        file = uploads.keep_table(content, filename, stage.study, account, limits)
        return replace(plan, table=file.code, filename=file.filename)
    name = uploads.safe_name(filename)
    found = read_labelled(content, name, limits, as_written=True)
    lines = io.StringIO()
    csv.writer(lines).writerows((found.table.header, *found.table.rows))
    file = uploads.keep_read(lines.getvalue().encode(), f"{name}.csv", stage.study, account)
    return replace(plan, table=file.code, filename=file.filename, raised=found.raised, absent=dict(found.table.absent))


def find(stage: Stage, code: str) -> Begun:
    """An import of this stage that was begun less than a day ago."""
    plan = _plan_of(stage, files.in_study(stage.study_id, code, FileKind.IMPORT))
    file = uploads.find(stage.study, plan.table)
    content = uploads.content_of(file)
    table = uploads.read_bytes(content, file.filename, uploads.of_answers())
    return Begun(code, plan, ready(stage), _told(table, plan), fingerprint(content))


def _told(table: Table, plan: Plan) -> Table:
    """The table with what is said of its columns: which scales go below 0, and how many cells are no answers."""
    return replace(table, notes={**table.notes, **dict.fromkeys(plan.raised, COUNTS)}, absent=plan.absent)


def _plan_of(stage: Stage, kept: StoredFile) -> Plan:
    try:
        plan = Plan.from_bytes(files.path_of(kept).read_bytes())
    except OSError:
        raise NotFound from None
    if plan.stage_id != stage.id:
        raise NotFound
    return plan


def choose(
    stage: Stage,
    begun: Begun,
    columns: Mapping[str, str],
    *,
    source: str,
    mode: Mode,
    moment: str | None = None,
    zone: str = "",
) -> None:
    """Say what the columns mean. The report follows from it, nothing is stored yet."""
    kept = files.in_study(stage.study_id, begun.code, FileKind.IMPORT)
    plan = replace(begun.plan, columns=dict(columns), source=source, mode=mode)
    plan = replace(plan, moment=moment, zone=zone or plan.zone)
    check_mapping(begun.table.header, plan.columns, begun.sheet.questionnaire)
    path = files.path_of(kept)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(plan.to_bytes())
    fresh.replace(path)


def confirmed(stage: Stage, code: str) -> ImportBatch | None:
    """The batch that this import became already, if somebody confirmed it."""
    batch = import_batches.queued(_key(code))
    return batch if batch is not None and batch.stage_id == stage.id else None


def _key(code: str) -> str:
    return f"import:{code}"


def confirm(stage: Stage, begun: Begun, expected: int, account: Account, reading: Reading | None = None) -> ImportBatch:
    """Queue what was looked at. Pressing twice at once queues once; see `confirmed` for pressing again later.

    `reading` is what its rows came to where they were read before: of many answers that takes seconds.
    """
    reading = reading or begun.read()
    if not reading.taken:
        raise NothingTaken
    if len(reading.taken) != expected:
        raise CheckedBefore
    batch = import_batches.create(stage, begun.settled, reading, _facts(begun), account)
    job = jobs.enqueue(
        import_batches.KIND,
        {"batch": batch.id, "table": begun.plan.table},
        unique_key=_key(begun.code),
        study_id=stage.study_id,
        account_id=account.id,
    )
    if job is None:  # somebody pressed at the same moment: theirs stands, this one is taken back
        session.delete(batch)
        session.flush()
        return import_batches.queued(_key(begun.code)) or batch
    batch.report = {**batch.report, "job": job}
    import_batches.note(stage, batch, account)
    session.flush()
    return batch


def _facts(begun: Begun) -> dict[str, Any]:
    plan = begun.plan
    about = {"version": begun.sheet.version_id, "fingerprint": begun.fingerprint, "rows": len(begun.table.rows)}
    raised = {name: dict(steps) for name, steps in plan.raised.items() if name in begun.columns}
    return about | {"moment": begun.moment, "zone": plan.zone, "raised": raised}


def fingerprint(content: bytes) -> str:
    """What a file is recognised by when it comes a second time."""
    return hashlib.sha256(content).hexdigest()


def brought_before(stage: Stage, mark: str) -> ImportBatch | None:
    """The last batch that came from exactly this file, if there is one."""
    mine = select(ImportBatch).where(ImportBatch.stage_id == stage.id).order_by(ImportBatch.id.desc())
    return next(
        (batch for batch in session.scalars(mine.limit(_MOST_COMPARED)) if batch.report.get("fingerprint") == mark),
        None,
    )


def read_file(stage: Stage, content: bytes, plan: Plan) -> Begun:
    """The same for the command line, where nothing is kept between two steps."""
    name = uploads.safe_name(plan.filename)
    plan, limits, asked = replace(plan, filename=name), uploads.of_answers(), ready(stage)
    if not is_labelled(content):
        return Begun("", plan, asked, uploads.read_bytes(content, name, limits), fingerprint(content))
    found = read_labelled(content, name, limits, as_written=True)
    plan = replace(plan, raised=found.raised, absent=found.table.absent)
    return Begun("", plan, asked, _told(found.table, plan), fingerprint(content))


def take(stage: Stage, begun: Begun, reading: Reading, account: Account | None = None) -> ImportBatch:
    """Make the batch at once, for the command line; its answers are stored by `import_batches.store`."""
    if not reading.taken:
        raise NothingTaken
    batch = import_batches.create(stage, begun.settled, reading, _facts(begun), account)
    import_batches.note(stage, batch, account)
    return batch


def stage_named(code: str) -> Stage:
    """A stage by its own code, or the first survey of the study with this code; for the operator's command line."""
    found = session.scalar(
        select(Stage)
        .join(Study)
        .where((Stage.code == code) | ((Study.code == code) & (Stage.kind == StageKind.SURVEY)))
        .order_by(Stage.position)
        .limit(1)
    )
    if found is None:
        raise NotFound(N_("There is no study with the code “%(code)s”."), code=code[:40])
    return found
