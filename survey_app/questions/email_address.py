"""An e-mail address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.checked import Checked
from survey_app.questions.cleaning import Cleaning
from survey_app.questions.definition import Question

LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[^\s@\"<>(),;:\\\[\]]{1,64}@(?:[^\s@.\"<>(),;:\\\[\]]{1,63}\.)+[^\s@.\"<>(),;:\\\[\]]{2,63}")


@dataclass(frozen=True, slots=True)
class ContactSettings:
    """Nothing to set."""


class EmailAddress(Checked[ContactSettings]):
    """An e-mail address: looked at, never written to."""

    code = "email"
    label = N_("E-mail address")
    wanted = N_("Enter an e-mail address for “%(name)s”")

    def read(self, settings: Mapping[str, Any]) -> ContactSettings:
        """Nothing to read."""
        return ContactSettings()

    def write(self, settings: ContactSettings) -> dict[str, Any]:
        """Nothing to write."""
        return {}

    def understand(self, question: Question, words: str, cleaning: Cleaning) -> str | None:
        """The address, where it can be one."""
        local = words.partition("@")[0]
        dots = local.startswith(".") or local.endswith(".") or ".." in local
        if len(words) <= LONGEST_ADDRESS and not dots and _ADDRESS.fullmatch(words):
            return words
        cleaning.refuse(f"q{question.code}", N_("Write the address for “%(name)s” like name@example.org"))
        return None
