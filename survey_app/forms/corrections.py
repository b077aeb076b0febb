"""The form of a correction: the words of a statement in every language, and why they are put right."""

from flask_babel import lazy_gettext as _l
from wtforms.widgets import HiddenInput

from survey_app.exceptions import N_
from survey_app.forms.fields import LongText, Whole
from survey_app.forms.items import WordedForm, worded
from survey_app.services.items import LONGEST_HINT, LONGEST_TEXT
from survey_app.services.protocols import LONGEST_REASON
from survey_app.vocabulary import LANGUAGES


@worded(LongText, LONGEST_TEXT, "text")
@worded(LongText, LONGEST_HINT, "hint")
class CorrectionForm(WordedForm):
    """The words of one statement and the reason of their correction."""

    seen = Whole(least=0, widget=HiddenInput())
    """How many corrections of it there were when the form was shown."""
    reason = LongText(_l("What was wrong"), most=LONGEST_REASON, needed=N_("Say what was wrong with the words."))

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language if language in LANGUAGES else LANGUAGES[0]

    def look(self, seen: int) -> None:
        """Say how many corrections this page shows."""
        self.seen.data = seen
        self.seen.raw_data = None

    def carry_over(self, before: dict[str, dict[str, str]], now: dict[str, dict[str, str]]) -> None:
        """Show the words of now wherever those of before were left as they were."""
        for group, words in before.items():
            for each in LANGUAGES:
                field = self[f"{group}_{each}"]
                if field.text == words.get(each, ""):
                    field.data = now[group].get(each, "")
