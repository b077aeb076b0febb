"""One line that has to be of a certain form: a date, a time, an address, a number to call, the author's own pattern."""

from abc import abstractmethod

from survey_app.exceptions import N_
from survey_app.questions.base import (
    AnswerLine,
    Answers,
    Cleaned,
    Posted,
    QuestionType,
    S,
    Variable,
    VariableKind,
    form_field,
)
from survey_app.questions.cleaning import NOT_APPLICABLE, Cleaning, typed
from survey_app.questions.definition import Question
from survey_app.questions.summarising import Columns, text_row
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import text_line
from survey_app.vocabulary import Missing

LONGEST = 1_000


class Checked(QuestionType[S]):
    """An answer in one line that is read before it is kept."""

    wanted: str
    """What the message asks for where an answer is required and none is there: ends with the question's name."""

    @abstractmethod
    def understand(self, question: Question, words: str, cleaning: Cleaning) -> str | None:
        """The answer as it is kept, or None after a problem was noted. What it gives it understands again unchanged."""

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, the answer as text."""
        return (Variable(question.code, VariableKind.TEXT, question.text),)

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """The answer as far as it is understood, or the tick that the question does not apply, but not both."""
        cleaning = Cleaning(question, posted, language, fallback)
        field = form_field(question)
        words = cleaning.text(field, LONGEST, lines=False)
        away = cleaning.ticked_away(field)
        if cleaning.problems:
            return cleaning.done()
        if away and words is not None:
            message = N_("For “%(name)s” you ticked “does not apply” and also gave an answer. Keep only one.")
            cleaning.refuse(field, message)
        elif away:
            cleaning.answers[question.code] = Missing.NOT_APPLICABLE
        elif words is not None:
            kept = self.understand(question, words.strip(), cleaning)
            if kept is not None:
                cleaning.answers[question.code] = kept
        elif question.required:
            cleaning.refuse(field, self.wanted)
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The answer as it is kept."""
        value = answers.get(question.code)
        field = form_field(question)
        away = [NOT_APPLICABLE] if value is Missing.NOT_APPLICABLE else []
        return {field: typed(value), f"{field}.{NOT_APPLICABLE}": away}

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """The answer as it is kept."""
        return [text_line(answers, question.code, language, fallback)]

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """All answers."""
        return QuestionSummary(question, (text_row(question.code, question.text, columns),))
