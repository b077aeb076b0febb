"""A study from a data file: its columns become a published questionnaire, its rows the answers.

First everything is looked at: what each column is taken for, how many rows can be taken. Only then is anything made.
"""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import N_, BadInput, Refusal
from survey_app.interchange.answers import Reading, read_answers
from survey_app.interchange.data_files.building import Built, build, chosen, prepared
from survey_app.interchange.data_files.cleaning import Absent, cleaned, marks_of
from survey_app.interchange.data_files.described import Column
from survey_app.interchange.data_files.guessing import guessed
from survey_app.interchange.data_files.joins import Joint, joined, joints
from survey_app.interchange.data_files.quantipy import read_description
from survey_app.interchange.tables import Table
from survey_app.models import Account, ImportBatch, Stage, StoredFile, Study
from survey_app.questions.registry import write_questionnaire
from survey_app.services import files, imports, studies, uploads, versions
from survey_app.services.imports import Begun, CheckedBefore, NothingTaken, Plan
from survey_app.vocabulary import AnonymityLevel, FileKind, Mode, StageKind

LONGEST_TITLE = 200
_NO_DESCRIPTION = b"{}"


class NothingToAsk(Refusal):
    """No column holds anything that could be a question."""

    status = 422
    title = N_("There is nothing to bring in")
    message = N_("No column of the file holds anything. Choose another file.")


@dataclass(frozen=True, slots=True)
class Looked:
    """A data file as it would be brought in: the table, what became of its columns, and the rows that can be taken.

    `missing` are the cells that count as no answer: those that were named and the marks that the file itself shows.
    """

    filename: str
    table: Table
    built: Built
    reading: Reading
    fingerprint: str
    missing: tuple[Absent, ...] = ()
    joints: tuple[Joint, ...] = ()
    """Columns that could be one question together, and the keys of those that are joined."""
    joined: frozenset[str] = frozenset()


def look(
    content: bytes,
    filename: str,
    description: bytes = b"",
    described_by: str = "",
    *,
    missing: Sequence[Absent] = (),
    sheet: str = "",
    join: Collection[str] = (),
) -> Looked:
    """What a CSV file or a sheet of a workbook would become, with a description of its columns or without."""
    name = uploads.safe_name(filename)
    table = uploads.read_bytes(content, name, replace(uploads.largest(), unnamed=True, sheet=sheet.replace("\0", "")))
    known = read_description(description, uploads.safe_name(described_by)) if description else {}
    marks = marks_of(table)
    absent = (*missing, *([Absent(marks)] if marks else []))
    found = looked(cleaned(table, absent), known, name, imports.fingerprint(content), join)
    return replace(found, missing=absent)


def looked(
    table: Table, described: Mapping[str, Column], filename: str, fingerprint: str, join: Collection[str] = ()
) -> Looked:
    """The same for a table that was read already; `join` names the columns that become one question together."""
    columns = chosen(described, guessed(table))
    offered = joints(columns)
    wanted = [each for each in offered if each.key in join]
    unknown = sorted({*join} - {each.key for each in wanted})
    if unknown:
        raise BadInput(N_("“%(name)s” cannot be chosen here. Choose one from the list."), name=unknown[0][:80])
    absent = [Absent(tuple(map(str, each.absent)), name) for each in wanted if each.absent for name in each.columns]
    table, columns = cleaned(table, absent), joined(columns, wanted)
    built = build(columns)
    if not built.mapped:
        raise NothingToAsk
    table = prepared(table, columns)
    reading = read_answers(table, built.mapped, built.questionnaire)
    keys = frozenset(each.key for each in wanted)
    return Looked(filename, table, built, reading, fingerprint, joints=offered, joined=keys)


def start(owner: Account, title: str, found: Looked, level: AnonymityLevel) -> tuple[Study, Begun, ImportBatch]:
    """Make the study with its published questionnaire, and the batch whose rows `import_batches.store` brings in."""
    if not found.reading.taken:
        raise NothingTaken
    language = found.built.questionnaire.languages[0]
    named = title[:LONGEST_TITLE]
    study = studies.create(owner, named, language=language, stages=((StageKind.SURVEY, named),))
    stage = study.stages[0]
    stage.level = level
    _publish(stage, found, owner)
    plan = Plan(stage.id, "", found.filename, found.filename, Mode.WEB, dict(found.built.mapped))
    begun = Begun("", plan, imports.ready(stage), found.table, found.fingerprint)
    return study, begun, imports.take(stage, begun, found.reading, owner)


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


def upload(stage: Stage, found: Looked, account: Account, described: bytes) -> str:
    """Keep a file that was looked at, for the next step; its code. Every column has its name, whatever the file had."""
    if not may_begin(stage):
        raise NotEmpty
    code = _keep(stage, found, account)
    files.keep(
        described or _NO_DESCRIPTION,
        kind=FileKind.IMPORT,
        filename=f"{code}.json",
        media_type="application/json",
        study_id=stage.study_id,
        account_id=account.id,
        lasts=uploads.KEPT,
    )
    return code


def _keep(stage: Stage, found: Looked, account: Account) -> str:
    name = f"{found.filename}.csv"
    return uploads.keep_table(_plain(found.table), name, stage.study, account, uploads.largest()).code


def _plain(table: Table) -> bytes:
    """The table as CSV for the next step alone: nobody opens it, so cells stay as they are, a minus sign too."""
    lines = io.StringIO()
    csv.writer(lines).writerows((table.header, *table.rows))
    return lines.getvalue().encode()


def find(stage: Stage, code: str, join: Collection[str] = ()) -> Looked:
    """A kept file looked at again, some of its columns joined."""
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
    described = uploads.content_of(about) if about is not None else b"{}"
    name = kept.filename.removesuffix(".csv")
    known = described if described != _NO_DESCRIPTION else b""
    return replace(look(uploads.content_of(kept), kept.filename, known, join=join), filename=name)


def begin(stage: Stage, code: str, expected: int, account: Account, join: Collection[str] = ()) -> ImportBatch:
    """Publish the questionnaire of a kept file and queue its answers; the batch they will be in."""
    found = find(stage, code, join)
    if not found.reading.taken:
        raise NothingTaken
    if len(found.reading.taken) != expected:
        raise CheckedBefore
    # joined columns have lost cells that count as no answer: the answers are read from the table as it was looked at
    table = _keep(stage, found, account) if found.joined else code
    _publish(stage, found, account)
    plan = Plan(stage.id, table, found.filename, found.filename, Mode.WEB, dict(found.built.mapped))
    begun = Begun(code, plan, imports.ready(stage), found.table, found.fingerprint)
    return imports.confirm(stage, begun, expected, account)
