"""Simulated opinions of the sample's panel around a planted truth that the analysis has to find.

The truth: delivery, complaints, quality and reply are agreed to be decisive; ordering moves from the middle to the top
once people read each other's reasons; price splits the panel in two camps that do not move; gifts are agreed not to
matter; points for reordering find no agreement. An open question of the first round brings two more statements.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from survey_app.services.sample_study.spoken import all_spoken

SEED = 24
GROUP_SIZES = (9, 8, 7)
PANELLISTS = sum(GROUP_SIZES)
FINISHED = (24, 22)
"""How many finish each of the two rounds."""
CANNOT_JUDGE = ("advice", "invoices")
UNSURE = frozenset({5, 16})
"""Panellists who do not know enough to judge everything."""
MOVED, SPLIT = "ordering", "price"
WRITERS, VOTERS, POINTS = 14, 13, 5
_FIRST_LEVEL: dict[str, float] = {
    "delivery": 8.3, "complaints": 7.7, "quality": 8.2, "reply": 7.6, "invoices": 7.2, "advice": 7.1,
    "ordering": 5.3, "packaging": 6.8, "courtesy": 7.3, "loyalty": 4.9, "gifts": 2.3,
}  # fmt: skip
_MOVE: Mapping[str, float] = {"ordering": 0.95, "packaging": 0.5, "gifts": 0.3}
"""How many panellists move towards the level of the second round; a quarter of them elsewhere."""
_SECOND_LEVEL: Mapping[str, float] = {"ordering": 7.8, "packaging": 7.4, "gifts": 1.9}
_LATER_LEVEL: Mapping[str, float] = {"spares": 7.4, "changes": 6.4}
"""Statements made of the panel's answers, which only the second round asks."""
_USUAL_MOVE = 0.25
_SPREAD = 1.25
_CAMPS = (2.3, 8.2)
_CAMP_SPREAD = 0.7


@dataclass(frozen=True, slots=True)
class Said:
    """What one panellist rated in the two rounds: item -> rating, None for "cannot judge"; no second round: empty."""

    group: int
    first: dict[str, int | None]
    second: dict[str, int | None]


@cache
def words(language: str = "en") -> dict[str, Any]:
    """Ideas, statements and reasons as they were made up, said in a language."""
    found = json.loads((Path(__file__).parent / "panel.json").read_text(encoding="utf-8"))
    said: dict[str, Any] = all_spoken(found, language)
    return said


def panel() -> list[Said]:
    """All panellists; the last two do not come back for the second round."""
    random = np.random.default_rng(SEED)
    groups = [number for number, size in enumerate(GROUP_SIZES) for _one in range(size)]
    order = random.permutation(PANELLISTS)
    camps = {int(person): _CAMPS[place % 2] for place, person in enumerate(order)}
    dropped = set(order[: PANELLISTS - FINISHED[1]].tolist())
    found = []
    for person, group in enumerate(groups):
        first = _first(random, camps[person], person)
        second = {} if person in dropped else _second(random, first)
        found.append(Said(group, first, second))
    return found


def _first(random: np.random.Generator, camp: float, person: int) -> dict[str, int | None]:
    found: dict[str, int | None] = {name: _point(random.normal(mean, _SPREAD)) for name, mean in _FIRST_LEVEL.items()}
    found[SPLIT] = _point(random.normal(camp, _CAMP_SPREAD))
    return found | (dict.fromkeys(CANNOT_JUDGE[: 1 + person % 2]) if person in UNSURE else {})


def _second(random: np.random.Generator, first: Mapping[str, int | None]) -> dict[str, int | None]:
    """Most keep what they said; some move, each towards what the others said; the camps stay where they are."""
    found: dict[str, int | None] = {}
    for name, rating in first.items():
        moves = random.random() < _MOVE.get(name, _USUAL_MOVE)
        if rating is None or name == SPLIT or not moves:
            found[name] = rating
            continue
        goal = _SECOND_LEVEL.get(name, _FIRST_LEVEL.get(name, 0.0))
        near = goal + random.normal(0, 0.5)
        found[name] = _point(near) if name in _SECOND_LEVEL else _point(rating + np.sign(near - rating))
    return found


def later(people: int) -> dict[str, list[int]]:
    """What so many people rate the statements that were made of their answers."""
    random = np.random.default_rng(SEED + 1)
    drawn = {name: random.normal(level, _SPREAD, people) for name, level in _LATER_LEVEL.items()}
    return {name: [_point(value) for value in values] for name, values in drawn.items()}


def _point(value: float) -> int:
    return int(np.clip(round(value), 1, 9))


def votes() -> list[dict[str, int]]:
    """Who gave how many points to which card: five each."""
    random = np.random.default_rng(SEED)
    cards = words()["cards"]
    share = np.array([card["points"] for card in cards], dtype=float)
    found = []
    for _voter in range(VOTERS):
        picks = random.choice(len(cards), POINTS, p=share / share.sum())
        found.append({cards[place]["key"]: int((picks == place).sum()) for place in sorted(set(picks.tolist()))})
    return found
