"""A study from a data file: its columns become a published questionnaire, its rows the answers.

First everything is looked at: what each column is taken for, how many rows can be taken. Only then is anything made.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import N_, BadInput, NotFound, Refusal
from survey_app.interchange.answers import Reading, read_answers
from survey_app.interchange.data_files.building import Built, build, chosen, prepared
from survey_app.interchange.data_files.cleaning import Absent, cleaned, marks_beside_numbers, marks_of
from survey_app.interchange.data_files.described import Column, Kind
from survey_app.interchange.data_files.guessing import guessed, rating_of
from survey_app.interchange.data_files.joins import Joint, joined, joints
from survey_app.interchange.data_files.quantipy import read_description
from survey_app.interchange.data_files.shapes import is_long
from survey_app.interchange.tables import Table
from survey_app.models import Account, ImportBatch, Stage, StoredFile, Study
from survey_app.questions.registry import write_questionnaire
from survey_app.services import files, imports, studies, uploads, versions
from survey_app.services.imports import Begun, CheckedBefore, NothingTaken, Plan
from survey_app.vocabulary import AnonymityLevel, FileKind, Mode, StageKind

LONGEST_TITLE = 200
_WEIGHT = re.compile(r"weight|wgt|(?:^|[\W_])wt|^w$|peso|ponder|gewicht|poids|权", re.IGNORECASE)


class NothingToAsk(Refusal):
    """No column holds anything that could be a question."""

    status = 422
    title = N_("There is nothing to bring in")
    message = N_("No column of the file holds anything. Choose another file.")


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose of what is only offered, by its names.

    `join` are joints, `listed` columns that list several answers, `keep` columns that are probably no questions,
    `rated` columns whose codes are the points of a scale.
    """

    join: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    keep: frozenset[str] = frozenset()
    rated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Offered:
    """What was only offered: joints, columns whose cells may list several answers, columns put aside, ratings."""

    joints: tuple[Joint, ...] = ()
    listed: tuple[Column, ...] = ()
    asides: tuple[Column, ...] = ()
    rated: tuple[Column, ...] = ()


@dataclass(frozen=True)
class Looked:
    """A data file as it would be brought in: the table, what became of its columns, and the rows that can be taken.

    `missing` are the cells that count as no answer: those that were named and the marks that the file itself shows.
    """

    filename: str
    source: Table
    table: Table
    """The source as the questionnaire reads it: words as codes, codes for no answer gone."""
    built: Built
    fingerprint: str
    missing: tuple[Absent, ...] = ()
    offered: Offered = field(default_factory=Offered)
    chosen: Choices = field(default_factory=Choices)

    @property
    def is_long(self) -> bool:
        """Whether it seems to have a row for each answer: its people would be counted several times."""
        return is_long(self.source)

    @cached_property
    def reading(self) -> Reading:
        """The rows that can be taken, read when somebody asks."""
        return read_answers(self.table, self.built.mapped, self.built.questionnaire)


def look(
    content: bytes,
    filename: str,
    description: bytes = b"",
    described_by: str = "",
    *,
    missing: Sequence[Absent] = (),
    sheet: str = "",
    choices: Choices | None = None,
) -> Looked:
    """What a CSV file or a sheet of a workbook would become, with a description of its columns or without."""
    name = uploads.safe_name(filename)
    limits = replace(uploads.largest(), unnamed=True, repeated=True, sheet=sheet.replace("\0", ""))
    table = uploads.read_bytes(content, name, limits)
    known = read_description(description, uploads.safe_name(described_by)) if description else {}
    marks = marks_of(table)
    absent = (*missing, *([Absent(marks)] if marks else []), *marks_beside_numbers(table))
    found = looked(cleaned(table, absent), known, name, imports.fingerprint(content), choices)
    return replace(found, missing=absent)


