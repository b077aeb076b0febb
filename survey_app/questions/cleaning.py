"""Reading one question's form fields into answers, or into problems a person can act on."""

from collections.abc import Sequence

from survey_app.exceptions import N_
from survey_app.questions.base import Cleaned, Posted, Problem, Value
from survey_app.questions.definition import Question, Text, say
from survey_app.questions.reading import UNSTORABLE, straight
from survey_app.vocabulary import Missing

NOT_APPLICABLE = "na"
"""What a form sends for 'Does not apply'."""

NAME_LENGTH = 80


def sent(posted: Posted, field: str) -> list[str]:
    """All that was sent under a field, less the empty values an untouched field sends."""
    return [value for value in posted.get(field, ()) if value != ""]


def shortened(words: str, length: int = NAME_LENGTH) -> str:
    """A text cut to fit into a message.

    >>> shortened("How satisfied are you?", 9)
    'How sati…'
    """
    flat = " ".join(words.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"


class Cleaning:
    """The answers and problems of one question while its fields are read."""

    def __init__(self, question: Question, posted: Posted, language: str, fallback: str) -> None:
        self.question = question
        self.posted = posted
        self.language = language
        self.fallback = fallback
        self.answers: dict[str, Value] = {}
        self.problems: list[Problem] = []

    def name(self, label: Text | None = None) -> str:
        """How a message calls the question, or the row with this label."""
        words = say(self.question.text if label is None else label, self.language, self.fallback)
        return shortened(words) or self.question.code

    def refuse(self, field: str, message: str, label: Text | None = None, **params: object) -> None:
        """Note a problem of a field; `%(name)s` in the message names the question or row."""
        self.problems.append(Problem(field, message, {"name": self.name(label), **params}))

    def done(self) -> Cleaned:
        """What was found."""
        return Cleaned(self.answers, tuple(self.problems))

    def closed(
        self,
        field: str,
        variable: str,
        codes: Sequence[int],
        label: Text | None = None,
        *,
        not_applicable: bool | None = None,
    ) -> None:
        """Read one choice out of several: a code of the list, 'Does not apply' where it is offered, or nothing."""
        values = sent(self.posted, field)
        offered = self.question.not_applicable if not_applicable is None else not_applicable
        if len(values) > 1:
            self.refuse(field, N_("Choose only one answer for “%(name)s”"), label)
        elif not values:
            if self.question.required:
                self.refuse(field, N_("Choose an answer for “%(name)s”"), label)
        elif values[0] == NOT_APPLICABLE and offered:
            self.answers[variable] = Missing.NOT_APPLICABLE
        elif (code := code_of(values[0], codes)) is not None:
            self.answers[variable] = code
        else:
            self.refuse(field, N_("Choose one of the answers shown for “%(name)s”"), label)

    def ticked_away(self, field: str) -> bool:
        """Whether 'Does not apply' was ticked beside an open field."""
        return self.question.not_applicable and NOT_APPLICABLE in sent(self.posted, f"{field}.{NOT_APPLICABLE}")

    def text(self, field: str, limit: int, *, lines: bool = True) -> str | None:
        """Read a text as it was typed; None when it is blank or was refused (then a problem is noted)."""
        values = sent(self.posted, field)
        if not values:
            return None
        if len(values) > 1:
            self.refuse(field, N_("Write only one answer for “%(name)s”"))
            return None
        words = straight(values[0])
        if not words.strip():
            return None
        if len(words) > limit:
            self.refuse(
                field,
                N_("Your answer for “%(name)s” has %(n)s characters. Shorten it to at most %(limit)s."),
                n=len(words),
                limit=limit,
            )
        elif UNSTORABLE.search(words):
            self.refuse(field, N_("Your answer for “%(name)s” holds a hidden character. Delete it and type it again."))
        elif not lines and "\n" in words:
            self.refuse(field, N_("Write your answer for “%(name)s” in one line"))
        else:
            return words
        return None


def code_of(value: str, codes: Sequence[int]) -> int | None:
    """The code that was sent, exactly as the form writes it.

    >>> code_of("3", (1, 2, 3)), code_of("03", (1, 2, 3)), code_of("9", (1, 2, 3))
    (3, None, None)
    """
    return next((code for code in codes if str(code) == value), None)


def shown(value: Value | None) -> list[str]:
    """A closed answer as the form field shows it again.

    >>> shown(3), shown(Missing.NOT_APPLICABLE), shown(None)
    (['3'], ['na'], [])
    """
    if value is Missing.NOT_APPLICABLE:
        return [NOT_APPLICABLE]
    return [str(value)] if isinstance(value, int) else []


def typed(value: Value | None) -> list[str]:
    """A text as the form field shows it again.

    >>> typed("Good"), typed(Missing.REFUSED), typed(None)
    (['Good'], [], [])
    """
    return [value] if isinstance(value, str) and not isinstance(value, Missing) else []
