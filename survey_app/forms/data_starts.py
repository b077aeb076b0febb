"""Forms of a survey that begins with a data file: the file with its description, and what is confirmed."""

from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField

from survey_app.forms.base import Form
from survey_app.forms.fields import Text
from survey_app.forms.imports import CountForm, ModeForm
from survey_app.forms.sampling import ListFile


class DataFileForm(Form):
    """A table of answers, what its columns mean where that is written down, what stands for no answer, which sheet."""

    file = ListFile(_l("Data file"))
    description = FileField(_l("Description of its columns"))
    missing = Text(_l("Codes for no answer"))
    sheet = Text(_l("Sheet of the workbook"), most=100)

    @property
    def described(self) -> tuple[bytes, str]:
        """The bytes of the description and its name; nothing where none was chosen."""
        chosen: Any = self.description.data
        if not isinstance(chosen, FileStorage) or not chosen.filename:
            return b"", ""
        return chosen.read(), chosen.filename


class BeginForm(ModeForm, CountForm):
    """How many answers it is about, and how they were given."""
