"""Variances of weighted means and shares by linearisation: the design as it was, the weights treated as given."""

import numpy as np

from survey_app.stats.answers import FloatArray

__all__ = ["SUFFIX", "base_of_score", "base_of_share", "variance_of_mean"]

SUFFIX = "_linearised"
"""What the name of a method ends in where its variance is a linearised one."""
_NOTHING = 1e-12


def variance_of_mean(values: FloatArray, squares: FloatArray, mean: float, mass: float, n: int) -> float:
    """Variance of a weighted mean, people drawn independently with the chances that their weights stand for.

    Parameters: values, one for each person or each value that occurs; squares, the squared weights, or their sums over
    the people of each value; mean, the weighted mean; mass, the sum of all weights; n, people, at least 2.
    Formula: n/(n - 1) sum (w (x - m))² / (sum w)². With equal weights it is s²/n.
    Do not trust it for raked weights as more than an approximation: that the margins fit is not counted in its favour.
    Source: Binder 1983, International Statistical Review 51:279; as `svymean` of Lumley's R package survey.

    >>> round(variance_of_mean(np.array([1.0, 2.0, 4.0]), np.array([1.0, 4.0, 1.0]), 2.25, 4.0, 3), 6)
    0.457031
    """
    return n / (n - 1) * float(np.dot(squares, (values - mean) ** 2)) / mass**2


def base_of_share(parts: tuple[float, float], squares: tuple[float, float], mass: float, fallback: float) -> float:
    """The base with which an unweighted share would be as precise as this weighted one.

    Parameters: parts, the shares in and out of the class; squares, the sums of the squared weights of those in it and
    of those out of it; mass, the sum of all weights; fallback, Kish's base, where nobody or everybody is in the class.
    Formula: p q / v, v = (q² sum of w² inside + p² sum of w² outside) / (sum w)². With equal weights it is n.
    Source: Korn and Graubard 1998, Survey Methodology 24:193, for the base; the variance as `variance_of_mean`.

    >>> base_of_share((0.25, 0.75), (1.0, 3.0), 4.0, 4.0)
    4.0
    """
    inside, outside = parts
    variance = (outside**2 * squares[0] + inside**2 * squares[1]) / mass**2
    return inside * outside / variance if inside * outside > _NOTHING and variance > 0 else fallback


def base_of_score(
    shares: tuple[float, float], squares: tuple[float, float, float], fallback: float, mass: float
) -> float:
    """The same for promoters less detractors.

    Parameters: shares of promoters and detractors; squares, the sums of the squared weights of promoters, of those
    between and of detractors; fallback, Kish's base, where all are in one class; mass, the sum of all weights.
    Formula: (P + D - (P - D)²) / v, v = sum over the classes of their w² (z - (P - D))² / (sum w)², z = 1, 0, -1.
    Source: as `base_of_share`.

    >>> base_of_score((0.5, 0.25), (2.0, 1.0, 1.0), 4.0, 4.0)
    4.0
    """
    score = shares[0] - shares[1]
    spread = shares[0] + shares[1] - score**2
    variance = sum(part * (place - score) ** 2 for part, place in zip(squares, (1, 0, -1), strict=True)) / mass**2
    return spread / variance if spread > _NOTHING and variance > 0 else fallback
