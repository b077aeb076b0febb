"""The ratings of a panel in a file: wide, a column per panellist, or long: panellist, item, value."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from survey_app.cli.stats.panel_words import LONG, called, meaning, unfolded
from survey_app.cli.stats.printing import remark_once, seen_on_scale
from survey_app.cli.stats.questions import columns_of
from survey_app.cli.stats.reading import Cell, Sheet
from survey_app.cli.stats.turns import follow, in_turn
from survey_app.exceptions import N_, FileRefused

__all__ = [
    "RATINGS",
    "ROUNDS",
    "Ratings",
    "Rounds",
    "narrowed",
    "ratings",
    "rounds_in",
    "rounds_of",
    "two_rounds",
    "weighted_ratings",
    "with_codes",
    "writers",
]

RATINGS = (
    "Wide: the first column names the item, each further one is a panellist (--transposed, or a first column that is "
    "called panellist, expert, rater and the like: the other way round; --no-names: without the first column). Long: "
    "the columns panellist, item and value (or expert, question and rating, and the like). Either form may have a "
    "column round. A blank cell is missing."
)
ROUNDS = (
    "Long: the columns panellist, item, round and value (or expert, question, wave and rating, and the like). Wide: "
    "the column round, one that names the item, each further one a panellist (--transposed, or a column called "
    "panellist and the like in the place of the item: the other way round); or, without it, a panellist in each "
    "row and columns such as q1_r1 and q1_r2. A blank cell is missing."
)

_TWO = 2
_MOST_LONG = 6
"""A file whose first column repeats and that has no more columns is one with a rating in each row."""

Ends = tuple[float, float] | None
Rounds = dict[str, dict[str, dict[str, Cell]]]
"""Per item and round, the rating of each panellist."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """One round: `columns` are the panellists', each in the order of the items, and `unsure_cells` likewise.

    There a cell is true where the panellist said "cannot judge"; its rating is None.
    """

    items: tuple[str, ...]
    people: tuple[str, ...]
    columns: tuple[tuple[Cell, ...], ...]
    unsure_cells: tuple[tuple[bool, ...], ...]

    @property
    def unsure(self) -> tuple[int, ...]:
        """How many said of each item that they cannot judge it."""
        return tuple(sum(column[place] for column in self.unsure_cells) for place in range(len(self.items)))

    @property
    def rows(self) -> list[tuple[Cell, ...]]:
        """The ratings of each item, in the order of the panellists."""
        return list(zip(*self.columns, strict=True)) if self.columns else [() for _ in self.items]


def ratings(sheet: Sheet, ends: Ends = None, *, is_real: bool = False) -> Ratings:
    """The ratings of one round, checked against the ends of the scale where they are given."""
    found = _ratings(called(sheet), ends, is_real=is_real)
    seen_on_scale(ends, (rating for column in found.columns for rating in column))
    return found


def _ratings(sheet: Sheet, ends: Ends, *, is_real: bool) -> Ratings:
    if sheet.has(*LONG):
        return _of_round(sheet, *_cells(sheet, ends, is_real=is_real))
    if _has_turns(sheet):
        return _of_round(sheet, *_wide_cells(sheet, ends, is_real=is_real))
    things, first = _names_of_rows(sheet)
    places = range(first, len(sheet.names))
    by_row = [
        [sheet.number(row, place, ends, is_real=is_real) for place in places] for row in range(len(sheet.table.rows))
    ]
    unsure = [[sheet.cells.is_unsure(cell) for cell in row[first:]] for row in sheet.table.rows]
    if _is_turned(sheet):
        return Ratings(sheet.names[first:], things, tuple(map(tuple, by_row)), tuple(map(tuple, unsure)))
    _say_which_way(sheet, sheet.names[0], things, sheet.names[first:])
    return Ratings(things, sheet.names[first:], tuple(zip(*by_row, strict=True)), tuple(zip(*unsure, strict=True)))


def weighted_ratings(sheet: Sheet, weight: str) -> tuple[Ratings, list[Cell]]:
    """The ratings of one round with the weight of each panellist, who stands in a row or has a row for each rating."""
    mass = sheet.weights(weight)
    kept = [at for at in range(len(sheet.names)) if at != sheet.place(weight)]
    table = replace(
        sheet.table,
        header=tuple(sheet.names[at] for at in kept),
        rows=tuple(tuple(row[at] for at in kept) for row in sheet.table.rows),
    )
    sheet = called(replace(sheet, table=table))
    if sheet.has(*LONG):
        given = ratings(sheet)
        who = [line[sheet.place("panellist")] for line in sheet.table.rows]
        found: dict[str, Cell] = {}
        for person, each, number in zip(who, mass, sheet.table.numbers, strict=True):
            if found.setdefault(person, each) != each:
                raise FileRefused(N_("Row %(row)s: the weight differs from that panellist's other rows."), row=number)
        return given, [found[person] for person in given.people]
    if _has_turns(sheet):
        raise FileRefused(N_("A file with several rounds side by side takes no weights: bring one round."))
    return ratings(replace(sheet, shape=replace(sheet.shape, transposed=True))), mass


def narrowed(sheet: Sheet, kept: Sequence[str]) -> Sheet:
    """A wide file with these columns of ratings alone, beside its first column (the names) and a column round."""
    sheet = called(sheet)
    if sheet.has(*LONG):
        raise FileRefused(
            N_("--columns is for files with the ratings side by side; this one has a rating in each row.")
        )
    wanted = {sheet.place(name) for name in columns_of(sheet, kept)}
    turns = {sheet.place("round")} if _has_turns(sheet) else set()
    named = set() if sheet.shape.unnamed else {min({*range(len(sheet.names))} - turns)}
    places = sorted(wanted | named | turns)
    rows = tuple(tuple(row[place] for place in places) for row in sheet.table.rows)
    header = tuple(sheet.names[place] for place in places)
    return replace(sheet, table=replace(sheet.table, header=header, rows=rows))


def with_codes(sheet: Sheet) -> Sheet:
    """The sheet with every category in its cells as a number, in the order of the alphabet; missing ones stay."""
    sheet = called(sheet)
    if sheet.has(*LONG):
        places = [sheet.place("value")]
    elif _has_turns(sheet):
        _turn, _name, places = _wide_places(sheet)
    else:
        places = list(range(0 if sheet.shape.unnamed else 1, len(sheet.names)))
    given = [[row[place] for place in places] for row in sheet.table.rows]
    known = {cell for row in given for cell in row if not (sheet.cells.is_missing(cell) or sheet.cells.is_unsure(cell))}
    codes = {cell: str(code) for code, cell in enumerate(sorted(known))}
    rows = []
    for row in sheet.table.rows:
        cells = list(row)
        for place in places:
            cells[place] = codes.get(cells[place], cells[place])
        rows.append(tuple(cells))
    return replace(sheet, table=replace(sheet.table, rows=tuple(rows)))


def _names_of_rows(sheet: Sheet) -> tuple[tuple[str, ...], int]:
    """The names of the rows, and where the ratings begin."""
    if sheet.shape.unnamed:
        return tuple(str(place) for place in range(1, len(sheet.table.rows) + 1)), 0
    if len(sheet.names) < _TWO:
        raise FileRefused(
            N_("The file names no panellist: the first column is the item, each further one a panellist.")
        )
    found: set[str] = set()
    for row, number in zip(sheet.table.rows, sheet.table.numbers, strict=True):
        if row[0] in found and len(sheet.names) <= _MOST_LONG:
            raise FileRefused(
                N_(
                    "Row %(row)s: “%(name)s” stands there a second time. A file with a rating in each row needs the "
                    "columns panellist, item and value, or --called item=COLUMN and so on; one with ratings side by "
                    "side and no column of names needs --no-names. It names: %(columns)s."
                ),
                row=number,
                name=row[0][:80],
                columns=sheet.told_names,
            )
        if not row[0] or row[0] in found:
            what = N_(
                "Row %(row)s: every panellist needs a name of their own. Without a column of names add --no-names."
            )
            raise FileRefused(
                what
                if _is_turned(sheet)
                else N_("Row %(row)s: every item needs a name of its own. Without a column of names add --no-names."),
                row=number,
            )
        found.add(row[0])
    return tuple(row[0] for row in sheet.table.rows), 1


def _is_turned(sheet: Sheet) -> bool:
    """Whether each row is a panellist: it was said so, or the column of names is called so."""
    first = next((name for name in sheet.names if name.casefold() != "round" or not _has_turns(sheet)), "")
    return sheet.shape.transposed or (not sheet.shape.unnamed and _means(first, "panellist"))


def _means(name: str, what: str) -> bool:
    known = meaning(name)
    return known is not None and known[0] == what


def _say_which_way(sheet: Sheet, first: str, things: Sequence[str], people: Sequence[str]) -> None:
    """Say how a table of ratings was read where the name of its first column does not tell it."""
    if not (_is_turned(sheet) or sheet.shape.unnamed or _means(first, "item")):
        remark_once(
            f"Read with the items in rows ({_some(things)}) and the panellists in columns ({_some(people)}). If each "
            "row is a panellist, add --transposed."
        )


def _one_by_one(sheet: Sheet) -> Sheet:
    """Rounds side by side as rows of their own: each is a panellist, unless the first column is called an item."""
    found = unfolded(sheet)
    if found is sheet or _is_turned(sheet) or _means(sheet.names[0], "item"):
        return found
    people = tuple(row[0] for row in sheet.table.rows)
    remark_once(
        f"Read with the panellists in rows ({_some(people)}) and the items in columns ({_some(found.names[2:])}). If "
        f"each row is an item, add --called item={sheet.names[0][:80]}."
    )
    return replace(found, shape=replace(found.shape, transposed=True))


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(name[:20] for name in names[:3])
    return f"{shown}, …" if len(names) > len(names[:3]) else shown


def _has_turns(sheet: Sheet) -> bool:
    return sheet.has("round") and not sheet.shape.unnamed and len(sheet.names) > _TWO


def _wide_places(sheet: Sheet) -> tuple[int, int, list[int]]:
    """Where a wide file with rounds holds the round, the name of the row, and the ratings."""
    at_round = sheet.place("round")
    at_name, *places = (place for place in range(len(sheet.names)) if place != at_round)
    return at_round, at_name, places


def _wide_cells(sheet: Sheet, ends: Ends, *, is_real: bool) -> tuple[Rounds, set[tuple[str, str, str]]]:
    """What `_cells` reads, out of rows with a round, a name and the ratings side by side."""
    at_round, at_name, places = _wide_places(sheet)
    is_turned = _is_turned(sheet)
    found: Rounds = {}
    unsure: set[tuple[str, str, str]] = set()
    seen: set[tuple[str, str]] = set()
    for row, (line, number) in enumerate(zip(sheet.table.rows, sheet.table.numbers, strict=True)):
        turn, name = line[at_round], line[at_name]
        if not (turn and name) or (turn, name) in seen:
            raise FileRefused(N_("Row %(row)s: name and round must be there, together only once."), row=number)
        seen.add((turn, name))
        for place in places:
            other = sheet.names[place]
            item, person = (other, name) if is_turned else (name, other)
            found.setdefault(item, {}).setdefault(turn, {})[person] = sheet.number(row, place, ends, is_real=is_real)
            if sheet.cells.is_unsure(line[place]):
                unsure.add((item, turn, person))
    _say_which_way(sheet, sheet.names[at_name], list(found), [sheet.names[place] for place in places])
    return found, unsure


def _of_round(sheet: Sheet, cells: Rounds, unsure: set[tuple[str, str, str]]) -> Ratings:
    """The ratings of the round that was asked for, or of the only one."""
    there = rounds_in(cells)
    turn = sheet.shape.round if sheet.shape.round is not None or len(there) > 1 else there[0]
    if turn not in there:
        raise FileRefused(N_("Name one round of the file with --round. It holds: %(rounds)s."), rounds=_shown(there))
    items = {item: turns[turn] for item, turns in cells.items() if turn in turns}
    people = tuple(dict.fromkeys(person for values in items.values() for person in values))
    columns = tuple(tuple(values.get(person) for values in items.values()) for person in people)
    unsure_cells = tuple(tuple((item, turn, person) in unsure for item in items) for person in people)
    return Ratings(tuple(items), people, columns, unsure_cells)


def rounds_of(sheet: Sheet, ends: Ends = None) -> Rounds:
    """Every rating of a file with rounds in its item and round, each panellist once."""
    sheet = called(sheet)
    sheet = sheet if _has_turns(sheet) or sheet.has(*LONG) or sheet.shape.unnamed else _one_by_one(sheet)
    if sheet.has(*LONG, "round"):
        return _cells(sheet, ends, is_real=False)[0]
    if not _has_turns(sheet) or sheet.has(*LONG):
        raise FileRefused(
            N_(
                "The first row must name the columns panellist, item, round and value, or hold the rounds side by side "
                "as q1_r1, q1_r2. It names: %(columns)s."
            ),
            columns=sheet.told_names,
        )
    return _wide_cells(sheet, ends, is_real=False)[0]


def writers(sheet: Sheet, column: str) -> dict[str, set[str]]:
    """Who wrote something into a column of texts, in each round of a file with a rating in each row."""
    sheet = called(sheet)
    at_person, at_round = sheet.place("panellist"), sheet.place("round")
    found: dict[str, set[str]] = {}
    for line, text in zip(sheet.table.rows, sheet.texts(column), strict=True):
        if text is not None:
            found.setdefault(line[at_round], set()).add(line[at_person])
    return found


def _cells(sheet: Sheet, ends: Ends, *, is_real: bool) -> tuple[Rounds, set[tuple[str, str, str]]]:
    """The ratings and, by item, round and person, who said that they cannot judge."""
    places = [sheet.place(name) for name in LONG]
    at_round = sheet.place("round") if sheet.has("round") else None
    found: Rounds = {}
    unsure: set[tuple[str, str, str]] = set()
    for row, (line, number) in enumerate(zip(sheet.table.rows, sheet.table.numbers, strict=True)):
        person, item = line[places[0]], line[places[1]]
        turn = "1" if at_round is None else line[at_round]
        given = found.setdefault(item, {}).setdefault(turn, {})
        if not (person and item and turn) or person in given:
            raise FileRefused(
                N_("Row %(row)s: panellist, item and round must be there, together only once."), row=number
            )
        given[person] = sheet.number(row, places[2], ends, is_real=is_real)
        if sheet.cells.is_unsure(line[places[2]]):
            unsure.add((item, turn, person))
    return found, unsure


def two_rounds(answers: Rounds, first: str | None, second: str | None) -> tuple[str, str]:
    """The two rounds to compare: those named, or the only two there are where their names tell which came first."""
    there = rounds_in(answers)
    is_named = first is not None or second is not None
    chosen = [turn for turn in (first, second) if turn in there] if is_named else there
    if len(chosen) != _TWO or chosen[0] == chosen[1] or not (is_named or follow(there)):
        raise FileRefused(
            N_("Name two rounds of the file with --from and --to. It holds: %(rounds)s."), rounds=_shown(there)
        )
    return str(chosen[0]), str(chosen[1])


def rounds_in(answers: Rounds) -> list[str]:
    """The rounds there are, in their order as far as their names tell it."""
    return in_turn({turn for turns in answers.values() for turn in turns})


def _shown(there: Sequence[str]) -> str:
    return ", ".join(turn[:40] for turn in there[:20])
