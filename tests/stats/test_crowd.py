"""Votes of a crowd: smoothed shares by hand, planted groups found again, silhouettes as scikit-learn defines them."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.stats import opinion_groups as inside
from survey_app.stats.crowd import agreement, crowd, group_consensus, priority
from survey_app.stats.opinion_groups import opinion_groups
from survey_app.stats.results import Reason, StatisticsRefused


def test_shares_are_smoothed_and_multiplied_over_the_groups() -> None:
    assert (agreement(0, 0), agreement(9, 10)) == (Fraction(1, 2), Fraction(10, 12))
    assert group_consensus([(9, 10), (1, 10)]) == Fraction(20, 144)
    assert group_consensus([]) is None
    # the formula by hand for 10 votes, 4 agree, 2 pass, E = 1: ((1+1)(1-3/12)(5/12)(1+8/4))^2
    assert priority(1, 4, 2, 10) == pytest.approx((2 * 0.75 * 5 / 12 * 3) ** 2)
    with pytest.raises(StatisticsRefused):
        agreement(3, 2)


@pytest.mark.parametrize("camps", [2, 3])
def test_planted_groups_are_found_again(camps: int) -> None:
    chance = np.random.default_rng(camps)
    of = np.repeat(np.arange(camps), [40, 30, 25][:camps])
    opinion = chance.choice([-1, 1], (camps, 30))
    opinion[:, 0] = 1  # at least one statement that all groups share
    votes = np.where(chance.random((of.size, 30)) < 0.9, opinion[of], 0).astype(float)
    votes[chance.random(votes.shape) < 0.3] = np.nan
    found = crowd(votes)
    assert found.groups.sizes == (40, 30, 25)[:camps]
    assert found.groups.of_person == tuple(of)
    consensus = [each.consensus or 0 for each in found.statements]
    shared = (opinion == 1).all(axis=0)
    assert min(each for each, holds in zip(consensus, shared, strict=True) if holds) > 0.5
    assert max(each for each, holds in zip(consensus, shared, strict=True) if not holds) < 0.2
    assert crowd(votes) == found


def test_people_with_few_votes_belong_to_no_group() -> None:
    votes = [[1.0] * 9] * 5 + [[-1.0] * 9] * 5 + [[1.0] + [None] * 8]
    found = opinion_groups(votes)
    assert (found.sizes, found.of_person[-1], found.enough_votes) == ((5, 5), -1, 7)
    assert opinion_groups([[1, 1]] * 9).sizes == ()
    assert opinion_groups([[1, -1]]).sizes == ()
    nobody = crowd(np.zeros((0, 3)))
    assert (nobody.reason, nobody.statements[0].agreement, nobody.statements[0].consensus) == (
        Reason.NO_ANSWERS, 0.5, None,
    )  # fmt: skip
    with pytest.raises(StatisticsRefused):
        crowd([[2]])


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=6, max_size=25), st.integers(0, 99))
def test_a_silhouette_is_that_of_its_definition(points: list[tuple[int, int]], seed: int) -> None:
    places = np.array(points, dtype=float)
    groups = np.random.default_rng(seed).integers(0, 3, len(points))
    groups = np.unique(groups, return_inverse=True)[1]
    if groups.max() == 0:
        return
    found = []
    for place, own in enumerate(groups):
        apart = np.sqrt(((places - places[place]) ** 2).sum(axis=1))
        mates = (groups == own) & (np.arange(groups.size) != place)
        if not mates.any():
            found.append(0.0)
            continue
        a = apart[mates].mean()
        b = min(apart[groups == other].mean() for other in set(groups.tolist()) - {int(own)})
        found.append((b - a) / max(a, b) if max(a, b) > 0 else 0.0)
    assert inside._silhouette(places, np.ones(groups.size), groups) == pytest.approx(np.mean(found))
