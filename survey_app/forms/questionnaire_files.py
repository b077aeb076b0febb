"""Forms for a questionnaire from a file: the file, and what one agrees to replace."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from survey_app.forms.base import Form
from survey_app.forms.fields import Whole


class DocumentFile(FileField):  # type: ignore[misc]  # Flask-WTF ships no types
    """An uploaded questionnaire; there is one and it has a name."""

    def pre_validate(self, form: Any) -> None:
        """Refuse when no file was chosen."""
        if not isinstance(self.data, FileStorage) or not self.data.filename:
            raise ValidationError(_("Choose a file first."))


class DocumentForm(Form):
    """The file."""

    document = DocumentFile(_l("File"))

    @property
    def content(self) -> tuple[bytes, str]:
        """The file's bytes and its name."""
        with self.document.data.stream as stream:
            return stream.read(), self.document.data.filename


class ReplaceForm(Form):
    """How many questions the pressed button said it would replace, in which state of the draft."""

    count = Whole(widget=HiddenInput())
    revision = Whole(widget=HiddenInput())
