"""Groups of people alike: Sweeney's example, counting by hand, edges."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.stats.k_anonymity import k_anonymity
from survey_app.stats.results import StatisticsRefused

# Sweeney 2002, figure 3: race, birth, gender and ZIP of a table that is 2-anonymous
RACE = ["Black"] * 4 + ["Black"] * 2 + ["White"] * 5
BIRTH = [1965, 1965, 1965, 1965, 1964, 1964, 1964, 1964, 1967, 1967, 1964]
GENDER = ["m", "m", "f", "f", "f", "f", "m", "m", "m", "m", "m"]
ZIP = ["0214*", "0214*", "0213*", "0213*", "0213*", "0213*", "0213*", "0213*", "0213*", "0213*", "0213*"]


def test_the_published_table_is_2_anonymous() -> None:
    found = k_anonymity({"race": RACE, "birth": BIRTH, "gender": GENDER, "zip": ZIP}, least=2)
    assert (found.k, found.n, found.alone, found.below) == (2, 11, 0, 0)
    assert found.groups == 5
    stricter = k_anonymity({"race": RACE, "birth": BIRTH, "gender": GENDER, "zip": ZIP}, least=3)
    assert stricter.below == 8
    assert found.sizes == ((2, 8), (3, 3))


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["a", "b", None])), max_size=30), st.integers(2, 6))
def test_groups_are_those_of_counting_rows(rows: list[tuple[int, str | None]], least: int) -> None:
    found = k_anonymity({"one": [row[0] for row in rows], "two": [row[1] for row in rows]}, least)
    counts = Counter(rows)
    assert found.k == min(counts.values(), default=0)
    assert found.groups == len(counts)
    assert found.below == sum(size for size in counts.values() if size < least)
    assert sum(people for _size, people in found.sizes) == len(rows)
    for each, at in zip(found.without, (1, 0), strict=True):  # leaving a column out never makes groups smaller
        left = Counter(row[at] for row in rows)
        assert each.k == min(left.values(), default=0)
        assert each.k >= found.k


def test_edges_and_refusals() -> None:
    assert k_anonymity({}).n == 0
    assert k_anonymity({"one": []}).k == 0
    alone = k_anonymity({"one": ["x"]})
    assert (alone.k, alone.alone, alone.without) == (1, 1, ())
    same = k_anonymity({"one": [None] * 7})
    assert (same.k, same.groups) == (7, 1)
    for wrong in ({"one": [1], "two": [1, 2]},):
        with pytest.raises(StatisticsRefused):
            k_anonymity(wrong)
    with pytest.raises(StatisticsRefused):
        k_anonymity({"one": [1]}, least=1)
