"""Rules of a questionnaire, read and worked out with somebody's answers."""

from survey_app.questions.base import Answers
from survey_app.questions.definition import Question, Questionnaire

UNREADABLE = object()
"""What a rule comes to that cannot be read."""


def met(rule: str, questionnaire: Questionnaire, answers: Answers) -> bool:
    """Whether a condition is met; one that cannot be read or is unknown is not."""
    raise NotImplementedError


def holds(rule: str, questionnaire: Questionnaire, answers: Answers, question: Question) -> bool:
    """Whether answers meet a check of a question; only what is clearly false breaks it."""
    raise NotImplementedError


def value(rule: str, questionnaire: Questionnaire, answers: Answers) -> object:
    """What an expression comes to."""
    raise NotImplementedError


def questions_in(rule: str) -> frozenset[str]:
    """The codes of the questions a rule asks about."""
    raise NotImplementedError
