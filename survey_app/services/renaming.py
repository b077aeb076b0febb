"""A question gets another code: all rules and texts that name it follow."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from survey_app.logic.tree import Binary, Call, Constant, Expression, Reference
from survey_app.logic.writing import write
from survey_app.questions import rules
from survey_app.questions.definition import Check, Item, Jump, Option, Page, Question, Questionnaire, Text

_PLACE = re.compile(r"\{(?P<rule>=[^{}]+)\}|\{(?P<name>[A-Z][A-Z0-9_.a-z]*)\}")


def renamed(questionnaire: Questionnaire, old: str, new: str) -> Questionnaire:
    """The questionnaire with every mention of one code replaced."""
    renaming = _Renaming(old, new)
    return replace(questionnaire, pages=tuple(renaming.page(page) for page in questionnaire.pages))


def renamed_within(question: Question, old: str) -> Question:
    """A copy of a question whose rules about itself mean the copy."""
    return _Renaming(old, question.code).question(question)


class _Renaming:
    """One code and what it becomes."""

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new

    def page(self, page: Page) -> Page:
        jumps = tuple(Jump(self.rule(jump.rule), jump.page, jump.outcome) for jump in page.jumps)
        questions = tuple(self.question(question) for question in page.questions)
        return replace(
            page, title=self.text(page.title), show_if=self.rule(page.show_if), jumps=jumps, questions=questions
        )

    def question(self, question: Question) -> Question:
        checks = tuple(Check(self.rule(x.rule), self.text(x.message), x.soft) for x in question.checks)
        return replace(
            question,
            text=self.text(question.text),
            hint=self.text(question.hint),
            show_if=self.rule(question.show_if),
            checks=checks,
            settings=self._settings(question.settings),
        )

    def _settings(self, settings: Any) -> Any:  # noqa: ANN401 - the settings of any type
        changes: dict[str, Any] = {}
        for name in ("options", "items"):
            if rows := getattr(settings, name, ()):
                changes[name] = tuple(self._row(row) for row in rows)
        if isinstance(other := getattr(settings, "other", None), Option):
            changes["other"] = self._row(other)
        if isinstance(expression := getattr(settings, "expression", None), str):
            changes["expression"] = self.rule(expression)
        return replace(settings, **changes) if changes else settings

    def _row(self, row: Any) -> Any:  # noqa: ANN401 - an option or a row of any type
        if not isinstance(row, Option | Item):
            return row
        return replace(row, label=self.text(row.label), show_if=self.rule(row.show_if))

    def rule(self, rule: str) -> str:
        """The rule with the code replaced; written anew only where it names it."""
        tree = rules.read(rule) if self.old in rules.questions_in(rule) else None
        return rule if tree is None else write(mapped(tree, self.name))

    def name(self, name: str) -> str:
        code, dot, rest = name.partition(".")
        return f"{self.new}{dot}{rest}" if code == self.old else name

    def text(self, text: Text) -> Text:
        """A text whose places follow."""
        return {language: _PLACE.sub(self._place, words) for language, words in text.items()}

    def _place(self, place: re.Match[str]) -> str:
        if place["rule"]:
            return "{= " + self.rule(place["rule"][1:].strip()) + "}" if self._concerns(place["rule"]) else place[0]
        return "{" + self.name(place["name"]) + "}"

    def _concerns(self, rule: str) -> bool:
        return self.old in rules.questions_in(rule[1:].strip())


def mapped(tree: Expression, rename: Callable[[str], str]) -> Expression:
    """An expression with its names changed."""
    if isinstance(tree, Reference):
        return Reference(rename(tree.name))
    if isinstance(tree, Binary):
        return Binary(tree.operator, mapped(tree.left, rename), mapped(tree.right, rename))
    if isinstance(tree, Call):
        return Call(tree.name, tuple(mapped(argument, rename) for argument in tree.arguments))
    return tree if isinstance(tree, Constant) else replace(tree, operand=mapped(tree.operand, rename))
