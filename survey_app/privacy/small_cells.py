"""Whether the answers of groups may be told beside one another without saying what fewer than k people of one gave.

A table has a row for each answer and a column for each group, and counts in its cells. Its margins are known: how many
gave each answer is told of everybody, and how large each group is. Answers that are told together are one row.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]


def lays_open(table: Counts, k: int, together: Sequence[Sequence[int]] | None = None) -> bool:
    """Whether somebody who knows the margins finds a cell of 1 to k - 1 people for certain.

    `table` holds the counts, answers × groups; `together` the places of the answers that are told as one, each place
    once (each by itself unless said). A cell of nobody counts as nothing: it says of no person what they answered.

    Answers told as one, in groups told apart, leave a table of counts with known margins r and c and the sum s. Its
    cells lie between max(0, r + c - s) and min(r, c), and both ends are reached, so a cell is certain where r or c is
    0 or s, and nowhere else. A sum c of 1 to k - 1 is never told, so what is left to find is a small r in the one
    group that holds all of s. Not to be trusted for more than two things at once: tables of three, of which all tables
    of two are known, can be narrower.

    Source: Fréchet 1951, Annales de l'Université de Lyon A 14:53 (the bounds).

    >>> lays_open(np.array([[6, 9], [1, 0]]), 5), lays_open(np.array([[6, 9], [5, 0]]), 5)
    (True, False)
    >>> lays_open(np.array([[6, 9], [1, 2], [5, 4]]), 5, [[0], [1, 2]])
    False
    >>> lays_open(np.array([[6, 9], [1, 0], [5, 0]]), 5, [[0], [1, 2]])
    True
    """
    for rows in together if together is not None else [[row] for row in range(len(table))]:
        part = table[list(rows)]
        sums, totals = part.sum(axis=0), part.sum(axis=1)
        if _small(sums, k) or (np.count_nonzero(sums) == 1 and _small(totals, k)):
            return True
    return False


def told_as_one(tables: Sequence[Counts], k: int, among: Sequence[int] = ()) -> tuple[int, ...] | None:
    """The places of the answers that have to be told as one; none where all may stand, None where it does not help.

    `tables` hold the same answers by several groupings. Told as one are those of which some group holds 1 to k - 1
    people, those `among` them at any rate, and with them the next smallest until nothing is laid open. At least one
    other answer that somebody gave stays by itself.

    >>> told_as_one([np.array([[20, 30], [9, 12]])], 5)
    ()
    >>> told_as_one([np.array([[20, 30], [9, 12], [1, 1], [6, 7]])], 5)
    (2, 3)
    >>> told_as_one([np.array([[20, 30], [1, 1]])], 5) is None
    True
    """
    totals = tables[0].sum(axis=1)
    small = [row for row in range(len(totals)) if any(_small(table[row], k) for table in tables)]
    if not small:
        return ()
    small += sorted(set(among) - set(small))
    others = sorted((row for row in np.flatnonzero(totals).tolist() if row not in small), key=lambda row: totals[row])
    while others:
        if len(small) > 1 and not any(lays_open(table, k, [small]) for table in tables):
            return tuple(sorted(small))
        small.append(others.pop(0))
    return None


def _small(counts: Counts, k: int) -> bool:
    return bool(((counts > 0) & (counts < k)).any())
