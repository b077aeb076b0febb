"""Points and rankings at the levels without links: nobody's whole answer can be put together from what is told.

The attacker is a solver: it takes everything that the figures of a round tell and looks for other answers of the panel
that fit as well. An answer is found out when there are none without it and fewer people gave it than are shown as a
group: where a panel is of one mind its mind is no secret.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations_with_replacement, pairwise, permutations, product
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from survey_app.exports.round_report import ConcordanceFigures, ItemFigures
from survey_app.services import bound_figures, round_figures, round_seals
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_computing import AskedItem, Question, compute
from survey_app.services.round_seals import Answer
from survey_app.stats.concordance import concordance
from survey_app.vocabulary import Choice, ItemScale

Whole = tuple[float, ...]
"""What one person gives to every statement."""
POINTS = ProtocolRules(scale=ItemScale.POINTS, points_total=100)
POINTS_OF_ALL = (100,)
STEP = 5
MEAN, MIDDLE = 1.0, 10.0
"""How finely the mean of points and their middle half are told."""
LEAST = 5
AGREEMENT = (0.0, 0.5, 1.0, 2.0)
"""How far the statements stand apart for everybody, in standard deviations of one person."""
SHARED = [(20, 30, 50), (10, 70, 20), (40, 45, 15), (35, 5, 60), (60, 15, 25), (25, 65, 10), (5, 55, 40), (45, 40, 15)]


def figures(rules: ProtocolRules, people: Sequence[Whole]) -> tuple[ItemFigures, ...]:
    """What is told of a round at the levels without links."""
    items = len(people[0])
    asked = tuple(AskedItem(item, f"S{item}", {"en": f"Statement {item}"}) for item in range(items))
    rows = [
        Answer(str(person), item, None, float(value), None, None, False, Choice.FIRST, partial=False)
        for person, values in enumerate(people)
        for item, value in enumerate(values)
    ]
    return round_figures.of_items(compute(Question(1, 1, rules, asked, {}, 5), rows, None, len(people)), rules)


def in_order(shown: Sequence[ItemFigures], columns: np.ndarray) -> Iterator[tuple[np.ndarray, float, float]]:
    """What the places say: which statement has the smaller mean."""
    ordered = sorted((item.place, place) for place, item in enumerate(shown) if item.place is not None)
    for (rank, one), (next_rank, other) in pairwise(ordered):
        apart = columns[:, other] - columns[:, one]
        yield apart, float(rank < next_rank), float("inf") if rank < next_rank else 0.0


def told(item: ItemFigures, values: np.ndarray, *, exact: bool) -> Iterator[tuple[np.ndarray, float, float]]:
    """Everything that the figures of a statement say of how many people gave which whole answer."""
    n = item.n
    yield np.ones(len(values)), n, n
    for point, count in item.counts:
        yield values == point, count, count
    if item.mean is not None:
        off = 1e-6 if exact or item.counts else MEAN / 2 * n + 1e-6
        yield values, n * item.mean - off, n * item.mean + off
    if item.sd is not None and item.mean is not None:
        squares = item.sd**2 * (n - 1) + n * item.mean**2
        yield values**2, squares - 1e-6, squares + 1e-6
    coarse = MIDDLE if not exact and item.mean is not None and not item.counts else 0.0
    for part, cut, up in ((0.25, item.lower, 0.0), (0.5, item.median, None), (0.75, item.upper, 1.0)):
        place = (n - 1) * part
        if cut is not None and place.is_integer():  # else it lies between two answers, and says less
            low = cut if up is None else cut - coarse * up
            yield values < low - 1e-9, 0, place
            yield values < (cut + 1e-9 if up is None or not coarse else low + coarse - 1e-9), place + 1, n


def found_out(people: Sequence[Whole], kinds: Sequence[Whole], shown: Sequence[ItemFigures]) -> list[Whole]:
    """The whole answers that somebody must have given, whatever else the panel said."""
    columns = np.array(kinds, dtype=float)
    exact = sum(kinds[0]) < sum(POINTS_OF_ALL)
    said = [line for place, item in enumerate(shown) for line in told(item, columns[:, place], exact=exact)]
    said += in_order(shown, columns)
    rows, lows, highs = (np.array(each, dtype=float) for each in zip(*said, strict=True))
    limits = LinearConstraint(rows, lows, highs)

    def fits_without(answer: Whole) -> bool:
        most = np.full(len(kinds), float(len(people)))
        most[list(kinds).index(answer)] = 0
        solved = milp(
            np.zeros(len(kinds)), constraints=limits, integrality=np.ones(len(kinds), dtype=int), bounds=Bounds(0, most)
        )
        assert solved.status in (0, 2), "the attacker has to come to an end"
        return bool(solved.status == 0)

    rare = [answer for answer, times in Counter(people).items() if times < LEAST]
    return [answer for answer in rare if not fits_without(answer)]


def shares() -> list[Whole]:
    """Every way to share out the points in steps."""
    return [(one, two, 100 - one - two) for one in range(0, 101, STEP) for two in range(0, 101 - one, STEP)]


def ranks(items: int) -> list[Whole]:
    return list(permutations(range(1, items + 1)))


def ranked(items: int, people: int, agreement: float = 0.5) -> list[Whole]:
    """Rankings of a panel that is more or less of one mind."""
    draw = np.random.default_rng(items)
    scores = np.arange(items) * agreement + draw.normal(size=(people, items))
    return [tuple(int(rank) for rank in 1 + np.argsort(np.argsort(row))) for row in scores]


def ranking(items: int) -> ProtocolRules:
    return ProtocolRules(scale=ItemScale.RANKING, scale_min=1, scale_max=items)


@pytest.mark.parametrize("people", [5, 8])
def test_nobodys_points_can_be_put_together_again(people: int) -> None:
    given = SHARED[:people]
    assert found_out(given, shares(), figures(POINTS, given)) == []


@pytest.mark.parametrize("agreement", AGREEMENT)
@pytest.mark.parametrize(("items", "people"), [(3, 5), (3, 20), (4, 7), (4, 12), (5, 9)])
def test_rankings_cannot_be_put_together_again(items: int, people: int, agreement: float) -> None:
    given = ranked(items, people, agreement)
    assert found_out(given, ranks(items), figures(ranking(items), given)) == []


@pytest.mark.parametrize("people", [9])
def test_points_of_people_who_nearly_agree_cannot_be_put_together_again(people: int) -> None:
    given = [(50.0, 30.0, 20.0), (45.0, 30.0, 25.0), (50.0, 35.0, 15.0)] * 4 + [(40.0, 45.0, 15.0)]
    assert found_out(given[-people:], shares(), figures(POINTS, given[-people:])) == []


@pytest.mark.parametrize(
    ("rules", "given", "kinds"),
    [(POINTS, SHARED[:7], shares), (ranking(3), ranked(3, 12, 0.0), lambda: ranks(3))],
)
def test_the_attacker_finds_most_answers_where_everything_is_told(
    rules: ProtocolRules, given: list[Whole], kinds: Callable[[], list[Whole]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bound_figures, "told", lambda item, *_more: item)
    assert len(found_out(given, kinds(), figures(rules, given))) > len(set(given)) / 2


def test_where_most_agree_exact_mean_ranks_would_tell_whole_rankings(monkeypatch: pytest.MonkeyPatch) -> None:
    given = ranked(4, 7, 2.0)
    shown = figures(ranking(4), given)
    assert [item.mean for item in shown] == [None] * 4
    monkeypatch.setattr(bound_figures, "_ROOM_FOR_MEANS", {4: 0})
    assert found_out(given, ranks(4), figures(ranking(4), given))


def test_the_room_is_what_the_panel_lacks_to_full_agreement() -> None:
    given = ranked(8, 9)
    shown = figures(ranking(8), given)
    w = concordance(given).value
    assert w is not None
    assert bound_figures.room(shown, ranking(8)) == pytest.approx(9 * 7 * (1 - w))
    assert all(item.mean is not None and item.lower is not None and not item.counts for item in shown)
    assert sum(item.weight or 0.0 for item in shown) == pytest.approx(1)
    assert bound_figures.room([replace(shown[0], n=8), *shown[1:]], ranking(8)) == 0, "not everybody ranked everything"


def test_fewer_ranks_than_statements_count_like_fewer_statements() -> None:
    two = figures(ranking(2), [(1, 2), (2, 1)] * 10)
    assert [item.mean for item in two] == [None, None], "of two statements the mean rank counts the answers"
    whole = ranked(6, 9, 0.0)
    top = replace(ranking(6), rank_top=2, scale_max=3)
    assert [item.mean for item in figures(top, [tuple(min(rank, 3) for rank in each) for each in whole])] == [None] * 6


def bends(given: Sequence[Whole], answer: Whole) -> bool:
    """Whether swaps of two statements by two people lead to a panel without the answer, of which the same is told."""
    panel, before = [list(each) for each in given], np.sort(np.array(given), axis=0)
    middle = [3, 4, 5]
    for one, other, left, right in product(range(len(panel)), range(len(panel)), *[range(len(answer))] * 2):
        if tuple(panel[one]) != answer or one == other or left == right:
            continue
        if panel[one][left] - panel[one][right] != panel[other][right] - panel[other][left]:
            continue
        changed = [list(each) for each in panel]
        for person in (one, other):
            changed[person][left], changed[person][right] = panel[person][right], panel[person][left]
        same = (np.sort(np.array(changed), axis=0)[[2, *middle, 6]] == before[[2, *middle, 6]]).all()
        if same and tuple(changed[other]) != answer:
            panel = changed
            if answer not in {tuple(each) for each in panel}:
                return True
    return False


def test_many_statements_tell_their_mean_ranks_and_bind_nobody() -> None:
    given = ranked(8, 9)
    assert all(item.mean is not None for item in figures(ranking(8), given))
    assert [bends(given, answer) for answer in given] == [True] * 9
    assert not bends([given[0]] * 8, given[0]), "where all agree there is no other panel"


def fits(people: Sequence[Whole], salt: bytes) -> str:
    rows = [
        Answer(str(person), item, None, float(value), None, None, False, Choice.FIRST, partial=False)
        for person, values in enumerate(people)
        for item, value in enumerate(values)
    ]
    return round_seals.of_answers({1: rows}, {item: f"S{item}" for item in range(len(people[0]))}, salt)


def test_trying_all_answers_until_the_hash_fits_needs_the_salt() -> None:
    given = ranked(3, 5)
    every = list(combinations_with_replacement(ranks(3), len(given)))
    bare, salted = fits(given, b""), fits(given, b"a salt of the study")
    assert [sorted(each) for each in every if fits(each, b"") == bare] == [sorted(given)]
    assert not [each for each in every if fits(each, b"") == salted]


def test_concordance_is_told_so_roughly_that_it_joins_nothing() -> None:
    found = ConcordanceFigures(0.8312, 9, 1, 1, 0.0012, "permutation", None)
    three, four, five = (figures(ranking(items), ranked(items, 9, 2.0)) for items in (3, 4, 5))
    rated = bound_figures.told_together(found, ProtocolRules(), three)
    assert (rated.w, rated.p, rated.incomplete, rated.constant) == (0.8, None, 2, 0)
    for many in (
        bound_figures.told_together(replace(found, raters=20), ProtocolRules(), three),
        bound_figures.told_together(found, ProtocolRules(), [*three, *five]),
    ):
        assert (many.w, many.p) == (0.83, 0.001)
    assert bound_figures.told_together(found, ranking(4), four).w is None
    level = bound_figures.told_together(found, ranking(5), five)
    assert (level.w, level.p, level.is_floor) == (0.7, None, True)
    assert bound_figures.told_together(level, ranking(5), five) == level, "an archive that is read again tells no more"
    assert bound_figures.told_together(replace(found, raters=4), ProtocolRules(), three).w is None
    told_in_full = bound_figures.told_together(found, ranking(8), figures(ranking(8), ranked(8, 9)))
    assert (told_in_full.w, told_in_full.p, told_in_full.is_floor) == (0.83, 0.001, False)


def test_what_is_not_bound_or_has_many_answers_stays_as_it_is() -> None:
    rated = figures(ProtocolRules(), [(7, 3, 5)] * 9)
    assert all(item.counts and item.sd is not None and item.lower is not None for item in rated)
    one = figures(ProtocolRules(scale=ItemScale.RANKING, scale_min=1, scale_max=2, rank_top=1), [(1, 2, 2)] * 7)
    assert all(item.counts for item in one)
    many: Any = figures(POINTS, SHARED + SHARED)
    assert [(item.counts, item.sd) for item in many] == [((), None)] * 3
    assert all(item.lower is not None and item.median is not None and item.mean is not None for item in many)
    assert sum(item.weight for item in many) == pytest.approx(1)
    places = [item.place for item in figures(ranking(3), ranked(3, 9, 2.0))]
    assert places == [1, 2, 3]
