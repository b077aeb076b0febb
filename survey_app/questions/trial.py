"""Trying a questionnaire out with people who answer at random: what nobody ever reaches, how long it is, how it ends.

Nothing is stored: the answers live as long as the trial. A page that two hundred random people never see may still be
reached by somebody with rare answers, so it is a reason to look, not a proof; the check of the logic proves.
"""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.questions import ordering, showing
from survey_app.questions.arm import arms_of, by_seed
from survey_app.questions.base import Answers, Value, Variable, VariableKind
from survey_app.questions.definition import Question, Questionnaire
from survey_app.questions.logic_names import names_of
from survey_app.questions.registry import type_of
from survey_app.questions.repeat import RepeatSettings

__all__ = ["PEOPLE", "Trial", "try_out"]

PEOPLE = 200
_FEWEST = 20
_ROOM = 10_000
"""How many questions are looked at in all: a long questionnaire is tried with fewer people."""
_SKIPPING = 0.1
_THROWS = 5
_WORDS = {"email": "a@example.org", "phone": "+34 912 345 678", "date": "2026-05-31", "time": "12:30"}
_LARGEST = 100


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it: how often each page and question was shown, how it ended, and how many pages people saw."""

    people: int
    seed: int
    pages: Mapping[str, int]
    """Page key -> how many people saw it."""
    questions: Mapping[str, int]
    """Question code -> how many people were asked it."""
    outcomes: Mapping[str, int]
    """Name of the ending -> people; the usual end has no name."""
    fewest: int
    most: int

    @property
    def never(self) -> tuple[str, ...]:
        """The codes of the questions that nobody was asked."""
        return tuple(code for code, count in self.questions.items() if not count)


def try_out(questionnaire: Questionnaire, seed: int, people: int = PEOPLE) -> Trial:
    """Send people through who answer at random, one in ten leaving out what may be left out.

    The same seed gives the same answers. Long questionnaires are tried with fewer people, but never fewer than twenty.
    """
    asked = list(questionnaire.questions())
    names = names_of(questionnaire)
    arms = arms_of(questionnaire)
    people = max(min(_FEWEST, people), min(people, _ROOM // max(1, len(asked))))
    luck = random.Random(seed)  # noqa: S311 - answers that are thrown away, the same again for the same seed
    pages = Counter({page.key: 0 for page in questionnaire.pages})
    questions = Counter({question.code: 0 for question in asked if type_of(question).is_seen})
    outcomes: Counter[str] = Counter()
    lengths = []
    for _person in range(people):
        person = str(luck.getrandbits(64))
        dealt = {question.code: by_seed(question, person) for question in arms}
        before_them = ordering.drawn(questionnaire, person)
        shown = showing.walk(before_them, names, lambda question: _answered(question, luck), dealt)
        way = [each.page for each in shown.pages]
        lengths.append(len(way))
        outcomes[shown.outcome] += 1
        pages.update(page.key for page in way)
        questions.update({each.code for page in way for each in page.questions if each.code in questions})
    return Trial(people, seed, dict(pages), dict(questions), dict(outcomes), min(lengths), max(lengths))


def _answered(question: Question, luck: random.Random) -> Answers:
    """Answers as the question's own form takes them; nothing where a few throws find none that fit together."""
    kind = type_of(question)
    if not kind.collects or not kind.is_seen or (not question.required and luck.random() < _SKIPPING):
        return {}
    for _throw in range(_THROWS):
        drawn = {variable.name: _value(variable, question, luck) for variable in kind.variables(question)}
        found = kind.clean(question, kind.refill(question, drawn, "en"), "en")
        if not found.problems:
            return found.answers
    return {}


def _value(variable: Variable, question: Question, luck: random.Random) -> Value:
    kind, settings = _asked_by(variable, question)
    if variable.kind is VariableKind.TEXT:
        return _WORDS.get(kind, "x")
    if variable.codes:
        return luck.choice(variable.codes)[0]
    low, high = getattr(settings, "least", None), getattr(settings, "most", None)
    least = int(low) if isinstance(low, int | float) else 0
    most = int(high) if isinstance(high, int | float) else max(least, 0) + _LARGEST
    number = luck.randint(least, max(least, most))
    return number if variable.kind is VariableKind.CLOSED else float(number)


def _asked_by(variable: Variable, question: Question) -> tuple[str, Any]:
    """The kind and the settings behind a variable: those of its field where entries repeat."""
    if not isinstance(question.settings, RepeatSettings):
        return question.kind, question.settings
    field = variable.name.rpartition(".")[2]
    found = next((each for each in question.settings.columns if each.code == field), None)
    return (found.kind, found.settings) if found else (question.kind, None)
