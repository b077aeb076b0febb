"""One answer out of a list, if wanted with room for another one in own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.exceptions import N_
from survey_app.questions.base import (
    AnswerLine,
    Answers,
    Cleaned,
    Posted,
    QuestionType,
    Variable,
    VariableKind,
    form_field,
)
from survey_app.questions.cleaning import Cleaning, sent, shown, typed
from survey_app.questions.definition import Option, Question
from survey_app.questions.reading import read_options, read_other, refuse_repeats, write_option
from survey_app.questions.summarising import Columns, closed_row, text_row
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import codes_of, missing_words, option_words

OTHER_LENGTH = 1_000


@dataclass(frozen=True, slots=True)
class SingleSettings:
    """The answers offered, and the one that lets people write their own."""

    options: tuple[Option, ...]
    other: Option | None = None

    @property
    def all(self) -> tuple[Option, ...]:
        """Every answer, the open one last."""
        return self.options if self.other is None else (*self.options, self.other)

    @property
    def codes(self) -> tuple[int, ...]:
        """The codes of every answer."""
        return tuple(option.code for option in self.all)


class Single(QuestionType[SingleSettings]):
    """One answer out of a list."""

    code = "single"
    label = N_("One answer")

    def read(self, settings: Mapping[str, Any]) -> SingleSettings:
        """The options, each with its own code."""
        found = SingleSettings(read_options(settings), read_other(settings))
        refuse_repeats(found.codes, "options")
        return found

    def write(self, settings: SingleSettings) -> dict[str, Any]:
        """Options and the open answer as JSON."""
        written: dict[str, Any] = {"options": [write_option(option) for option in settings.options]}
        return written | ({"other": write_option(settings.other)} if settings.other else {})

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, and `CODE.other` for own words."""
        settings: SingleSettings = question.settings
        chosen = Variable(question.code, VariableKind.CLOSED, question.text, codes_of(settings.all))
        if settings.other is None:
            return (chosen,)
        return (chosen, Variable(f"{question.code}.other", VariableKind.TEXT, settings.other.label))

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """One code; own words alone mean the open answer, own words beside another answer are asked about."""
        settings: SingleSettings = question.settings
        field, other_field = form_field(question), form_field(question, "other")
        cleaning = Cleaning(question, posted, language, fallback)
        own = cleaning.text(other_field, OTHER_LENGTH, lines=False) if settings.other else None
        if settings.other is None or own is None or sent(posted, field):
            cleaning.closed(field, question.code, settings.codes)
        else:
            cleaning.answers[question.code] = settings.other.code
        chosen = cleaning.answers.get(question.code)
        if settings.other and own is not None and chosen == settings.other.code:
            cleaning.answers[f"{question.code}.other"] = own
        elif settings.other and own is not None and chosen is not None:
            cleaning.refuse(
                other_field,
                N_("You chose an answer for “%(name)s” and also wrote your own. Choose “%(other)s” or delete it."),
                other=option_words(settings.other, language, fallback),
            )
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The chosen code and the own words."""
        return {
            form_field(question): shown(answers.get(question.code)),
            form_field(question, "other"): typed(answers.get(f"{question.code}.other")),
        }

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """The chosen answer's words, with the own ones behind."""
        value = answers.get(question.code)
        words = missing_words(value, language, fallback)
        if words is None:
            chosen = next((option for option in question.settings.all if option.code == value), None)
            words = option_words(chosen, language, fallback) if chosen else str(value)
        own = answers.get(f"{question.code}.other")
        return [AnswerLine("", f"{words}: {own}" if own else words)]

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """How often each answer was chosen, and the own words."""
        chosen, *own = self.variables(question)
        rows = [closed_row(chosen.name, chosen.label, chosen.codes, columns, population)]
        rows += [text_row(variable.name, variable.label, columns) for variable in own]
        return QuestionSummary(question, tuple(rows))
