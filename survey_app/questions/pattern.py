"""A short answer that has to fit a pattern, such as a customer number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import re2

from survey_app.exceptions import N_
from survey_app.questions.checked import Checked
from survey_app.questions.cleaning import Cleaning
from survey_app.questions.definition import Question, Text, say
from survey_app.questions.reading import DefinitionRefused, read_text, read_words

LONGEST_PATTERN = 500
_MEMORY = 1 << 20


@dataclass(frozen=True, slots=True)
class PatternSettings:
    """The pattern the whole answer has to fit (none: anything fits), and the author's words where it does not."""

    pattern: str = ""
    message: Text = field(default_factory=dict)


@lru_cache(maxsize=500)
def compiled(pattern: str) -> Any:  # noqa: ANN401 - the library has no types
    """The pattern ready for use; None where it is none. It can neither run away nor fill the memory."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeError):
        return None


class Pattern(Checked[PatternSettings]):
    """A short answer that has to fit a pattern as a whole."""

    code = "pattern"
    label = N_("Short answer with a pattern")
    wanted = N_("Write an answer for “%(name)s”")

    def read(self, settings: Mapping[str, Any]) -> PatternSettings:
        """The pattern and its message."""
        pattern = read_words(settings.get("pattern") or "", "pattern")
        if len(pattern) > LONGEST_PATTERN:
            raise DefinitionRefused(N_("The pattern is longer than %(most)s characters."), most=LONGEST_PATTERN)
        if compiled(pattern) is None:
            raise DefinitionRefused(
                N_("The pattern cannot be used. Patterns know no look-ahead and no back reference: %(example)s fits."),
                example=r"[A-Z]{2}\d{4}",
            )
        return PatternSettings(pattern, read_text(settings.get("message"), "message"))

    def write(self, settings: PatternSettings) -> dict[str, Any]:
        """The pattern and its message as JSON."""
        return {"pattern": settings.pattern, "message": dict(settings.message)}

    def understand(self, question: Question, words: str, cleaning: Cleaning) -> str | None:
        """The answer where it fits, else the author's words."""
        settings: PatternSettings = question.settings
        if not settings.pattern or compiled(settings.pattern).fullmatch(words) is not None:
            return words
        own = say(settings.message, cleaning.language, cleaning.fallback)
        plain = N_("The answer for “%(name)s” is not written the way that is asked for")
        cleaning.refuse(f"q{question.code}", N_("%(words)s") if own else plain, words=own)
        return None
