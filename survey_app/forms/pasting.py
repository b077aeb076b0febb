"""Reading the text that was pasted to become a questionnaire: it is kept as it was sent, whatever it holds."""

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from survey_app.forms.question_fields import typed_text
from survey_app.interchange.questionnaires.plain.reading import MOST_LETTERS


class PastedText:
    """The text and what is wrong with it, if anything."""

    def __init__(self, posted: MultiDict[str, str] | None = None) -> None:
        self.text = typed_text(posted.get("pasted", ""))[0] if posted is not None else ""
        self.error = self._error() if posted is not None else ""

    def _error(self) -> str:
        if not self.text:
            return str(_("Paste the text of a questionnaire first."))
        if len(self.text) > MOST_LETTERS:
            return str(
                ngettext(
                    "The text has %(count)s letter: paste at most %(most)s at a time.",
                    "The text has %(count)s letters: paste at most %(most)s at a time.",
                    len(self.text),
                    count=format_decimal(len(self.text)),
                    most=format_decimal(MOST_LETTERS),
                )
            )
        return ""
