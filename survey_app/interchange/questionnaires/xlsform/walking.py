"""The survey sheet as pages of entries: groups are pages, groups of one list side by side are tables of ratings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.interchange.questionnaires.xlsform.sheets import Row
from survey_app.interchange.questionnaires.xlsform.types import QUIET, RowType, parse_type

_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the form, with its row."""

    row: Row
    repeats: bool = False

    @property
    def looks(self) -> frozenset[str]:
        """The words of its appearance."""
        return frozenset(self.row.get("appearance").lower().split())


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that asks or says something; of a table of ratings the row of its group, with `rows` below it."""

    row: Row
    type: RowType
    rows: tuple["Entry", ...] = ()


@dataclass(slots=True)
class Sheaf:
    """Entries that stand on one page, and the groups around them, the outermost first."""

    groups: tuple[Group, ...]
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Walk:
    """What the survey sheet holds: pages, calculated values, and what is quiet."""

    sheaves: list[Sheaf] = field(default_factory=list)
    calculated: list[Row] = field(default_factory=list)
    days: list[Row] = field(default_factory=list)


def walk(rows: Sequence[Row], notes: Notes) -> Walk:
    """Go down the sheet once; what asks nobody anything is told and left out."""
    found = Walk()
    groups: list[Group] = []
    sheaf = Sheaf(())
    for row in rows:
        kind = parse_type(row.get("type"))
        if kind.kind in {"begin_group", "begin_repeat"}:
            groups = [*groups, Group(row, kind.kind == "begin_repeat")][:_DEEPEST]
            _tell_repeat(groups[-1], notes)
        elif kind.kind in {"end_group", "end_repeat"}:
            groups = groups[:-1]
        elif _is_asked(row, kind, found, notes):
            sheaf.entries.append(Entry(row, kind))
            continue
        else:
            continue
        found.sheaves.append(sheaf)
        sheaf = Sheaf(tuple(groups))
    found.sheaves = [Sheaf(each.groups, _joined(each)) for each in (*found.sheaves, sheaf) if each.entries]
    return found


def _tell_repeat(group: Group, notes: Notes) -> None:
    if not group.repeats:
        return
    notes.changed(
        group.row.place,
        group.row.get("name"),
        N_("Questions that are repeated are asked once."),
        original=group.row.get("repeat_count"),
    )


def _is_asked(row: Row, kind: RowType, found: Walk, notes: Notes) -> bool:
    """Whether the row is for respondents; calculated values are put aside, the rest is told."""
    name = row.get("name")
    if not kind.kind:
        if name or row.text("label"):
            notes.dropped(row.place, name, N_("A row without a type asks nothing."), original=_first(row.text("label")))
        return False
    if kind.kind == "calculate":
        found.calculated.append(row)
        return False
    if kind.kind == "today":
        found.days.append(row)
    if kind.kind in QUIET:
        notes.dropped(
            row.place, name or kind.kind, N_("“%(type)s” is filled in by the device and asks nobody."), type=kind.kind
        )
        return False
    return True


def _first(text: dict[str, str]) -> str:
    return next((words for words in text.values() if words), "")


def _joined(sheaf: Sheaf) -> list[Entry]:
    """The entries with those that are shown as one table made into one entry."""
    group = sheaf.groups[-1] if sheaf.groups else None
    if group and "table-list" in group.looks:
        return list(_tables(sheaf.entries, group, headed=False))
    if any("list-nolabel" in entry.row.get("appearance").lower() for entry in sheaf.entries):
        return list(_tables(sheaf.entries, group, headed=True))
    return sheaf.entries


def _tables(entries: Sequence[Entry], group: Group | None, *, headed: bool) -> Iterator[Entry]:
    """Runs of choices from one list as one entry each; `headed` runs begin with a row that only shows the list."""
    run: list[Entry] = []
    for entry in entries:
        if run and not _continues(run, entry, headed=headed):
            yield from _run(run, group, headed=headed)
            run = []
        run.append(entry)
    yield from _run(run, group, headed=headed)


def _continues(run: list[Entry], entry: Entry, *, headed: bool) -> bool:
    same = entry.type == run[-1].type and entry.type.kind == "select_one"
    looks = entry.row.get("appearance").lower()
    return same and (not headed or "list-nolabel" in looks)


def _run(run: list[Entry], group: Group | None, *, headed: bool) -> Iterator[Entry]:
    first = run[0] if run else None
    begins = first is not None and (not headed or first.row.get("appearance").lower().split()[:1] == ["label"])
    rows = run[1:] if headed and begins else run
    if first is None or not begins or first.type.kind != "select_one" or len(run) < 2:  # noqa: PLR2004 - two rows
        yield from run
    else:
        head = first.row if headed or group is None else group.row
        yield Entry(head, RowType("table", first.type.list_name), tuple(rows))
