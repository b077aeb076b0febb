"""The survey sheet as pages of entries: groups are pages, groups of one list side by side are tables of ratings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from survey_app.exceptions import N_
from survey_app.interchange.questionnaires.losses import Notes
from survey_app.interchange.questionnaires.xlsform.sheets import Row
from survey_app.interchange.questionnaires.xlsform.types import QUIET, SETTINGS, RowType, parse_type
from survey_app.questions.repeat import MOST_FIELDS


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the form, with its row."""

    row: Row
    repeats: bool = False

    @property
    def is_table(self) -> bool:
        """Whether its rows are shown as one table of ratings."""
        return "table-list" in self.looks and not self.repeats

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
    table: Group | None = None


@dataclass(slots=True)
class Sheaf:
    """Entries that stand on one page, and the groups around them, the outermost first."""

    groups: tuple[Group, ...]
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Walk:
    """What the survey sheet holds: its pages, and the rows that stand for the day of the interview."""

    sheaves: list[Sheaf] = field(default_factory=list)
    days: list[Row] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    """What rows of the oldest forms set for the whole form."""

    def entries(self) -> Iterator[Entry]:
        """Every entry in its order."""
        for sheaf in self.sheaves:
            yield from sheaf.entries


def walk(rows: Sequence[Row], notes: Notes) -> Walk:
    """Go down the sheet once; what asks nobody anything is told and left out.

    A group begins a page, and so does what follows it; a table of ratings stays on the page it stands on.
    """
    found = Walk()
    groups: list[Group] = []
    sheaf = Sheaf(())
    skipped = 0
    for number, row in enumerate(rows):
        if number < skipped:
            continue
        kind = parse_type(row.get("type"))
        if row.get("disabled").lower() in {"yes", "true", "true()"}:
            notes.dropped(row.place, row.get("name"), N_("This row is switched off in the form."))
            continue
        if kind.kind == "begin_repeat" and (fields := fields_from(rows, number)):
            sheaf.entries.append(Entry(row, RowType("repeat"), tuple(fields)))
            skipped = number + len(fields) + 2
            continue
        if kind.kind in _BEGINS | _ENDS:
            table = groups[-1] if groups and groups[-1].is_table else None
            groups = _regrouped(groups, row, kind, notes)
            if table is None and not (groups and groups[-1].is_table):
                found.sheaves.append(sheaf)
                sheaf = Sheaf(tuple(groups))
        elif _is_asked(row, kind, found, notes):
            sheaf.entries.append(Entry(row, kind, table=groups[-1] if groups and groups[-1].is_table else None))
    found.sheaves = [Sheaf(each.groups, _joined(each)) for each in (*found.sheaves, sheaf) if each.entries]
    return found


_FIELDS = frozenset({"text", "integer", "decimal", "date", "select_one"})
_RULES = ("relevant", "constraint", "choice_filter", "calculation", "default", "trigger", "parameters", "disabled")


def fields_from(rows: Sequence[Row], at: int) -> list[Entry]:
    """The rows of a repeat that is as simple as an entry of ours, else nothing: few, of plain types, without rules."""
    found: list[Entry] = []
    for row in rows[at + 1 : at + MOST_FIELDS + 2]:
        kind = parse_type(row.get("type"))
        if kind.kind == "end_repeat":
            return found
        takes_in = any("${" in words for words in row.text("label").values())
        if kind.kind not in _FIELDS or kind.other or takes_in or any(row.get(name) for name in _RULES):
            return []
        found.append(Entry(row, kind))
    return []


_BEGINS, _ENDS = frozenset({"begin_group", "begin_repeat"}), frozenset({"end_group", "end_repeat"})


def _regrouped(groups: list[Group], row: Row, kind: RowType, notes: Notes) -> list[Group]:
    """The groups that are open behind a row that begins or ends one."""
    if kind.kind in _ENDS:
        return groups[:-1]
    _tell_repeat(group := Group(row, kind.kind == "begin_repeat"), notes)
    return [*groups, group]


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
    """Whether the row becomes a question; what does not is told."""
    name = row.get("name")
    if not kind.kind:
        if name or row.text("label"):
            notes.dropped(row.place, name, N_("A row without a type asks nothing."), original=_first(row.text("label")))
        return False
    if kind.kind == "today":
        found.days.append(row)
    if kind.kind in SETTINGS:
        found.settings.setdefault(SETTINGS[kind.kind], name or _first(row.text("label")))
        return False
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
    found: list[Entry] = []
    run: list[Entry] = []
    for entry in sheaf.entries:
        if run and not _continues(run, entry):
            found += _run(run)
            run = []
        run.append(entry)
    return [*found, *(_run(run) if run else ())]


def _continues(run: list[Entry], entry: Entry) -> bool:
    """Whether an entry is one more row of the table that the run makes."""
    if entry.type.kind != "select_one" or entry.type != run[-1].type or entry.table != run[-1].table:
        return False
    return entry.table is not None or "list-nolabel" in _looks(entry)


def _looks(entry: Entry) -> list[str]:
    return entry.row.get("appearance").lower().split()


def _run(run: list[Entry]) -> list[Entry]:
    """One entry for a run that is a table: rows of a table-list, or rows below one that only shows the answers."""
    first = run[0]
    headed = first.table is None and "label" in _looks(first)
    rows = run[1:] if headed else run
    if first.type.kind != "select_one" or not rows or (first.table is None and not headed):
        return run
    head = first.row if first.table is None else first.table.row
    return [Entry(head, RowType("table", first.type.list_name), tuple(rows))]
