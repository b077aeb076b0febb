"""The usable answers of a stage as columns: read from the packed vectors in a few queries, whatever the number."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, String, or_, select, type_coerce

from survey_app.db import session, written_in
from survey_app.exceptions import NotFound
from survey_app.models import ImportBatch, Quota, Response, SampledCase, Stage, Version
from survey_app.questions.base import Value, Variable, VariableKind, load
from survey_app.questions.blanks import NOT_SHOWN
from survey_app.questions.consent import wordings
from survey_app.questions.definition import Page, Questionnaire, Text
from survey_app.questions.packing import Packed, pack, unpack_closed, unpack_numbers
from survey_app.questions.registry import variables_of
from survey_app.questions.summarising import Columns
from survey_app.questions.unasked import entries_of, mark_unasked, unasked
from survey_app.questions.uniting import united
from survey_app.services import course, kept_figures, versions
from survey_app.services.column_values import ColumnWords, words_of
from survey_app.services.doors import UNLINKED
from survey_app.services.groups import sizes_of
from survey_app.services.lent_columns import Lent, arrays_of
from survey_app.services.scanning import of_stage, undisturbed
from survey_app.vocabulary import MISSING_CODES, Missing, Mode, VersionState

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

_NOT_SHOWN = MISSING_CODES[Missing.NOT_SHOWN]
_MOST_VALUES = 60
_AT_ONCE = 500
_ROWS_AT_ONCE = 5_000
_TEXTS_AT_ONCE = 100
"""Columns of one statement: databases bound them."""
MODES = tuple(Mode)
_ROW = Response.__table__.c
"""The bare columns: rows of a million objects cost as much as reading them."""
_MODE = type_coerce(_ROW.mode, String)
_READ = (_ROW.id, _ROW.version_id, _MODE, _ROW.case_id, _ROW.batch_id, _ROW.closed, _ROW.numbers)
_PLACES = {mode.value: place for place, mode in enumerate(MODES)}


@dataclass(frozen=True, slots=True)
class Grouping:
    """What a sample's list says of the people: the values that occur, and each answer's place among them (-1: none).

    `words` are what the column and its values are called in reports, where somebody said it.
    """

    values: tuple[str, ...]
    places: Places
    words: ColumnWords = field(default_factory=ColumnWords)

    def sizes(self, mask: Mask) -> dict[int, int]:
        """How many answers of the mask fall to each value; those without one stand under -1."""
        return sizes_of(self.places[mask])


@dataclass(frozen=True, slots=True)
class Answered:
    """All usable answers of one stage. The order of the rows tells nothing.

    It is that of their random keys; where answers were sealed, only their contents decide it.
    """

    questionnaire: Questionnaire
    version_number: int
    variables: tuple[Variable, ...]
    keys: tuple[str, ...]
    modes: Places
    sources: Grouping
    """Where answers were brought in from; the study's own have none."""
    columns: Columns
    attributes: Mapping[str, Grouping] = field(default_factory=dict)
    asked: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """Version -> the variables it asks for."""
    course: tuple[Variable, ...] = ()
    """The columns that say how interviews went."""
    consents: Mapping[str, Text] = field(default_factory=dict)
    """What the texts that people agreed to are called, by the proof that stands with an answer."""

    @property
    def everybody(self) -> Mask:
        """The mask that leaves nobody out."""
        return np.ones(len(self.keys), dtype=np.bool_)

    def of(self, mask: Mask) -> Lent:
        """The columns of some of the answers; texts in alphabetical order, so that two columns cannot be joined."""
        everybody = bool(mask.all())  # whole columns are lent, not copied: of a million people that is much
        stored = arrays_of(self.columns)
        written = [name for name in self.columns if name not in stored]

        def texts() -> dict[str, list[str]]:
            places = np.flatnonzero(mask).tolist()
            return {name: _alphabetical(self.columns[name], places) for name in written}

        return Lent({name: column if everybody else column[mask] for name, column in stored.items()}, written, texts)


def _alphabetical(column: Any, places: Sequence[int]) -> list[str]:  # noqa: ANN401 - a column of texts
    # texts that differ in capitals alone would else stand as their rows do, in one column as in the other
    return sorted((column[place] for place in places if column[place]), key=lambda text: (text.casefold(), text))


@dataclass(frozen=True, slots=True)
class _Packed:
    """Some answers to one version: the places of their rows, and their packed vectors one after the other."""

    version_id: int
    places: Places
    closed: bytes
    numbers: bytes


