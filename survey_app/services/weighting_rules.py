"""A weighting as a rule, and the weights it gives the answers there are: nothing here is stored.

A rule is a number of the data, or one to four breaks with a target for each category; the weights are raked until
every break has its targets and no weight leaves the limits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from survey_app.exceptions import N_, Refusal
from survey_app.services import filters
from survey_app.services.columns import Answered
from survey_app.services.filters import Dimension
from survey_app.stats.answers import kish
from survey_app.stats.results import StatisticsRefused
from survey_app.stats.weighting import Margin, Weighting, rake

Weights = npt.NDArray[np.float64]
MOST_BREAKS = 4
LARGEST_TARGET = 1e12
_PERCENT, _WHOLE = 100.0, 1.0
_ROUNDED = 0.005
"""Shares that were rounded add up to all of it but for half a percent."""
_SAME = 1e-6
_CYCLES = 300
_FEW_PEOPLE = 30
_LARGE_WEIGHT, _LARGE_EFFECT = 5.0, 2.0


@dataclass(frozen=True, slots=True)
class Break:
    """One break: the dimension it is made by, and the target of each of its values, as it was typed."""

    key: str
    targets: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A weighting: a variable that holds the weights, or breaks, and the smallest and largest weight of the mean 1."""

    variable: str = ""
    breaks: tuple[Break, ...] = ()
    least: float | None = None
    most: float | None = None

    def stored(self) -> dict[str, Any]:
        """The rule as it is kept."""
        if self.variable:
            return {"variable": self.variable}
        breaks = [{"key": each.key, "targets": dict(each.targets)} for each in self.breaks]
        return {"breaks": breaks, "least": self.least, "most": self.most}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Rule":
        """A kept rule."""
        if variable := stored.get("variable"):
            return cls(str(variable))
        breaks = tuple(Break(str(each["key"]), dict(each["targets"])) for each in stored.get("breaks", ()))
        return cls("", breaks, stored.get("least"), stored.get("most"))


@dataclass(frozen=True, slots=True)
class Line:
    """One category of a break: people, its share unweighted, what it should be, and what it is weighted."""

    key: str
    value: str | None
    n: int
    before: float
    target: float
    after: float


@dataclass(frozen=True, slots=True)
class Applied:
    """The weights of all answers (mean 1; 0 leaves one out), what they cost, how the breaks fit, and what to mind."""

    weights: Weights = field(repr=False)
    n: int
    n_eff: float
    smallest: float
    largest: float
    cycles: int = 0
    capped: int = 0
    lines: tuple[Line, ...] = ()
    cautions: tuple[tuple[str, Mapping[str, object]], ...] = ()
    """Sentences with what fills their placeholders."""

    @property
    def effect(self) -> float:
        """Kish's design effect."""
        return self.n / self.n_eff if self.n_eff else 0.0


class CannotWeigh(Refusal):
    """No weights follow from the rule; the message says why."""

    status = 422
    title = N_("The answers cannot be weighted like this")


def weight_columns(answered: Answered) -> tuple[str, ...]:
    """The numbers of the data that could be weights: none is below 0 and one is above."""
    found = []
    for question in answered.questionnaire.questions():
        column = answered.columns.get(question.code)
        if not question.is_identity and isinstance(column, np.ndarray) and column.dtype == np.float64:
            numbers = column[np.isfinite(column)]
            if numbers.size and numbers.min() >= 0 and numbers.max() > 0:
                found.append(question.code)
    return tuple(found)


def apply(answered: Answered, rule: Rule) -> Applied:
    """The weights of all answers by a rule; refused with the reason where there are none."""
    return _from_column(answered, rule.variable) if rule.variable else _raked(answered, rule)


def _from_column(answered: Answered, variable: str) -> Applied:
    column = answered.columns.get(variable)
    if not isinstance(column, np.ndarray) or variable not in weight_columns(answered):
        raise CannotWeigh(N_("“%(name)s” is no number of this survey that could be a weight."), name=variable[:80])
    numbers: Weights = np.asarray(np.where(np.isfinite(column), column, 0.0), np.float64)
    used = numbers > 0
    weights = numbers / float(numbers[used].mean())
    left = int((~used).sum())
    message = N_("%(people)s answers have no weight above 0 and are left out of weighted figures.")
    said = ((message, {"people": left}),) if left else ()
    return _judged(Applied(weights, int(used.sum()), kish(weights[used]), *_range(weights[used]), cautions=said))


def _range(weights: Weights) -> tuple[float, float]:
    mean = float(weights.mean())
    return float(weights.min()) / mean, float(weights.max()) / mean


def _raked(answered: Answered, rule: Rule) -> Applied:
    if not 0 < len(rule.breaks) <= MOST_BREAKS:
        raise CannotWeigh(N_("Choose one to four breaks."))
    if not answered.keys:
        raise CannotWeigh(N_("There are no answers to weight yet."))
    offered = {dimension.key: dimension for dimension in filters.dimensions(answered)}
    parts = [_part(each, offered.get(each.key)) for each in rule.breaks]
    _refuse_other_totals(rule.breaks)
    margins = [
        Margin(part.key, dimension.places, {code: share for code, (_value, share) in wanted.items()})
        for part, dimension, wanted in parts
    ]
    try:
        found = rake(margins, cap=rule.most, floor=rule.least, cycles=_CYCLES, tolerance=1e-9, scale="sample")
    except StatisticsRefused as refused:
        raise _worded(refused, parts) from refused
    lines = tuple(_lines(found, parts, len(answered.keys)))
    cost = (found.n, found.n_eff, found.smallest, found.largest, found.cycles, found.capped)
    return _judged(Applied(found.weights, *cost, lines, tuple(_cautions(found, lines))))


