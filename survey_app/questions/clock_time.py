"""A time of day."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.checked import Checked
from survey_app.questions.cleaning import Cleaning
from survey_app.questions.definition import Question
from survey_app.questions.moments import hours_row, read_limit, refuse_order, understood_time
from survey_app.questions.summarising import Columns
from survey_app.questions.summary import QuestionSummary


@dataclass(frozen=True, slots=True)
class TimeSettings:
    """The earliest and latest time allowed, such as `08:30`; empty leaves a side open."""

    earliest: str = ""
    latest: str = ""


class ClockTime(Checked[TimeSettings]):
    """A time of day, hours and minutes."""

    code = "time"
    label = N_("Time of day")
    wanted = N_("Enter a time for “%(name)s”")

    def read(self, settings: Mapping[str, Any]) -> TimeSettings:
        """The limits."""
        earliest, latest = (read_limit(settings.get(name), understood_time) for name in ("earliest", "latest"))
        refuse_order(earliest, latest)
        return TimeSettings(earliest, latest)

    def write(self, settings: TimeSettings) -> dict[str, Any]:
        """The limits as JSON."""
        return {"earliest": settings.earliest, "latest": settings.latest}

    def understand(self, question: Question, words: str, cleaning: Cleaning) -> str | None:
        """Hours and minutes."""
        settings: TimeSettings = question.settings
        found = understood_time(words)
        field = f"q{question.code}"
        if found is None:
            cleaning.refuse(field, N_("Write the time for “%(name)s” like 17:30"))
        elif settings.earliest and found < settings.earliest:
            cleaning.refuse(field, N_("The time for “%(name)s” can be %(limit)s or later"), limit=settings.earliest)
        elif settings.latest and found > settings.latest:
            cleaning.refuse(field, N_("The time for “%(name)s” can be %(limit)s or earlier"), limit=settings.latest)
        else:
            return found
        return None

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """How many answers fall into each hour."""
        return QuestionSummary(question, (hours_row(question.code, question.text, columns),))
