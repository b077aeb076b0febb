"""What lines of sources and segments lay open: an attacker adds and subtracts sums, and without the rule finds people.

The attacker knows the sum of the answers of every set that is shown and asks, with any factors at all, whether some
combination of them is about fewer than k people: it is if the sets are less independent outside those people.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest

from survey_app.services.columns import Places
from survey_app.services.customers.hiding import NEITHER, Rules, Sources, segments_shown, sources_shown
from survey_app.services.groups import crossable

K = 5


def _rules(size: int, least: int = K, told: Sequence[Places] = ()) -> Rules:
    everybody = np.ones(size, np.bool_)

    def may_show(places: Places) -> bool:
        known = places >= 0
        counts = np.unique(places[known], return_counts=True)[1]
        return bool(counts.min(initial=least) >= least) and crossable([places[known], *(t[known] for t in told)], least)

    cells = np.zeros(size, np.int64) if not told else np.asarray(told[0])
    return Rules(least, everybody, cells, may_show)


def found_out(sets: Sequence[npt.NDArray[np.bool_]]) -> int:
    """The fewest people that some combination of the sums is about; 0 where none is about fewer than K."""
    table = np.column_stack(sets).astype(float)
    patterns, counts = np.unique(table, axis=0, return_counts=True)
    rank = np.linalg.matrix_rank(patterns)
    rare = [place for place, count in enumerate(counts) if count < K]
    for size in range(1, K):
        for some in combinations(rare, size):
            people = int(counts[list(some)].sum())
            outside = np.delete(patterns, some, axis=0)
            if people < K and np.linalg.matrix_rank(outside) < rank:
                return people
    return 0


def _released(places: dict[str, Places], shown: Sources) -> list[npt.NDArray[np.bool_]]:
    first = next(iter(places.values()))
    sets = [first >= 0, *(places[name] == 1 for name in sorted(shown.names))]
    return [*sets, first >= 0, (first >= 0) & (first != NEITHER)] if shown.has_others else sets


def _drawn(rng: np.random.Generator) -> dict[str, Places]:
    """Ticks of three or four sources, some of them rare, often one alone, and a few people who ticked none at all."""
    size, kinds = int(rng.integers(25, 70)), int(rng.integers(3, 5))
    if rng.random() < 0.5:
        chosen = rng.choice(kinds, size, p=rng.dirichlet(np.full(kinds, 1.5)))
        ticks = chosen[:, None] == np.arange(kinds)
    else:
        ticks = rng.random((size, kinds)) < rng.uniform(0.05, 0.6, kinds)
    silent = rng.random(size) < rng.choice([0, 0.03, 0.2])
    return {str(k): np.where(silent, NEITHER, ticks[:, k]).astype(np.int64) for k in range(kinds)}


def test_no_sum_of_sources_is_about_few_people_and_what_need_not_be_hidden_is_shown() -> None:
    rng = np.random.default_rng(41)
    open_before, alone, shown_at_all = 0, 0, 0
    for _ in range(120):
        places = _drawn(rng)
        size = next(iter(places.values())).size
        everything = Sources(frozenset(places), has_others=True)
        open_before += found_out(_released(places, everything)) > 0
        shown = sources_shown(places, _rules(size))
        assert found_out(_released(places, shown)) == 0, places
        alone += bool(shown.names) and not shown.has_others
        shown_at_all += bool(shown.names)
    # the attack finds somebody in most of these when nothing is hidden, and three in four pages still show something
    assert open_before > 70
    assert alone > 10
    assert shown_at_all > 85


def test_one_person_without_a_source_takes_the_others_and_the_smaller_of_two_that_part_the_rest() -> None:
    web = np.array([1] * 30 + [0] * 20 + [NEITHER], np.int64)
    shop = np.array([0] * 30 + [1] * 20 + [NEITHER], np.int64)
    shown = sources_shown({"web": web, "shop": shop}, _rules(51))
    assert shown == Sources(frozenset({"web"}), has_others=False)
    both = sources_shown({"web": web, "shop": shop}, _rules(51, least=1))
    assert both == Sources(frozenset({"web", "shop"}), has_others=True)


@pytest.mark.parametrize(("few", "shown"), [(0, {1, 2, 3}), (1, {1, 2}), (6, {1, 2, 3})])
def test_only_the_segment_that_would_give_the_few_away_is_hidden(few: int, shown: set[int]) -> None:
    places = np.array([1] * 30 + [2] * 20 + [3] * 10 + [0] * few + [-1] * 4, np.int64)
    assert segments_shown(places, _rules(places.size)) == shown
    # without the rule all three stand there, and everybody less the three is the one person
    assert (few == 1) is (found_out([places >= 0, *(places == each for each in (1, 2, 3))]) == 1)


def test_a_segment_that_a_filter_would_make_small_is_not_shown_under_it() -> None:
    places = np.array([1] * 30 + [2] * 20, np.int64)
    filtered = np.array([0] * 27 + [1] * 3 + [0] * 10 + [1] * 10, np.int64)
    assert segments_shown(places, _rules(50)) == {1, 2}
    assert segments_shown(places, _rules(50, told=[filtered])) == set()
