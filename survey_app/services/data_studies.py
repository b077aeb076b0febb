"""A study from a data file: its columns become a published questionnaire, its rows the answers.

First everything is looked at (`data_looks`). Only then is anything made.
"""

import csv
import io
import json

from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import N_, NotFound, Refusal
from survey_app.interchange.data_files.cleaning import Absent
from survey_app.interchange.data_files.kept_columns import columns_of, plain_columns
from survey_app.interchange.tables import Table
from survey_app.models import Account, ImportBatch, Stage, StoredFile, Study
from survey_app.questions.registry import write_questionnaire
from survey_app.services import files, imports, studies, uploads, versions
from survey_app.services.data_looks import Choices, Given, Looked, Opened, looked
from survey_app.services.imports import Begun, CheckedBefore, NothingTaken, Plan
from survey_app.vocabulary import AnonymityLevel, FileKind, Mode, StageKind

LONGEST_TITLE = 200


def start(
    owner: Account, title: str, found: Looked, level: AnonymityLevel, mode: Mode = Mode.WEB
) -> tuple[Study, Begun, ImportBatch]:
    """Make the study with its published questionnaire, and the batch whose rows `import_batches.store` brings in."""
    if not found.reading.taken:
        raise NothingTaken
    language = found.built.questionnaire.languages[0]
    named = title[:LONGEST_TITLE]
    study = studies.create(owner, named, language=language, stages=((StageKind.SURVEY, named),))
    stage = study.stages[0]
    stage.level = level
    _publish(stage, found, owner)
    begun = Begun("", _plan(stage, found, "", mode), imports.ready(stage), found.table, found.fingerprint)
    return study, begun, imports.take(stage, begun, found.reading, owner)


def _plan(stage: Stage, found: Looked, table: str, mode: Mode) -> Plan:
    columns = dict(found.built.mapped)
    return Plan(stage.id, table, found.filename, found.filename, mode, columns, found.moment, found.zone)


def _publish(stage: Stage, found: Looked, owner: Account) -> None:
    version = versions.latest(stage)
    version.definition = write_questionnaire(found.built.questionnaire)
    session.flush()
    versions.publish(version, version.revision, owner)


class NotEmpty(Refusal):
    """The survey has questions or a published version already."""

    title = N_("This survey has questions already")
    message = N_("A survey begins with a data file only while it has no questions. Begin another survey for the file.")


def may_begin(stage: Stage) -> bool:
    """Whether a survey is still empty, so that a data file can become its questions and answers."""
    if stage.kind is not StageKind.SURVEY or versions.published(stage) is not None:
        return False
    return not any(True for _ in versions.document(versions.latest(stage)).questions())


def upload(stage: Stage, found: Opened, account: Account) -> str:
    """Keep a file that was read, for the next step; its code. Every column has its name, whatever the file had."""
    if not may_begin(stage):
        raise NotEmpty
    table = found.table
    code = uploads.keep_read(_plain(table), f"{found.filename}.csv", stage.study, account).code
    told = {name: getattr(table, name) for name in ("passed", "whys", "wordings", "numbers", "separator", "zone")}
    told |= {
        "notes": dict(table.notes),
        "absent": dict(table.absent),
        "known": plain_columns(found.known.values()),
        "missing": [[each.codes, each.columns] for each in found.missing],
    }
    files.keep(
        json.dumps(told).encode(),
        kind=FileKind.IMPORT,
        filename=f"{code}.json",
        media_type="application/json",
        study_id=stage.study_id,
        account_id=account.id,
        lasts=uploads.KEPT,
    )
    return code


def _plain(table: Table) -> bytes:
    """The table as CSV for the next step alone: nobody opens it, so cells stay as they are, a minus sign too."""
    lines = io.StringIO()
    csv.writer(lines).writerows((table.header, *table.rows))
    return lines.getvalue().encode()


def find(stage: Stage, code: str, choices: Choices | None = None, given: Given | None = None) -> Looked:
    """A kept file looked at again, as it was chosen."""
    if not may_begin(stage):
        raise NotEmpty
    kept = uploads.find(stage.study, code)
    about = session.scalar(
        select(StoredFile).where(
            StoredFile.study_id == stage.study_id,
            StoredFile.kind == FileKind.IMPORT,
            StoredFile.filename == f"{code}.json",
        )
    )
    if about is None:
        raise NotFound
    told, content = json.loads(uploads.content_of(about)), uploads.content_of(kept)
    header, *rows = csv.reader(io.StringIO(content.decode(), newline=""))
    table = Table(
        header=tuple(header),
        rows=tuple(map(tuple, rows)),
        encoding="UTF-8",
        **{part: tuple(told[part]) for part in ("numbers", "passed", "whys", "wordings")},
        separator=told["separator"],
        zone=told["zone"],
        notes=told["notes"],
        absent=told.get("absent", {}),
    )
    found = Opened(
        kept.filename.removesuffix(".csv"),
        table,
        {each.name: each for each in columns_of(told["known"])},
        tuple(Absent(tuple(codes), columns) for codes, columns in told["missing"]),
        imports.fingerprint(content),
    )
    return looked(found, choices, given)


def begin(
    stage: Stage, code: str, found: Looked, expected: int, account: Account, *, mode: Mode = Mode.WEB
) -> ImportBatch:
    """Publish the questionnaire of a kept file as it was looked at and queue its answers; the batch they will be in."""
    if not may_begin(stage):
        raise NotEmpty
    if not found.reading.taken:
        raise NothingTaken
    if len(found.reading.taken) != expected:
        raise CheckedBefore
    # cells of joined columns may count as no answer, others are written out: the table is kept as it was looked at
    table = uploads.keep_read(_plain(found.table), f"{found.filename}.csv", stage.study, account).code
    _publish(stage, found, account)
    begun = Begun(code, _plan(stage, found, table, mode), imports.ready(stage), found.table, found.fingerprint)
    return imports.confirm(stage, begun, expected, account, found.reading)
