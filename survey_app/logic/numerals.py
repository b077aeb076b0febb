"""Numbers as texts and texts as numbers, the same in every reader of a rule."""

import math
import re

MOST_PLACES = 21
"""Numbers from 1e21 on, and below 0.000001, are written with a power of ten (ECMAScript, Number::toString)."""
LEAST_PLACES = -6
_STRICT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
BLANKS = (
    " \t\n\r\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_LONGEST = 100


def numeral(value: float) -> str:
    """A number with the fewest figures that tell it from its neighbours, as JavaScript writes it.

    >>> numeral(3.0), numeral(0.1), numeral(1e21), numeral(1e-7), numeral(123456789012345680000.0)
    ('3', '0.1', '1e+21', '1e-7', '123456789012345680000')
    """
    value = float(value)
    if value == 0 or not math.isfinite(value):
        return "0"
    mantissa, _, power = repr(abs(value)).partition("e")
    whole, _, broken = mantissa.partition(".")
    figures = whole + ("" if broken == "0" else broken)
    point = len(whole) + int(power or 0)
    lead = len(figures) - len(figures.lstrip("0"))
    figures, point = figures.lstrip("0"), point - lead
    figures = figures.rstrip("0")
    return ("-" if value < 0 else "") + _placed(figures, point)


def _placed(figures: str, point: int) -> str:
    """Figures with the point after so many of them."""
    if len(figures) <= point <= MOST_PLACES:
        return figures + "0" * (point - len(figures))
    if 0 < point <= MOST_PLACES:
        return f"{figures[:point]}.{figures[point:]}"
    if LEAST_PLACES < point <= 0:
        return "0." + "0" * -point + figures
    rest = f".{figures[1:]}" if len(figures) > 1 else ""
    return f"{figures[0]}{rest}e{point - 1:+d}"


def number_of(text: str) -> float | None:
    """The number a text spells out; nothing where it spells none, or one that is too large.

    >>> number_of(" 2.50 "), number_of("2,5"), number_of("1e999")
    (2.5, None, None)
    """
    spelt = text.strip(BLANKS)
    if len(spelt) > _LONGEST or not _STRICT.fullmatch(spelt):
        return None
    found = float(spelt)
    return found if math.isfinite(found) else None
