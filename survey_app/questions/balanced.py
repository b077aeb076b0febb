"""Small sets of rows, put together so that every row is seen equally often and beside as many others as can be."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from random import Random

Sets = tuple[tuple[int, ...], ...]

_STARTS = 40


@lru_cache(maxsize=500)
def design(rows: int, a_set: int, sets: int, seed: int) -> Sets:
    """Which rows (0, 1, ...) stand in which set, the same for the same seed.

    No row is shown more than once more often than another. Of several such designs the one is taken in which the pairs
    meet most evenly; it is a search and not a table, so pairs need not meet equally often.

    >>> sorted(sum(design(4, 2, 4, 1), ()))
    [0, 0, 1, 1, 2, 2, 3, 3]
    """
    random = Random(seed)  # noqa: S311 - a design that can be made again, no secret
    found = [_design(rows, a_set, sets, random) for _start in range(_STARTS)]
    return min(found, key=lambda each: unevenness(each, rows))


def _design(rows: int, a_set: int, sets: int, random: Random) -> Sets:
    used = [0] * rows
    met = [[0] * rows for _row in range(rows)]
    made = []
    for _set in range(sets):
        chosen: list[int] = []
        order = random.sample(range(rows), rows)
        while len(chosen) < a_set:
            free = [row for row in order if row not in chosen]
            chosen.append(min(free, key=lambda row: (used[row], sum(met[row][other] for other in chosen))))
        for row in chosen:
            used[row] += 1
        for first, second in combinations(chosen, 2):
            met[first][second] += 1
            met[second][first] += 1
        made.append(tuple(random.sample(chosen, a_set)))
    return tuple(made)


def unevenness(sets: Sequence[Sequence[int]], rows: int) -> int:
    """How unevenly the pairs meet: the sum of their squared counts, smallest when all are equal."""
    met = [0] * (rows * rows)
    for each in sets:
        for first, second in combinations(sorted(each), 2):
            met[first * rows + second] += 1
    return sum(count * count for count in met)


def turned(sets: Sets, person: str) -> list[tuple[int, tuple[int, ...]]]:
    """The sets, with their numbers from 1 on, in an order of a person's own; without a person as they are.

    >>> turned(((0, 1), (2, 3)), "")
    [(1, (0, 1)), (2, (2, 3))]
    """
    numbered = list(enumerate(sets, 1))
    if not person:
        return numbered
    random = Random(person)  # noqa: S311 - an order, no secret
    return [(number, tuple(random.sample(rows, len(rows)))) for number, rows in random.sample(numbered, len(numbered))]
