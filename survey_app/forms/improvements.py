"""The form of an improvement: what is done, for which figure, by whom, by when, and where it is looked at again."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _

from survey_app.exceptions import N_
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, LongText, Text
from survey_app.services.improvements import LONGEST_ACTION, LONGEST_DUE, LONGEST_OWNER

Entries = Sequence[tuple[str, str]]


class ImprovementForm(Form):
    """One action of the register."""

    action = LongText(_("What is done"), most=LONGEST_ACTION, needed=N_("Say what is done."))
    indicator = Choice(_("Figure that should move"))
    owner = Text(_("Who sees to it"), most=LONGEST_OWNER)
    due = Text(_("By when"), most=LONGEST_DUE)
    after = Choice(_("Survey that looks at it again"))
    state = Choice(_("State"))

    def __init__(self, indicators: Entries, surveys: Entries, states: Entries, **kept: str) -> None:
        super().__init__(data=kept)
        self.indicator.choices = list(indicators)
        self.after.choices = list(surveys)
        self.state.choices = list(states)
