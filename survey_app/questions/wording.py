"""Answers in words, for the page where people check what they answered."""

from survey_app.questions.base import AnswerLine, Answers, Value
from survey_app.questions.definition import Option, Scale, Text, say
from survey_app.questions.words import MISSING
from survey_app.vocabulary import Missing


def missing_words(value: Value | None, language: str, fallback: str) -> str | None:
    """The words for an answer that is missing, None for one that is there.

    >>> missing_words(None, "en", "en"), missing_words(Missing.NOT_APPLICABLE, "es", "en"), missing_words(4, "en", "en")
    ('No answer', 'No procede', None)
    """
    if value is None:
        value = Missing.SKIPPED
    return say(MISSING[value], language, fallback) if isinstance(value, Missing) else None


def scale_words(scale: Scale, value: Value | None, language: str, fallback: str) -> str:
    """The words of a rating."""
    if (words := missing_words(value, language, fallback)) is not None:
        return words
    return scale.word(value, language, fallback) if isinstance(value, int) else str(value)


def option_words(option: Option, language: str, fallback: str) -> str:
    """The words of one answer of a choice question, its code where it has none."""
    return say(option.label, language, fallback) or str(option.code)


def text_line(answers: Answers, variable: str, language: str, fallback: str) -> AnswerLine:
    """A text as it was written."""
    value = answers.get(variable)
    words = missing_words(value, language, fallback)
    return AnswerLine("", str(value) if words is None else words)


def codes_of(options: tuple[Option, ...]) -> tuple[tuple[int, Text], ...]:
    """Codes and labels of options, for codebooks and tables."""
    return tuple((option.code, option.label) for option in options)
