"""How answers enter a statistic: None and NaN are missing, text is refused, weights are checked once."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from survey_app.stats.results import Caution, CautionCode, StatisticsRefused

__all__ = [
    "LONE",
    "FloatArray",
    "Matrix",
    "Values",
    "as_matrix",
    "as_numbers",
    "as_weights",
    "base_cautions",
    "check_level",
    "check_population",
    "kish",
    "normal_quantile",
    "t_quantile",
]

FloatArray = NDArray[np.float64]
Values = Sequence[float | None] | NDArray[Any]
Matrix = Sequence[Sequence[float | None]] | NDArray[Any]

LONE = 1 + 1e-9
"""Up to here an effective base is that of one person: nothing varies that a test or an interval could measure."""

_LARGEST = 1e100
_USABLE, _STEADY = 30, 100


def _as_floats(values: Values | Matrix, dimensions: int) -> FloatArray:
    try:
        array = np.asarray(values)
    except ValueError as ragged:
        raise StatisticsRefused("not_rectangular") from ragged
    if np.ma.isMaskedArray(values):
        array = np.ma.filled(np.ma.asarray(values, dtype=np.float64), np.nan)
    if array.dtype.kind not in "biufO" or (array.dtype.kind == "O" and any(isinstance(x, str) for x in array.flat)):
        raise StatisticsRefused("not_a_number")
    try:
        floats = np.asarray(array, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise StatisticsRefused("not_a_number") from error
    if floats.ndim != dimensions:
        raise StatisticsRefused("wrong_shape", dimensions=floats.ndim, expected=dimensions)
    if floats.size and np.any(np.abs(floats) > _LARGEST):
        raise StatisticsRefused("number_too_large", limit=_LARGEST)
    return floats


def as_numbers(values: Values) -> FloatArray:
    """Return one column of answers as floats, missing ones as NaN.

    Parameters: values, a sequence or array of length n; None and NaN are missing.
    Returns: an array of length n; a float64 array comes back itself, uncopied.
    Raises: StatisticsRefused for text, infinities or a wrong shape.

    >>> as_numbers([1, None, 3]).tolist()
    [1.0, nan, 3.0]
    """
    return _as_floats(values, 1)


def as_matrix(items: Matrix) -> FloatArray:
    """Return a table of answers, respondents in rows and items in columns, missing ones as NaN.

    Raises: StatisticsRefused for text, infinities, rows of differing length or a wrong shape.

    >>> as_matrix([[1, None], [2, 3]]).tolist()
    [[1.0, nan], [2.0, 3.0]]
    """
    return _as_floats(items, 2)


def as_weights(weights: Values | None, n: int) -> FloatArray | None:
    """Return the weights as floats; a missing weight counts as 0, a negative one is refused.

    >>> as_weights([1, None, 2], 3).tolist()
    [1.0, 0.0, 2.0]
    """
    if weights is None:
        return None
    array = as_numbers(weights)
    if array.size != n:
        raise StatisticsRefused("weights_do_not_fit", weights=int(array.size), answers=n)
    array = np.where(np.isnan(array), 0.0, array)
    if np.any(array < 0):
        raise StatisticsRefused("negative_weight")
    largest = float(array.max(initial=0.0))
    # only what weights are to one another counts; of tinier ones the squares would be 0
    return array / largest if 0 < largest < 1 / _LARGEST else array


def kish(weights: FloatArray) -> float:
    """Return Kish's effective base, (sum w)^2 / sum w^2; 0 when every weight is 0 (Kish 1965).

    >>> kish(np.array([1.0, 1.0, 2.0]))
    2.6666666666666665
    """
    largest = float(weights.max(initial=0.0))
    if largest <= 0:
        return 0.0
    scaled = weights / largest
    return float(scaled.sum() ** 2 / (scaled**2).sum())


def check_level(level: float) -> float:
    """Return the confidence level when it lies strictly between 0 and 1, else refuse."""
    if not 0 < level < 1:
        raise StatisticsRefused("level_out_of_range", level=level)
    return level


def check_population(n: int, population: int | None) -> int | None:
    """Return the population size when n answers can come from it, else refuse."""
    if population is not None and n > population:
        raise StatisticsRefused("more_answers_than_population", n=n, population=population)
    return population


def base_cautions(n: float) -> tuple[Caution, ...]:
    """Return the caution a small base earns: below 30 (do not rely on it), below 100 (read with care).

    >>> [caution.code.value for caution in base_cautions(45)]
    ['base_below_100']
    """
    if n <= 0 or n >= _STEADY:
        return ()
    code = CautionCode.BASE_BELOW_30 if n < _USABLE else CautionCode.BASE_BELOW_100
    return (Caution.of(code, n=n),)


def normal_quantile(level: float) -> float:
    """Return z for a two-sided level: 1.96 for .95.

    >>> round(normal_quantile(0.95), 6)
    1.959964
    """
    return float(special.ndtri((1 + check_level(level)) / 2))


def t_quantile(level: float, df: float) -> float:
    """Return Student's t for a two-sided level and its degrees of freedom.

    >>> round(t_quantile(0.95, 9), 6)
    2.262157
    """
    return float(special.stdtrit(df, (1 + check_level(level)) / 2))
