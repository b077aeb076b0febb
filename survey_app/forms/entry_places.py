"""The form with the places at which people answer."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField

from survey_app.forms.base import Form
from survey_app.forms.fields import LongText


class PlacesForm(Form):
    """One place a line, or a file that names them in its first column."""

    names = LongText(_l("Places, one a line"), most=30_000)
    file = FileField(_l("Or a file: CSV or Excel, with a first row that names the columns; the first column counts"))

    @property
    def content(self) -> tuple[bytes, str] | None:
        """The bytes of the file and its name; None when there is no file."""
        if not getattr(self.file.data, "filename", ""):
            return None
        with self.file.data.stream as stream:
            return stream.read(), self.file.data.filename
