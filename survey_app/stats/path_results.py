"""The results of a model of latent variables: indices, arrows, items."""

from dataclasses import dataclass
from math import isfinite

from survey_app.stats.resampling import SEED
from survey_app.stats.results import Interval, Result
from survey_app.stats.satisfaction_index import MissingItems

__all__ = ["Latent", "LatentItem", "Path", "PathModel", "Ratio", "known"]


@dataclass(frozen=True, slots=True)
class LatentItem:
    """One item of a block: outer weight, its share among raw weights (per cent), loading, mean and spread.

    Cross-loadings are its correlations with every variable, in their order; the variance inflation factor says how far
    the other items of the block say the same.
    """

    name: str
    weight: float | None = None
    weight_interval: Interval | None = None
    percent: float | None = None
    loading: float | None = None
    mean: float | None = None
    sd: float | None = None
    loading_interval: Interval | None = None
    cross_loadings: tuple[float | None, ...] = ()
    vif: float | None = None


@dataclass(frozen=True, slots=True)
class Latent:
    """One latent variable: its index (0 to 100) with interval, R², average variance extracted, and its items.

    Beside R² stands the one adjusted for the number of arrows; alpha (standardised), rho A and composite reliability
    say how well the items go together. Mode a: the items reflect the variable; b: they make it up, and then neither
    these nor the variance extracted mean anything.
    """

    name: str
    index: float | None
    index_interval: Interval | None
    r2: float | None
    ave: float | None
    items: tuple[LatentItem, ...]
    r2_adjusted: float | None = None
    alpha: float | None = None
    rho_a: float | None = None
    composite_reliability: float | None = None
    mode: str = "a"
    r2_interval: Interval | None = None
    ave_interval: Interval | None = None
    composite_reliability_interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """One arrow: its weight with interval, and the whole effect of the first on the second along all arrows.

    The standard error is the standard deviation of the weight over the resamples.
    """

    source: str
    target: str
    value: float | None
    interval: Interval | None
    total_effect: float | None
    standard_error: float | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """The heterotrait-monotrait ratio of two variables with its interval."""

    one: str
    other: str
    value: float | None
    interval: Interval | None


@dataclass(frozen=True, kw_only=True)
class PathModel(Result):
    """The latent variables in the order given, their arrows, and every whole effect (also where no arrow runs)."""

    latents: tuple[Latent, ...]
    paths: tuple[Path, ...]
    total_effects: tuple[Path, ...] = ()
    htmt: tuple[Ratio, ...] = ()
    correlations: tuple[tuple[float | None, ...], ...] = ()
    missing_rule: MissingItems
    iterations: int = 0
    n_eff: float | None = None
    resamples: int = 0
    seed: int = SEED


def known(value: float) -> float | None:
    """A figure, None where weights of opposite signs cancel out and there is none."""
    return float(value) if isfinite(value) else None
