"""Figures over many answers, each beside its floor: bare numpy that loads the same packed answers and counts them.

The answers are the vectors that the database holds, one per person; both sides put them together and go column by
column. The floor counts every code (and sums its weights where there are some) and does nothing else.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from survey_app.questions.definition import Scale
from survey_app.questions.packing import CLOSED_TYPE, unpack_closed
from survey_app.questions.summarising import recommend_row, scale_row
from survey_app.stats.coding import single
from survey_app.stats.crosstab import cross_table, prepared

_TIMES = 5
_CODES, _BANNER = range(1, 6), range(1, 21)
_SHARES = [0.05, 0.05, 0.1, 0.2, 0.4, 0.2]


def dashboard(people: int, columns: int = 30) -> dict[str, Any]:
    """Every figure of a page of rated questions: load the packed answers, compute shares, means and intervals."""
    chance = np.random.default_rng(1)
    answers = chance.choice(np.array([-9, 1, 2, 3, 4, 5], CLOSED_TYPE), (people, columns), p=_SHARES)
    answers[:, -1] = chance.integers(0, 11, people)
    rows = [row.tobytes() for row in answers]
    five, eleven = Scale(1, 5), Scale(0, 10)

    def product() -> None:
        named = {f"Q{place}": column for place, column in enumerate(unpack_closed(rows, columns).T)}
        for name in list(named)[:-1]:
            scale_row(name, {}, five, named, None)
        recommend_row(f"Q{columns - 1}", {}, eleven, named, None)

    def floor() -> None:
        for column in _bare(rows, columns):
            np.bincount(column.astype(np.int64) + 9, minlength=20)

    return {"people": people, "columns": columns, **_beside(product, floor)}


def crosstab(people: int, columns: int = 20) -> dict[str, Any]:
    """Weighted questions against a banner of twenty columns with letters: load, count, test every pair of columns."""
    chance = np.random.default_rng(2)
    answers = chance.integers(1, 6, (people, columns)).astype(CLOSED_TYPE)
    answers[:, 0] = chance.integers(1, len(_BANNER) + 1, people)
    rows = [row.tobytes() for row in answers]
    weights = chance.uniform(0.3, 3, people)

    def product() -> None:
        banner, *questions = unpack_closed(rows, columns).T
        across, mass = single(banner, _BANNER, "banner"), prepared(weights, people)
        for column in questions:
            cross_table(single(column, _CODES), [across], mass, tests=False)

    def floor() -> None:
        banner, *questions = _bare(rows, columns)
        width = len(_BANNER) + 1
        for column in questions:
            cell = column.astype(np.int64) * width + banner
            np.bincount(cell, minlength=6 * width)
            np.bincount(cell, weights, 6 * width)

    return {"people": people, "questions": columns - 1, "banner": len(_BANNER), **_beside(product, floor)}


def _bare(rows: list[bytes], columns: int) -> np.ndarray:
    return np.frombuffer(b"".join(rows), CLOSED_TYPE).reshape(len(rows), columns).T


def _beside(product: Callable[[], None], floor: Callable[[], None]) -> dict[str, float]:
    """Processor time of both, the best of several turns taken one after the other."""
    mine, bare = [], []
    for _ in range(_TIMES):
        mine.append(_cpu(product))
        bare.append(_cpu(floor))
    return {
        "cpu_ms": round(min(mine) * 1000, 1),
        "floor_cpu_ms": round(min(bare) * 1000, 1),
        "ratio": round(min(mine) / min(bare), 2),
    }


def _cpu(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
