"""Points and rankings at the levels without links: nobody's whole answer can be put together from what is told.

The attacker is a solver: it takes everything that the figures of a round tell and looks for other answers of the panel
that fit as well. An answer is found out when there are none without it.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from survey_app.exports.round_report import ItemFigures
from survey_app.services import bound_figures, round_figures
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.services.round_computing import AskedItem, Question, compute
from survey_app.services.round_seals import Answer
from survey_app.vocabulary import Choice, ItemScale

Whole = tuple[float, ...]
"""What one person gives to every statement."""
POINTS = ProtocolRules(scale=ItemScale.POINTS, points_total=100)
STEP = 5
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


def told(item: ItemFigures, values: np.ndarray) -> Iterator[tuple[np.ndarray, float, float]]:
    """Everything that the figures of a statement say of how many people gave which whole answer."""
    n = item.n
    yield np.ones(len(values)), n, n
    for point, count in item.counts:
        yield values == point, count, count
    if item.mean is not None:
        yield values, n * item.mean - 1e-6, n * item.mean + 1e-6
    if item.sd is not None and item.mean is not None:
        squares = item.sd**2 * (n - 1) + n * item.mean**2
        yield values**2, squares - 1e-6, squares + 1e-6
    for part, cut in ((0.25, item.lower), (0.5, item.median), (0.75, item.upper)):
        place = (n - 1) * part
        if cut is not None and place.is_integer():  # else it lies between two answers, and says less
            yield values < cut - 1e-9, 0, place
            yield values < cut + 1e-9, place + 1, n


def found_out(people: Sequence[Whole], kinds: Sequence[Whole], shown: Sequence[ItemFigures]) -> list[Whole]:
    """The whole answers that somebody must have given, whatever else the panel said."""
    columns = np.array(kinds, dtype=float)
    said = [line for place, item in enumerate(shown) for line in told(item, columns[:, place])]
    rows, lows, highs = (np.array(each, dtype=float) for each in zip(*said, strict=True))
    limits = LinearConstraint(rows, lows, highs)

    def fits_without(answer: Whole) -> bool:
        most = np.full(len(kinds), float(len(people)))
        most[list(kinds).index(answer)] = 0
        solved = milp(np.zeros(len(kinds)), constraints=limits, integrality=np.ones(len(kinds)), bounds=Bounds(0, most))
        assert solved.status in (0, 2), "the attacker has to come to an end"
        return bool(solved.status == 0)

    return [answer for answer in people if not fits_without(answer)]


def shares() -> list[Whole]:
    """Every way to share out the points in steps."""
    return [(one, two, 100 - one - two) for one in range(0, 101, STEP) for two in range(0, 101 - one, STEP)]


def ranks(items: int) -> list[Whole]:
    return list(permutations(range(1, items + 1)))


def ranked(items: int, people: int) -> list[Whole]:
    """Rankings of a panel that is half of one mind."""
    draw = np.random.default_rng(items)
    scores = np.arange(items) * 0.5 + draw.normal(size=(people, items))
    return [tuple(int(rank) for rank in 1 + np.argsort(np.argsort(row))) for row in scores]


def ranking(items: int) -> ProtocolRules:
    return ProtocolRules(scale=ItemScale.RANKING, scale_min=1, scale_max=items)


@pytest.mark.parametrize("people", [5, 7, 8])
def test_nobodys_points_can_be_put_together_again(people: int) -> None:
    given = SHARED[:people]
    assert found_out(given, shares(), figures(POINTS, given)) == []


@pytest.mark.parametrize(("items", "people", "most"), [(3, 7, 3), (3, 12, 4), (4, 7, 0), (5, 9, 0)])
def test_rankings_cannot_be_put_together_again(items: int, people: int, most: int) -> None:
    """A place that (nearly) everybody gives follows from the mean itself, so of three statements something remains."""
    given = ranked(items, people)
    assert len(found_out(given, ranks(items), figures(ranking(items), given))) <= most


@pytest.mark.parametrize(
    ("rules", "given", "kinds"),
    [(POINTS, SHARED[:7], shares), (ranking(3), ranked(3, 12), lambda: ranks(3))],
)
def test_the_attacker_finds_most_answers_where_everything_is_told(
    rules: ProtocolRules, given: list[Whole], kinds: Callable[[], list[Whole]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bound_figures, "told", lambda item, *_more: item)
    assert len(found_out(given, kinds(), figures(rules, given))) > len(given) / 2


def test_what_is_not_bound_or_has_many_answers_stays_as_it_is() -> None:
    rated = figures(ProtocolRules(), [(7, 3, 5)] * 9)
    assert all(item.counts and item.sd is not None and item.lower is not None for item in rated)
    one = figures(ProtocolRules(scale=ItemScale.RANKING, scale_min=1, scale_max=2, rank_top=1), [(1, 2, 2)] * 7)
    assert all(item.counts for item in one)
    many: Any = figures(POINTS, SHARED + SHARED)
    assert [(item.counts, item.sd) for item in many] == [((), None)] * 3
    assert all(item.lower is not None and item.median is not None and item.mean is not None for item in many)
