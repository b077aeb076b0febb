"""The packed projection of a response: what statistics read instead of a million JSON documents.

The JSON answers are the record. For analysis the closed answers of a version stand in one int16 vector and the
numbers in one float64 vector, in the order of the version's variables. Both are rebuilt from the JSON by this one
function, so they can be thrown away and made again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from survey_app.questions.base import Answers, Variable, VariableKind
from survey_app.questions.blanks import NOT_SHOWN
from survey_app.vocabulary import MISSING_CODES, Missing

CLOSED_TYPE = np.dtype("<i2")
NUMBER_TYPE = np.dtype("<f8")
SKIPPED = MISSING_CODES[Missing.SKIPPED]


@dataclass(frozen=True, slots=True)
class Packed:
    """The two vectors of one response as bytes."""

    closed: bytes
    numbers: bytes


def closed_code(value: object) -> int:
    """The int16 that stands for a closed answer or for the reason it is missing.

    >>> closed_code(4), closed_code(Missing.NOT_APPLICABLE), closed_code(None)
    (4, -7, -9)
    """
    if isinstance(value, Missing):
        return MISSING_CODES[value]
    return value if isinstance(value, int) else SKIPPED


def pack(variables: Sequence[Variable], answers: Answers) -> Packed:
    """Project answers to the vectors of their version.

    A number that is missing is NaN; its reason stays in the JSON, but one that was not shown is told apart by its bits.

    >>> v = (Variable("A", VariableKind.CLOSED, {}), Variable("N", VariableKind.NUMBER, {}))
    >>> p = pack(v, {"A": 3, "N": 2.5})
    >>> unpack_closed([p.closed], 1).tolist(), unpack_numbers([p.numbers], 1).tolist()
    ([[3]], [[2.5]])
    """
    closed = [closed_code(answers.get(v.name)) for v in variables if v.kind is VariableKind.CLOSED]
    numbers = [_number(answers.get(v.name)) for v in variables if v.kind is VariableKind.NUMBER]
    return Packed(np.array(closed, CLOSED_TYPE).tobytes(), np.array(numbers, NUMBER_TYPE).tobytes())


def _number(value: object) -> float:
    if value is Missing.NOT_SHOWN:
        return NOT_SHOWN
    return float(value) if isinstance(value, int | float) else float("nan")


def unpack_closed(rows: Sequence[bytes], width: int) -> npt.NDArray[np.int16]:
    """Closed answers of many responses as a matrix (responses x closed variables)."""
    return np.frombuffer(b"".join(rows), CLOSED_TYPE).reshape(len(rows), width)


def unpack_numbers(rows: Sequence[bytes], width: int) -> npt.NDArray[np.float64]:
    """Numbers of many responses as a matrix (responses x number variables), NaN where missing."""
    return np.frombuffer(b"".join(rows), NUMBER_TYPE).reshape(len(rows), width)
