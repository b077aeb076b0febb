"""The form that says what the values of a column mean."""

from flask_babel import lazy_gettext as _l

from survey_app.forms.base import Form
from survey_app.forms.fields import LongText


class MeaningsForm(Form):
    """One value a line."""

    lines = LongText(_l("Values, one a line"), most=400_000)
