"""One answer out of a list, if wanted with room for another one in own words and for a comment."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
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
from survey_app.questions.definition import Option, Question, say
from survey_app.questions.reading import (
    DefinitionRefused,
    read_flag,
    read_options,
    read_other,
    refuse_repeats,
    write_option,
)
from survey_app.questions.summarising import Columns, closed_row, text_row
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import codes_of, missing_words, option_words
from survey_app.questions.words import COMMENT

OTHER_LENGTH = 1_000
COMMENT_LENGTH = 4_000
LONG_LIST = 12
"""From more answers than this on, a list of radios gives way to one select, unless the author says how it looks."""


class Look(StrEnum):
    """How the answers of a list are shown; `auto` is radios, and one select for long lists."""

    AUTO = "auto"
    RADIO = "radio"
    DROPDOWN = "dropdown"
    BUTTONS = "buttons"


@dataclass(frozen=True, slots=True)
class SingleSettings:
    """The answers offered, the one that lets people write their own, how they look, and whether to ask for comments."""

    options: tuple[Option, ...]
    other: Option | None = None
    look: Look = Look.AUTO
    comment: bool = False

    @property
    def all(self) -> tuple[Option, ...]:
        """Every answer, the open one last."""
        return self.options if self.other is None else (*self.options, self.other)

    @property
    def codes(self) -> tuple[int, ...]:
        """The codes of every answer."""
        return tuple(option.code for option in self.all)

    @property
    def is_dropdown(self) -> bool:
        """Whether the answers are shown as one select."""
        return self.look is Look.DROPDOWN or (self.look is Look.AUTO and len(self.all) > LONG_LIST)


class Single(QuestionType[SingleSettings]):
    """One answer out of a list."""

    code = "single"
    label = N_("One answer")

    def read(self, settings: Mapping[str, Any]) -> SingleSettings:
        """The options, each with its own code."""
        comment = read_flag(settings.get("comment"), "comment")
        found = SingleSettings(read_options(settings), read_other(settings), read_look(settings.get("look")), comment)
        refuse_repeats(found.codes, "options")
        return found

    def write(self, settings: SingleSettings) -> dict[str, Any]:
        """Options, the open answer, look and comment as JSON."""
        written: dict[str, Any] = {"options": [write_option(option) for option in settings.options]}
        look = {"look": settings.look.value} if settings.look is not Look.AUTO else {}
        comment = {"comment": True} if settings.comment else {}
        return written | ({"other": write_option(settings.other)} if settings.other else {}) | look | comment

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, `CODE.other` for own words and `CODE.comment` for the comment."""
        settings: SingleSettings = question.settings
        found = [Variable(question.code, VariableKind.CLOSED, question.text, codes_of(settings.all))]
        if settings.other is not None:
            found.append(Variable(f"{question.code}.other", VariableKind.TEXT, settings.other.label))
        if settings.comment:
            found.append(Variable(f"{question.code}.comment", VariableKind.TEXT, COMMENT))
        return tuple(found)

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
        if settings.comment and (words := cleaning.text(form_field(question, "comment"), COMMENT_LENGTH)) is not None:
            cleaning.answers[f"{question.code}.comment"] = words
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The chosen code and the own words."""
        return {
            form_field(question): shown(answers.get(question.code)),
            form_field(question, "other"): typed(answers.get(f"{question.code}.other")),
        } | (
            {form_field(question, "comment"): typed(answers.get(f"{question.code}.comment"))}
            if question.settings.comment
            else {}
        )

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """The chosen answer's words, with the own ones behind."""
        value = answers.get(question.code)
        words = missing_words(value, language, fallback)
        if words is None:
            chosen = next((option for option in question.settings.all if option.code == value), None)
            words = option_words(chosen, language, fallback) if chosen else str(value)
        own, comment = answers.get(f"{question.code}.other"), answers.get(f"{question.code}.comment")
        lines = [AnswerLine("", f"{words}: {own}" if own else words)]
        return lines + ([AnswerLine(say(COMMENT, language, fallback), str(comment))] if comment else [])

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """How often each answer was chosen, and the own words."""
        chosen, *own = self.variables(question)
        rows = [closed_row(chosen.name, chosen.label, chosen.codes, columns, population)]
        rows += [text_row(variable.name, variable.label, columns) for variable in own]
        return QuestionSummary(question, tuple(rows))


def read_look(value: object) -> Look:
    """How the answers are shown."""
    if value is None or value == "":
        return Look.AUTO
    if not isinstance(value, str) or value not in set(Look):
        raise DefinitionRefused(N_("The answers of a list are shown as “radio”, “dropdown” or “buttons”."))
    return Look(value)
