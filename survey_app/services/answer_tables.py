"""The answers to one question against everything that people are told apart by: looked through before any is told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from survey_app.privacy.small_cells import Counts, lays_open
from survey_app.services.columns import Places
from survey_app.services.groups import UNANSWERED, answering, crossed, looked_up, showable, sizes_of

Parts = tuple[tuple[int, ...], ...]
"""The codes of a column in the parts that are told apart: several codes in one part are told as one answer."""
Groupings = Mapping[str, Places]
"""What people are told apart by: the places of everybody, by the name of the filter or of the columns."""
Around = tuple[Places, Mapping[int, int]]
"""Another grouping, and by the groups that lie inside one group of it: inside which."""
_LEFT_OUT = -2


@dataclass(frozen=True, slots=True)
class Look:
    """What people are told apart by, and the fewest of a group whose answer may be told; 1 keeps nothing back."""

    groupings: Groupings
    fewest: int
    around: tuple[Around, ...] = ()
    """Of one grouping: what else tells people apart, where some of its groups lie inside one group of that."""

    @property
    def is_free(self) -> bool:
        """Whether everything may be told."""
        return self.fewest == 1 or not self.groupings

    def beside(self, name: str, places: Places) -> "Look":
        """The same with one thing more that tells people apart."""
        return Look({**self.groupings, name: places}, self.fewest)

    def surrounded(self, others: Iterable[Places]) -> "Look":
        """The same of one grouping with what its groups lie inside of, such as the region of a district.

        Who is of the region, and in none of its districts that are told, is known by subtraction.
        """
        if self.is_free or len(self.groupings) > 1:
            return self
        (places,) = self.groupings.values()
        found = ((each, _inside(places, each, self.fewest)) for each in others if each is not places)
        return Look(self.groupings, self.fewest, tuple((each, inside) for each, inside in found if inside))

    def leaving_out(self, groups: frozenset[int]) -> "Look":
        """The same of one grouping, these groups being one with all that no filter could show."""
        ((name, places),) = self.groupings.items()
        told = showable(sizes_of(places), self.fewest) - groups
        merged = looked_up(places, {group: group for group in told}, _LEFT_OUT)
        around = tuple((each, {group: inside[group] for group in told & inside.keys()}) for each, inside in self.around)
        return Look({name: merged}, self.fewest, around)

    @property
    def remainders(self) -> list[Places]:
        """Of each grouping around: who is in a group of it, and in none of those that lie inside; all others as one."""
        (places,) = self.groupings.values() if self.around else ((),)
        found = []
        for each, inside in self.around:
            outer = looked_up(each, {group: group for group in inside.values()}, _LEFT_OUT)
            found.append(np.where(np.isin(places, list(inside)), _LEFT_OUT, outer))
        return found


def _inside(places: Places, around: Places, fewest: int) -> dict[int, int]:
    """The groups that could be shown and lie inside one group of another grouping, and inside which."""
    if not len(places):
        return {}
    low, width = int(around.min()), int(around.max()) - int(around.min()) + 1
    sizes, wider = sizes_of(places), sizes_of(around)
    groups, other, found = showable(sizes, fewest), showable(wider, fewest), {}
    for pair, size in sizes_of(places * width + (around - low)).items():
        group, outer = pair // width, pair % width + low
        if group in groups and outer in other and size == sizes[group] < wider[outer]:
            found[group] = outer
    return found


class AnswerTables:
    """How many of each group gave each answer, by each grouping alone and by all of them crossed.

    Groups that could not be shown among those who answered are one, with those who gave no answer to what tells the
    groups apart and without them. Where the answers are groups of other questions as well, those that no filter can
    show by themselves have to stay together: they are `unshown`.
    """

    def __init__(self, column: Places, codes: Sequence[int], look: Look, *, are_groups: bool = False) -> None:
        self.codes, self.look = tuple(codes), look
        self._rows = looked_up(column, {code: row for row, code in enumerate(codes)}, -1)
        self._sizes = [self._counted_in(places) for places in look.groupings.values()]
        self._around = [(*self._counted_in(places), inside) for places, inside in look.around]
        self.single = [table for each in self._sizes for table in self._of_one(*each)]
        self.unshown = [self._unshown(column, places) for places in look.groupings.values()] if are_groups else []

    def leaving_out(self, groups: frozenset[int]) -> "AnswerTables":
        """The same of one grouping, these groups being one with all that could not be shown."""
        found = copy(self)
        found.single = self._of_one(*self._sizes[0], groups)
        return found

    def lays_open(self, parts: Parts) -> bool:
        """Whether some grouping, or all of them crossed, tell of a small count of answers told as one or apart.

        Answers that are groups are told in two ways, in the rows and by filters. Those that are one group in the one
        way, and lie in two parts in the other, would be told apart by both.
        """
        if any(0 < len(unshown & set(part)) < len(unshown) for unshown in self.unshown for part in parts):
            return True
        place = {code: row for row, code in enumerate(self.codes)}
        together = [[place[code] for code in part] for part in parts]
        return any(lays_open(table, self.look.fewest, together) for table in self.tables) or any(
            _tells_the_rest(table, together) for table in self.single
        )

    @property
    def tables(self) -> list[Counts]:
        """All tables of answers by groups."""
        return self.single if len(self.look.groupings) == 1 else [*self.single, *self._crossed]

    @cached_property
    def _crossed(self) -> list[Counts]:
        """Answers by all groupings at once."""
        given = self._rows >= 0
        columns = [places[given] for places in self.look.groupings.values()]
        cells, rows, whole = crossed(columns, self.look.fewest), self._rows[given], answering(columns)
        found = [(rows, cells)] if whole.all() else [(rows, cells), (rows[whole], cells[whole])]
        return [self._counted(*each) for each in found]

    def _counted(self, rows: Places, cells: Places) -> Counts:
        filled = list(sizes_of(cells))
        columns = looked_up(cells, {cell: place for place, cell in enumerate(filled)}, 0)
        counts = np.bincount(rows * len(filled) + columns, minlength=len(self.codes) * len(filled))
        return counts.astype(np.int64).reshape(len(self.codes), len(filled))

    def _unshown(self, column: Places, places: Places) -> frozenset[int]:
        """The answers that are no group which could be shown, of those who answered what tells the groups apart."""
        sizes = sizes_of(column[answering([places])])
        shown = showable(sizes, self.look.fewest)
        return frozenset(self.codes).intersection(sizes) - shown

    def _counted_in(self, places: Places) -> tuple[int, Counts]:
        """The lowest place of a grouping, and how many of each place gave each answer: counted in one go."""
        if not len(places):
            return 0, np.zeros((len(self.codes), 1), np.int64)
        low, width = int(places.min()), int(places.max()) - int(places.min()) + 1
        counts = np.bincount((self._rows + 1) * width + (places - low), minlength=(len(self.codes) + 1) * width)
        return low, counts.astype(np.int64).reshape(-1, width)[1:]

    def _of_one(self, low: int, counted: Counts, left_out: frozenset[int] = frozenset()) -> list[Counts]:
        """Of one grouping: first who is in no group that could be shown, then the groups that could.

        There is a second table where some of the first gave no answer and some did: without those who did not.
        """
        sizes = {low + place: size for place, size in enumerate(counted.sum(axis=0).tolist())}
        could = showable(sizes, self.look.fewest)
        shown: frozenset[int] = could - left_out
        rest = [place - low for place, size in sizes.items() if size and place not in shown]
        told = counted[:, sorted(place - low for place in shown)]
        answered = [place for place in rest if place + low not in UNANSWERED]
        ways = [rest, answered] if 0 < len(answered) < len(rest) else [rest]
        found = [np.column_stack([counted[:, way].sum(axis=1), told]) for way in ways]
        return [*found, *self._remainders(low, counted, shown)]

    def _remainders(self, low: int, counted: Counts, shown: frozenset[int]) -> Iterator[Counts]:
        """Who is in a group of another grouping, and in none of the groups inside it that are told."""
        for start, outer, inside in self._around:
            told = {group: inside[group] for group in shown & inside.keys()}
            columns = [
                outer[:, group - start] - counted[:, [each - low for each in told if told[each] == group]].sum(axis=1)
                for group in set(told.values())
            ]
            if columns:
                yield np.column_stack([np.zeros_like(columns[0]), *columns])


def _tells_the_rest(table: Counts, together: Sequence[Sequence[int]]) -> bool:
    """Whether all who are in no group that could be shown gave one answer: then each small group of them did.

    Where everybody gave that answer nothing more is told by it.
    """
    answers = [rows for rows in map(list, together) if table[rows, 0].any()]
    return len(answers) == 1 and any(table[list(rows), 1:].any() for rows in together if list(rows) != answers[0])
