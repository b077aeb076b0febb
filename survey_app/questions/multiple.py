"""Several answers out of a list, if wanted with a least and a most number and with own words."""

from collections.abc import Mapping
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
from survey_app.questions.choosing import Choosing, MultipleSettings
from survey_app.questions.cleaning import NOT_APPLICABLE, Cleaning, typed
from survey_app.questions.definition import Question, say
from survey_app.questions.reading import (
    MAX_OPTIONS,
    DefinitionRefused,
    read_count,
    read_flag,
    read_options,
    read_other,
    refuse_repeats,
    write_option,
)
from survey_app.questions.summarising import Columns, closed_row, text_row
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import missing_words, option_words
from survey_app.questions.words import CHOSEN, COMMENT, NOT_CHOSEN, joined
from survey_app.vocabulary import Missing

TICKS = ((0, NOT_CHOSEN), (1, CHOSEN))


class Multiple(QuestionType[MultipleSettings]):
    """Several answers out of a list."""

    code = "multiple"
    label = N_("Several answers")

    def read(self, settings: Mapping[str, Any]) -> MultipleSettings:
        """The options and how many of them may be chosen."""
        limits = [
            None if settings.get(key) is None else read_count(settings[key], key, 1, MAX_OPTIONS)
            for key in ("min", "max")
        ]
        comment = read_flag(settings.get("comment"), "comment")
        found = MultipleSettings(
            read_options(settings), read_other(settings), comment=comment, least=limits[0], most=limits[1]
        )
        refuse_repeats(found.codes, "options")
        if (found.least or 1) > (found.most or MAX_OPTIONS) or (found.least or 1) > len(found.all):
            raise DefinitionRefused(N_("The least number of answers is larger than the most."))
        return found

    def write(self, settings: MultipleSettings) -> dict[str, Any]:
        """Options, open answer and limits as JSON."""
        written: dict[str, Any] = {"options": [write_option(option) for option in settings.options]}
        other = write_option(settings.other) if settings.other else None
        parts: dict[str, Any] = {"min": settings.least, "max": settings.most, "other": other}
        parts["comment"] = settings.comment or None
        return written | {key: part for key, part in parts.items() if part is not None}

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE.<option>` with 1 for chosen and 0 for not, `CODE.other` for own words, `CODE.<option>.comment`."""
        settings: MultipleSettings = question.settings
        ticks = [
            Variable(f"{question.code}.{option.code}", VariableKind.CLOSED, option.label, TICKS)
            for option in settings.all
        ]
        if settings.other is not None:
            ticks.append(Variable(f"{question.code}.other", VariableKind.TEXT, settings.other.label))
        if settings.comment:
            ticks += [
                Variable(f"{question.code}.{option.code}.comment", VariableKind.TEXT, joined(option.label, COMMENT))
                for option in settings.all
            ]
        return tuple(ticks)

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """All ticks; none at all is missing, never a row of zeros."""
        choosing = Choosing(Cleaning(question, posted, language, fallback), question.settings)
        chosen = choosing.chosen()
        if chosen is Missing.NOT_APPLICABLE:
            choosing.cleaning.answers |= dict.fromkeys(self._ticks(question), Missing.NOT_APPLICABLE)
        elif chosen is not None:
            codes = question.settings.codes
            choosing.cleaning.answers |= {f"{question.code}.{code}": int(code in chosen) for code in codes}
            if choosing.own is not None:
                choosing.cleaning.answers[f"{question.code}.other"] = choosing.own
        if question.settings.comment:
            choosing.comments(chosen if isinstance(chosen, set) else set())
        return choosing.cleaning.done()

    def _ticks(self, question: Question) -> list[str]:
        return [f"{question.code}.{code}" for code in question.settings.codes]

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The ticked codes and the own words."""
        values = {code: answers.get(f"{question.code}.{code}") for code in question.settings.codes}
        ticked = [str(code) for code, value in values.items() if value == 1]
        away = [NOT_APPLICABLE] if Missing.NOT_APPLICABLE in values.values() else []
        return {
            form_field(question): ticked or away,
            form_field(question, "other"): typed(answers.get(f"{question.code}.other")),
            **{
                form_field(question, code, "comment"): typed(answers.get(f"{question.code}.{code}.comment"))
                for code in question.settings.codes
                if question.settings.comment
            },
        }

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """The words of the chosen answers in one line."""
        values = [(option, answers.get(f"{question.code}.{option.code}")) for option in question.settings.all]
        chosen = [option_words(option, language, fallback) for option, value in values if value == 1]
        if not chosen:
            words = missing_words(values[0][1], language, fallback) or say(NOT_CHOSEN, language, fallback)
            return [AnswerLine("", words)]
        own = answers.get(f"{question.code}.other")
        comments = [
            AnswerLine(option_words(option, language, fallback), str(comment))
            for option, _value in values
            if (comment := answers.get(f"{question.code}.{option.code}.comment"))
        ]
        return [AnswerLine("", "; ".join(chosen) + (f": {own}" if own else "")), *comments]

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """How many chose each answer, one row an answer, and the own words."""
        rows = [
            text_row(variable.name, variable.label, columns)
            if variable.kind is VariableKind.TEXT
            else closed_row(variable.name, variable.label, variable.codes, columns, population)
            for variable in self.variables(question)
        ]
        return QuestionSummary(question, tuple(rows))
