"""The answer to an open question as it comes from the page: a few texts, or nothing to add."""

from collections.abc import Mapping, Sequence
from typing import Any

from survey_app.exceptions import N_
from survey_app.forms.ratings import showable, values_of
from survey_app.questions.base import Problem
from survey_app.questions.reading import UNSTORABLE, is_blank, straight
from survey_app.services.arguments import MOST_ANSWERS
from survey_app.services.open_items import LONGEST_ANSWER
from survey_app.services.own_answers import Answer

SHOWN_AT_ONCE = 2
"""Fields that stand open; the others are unfolded."""


class OpenAnswerForm:
    """One open question on its page: several short fields, so that each thought is kept apart from the others."""

    def __init__(self, answer: Answer | None = None) -> None:
        self.problems: tuple[Problem, ...] = ()
        self.texts = _fields(answer.texts if answer else ())
        self.nothing = answer is not None and answer.cannot

    @property
    def is_untouched(self) -> bool:
        """Whether nothing at all was typed or ticked."""
        return not any(self.texts) and not self.nothing

    @property
    def shown(self) -> dict[str, str]:
        """No figure and no reason, as other forms show them."""
        return {}

    @property
    def names(self) -> list[str]:
        """What the fields are called."""
        return [f"text-{place}" for place in range(1, MOST_ANSWERS + 1)]

    @property
    def folded(self) -> bool:
        """Whether the fields behind the first ones are empty and right."""
        later = self.names[SHOWN_AT_ONCE:]
        return not any(self.texts[SHOWN_AT_ONCE:]) and not any(self.problem(name) for name in later)

    def read(self, posted: Mapping[str, Any]) -> Answer | None:
        """The answer that was sent; None when something is wrong, which `problems` says."""
        self.problems = ()
        sent = [values_of(posted, name) for name in self.names]
        ticked = values_of(posted, "cannot")
        self.texts = [showable(values[0]) if values else "" for values in sent]
        self.nothing = bool(ticked)
        words = [straight(values[0]).strip() if values else "" for values in sent]
        for name, text in zip(self.names, words, strict=True):
            self._check(name, text)
        kept = tuple(dict.fromkeys(text for text in words if not is_blank(text)))
        if ticked not in ([], ["1"]):
            self._refuse("cannot", N_("Choose one of the answers shown."))
        elif kept and ticked:
            message = N_("You wrote an answer and also said that you have nothing to add: choose one of the two.")
            self._refuse("cannot", message)
        elif not kept and not ticked:
            self._refuse(self.names[0], N_("Write at least one answer, or say that you have nothing to add."))
        return None if self.problems else Answer(None, cannot=not kept, texts=kept)

    def _check(self, name: str, text: str) -> None:
        if len(text) > LONGEST_ANSWER:
            message = N_("Your text has %(n)s characters. Shorten it to at most %(most)s.")
            self._refuse(name, message, n=len(text), most=LONGEST_ANSWER)
        elif UNSTORABLE.search(text):
            self._refuse(name, N_("Your text holds a hidden character. Delete it and type it again."))

    def _refuse(self, field: str, message: str, **params: object) -> None:
        self.problems = (*self.problems, Problem(field, message, params))

    def problem(self, field: str) -> Problem | None:
        """What is wrong with a field."""
        return next((each for each in self.problems if each.field == field), None)


def _fields(texts: Sequence[str]) -> list[str]:
    return [*texts, *[""] * MOST_ANSWERS][:MOST_ANSWERS]
