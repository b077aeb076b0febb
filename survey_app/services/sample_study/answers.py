"""Simulated answers around a planted truth that the analysis has to find.

The truth: deliveries and complaints fall short of what was expected by about a point, price by half a point, ordering
and courtesy exceed it; whoever expects much of one thing expects much of all; food makers are much less satisfied than
everybody else; Weifang sends fewer forms back. A year before, questions waited longer for an answer and ordering was
harder; deliveries were as late as now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from survey_app.questions.base import Value
from survey_app.services.sample_study.beside import features, others
from survey_app.services.sample_study.frame import Customer
from survey_app.services.sample_study.words import THEMES
from survey_app.vocabulary import Missing, Mode

Drawn = npt.NDArray[np.int64]
Answers = dict[str, Value]

RETURNED = 783
SET_ASIDE = 12
EARLIER_RETURNED = 400
SEED, EARLIER_SEED = 979, 2025
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
EARLIER_GAPS = {**GAPS, "reply": -0.85, "ordering": 0.0, "courtesy": 0.25, "invoices": -0.25}
_EXPECTS_MUCH, _EXPECTS_THIS = 0.38, 0.52
"""How much people differ in what they expect of everything, and of one thing: together they give an alpha near .80."""
_MOODS, _UNHAPPY, _UNHAPPY_SHARE, _EARLIER_MOOD = 0.45, 0.75, 0.15, -0.1
_NO_COMPLAINT, _NO_EXPERIENCE = 0.3, 0.03
_FELT = ("delivery", "complaints", "quality", "courtesy")
_UNKNOWN = 3.65
_MODES = (Mode.WEB, Mode.PHONE, Mode.PAPER, Mode.INTERVIEWER)
_MODE_SHARES = (0.51, 0.24, 0.16, 0.09)
_WAVES = ((0.0, 0.30), (14.0, 0.42), (28.0, 0.28))
_FIELD_DAYS = 38.0
_WRITES = 0.36
_ON_THEIR_MIND: Mapping[str, float] = {"advice": 0.6, "ordering": 0.2}
"""What people write about more often than what they got would make them."""


@dataclass(frozen=True, slots=True)
class Form:
    """One returned form: who sent it, how and when (after the start of fieldwork), and what it says."""

    unit: str
    mode: Mode
    after: timedelta
    answers: Answers
    is_straight: bool = False


def forms(asked: Sequence[Customer]) -> list[Form]:
    """The returned forms, in the order of the customers' numbers."""
    random = np.random.default_rng(SEED)
    back = _returned(asked, random)
    aside = set(random.choice(len(back), SET_ASIDE, replace=False).tolist())
    unhappy = np.array([customer.industry in UNHAPPY_INDUSTRIES for customer in back])
    moods = random.normal(0, _MOODS, len(back)) - _UNHAPPY * unhappy
    rated, service = _service(moods, random, GAPS)
    whole = _whole(moods, rated, random)
    parts = (_background(len(back), random), service, others(rated, random), features(len(back), random), whole)
    said = _said(rated, random)
    days, modes = _course(len(back), random)
    found = []
    for place, customer in enumerate(back):
        answers: Answers = {"CONSENT": 1}
        for part in parts:
            answers |= part[place]
        if said[place]:
            answers["IMPROVE"] = said[place]
        is_straight = place in aside
        if is_straight:
            answers |= {name: 3 for name in answers if name.startswith("SERV.")}
        found.append(Form(customer.unit, _MODES[modes[place]], timedelta(days=days[place]), answers, is_straight))
    return found


def earlier() -> list[Form]:
    """The forms of the year before, of which only the answers are left."""
    random = np.random.default_rng(EARLIER_SEED)
    unhappy = random.random(EARLIER_RETURNED) < _UNHAPPY_SHARE
    moods = random.normal(_EARLIER_MOOD, _MOODS, EARLIER_RETURNED) - _UNHAPPY * unhappy
    rated, service = _service(moods, random, EARLIER_GAPS)
    whole = _whole(moods, rated, random)
    days, modes = _course(EARLIER_RETURNED, random)
    return [
        Form("", _MODES[mode], timedelta(days=day), {**one, **all_in_all})
        for one, all_in_all, day, mode in zip(service, whole, days, modes, strict=True)
    ]


def points(values: npt.NDArray[np.float64], low: int = 1, high: int = 5) -> Drawn:
    """Values as points of a scale."""
    return np.clip(np.rint(values), low, high).astype(np.int64)


