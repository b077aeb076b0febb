"""Votes by points at the levels without links: nobody's whole vote can be put together from what a board tells.

The attacker is an integer programme over every way to give five points to three cards.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from survey_app.services import votes

pytestmark = pytest.mark.sqlite_only
BOARDS = [
    [(5, 0, 0)] * 8 + [(4, 1, 0)],
    [(5, 0, 0)] * 7 + [(3, 2, 0), (1, 2, 2)],
    [(4, 1, 0), (3, 1, 1), (0, 5, 0), (5, 0, 0), (2, 2, 1), (1, 4, 0), (5, 0, 0), (0, 4, 1), (3, 0, 2)],
    [(3, 2, 0), (0, 3, 2), (5, 0, 0), (0, 0, 5), (1, 1, 3)],
]
"""What voters give to three cards."""


def found_out(board: Sequence[tuple[int, ...]], told: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """Whole votes of fewer than five people that are in every set of votes with these figures, by trying out."""
    people = [sum(vote[card] > 0 for vote in board) for card in range(3)]
    cards = [
        {"code": code, "text": code, "theme": "", "points": sum(vote[place] for vote in board), "people": people[place]}
        for place, code in enumerate("ABC")
    ]
    document = told({"voters": len(board), "points": 5, "void": 0, "cards": cards})
    shown = {card.code: card for card in votes.result_from(document, "").cards}
    kinds = np.array([(one, two, 5 - one - two) for one in range(6) for two in range(6 - one)])
    rows, least, most = [np.ones(len(kinds))], [len(board)], [len(board)]
    for one, (place, code) in zip("ABC", [(1, "B"), (2, "C"), (0, "A")], strict=True):
        first, second = shown[one], shown[code]
        more = second.rank - first.rank
        rows.append((kinds[:, "ABC".index(one)] - kinds[:, place]) * (1 if more >= 0 else -1))
        least.append(1 if more else 0)
        most.append(5 * len(board) if more else 0)
        if first.points is not None:
            rows.append(kinds[:, "ABC".index(one)])
            least.append(first.points)
            most.append(first.points)
    limits = LinearConstraint(np.array(rows, dtype=float), least, most)

    def fits_without(vote: tuple[int, ...]) -> bool:
        top = np.where((kinds == vote).all(axis=1), 0, len(board))
        solved = milp(
            np.zeros(len(kinds)), constraints=limits, integrality=np.ones(len(kinds), int), bounds=Bounds(0, top)
        )
        return bool(solved.status == 0)

    return sum(not fits_without(vote) for vote, times in Counter(board).items() if times < 5)


@pytest.mark.parametrize("board", BOARDS)
def test_nobodys_vote_can_be_put_together_again(board: list[tuple[int, ...]]) -> None:
    assert found_out(board, votes.told) == 0


def test_the_attacker_finds_votes_where_points_are_told() -> None:
    assert found_out(BOARDS[0], dict) == 1