Wanted = Mapping[int, tuple[str, float]]
"""Place of a category -> its value and the share it should have."""
Part = tuple[Break, Dimension, Wanted]


def _part(asked: Break, dimension: Dimension | None) -> Part:
    """A break with its dimension and the share of every category; categories without people take no target above 0."""
    if dimension is None:
        raise CannotWeigh(N_("“%(name)s” tells the answers apart no longer."), name=asked.key[:80])
    codes = {offer.value: code for offer, code in zip(dimension.offers, dimension.codes, strict=True)}
    total = sum(asked.targets.values())
    if not 0 < total <= LARGEST_TARGET or min(asked.targets.values()) < 0:
        raise CannotWeigh(N_("Give every category of “%(name)s” a target of 0 or more."), name=asked.key[:80])
    for value, target in asked.targets.items():
        if value not in codes and target > 0:
            message = N_("Nobody stands in “%(value)s” of “%(name)s”, which has a target: join it with another one.")
            raise CannotWeigh(message, value=value[:80], name=asked.key[:80])
    wanted = {codes[value]: (value, target / total) for value, target in asked.targets.items() if value in codes}
    lacking = next((value for value in codes if value not in asked.targets), None)
    if lacking is not None:
        message = N_("“%(value)s” of “%(name)s” has no target. Give it one.")
        raise CannotWeigh(message, value=lacking[:80], name=asked.key[:80])
    return asked, dimension, wanted


def is_share(total: float) -> bool:
    """Whether targets that add up to this are shares: to 1 or to 100, but for rounding.

    >>> is_share(100), is_share(99.9), is_share(1), is_share(1224)
    (True, True, True, False)
    """
    return any(abs(total - whole) <= _ROUNDED * whole for whole in (_WHOLE, _PERCENT))


def _refuse_other_totals(breaks: Sequence[Break]) -> None:
    """Counts of one population have one total; shares fit any."""
    counted = [(each, sum(each.targets.values())) for each in breaks]
    counted = [(each, total) for each, total in counted if not is_share(total)]
    for each, total in counted[1:]:
        first, expected = counted[0]
        if abs(total - expected) > _SAME * expected:
            message = N_(
                "The targets of “%(name)s” add up to %(total)s, those of “%(first)s” to %(expected)s. "
                "Correct them, or give shares of 100."
            )
            said = {"total": f"{total:g}", "expected": f"{expected:g}"}
            raise CannotWeigh(message, name=each.key[:80], first=first.key[:80], **said)


def _worded(refused: StatisticsRefused, parts: Sequence[Part]) -> CannotWeigh:
    given = refused.params
    name = str(given.get("margin", ""))
    value = _value(parts, name, str(given.get("category", "")))
    if refused.code == "cap_not_held":
        message = N_(
            "No weights between these limits reach the targets: “%(value)s” of “%(name)s” stays off. Widen the limits."
        )
        return CannotWeigh(message, name=name[:80], value=value[:80])
    if refused.code == "margins_not_reached":
        message = N_("The targets contradict each other: “%(value)s” of “%(name)s” is not reached.")
        return CannotWeigh(message, name=name[:80], value=value[:80])
    if refused.code in {"cap_below_mean", "floor_above_mean"}:
        return CannotWeigh(N_("The smallest weight lies between 0 and 1, the largest is 1 or more."))
    return CannotWeigh(N_("These targets give no weights. Correct them."))


def _value(parts: Sequence[Part], name: str, place: str) -> str:
    wanted = next((wanted for part, _dimension, wanted in parts if part.key == name), {})
    return next((value for code, (value, _share) in wanted.items() if str(code) == place), place)


def _lines(found: Weighting, parts: Sequence[Part], size: int) -> Sequence[Line]:
    values = {part.key: {code: value for code, (value, _share) in wanted.items()} for part, _dimension, wanted in parts}
    return [
        Line(
            each.margin,
            None if each.code is None else values[each.margin][each.code],  # type: ignore[index]  # codes are places
            each.n,
            each.n / size,
            each.target / found.total,
            each.reached / found.total,
        )
        for each in found.fit
    ]


def _cautions(found: Weighting, lines: Sequence[Line]) -> Sequence[tuple[str, Mapping[str, object]]]:
    said: list[tuple[str, Mapping[str, object]]] = []
    unknown = N_(
        "%(people)s answers stand in no category of “%(name)s” and keep their share; targets are shares of the rest."
    )
    few = N_("Only %(people)s people stand in “%(value)s” of “%(name)s”: each of them counts for many.")
    for line in lines:
        if line.value is None:
            said.append((unknown, {"people": line.n, "name": line.key}))
        elif 0 < line.n < _FEW_PEOPLE and line.target > line.before:
            said.append((few, {"people": line.n, "value": line.value, "name": line.key}))
    if found.capped:
        said.append((N_("The largest weight holds back %(people)s answers."), {"people": found.capped}))
    left_out = found.missing
    if left_out:
        said.append((N_("%(people)s answers get the weight 0: their target is 0."), {"people": left_out}))
    return said


def _judged(found: Applied) -> Applied:
    """With a word on weights that cost much."""
    said = list(found.cautions)
    if found.largest > _LARGE_WEIGHT:
        message = N_("The largest weight is more than five times the mean: set a limit.")
        said.append((message, {}))
    if found.effect > _LARGE_EFFECT:
        message = N_("The weights cost more than half of the answers: the breaks differ much from their targets.")
        said.append((message, {}))
    return replace(found, cautions=tuple(said))
