"""Weights that bring a sample to known totals: post-strata, raking over several margins, caps, and what they cost."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from survey_app.stats.answers import FloatArray, Values, as_weights, base_cautions, kish
from survey_app.stats.coding import Codes, single
from survey_app.stats.raking import Cells, MarginTargets, raked
from survey_app.stats.results import Base, Caution, CautionCode, Json, Reason, Result, StatisticsRefused

__all__ = ["CategoryFit", "DesignEffect", "Margin", "Weighting", "design_effect", "post_stratify", "rake"]

_SOURCE = (
    "Deming and Stephan 1940, Annals of Math. Statistics 11:427; Kish 1965, 11.7 (effective base, design effect); "
    "Potter 1990 (trimming)"
)
_SAME_TOTAL = 1e-6
_SHARES = (1.0, 100.0)


@dataclass(frozen=True, slots=True)
class Margin:
    """One margin: its name, each person's code in it, and the total or share that every code should have.

    People without a code, or with one that has no target, keep the share they have; a target under None sets it.
    """

    name: str
    codes: Codes
    targets: Mapping[Hashable, float]


@dataclass(frozen=True, slots=True)
class CategoryFit:
    """One category of a margin: people, the target, and the sum of weights reached. Code None: not known."""

    margin: str
    code: Hashable
    n: int
    target: float
    reached: float


@dataclass(frozen=True, kw_only=True)
class DesignEffect(Result):
    """What weights cost: Kish's effective base and design effect 1 + cv2, and the range of the weights (mean 1)."""

    n_eff: float
    deff: float | None
    cv2: float | None
    smallest: float | None
    largest: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Weighting(Result):
    """The weights, one per person, and how they fit; `scale` says what they sum to."""

    weights: FloatArray
    total: float
    scale: str
    fit: tuple[CategoryFit, ...]
    cycles: int
    worst: float
    n_eff: float
    deff: float
    smallest: float
    largest: float
    capped: int

    def to_json(self) -> dict[str, Json]:
        """Everything but the weights themselves."""
        found = {
            name: getattr(self, name)
            for name in ("n", "total", "scale", "cycles", "worst", "n_eff", "deff", "smallest", "largest", "capped")
        }
        fit = [
            {"margin": each.margin, "code": each.code, "n": each.n, "target": each.target, "reached": each.reached}
            for each in self.fit
        ]
        return found | {
            "method": self.method,
            "source": self.source,
            "base": self.base.value,
            "missing": self.missing,
            "cautions": [caution.to_json() for caution in self.cautions],
            "fit": fit,
        }


def design_effect(weights: Values) -> DesignEffect:
    """What a set of weights costs in precision.

    Parameters: weights, one per person; 0 leaves the person out.
    Returns: DesignEffect; the smallest and largest weight as multiples of the mean. Nobody: the reason.
    Raises: StatisticsRefused for a negative weight.
    Formula: n_eff = (sum w)² / sum w², deff = n / n_eff = 1 + cv², cv with the divisor n.
    Do not trust n_eff as exact: weights that follow the answers can make figures more precise than it says.
    Source: Kish 1965, Survey Sampling, 11.7; Kish 1992, J. Official Statistics 8:183.

    >>> found = design_effect([1, 1, 2])
    >>> round(found.n_eff, 4), round(found.deff, 4)
    (2.6667, 1.125)
    """
    array = as_weights(weights, len(weights))
    used = np.zeros(0) if array is None else array[array > 0]
    n, n_eff = int(used.size), kish(used)
    mean = float(used.mean()) if n else 1.0
    return DesignEffect(
        n_eff=n_eff,
        deff=n / n_eff if n else None,
        cv2=n / n_eff - 1 if n else None,
        smallest=float(used.min()) / mean if n else None,
        largest=float(used.max()) / mean if n else None,
        n=n,
        missing=len(weights) - n,
        base=Base.ALL_CASES,
        method="kish",
        source="Kish 1965, Survey Sampling, 11.7",
        cautions=base_cautions(n_eff),
        reason=None if n else Reason.ZERO_WEIGHTS,
    )