@dataclass(slots=True)
class _Rows:
    """What is read of every response, some thousand at a time: a row of a million costs more than its answers."""

    keys: list[str] = field(default_factory=list)
    modes: list[Places] = field(default_factory=lambda: [np.zeros(0, np.int64)])
    cases: list[int | None] = field(default_factory=list)
    batches: list[int | None] = field(default_factory=list)
    packed: list[_Packed] = field(default_factory=list)

    def take(self, rows: Sequence[Any]) -> None:
        """Keep some rows."""
        start = len(self.keys)
        keys, version_ids, modes, cases, batches, closed, numbers = zip(*rows, strict=True)
        self.keys += keys
        self.modes.append(np.array([_PLACES[mode] for mode in modes], np.int64))
        self.cases += cases
        self.batches += batches
        for version_id in set(version_ids):
            mine = [place for place, each in enumerate(version_ids) if each == version_id]
            vectors = (b"".join([column[place] for place in mine]) for column in (closed, numbers))
            self.packed.append(_Packed(version_id, np.array(mine, np.int64) + start, *vectors))


def _rows(stage: Stage, mine: ColumnElement[bool]) -> _Rows:
    stored = select(*_READ).where(mine, _ROW.usable).order_by(_ROW.id)
    found = _Rows()
    if stage.level in UNLINKED:
        if rows := _by_content(stage, session.execute(stored).all()):
            found.take(rows)
        return found
    for part in session.execute(stored.execution_options(yield_per=_ROWS_AT_ONCE)).partitions():
        found.take(part)
        kept_figures.tell(len(found.keys))
    return found


def read(stage: Stage) -> Answered:
    """Everything that was answered and is usable, in few queries; the texts are read as soon as one is asked for."""
    found = list(session.scalars(select(Version).where(Version.stage_id == stage.id).order_by(Version.number)))
    mine = of_stage(stage.id)
    with undisturbed():
        rows = _rows(stage, mine)
    if not found:
        raise NotFound
    used = {each.version_id for each in rows.packed}
    newest = _newest(found, used)
    documents = {version.id: versions.document(version) for version in found if version.id in used | {newest.id}}
    whole = merged([documents[newest.id], *(documents[each.id] for each in reversed(found) if each.id in documents)])
    variables = variables_of(whole)
    written = {key: variables_of(document) for key, document in documents.items()}
    columns = _columns(rows, written, variables)
    mark_unasked(entries_of(whole), columns)
    texts = [variable.name for variable in variables if variable.kind is VariableKind.TEXT]
    return Answered(
        whole,
        newest.number,
        variables,
        tuple(rows.keys),
        np.concatenate(rows.modes),
        _sources(stage, rows.batches),
        Lent(columns, texts, lambda: _texts(mine, texts, rows.keys)),
        _attributes(stage, rows.cases),
        {key: frozenset(variable.name for variable in each) for key, each in written.items()},
        course.variables(documents.values(), has_quotas=_has_quotas(stage)),
        wordings({version.number: documents[version.id] for version in found if version.id in documents}),
    )


def _has_quotas(stage: Stage) -> bool:
    return session.scalar(select(Quota.id).where(Quota.stage_id == stage.id).limit(1)) is not None


def _by_content(stage: Stage, rows: Sequence[Any]) -> list[Any]:
    """The rows in an order that their contents alone decide: a key belongs to a person, and its place would too."""
    written = {
        key: json.dumps(answers, sort_keys=True)
        for key, answers in session.execute(
            select(Response.id, Response.answers).where(Response.stage_id == stage.id, Response.usable)
        )
    }
    return sorted(rows, key=lambda row: (row.version_id, row.closed, row.numbers, written.get(row.id, "")))


def _newest(found: Sequence[Version], used: set[int]) -> Version:
    """The newest version somebody answered, else the newest published one, else the draft."""
    answered = [version for version in found if version.id in used]
    published = [version for version in found if version.state is VersionState.PUBLISHED]
    return (answered or published or found)[-1]


def merged(documents: Iterable[Questionnaire]) -> Questionnaire:
    """The first questionnaire with what only the others have: answers, rows, fields, whole questions."""
    first, *others = documents
    known = {question.code: question for question in first.questions()}
    extra: list[str] = []
    for document in others:
        for question in document.questions():
            if question.code not in known:
                extra.append(question.code)
            known[question.code] = united(known.get(question.code, question), question)
    if not extra and all(known[question.code] is question for question in first.questions()):
        return first
    pages = [replace(page, questions=tuple(known[each.code] for each in page.questions)) for page in first.pages]
    earlier = [Page("earlier", {}, tuple(known[code] for code in extra))] if extra else []
    return replace(first, pages=(*pages, *earlier))


