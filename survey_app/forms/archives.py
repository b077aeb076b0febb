"""Forms for a study as an archive: what goes into it, and the file that is brought in."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from survey_app.forms.base import Form
from survey_app.forms.fields import Tick


class ArchiveForm(Form):
    """Whether the lists of people go along."""

    samples = Tick(_l("With the lists of people"))


class ArchiveFile(FileField):  # type: ignore[misc]  # Flask-WTF ships no types
    """An uploaded archive; there is one and it has a name."""

    def pre_validate(self, form: Any) -> None:
        """Refuse when no file was chosen."""
        if not isinstance(self.data, FileStorage) or not self.data.filename:
            raise ValidationError(_("Choose a file first."))


class BringInForm(Form):
    """The archive, and whether it is only looked at."""

    archive = ArchiveFile(_l("Archive of a study (.zip)"))
    look = Tick(_l("Only look: bring in nothing yet"))

    @property
    def content(self) -> tuple[bytes, str]:
        """The file's bytes and its name."""
        with self.archive.data.stream as stream:
            return stream.read(), self.archive.data.filename
