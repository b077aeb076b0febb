"""The form that says what a column and its values are called and mean."""

from typing import Any

from flask_babel import lazy_gettext as _l

from survey_app.forms.fields import LongText, Text
from survey_app.forms.items import WordedForm, worded
from survey_app.services.value_meanings import LONGEST
from survey_app.vocabulary import LANGUAGES

_MOST = 400_000


@worded(Text, LONGEST, "title")
@worded(LongText, _MOST, "words")
class MeaningsForm(WordedForm):
    """What the column is called, its values one a line, and what they are called in reports."""

    lines = LongText(_l("Values, one a line"), most=_MOST)

    def __init__(self, language: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language = language if language in LANGUAGES else LANGUAGES[0]
