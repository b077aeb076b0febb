"""Figures over many answers, each beside its floor: bare numpy that loads the same file and counts it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from survey_app.questions.definition import Scale
from survey_app.questions.summarising import recommend_row, scale_row
from survey_app.stats.coding import single
from survey_app.stats.crosstab import cross_table

_TIMES = 5
_CODES, _BANNER = range(1, 6), range(1, 21)


def dashboard(folder: Path, people: int, columns: int = 30) -> dict[str, Any]:
    """Every figure of a page of rated questions: load the packed answers and compute shares, means, intervals."""
    folder.mkdir(parents=True)
    path = folder / "answers.npy"
    chance = np.random.default_rng(1)
    answers = chance.choice(
        np.array([-9, 1, 2, 3, 4, 5], np.int16), (columns, people), p=[0.05, 0.05, 0.1, 0.2, 0.4, 0.2]
    )
    answers[-1] = chance.integers(0, 11, people)
    np.save(path, answers)
    five, eleven = Scale(1, 5), Scale(0, 10)

    def product() -> None:
        table = np.load(path)
        named = {f"Q{place}": column for place, column in enumerate(table)}
        for name in list(named)[:-1]:
            scale_row(name, {}, five, named, None)
        recommend_row(f"Q{columns - 1}", {}, eleven, named, None)

    def floor() -> None:
        for column in np.load(path):
            np.bincount(column.astype(np.int64) + 9, minlength=20)

    return {"people": people, "columns": columns, **_beside(product, floor)}


def crosstab(folder: Path, people: int, columns: int = 20) -> dict[str, Any]:
    """Weighted questions against a banner of twenty columns with letters: load, count, test every pair of columns."""
    folder.mkdir(parents=True)
    path, heavy = folder / "answers.npy", folder / "weights.npy"
    chance = np.random.default_rng(2)
    answers = chance.integers(1, 6, (columns, people)).astype(np.int16)
    answers[0] = chance.integers(1, len(_BANNER) + 1, people)
    np.save(path, answers)
    np.save(heavy, chance.uniform(0.3, 3, people))

    def product() -> None:
        table, weights = np.load(path), np.load(heavy)
        banner = single(table[0], _BANNER, "banner")
        for column in table[1:]:
            cross_table(single(column, _CODES), [banner], weights)

    def floor() -> None:
        table, weights = np.load(path), np.load(heavy)
        width = len(_BANNER) + 1
        for column in table[1:]:
            cell = column.astype(np.int64) * width + table[0]
            np.bincount(cell, minlength=6 * width)
            np.bincount(cell, weights, 6 * width)

    return {"people": people, "questions": columns - 1, "banner": len(_BANNER), **_beside(product, floor)}


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
