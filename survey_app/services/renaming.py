"""A question gets another code: all rules and texts that name it follow."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from survey_app.logic.tree import Binary, Call, Constant, Expression, Reference
from survey_app.logic.writing import write
from survey_app.questions import rules
from survey_app.questions.definition import Check, Item, Jump, Option, Page, Question, Questionnaire, Text
from survey_app.questions.inner_texts import with_texts

_PLACE = re.compile(r"\{(?P<rule>=[^{}]+)\}|\{(?P<name>[A-Z][A-Z0-9_.a-z]*)\}")


def renamed(questionnaire: Questionnaire, old: str, new: str) -> Questionnaire:
    """The questionnaire with every mention of one code replaced."""
    renaming = _Renaming({old: new})
    return replace(questionnaire, pages=tuple(renaming.page(page) for page in questionnaire.pages))


def recoded(pages: tuple[Page, ...], codes: Mapping[str, str]) -> tuple[Page, ...]:
    """Pages whose questions get other codes, all at once: what they say of each other follows."""
    renaming = _Renaming(codes)
    return tuple(
        replace(page, questions=tuple(replace(each, code=codes.get(each.code, each.code)) for each in page.questions))
        for page in map(renaming.page, pages)
    )


def renamed_within(question: Question, old: str) -> Question:
    """A copy of a question whose rules about itself mean the copy."""
    return _Renaming({old: question.code}).question(question)


class _Renaming:
    """Codes and what they become."""

    def __init__(self, codes: Mapping[str, str]) -> None:
        self.codes = codes

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
            carry=replace(question.carry, source=self.name(question.carry.source)) if question.carry else None,
        )

    def _settings(self, settings: Any) -> Any:  # noqa: ANN401 - the settings of any type
        changes: dict[str, Any] = {}
        for name in ("options", "items", "columns", "rivals"):
            if rows := getattr(settings, name, ()):
                changes[name] = tuple(self._row(row) for row in rows)
        if isinstance(other := getattr(settings, "other", None), Option):
            changes["other"] = self._row(other)
        if isinstance(expression := getattr(settings, "expression", None), str):
            changes["expression"] = self.rule(expression)
        return with_texts(replace(settings, **changes) if changes else settings, self.text)

    def _row(self, row: Any) -> Any:  # noqa: ANN401 - an option or a row of any type
        if not isinstance(row, Option | Item):
            return row
        return replace(row, show_if=self.rule(row.show_if)) if row.show_if else row

    def rule(self, rule: str) -> str:
        """The rule with the codes replaced; written anew only where it names one."""
        tree = None if self.codes.keys().isdisjoint(rules.questions_in(rule)) else rules.read(rule)
        return rule if tree is None else write(mapped(tree, self.name))

    def name(self, name: str) -> str:
        code, dot, rest = name.partition(".")
        return f"{self.codes.get(code, code)}{dot}{rest}"

    def text(self, text: Text) -> Text:
        """A text whose places follow."""
        return {language: _PLACE.sub(self._place, words) for language, words in text.items()}

    def _place(self, place: re.Match[str]) -> str:
        if place["rule"]:
            return "{= " + self.rule(place["rule"][1:].strip()) + "}" if self._concerns(place["rule"]) else place[0]
        return "{" + self.name(place["name"]) + "}"

    def _concerns(self, rule: str) -> bool:
        return not self.codes.keys().isdisjoint(rules.questions_in(rule[1:].strip()))


def mapped(tree: Expression, rename: Callable[[str], str]) -> Expression:
    """An expression with its names changed."""
    if isinstance(tree, Reference):
        return Reference(rename(tree.name))
    if isinstance(tree, Binary):
        return Binary(tree.operator, mapped(tree.left, rename), mapped(tree.right, rename))
    if isinstance(tree, Call):
        return Call(tree.name, tuple(mapped(argument, rename) for argument in tree.arguments))
    return tree if isinstance(tree, Constant) else replace(tree, operand=mapped(tree.operand, rename))