def post_stratify(
    codes: Codes, targets: Mapping[Hashable, float], start: Values | None = None, *, cap: float | None = None
) -> Weighting:
    """Weights that give each stratum the size it has in the population.

    Parameters: codes, each person's stratum; targets, the size or share of every stratum; start, weights to begin with;
    cap, the largest weight as a multiple of the mean.
    Returns: Weighting, as `rake` with one margin.
    Raises: StatisticsRefused as `rake`.
    Formula: w = N_h / n_h, with starting weights N_h w / sum of w in h.
    Do not trust a stratum of very few people: each of them stands for many.
    Source: Holt and Smith 1979, JRSS A 142:33.

    >>> post_stratify(["a", "a", "b"], {"a": 40, "b": 60}).weights.round(4).tolist()
    [0.6, 0.6, 1.8]
    """
    found = rake([Margin("stratum", codes, targets)], start, cap=cap)
    return Weighting(**{**vars(found), "method": "post_stratification"})


def rake(
    margins: Sequence[Margin],
    start: Values | None = None,
    *,
    cap: float | None = None,
    floor: float | None = None,
    tolerance: float = 1e-10,
    cycles: int = 1_000,
    scale: str | None = None,
) -> Weighting:
    """Weights that bring several margins to their totals at once.

    Parameters: margins; start, weights to begin with, or None for 1 (weight 0 leaves the person out); cap, the largest
    weight as a multiple of the mean (trimmed and raked in turn until both hold), or None; floor, the smallest one;
    tolerance, largest deviation of any category as a share of the total; cycles, at most; scale, "targets" (weights sum
    to the totals) or "sample" (to the number of people), or None: sample when the targets are shares (1 or 100),
    targets otherwise.
    Returns: Weighting. People of unknown category keep their share of the sample, with a caution.
    Raises: StatisticsRefused: margins with unequal totals (both named), a category with a target that nobody is in
    (named), a negative target, no agreement within the cycles (the worst category named), a cap that cannot be held.
    Formula: w times target / sum of w, over the margins in turn, until all hold after a full cycle.
    Do not trust it to mend what no margin measures; look at deff and the largest weight.
    Source: Deming and Stephan 1940; Deville, Sarndal and Sautory 1993, JASA 88:1013.

    >>> sex = Margin("sex", ["m", "m", "f", "f", "f"], {"m": 50, "f": 50})
    >>> age = Margin("age", ["y", "o", "y", "o", "o"], {"y": 30, "o": 70})
    >>> rake([sex, age]).weights.round(3).tolist()
    [0.929, 1.571, 0.571, 0.965, 0.965]
    """
    if not margins:
        raise StatisticsRefused("no_margins")
    size = len(margins[0].codes)
    begin = as_weights(start, size)
    begin = np.ones(size) if begin is None else begin
    used = begin > 0
    if not used.any():
        raise StatisticsRefused("nobody_to_weight")
    if cap is not None and not 1 <= cap < float("inf"):
        raise StatisticsRefused("cap_below_mean", cap=cap)
    if floor is not None and not 0 < floor <= 1:
        raise StatisticsRefused("floor_above_mean", floor=floor)
    total = _total(margins)
    parts = [_targets(margin, begin, used, total) for margin in margins]
    wanted = [targets for _, targets in parts]
    mine = [places[used] for places, _ in parts]
    rules: dict[str, Any] = {"tolerance": tolerance, "cycles": cycles}
    found = raked(Cells.of(begin[used], mine, merge=True), wanted, limits=(None, None), **rules)
    if _leaves(found.weights[found.weights > 0], floor, cap):
        alike = bool((begin[used] == begin[used][0]).all())
        found = raked(Cells.of(begin[used], mine, merge=alike), wanted, limits=(floor, cap), **rules)
    shares = any(abs(total - whole) < _SAME_TOTAL * whole for whole in _SHARES)
    chosen = scale or ("sample" if shares else "targets")
    if chosen not in {"sample", "targets"}:
        raise StatisticsRefused("unknown_scale", scale=chosen)
    n = int(used.sum())
    factor = n / total if chosen == "sample" else 1.0
    weights = np.zeros(size)
    weights[used] = found.weights * factor
    return _weighting((weights, used), parts, (chosen, factor), (found.cycles, found.worst, cap))


