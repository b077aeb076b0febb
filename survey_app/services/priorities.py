"""What to improve first: attributes by importance and performance, their drivers, their rivals, and what not to touch.

Everything comes from the address. A filter has to be one that the results page would show, for every question that
these figures are made from and for the people who answered all of them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from survey_app.exceptions import N_, BadInput
from survey_app.models import Stage
from survey_app.services import attribute_flags, attribute_tables, filters, flagged, reports, weighing
from survey_app.services.attribute_tables import Attribute, Battery, Outcome
from survey_app.services.columns import Answered, Mask
from survey_app.services.filters import Asked, Condition, Dimension, FewFlagged, GroupTooSmall
from survey_app.services.priority_contrasts import contrasts, cuts_of, without_few_between
from survey_app.services.priority_places import FEWEST, Lines, Placed, complete_columns, derived, stated
from survey_app.services.priority_rivals import compared
from survey_app.services.selections import Selection
from survey_app.services.tied_figures import may_tie
from survey_app.services.weightings import InForce, LaysOpen
from survey_app.services.withholding import shown_columns
from survey_app.stats.importance import Cross, Quadrant
from survey_app.stats.importance_results import SURE
from survey_app.stats.penalty_reward import PenaltyReward
from survey_app.stats.rivals import Against, Comparison, Decision
from survey_app.vocabulary import Role

STATED = "stated"
MEAN, MIDDLE, VALUE = "mean", "middle", "value"
ALONE = "none"
RIVAL = "rival."
"""Stands before the code of a rival in the address: a rival may be called `best`."""
_CROSSES = {MEAN: Cross.GRAND_MEANS, MIDDLE: Cross.MIDDLE, VALUE: Cross.TARGET}
_LONGEST, _DIGITS = 80, 20
TIED = N_(
    "What drives an outcome is worked out from several answers of each person. It is told from 60 people on, and only "
    "where no two answers were given together by few of them."
)
T = TypeVar("T", Battery, Outcome)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks for; "" is what is usual.

    `importance` is `stated` or the code of an outcome; `lines` mean, middle or value with the two values beside it;
    `against` the strongest rival, the mean of all, one of them, or none; `high` and `low` the cuts of the contrast.
    """

    battery: str = ""
    importance: str = ""
    lines: str = ""
    at_importance: str = ""
    at_performance: str = ""
    against: str = ""
    high: str = ""
    low: str = ""


@dataclass(frozen=True, slots=True)
class Priorities:
    """What can be chosen, what is, and the figures; `trouble` says what has to be chosen otherwise first."""

    batteries: tuple[Battery, ...]
    outcomes: tuple[Outcome, ...]
    offered: tuple[Dimension, ...]
    conditions: tuple[Condition, ...]
    least: int
    wish: Wish
    battery: Battery | None = None
    outcome: Outcome | None = None
    placed: Placed | None = None
    comparison: Comparison | None = None
    contrast: PenaltyReward | None = None
    cuts: tuple[int, int] = (0, 0)
    marked: frozenset[str] = frozenset()
    is_small: bool = False
    trouble: str = ""
    weighting: str = ""
    """The name of the weighting that the figures are weighted by; empty where they are not."""

    def act_on(self) -> tuple[Attribute, ...]:
        """What to improve first: surely important and rated below the line, most important first; marked never."""
        return tuple(each for each in self._lacking() if each.code not in self.marked)

    def perhaps(self) -> tuple[Attribute, ...]:
        """What stands among the important and low by so little that it may as well stand elsewhere; never marked."""
        return tuple(each for each in self._lacking(is_sure=False) if each.code not in self.marked)

    def set_aside(self) -> tuple[Attribute, ...]:
        """What would stand there and is not to be acted on."""
        return tuple(each for each in self._lacking() if each.code in self.marked)

    def behind(self) -> tuple[Attribute, ...]:
        """What is important and worse than the rival, unless it is marked."""
        found = self.comparison.attributes if self.comparison is not None else ()
        codes = [each.name for each in found if each.decision is Decision.IMPROVE_FIRST]
        return tuple(each for each in self._attributes(codes) if each.code not in self.marked)

    def improve_only(self) -> tuple[Attribute, ...]:
        """The strictest list: important, rated below the line, and behind the rival."""
        behind = {each.code for each in self.behind()}
        return tuple(each for each in self.act_on() if each.code in behind)

    def is_little(self) -> bool:
        """Importance was worked out from an outcome that the attributes hardly explain, so no advice follows."""
        drivers = self.placed.drivers if self.placed is not None else None
        return drivers is not None and drivers.is_little

    def _lacking(self, *, is_sure: bool = True) -> tuple[Attribute, ...]:
        if self.is_little():
            return ()
        found = self.placed.map.attributes if self.placed is not None and self.placed.map is not None else ()
        lacking = [
            each
            for each in found
            if each.quadrant is Quadrant.IMPROVE_FIRST and ((each.stability or 0.0) >= SURE) is is_sure
        ]
        return self._attributes([each.name for each in sorted(lacking, key=lambda each: -(each.importance or 0.0))])

    def _attributes(self, codes: Sequence[str]) -> tuple[Attribute, ...]:
        known = {each.code: each for each in self.battery.attributes} if self.battery is not None else {}
        return tuple(known[code] for code in codes)


