"""A survey with attributes rated for importance, by own performance and for rivals, and an outcome they drive."""

from typing import Any

import numpy as np

from survey_app.models import Account, Stage, Study
from survey_app.vocabulary import AnonymityLevel, Mode
from tests.builders import make_study, stage_of
from tests.planting import document, items, options, plant, publish, question

NAMES = ("Delivery", "Price", "Quality", "Website", "Archive")
CODES = tuple(name.lower() for name in NAMES)
SCALE = {"first": 1, "last": 5}
N = 240
_IMPORTANT = (4.6, 4.4, 4.5, 2.2, 2.0)
_OWN = (2.4, 2.0, 4.4, 4.2, 2.1)
_RIVAL = (4.2, 2.0, 3.2, 4.2, 2.1)
FEW = 20
"""How many rated the archive."""


def _rated(centre: float, generator: np.random.Generator) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.clip(np.round(generator.normal(centre, 0.8, N)), 1, 5).astype(np.int64)


def ratings() -> dict[str, np.ndarray[Any, np.dtype[np.int64]]]:
    """Every column as it is planted; the archive counts for its first few people only."""
    generator = np.random.default_rng(6)
    found = {}
    for place, code in enumerate(CODES):
        found[f"{code}.importance"] = _rated(_IMPORTANT[place], generator)
        found[f"{code}.own"] = _rated(_OWN[place], generator)
        found[f"{code}.rival_acme"] = _rated(_RIVAL[place], generator)
        found[f"{code}.rival_best"] = _rated(_RIVAL[place] - 0.8, generator)
    pull = 0.6 * found["delivery.own"] + 0.3 * found["quality.own"] + 0.1 * found["website.own"]
    found["over"] = np.clip(np.round(pull + generator.normal(0.3, 0.5, N)), 1, 5).astype(np.int64)
    return found


def plant_ratings(owner: Account, level: AnonymityLevel = AnonymityLevel.IDENTIFIED) -> tuple[Study, Stage]:
    """The study with its answers; `REG` splits the people in 160 and 80, `team` leaves three apart."""
    study = make_study(owner, "Rivals 2026")
    stage = stage_of(study)
    stage.level = level
    version = publish(
        stage,
        document(
            question("REG", "single", "Where do you buy?", options=options("North", "South")),
            question("OVER", "rating", "How satisfied are you?", scale=SCALE),
            question(
                "IPA", "importance_performance", "What matters to you?", items=items(*NAMES), scale=SCALE,
                rivals=[{"code": "acme", "label": {"en": "Acme"}}, {"code": "best", "label": {"en": "Bestware"}}],
            ),
            question("GRID", "grid", "Rate these", items=items("Speed", "Care"), scale=SCALE),
        ),
    )  # fmt: skip
    columns = ratings()
    answers: list[dict[str, Any]] = []
    for place in range(N):
        one: dict[str, Any] = {"REG": 1 + (place % 3 == 0), "OVER": int(columns["over"][place])}
        for code in CODES:
            if code != "archive" or place < FEW:
                for side in ("importance", "own", "rival_acme", "rival_best"):
                    one[f"IPA.{code}.{side}"] = int(columns[f"{code}.{side}"][place])
        # of the 80 of the south 42 rated one row of the grid, 40 the other, and two of them both
        if place % 3 or place < 126:
            one["GRID.speed"] = one["OVER"]
        if place % 3 or place >= 120:
            one["GRID.care"] = 3
        answers.append(one)
    teams = [{"team": "x" if place < 3 else "y"} for place in range(N)]
    plant(stage, version, answers, attributes=teams, modes=(Mode.WEB,))
    return study, stage
