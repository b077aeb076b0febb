"""Simulated answers about other suppliers and about features that are not there yet.

The truth: the first of the other suppliers delivers on time more often, the second handles complaints better; nobody
comes near the quality; encrypted access is taken for granted, news of a repair delights, a printed handbook moves
nobody.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from survey_app.questions.base import Value
from survey_app.vocabulary import Missing

Drawn = npt.NDArray[np.int64]
IMPORTANCE: Mapping[str, float] = {
    "delivery": 4.6, "complaints": 4.3, "price": 4.2, "reply": 4.1, "quality": 4.7, "ordering": 3.5,
}  # fmt: skip
RIVALS: Mapping[str, Mapping[str, float]] = {
    "a": {"delivery": 3.8, "complaints": 3.1, "price": 3.2, "reply": 3.7, "quality": 3.9, "ordering": 3.5},
    "b": {"delivery": 3.3, "complaints": 3.5, "price": 3.5, "reply": 3.4, "quality": 3.7, "ordering": 3.2},
}
_KNOWN: Mapping[str, float] = {"a": 0.62, "b": 0.45}
_CHANGES_MIND = 0.12
FEATURES: Mapping[str, tuple[float, ...]] = {
    "access": (0.08, 0.20, 0.53, 0.16, 0.01, 0.02),
    "sameday": (0.17, 0.44, 0.21, 0.15, 0.01, 0.02),
    "loan": (0.34, 0.32, 0.14, 0.17, 0.01, 0.02),
    "status": (0.52, 0.14, 0.07, 0.24, 0.01, 0.02),
    "handbook": (0.06, 0.06, 0.11, 0.69, 0.06, 0.02),
    "reorder": (0.22, 0.07, 0.03, 0.34, 0.21, 0.13),
}
"""How many find each feature attractive, a performance, a must, indifferent, the reverse, or answer questionably."""
_HAVING: Final = np.array([[1, 1, 1], [1, 1, 1], [2, 3, 4], [2, 3, 4], [3, 4, 5], [1, 1, 1]])
_LACKING: Final = np.array([[2, 3, 4], [5, 5, 5], [5, 5, 5], [2, 3, 4], [1, 1, 1], [1, 1, 1]])
"""The answers to the two questions of a pair that stand for each of the six."""


def others(rated: Mapping[str, Drawn], random: np.random.Generator) -> list[dict[str, Value]]:
    """How important each thing is, how well we do it, and how well the others do it; who does not know them says so."""
    size = len(next(iter(rated.values())))
    found: list[dict[str, Value]] = [{} for _one in range(size)]
    weighs = random.normal(0, 0.3, size)
    knows = {rival: random.random(size) < share for rival, share in _KNOWN.items()}
    moods = {rival: random.normal(0, 0.4, size) for rival in RIVALS}
    for name, level in IMPORTANCE.items():
        moved = np.where(random.random(size) < _CHANGES_MIND, random.choice((-1, 1), size), 0)
        own = np.where(rated[name] > 0, np.clip(rated[name] + moved, 1, 5), 0)
        _put(found, f"BESIDE.{name}.importance", _points(level + weighs + random.normal(0, 0.5, size)))
        _put(found, f"BESIDE.{name}.own", own)
        for rival, levels in RIVALS.items():
            ratings = _points(levels[name] + moods[rival] + random.normal(0, 0.65, size))
            _put(found, f"BESIDE.{name}.rival_{rival}", np.where(knows[rival], ratings, 0))
    return found


def features(size: int, random: np.random.Generator) -> list[dict[str, Value]]:
    """The pairs of Kano's questions, feature by feature."""
    found: list[dict[str, Value]] = [{} for _one in range(size)]
    for name, shares in FEATURES.items():
        kinds, turns = random.choice(len(shares), size, p=shares), random.integers(0, 3, (2, size))
        _put(found, f"NEEDS.{name}.functional", _HAVING[kinds, turns[0]])
        _put(found, f"NEEDS.{name}.dysfunctional", _LACKING[kinds, turns[1]])
    return found


def _put(found: list[dict[str, Value]], name: str, values: Drawn) -> None:
    """One answer to each person; 0 is that they cannot judge."""
    for answers, value in zip(found, values.tolist(), strict=True):
        answers[name] = value or Missing.NOT_APPLICABLE


def _points(values: npt.NDArray[np.float64]) -> Drawn:
    return np.clip(np.rint(values), 1, 5).astype(np.int64)
