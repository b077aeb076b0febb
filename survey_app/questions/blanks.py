"""Numbers that are missing: all are NaN, and one that nobody was asked for is told apart by its bits."""

import numpy as np
import numpy.typing as npt

NOT_SHOWN: float = np.frombuffer(np.uint64(0x7FF8000000000005).tobytes(), np.float64)[0].item()
"""The NaN that stands for a number that nobody was asked for."""


def not_shown(numbers: npt.NDArray[np.float64]) -> int:
    """How many numbers of a column nobody was asked for.

    >>> not_shown(np.array([1.0, np.nan, NOT_SHOWN]))
    1
    """
    bits = np.ascontiguousarray(numbers, np.float64).view(np.uint64)
    return int((bits == np.float64(NOT_SHOWN).view(np.uint64)).sum())
