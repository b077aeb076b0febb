"""Forms of a panel: what a panellist says, and the roll as its moderator keeps it."""

from flask_babel import lazy_gettext as _l

from survey_app.forms.base import Form
from survey_app.forms.fields import LongText
from survey_app.services.panel_visits import LONGEST_REASON


class DeclineForm(Form):
    """Why somebody does not take part; may stay empty."""

    reason = LongText(_l("Why not? You may leave this empty."), most=LONGEST_REASON)
