"""The functions a rule can call: one table with what each takes, gives and does.

A function gets values and gives a value; nothing (None) in what it needs gives nothing, except where a line below says
that it passes over what is missing. `if`, `today`, `shown` and `reason` are worked by `evaluating`, which knows more
than values.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from survey_app.logic import moments, patterns
from survey_app.logic.numerals import BLANKS, numeral
from survey_app.logic.values import Value, number, text

LARGEST_WHOLE = 2**53
LONGEST_TEXT = 10_000
MOST_PLACES = 10
MANY = 100

ANY = frozenset({"number", "text", "truth", "codes", "rows"})
ONE = frozenset({"number", "text", "truth", "codes"})
NUMBER, TEXT, TRUTH = frozenset({"number"}), frozenset({"text"}), frozenset({"truth"})
COUNTED = frozenset({"number", "rows"})
REFERENCE = frozenset({"reference"})
"""What an argument may be, for `checking`: kinds of value, or a name of the questionnaire."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function: what it does, what kinds its arguments may be (the last kind repeats), and what it gives.

    `gives` is a kind of value, or `argument` for that of its last argument.
    """

    run: Callable[[Sequence[Value]], Value]
    gives: str
    wants: tuple[frozenset[str], ...] = ()
    least: int = 1
    most: int = 1

    def takes(self, count: int) -> bool:
        """Whether it can be called with so many arguments.

        >>> TABLE["round"].takes(2), TABLE["round"].takes(3)
        (True, False)
        """
        return self.least <= count <= self.most


def _flat(values: Sequence[Value]) -> list[Value]:
    """Rows taken apart."""
    return [each for value in values for each in (value if isinstance(value, tuple) else (value,))]


def _numbers(values: Sequence[Value]) -> list[float]:
    return [found for found in map(number, _flat(values)) if found is not None]


def _count(values: Sequence[Value]) -> Value:
    """How many codes were chosen, rows answered, conditions met, or single answers given."""
    total = 0
    for value in _flat(values):
        if isinstance(value, frozenset):
            total += len(value)
        elif value is not None:
            total += value is not False
    return float(total)


def _sum(values: Sequence[Value]) -> Value:
    """Added from the left, one by one, so that every reader of a rule rounds alike."""
    found = _numbers(values)
    total = 0.0
    for each in found:
        total += each
    return total if found else None


def _mean(values: Sequence[Value]) -> Value:
    total = _sum(values)
    return total / len(_numbers(values)) if isinstance(total, float) else None


def _min(values: Sequence[Value]) -> Value:
    return min(_numbers(values), default=None)


def _max(values: Sequence[Value]) -> Value:
    return max(_numbers(values), default=None)


def rounded(value: float, places: int) -> float:
    """A number at so many decimal places, halves away from zero, as its shortest decimal figures say.

    >>> rounded(2.5, 0), rounded(-2.5, 0), rounded(1.005, 2)
    (3.0, -3.0, 1.01)
    """
    if not math.isfinite(value) or abs(value) >= LARGEST_WHOLE:
        return value
    exact = Decimal(numeral(abs(value)))
    step = Decimal(1).scaleb(-places)
    return math.copysign(float(exact.quantize(step, ROUND_HALF_UP)), value)


def _round(values: Sequence[Value]) -> Value:
    found = number(values[0])
    places = number(values[1]) if len(values) > 1 else 0.0
    if found is None or places is None or not (0 <= places <= MOST_PLACES and places == int(places)):
        return None
    return rounded(found, int(places))


def _of_one(reckon: Callable[[float], float | None]) -> Callable[[Sequence[Value]], Value]:
    def run(values: Sequence[Value]) -> Value:
        found = number(values[0])
        return None if found is None else reckon(found)

    return run


def _floor(value: float) -> float:
    return float(math.floor(value))


def _ceil(value: float) -> float:
    return float(math.ceil(value))


def _sqrt(value: float) -> float | None:
    return math.sqrt(value) if value >= 0 else None


def _power(values: Sequence[Value]) -> Value:
    base, exponent = number(values[0]), number(values[1])
    if base is None or exponent is None:
        return None
    try:
        return math.pow(base, exponent)
    except (ValueError, OverflowError):
        return None


def _mod(values: Sequence[Value]) -> Value:
    """The remainder with the sign of what is divided."""
    first, second = number(values[0]), number(values[1])
    return None if first is None or not second else math.fmod(first, second)


def _of_text(change: Callable[[str], Value]) -> Callable[[Sequence[Value]], Value]:
    def run(values: Sequence[Value]) -> Value:
        found = text(values[0])
        return None if found is None else _bounded(change(found))

    return run


def _bounded(value: Value) -> Value:
    return None if isinstance(value, str) and len(value) > LONGEST_TEXT else value


def _length(words: str) -> Value:
    return float(len(words))


def _trim(words: str) -> Value:
    return words.strip(BLANKS)


def _of_two(compare: Callable[[str, str], Value]) -> Callable[[Sequence[Value]], Value]:
    def run(values: Sequence[Value]) -> Value:
        first, second = text(values[0]), text(values[1])
        return None if first is None or second is None else compare(first, second)

    return run


def _contains(whole: str, part: str) -> Value:
    return part in whole


def _part(values: Sequence[Value]) -> Value:
    """So many characters from a place counted from 1; to the end where no number is given."""
    whole, start = text(values[0]), number(values[1])
    many = number(values[2]) if len(values) > 2 else math.inf  # noqa: PLR2004 - the third argument
    if whole is None or start is None or many is None:
        return None
    first = max(start, 1.0) - 1
    last = min(max(start - 1 + many, first), float(len(whole)))
    return whole[math.floor(min(first, last)) : math.floor(last)]


def _join(values: Sequence[Value]) -> Value:
    """Texts one after the other; what is missing is passed over."""
    return _bounded("".join(text(value) or "" for value in values))


def _coalesce(values: Sequence[Value]) -> Value:
    return next((value for value in values if value is not None), None)


def _missing(values: Sequence[Value]) -> Value:
    value = values[0]
    return value is None or (isinstance(value, tuple) and all(each is None for each in value))


def _answered(values: Sequence[Value]) -> Value:
    return not _missing(values)


def _elsewhere(values: Sequence[Value]) -> Value:  # noqa: ARG001 - stands in the table like the others
    """Worked by `evaluating`."""
    return None


_TWO_TEXTS = (TEXT, TEXT)

TABLE: dict[str, Function] = {
    "answered": Function(_answered, "truth", (ANY,)),
    "missing": Function(_missing, "truth", (ANY,)),
    "shown": Function(_elsewhere, "truth", (REFERENCE,)),
    "reason": Function(_elsewhere, "text", (REFERENCE,)),
    "count": Function(_count, "number", (ANY,), 1, MANY),
    "sum": Function(_sum, "number", (COUNTED,), 1, MANY),
    "mean": Function(_mean, "number", (COUNTED,), 1, MANY),
    "min": Function(_min, "number", (COUNTED,), 1, MANY),
    "max": Function(_max, "number", (COUNTED,), 1, MANY),
    "round": Function(_round, "number", (NUMBER,), 1, 2),
    "floor": Function(_of_one(_floor), "number", (NUMBER,)),
    "ceil": Function(_of_one(_ceil), "number", (NUMBER,)),
    "abs": Function(_of_one(abs), "number", (NUMBER,)),
    "sqrt": Function(_of_one(_sqrt), "number", (NUMBER,)),
    "power": Function(_power, "number", (NUMBER,), 2, 2),
    "mod": Function(_mod, "number", (NUMBER,), 2, 2),
    "length": Function(_of_text(_length), "number", (TEXT,)),
    "lower": Function(_of_text(str.lower), "text", (TEXT,)),
    "upper": Function(_of_text(str.upper), "text", (TEXT,)),
    "trim": Function(_of_text(_trim), "text", (TEXT,)),
    "contains": Function(_of_two(_contains), "truth", _TWO_TEXTS, 2, 2),
    "starts": Function(_of_two(str.startswith), "truth", _TWO_TEXTS, 2, 2),
    "ends": Function(_of_two(str.endswith), "truth", _TWO_TEXTS, 2, 2),
    "matches": Function(_of_two(patterns.matches), "truth", _TWO_TEXTS, 2, 2),
    "part": Function(_part, "text", (TEXT, NUMBER), 2, 3),
    "join": Function(_join, "text", (ONE,), 1, MANY),
    "number": Function(_of_one(float), "number", (frozenset({"number", "text", "truth"}),)),
    "text": Function(_of_text(str), "text", (ONE,)),
    "if": Function(_elsewhere, "argument", (TRUTH, ANY), 3, 3),
    "coalesce": Function(_coalesce, "argument", (ANY,), 1, MANY),
    "today": Function(_elsewhere, "text", (), 0, 0),
    "days_between": Function(_of_two(moments.days_between), "number", _TWO_TEXTS, 2, 2),
    "years_between": Function(_of_two(moments.years_between), "number", _TWO_TEXTS, 2, 2),
    "year": Function(_of_text(moments.year), "number", (TEXT,)),
    "month": Function(_of_text(moments.month), "number", (TEXT,)),
    "day": Function(_of_text(moments.day), "number", (TEXT,)),
}
"""Every function by its name."""
