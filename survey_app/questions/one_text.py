"""What all questions share that keep one text: how it is kept, shown again, worded and listed."""

from survey_app.questions.base import AnswerLine, Answers, QuestionType, S, Variable, VariableKind, form_field
from survey_app.questions.cleaning import NOT_APPLICABLE, typed
from survey_app.questions.definition import Question
from survey_app.questions.summarising import Columns, text_row
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import text_line
from survey_app.vocabulary import Missing


class OneText(QuestionType[S]):
    """A question whose answer is one text, beside a tick that it does not apply."""

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, the answer as text."""
        return (Variable(question.code, VariableKind.TEXT, question.text),)

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
