"""The forms of coding open answers: a code of the frame, and which wordings come under which code."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _

from survey_app.exceptions import N_
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, Text
from survey_app.services.text_codes import LONGEST_LABEL


class CodeForm(Form):
    """A code: its name, and the theme it belongs to."""

    label = Text(_("Name of the code"), most=LONGEST_LABEL, needed=N_("Give the code a name."))
    theme = Text(_("Theme"), most=LONGEST_LABEL)


class PutForm(Form):
    """Under which code the ticked wordings come."""

    code = Choice(_("Code"))

    def __init__(self, codes: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.code.choices = list(codes)
