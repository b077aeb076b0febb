"""An expression as a tree: what conditions, checks of answers and calculated values are made of.

Values are numbers, texts, truths, sets of chosen codes, and nothing (an answer that is missing, whatever the reason).
Dates are texts written 2026-11-26, times are texts written 09:30: both compare as texts do.
A comparison with nothing is neither true nor false but unknown; `and`, `or` and `not` go on with it as Kleene's
three-valued logic does (Kleene 1952, Introduction to Metamathematics, section 64), and a condition that comes out
unknown is not met.
"""

from dataclasses import dataclass
from typing import TypeAlias

LOGICAL = ("or", "and")
COMPARING = ("=", "!=", "<", "<=", ">", ">=", "has")
"""`PROD has 3`: the codes chosen in a multiple question hold this one; also of one code, and of a part in a text."""
RECKONING = ("+", "-", "*", "/")


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, a text, a truth, or nothing at all (written `none`)."""

    value: float | str | bool | None


@dataclass(frozen=True, slots=True)
class Reference:
    """What was answered: a question (`OVER`), one of its variables (`PROD.3`, `SERV.price`, `IND.other`).

    The code of a multiple question stands for the set of chosen codes; the code of a grid for the list of its rows,
    which only the counting functions take. `.` alone, in a check, stands for the answer that is checked.
    """

    name: str


@dataclass(frozen=True, slots=True)
class Unary:
    """`not x` or `-x`."""

    operator: str
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Binary:
    """Two expressions with an operator of `LOGICAL`, `COMPARING` or `RECKONING` between them."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of `functions.py` by its name: `count(PROD)`, `if(OVER < 3, 1, 0)`."""

    name: str
    arguments: tuple["Expression", ...]


Expression: TypeAlias = Constant | Reference | Unary | Binary | Call
