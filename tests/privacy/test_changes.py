"""How many changed their answer, told so that no table of answers then by answers now is the only one that fits.

The attacker is an integer programme: it knows how often each answer was given in both rounds, and in which range the
number of changes lies. A pair of answers that fewer than five people gave is found out where no table without it fits.
"""

from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from survey_app.privacy.changes import change_range, change_ranges

Table = np.ndarray
"""Answers then by answers now; the last row are those who came, the last column those who left."""
FEW = 5


def drawn(seed: int, answers: int, people: int, left: int = 0, came: int = 0) -> Table:
    """Answers of a panel of which most stay with theirs."""
    draw = np.random.default_rng(seed)
    table = np.zeros((answers + 1, answers + 1), dtype=int)
    shares, staying = draw.dirichlet(np.ones(answers) * draw.choice([0.3, 1, 5])), draw.uniform(0.5, 1)
    for _person in range(people):
        first = draw.choice(answers, p=shares)
        table[first, first if draw.random() < staying else draw.integers(answers)] += 1
    for _person in range(left):
        table[draw.integers(answers), answers] += 1
    for _person in range(came):
        table[answers, draw.integers(answers)] += 1
    return table


def changes(table: Table) -> int:
    """How many changed their answer."""
    return int(table[:-1, :-1].sum() - np.trace(table[:-1, :-1]))


def told(table: Table) -> tuple[int, int]:
    """What is told of it."""
    left, came = int(table[:-1, -1].sum()), int(table[-1, :-1].sum())
    before, now = table[:-1].sum(axis=1).tolist(), table[:, :-1].sum(axis=0).tolist()
    return change_range(changes(table), change_ranges(before, now, left, came))


def found_out(table: Table, between: tuple[int, int] | None) -> int:
    """In how many pairs of answers that few gave somebody must be, whatever else the panel said."""
    size = len(table)
    first, second = (each.ravel() for each in np.meshgrid(range(size), range(size), indexing="ij"))
    rows = [first == place for place in range(size)] + [second == place for place in range(size)]
    sums = [*table.sum(axis=1), *table.sum(axis=0)]
    limits = [LinearConstraint(np.array(rows, dtype=float), sums, sums)]
    if between is not None:
        is_change = (first != second) & (first < size - 1) & (second < size - 1)
        limits.append(LinearConstraint(is_change[None].astype(float), *between))

    def fits_without(place: int) -> bool:
        most = np.full(size * size, float(table.sum()))
        most[[place, -1]] = 0
        whole = np.ones(size * size, dtype=int)
        solved = milp(np.zeros(size * size), constraints=limits, integrality=whole, bounds=Bounds(0, most))
        assert solved.status in (0, 2), "the attacker has to come to an end"
        return bool(solved.status == 0)

    return sum(not fits_without(int(place)) for place in np.flatnonzero((table > 0) & (table < FEW)))


PANELS = [(seed, 3 + seed % 3, 5 + 2 * seed, seed % 2, seed % 3 // 2) for seed in range(7)]


@pytest.mark.parametrize("panel", PANELS)
def test_no_answer_can_be_told_to_have_become_another(panel: tuple[int, ...]) -> None:
    table = drawn(*panel)
    assert found_out(table, told(table)) == found_out(table, None)


def test_the_attacker_finds_answers_where_the_exact_number_is_told() -> None:
    tables = [drawn(*panel) for panel in PANELS]
    exact = [found_out(table, (changes(table), changes(table))) for table in tables]
    assert sum(exact) > 2 * sum(found_out(table, None) for table in tables) + 5


def test_one_who_left_while_nobody_moved_is_not_found() -> None:
    table = np.diag([1, 2, 3, 2, 0])
    table[2, 4] = 1
    assert found_out(table, (0, 0)) == 5
    assert found_out(table, told(table)) == 0


@pytest.mark.parametrize("people", [6, 12, 40, 200])
def test_ranges_have_no_gaps_and_hold_every_number_that_is_possible(people: int) -> None:
    table = drawn(people, 5, people)
    ranges = change_ranges(table[:-1].sum(axis=1).tolist(), table[:, :-1].sum(axis=0).tolist())
    assert all(high + 1 == low for (_one, high), (low, _other) in pairwise(ranges))
    assert ranges[0][0] <= changes(table) <= ranges[-1][1] <= people


@pytest.mark.parametrize(("before", "now"), [([3], [4]), ([3], [1, 2]), ([-1, 4], [3, 0])])
def test_rounds_that_do_not_belong_together_are_refused(before: list[int], now: list[int]) -> None:
    with pytest.raises(ValueError, match="belong together"):
        change_ranges(before, now)
