"""The form of a shared page: what it is for, which parts it shows, and how long."""

from collections.abc import Sequence

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from wtforms import SelectMultipleField
from wtforms.validators import ValidationError

from survey_app.exceptions import N_
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, Text
from survey_app.services.shared_results import DAYS, LONGEST_NAME


class ShareForm(Form):
    """One shared page."""

    name = Text(_("For whom"), most=LONGEST_NAME, needed=N_("Say for whom it is: you find it again by that."))
    parts = SelectMultipleField(_("What it shows"))
    days = Choice(_("How long"))

    def __init__(self, parts: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.parts.choices = list(parts)
        self.days.choices = [(str(days), ngettext("%(num)s day", "%(num)s days", days)) for days in DAYS]

    def validate_parts(self, field: SelectMultipleField) -> None:
        """At least one part, and only such that there are."""
        if not field.data:
            raise ValidationError(gettext("Tick at least one part."))