def wish_of(given: Mapping[str, Sequence[str]]) -> Wish:
    """What an address or an order asks for, among all that stands in it."""
    return Wish(**{name: next(iter(given.get(name, ())), "") for name in Wish.__slots__})


def build(
    stage: Stage, wish: Wish, asked: Asked, *, role: Role | None = None, answered: Answered | None = None
) -> Priorities:
    """The figures an address asks for, or what can be asked for; refused for names that are not offered.

    `answered` are the answers where they were read before: of very many, reading takes longest.
    """
    answered = answered or reports.readable(stage)
    least = reports.least_shown(stage, role)
    offered = (*flagged.dimensions(stage, answered, asked), *filters.dimensions(answered))
    conditions = filters.read(asked, offered)
    batteries, outcomes = attribute_tables.batteries(answered), attribute_tables.outcomes(answered)
    found = Priorities(batteries, outcomes, offered, conditions, least, wish)
    if not batteries:
        return found
    battery = _of(batteries, wish.battery) or _usual(batteries)
    found = replace(found, battery=battery, marked=attribute_flags.marked(stage, battery))
    if wish.importance == STATED and battery.importance is None:
        return replace(found, trouble=N_("This battery did not ask how important each thing is. Choose an outcome."))
    is_stated = wish.importance == STATED or (not wish.importance and battery.importance is not None)
    whole = next((each for each in outcomes if each.is_whole), None)
    outcome = None if is_stated else _of(outcomes, wish.importance) or whole
    if outcome is None and not is_stated:
        return replace(found, trouble=N_("Importance was not asked, nor the whole. Choose what it is worked out from."))
    if outcome is not None:
        battery = attribute_tables.without(battery, outcome)
    found = replace(found, outcome=outcome, battery=battery)
    force = weighing.in_force(stage, asked, answered, least)
    lines, trouble = _lines(wish, battery, outcome)
    against = _against(wish, battery)
    if trouble or lines is None:
        return replace(found, trouble=trouble)
    try:
        wanted = _Asked(answered, lines, against, force, reports.fewest_told(stage, role))
        return _figured(replace(found, weighting=force.name if force else ""), battery, wanted)
    except FewFlagged:
        raise  # it says why in words of its own
    except GroupTooSmall:
        return replace(found, is_small=True)


def of_stage(stage: Stage, battery_code: str) -> Battery:
    """The battery an act is about; refused where the survey has no such."""
    found = _of(attribute_tables.batteries(reports.readable(stage)), battery_code)
    if found is None:
        raise BadInput(N_("Choose a battery first."))
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """All answers, and what the address asks for beside battery and outcome."""

    answered: Answered
    lines: Lines
    against: str
    force: InForce | None
    fewest: int


def _figured(found: Priorities, battery: Battery, asked: _Asked) -> Priorities:
    answered, lines, outcome = asked.answered, asked.lines, found.outcome
    mask = filters.chosen(answered, found.conditions, found.least, asked.fewest)
    columns, withheld = shown_columns(answered, mask, found.conditions, found.least, asked.fewest)
    used = {*battery.columns, *([outcome.code] if outcome is not None else [])}
    if used & withheld:
        raise GroupTooSmall(least=found.least)
    for name in used:
        _guard_weights(found, asked.force, _given(answered, (name,)))
    for pair in _pairs(battery):
        _guard_pair(found, asked.force, _given(answered, pair))
    weights = asked.force.applied.weights[mask] if asked.force is not None else None
    if outcome is None:
        placed = stated(battery, columns, lines, found.least, weights)
        return replace(found, placed=placed, comparison=compared(battery, columns, placed, asked.against))
    cuts = cuts_of(battery.scale, found.wish.high, found.wish.low)
    placed = derived(battery, outcome, columns, lines, found.least, weights=weights)
    names = complete_columns(placed.standings, outcome)
    selection = Selection(answered, mask, found.conditions, found.least, asked.fewest)
    if placed.drivers is not None and not may_tie([np.asarray(answered.columns[name]) for name in names], selection):
        return replace(found, trouble=TIED)
    if placed.drivers is not None and found.least > 1:
        _guard(found, asked, names, mask)
    comparison = compared(battery, columns, placed, asked.against)
    contrast = contrasts(columns, placed, outcome, cuts)
    if contrast is not None and asked.fewest > 1:
        contrast = without_few_between(contrast)
    return replace(found, placed=placed, comparison=comparison, contrast=contrast, cuts=cuts)


