"""The forms of coding open answers: a code of the frame, and which wordings come under which code."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _

from survey_app.exceptions import N_
from survey_app.forms.base import Form
from survey_app.forms.fields import Choice, Text
from survey_app.forms.items import WordedForm, worded
from survey_app.services.text_codes import LONGEST_LABEL
from survey_app.vocabulary import LANGUAGES


class CodeForm(Form):
    """A code: its name, and the theme it belongs to."""

    label = Text(_("Name of the code"), most=LONGEST_LABEL, needed=N_("Give the code a name."))
    theme = Text(_("Theme"), most=LONGEST_LABEL)


@worded(Text, LONGEST_LABEL, "label", "theme")
class WordedCodeForm(CodeForm, WordedForm):
    """The same with what both are called in the other languages."""

    def __init__(self, language: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language = language if language in LANGUAGES else LANGUAGES[0]

    def others(self) -> list[str]:
        """The languages beside the study's own."""
        return self.in_order()[1:]

    def told(self) -> dict[str, dict[str, str]]:
        """What was typed of the code and of its theme, by language."""
        return {
            part: {each: said for each, said in self.words(part).items() if each in self.others()}
            for part in ("label", "theme")
        }


class PutForm(Form):
    """Under which code the ticked wordings come."""

    code = Choice(_("Code"))

    def __init__(self, codes: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.code.choices = list(codes)
