"""Penalty-reward contrast: whether an attribute pleases when it is good, annoys when it is bad, or both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from scipy import special

from survey_app.stats.answer_table import AnswerTable, as_table
from survey_app.stats.answers import FloatArray, Matrix, Values, as_numbers, as_weights, base_cautions, kish
from survey_app.stats.drivers import LITTLE
from survey_app.stats.results import Base, Caution, CautionCode, Reason, Result, StatisticsRefused

__all__ = ["Contrast", "ContrastClass", "PenaltyReward", "penalty_reward"]

_SOURCE = (
    "Brandt 1987, Add Value to Your Service, 61; Mikulic and Prebezac 2008, Managing Service Quality 18:559; "
    "two-sided t tests of the least squares weights"
)
_LEAST = 20
_NOTHING = 1e-10
_AT_ONCE = 8_192
"""People whose dummies are in memory at the same time."""


class ContrastClass(StrEnum):
    """What the two weights make of an attribute."""

    BASIC = "basic"
    ATTRACTIVE = "attractive"
    PERFORMANCE = "performance"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Contrast:
    """One attribute: the weights of high (`reward`) and low (`penalty`) answers, their p, and what they make of it.

    `range` is reward minus penalty, `asymmetry` (reward + penalty)/range: above 0 it pleases more than it annoys. The
    class is None, and `reason` says why, where a dummy has fewer than 20 cases or cannot be told from the others;
    without any regression the reason stands with the whole.
    """

    name: str
    reward: float | None = None
    penalty: float | None = None
    reward_p: float | None = None
    penalty_p: float | None = None
    high: int = 0
    low: int = 0
    range: float | None = None
    asymmetry: float | None = None
    category: ContrastClass | None = None
    reason: Reason | None = None


@dataclass(frozen=True, kw_only=True)
class PenaltyReward(Result):
    """The attributes in the order given; the cuts that made their dummies; R² and the constant of the regression."""

    attributes: tuple[Contrast, ...]
    reward_from: float
    penalty_to: float
    significance: float
    constant: float | None = None
    r2: float | None = None
    df: float | None = None
    n_eff: float | None = None

    @property
    def r2_adjusted(self) -> float | None:
        """R² less what so many dummies explain of noise, by their degrees of freedom; None without a regression."""
        if self.r2 is None or self.df is None:
            return None
        return 1 - (1 - self.r2) * ((self.n if self.n_eff is None else self.n_eff) - 1) / self.df

    @property
    def is_little(self) -> bool:
        """Adjusted R² is below `LITTLE`: some of so many tests come out by chance, and no class follows from them."""
        return self.r2_adjusted is not None and self.r2_adjusted < LITTLE

    @property
    def is_undecided(self) -> bool:
        """Whether there are weights, but none makes a class of its attribute."""
        known = [each for each in self.attributes if each.penalty is not None and each.reward is not None]
        return bool(known) and not any(each.category for each in known)

    def undecided(self) -> "PenaltyReward":
        """The same without classes, for an outcome that the attributes hardly explain."""
        return replace(self, attributes=tuple(replace(each, category=None) for each in self.attributes))


def penalty_reward(
    outcome: Values,
    attributes: Matrix | AnswerTable,
    names: Sequence[str],
    reward_from: float,
    penalty_to: float,
    *,
    weights: Values | None = None,
    significance: float = 0.05,
) -> PenaltyReward:
    """Regress an outcome on two dummies an attribute: a high answer (reward) and a low one (penalty).

    Parameters: outcome, one rating per respondent; attributes, respondents in rows, attributes in columns; None and NaN
    missing; names, one word an attribute; reward_from, the lowest answer that counts as high; penalty_to, the highest
    that counts as low; weights, one per respondent, or None; significance, the p below which a weight counts.
    Returns: PenaltyReward. Fewer cases than weights to estimate, or an outcome that does not vary: no figures.
    Raises: StatisticsRefused when the cuts overlap or lengths differ.
    Formula: y = c + sum (r_j [x_j >= reward_from] + q_j [x_j <= penalty_to]) by least squares; p two-sided t with
    n - 2p - 1 degrees of freedom. Only a penalty: basic; only a reward: attractive; both: performance; none: neutral. A
    reward counts when it is positive, a penalty when it is negative. Fewer than 20 high or fewer than 20 low answers:
    no class, whatever the p (the reason stands with the attribute). Weighted: weighted least squares, weights scaled to
    n_eff.
    Do not trust classes that change with the cuts, nor the weights of an attribute without a class.
    Source: Brandt 1987; Mikulic and Prebezac 2008.

    >>> outcome, ratings = [1, 3, 3, 3, 1, 3, 3, 4], [[1], [3], [3], [5], [1], [5], [3], [3]]
    >>> found = penalty_reward(outcome * 10, ratings * 10, ["a"], 5, 1)
    >>> found.attributes[0].category.value, found.attributes[0].high, found.attributes[0].low
    ('basic', 20, 20)
    >>> penalty_reward(outcome, ratings, ["a"], 5, 1).attributes[0].reason.value
    'too_few_in_class'
    """
    table, target = _checked(outcome, attributes, names, (penalty_to, reward_from), significance)
    mass = as_weights(weights, target.size)
    kept = ~np.isnan(target) & table.complete()
    if mass is not None:
        kept &= mass > 0
    used = None if mass is None else mass[kept]
    marked = _Marked(target[kept], table.among(kept), used, penalty_to, reward_from)
    fit = _fitted(marked)
    n = int(kept.sum())
    found = _contrasts(names, fit, marked.cases(), significance)
    n_eff = kish(used) if used is not None and n else None
    known = {} if fit is None else {"constant": float(fit.weights[0]), "r2": fit.r2, "df": fit.df}
    return PenaltyReward(
        attributes=found,
        reward_from=reward_from,
        penalty_to=penalty_to,
        significance=significance,
        **known,
        n_eff=n_eff,
        n=n,
        missing=target.size - n,
        base=Base.COMPLETE_CASES,
        method="least_squares_on_dummies",
        source=_SOURCE,
        cautions=base_cautions(n if n_eff is None else n_eff) + _few(found),
        reason=None if fit is not None else _why_nothing(n, target[kept]),
    )


def _checked(
    outcome: Values,
    attributes: Matrix | AnswerTable,
    names: Sequence[str],
    cuts: tuple[float, float],
    significance: float,
) -> tuple[AnswerTable, FloatArray]:
    if not cuts[0] < cuts[1]:
        raise StatisticsRefused("cuts_do_not_fit", penalty_to=cuts[0], reward_from=cuts[1])
    if not 0 < significance < 1:
        raise StatisticsRefused("level_out_of_range", level=significance)
    table, target = as_table(attributes), as_numbers(outcome)
    if len(names) != table.width or not names or target.size != len(table):
        raise StatisticsRefused("columns_differ_in_length", answers=len(table), outcome=target.size, names=len(names))
    return table, target


def _few(found: Sequence[Contrast]) -> tuple[Caution, ...]:
    return tuple(
        Caution.of(CautionCode.FEW_IN_CLASS, column=each.name, high=each.high, low=each.low)
        for each in found
        if min(each.high, each.low) < _LEAST
    )


def _why_nothing(n: int, target: FloatArray) -> Reason:
    if not n:
        return Reason.NO_ANSWERS
    return Reason.NO_VARIATION if np.ptp(target) == 0 else Reason.TOO_FEW_EFFECTIVE


@dataclass(frozen=True, slots=True)
class _Marked:
    """Complete cases: the outcome, the ratings that become dummies, the weights and the two cuts."""

    target: FloatArray
    table: AnswerTable
    used: FloatArray | None
    penalty_to: float
    reward_from: float

    @property
    def effective(self) -> float:
        return float(self.target.size) if self.used is None else kish(self.used)

    def parts(self) -> Iterator[tuple[FloatArray, FloatArray, FloatArray]]:
        """Some thousand people at a time: the constant and the dummies (rewards, then penalties), outcome, weights."""
        scaled = None if self.used is None else self.used * self.effective / self.used.sum()
        for start in range(0, self.target.size, _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            rows = self.table.rows(some)
            design = np.column_stack([np.ones(len(rows)), rows >= self.reward_from, rows <= self.penalty_to])
            yield design, self.target[some], np.ones(len(rows)) if scaled is None else scaled[some]

    def cases(self) -> list[tuple[int, int]]:
        """How many rated each attribute high, and how many low."""
        columns = (self.table.column(at) for at in range(self.table.width))
        return [(int((each >= self.reward_from).sum()), int((each <= self.penalty_to).sum())) for each in columns]


@dataclass(frozen=True, slots=True)
class _Fit:
    """Weights (constant first), their p (NaN where a dummy is empty or no news), R² and degrees of freedom."""

    weights: FloatArray
    p: FloatArray
    r2: float
    df: float


def _fitted(marked: _Marked) -> _Fit | None:
    """Least squares from sums of products; a second pass adds up what is left over, so that nothing cancels out."""
    if not marked.target.size or np.ptp(marked.target) == 0:
        return None
    width = 1 + 2 * marked.table.width
    products, sums = np.zeros((width, width)), np.zeros(width)
    for design, target, mass in marked.parts():
        heavy = (design * mass[:, None]).T
        products += heavy @ design
        sums += heavy @ target
    kept = _independent(products)
    df = marked.effective - len(kept)
    if df <= 0:
        return None
    inverse = np.linalg.inv(products[np.ix_(kept, kept)])
    solved = inverse @ sums[kept]
    middle = float(np.average(marked.target, weights=marked.used))
    left = total = 0.0
    for design, target, mass in marked.parts():
        left += float(mass @ (target - design[:, kept] @ solved) ** 2)
        total += float(mass @ (target - middle) ** 2)
    error = np.sqrt(np.diag(inverse) * left / df)
    weights, p = np.full(width, np.nan), np.full(width, np.nan)
    weights[kept] = solved
    with np.errstate(divide="ignore", invalid="ignore"):
        p[kept] = 2 * special.stdtr(df, -np.abs(solved / error))
    return _Fit(weights, p, 1 - left / total, df)


def _independent(products: FloatArray) -> list[int]:
    """The columns that add something to those before them, so that no weight is split between equals."""
    kept: list[int] = []
    for place in range(len(products)):
        size, rest = float(products[place, place]), float(products[place, place])
        if kept:
            before = products[kept, place]
            rest -= float(before @ np.linalg.solve(products[np.ix_(kept, kept)], before))
        if rest > _NOTHING * max(size, _NOTHING):
            kept.append(place)
    return kept


def _contrasts(
    names: Sequence[str], fit: _Fit | None, cases: Sequence[tuple[int, int]], significance: float
) -> tuple[Contrast, ...]:
    """Each attribute with its dummies; the constant stands first among the weights, then rewards, then penalties."""
    if fit is None:
        return tuple(Contrast(name, high=most, low=few) for name, (most, few) in zip(names, cases, strict=True))
    return tuple(
        _contrast(name, fit, (place, len(names) + place), counts, significance)
        for place, (name, counts) in enumerate(zip(names, cases, strict=True), 1)
    )


def _contrast(name: str, fit: _Fit, at: tuple[int, int], cases: tuple[int, int], significance: float) -> Contrast:
    reward, penalty = (float(fit.weights[each]) if not np.isnan(fit.weights[each]) else None for each in at)
    reward_p, penalty_p = (float(fit.p[each]) if not np.isnan(fit.p[each]) else None for each in at)
    found = Contrast(name, reward, penalty, reward_p, penalty_p, *cases)
    if min(cases) < _LEAST:
        found = replace(found, reason=Reason.TOO_FEW_IN_CLASS)
    if reward is None or penalty is None:
        return found if found.reason else replace(found, reason=Reason.NOT_TOLD_APART)
    spread = reward - penalty
    found = replace(found, range=spread, asymmetry=(reward + penalty) / spread if spread > 0 else None)
    if found.reason or reward_p is None or penalty_p is None:
        return found
    pleases, annoys = reward_p < significance and reward > 0, penalty_p < significance and penalty < 0
    return replace(found, category=_CLASSES[pleases, annoys])


_CLASSES = {
    (True, True): ContrastClass.PERFORMANCE,
    (True, False): ContrastClass.ATTRACTIVE,
    (False, True): ContrastClass.BASIC,
    (False, False): ContrastClass.NEUTRAL,
}
