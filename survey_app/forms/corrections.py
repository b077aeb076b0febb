"""The form of a correction: the words of a statement in every language, and why they are put right."""

from flask_babel import lazy_gettext as _l

from survey_app.exceptions import N_
from survey_app.forms.fields import LongText
from survey_app.forms.items import WordedForm, worded
from survey_app.services.items import LONGEST_HINT, LONGEST_TEXT
from survey_app.services.protocols import LONGEST_REASON
from survey_app.vocabulary import LANGUAGES


@worded(LongText, LONGEST_TEXT, "text")
@worded(LongText, LONGEST_HINT, "hint")
class CorrectionForm(WordedForm):
    """The words of one statement and the reason of their correction."""

    reason = LongText(_l("What was wrong"), most=LONGEST_REASON, needed=N_("Say what was wrong with the words."))

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language if language in LANGUAGES else LANGUAGES[0]
