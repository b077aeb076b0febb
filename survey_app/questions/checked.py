"""One line that has to be of a certain form: a date, a time, an address, a number to call, the author's own pattern."""

from abc import abstractmethod

from survey_app.exceptions import N_
from survey_app.questions.base import Cleaned, Posted, S, form_field
from survey_app.questions.cleaning import Cleaning
from survey_app.questions.definition import Question
from survey_app.questions.one_text import OneText
from survey_app.vocabulary import Missing

LONGEST = 1_000


class Checked(OneText[S]):
    """An answer in one line that is read before it is kept."""

    wanted: str
    """What the message asks for where an answer is required and none is there: ends with the question's name."""

    @abstractmethod
    def understand(self, question: Question, words: str, cleaning: Cleaning) -> str | None:
        """The answer as it is kept, or None after a problem was noted. What it gives it understands again unchanged."""

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
