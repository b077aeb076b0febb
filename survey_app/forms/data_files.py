"""The form that orders a file for a program of statistics."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _

from survey_app.forms.base import Form
from survey_app.forms.fields import Choice
from survey_app.services import data_files

NAMES = {
    data_files.BUNDLE: _("Data with syntax: SPSS, Stata, R"),
    data_files.SAV: _("SPSS file (.sav)"),
    data_files.DTA: _("Stata file (.dta)"),
}


class DataFileForm(Form):
    """Which program reads the file."""

    kind = Choice(_("Kind of file"))

    def __init__(self, offered: Sequence[str]) -> None:
        super().__init__(prefix="file")
        self.kind.choices = [(kind, NAMES[kind]) for kind in offered]
