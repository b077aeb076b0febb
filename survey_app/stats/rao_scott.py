"""The test of a weighted table: Rao and Scott's second order correction, as an F with fractional degrees of freedom."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from survey_app.stats.answers import FloatArray

__all__ = ["RaoScott", "rao_scott"]

_MOST = 4_000_000
"""Figures in the design of the largest table that is worked with; a larger one keeps the first order."""
_NOTHING = 1e-10


@dataclass(frozen=True, slots=True)
class RaoScott:
    """F, its two degrees of freedom and p; `effect` is the mean design effect by which chi-square is too large."""

    f: float
    df: float
    df_error: float
    p: float
    effect: float


def rao_scott(weighted: FloatArray, squares: FloatArray, n: int) -> RaoScott | None:
    """Test a table of weighted counts against the independence of its two questions.

    Parameters: weighted and squares, sums of the weights and of their squares in the cells, shape (rows, columns),
    without empty lines; n, people in the table, each drawn on its own (no strata, no clusters), weight above 0.
    Returns: RaoScott; None for one line, for fewer than two people, without any variance, or for a table too large.
    Raises: nothing.
    Formula: X² = n sum (p - p_r p_c)²/(p_r p_c); F = X²/tr D with tr(D)²/tr(D²) and (n - 1) times as many degrees of
    freedom; D = (C' I(1/p) C/n)^-1 C' I(1/p) V I(1/p) C, C the contrasts orthogonal to the two margins, V the variance
    of the shares by linearisation, n/(n - 1) sum w² (z - p)(z - p)'/W². With B = I(1/p)^1/2 C only its projector is
    needed, which is one less that of the margins, so that no matrix of the size cells by cells is built.
    Do not trust it where most cells hold fewer than five people.
    Source: Rao and Scott 1984, Annals of Statistics 12:46; Thomas and Rao 1987, JASA 82:630.

    >>> found = rao_scott(np.array([[3.0, 1.0], [1.0, 3.0]]), np.array([[3.0, 1.0], [1.0, 3.0]]), 8)
    >>> round(found.f, 4), round(found.df, 4), round(found.df_error, 4)  # equal weights: of a chi-square of 2
    (1.75, 1.0, 7.0)
    """
    rows, columns = weighted.shape
    if min(rows, columns) < 2 or n < 2 or weighted.size * (rows + columns) > _MOST:  # noqa: PLR2004 - two of each
        return None
    total = float(weighted.sum())
    share = weighted / total
    expected = share.sum(axis=1, keepdims=True) * share.sum(axis=0, keepdims=True)
    pearson = n * float(((share - expected) ** 2 / expected).sum())
    first, second = _traces(share, squares / total**2 * (n * n / (n - 1)))
    if not first > _NOTHING or not second > 0:
        return None
    df = first**2 / second
    f, df_error = pearson / first, df * (n - 1)
    effect = first / ((rows - 1) * (columns - 1))
    return RaoScott(f, df, df_error, float(special.fdtrc(df, df_error, f)), effect)


def _traces(share: FloatArray, squares: FloatArray) -> tuple[float, float]:
    """The traces of D and of its square: of PM and PMPM; P projects on the contrasts, M = G - qu' - uq' + s qq'."""
    there = (share > 0).ravel()
    root = np.sqrt(share.ravel()[there])
    spread = squares.ravel()[there]
    diagonal, mixed, whole = spread / root**2, spread / root, float(spread.sum())
    margins = _margins(share.shape, there) * root[:, None]
    basis = np.linalg.qr(margins)[0] if margins.shape[1] else margins
    lever = (basis**2).sum(axis=1)
    inner = basis.T @ (diagonal[:, None] * basis)
    first = float(diagonal @ (1 - lever))
    second = float((diagonal**2) @ (1 - 2 * lever) + (inner**2).sum())
    q, u = (part - basis @ (basis.T @ part) for part in (root, mixed))
    qq, qu, uu = float(q @ q), float(q @ u), float(u @ u)
    first += whole * qq - 2 * qu
    second += 2 * (whole * float(q @ (diagonal * q)) - 2 * float(u @ (diagonal * q)))
    second += 2 * qq * uu + 2 * qu**2 - 4 * whole * qq * qu + (whole * qq) ** 2
    return first, second


def _margins(shape: tuple[int, ...], there: np.typing.NDArray[np.bool_]) -> FloatArray:
    """What the two margins span among the cells that hold anybody: combinations that are nothing in the empty cells."""
    rows, columns = shape
    design = np.hstack([np.repeat(np.eye(rows), columns, axis=0), np.tile(np.eye(columns), (rows, 1))[:, 1:]])
    if there.all():
        return design
    _, sizes, turned = np.linalg.svd(design[~there])
    rank = int((sizes > _NOTHING * sizes[0]).sum())
    found: FloatArray = design[there] @ turned[rank:].T
    return found
