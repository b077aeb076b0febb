"""Whether number, mean and spread of groups may be told without saying what few people of one gave."""

import numpy as np
import numpy.typing as npt

from survey_app.services.answer_tables import AnswerTables, Look
from survey_app.services.columns import Places
from survey_app.services.groups import crossed

Numbers = npt.NDArray[np.float64]
_FEW_VALUES = 12
"""Numbers with so many different values or fewer are answers like those of a list; mean and spread would tell each."""
_LEAST_PEOPLE = 30
"""Of fewer people number, mean and spread leave so few sets of numbers that some of them are certain."""


def may_tell_numbers(numbers: Numbers, look: Look) -> bool:
    """Whether number, mean and spread of each group may be told.

    Few different values are answers of a list: three of them follow from number, mean and spread. Of many, no group may
    be small, nor have all but a few of the same number, nor a mean or spread that it cannot have without those few of
    everybody who gave the largest or the smallest.
    """
    given = ~np.isnan(numbers)
    values, places = _values(numbers[given])
    if values.size <= _FEW_VALUES:
        column = np.full(numbers.size, -1, np.int64)
        column[given] = places
        codes = range(values.size)
        return not AnswerTables(column, codes, look).lays_open(tuple((code,) for code in codes))
    columns = [each[given] for each in look.groupings.values()]
    crossing = [columns] if len(columns) > 1 else []
    single = [*columns, *(each[given] for each in look.remainders)]
    tables = [crossed(each, look.fewest) for each in (*([each] for each in single), *crossing)]
    return all(_may_tell(each, places, values, look.fewest) for each in tables)


def _values(numbers: Numbers) -> tuple[Numbers, Places]:
    """The different numbers in rising order, and the place of each number among them; whole ones are not sorted."""
    low, high = (float(numbers.min()), float(numbers.max())) if numbers.size else (0.0, 0.0)
    if high - low < numbers.size and bool((numbers == np.floor(numbers)).all()):
        moved = (numbers - low).astype(np.int64)
        filled = np.bincount(moved) > 0
        return np.asarray(np.flatnonzero(filled) + low, np.float64), (np.cumsum(filled) - 1)[moved]
    values, places = np.unique(numbers, return_inverse=True)
    return values, places.reshape(-1)


def _may_tell(groups: Places, places: Places, values: Numbers, fewest: int) -> bool:
    people = np.bincount(groups)
    if people[people > 0].min() < _LEAST_PEOPLE:
        return False
    return not _few_differ(groups, places, fewest) and not _needs_few(groups, places, values, fewest)


def _few_differ(groups: Places, places: Places, fewest: int) -> bool:
    """Whether in some group all but a few gave one and the same number."""
    width = int(places.max(initial=0)) + 1
    cells, counts = _filled(groups * width + places)
    owners = cells // width
    most = np.zeros(int(owners.max(initial=0)) + 1, np.int64)
    np.maximum.at(most, owners, counts)
    others = np.bincount(owners, counts).astype(np.int64) - most
    return bool(((others > 0) & (others < fewest)).any())


def _filled(cells: Places) -> tuple[Places, Places]:
    """The cells that hold somebody, and how many."""
    if int(cells.max(initial=0)) > cells.size:
        return np.unique(cells, return_counts=True)
    counts = np.bincount(cells)
    filled = np.flatnonzero(counts)
    return filled, counts[filled]


def _needs_few(groups: Places, places: Places, values: Numbers, fewest: int) -> bool:
    """Whether the sum, or the sum of squares, of a group is more than the same number of people without those few have.

    Then somebody of the few with the largest numbers of everybody is in the group for certain.
    """
    people, counts = np.bincount(groups), np.bincount(places)
    middle = values - values[np.searchsorted(np.cumsum(counts), int(counts.sum()) // 2, side="right")]
    for scores in (middle, -middle, middle**2):
        sums, order = np.asarray(np.bincount(groups, scores[places]), np.float64), np.argsort(-scores)
        if any(_exceeds((people, sums), (scores[order], counts[order]), few) for few in range(1, fewest)):
            return True
    return False


def _exceeds(told: tuple[Places, Numbers], ranked: tuple[Numbers, Places], few: int) -> bool:
    """Whether a sum is more than so many people have together, the few with the largest scores left out."""
    (people, sums), (scores, counts) = told, ranked
    left = np.diff(np.maximum(np.cumsum(counts) - few, 0), prepend=0)
    filled = (people > 0) & (people <= left.sum())
    most = np.interp(people, np.append(0, np.cumsum(left)), np.append(0, np.cumsum(left * scores)))
    slack = 1e-9 * float(np.abs(scores * counts).sum())
    return bool((sums[filled] > most[filled] + slack).any())