def _leaves(weights: FloatArray, floor: float | None, cap: float | None) -> bool:
    """Whether a weight lies outside the limits."""
    mean = float(weights.mean())
    too_large = cap is not None and float(weights.max()) > cap * mean
    return too_large or (floor is not None and float(weights.min()) < floor * mean)


def _total(margins: Sequence[Margin]) -> float:
    totals = []
    for margin in margins:
        for code, target in margin.targets.items():
            if not np.isfinite(target) or target < 0:
                raise StatisticsRefused("target_out_of_range", margin=margin.name, category=str(code), target=target)
        totals.append(float(sum(margin.targets.values())))
        if totals[-1] <= 0:
            raise StatisticsRefused("margin_without_targets", margin=margin.name)
        if abs(totals[-1] - totals[0]) > _SAME_TOTAL * totals[0]:
            raise StatisticsRefused(
                "unequal_totals",
                margin=margin.name,
                total=totals[-1],
                first_margin=margins[0].name,
                first_total=totals[0],
            )
        if len(margin.codes) != len(margins[0].codes):
            raise StatisticsRefused("questions_do_not_fit", first=len(margins[0].codes), second=len(margin.codes))
    return totals[0]


def _targets(
    margin: Margin, begin: FloatArray, used: NDArray[np.bool_], total: float
) -> tuple[NDArray[np.int64], MarginTargets]:
    """Everybody's place among the categories of a margin, the last being "not known", and what each should weigh."""
    listed = [code for code in margin.targets if code is not None]
    coded = single(margin.codes, listed, margin.name)
    places = (
        np.where(coded.places < 0, len(listed), coded.places) if coded.places is not None else np.zeros(0, np.int64)
    )
    unknown = used & (places == len(listed))
    own = margin.targets.get(None)
    share = float(begin[unknown].sum() / begin[used].sum())
    wanted = np.array([margin.targets[code] for code in listed], dtype=np.float64)
    if own is None and share > 0:
        wanted *= 1 - share
        own = share * total
    targets = np.array([*wanted, own or 0.0])
    people = np.bincount(places[used], minlength=len(listed) + 1)
    for code, target, count in zip([*listed, None], targets, people, strict=True):
        if target > 0 and not count:
            raise StatisticsRefused(
                "empty_category", margin=margin.name, category="" if code is None else str(code), target=float(target)
            )
    return places, MarginTargets(margin.name, (*listed, None), targets)


def _weighting(
    given: tuple[FloatArray, NDArray[np.bool_]],
    parts: Sequence[tuple[NDArray[np.int64], MarginTargets]],
    scaling: tuple[str, float],
    course: tuple[int, float, float | None],
) -> Weighting:
    weights, used = given
    scale, factor = scaling
    fit: list[CategoryFit] = []
    cautions: tuple[Caution, ...] = ()
    for places, margin in parts:
        people = np.bincount(places[used], minlength=len(margin.codes))
        reached = np.bincount(places, weights, len(margin.codes))
        for place, code in enumerate(margin.codes):
            if code is not None or people[place]:
                target = float(margin.targets[place]) * factor
                fit.append(CategoryFit(margin.name, code, int(people[place]), target, float(reached[place])))
        if people[-1]:
            cautions += (Caution.of(CautionCode.UNKNOWN_CATEGORY_KEPT, margin=margin.name, people=int(people[-1])),)
    cycles, worst, cap = course
    mine = weights[used & (weights > 0)]
    mean = float(mine.mean())
    capped = int((mine >= cap * mean * (1 - 1e-9)).sum()) if cap is not None else 0
    cautions += (Caution.of(CautionCode.WEIGHTS_CAPPED, people=capped, cap=cap or 0.0),) if capped else ()
    n_eff = kish(mine)
    fields: dict[str, Any] = {"n_eff": n_eff, "deff": mine.size / n_eff, "cycles": cycles, "worst": worst}
    return Weighting(
        weights=weights,
        total=float(weights.sum()),
        scale=scale,
        fit=tuple(fit),
        smallest=float(mine.min()) / mean,
        largest=float(mine.max()) / mean,
        capped=capped,
        n=int(mine.size),
        missing=int(weights.size - mine.size),
        base=Base.ALL_CASES,
        method="raking",
        source=_SOURCE,
        cautions=cautions + base_cautions(n_eff),
        **fields,
    )
