"""Rules that flag answers for a second look, worked out over all usable answers of a survey; pure, nothing is left out.

Straight lines, speed, identical answers and answers left out can be judged at every level that keeps what they need.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from survey_app.questions.base import Variable, VariableKind
from survey_app.questions.definition import Question
from survey_app.questions.registry import type_of
from survey_app.services.columns import Answered, Mask
from survey_app.stats.answer_table import AnswerTable
from survey_app.stats.quality import QualityFlags, identical_answers, speeding, straight_lining
from survey_app.vocabulary import MISSING_CODES, Missing

Numbers = npt.NDArray[np.float64]
_NOT_SHOWN = MISSING_CODES[Missing.NOT_SHOWN]
_LEAST_ITEMS, _LEAST_ANSWERS = 5, 10


class Flag(StrEnum):
    """What an answer can be flagged for."""

    LINE = "line"
    SPEED = "speed"
    SAME = "same"
    LEFT_OUT = "left_out"
    DOUBLE = "double"
    PAIR = "pair"


STANDARD = (Flag.LINE, Flag.SPEED, Flag.SAME, Flag.LEFT_OUT)
"""The flags that everybody's results can be filtered by, always with the thresholds below."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From where an answer is flagged: part of a battery in one line, part of the median time, part left out."""

    line: float = 1.0
    speed: float = 0.3
    left_out: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Flagged:
    """One rule over all answers: who is flagged, the figure behind it (NaN: it cannot be judged), how many it judged.

    `judged` is 0 where the rule has nothing to go by.
    """

    flag: Flag
    flags: Mask
    figures: Numbers
    judged: int

    @property
    def count(self) -> int:
        """How many are flagged."""
        return int(self.flags.sum())


def batteries(question: Question) -> list[list[str]]:
    """The variables of a question that ask for the same scale one after the other, each side of a pair apart."""
    found: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for variable in type_of(question).variables(question):
        codes = tuple(code for code, _ in variable.codes)
        if variable.kind is VariableKind.CLOSED and len(codes) > 2 and variable.name != question.code:  # noqa: PLR2004 - more than yes and no
            found[(codes, *variable.name.split(".")[2:])].append(variable.name)
    return [names for names in found.values() if len(names) >= _LEAST_ITEMS]


def straight(answered: Answered, share: float) -> Flagged:
    """One unbroken line through at least one battery; the figure is the longest line of all batteries."""
    figures = np.full(len(answered.keys), np.nan)
    for question in _asked(answered):
        for names in batteries(question):
            found = straight_lining(_table(answered, names), share, _LEAST_ITEMS)
            figures = np.fmax(figures, found.figures)
    return _flagged(Flag.LINE, figures >= share - 1e-12, figures)


def fast(seconds: Numbers, ratio: float) -> Flagged:
    """Times below a part of the median."""
    found: QualityFlags = speeding(seconds, ratio)
    return _flagged(Flag.SPEED, found.flags, found.figures)


def same(answered: Answered) -> Flagged:
    """All closed answers the same as those of somebody else."""
    names = [name for question in _asked(answered) for name in _closed(question)]
    if not names:
        return _flagged(Flag.SAME, np.zeros(len(answered.keys), np.bool_), np.full(len(answered.keys), np.nan))
    found = identical_answers(_table(answered, names), _LEAST_ANSWERS)
    return _flagged(Flag.SAME, found.flags, found.figures)


def left_out(answered: Answered, share: float) -> Flagged:
    """The part of the questions that somebody was asked and gave no answer to."""
    size = len(answered.keys)
    shown, given = np.zeros(size), np.zeros(size)
    for question in _asked(answered):
        seen, said = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
        for name in _closed(question):
            column = np.asarray(answered.columns[name])
            seen |= column != _NOT_SHOWN
            said |= column >= 0
        shown += seen
        given += seen & said
    figures = np.where(shown > 0, 1 - given / np.maximum(shown, 1), np.nan)
    return _flagged(Flag.LEFT_OUT, figures >= share, figures)


def standard(answered: Answered, seconds: Numbers, limits: Limits | None = None) -> tuple[Flagged, ...]:
    """The standard rules in their order."""
    chosen = limits or Limits()
    return (
        straight(answered, chosen.line),
        fast(seconds, chosen.speed),
        same(answered),
        left_out(answered, chosen.left_out),
    )


def times_flagged(rules: Sequence[Flagged], size: int) -> npt.NDArray[np.int64]:
    """How many rules flag each answer."""
    return np.sum([rule.flags for rule in rules], axis=0, dtype=np.int64) if rules else np.zeros(size, np.int64)


def by_flag(rules: Sequence[Flagged], place: int) -> Mapping[Flag, float]:
    """The figures of the rules that flag one answer."""
    return {rule.flag: float(rule.figures[place]) for rule in rules if rule.flags[place]}


def _flagged(flag: Flag, flags: Mask, figures: Numbers) -> Flagged:
    judges = ~np.isnan(figures)
    return Flagged(flag, np.asarray(flags & judges, np.bool_), figures, int(judges.sum()))


def _asked(answered: Answered) -> list[Question]:
    return [each for each in answered.questionnaire.questions() if not each.is_identity]


def _closed(question: Question) -> list[str]:
    variables: Sequence[Variable] = type_of(question).variables(question)
    return [variable.name for variable in variables if variable.kind is VariableKind.CLOSED]


def _table(answered: Answered, names: Sequence[str]) -> AnswerTable:
    return AnswerTable.closed([np.asarray(answered.columns[name]) for name in names])
