"""How long something took, as programs write it into the cells of a data file, read as a number of seconds."""

import re
from collections.abc import Collection
from decimal import Decimal

__all__ = ["read_lengths"]

_SPELT = re.compile(r"(?P<d>-?\d{1,5}) days?,? \+?(?P<h>\d{1,2}):(?P<m>[0-5]\d):(?P<s>[0-5]\d(?:\.\d{1,9})?)")
"""As Python and its tables write it; -1 days +23:59:50 lasts ten seconds less than nothing."""
_ISO = re.compile(
    r"P(?=\d|T)(?:(?P<d>\d{1,5})D)?(?:T(?=\d)(?:(?P<h>\d{1,5})H)?(?:(?P<m>\d{1,6})M)?(?:(?P<s>\d{1,8}(?:\.\d{1,9})?)S)?)?"
)
"""ISO 8601 of 2019, part 1, 5.5.2, without years and months, whose length differs."""
_CLOCK = re.compile(r"(?P<h>\d{1,4}):(?P<m>[0-5]\d):(?P<s>[0-5]\d(?:\.\d{1,9})?)")
"""Two parts alone could be hours and minutes, or minutes and seconds."""
_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_MICRO = Decimal("0.000001")


def read_lengths(cells: Collection[str], *, is_length: bool) -> dict[str, str]:
    """The seconds of each cell; nothing where one is no length. 0:04:10 is one where the heading asks for a length.

    >>> read_lengths(["0 days 00:04:10.800000000", "PT4M10S"], is_length=False)
    {'0 days 00:04:10.800000000': '250.8', 'PT4M10S': '250'}
    >>> read_lengths(["00:04:10"], is_length=True), read_lengths(["00:04:10"], is_length=False)
    ({'00:04:10': '250'}, {})
    """
    forms = (_SPELT, _ISO, _CLOCK) if is_length else (_SPELT, _ISO)
    found: dict[str, str] = {}
    for cell in cells:
        parts = next((match for form in forms if (match := form.fullmatch(cell))), None)
        if parts is None:
            return {}
        named = parts.groupdict()
        seconds = sum((Decimal(named.get(part) or 0) * each for part, each in _SECONDS.items()), Decimal())
        found[cell] = f"{seconds.quantize(_MICRO).normalize():f}"
    return found
