"""The form that makes a personal token."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (  # type: ignore[attr-defined]  # the stubs are one release behind and know no SelectChoice
    SelectChoice,
    SelectMultipleField,
)
from wtforms.validators import ValidationError

from survey_app.exceptions import N_
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, Text
from survey_app.services.tokens import LIVES, LONGEST_NAME
from survey_app.vocabulary import Scope

SCOPES: Mapping[Scope, str] = {
    Scope.STUDIES_READ: N_("See studies and their stages"),
    Scope.QUESTIONNAIRES_READ: N_("Read questionnaires"),
    Scope.QUESTIONNAIRES_WRITE: N_("Replace drafts of questionnaires"),
    Scope.RESPONSES_READ: N_("Read single answers"),
    Scope.RESPONSES_WRITE: N_("Bring in answers"),
    Scope.RESULTS_READ: N_("Read results"),
    Scope.EXPORTS_WRITE: N_("Order reports and fetch them"),
}
"""What each scope is for."""


class TokenForm(Form):
    """A token's name, what it may do, and how long."""

    name = Text(_l("Name"), most=LONGEST_NAME, needed=N_("Give the token a name, so that you know it again."))
    scopes = SelectMultipleField(_l("What it may do"))
    days = Choice(_l("It works for"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offered = [(scope.value, str(_(words))) for scope, words in SCOPES.items()]
        self.scopes.choices = [SelectChoice(value, words) for value, words in self.offered]
        self.days.choices = [(str(days), ngettext("%(num)s day", "%(num)s days", days)) for days in LIVES]

    def validate_scopes(self, field: SelectMultipleField) -> None:
        """Nothing is ticked beforehand, and a token for nothing is none."""
        if not field.data:
            raise ValidationError(_("Tick at least one thing that the token may do."))

    @property
    def chosen(self) -> frozenset[Scope]:
        """The ticked scopes."""
        return frozenset(Scope(value) for value in self.scopes.data or ())
