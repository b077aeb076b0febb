"""Answers that a program brings in: whole or not at all, and once, however often the request comes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from survey_app.db import session
from survey_app.exceptions import N_, Detail, Refusal
from survey_app.interchange.answers import Reading, Target, read_answers, targets_of
from survey_app.interchange.tables import Table
from survey_app.models import Account, ImportBatch, Stage
from survey_app.questions.base import Value, VariableKind
from survey_app.services import course, import_batches, imports, versions
from survey_app.services.sheets import Sheet
from survey_app.vocabulary import MISSING_CODES, Missing, Mode

_MOST_TOLD = 100
Row = Mapping[str, Value | None]


class RowsRefused(Refusal):
    """Some rows cannot be taken, so none is."""

    status = 422
    title = N_("Nothing was brought in")
    message = N_("%(count)s rows hold something that is no answer. Correct them and send all rows again.")
    one = N_("%(count)s row holds something that is no answer. Correct it and send all rows again.")

    def __init__(self, count: int, details: Sequence[Detail]) -> None:
        super().__init__(self.one if count == 1 else None, count=count)
        self.details = tuple(details)


class UnknownColumn(Refusal):
    """A name that the questionnaire does not have."""

    status = 422
    title = N_("Nothing was brought in")
    message = N_("The questionnaire has nothing called “%(name)s”.")


class KeyUsed(Refusal):
    """The same key came with other content before."""

    status = 422
    title = N_("This key was used for other answers")
    message = N_("Answers came with the same Idempotency-Key before, and they were others. Take a new key.")


@dataclass(frozen=True, slots=True)
class Sent:
    """What a program sent: rows by the names of the columns, where they come from, how they were collected."""

    rows: Sequence[Row]
    source: str
    mode: Mode
    filename: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that some row has, in the order they come up."""
        return tuple(dict.fromkeys(chain.from_iterable(self.rows)))

    @property
    def columns(self) -> Mapping[str, str]:
        """What the columns mean: what they are called."""
        return {name: name for name in self.names}

    @property
    def fingerprint(self) -> str:
        """What the content is recognised by."""
        rows = [{name: _told(value) for name, value in sorted(row.items())} for row in self.rows]
        return hashlib.sha256(json.dumps([rows, self.source, self.mode.value]).encode()).hexdigest()


def answers_only(stage: Stage, rows: Sequence[Row]) -> tuple[Sequence[Row], list[str]]:
    """The rows without the columns that tell how an interview went, and which columns these were.

    Rows that were read here hold them, those of every version that answers were given to; an interview that took
    place elsewhere has no such course.
    """
    own = targets_of(imports.ready(stage).questionnaire)
    every = [versions.document(version) for version in stage.versions]
    told = {each.name for each in course.variables(every, has_quotas=True)} - set(own)
    found = [name for name in dict.fromkeys(chain.from_iterable(rows)) if name in told]
    if not found:
        return rows, []
    return [{name: value for name, value in row.items() if name not in told} for row in rows], found


def check(stage: Stage, sent: Sent) -> tuple[Sheet, Reading]:
    """The rows as answers to the published version; refused with every place that is wrong, counted from 0."""
    sheet = imports.ready(stage)
    targets, names = targets_of(sheet.questionnaire), sent.names
    if not names:
        raise RowsRefused(len(sent.rows), [("rows.0", N_("None of the mapped columns holds an answer"), {})])
    unknown = next((name for name in names if name not in targets), None)
    if unknown is not None:
        raise UnknownColumn(name=unknown[:80])
    rows = tuple(tuple(_cell(row.get(name), targets.get(name)) for name in names) for row in sent.rows)
    table = Table(names, rows, tuple(range(len(rows))), "utf-8")
    reading = read_answers(table, sent.columns, sheet.questionnaire)
    if reading.refused:
        details = [
            (f"rows.{bad.number}.{bad.column}".rstrip("."), bad.problem.message, bad.problem.params)
            for bad in reading.bad[:_MOST_TOLD]
        ]
        raise RowsRefused(reading.refused, details)
    return sheet, reading


def take(stage: Stage, sent: Sent, key: str, account: Account) -> tuple[ImportBatch, bool]:
    """The batch of these answers, and whether it is new: a request that comes again finds what the first one made."""
    mark = hashlib.sha256(f"{stage.id}|{account.id}|{key}".encode()).hexdigest()
    earlier = _earlier(mark, sent)
    if earlier is not None:
        return earlier, False
    sheet, reading = check(stage, sent)
    facts = {"version": sheet.version_id, "fingerprint": sent.fingerprint, "rows": len(sent.rows)}
    try:
        with session.begin_nested():
            batch = import_batches.create(stage, sent, reading, facts, account)
            batch.request_key = mark
            session.flush()
    except IntegrityError:
        first = _earlier(mark, sent)
        if first is None:
            raise
        return first, False
    import_batches.note(stage, batch, account)
    for _done in import_batches.store(batch, sheet, reading):
        pass
    session.refresh(batch)
    return batch, True


def _earlier(mark: str, sent: Sent) -> ImportBatch | None:
    batch = session.scalar(select(ImportBatch).where(ImportBatch.request_key == mark))
    if batch is not None and batch.report["fingerprint"] != sent.fingerprint:
        raise KeyUsed
    return batch


def _told(value: Value | None) -> object:
    return {"missing": value.value} if isinstance(value, Missing) else value


def _cell(value: Value | None, target: Target | None) -> str:
    """A value as it would stand in a table. A reason for a missing answer is written so that no label is taken for it.

    >>> [_cell(value, None) for value in (3, 0.0000001, "yes", None)]
    ['3', '0.0000001', 'yes', '']
    """
    if value is None or value is Missing.SKIPPED:
        return ""
    if isinstance(value, Missing):
        kind = target.variable.kind if target is not None and target.variable is not None else VariableKind.CLOSED
        if kind is VariableKind.TEXT:
            return ""
        return value.value if kind is VariableKind.NUMBER else str(MISSING_CODES[value])
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value)
