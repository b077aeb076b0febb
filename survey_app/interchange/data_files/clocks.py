"""Days and moments as programs write them into the cells of a data file, read by the evidence of their whole column.

`3/4/2026` is a day in March or in April: the other cells of the column tell. Where none does, the order that keeps the
rows in their order, or else the one that spans fewer days, is taken, and `Order.is_sure` says that it is a guess.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

__all__ = [
    "DAY_FIRST",
    "MONTH_FIRST",
    "YEAR_FIRST",
    "Order",
    "has_clock",
    "has_zone",
    "is_written",
    "order_of",
    "order_of_file",
    "read_day",
    "read_moment",
    "read_time",
    "settled",
]

_WRITTEN = re.compile(
    r"(?P<one>\d{1,4})(?P<sign>[-/.年])(?P<two>\d{1,2})[-/.月](?P<three>\d{1,4})日?"
    r"(?:[T,\s]*(?P<before>上午|下午)?\s*(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[\s\u00a0\u202f]?[Mm]\.?)?\s*(?P<zone>Z|(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT"
    r"|[A-Z]{2,5})?)?"
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")
_NAMED = re.compile(r"([A-Z][a-z]{2})[a-z]*\.? (\d{1,2}),? (\d{4})")
_MONTHS = dict(
    zip(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), range(1, 13), strict=True)
)
_TIME = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?::00)?[\s\u00a0\u202f]?([AaPp]\.?[\s\u00a0]?[Mm]\.?)?")
_HOURS = 24
_YEAR, _MOST_MONTHS, _NOON, _CENTURY = 4, 12, 12, 2000
_LONGEST = 60
_EARLIEST, _DAY = datetime(1990, 1, 1, tzinfo=UTC), timedelta(days=1)
YEAR_FIRST, DAY_FIRST, MONTH_FIRST = "ymd", "dmy", "mdy"


@dataclass(frozen=True, slots=True)
class Order:
    """In which order day, month and year are written, and whether the cells leave no other reading."""

    parts: str
    is_sure: bool = True


def order_of(cells: Sequence[str]) -> Order | None:
    """How a column writes its days, or None where some cell is no day, with or without a time of day.

    >>> order_of(["2026-03-04", "2026-03-05 17:20"]).parts, order_of(["3/4/2026", "3/14/2026"]).parts
    ('ymd', 'mdy')
    >>> order_of(["3.4.2026"]), order_of(["3/4/2026", "4/4/2026"])
    (Order(parts='dmy', is_sure=True), Order(parts='dmy', is_sure=False))
    >>> order_of(["13/14/2026"]), order_of(["1.5"]), order_of(["soon"]), order_of(["1.2.13", "1.2.14"])
    (None, None, None, None)
    """
    if not cells or not is_written(cells[0]):
        return None
    found = [_taken_apart(cell) for cell in dict.fromkeys(cells)]
    matches = [each for each in found if each is not None]
    if len(matches) < len(found):
        return None
    possible = [parts for parts in (YEAR_FIRST, DAY_FIRST, MONTH_FIRST) if all(_day(each, parts) for each in matches)]
    if not possible or (possible != [DAY_FIRST] and _could_be_versions(matches)):
        return None
    return Order(possible[0]) if len(possible) == 1 else _likely_order(matches)


def _likely_order(matches: Sequence[re.Match[str]]) -> Order:
    """The order of days that can be read day first and month first."""
    if all(each["sign"] == "." for each in matches):
        return Order(DAY_FIRST)
    disorder = {parts: _disorder(matches, parts) for parts in (DAY_FIRST, MONTH_FIRST)}
    shows_none = len({is_mixed for is_mixed, _days in disorder.values()}) == 1
    halves = {each["half"] or "" for each in matches}
    if shows_none and any(halves) and not any("." in half for half in halves):  # AM and PM are of the United States
        return Order(MONTH_FIRST, is_sure=False)
    return Order(min(disorder, key=disorder.__getitem__), is_sure=False)


def _could_be_versions(matches: Sequence[re.Match[str]]) -> bool:
    """Whether cells such as 1.2.13 may as well be versions: years of two figures, no time of day, nothing filled up."""
    are_dotted = all(each["sign"] == "." and not each["hour"] for each in matches)
    are_short = all(len(each[part]) < _YEAR for each in matches for part in ("one", "three"))
    are_padded = all(len(each[part]) == len("01") for each in matches for part in ("one", "two"))
    return are_dotted and are_short and not are_padded


def order_of_file(columns: Iterable[Sequence[str]]) -> str:
    """The order that the columns of a file show where it can be one only, for those that do not show any; else nothing.

    Columns that write years with two figures say nothing of the others.

    >>> order_of_file([["3/14/2026"], ["3/4/2026"], ["no day"]]), order_of_file([["3/4/2026"]])
    ('mdy', '')
    >>> order_of_file([["3/14/2026"], ["15.2.13"]])
    'mdy'
    """
    orders = (order_of(cells) for cells in columns if _has_full_years(cells))
    shown = {order.parts for order in orders if order is not None and order.is_sure and order.parts != YEAR_FIRST}
    return shown.pop() if len(shown) == 1 else ""


def _has_full_years(cells: Sequence[str]) -> bool:
    if not cells or not is_written(cells[0]):
        return False
    found = filter(None, map(_taken_apart, {*cells}))
    return all(_YEAR in {len(each["one"]), len(each["three"])} for each in found)


def settled(order: Order, of_file: str) -> Order:
    """The order of a column; where that is a guess, the one that other columns of its file show."""
    return Order(of_file) if of_file and not order.is_sure else order


@lru_cache(maxsize=32_768)
def _taken_apart(cell: str) -> re.Match[str] | None:
    """The parts of a written moment: a file is asked about each of its cells a dozen times."""
    if len(cell) > _LONGEST:
        return None
    named = _NAMED.match(cell)
    if named is not None and named[1] in _MONTHS:
        cell = f"{named[3]}-{_MONTHS[named[1]]}-{named[2]}{cell[named.end() :]}"
    return _WRITTEN.fullmatch(cell)


def _day(found: re.Match[str], parts: str) -> date | None:
    return _date(found["one"], found["two"], found["three"], parts)


@lru_cache(maxsize=4096)
def _date(one: str, two: str, three: str, parts: str) -> date | None:
    """The day of three written parts: files hold few days, each many thousand times."""
    written = dict(zip(parts, (one, two, three), strict=True))
    if len(written["y"]) not in {2, _YEAR} or (parts == YEAR_FIRST) is not (len(one) == _YEAR):
        return None
    year = int(written["y"]) + (0 if len(written["y"]) == _YEAR else _CENTURY)
    try:
        return date(year, int(written["m"]), int(written["d"]))
    except ValueError:
        return None


def _disorder(matches: Iterable[re.Match[str]], parts: str) -> tuple[bool, int]:
    """Whether the days neither rise nor fall all along, and over how many days they lie."""
    days = [day for each in matches if (day := _day(each, parts)) is not None]
    is_sorted = days in (sorted(days), sorted(days, reverse=True))
    return not is_sorted, (max(days) - min(days)).days


def is_written(cell: str) -> bool:
    """Whether the cell has the form of a day, with or without a time of day."""
    return _taken_apart(cell) is not None


def has_clock(cells: Collection[str]) -> bool:
    """Whether any of the cells says a time of day; midnight in all of them is how programs write a day."""
    return any(found is not None and _clock(found) for found in map(_taken_apart, set(cells)))


def _clock(found: re.Match[str]) -> bool:
    return any(int(found[part] or 0) for part in ("hour", "minute", "second"))


def has_zone(cells: Collection[str]) -> bool:
    """Whether every cell says how far its clock is from UTC."""
    return all((found := _taken_apart(cell)) is not None and _zone(found["zone"]) is not None for cell in cells)


def read_day(cell: str, order: Order) -> str | None:
    """The day of a cell, year first; nothing where it is none in this order.

    >>> read_day("31.5.26", Order("dmy")), read_day("31.5.26", Order("mdy"))
    ('2026-05-31', None)
    """
    found = _taken_apart(cell)
    day = _day(found, order.parts) if found is not None else None
    return day.isoformat() if day is not None else None


def read_time(cell: str) -> str | None:
    """The time of day of a cell as hours and minutes; nothing where it is none, or says seconds.

    >>> read_time("8:30"), read_time("08:30:00"), read_time("8:30 p.m."), read_time("8:30:15"), read_time("25:00")
    ('08:30', '08:30', '20:30', None, None)
    """
    found = _TIME.fullmatch(cell)
    if found is None:
        return None
    hour, half = int(found[1]), (found[3] or "").casefold()
    if half and not 0 < hour <= _NOON:
        return None
    hour = hour % _NOON + (_NOON if half.startswith("p") else 0) if half else hour
    return f"{hour:02}:{found[2]}" if hour < _HOURS else None


def read_moment(cell: str, order: Order, zone: tzinfo) -> datetime | None:
    """The moment of a cell in UTC; `zone` is where the clock stood unless the cell says it. A day alone is its noon.

    Nothing before 1990 or after tomorrow: nobody answered then.

    >>> read_moment("5/3/2026 2:07 PM", Order("dmy"), UTC).isoformat()
    '2026-03-05T14:07:00+00:00'
    >>> read_moment("2026-03-05T01:07:00.000+08:00", Order("ymd"), UTC).isoformat()
    '2026-03-04T17:07:00+00:00'
    """
    found = _taken_apart(cell)
    day = _day(found, order.parts) if found is not None else None
    if found is None or day is None:
        return None
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    half = (found["half"] or found["before"] or "").casefold()
    if half:
        if not 0 < hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half.startswith(("p", "下")) else 0)
    try:
        local = datetime(
            day.year, day.month, day.day, hour if found["hour"] else _NOON, minute, second, tzinfo=_zone(found["zone"])
        )
        at = (local if local.tzinfo is not None else local.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if _EARLIEST <= at <= datetime.now(UTC) + _DAY else None


def _zone(written: str | None) -> tzinfo | None:
    """The zone that is written; None where there is none, or letters that stand for several zones."""
    text = written or ""
    if text in {"Z", "UTC", "GMT"}:
        return UTC
    found = _OFFSET.search(text)
    if found is None:
        return None
    away = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-away if found[1] == "-" else away) if away < timedelta(days=1) else None
