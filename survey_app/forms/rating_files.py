"""The form of ratings collected elsewhere: the file, a file of reasons, the title, the scale, and only looking."""

from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField

from survey_app.forms.base import Form
from survey_app.forms.fields import Text, Tick
from survey_app.forms.sampling import ListFile
from survey_app.services.rating_files import Sent

LONGEST_TITLE = 200
_LONGEST_SCALE = 40


class RatingFileForm(Form):
    """What is brought in and how it is read."""

    file = ListFile(_l("Ratings"))
    reasons = FileField(_l("Reasons, if they stand in a file of their own"))
    title = Text(_l("Title of the study"), most=LONGEST_TITLE)
    scale = Text(_l("Scale"), most=_LONGEST_SCALE)
    second = Text(_l("Second scale"), most=_LONGEST_SCALE)
    look = Tick(_l("Only look: bring in nothing yet"))

    @property
    def sent(self) -> tuple[Sent, Sent]:
        """Both files as they were sent."""
        return _sent(self.file.data), _sent(self.reasons.data)


def _sent(chosen: Any) -> Sent:
    if not isinstance(chosen, FileStorage) or not chosen.filename:
        return Sent()
    return Sent(chosen.read(), chosen.filename)
