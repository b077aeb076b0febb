"""A number to call."""

import re
from collections.abc import Mapping
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.checked import Checked
from survey_app.questions.cleaning import Cleaning
from survey_app.questions.definition import Question
from survey_app.questions.email_address import ContactSettings

FEWEST_FIGURES, MOST_FIGURES = 5, 20
_NUMBER = re.compile(r"\+?[\d\s().\-/\u00a0\u2009\u202f\u2010-\u2013]+(?:\s*(?:x|ext\.?|#)\s*\d{1,6})?", re.IGNORECASE)


class PhoneNumber(Checked[ContactSettings]):
    """A phone number, kept as it was written: every country writes its own way."""

    code = "phone"
    label = N_("Phone number")
    wanted = N_("Enter a phone number for “%(name)s”")

    def read(self, settings: Mapping[str, Any]) -> ContactSettings:
        """Nothing to read."""
        return ContactSettings()

    def write(self, settings: ContactSettings) -> dict[str, Any]:
        """Nothing to write."""
        return {}

    def understand(self, question: Question, words: str, cleaning: Cleaning) -> str | None:
        """The number, where it can be one."""
        figures = sum(sign.isdecimal() for sign in words)
        if FEWEST_FIGURES <= figures <= MOST_FIGURES and _NUMBER.fullmatch(words):
            return words
        message = N_("Write the number for “%(name)s” in figures, with the country's code such as +34 912 345 678")
        cleaning.refuse(f"q{question.code}", message)
        return None