def looked(
    table: Table,
    described: Mapping[str, Column],
    filename: str,
    fingerprint: str,
    choices: Choices | None = None,
) -> Looked:
    """The same for a table that was read already. Without choices everything is as it most probably is."""
    source, columns = table, chosen(described, guessed(table))
    asides = tuple(each for each in columns if each.aside and each.kind is not Kind.LEFT_OUT)
    listed = tuple(each for each in columns if each.listed is not None and not each.aside)
    keep = _picked("keep", choices, {each.name: False for each in asides})
    lists = _picked("listed", choices, {each.name: each.is_listed for each in listed})
    columns = [_taken(each, keep, lists) for each in columns]
    offered = joints(columns)
    keys = _picked("join", choices, {each.key: each.is_likely for each in offered})
    wanted = [each for each in offered if each.key in keys]
    absent = [Absent(tuple(map(str, each.absent)), name) for each in wanted if each.absent for name in each.columns]
    table, columns = cleaned(table, absent), joined(columns, wanted)
    ratings = tuple(each for each in map(rating_of, columns) if each is not None)
    rated = _picked("rated", choices, {each.name: each.is_rating for each in ratings})
    scales = {each.name: replace(each, is_rating=True) for each in ratings if each.name in rated}
    columns = [scales.get(each.name, each) for each in columns]
    built = build(columns)
    if not built.mapped:
        raise NothingToAsk
    found = Looked(filename, source, prepared(table, columns), built, fingerprint)
    return replace(found, offered=Offered(offered, listed, asides, ratings), chosen=Choices(keys, lists, keep, rated))


def _picked(what: str, choices: Choices | None, offered: Mapping[str, bool]) -> frozenset[str]:
    """What was chosen of what is offered, by its names; without a choice what is likely."""
    if choices is None:
        return frozenset(name for name, is_likely in offered.items() if is_likely)
    picked: frozenset[str] = getattr(choices, what)
    unknown = sorted(picked - offered.keys())
    if unknown:
        raise BadInput(N_("“%(name)s” cannot be chosen here. Choose one from the list."), name=unknown[0][:80])
    return picked


def _taken(column: Column, keep: Iterable[str], listed: Iterable[str]) -> Column:
    """The column as it was chosen: put aside, or as one whose cells list several answers."""
    if column.aside and column.kind is not Kind.LEFT_OUT and column.name not in keep:
        return replace(column, kind=Kind.LEFT_OUT, why=column.aside)
    return column.listed if column.listed is not None and column.name in listed else column


def weight_of(found: Looked) -> str:
    """The first column of numbers that is called a weight, or nothing."""
    called = (each.column for each in found.built.lines if each.kind is Kind.NUMBER and _WEIGHT.search(each.column))
    return next(called, "")


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
    code = uploads.keep_read(_plain(found.source), f"{found.filename}.csv", stage.study, account).code
    source = found.source
    told = {name: getattr(source, name) for name in ("passed", "whys", "wordings", "numbers")}
    files.keep(
        json.dumps(told | {"described": described.decode("utf-8", "replace")}).encode(),
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


def find(stage: Stage, code: str, choices: Choices | None = None) -> Looked:
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
    lines = tuple(map(tuple, rows))
    parts = (tuple(told[part]) for part in ("passed", "whys", "wordings"))
    table = Table(tuple(header), lines, tuple(told["numbers"]), "UTF-8", *parts)
    name = kept.filename.removesuffix(".csv")
    described = told["described"].encode()
    known = read_description(described, name) if described else {}
    return looked(table, known, name, imports.fingerprint(content), choices)


def begin(stage: Stage, code: str, expected: int, account: Account, choices: Choices | None = None) -> ImportBatch:
    """Publish the questionnaire of a kept file and queue its answers; the batch they will be in."""
    found = find(stage, code, choices)
    if not found.reading.taken:
        raise NothingTaken
    if len(found.reading.taken) != expected:
        raise CheckedBefore
    # cells of joined columns may count as no answer, others are written out: the table is kept as it was looked at
    table = uploads.keep_read(_plain(found.table), f"{found.filename}.csv", stage.study, account).code
    _publish(stage, found, account)
    plan = Plan(stage.id, table, found.filename, found.filename, Mode.WEB, dict(found.built.mapped))
    begun = Begun(code, plan, imports.ready(stage), found.table, found.fingerprint)
    return imports.confirm(stage, begun, expected, account)
