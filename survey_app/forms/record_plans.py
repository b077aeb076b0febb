"""The form that plans records: how often, since when, which questions say the day and the place."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField
from wtforms.validators import ValidationError

from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, without_unreadable
from survey_app.vocabulary import Rhythm

RHYTHMS: tuple[tuple[Rhythm, Any], ...] = ((Rhythm.DAY, _l("Every day")), (Rhythm.WEEK, _l("Every week")))
_FIRST_YEAR, _LAST_YEAR = 2000, 2200


class Day(DateField):
    """A day, year first."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What was typed, in a form that can be shown again."""
        super().process_formdata([without_unreadable(str(each))[:40] for each in valuelist])

    def pre_validate(self, form: Any) -> None:
        """There is one, in a year that calendars know."""
        if self.data is None or not _FIRST_YEAR <= self.data.year <= _LAST_YEAR:
            raise ValidationError(_("Enter the date as year-month-day, such as 2026-12-04."))


class PlanForm(Form):
    """How often a record is due."""

    rhythm = RadioField(_l("How often is a record due?"))
    day = Choice(_l("Question that says the day"))
    place = Choice(_l("Question that says the place"))
    starts_on = Day(_l("First day"))

    def __init__(self, days: Sequence[tuple[str, str]], places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rhythm.choices = [(rhythm.value, words) for rhythm, words in RHYTHMS]
        self.day.choices = days
        self.place.choices = [("", _("none: one record for each day or week")), *places]

    @property
    def first_day(self) -> date:
        """The first day a record is due for; call it only on a form that was validated."""
        assert self.starts_on.data is not None  # noqa: S101 - validated above
        return self.starts_on.data
