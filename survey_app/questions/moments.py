"""Dates and times of day as they are typed and as they are kept, and how they fall into classes."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from survey_app.exceptions import N_
from survey_app.questions.definition import Text
from survey_app.questions.figures import plain
from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.summarising import Columns
from survey_app.questions.summary import RowSummary
from survey_app.stats.descriptive import frequencies
from survey_app.vocabulary import Missing

MOST_CLASSES = 24
DECADE = 10
FIRST_MONTH_IS = {"day": 3, "month": 2, "year": 1}
"""How many figures a date of each precision has."""
_BETWEEN = re.compile(r"[-/.年月日\s]+")
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})(?::\d{2})?|(\d{1,2})(\d{2})", re.ASCII)


def understood_date(typed: str, parts: str) -> str | None:
    """A date as it is kept, year first, or None where it cannot be read or could be read in two ways.

    >>> understood_date("2026-05-31", "day"), understood_date("31.5.2026", "day"), understood_date("5/6/2026", "day")
    ('2026-05-31', '2026-05-31', None)
    >>> understood_date("5/2026", "month"), understood_date("2026", "year"), understood_date("2026-13", "month")
    ('2026-05', '2026', None)
    """
    figures = [part for part in _BETWEEN.split(plain(typed)) if part]
    if len(figures) != FIRST_MONTH_IS[parts] or not all(re.fullmatch(r"\d{1,4}", each, re.ASCII) for each in figures):
        return None
    ordered = _year_first(figures)
    if ordered is None:
        return None
    try:
        found = date(*[*ordered, 1, 1][:3])
    except ValueError:
        return None
    return found.isoformat()[: {"day": 10, "month": 7, "year": 4}[parts]]


def _year_first(figures: Sequence[str]) -> list[int] | None:
    numbers = [int(each) for each in figures]
    if len(figures[0]) == len("2026"):
        return numbers
    if len(figures[-1]) != len("2026"):
        return None
    if len(numbers) == FIRST_MONTH_IS["month"]:
        return numbers[::-1]
    first, second, year = numbers
    if first == second or second > 12 >= first:  # noqa: PLR2004 - the months of a year
        return [year, first, second]
    return [year, second, first] if first > 12 >= second else None  # noqa: PLR2004 - the months of a year


def understood_time(typed: str) -> str | None:
    """A time of day as it is kept, or None.

    >>> understood_time("9:05"), understood_time("17.30"), understood_time("0930"), understood_time("25:00")
    ('09:05', '17:30', '09:30', None)
    """
    found = _TIME.fullmatch(plain(typed))
    if found is None:
        return None
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4])
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None  # noqa: PLR2004 - the clock


def read_limit(value: object, understand: Callable[[str], str | None]) -> str:
    """The earliest or latest answer allowed; nothing leaves the side open."""
    if value is None or value == "":
        return ""
    found = understand(value) if isinstance(value, str) else None
    if found is None:
        raise DefinitionRefused(N_("The earliest and the latest answer have to be dates or times such as 2026-05-31."))
    return found


def refuse_order(earliest: str, latest: str) -> None:
    """The earliest answer allowed may not lie behind the latest."""
    if earliest and latest and earliest > latest:
        raise DefinitionRefused(N_("The earliest answer allowed lies behind the latest."))


def years_row(variable: str, label: Text, columns: Columns) -> RowSummary:
    """Dates by year, by decade where they span many years."""
    size = len(columns.get(variable, ()))
    years = [int(text[:4]) for text in _texts(variable, columns) if re.match(r"\d{4}", text, re.ASCII)]
    if years and max(years) - min(years) >= MOST_CLASSES:
        decades = [year - year % DECADE for year in years]
        return _row(variable, label, size, decades, (DECADE, lambda start: f"{start}–{start + DECADE - 1}"))
    return _row(variable, label, size, years, (1, str))


def hours_row(variable: str, label: Text, columns: Columns) -> RowSummary:
    """Times of day by the hour."""
    size = len(columns.get(variable, ()))
    hours = [int(text[:2]) for text in _texts(variable, columns) if re.match(r"\d{2}:", text, re.ASCII)]
    return _row(variable, label, size, hours, (1, lambda hour: f"{hour:02}:00–{hour:02}:59"))


def _texts(variable: str, columns: Columns) -> Iterable[str]:
    return (text for text in columns.get(variable, ()) if isinstance(text, str))


def _row(
    variable: str, label: Text, size: int, found: Sequence[int], classes: tuple[int, Callable[[int], str]]
) -> RowSummary:
    """The classes that occur; those without answers between them are left out only where there are very many."""
    step, words = classes
    span = range(min(found), max(found) + 1, step) if found else range(0)
    starts = list(span) if len(span) <= MOST_CLASSES else sorted(set(found))
    codes = tuple((each, {"en": words(each)}) for each in starts)
    without = size - len(found)
    counted = frequencies(found, starts)
    return RowSummary(
        variable, label, len(found), {Missing.SKIPPED: without} if without else {}, codes, frequencies=counted
    )
