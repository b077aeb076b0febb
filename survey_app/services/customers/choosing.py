"""What of the answers can stand for a part of an analysis: figures, an answer that means yes, answers in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from survey_app.exceptions import N_, BadInput
from survey_app.questions.base import Variable, VariableKind
from survey_app.questions.definition import Question, Text
from survey_app.questions.registry import type_of
from survey_app.services.columns import Answered
from survey_app.services.need_notes import Note
from survey_app.stats.answers import FloatArray

_SEVERAL, _KANO = "multiple", "kano"
_ONE_CHOICE = frozenset({"single", "yes_no"})
_LONGEST = 80


class Kind(StrEnum):
    """What a part of an analysis needs."""

    FIGURE = "figure"
    YES = "yes"
    WORDS = "words"
    SEVERAL = "several"
    PAIRS = "pairs"


FITTING: Mapping[Kind, tuple[str, ...]] = {
    Kind.FIGURE: ("number", "rating"),
    Kind.YES: ("yes_no", "single"),
    Kind.WORDS: ("single", "yes_no"),
    Kind.SEVERAL: ("multiple", "single"),
    Kind.PAIRS: (_KANO,),
}
"""The kinds of question to think of first for a part."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing an analysis needs: its name in the address, what it has to be, and whether it can be left out."""

    name: str
    label: str
    kind: Kind
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be chosen: as it stands in the address, the question's words, and those of the answer."""

    value: str
    label: Text
    answer: Text | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The answers that stand for the parts of an analysis, by the name of the part; what is left out is missing."""

    answered: Answered
    values: Mapping[str, str]
    notes: Mapping[str, Note] = field(default_factory=dict)
    """What is known of needs beside the answers, by `QUESTION.item`."""
    weights: FloatArray | None = None
    """The weights of the people, where weighted figures were asked for."""

    def figure(self, name: str) -> FloatArray:
        """A column of numbers or points of a scale, missing ones NaN."""
        column = np.asarray(self.answered.columns[self.values[name]])
        if column.dtype == np.float64:
            return column.astype(np.float64)
        return np.where(column >= 0, column, np.nan).astype(np.float64)

    def yes(self, name: str) -> FloatArray:
        """1 for the chosen answer, 0 for every other, NaN without one."""
        variable, _, code = self.values[name].rpartition("=")
        column = np.asarray(self.answered.columns[variable])
        return np.where(column < 0, np.nan, column == int(code)).astype(np.float64)

    def words(self, name: str) -> list[str | None]:
        """The code of each answer as text, None without one."""
        column = np.asarray(self.answered.columns[self.values[name]])
        return [None if code < 0 else str(code) for code in column.tolist()]

    def several(self, name: str) -> list[tuple[str, ...] | None]:
        """The codes each person ticked, or the one they chose; None where nothing was answered."""
        question = self.question(self.values[name])
        if question.kind != _SEVERAL:
            return [None if code is None else (code,) for code in self.words(name)]
        codes = [option.code for option in question.settings.all]
        ticks = np.column_stack([np.asarray(self.answered.columns[f"{question.code}.{code}"]) for code in codes])
        return [
            None if (row < 0).all() else tuple(str(code) for code, tick in zip(codes, row, strict=True) if tick == 1)
            for row in ticks
        ]

    def question(self, code: str) -> Question:
        """A question by its code."""
        return next(each for each in self.answered.questionnaire.questions() if each.code == code)


def offers_of(answered: Answered, kind: Kind) -> tuple[Offer, ...]:
    """Everything that can be chosen for a part of this kind, in the order of the questionnaire."""
    asked = [each for each in answered.questionnaire.questions() if not each.is_identity]
    return tuple(offer for question in asked for offer in _OFFERED[kind](question) if _is_there(answered, offer))


def _is_there(answered: Answered, offer: Offer) -> bool:
    return offer.value.rpartition("=")[0] in {"", *answered.columns} or offer.value in answered.columns


def _figures(question: Question) -> list[Offer]:
    scale = getattr(question.settings, "scale", None)
    found = []
    for variable in type_of(question).variables(question):
        codes = {code for code, _ in variable.codes}
        if variable.kind is VariableKind.NUMBER or (scale is not None and set(scale.points) <= codes):
            found.append(Offer(variable.name, _label(question, variable)))
    return found


def _answers(question: Question) -> list[Offer]:
    if question.kind == _KANO:
        return []
    return [
        Offer(f"{variable.name}={code}", _label(question, variable), words)
        for variable in type_of(question).variables(question)
        if variable.kind is VariableKind.CLOSED
        for code, words in variable.codes
        if code >= (1 if question.kind == _SEVERAL else 0)
    ]


def _one_of(question: Question) -> list[Offer]:
    return [Offer(question.code, question.text)] if question.kind in _ONE_CHOICE else []


def _ticked(question: Question) -> list[Offer]:
    return [Offer(question.code, question.text)] if question.kind in {*_ONE_CHOICE, _SEVERAL} else []


def _pairs(question: Question) -> list[Offer]:
    return [Offer(question.code, question.text)] if question.kind == _KANO else []


_OFFERED = {
    Kind.FIGURE: _figures,
    Kind.YES: _answers,
    Kind.WORDS: _one_of,
    Kind.SEVERAL: _ticked,
    Kind.PAIRS: _pairs,
}


def _label(question: Question, variable: Variable) -> Text:
    return question.text if variable.name == question.code else variable.label


def checked(parts: Sequence[Part], asked: Mapping[str, str], answered: Answered) -> dict[str, str]:
    """What the address chose for each part; refused for what is not offered."""
    found = {}
    for part in parts:
        value = asked.get(part.name, "")
        if not value:
            continue
        if value not in {offer.value for offer in offers_of(answered, part.kind)}:
            raise BadInput(N_("“%(name)s” cannot be chosen here. Choose one from the list."), name=value[:_LONGEST])
        found[part.name] = value
    return found
