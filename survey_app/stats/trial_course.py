"""The course of simulated panels through the rounds: verdicts of the first and the last, and when they stop moving."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answers import FloatArray
from survey_app.stats.transitions import FEWEST_PAIRS
from survey_app.stats.trial_worlds import Crowd

__all__ = ["HORIZON", "Counts", "Course", "Flags", "follow", "stable_panels"]

HORIZON = 6
"""Rounds that are looked at in any case, so that panels can stop after the planned ones."""
_WHOLE = 100
_TOLERANCE = 1e-9

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Course:
    """By panel: the verdict of the first and of the last planned round, whether it was stable then, when it first was.

    `stopped` is the round from 2 on, 0 for never; `stays` the mean number of people in the last planned round.
    """

    first: Counts
    last: Counts
    stable: Flags
    stopped: Counts
    stays: float

    @property
    def rounds_to_stop(self) -> float | None:
        """The mean round in which panels stopped; None where none did."""
        reached = self.stopped[self.stopped > 0]
        return float(reached.mean()) if reached.size else None

    def settled_in(self, rounds: int) -> tuple[int, ...]:
        """How many panels stopped in each round from the second on."""
        return tuple(int((self.stopped == turn).sum()) for turn in range(2, max(rounds, HORIZON) + 1))


def follow(
    crowd: Crowd,
    rounds: int,
    *,
    judge: Callable[[Crowd], Counts],
    go_on: Callable[[Crowd], Crowd],
    is_stable: Callable[[Crowd, Crowd], Flags],
) -> Course:
    """Let panels go through the planned rounds, and on to the sixth to see when they stop.

    Parameters: crowd, the first round; rounds, how many are planned; judge, the verdict of every panel; go_on, the next
    round; is_stable, whether each panel is stable between two rounds.
    Returns: Course.
    Formula: counting.
    Source: counting.

    >>> same = Crowd(np.ones((2, 6)), np.ones((2, 6), dtype=bool), np.ones((2, 6), dtype=bool))
    >>> found = follow(
    ...     same,
    ...     2,
    ...     judge=lambda crowd: np.zeros(2, dtype=np.int64),
    ...     go_on=lambda crowd: crowd,
    ...     is_stable=lambda one, two: stable_panels(one, two, (one.ratings, two.ratings), 15),
    ... )
    >>> found.rounds_to_stop, found.settled_in(2), found.stays
    (2.0, (2, 0, 0, 0, 0), 6.0)
    """
    first = last = judge(crowd)
    panels = crowd.ratings.shape[0]
    stopped: Counts = np.zeros(panels, dtype=np.int64)
    stable: Flags = np.zeros(panels, dtype=np.bool_)
    stays = float(crowd.answers.sum(axis=1).mean())
    for turn in range(2, max(rounds, HORIZON) + 1):
        before, crowd = crowd, go_on(crowd)
        now = is_stable(before, crowd)
        stopped = np.where((stopped == 0) & now, turn, stopped)
        if turn == rounds:
            last, stable, stays = judge(crowd), now, float(crowd.answers.sum(axis=1).mean())
    return Course(first, last, stable, stopped, stays)


def stable_panels(before: Crowd, after: Crowd, classes: tuple[FloatArray, FloatArray], below: float) -> Flags:
    """By panel, whether the net change of those who answered twice lies below the bound.

    Parameters: before and after, two rounds; classes, the class of every answer in both; below, the bound in per cent.
    Returns: flags by panel; never stable with fewer than six pairs.
    Formula: half the sum of the differences of the class counts, divided by the pairs.
    Source: Scheibe, Skutsch and Schofer 1975, in Linstone and Turoff, The Delphi Method.

    >>> one = Crowd(np.array([[1.0] * 8]), np.ones((1, 8), dtype=bool), np.ones((1, 8), dtype=bool))
    >>> moved = np.array([[1.0] * 7 + [2.0]])
    >>> stable_panels(one, one, (one.ratings, moved), 15).tolist()
    [True]
    >>> stable_panels(one, one, (one.ratings, moved), 12.5).tolist()
    [False]
    """
    both = before.answers & after.answers
    pairs = both.sum(axis=1)
    one, two = classes
    change = np.zeros(pairs.size)
    for each in np.unique(np.concatenate([one.ravel(), two.ravel()])):
        change += np.abs((both & (one == each)).sum(axis=1) - (both & (two == each)).sum(axis=1))
    net = change / 2 / np.maximum(pairs, 1)
    return np.asarray((pairs >= FEWEST_PAIRS) & (net < below / _WHOLE - _TOLERANCE), dtype=np.bool_)
