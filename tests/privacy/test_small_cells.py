"""Small cells against every table of counts that has the same margins, counted one by one."""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.privacy.small_cells import lays_open, told_as_one

pytestmark = pytest.mark.sqlite_only
K = 3
PARTS = [[[0], [1], [2]], [[0, 1], [2]], [[0, 2], [1]], [[0, 1, 2]]]
TABLES = st.lists(st.integers(0, 5), min_size=6, max_size=6).map(lambda cells: np.array(cells).reshape(3, 2))


def fitting(rows: Sequence[int], columns: Sequence[int]) -> Iterator[np.ndarray]:
    """Every table with these sums."""
    for first in itertools.product(*(range(row + 1) for row in rows)):
        table = np.column_stack([first, np.array(rows) - first])
        if table.sum(axis=0).tolist() == list(columns):
            yield table


def is_found(table: np.ndarray, parts: Sequence[Sequence[int]]) -> bool:
    """Whether a sum that is told is small, or a cell is small and the same in every table that fits."""
    for part in parts:
        sums = table[list(part)].sum(axis=0)
        every = np.array(list(fitting(table[list(part)].sum(axis=1).tolist(), sums.tolist())))
        certain = (every.min(axis=0) == every.max(axis=0)) & (every[0] > 0) & (every[0] < K)
        if ((sums > 0) & (sums < K)).any() or certain.any():
            return True
    return False


@settings(deadline=None, max_examples=40)
@given(TABLES, st.sampled_from(PARTS))
def test_a_small_cell_is_laid_open_where_all_tables_with_these_margins_agree(
    table: np.ndarray, parts: list[list[int]]
) -> None:
    assert lays_open(table, K, parts) == is_found(table, parts)


@settings(deadline=None, max_examples=40)
@given(TABLES)
def test_what_is_told_as_one_lays_nothing_open_and_leaves_an_answer_by_itself(table: np.ndarray) -> None:
    found = told_as_one([table], K)
    if found is None:
        return
    others = [row for row in range(3) if row not in found]
    parts = [list(found), *([row] for row in others)] if found else [[row] for row in others]
    assert not is_found(table, parts)
    assert not found or (len(found) > 1 and table[others].any())