def _returned(asked: Sequence[Customer], random: np.random.Generator) -> list[Customer]:
    slow = [customer for customer in asked if customer.place == SLOW_PLACE]
    elsewhere = [customer for customer in asked if customer.place != SLOW_PLACE]
    chosen = {slow[i].unit for i in random.choice(len(slow), SLOW_RETURNS, replace=False)}
    chosen |= {elsewhere[i].unit for i in random.choice(len(elsewhere), RETURNED - SLOW_RETURNS, replace=False)}
    return [customer for customer in asked if customer.unit in chosen]


def _background(size: int, random: np.random.Generator) -> list[Answers]:
    used = random.random((size, 4)) < (0.8, 0.55, 0.4, 0.15)
    used[~used.any(axis=1), 0] = True
    years = points(random.gamma(2.2, 3.4, size), 0, 60).astype(float).tolist()
    roles = random.choice((1, 2, 3), size, p=(0.35, 0.4, 0.25)).tolist()
    return [
        {**{f"USE.{code}": use for code, use in enumerate(uses, 1)}, "YEARS": year, "ROLE": role}
        for uses, year, role in zip(used.astype(int).tolist(), years, roles, strict=True)
    ]


def _service(
    moods: npt.NDArray[np.float64], random: np.random.Generator, gaps: Mapping[str, float]
) -> tuple[dict[str, Drawn], list[Answers]]:
    """What was experienced, by attribute (0: no experience), and each person's answers to the battery."""
    size = len(moods)
    demands = random.normal(0, _EXPECTS_MUCH, size)
    rated: dict[str, Drawn] = {}
    found: list[Answers] = [{} for _one in range(size)]
    for name, level in EXPECTED.items():
        expected = points(level + demands + random.normal(0, _EXPECTS_THIS, size))
        experienced = points(level + gaps[name] + moods + random.normal(0, 0.7, size))
        experienced[random.random(size) < (_NO_COMPLAINT if name == "complaints" else _NO_EXPERIENCE)] = 0
        rated[name] = experienced
        for answers, before, after in zip(found, expected.tolist(), experienced.tolist(), strict=True):
            answers[f"SERV.{name}.expected"] = before
            answers[f"SERV.{name}.experienced"] = after or Missing.NOT_APPLICABLE
    return rated, found


def _felt(rated: Mapping[str, Drawn], name: str) -> npt.NDArray[np.float64]:
    return np.where(rated[name] > 0, rated[name].astype(float), _UNKNOWN)


def _whole(moods: npt.NDArray[np.float64], rated: Mapping[str, Drawn], random: np.random.Generator) -> list[Answers]:
    """Satisfaction all in all, and the recommendation that follows it."""
    felt = np.mean([_felt(rated, name) for name in _FELT], axis=0)
    overall = points(3.93 + 0.55 * (felt - _UNKNOWN) + 0.75 * moods + random.normal(0, 0.5, len(moods)))
    recommended = points(overall * 1.75 + 1.0 + random.normal(0, 1.2, len(moods)), 0, 10)
    pairs = zip(overall.tolist(), recommended.tolist(), strict=True)
    return [{"OVERALL": overall, "RECOM": recommended} for overall, recommended in pairs]


def _course(size: int, random: np.random.Generator) -> tuple[list[float], list[int]]:
    """On which day after the start each form came back, and by which of the modes."""
    starts, shares = np.array([day for day, _share in _WAVES]), [share for _day, share in _WAVES]
    days = np.minimum(starts[random.choice(len(_WAVES), size, p=shares)] + random.exponential(3.2, size), _FIELD_DAYS)
    return days.tolist(), random.choice(len(_MODES), size, p=_MODE_SHARES).tolist()


def _said(rated: Mapping[str, Drawn], random: np.random.Generator) -> list[str]:
    """A sentence about what disappointed a person most, of those who write; sometimes about what pleased."""
    names = list(THEMES)
    felt = np.array([EXPECTED[name] - _felt(rated, name) + _ON_THEIR_MIND.get(name, 0.0) for name in names])
    worst = np.argmax(felt + random.normal(0, 0.8, felt.shape), axis=0)
    writes, turns = random.random(len(worst)) < _WRITES, random.random(len(worst))
    return [
        texts[int(turn * len(texts))] if is_written else ""
        for texts, is_written, turn in zip((THEMES[names[place]] for place in worst), writes, turns, strict=True)
    ]
