"""One answer out of a tree: a region, a province in it, a town in that."""

import re
from collections.abc import Iterator, Mapping
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
from survey_app.questions.branches import Branch, Leaf, branches_in, leaves_of, read_branches, walk, write_branches
from survey_app.questions.cleaning import Cleaning, shown
from survey_app.questions.definition import Question, Text
from survey_app.questions.reading import read_list, read_text
from survey_app.questions.summarising import Codes, Columns, closed_row, column_of
from survey_app.questions.summary import QuestionSummary
from survey_app.questions.wording import missing_words
from survey_app.vocabulary import Missing

MOST_LEVELS = 3
MOST_LISTED = 60


@dataclass(frozen=True, slots=True)
class HierarchicalSettings:
    """The tree, and what its levels are called, the widest first."""

    branches: tuple[Branch, ...]
    levels: tuple[Text, ...] = ()

    @property
    def all(self) -> tuple[Branch, ...]:
        """Every group and answer: their codes are taken."""
        return tuple(walk(self.branches))

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """Every answer with its way through the tree."""
        return tuple(leaves_of(self.branches))

    @property
    def depth(self) -> int:
        """How many levels the tree has."""
        return max(len(leaf.way) for leaf in self.leaves)


class Hierarchical(QuestionType[HierarchicalSettings]):
    """One answer out of a tree."""

    code = "hierarchical"
    label = N_("One answer out of groups")
    script = "hierarchical"

    def read(self, settings: Mapping[str, Any]) -> HierarchicalSettings:
        """The tree of two or three levels; every code stands in it once."""
        levels = read_list(settings.get("levels") or [], "levels", MOST_LEVELS)
        return HierarchicalSettings(read_branches(settings), tuple(read_text(words, "levels") for words in levels))

    def write(self, settings: HierarchicalSettings) -> dict[str, Any]:
        """The tree and the names of its levels as JSON."""
        return {"options": write_branches(settings.branches), "levels": [dict(words) for words in settings.levels]}

    def variables(self, question: Question) -> tuple[Variable, ...]:
        """`CODE`, the answer, and `CODE.level1`, `CODE.level2`: the groups it lies in, the widest first.

        An answer outside any group stands on its level for itself.
        """
        settings: HierarchicalSettings = question.settings
        leaves: Codes = tuple((leaf.code, leaf.label) for leaf in settings.leaves)
        return (
            Variable(question.code, VariableKind.CLOSED, question.text, leaves),
            *(
                Variable(f"{question.code}.level{level}", VariableKind.CLOSED, self._level(settings, level), codes)
                for level, codes in self._groups(settings)
            ),
        )

    def _level(self, settings: HierarchicalSettings, level: int) -> Text:
        named = settings.levels[level - 1] if level <= len(settings.levels) else {}
        return named or {"en": f"Level {level}", "es": f"Nivel {level}", "zh_Hans_CN": f"第{level}级"}

    def _groups(self, settings: HierarchicalSettings) -> Iterator[tuple[int, Codes]]:
        for level in range(1, settings.depth):
            yield level, tuple((each.code, each.label) for each in branches_in(settings.branches, level))

    def by_group(self, question: Question) -> list[tuple[Branch | None, tuple[Leaf, ...]]]:
        """The answers under their widest groups; answers outside any group have none."""
        branches: tuple[Branch, ...] = question.settings.branches
        return [(branch if branch.branches else None, tuple(leaves_of((branch,)))) for branch in branches]

    def clean(self, question: Question, posted: Posted, language: str, fallback: str = "en") -> Cleaned:
        """One answer, from which its groups follow."""
        cleaning = Cleaning(question, posted, language, fallback)
        leaves = {leaf.code: leaf for leaf in question.settings.leaves}
        cleaning.closed(form_field(question), question.code, tuple(leaves))
        if question.code not in cleaning.answers and not cleaning.problems and _is_half_made(question, posted):
            cleaning.refuse(form_field(question), N_("Choose an answer for “%(name)s”"))
        chosen = cleaning.answers.get(question.code)
        levels = range(1, question.settings.depth)
        if isinstance(chosen, Missing):
            cleaning.answers |= {f"{question.code}.level{level}": chosen for level in levels}
        elif isinstance(chosen, int):
            pairs = zip(levels, leaves[chosen].way, strict=False)
            cleaning.answers |= {f"{question.code}.level{level}": code for level, code in pairs}
        return cleaning.done()

    def refill(self, question: Question, answers: Answers, language: str) -> dict[str, list[str]]:
        """The answer chosen."""
        return {form_field(question): shown(answers.get(question.code))}

    def lines(self, question: Question, answers: Answers, language: str, fallback: str) -> list[AnswerLine]:
        """The answer with its groups in front."""
        value = answers.get(question.code)
        words = missing_words(value, language, fallback)
        if words is None:
            leaf = next((each for each in question.settings.leaves if each.code == value), None)
            words = leaf.words(language, fallback) if leaf else str(value)
        return [AnswerLine("", words)]

    def summarise(self, question: Question, columns: Columns, population: int | None) -> QuestionSummary:
        """How often each answer was chosen, and each group; of very many answers only those that were chosen."""
        rows = [
            closed_row(each.name, each.label, _listed(each, columns), columns, population)
            for each in self.variables(question)
        ]
        return QuestionSummary(question, tuple(rows))


def _is_half_made(question: Question, posted: Posted) -> bool:
    """Whether the page's script sent a group without an answer in it: that is no answer, and must not pass as one."""
    return any(re.fullmatch(r"g\d{1,3}", each) for each in posted.get(form_field(question, "group"), ()))


def _listed(variable: Variable, columns: Columns) -> Codes:
    if len(variable.codes) <= MOST_LISTED:
        return variable.codes
    chosen = set(column_of(columns, variable.name).tolist())
    return tuple((code, label) for code, label in variable.codes if code in chosen) or variable.codes[:1]
