"""A random arm: people are dealt to the arms of an experiment, and nobody is asked.

The arm is an answer like any other, so rules, texts and filters name it (`PRICE = 2`), every export has its column, and
results can be compared between arms.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from survey_app.questions.cleaning import Cleaning, sent, shown
from survey_app.questions.definition import Option, Question, Questionnaire
from survey_app.questions.reading import (
    DefinitionRefused,
    read_count,
    read_list,
    read_options,
    refuse_repeats,
    write_option,
)
from survey_app.questions.summarising import Columns, closed_row
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import codes_of

MOST_ARMS = 20
LARGEST_SHARE = 20


@dataclass(frozen=True, slots=True)
class ArmSettings:
    """The arms, and how many people of a block fall to each."""

    options: tuple[Option, ...]
    shares: tuple[int, ...]

    @property
    def all(self) -> tuple[Option, ...]:
        """Every arm."""
        return self.options

    @property
    def ratio(self) -> str:
        """The shares as they are typed: `1 : 1 : 2`."""
        return " : ".join(str(share) for share in self.shares)

    @property
    def block(self) -> tuple[int, ...]:
        """The codes of the smallest block in which every arm has its share."""
        return tuple(arm.code for arm, share in zip(self.options, self.shares, strict=True) for _person in range(share))


class Arm(QuestionType[ArmSettings]):
    """A random arm."""

    code = "arm"
    label = N_("Random arm of an experiment")
    collects = False
    offers_not_applicable = False
    is_seen = False

    def read(self, settings: Mapping[str, Any]) -> ArmSettings:
        """The arms with their shares, a list or a text such as `1 : 2`; of which nothing is said has the share 1."""
        arms = tuple(replace(arm, show_if="", exclusive=False) for arm in read_options(settings))
        refuse_repeats((arm.code for arm in arms), "options")
        if len(arms) > MOST_ARMS:
            raise DefinitionRefused(N_("An experiment has at most %(most)s arms."), most=MOST_ARMS)
        written = settings.get("shares") or []
        figures = re.findall(r"\d{1,4}", written, re.ASCII) if isinstance(written, str) else None
        listed = [int(each) for each in figures] if figures is not None else read_list(written, "shares", MOST_ARMS)
        shares = [read_count(share, "shares", 0, LARGEST_SHARE) for share in listed][: len(arms)]
        shares += [1] * (len(arms) - len(shares))
        if not any(shares):
            raise DefinitionRefused(N_("At least one arm needs a share above 0."))
        return ArmSettings(arms, tuple(shares))

    def write(self, settings: ArmSettings) -> dict[str, Any]:
        """Arms and shares as JSON; equal shares are left out."""
        shares = {"shares": list(settings.shares)} if set(settings.shares) != {1} else {}
        return {"options": [write_option(arm) for arm in settings.options], **shares}

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, the arm."""
        codes = codes_of(question.settings.options)
        return (Variable(question.code, VariableKind.CLOSED, question.text, codes),)

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """The arm; one that the experiment does not have is refused."""
        cleaning = Cleaning(question, posted, language, fallback)
        if sent(posted, form_field(question)):
            cleaning.closed(form_field(question), question.code, [arm.code for arm in question.settings.options])
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The arm as it was dealt."""
        return {form_field(question): shown(answers.get(question.code))}

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """Nothing: nobody was asked, and knowing the arm can spoil an experiment."""
        return []

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """How many people each arm has."""
        (variable,) = self.variables(question)
        return QuestionSummary(
            question, (closed_row(variable.name, variable.label, variable.codes, columns, population),)
        )


def arms_of(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The experiments of a questionnaire."""
    return tuple(question for question in questionnaire.questions() if question.kind == Arm.code)


def in_blocks(block: Sequence[int], seed: str, number: int) -> int:
    """The arm of the person with this number, counted from 0: every block of people has every arm at its share.

    Permuted blocks (Zelen 1974, Journal of Chronic Diseases 27: 365-375): inside a block chance decides, after each
    full block the arms stand exactly at their shares.

    >>> sorted(in_blocks((1, 2, 2), "x", number) for number in range(3))
    [1, 2, 2]
    """
    place, within = divmod(number, len(block))
    luck = random.Random(f"{seed}|{place}")  # noqa: S311 - a plan that can be made again
    return luck.sample(list(block), len(block))[within]


def by_seed(question: Question, seed: str) -> int:
    """The arm of a person by chance alone, the same for the same seed: nothing is counted."""
    luck = random.Random(f"{seed}|{question.code}")  # noqa: S311 - a draw that can be made again
    block: tuple[int, ...] = question.settings.block
    return luck.choice(block)