def _columns(
    rows: _Rows, written: Mapping[int, Sequence[Variable]], variables: Sequence[Variable]
) -> dict[str, npt.NDArray[Any]]:
    """Closed and number columns by name. What a version did not ask is `not shown` there, and no number."""
    size = len(rows.keys)
    columns: dict[str, npt.NDArray[Any]] = {
        variable.name: np.full(size, _NOT_SHOWN, np.int16)
        if variable.kind is VariableKind.CLOSED
        else np.full(size, NOT_SHOWN)
        for variable in variables
        if variable.kind is not VariableKind.TEXT
    }
    while rows.packed:
        packed = rows.packed.pop()  # given back as soon as it stands in the columns
        for kind, vectors, unpack in (
            (VariableKind.CLOSED, packed.closed, unpack_closed),
            (VariableKind.NUMBER, packed.numbers, unpack_numbers),
        ):
            names = [variable.name for variable in written[packed.version_id] if variable.kind is kind]
            matrix = unpack([vectors], packed.places.size * len(names)).reshape(packed.places.size, len(names))
            for number, name in enumerate(names):
                if name in columns and (columns[name].dtype == np.int16) is (kind is VariableKind.CLOSED):
                    columns[name][packed.places] = matrix[:, number]
    return columns


def _texts(mine: ColumnElement[bool], names: Sequence[str], keys: Sequence[str]) -> dict[str, list[str]]:
    """Text columns, from the records themselves; empty where nothing was written.

    The database takes the texts out of the records: reading whole records here costs more than all other figures.
    """
    columns = {name: [""] * len(keys) for name in names}
    # an answer may have come in since the keys were read: each text is put where its own record's key stands
    places = {key: place for place, key in enumerate(keys)}
    for start in range(0, len(names) if keys else 0, _TEXTS_AT_ONCE):
        some = names[start : start + _TEXTS_AT_ONCE]
        texts = [written_in(_ROW.answers, name) for name in some]
        # most people write nothing: their rows stay in the database
        anything = or_(*(text.is_not(None) for text in texts))
        stored = session.execute(
            select(_ROW.id, *texts).where(mine, _ROW.usable, anything),
            execution_options={"yield_per": _ROWS_AT_ONCE},
        )
        for key, *values in stored:
            place = places.get(key)
            if place is None:
                continue
            for name, value in zip(some, values, strict=True):
                if value:
                    columns[name][place] = value.strip()
    return columns


def _sources(stage: Stage, batches: Sequence[int | None]) -> Grouping:
    """The source of each answer; two batches with the same name are one source."""
    if not any(batches):
        return Grouping((), np.full(len(batches), -1, np.int64))
    stored = session.execute(select(ImportBatch.id, ImportBatch.source).where(ImportBatch.stage_id == stage.id))
    names: dict[int | None, str] = {row.id: row.source for row in stored}
    values = sorted({names[batch] for batch in batches if batch in names})
    index = {value: place for place, value in enumerate(values)}
    places = {batch: index.get(names.get(batch, ""), -1) for batch in set(batches)}
    return Grouping(tuple(values), np.array([places[batch] for batch in batches], np.int64))


def _attributes(stage: Stage, cases: Sequence[int | None]) -> dict[str, Grouping]:
    """What the sample's list says of those who answered; columns that tell nearly everybody apart are left out."""
    if not any(case is not None for case in cases):
        return {}
    stored = session.execute(
        select(SampledCase.id, SampledCase.attributes)
        .join(Response, Response.case_id == SampledCase.id)
        .where(Response.stage_id == stage.id, Response.usable)
    )
    known: dict[int, Mapping[str, Any]] = {key: attributes for key, attributes in stored}  # noqa: C416 - a result is no mapping
    names, words = sorted({name for attributes in known.values() for name in attributes}), words_of(stage)
    nothing: Mapping[str, Any] = {}
    groupings = {}
    for name in names:
        written = [str(known.get(case or 0, nothing).get(name) or "").strip() for case in cases]
        values = sorted(set(written) - {""})
        if 1 < len(values) <= _MOST_VALUES:
            index = {value: place for place, value in enumerate(values)} | {"": -1}
            places = np.array([index[value] for value in written], np.int64)
            groupings[name] = Grouping(tuple(values), places, words.get(name, ColumnWords()))
    return groupings


def records(
    stage: Stage, wanted: Sequence[str], answered: Answered, more: Mapping[str, Mapping[str, Value]] | None = None
) -> Iterator[Mapping[str, Value]]:
    """The answers of these responses as they were given, a few hundred read at a time, by random key.

    What a version does not ask for is `not shown` in the answers to it. `more` holds, by key, values to add.
    """
    names = [variable.name for variable in answered.variables]
    groups = entries_of(answered.questionnaire)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        found = session.execute(
            select(Response.version_id, Response.answers, Response.course, Response.id)
            .where(Response.stage_id == stage.id, Response.id.in_(some))
            .order_by(Response.id)
        )
        for version_id, stored, went, key in found:
            answers, asked = load(stored), answered.asked[version_id]
            given = {name: answers[name] for name in names if name in answers}
            lacking = {name: Missing.NOT_SHOWN for name in names if name not in asked}
            added = {**course.values(went, answered.course), **(more or {}).get(key, {})}
            yield given | unasked(groups, given) | lacking | added


def repacked(response: Response, version: Version) -> Packed:
    """The packed vectors of one response, made again from its record."""
    return pack(variables_of(versions.document(version)), load(response.answers))
