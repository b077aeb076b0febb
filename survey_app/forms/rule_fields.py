"""The editor's fields for the rules of a question or page: what was typed stays, and a refusal says at which place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from survey_app.forms.question_fields import LIMITS, merged, rows_of, typed_text
from survey_app.logic.parsing import parse
from survey_app.logic.refusal import ExpressionRefused
from survey_app.questions.definition import Check, Item, Jump, Option, Page, Question
from survey_app.questions.reading import MAX_RULE, MAX_RULES

Posted = MultiDict[str, str]
Errors = dict[str, str]


@dataclass(slots=True)
class RowRule:
    """The rule of one option, row or column; `name` is its field."""

    name: str
    code: str
    words: str
    rule: str
    is_column: bool = False


@dataclass(slots=True)
class CheckField:
    """One check: its rule, the message in one language and in the questionnaire's own, and whether it is soft."""

    rule: str = ""
    message: str = ""
    base: str = ""
    soft: bool = False


@dataclass(slots=True)
class JumpField:
    """One jump: its rule and where it leads, a page's key or `:end` with an outcome."""

    rule: str = ""
    target: str = ""
    outcome: str = ""


_FIGURES = 2
END = ":end"
"""What the list of targets sends for the end of the interview."""


_ALWAYS_WHOLE = frozenset({"maxdiff", "pairwise"})
"""Kinds whose rows are compared with each other: none of them can be missing, so none has a rule of its own."""


class QuestionRules:
    """The rules of one question. Shows those of the draft at first, and what was typed after `read`."""

    def __init__(self, question: Question, language: str, base: str) -> None:
        self.question = question
        self.language = language
        self.show_if = question.show_if
        self.rows = [
            RowRule(_field(row, column), str(row.code), _label(row, language, base), row.show_if, column)
            for column, listed in ((False, (*rows_of(question), *_other(question))), (True, _columns(question)))
            for row in listed
            if isinstance(row, Option | Item) and not row.carried and question.kind not in _ALWAYS_WHOLE
        ]
        self.checks = [
            CheckField(each.rule, each.message.get(language, ""), each.message.get(base, ""), each.soft)
            for each in question.checks
        ]

    def is_open(self, errors: Errors) -> bool:
        """Whether there is a rule of any kind, or something wrong with one."""
        wrong = any(name == "show_if" or name.startswith("check.") for name in errors)
        return wrong or bool(self.show_if or self.checks) or self.has_open_rows(errors)

    def has_open_rows(self, errors: Errors) -> bool:
        """Whether a row or option has a rule, or a wrong one."""
        return any(row.rule or row.name in errors for row in self.rows)

    def lines(self) -> Iterator[tuple[str, str]]:
        """The rules as named lines, to compare two states of a question."""
        yield "rule", self.show_if
        yield from ((f"{'column' if row.is_column else 'rule'} {row.code}", row.rule) for row in self.rows)
        for number, check in enumerate(self.checks, start=1):
            if check.rule:
                yield f"check {number}", f"{check.rule}: {check.message}" + (" (✓)" if check.soft else "")

    def read(self, posted: Posted, errors: Errors) -> None:
        """Take over what was typed; a form without these fields changes nothing."""
        self.show_if = read_rule(posted, "show_if", self.show_if, errors)
        for row in self.rows:
            row.rule = read_rule(posted, row.name, row.rule, errors)
        if "check" in posted:
            self.checks = [self._check(posted, number, errors) for number in _numbers(posted, "check")]

    def _check(self, posted: Posted, number: int, errors: Errors) -> CheckField:
        before = self.checks[number] if number < len(self.checks) else CheckField()
        found = CheckField(
            read_rule(posted, f"check.{number}.rule", "", errors),
            read_line(posted, f"check.{number}.message", LIMITS["row"], errors),
            before.base,
            f"check.{number}.soft" in posted,
        )
        if found.message and not found.rule:
            errors[f"check.{number}.rule"] = _("Write the rule that this message belongs to.")
        return found

    def applied(self, question: Question) -> Question:
        """The question with these rules; a check without a rule is taken out."""
        checks = []
        for number, field in enumerate(self.checks):
            known = self.question.checks[number].message if number < len(self.question.checks) else {}
            if field.rule:
                checks.append(Check(field.rule, merged(known, self.language, field.message), field.soft))
        settings = question.settings
        changes: dict[str, Any] = {}
        for name in ("options", "items"):
            if rows := getattr(settings, name, ()):
                changes[name] = tuple(self._ruled(row) for row in rows)
        if columns := _columns(question):
            changes["columns"] = tuple(self._ruled(column, is_column=True) for column in columns)
        if (other := getattr(settings, "other", None)) is not None:
            changes["other"] = self._ruled(other)
        settings = replace(settings, **changes) if changes else settings
        return replace(question, show_if=self.show_if, checks=tuple(checks), settings=settings)

    def _ruled(self, row: Any, *, is_column: bool = False) -> Any:
        known = {field.name: field.rule for field in self.rows}
        is_own = isinstance(row, Option | Item) and not row.carried
        return replace(row, show_if=known.get(_field(row, is_column), "")) if is_own else row


