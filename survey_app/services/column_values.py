"""The values of a column of the sample's list: what they mean, and two more columns that say it.

The columns are added to the list and to the cases that were drawn, so that draws, tallies, fieldwork and filters know
them like any other. Who has no value has none there either: *not stated* stays in every total.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, update

from survey_app.db import inserting, session
from survey_app.exceptions import N_, NotFound
from survey_app.models import Account, ColumnValues, Frame, FrameUnit, SampledCase, Stage
from survey_app.questions.definition import Text
from survey_app.services import audit, frames
from survey_app.services.value_meanings import Meaning, MeaningsRefused

_UNIT: Any = FrameUnit.__table__
_CASE: Any = SampledCase.__table__
_CHUNK = 2_000
_NOTHING: Text = {}
NAMED, PARENT = "%s (name)", "%s (belongs to)"
"""The two columns that are added to a column."""
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """What a column and its values are called in reports, by language; what is not there has its own name alone."""

    title: Text = field(default_factory=dict)
    values: Mapping[str, Text] = field(default_factory=dict)


def words_of(stage: Stage) -> dict[str, ColumnWords]:
    """The columns of a survey's list that have words of their own, or whose values have."""
    kept = session.scalars(select(ColumnValues).where(ColumnValues.stage_id == stage.id)).all()
    return {
        each.attribute: ColumnWords(
            _title(each.meanings), {one.written: one.words for one in _meanings(each.meanings) if one.words}
        )
        for each in kept
    }


def columns_of(stage: Stage) -> list[str]:
    """The columns whose values can be explained: those of the list and of the cases, without the ones added here."""
    found = dict.fromkeys(name for row in _attributes(stage) for name in row)
    frame = frames.current(stage)
    names = [*(frame.attributes if frame is not None else ()), *found]
    added = {pattern % name for name in names for pattern in (NAMED, PARENT)}
    return [name for name in dict.fromkeys(names) if name not in added]


def counts_of(stage: Stage, attribute: str) -> Counter[str | None]:
    """How often each value stands in the list; without a list, among the cases. None is not stated."""
    if attribute not in columns_of(stage):
        raise NotFound
    return Counter(_value(row, attribute) or None for row in _attributes(stage))


def meanings_of(stage: Stage, attribute: str) -> tuple[Meaning, ...]:
    """What the values of a column were said to mean."""
    found = session.get(ColumnValues, (stage.id, attribute))
    return _meanings(found.meanings) if found is not None else ()


def title_of(stage: Stage, attribute: str) -> Text:
    """What a column is called in reports, by language; empty where only its name is known."""
    found = session.get(ColumnValues, (stage.id, attribute))
    return _title(found.meanings) if found is not None else {}


def _meanings(stored: Sequence[dict[str, Any]]) -> tuple[Meaning, ...]:
    return tuple(Meaning(**each) for each in stored if each["written"])


def _title(stored: Sequence[dict[str, Any]]) -> Text:
    found: Text = next((each["words"] for each in stored if not each["written"]), _NOTHING)
    return found


def keep(stage: Stage, attribute: str, meanings: Sequence[Meaning], account: Account, title: Text = _NOTHING) -> None:
    """Keep what a column is called and what its values mean, and write their names into the list and the cases."""
    if len(attribute) > LONGEST_NAME:
        raise MeaningsRefused(
            N_("The column name “%(name)s…” is longer than %(most)s characters. Shorten it in the file."),
            name=attribute[:40],
            most=LONGEST_NAME,
        )
    written = [*([{"written": "", "words": dict(title)}] if title else []), *map(asdict, meanings)]
    row = inserting(ColumnValues).values(stage_id=stage.id, attribute=attribute, meanings=written)
    session.execute(row.on_conflict_do_update(index_elements=["stage_id", "attribute"], set_={"meanings": written}))
    _apply(stage, attribute, meanings)
    audit.record(stage.study_id, account, "values_explained", f"{attribute}: {len(meanings)}")


def _apply(stage: Stage, attribute: str, meanings: Sequence[Meaning]) -> None:
    known = {each.written: each for each in meanings}
    frame = frames.current(stage)
    if frame is not None:
        _write(_UNIT, _UNIT.c.frame_id == frame.id, attribute, known)
        _name_columns(frame, attribute, meanings)
    _write(_CASE, _CASE.c.stage_id == stage.id, attribute, known)
    session.expire_all()


def renew(stage: Stage) -> None:
    """Write what is known of the values into a list or cases that came in the meantime."""
    has_columns = set(columns_of(stage))
    for kept in session.scalars(select(ColumnValues).where(ColumnValues.stage_id == stage.id)).all():
        if kept.attribute in has_columns:
            _apply(stage, kept.attribute, _meanings(kept.meanings))


def without_people(stage: Stage) -> dict[str, tuple[Meaning, ...]]:
    """What may leave with the study, without its list: the values that something was said about, by column.

    A column in which most members have a value of their own, such as names, says who is on the list: it stays.
    """
    found = {}
    for kept in session.scalars(select(ColumnValues).where(ColumnValues.stage_id == stage.id)).all():
        values = Counter(filter(None, (_value(row, kept.attribute) for row in _attributes(stage))))
        said = tuple(each for each in _meanings(kept.meanings) if each.name or each.parent or each.words)
        if said and 2 * len(values) <= values.total():
            found[kept.attribute] = said
    return found


def _name_columns(frame: Frame, attribute: str, meanings: Sequence[Meaning]) -> None:
    """The list gets its new columns, each only where it says anything."""
    wanted = {NAMED % attribute: any(each.name for each in meanings)}
    wanted[PARENT % attribute] = any(each.parent for each in meanings)
    kept = [name for name in frame.attributes if name not in wanted]
    frame.attributes = [*kept, *(name for name, is_said in wanted.items() if is_said)]
    session.flush()


def _write(table: Any, mine: Any, attribute: str, known: dict[str, Meaning]) -> None:  # noqa: ANN401 - parts of SQL
    has_names = any(each.name for each in known.values())
    has_parents = any(each.parent for each in known.values())
    changed = []
    for key, attributes in session.execute(select(table.c.id, table.c.attributes).where(mine)):
        others = {name: value for name, value in attributes.items() if name not in _added(attribute)}
        value = _value(attributes, attribute)
        meaning = known.get(value, Meaning(value))
        if value and has_names:
            others[NAMED % attribute] = meaning.called
        if value and has_parents:
            others[PARENT % attribute] = meaning.top
        if others != attributes:
            changed.append({"row": key, "attributes": others})
    put = update(table).where(table.c.id == bindparam("row")).values(attributes=bindparam("attributes"))
    for start in range(0, len(changed), _CHUNK):
        session.connection().execute(put, changed[start : start + _CHUNK])


def _added(attribute: str) -> tuple[str, str]:
    return NAMED % attribute, PARENT % attribute


def _value(row: dict[str, Any], attribute: str) -> str:
    return str(row.get(attribute) or "").strip()


def _attributes(stage: Stage) -> Iterator[dict[str, Any]]:
    frame = frames.current(stage)
    if frame is not None:
        yield from session.scalars(select(FrameUnit.attributes).where(FrameUnit.frame_id == frame.id))
    else:
        yield from session.scalars(select(SampledCase.attributes).where(SampledCase.stage_id == stage.id))