def _guard(found: Priorities, asked: _Asked, names: Sequence[str], mask: Mask) -> None:
    """Those who answered everything have to be a group that the same filters could show."""
    given = _given(asked.answered, names)
    if int((given & mask).sum()) < found.least or not filters.may_show(given, found.conditions, found.least):
        raise GroupTooSmall(least=found.least)
    _guard_weights(found, asked.force, given)


def _pairs(battery: Battery) -> list[tuple[str, str]]:
    """What is set against one another person by person: the own rating and what is stated, or said of a rival."""
    beside = [(each.own, name) for each in battery.attributes for name in each.rivals.values()]
    stated = [(each.own, each.importance) for each in battery.attributes if each.importance]
    return [*beside, *stated]


def _guard_pair(found: Priorities, force: InForce | None, given: Mask) -> None:
    """Those who gave both have to be a group that the same filters could show; with few there is no figure of them."""
    if int(given.sum()) < FEWEST:
        return
    _guard_weights(found, force, given)
    if found.conditions and not filters.may_show(given, found.conditions, found.least):
        raise GroupTooSmall(least=found.least)


def _guard_weights(found: Priorities, force: InForce | None, given: Mask) -> None:
    """A weight that few of them have would lay them open to whoever compares with the unweighted figures."""
    watch = weighing.guard(force, found.conditions, found.least) if force is not None else None
    if watch is not None and not weighing.large(watch.groups, given, watch.least):
        raise LaysOpen(least=watch.least)


def _given(answered: Answered, names: Sequence[str]) -> Mask:
    """Who answered all of these columns."""
    found: Mask = np.all([np.asarray(answered.columns[name]) >= 0 for name in names], axis=0)
    return found


def _of(offered: Sequence[T], code: str) -> T | None:
    found = next((each for each in offered if each.code == code), None)
    if code and found is None:
        raise BadInput(N_("“%(name)s” cannot be chosen here. Choose one from the list."), name=code[:_LONGEST])
    return found


def _usual(batteries: Sequence[Battery]) -> Battery:
    """A battery that asks for importance, else the first one."""
    return next((each for each in batteries if each.importance is not None), batteries[0])


def _against(wish: Wish, battery: Battery) -> str:
    """Whom the attributes are compared with: the strongest rival where nothing else was chosen."""
    chosen = wish.against or Against.BEST.value
    if chosen not in {ALONE, *Against, *(RIVAL + code for code, _ in battery.rivals)}:
        raise BadInput(N_("“%(name)s” cannot be chosen here. Choose one from the list."), name=chosen[:_LONGEST])
    return "" if chosen == ALONE else chosen


def _lines(wish: Wish, battery: Battery, outcome: Outcome | None) -> tuple[Lines | None, str]:
    """Where the lines cross, or what is missing for that."""
    cross = _CROSSES.get(wish.lines or MEAN)
    if cross is None:
        raise BadInput(N_("There is no such rule for the lines. Choose one from the list."))
    if cross is Cross.MIDDLE and outcome is not None:
        return None, N_("Importance that was worked out stands on no scale and has no middle. Choose other lines.")
    if cross is not Cross.TARGET:
        return Lines(cross), ""
    across = _value(wish.at_performance, battery.scale.first, battery.scale.last)
    ends = (0, 1) if outcome is not None or battery.importance is None else _ends(battery)
    up = _value(wish.at_importance, *ends)
    if up is None or across is None:
        return None, N_("Write the two values at which the lines cross. Each has to lie on its scale.")
    return Lines(cross, (up, across)), ""


def _ends(battery: Battery) -> tuple[int, int]:
    scale = battery.importance or battery.scale
    return scale.first, scale.last


def _value(text: str, low: float, high: float) -> float | None:
    """A value as it was typed, with a point or a comma; None where it is none or lies off its scale."""
    try:
        found = float(text.strip().replace(",", ".")) if len(text) <= _DIGITS else math.nan
    except ValueError:
        return None
    return found if low <= found <= high else None