class PageRules:
    """The rules of one page: when it is shown and where it leads."""

    def __init__(self, page: Page) -> None:
        self.show_if = page.show_if
        self.jumps = [JumpField(each.rule, each.page or END, each.outcome) for each in page.jumps]
        self.errors: Errors = {}

    @property
    def any(self) -> bool:
        """Whether there is a rule of any kind."""
        return bool(self.show_if or self.jumps)

    def read(self, posted: Posted, targets: Mapping[str, str]) -> bool:
        """Take over what was typed; False when something has to be put right, then `errors` says what."""
        self.show_if = read_rule(posted, "show_if", self.show_if, self.errors)
        if "jump" in posted:
            self.jumps = [self._jump(posted, number, targets) for number in _numbers(posted, "jump")]
        return not self.errors

    def _jump(self, posted: Posted, number: int, targets: Mapping[str, str]) -> JumpField:
        found = JumpField(
            read_rule(posted, f"jump.{number}.rule", "", self.errors),
            posted.get(f"jump.{number}.target", "")[:60],
            read_line(posted, f"jump.{number}.outcome", LIMITS["title"], self.errors),
        )
        if found.target and found.target != END and found.target not in targets:
            self.errors[f"jump.{number}.target"] = _("Choose a later page, or the end.")
        elif found.rule and not found.target:
            self.errors[f"jump.{number}.target"] = _("Choose where this leads.")
        return found

    def made(self) -> tuple[Jump, ...]:
        """The jumps that lead somewhere."""
        return tuple(
            Jump(each.rule, "" if each.target == END else each.target, each.outcome if each.target == END else "")
            for each in self.jumps
            if each.target
        )


def _field(row: Option | Item, is_column: bool) -> str:  # noqa: FBT001 - one of two kinds of row
    return f"rule.{'k' if is_column else 'c'}{row.code}"


def _label(row: Option | Item, language: str, base: str) -> str:
    return row.label.get(language) or row.label.get(base, "")


def _columns(question: Question) -> tuple[Option | Item, ...]:
    """The columns of a table that can have rules; the fields of a repeated group have none."""
    columns = getattr(question.settings, "columns", ())
    return tuple(columns) if all(isinstance(column, Option | Item) for column in columns) else ()


def _other(question: Question) -> Iterator[Option]:
    other = getattr(question.settings, "other", None)
    if isinstance(other, Option):
        yield other


def _numbers(posted: Posted, name: str) -> list[int]:
    """The numbers of the rules that were sent, each once and in order."""
    sent = (each for each in posted.getlist(name) if each.isascii() and each.isdigit() and len(each) <= _FIGURES)
    return sorted({int(number) for number in sent})[:MAX_RULES]


def read_line(posted: Posted, name: str, most: int, errors: Errors) -> str:
    """One text of the form; what cannot be kept is told at its field."""
    words, changed = typed_text(posted.get(name, ""))
    if changed:
        errors[name] = _("This holds a character that cannot be kept: type it again.")
    elif len(words) > most:
        errors[name] = _("This is longer than %(most)s characters: shorten it.", most=most)
    return words


def read_rule(posted: Posted, name: str, before: str, errors: Errors) -> str:
    """A rule as typed; one that cannot be read is told at its field, with the place where reading stopped."""
    if name not in posted:
        return before
    rule = read_line(posted, name, MAX_RULE, errors)
    if rule and name not in errors:
        try:
            parse(rule)
        except ExpressionRefused as refused:
            errors[name] = _(refused.message, **refused.params)
    return rule
