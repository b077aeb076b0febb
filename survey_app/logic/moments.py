"""Dates written as texts: `2026-11-26`, and `2026-11` or `2026` where no more is known."""

import re
from datetime import date

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[T ].{0,40})?)?)?")


def date_of(words: str) -> date | None:
    """The day a text names, a time of day after it being passed over; nothing where it names none.

    >>> date_of("2026-11-26"), date_of("2026-02-30"), date_of("2026-11")
    (datetime.date(2026, 11, 26), None, None)
    """
    found = _DATE.fullmatch(words)
    if found is None or found[3] is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def days_between(first: str, second: str) -> float | None:
    """Days from the first date to the second, below zero where it is the earlier one.

    >>> days_between("2026-11-26", "2026-12-01")
    5.0
    """
    start, end = date_of(first), date_of(second)
    return None if start is None or end is None else float((end - start).days)


def years_between(first: str, second: str) -> float | None:
    """Full years from the first date to the second: an age. Somebody born on 29 February is older on 1 March.

    >>> years_between("2000-02-29", "2026-02-28"), years_between("2000-02-29", "2026-03-01")
    (25.0, 26.0)
    """
    start, end = date_of(first), date_of(second)
    if start is None or end is None:
        return None
    if end < start:
        return -_full_years(end, start)
    return _full_years(start, end)


def _full_years(start: date, end: date) -> float:
    return float(end.year - start.year - ((end.month, end.day) < (start.month, start.day)))


def year(words: str) -> float | None:
    """The year of a date, however exact it is.

    >>> year("2026"), year("26.11.2026")
    (2026.0, None)
    """
    return _piece(words, 1)


def month(words: str) -> float | None:
    """The month of a date that says one.

    >>> month("2026-11"), month("2026")
    (11.0, None)
    """
    return _piece(words, 2)


def day(words: str) -> float | None:
    """The day of the month of a whole date.

    >>> day("2026-11-26T09:30"), day("2026-11")
    (26.0, None)
    """
    return _piece(words, 3)


def _piece(words: str, number: int) -> float | None:
    found = _DATE.fullmatch(words)
    if found is None or found[number] is None:
        return None
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
    return float(found[number])
