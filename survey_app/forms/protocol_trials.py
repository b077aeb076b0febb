"""The form that tries the rules: how many panellists to simulate, and the seed."""

from flask_babel import lazy_gettext as _l

from survey_app.exceptions import N_
from survey_app.forms.base import Form
from survey_app.forms.fields import Whole
from survey_app.services.protocol_trials import FEWEST, MOST

_NUMBER = N_("Enter a whole number.")


class TrialForm(Form):
    """How large the simulated panels are."""

    panellists = Whole(_l("Panellists"), least=FEWEST, most=MOST, needed=_NUMBER)
    seed = Whole(_l("Seed"), least=0, most=999_999, needed=_NUMBER)

    @property
    def people(self) -> int:
        """How many panellists, once the form is valid."""
        return int(self.panellists.data or FEWEST)

    @property
    def number(self) -> int:
        """The seed, once the form is valid."""
        return int(self.seed.data or 0)
