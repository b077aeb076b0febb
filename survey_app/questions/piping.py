"""Earlier answers in later texts: `{CODE}` is the answer in words, `{= expression}` is what an expression comes to.

What is put in is plain text; the templates escape it as they escape everything. A name that the questionnaire does
not know stays as it was typed, so that its author sees it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from survey_app.questions import rules
from survey_app.questions.base import Answers, Value
from survey_app.questions.cleaning import shortened
from survey_app.questions.definition import Page, Question, Questionnaire, Text, say
from survey_app.questions.figures import written
from survey_app.questions.inner_texts import texts_in, with_texts
from survey_app.questions.registry import type_of
from survey_app.questions.rules import Names
from survey_app.vocabulary import Missing

NOTHING = "…"
"""What stands in the place of an answer that is missing."""
_LONGEST = 200
_PLACE = re.compile(r"\{(?:=(?P<rule>[^{}]{1,2000})|(?P<name>[A-Z][A-Z0-9_]{0,15}(?:\.[A-Za-z0-9_]{1,32}){0,2}))\}")


def has_places(questionnaire: Questionnaire) -> bool:
    """Whether any text of the questionnaire takes in an earlier answer."""
    return any(_PLACE.search(words) for text in _texts(questionnaire) for words in text.values() if "{" in words)


def rules_in(text: Text) -> Iterator[str]:
    """The expressions and names that a text takes in, as expressions."""
    for words in text.values():
        for found in _PLACE.finditer(words):
            yield (found["rule"] or found["name"]).strip()


def places_in(words: str) -> list[str]:
    """What a text takes in, as it is written there, braces and all.

    >>> places_in("Dear {NAME}, {= OVER * 2 } of {these}")
    ['{NAME}', '{= OVER * 2 }']
    """
    return [found[0] for found in _PLACE.finditer(words)]


class Piping:
    """The texts of a questionnaire with somebody's answers put in, in one language."""

    def __init__(self, questionnaire: Questionnaire, answers: Answers, names: Names, language: str) -> None:
        self.questionnaire = questionnaire
        self.names = names
        self.answers = answers
        self.language = language
        self.fallback = questionnaire.language

    def page(self, page: Page) -> Page:
        """A page with all its texts filled."""
        questions = tuple(self.question(question) for question in page.questions)
        return replace(page, title=self.text(page.title), questions=questions)

    def question(self, question: Question) -> Question:
        """A question with its texts filled, and all those of its settings."""
        return replace(
            question,
            text=self.text(question.text),
            hint=self.text(question.hint),
            settings=with_texts(question.settings, self.text),
        )

    def text(self, text: Text) -> Text:
        """A text with its places filled, in every language it is written in."""
        if not any("{" in words for words in text.values()):
            return text
        return {language: _PLACE.sub(self._filled, words) for language, words in text.items()}

    def _filled(self, place: re.Match[str]) -> str:
        if place["rule"] is not None:
            found = rules.value(place["rule"], self.answers, self.names)
            return place[0] if found is rules.UNREADABLE else self._spoken(found)
        code, _dot, inner = place["name"].partition(".")
        question = self.questionnaire.find(code)
        if question is None:
            return place[0]
        if not inner and not type_of(question).collects:
            return self._one(question, code) or NOTHING
        return self._whole(question) if not inner else self._one(question, place["name"]) or place[0]

    def _whole(self, question: Question) -> str:
        """The answer to a question as the check of the answers words it."""
        names = [variable.name for variable in type_of(question).variables(question)]
        if not any(_is_there(self.answers.get(name)) for name in names):
            return NOTHING
        lines = type_of(question).lines(question, self.answers, self.language, self.fallback)
        return shortened("; ".join(f"{x.label}: {x.words}" if x.label else x.words for x in lines), _LONGEST)

    def _one(self, question: Question, name: str) -> str:
        """The answer of one variable: its words, nothing where it is missing, empty where there is none such."""
        variable = next((each for each in type_of(question).variables(question) if each.name == name), None)
        if variable is None:
            return ""
        value = self.answers.get(name)
        words = dict(variable.codes).get(value) if isinstance(value, int) else None
        return say(words, self.language, self.fallback) if words else self._spoken(value)

    def _spoken(self, value: object) -> str:
        if value is None or isinstance(value, Missing) or value == "":
            return NOTHING
        if isinstance(value, bool):
            return "1" if value else "0"
        if isinstance(value, int | float):
            return written(round(float(value), 6), self.language)
        if isinstance(value, set | frozenset | tuple | list):
            return ", ".join(self._spoken(each) for each in sorted(value, key=str)) or NOTHING
        return shortened(str(value), _LONGEST)


def _is_there(value: Value | None) -> bool:
    return value is not None and not isinstance(value, Missing)


def _texts(questionnaire: Questionnaire) -> Iterator[Text]:
    for page in questionnaire.pages:
        yield page.title
        for question in page.questions:
            yield from texts_of(question)


def said_at_once(question: Question | None) -> Iterator[Text]:
    """The texts that a question shows as soon as its page is there; messages of checks come after the answers."""
    if question is not None:
        yield from texts_of(replace(question, checks=()))


def texts_of(question: Question) -> Iterator[Text]:
    """The texts of a question that may take in earlier answers."""
    yield from (question.text, question.hint)
    yield from (check.message for check in question.checks)
    yield from texts_in(question.settings)
