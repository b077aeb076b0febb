"""Simulated answers around a planted truth that the analysis has to find.

The truth: deliveries and complaints fall short of what was expected by about a point, price by half a point, ordering
and courtesy exceed it; food makers are much less satisfied than everybody else; Weifang sends fewer forms back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from survey_app.questions.base import Value
from survey_app.services.sample_study.frame import Customer
from survey_app.services.sample_study.words import THEMES
from survey_app.vocabulary import Missing, Mode

RETURNED = 783
SET_ASIDE = 12
SEED = 979
SLOW_PLACE, SLOW_RETURNS = "Weifang", 72
UNHAPPY_INDUSTRIES = frozenset({"A", "B"})
EXPECTED: Mapping[str, float] = {
    "delivery": 4.4, "complaints": 4.1, "price": 3.6, "reply": 4.0, "invoices": 4.0,
    "quality": 4.5, "advice": 3.8, "packaging": 3.5, "courtesy": 4.0, "ordering": 3.7,
}  # fmt: skip
GAPS: Mapping[str, float] = {
    "delivery": -1.1, "complaints": -1.0, "price": -0.5, "reply": -0.25, "invoices": -0.15,
    "quality": -0.1, "advice": 0.1, "packaging": 0.15, "courtesy": 0.3, "ordering": 0.4,
}  # fmt: skip
_MODES = (Mode.WEB, Mode.PHONE, Mode.PAPER, Mode.INTERVIEWER)
_MODE_SHARES = (0.51, 0.24, 0.16, 0.09)
_WAVES = ((0.0, 0.30), (14.0, 0.42), (28.0, 0.28))
_FIELD_DAYS = 38.0
_WRITES = 0.36


@dataclass(frozen=True, slots=True)
class Form:
    """One returned form: who sent it, how and when (after the start of fieldwork), and what it says."""

    unit: str
    mode: Mode
    after: timedelta
    answers: dict[str, Value]
    set_aside: str = ""


def forms(asked: Sequence[Customer]) -> list[Form]:
    """The returned forms, in the order of the customers' numbers."""
    random = np.random.default_rng(SEED)
    back = _returned(asked, random)
    aside = set(random.choice(len(back), SET_ASIDE, replace=False).tolist())
    return [_form(customer, random, straight=number in aside) for number, customer in enumerate(back)]


def _returned(asked: Sequence[Customer], random: np.random.Generator) -> list[Customer]:
    slow = [customer for customer in asked if customer.place == SLOW_PLACE]
    others = [customer for customer in asked if customer.place != SLOW_PLACE]
    chosen = {slow[i].unit for i in random.choice(len(slow), SLOW_RETURNS, replace=False)}
    chosen |= {others[i].unit for i in random.choice(len(others), RETURNED - SLOW_RETURNS, replace=False)}
    return [customer for customer in asked if customer.unit in chosen]


def _form(customer: Customer, random: np.random.Generator, *, straight: bool) -> Form:
    mood = random.normal(0, 0.45) - (0.75 if customer.industry in UNHAPPY_INDUSTRIES else 0)
    answers: dict[str, Value] = {"CONSENT": 1, **_background(random), **_service(mood, random)}
    felt = np.mean([_experienced(answers, name) for name in ("delivery", "complaints", "quality", "courtesy")])
    overall = _point(float(3.93 + 0.55 * (felt - 3.65) + 0.75 * mood + random.normal(0, 0.5)))
    answers["OVERALL"] = overall
    answers["RECOM"] = int(np.clip(round(overall * 1.75 + 1.0 + random.normal(0, 1.2)), 0, 10))
    if random.random() < _WRITES:
        answers["IMPROVE"] = _words(answers, random)
    if straight:
        answers |= {name: 3 for name in answers if name.startswith("SERV.")}
    wave = random.choice(len(_WAVES), p=[share for _day, share in _WAVES])
    day = min(_WAVES[wave][0] + random.exponential(3.2), _FIELD_DAYS)
    mode = _MODES[random.choice(len(_MODES), p=_MODE_SHARES)]
    reason = "Same answer in every row" if straight else ""
    return Form(customer.unit, mode, timedelta(days=float(day)), answers, reason)


def _background(random: np.random.Generator) -> dict[str, Value]:
    used = random.random(4) < (0.8, 0.55, 0.4, 0.15)
    found: dict[str, Value] = {f"USE.{code}": int(use) for code, use in enumerate(used, 1)}
    found["YEARS"] = float(np.clip(round(random.gamma(2.2, 3.4)), 0, 60))
    found["ROLE"] = int(random.choice((1, 2, 3), p=(0.35, 0.4, 0.25)))
    return found if used.any() else found | {"USE.1": 1}


def _service(mood: float, random: np.random.Generator) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, level in EXPECTED.items():
        expected = _point(level + random.normal(0, 0.6))
        found[f"SERV.{name}.expected"] = expected
        no_experience = random.random() < (0.3 if name == "complaints" else 0.03)
        experienced = _point(level + GAPS[name] + mood + random.normal(0, 0.7))
        found[f"SERV.{name}.experienced"] = Missing.NOT_APPLICABLE if no_experience else experienced
    return found


def _experienced(answers: Mapping[str, Value], name: str) -> float:
    value = answers[f"SERV.{name}.experienced"]
    return float(value) if isinstance(value, int) else 3.65


def _point(value: float | np.floating) -> int:
    return int(np.clip(round(value), 1, 5))


def _words(answers: Mapping[str, Value], random: np.random.Generator) -> str:
    """A sentence about what disappointed this person most; sometimes about what pleased."""
    shortfalls = {name: EXPECTED[name] - _experienced(answers, name) + random.normal(0, 0.4) for name in THEMES}
    theme = max(shortfalls, key=lambda name: shortfalls[name])
    return str(random.choice(THEMES[theme]))
