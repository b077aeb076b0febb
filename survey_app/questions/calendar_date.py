"""A date: a day, or only a month or a year."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.checked import Checked
from survey_app.questions.cleaning import Cleaning
from survey_app.questions.definition import Question
from survey_app.questions.moments import (
    FIRST_MONTH_IS,
    read_limit,
    refuse_order,
    understood_date,
    years_row,
)
from survey_app.questions.reading import DefinitionRefused
from survey_app.questions.summarising import Columns
from survey_app.questions.summary import QuestionSummary


@dataclass(frozen=True, slots=True)
class DateSettings:
    """How exact the date is (`day`, `month` or `year`), and the earliest and latest one allowed; empty leaves it open.

    Dates are kept year first, `2026-05-31`, `2026-05` or `2026`, so that their order is that of their letters.
    """

    parts: str = "day"
    earliest: str = ""
    latest: str = ""


class CalendarDate(Checked[DateSettings]):
    """A date."""

    code = "date"
    label = N_("Date")
    wanted = N_("Enter a date for “%(name)s”")

    def read(self, settings: Mapping[str, Any]) -> DateSettings:
        """How exact, and the limits."""
        parts = settings.get("parts") or "day"
        if not isinstance(parts, str) or parts not in FIRST_MONTH_IS:
            raise DefinitionRefused(N_("A date is asked for as a day, a month or a year."))
        earliest, latest = (
            read_limit(settings.get(name), partial(understood_date, parts=parts)) for name in ("earliest", "latest")
        )
        refuse_order(earliest, latest)
        return DateSettings(parts, earliest, latest)

    def write(self, settings: DateSettings) -> dict[str, Any]:
        """How exact, and the limits as JSON."""
        return {"parts": settings.parts, "earliest": settings.earliest, "latest": settings.latest}

    def understand(self, question: Question, words: str, cleaning: Cleaning) -> str | None:
        """The date, year first; one that can be read in two ways is asked for again."""
        settings: DateSettings = question.settings
        found = understood_date(words, settings.parts)
        field = f"q{question.code}"
        if found is None:
            example = {"day": "2026-05-31", "month": "2026-05", "year": "2026"}[settings.parts]
            cleaning.refuse(field, N_("Write the date for “%(name)s” like %(example)s, year first"), example=example)
        elif settings.earliest and found < settings.earliest:
            cleaning.refuse(field, N_("The date for “%(name)s” can be %(limit)s or later"), limit=settings.earliest)
        elif settings.latest and found > settings.latest:
            cleaning.refuse(field, N_("The date for “%(name)s” can be %(limit)s or earlier"), limit=settings.latest)
        else:
            return found
        return None

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """How many answers fall into each year."""
        return QuestionSummary(question, (years_row(question.code, question.text, columns),))
