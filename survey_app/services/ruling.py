"""Rules changed where all of them stand together: each has a place that a form can name, and is one step of undo."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from survey_app.exceptions import BadInput
from survey_app.questions.definition import Check, Item, Jump, Option, Page, Question, Questionnaire
from survey_app.questions.logic_check import CHECK, COLUMN, JUMP, ROW, SHOW, VALUE, Rule
from survey_app.services.codes import Used
from survey_app.services.editing import Gone, Made, Operation, page_named, page_of

_KEY = re.compile(
    rf"(?P<kind>{SHOW}|{CHECK}|{JUMP}|{ROW}|{COLUMN}|{VALUE})~(?P<code>[A-Z][A-Z0-9_]{{0,15}})?~"
    r"(?P<page>[A-Za-z0-9_-]{1,40})?~(?P<number>\d{1,2})~(?P<row>[A-Za-z0-9_]{1,32})?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands: its kind, and the question or page, with the how-manieth rule or the code of a row."""

    kind: str
    code: str = ""
    page: str = ""
    number: int = 0
    row: str = ""

    @property
    def key(self) -> str:
        """The place as a form names it."""
        return f"{self.kind}~{self.code}~{self.page}~{self.number}~{self.row}"

    @staticmethod
    def of(rule: Rule) -> "Place":
        """The place of a rule that was found."""
        page = "" if rule.question else rule.page.key
        return Place(rule.kind, rule.code, page, rule.number, rule.row)

    @staticmethod
    def read(key: str) -> "Place":
        """The place that a form names."""
        found = _KEY.fullmatch(key)
        if found is None or bool(found["code"]) == bool(found["page"]):
            raise BadInput
        number = int(found["number"])
        return Place(found["kind"], found["code"] or "", found["page"] or "", number, found["row"] or "")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a rule is to be. An empty one is taken out; a jump without one is always followed, unless it is `gone`."""

    rule: str
    message: str = ""
    language: str = "en"
    soft: bool = False
    target: str = ""
    outcome: str = ""
    gone: bool = False


def stands(questionnaire: Questionnaire, place: Place) -> Wording:
    """What stands at a place now, a message in the questionnaire's own language; nothing where nothing stands."""
    language = questionnaire.language
    if place.page:
        page = page_named(questionnaire, place.page)
        if place.kind == SHOW:
            return Wording(page.show_if)
        jump = page.jumps[place.number - 1] if 0 < place.number <= len(page.jumps) else None
        return Wording(jump.rule, target=jump.page, outcome=jump.outcome) if jump else Wording("", gone=True)
    question = _question(questionnaire, place.code)
    if place.kind == CHECK:
        check = question.checks[place.number - 1] if 0 < place.number <= len(question.checks) else None
        return Wording(check.rule, check.message.get(language, ""), language, check.soft) if check else Wording("")
    if place.kind in (ROW, COLUMN):
        rows = _rows(question) if place.kind == ROW else _columns(question)
        return Wording(next((row.show_if for row in rows if str(row.code) == place.row), ""))
    return Wording(question.show_if if place.kind == SHOW else str(getattr(question.settings, "expression", "")))


def rule_written(place: Place, wording: Wording) -> Operation:
    """A rule as it is to be from now on."""

    def make(questionnaire: Questionnaire, _used: Used) -> Made:
        if place.page:
            page = page_named(questionnaire, place.page)
            changed = tuple(_paged(page, place, wording) if each is page else each for each in questionnaire.pages)
            return replace(questionnaire, pages=changed), page.key
        page = page_of(questionnaire, place.code)
        questions = tuple(_ruled(each, place, wording) if each.code == place.code else each for each in page.questions)
        changed = tuple(replace(page, questions=questions) if each is page else each for each in questionnaire.pages)
        return replace(questionnaire, pages=changed), place.code

    return Operation("logic", make, place.code or place.page, touches=_touched(place))


def _touched(place: Place) -> Callable[[Questionnaire], object]:
    """What a change of a rule rests on: that rule, and that the place is there."""

    def touched(questionnaire: Questionnaire) -> object:
        try:
            return stands(questionnaire, place)
        except Gone:
            return None

    return touched


def _question(questionnaire: Questionnaire, code: str) -> Question:
    found = questionnaire.find(code)
    if found is None:
        raise Gone(what=code)
    return found


def _rows(question: Question) -> tuple[Option | Item, ...]:
    settings = question.settings
    other = getattr(settings, "other", None)
    rows = (*getattr(settings, "options", ()), *getattr(settings, "items", ()), *([other] if other else []))
    return tuple(row for row in rows if isinstance(row, Option | Item))


def _columns(question: Question) -> tuple[Option | Item, ...]:
    columns = getattr(question.settings, "columns", ())
    return tuple(column for column in columns if isinstance(column, Option | Item))


def _paged(page: Page, place: Place, wording: Wording) -> Page:
    if place.kind == SHOW:
        return replace(page, show_if=wording.rule)
    if place.kind != JUMP:
        raise BadInput
    jump = () if wording.gone else (Jump(wording.rule, wording.target, wording.outcome),)
    return replace(page, jumps=_put(page.jumps, place.number, jump))


def _ruled(question: Question, place: Place, wording: Wording) -> Question:
    settings = question.settings
    if place.kind == SHOW:
        return replace(question, show_if=wording.rule)
    if place.kind == CHECK:
        before = question.checks[place.number - 1].message if 0 < place.number <= len(question.checks) else {}
        message = {language: text for language, text in {**before, wording.language: wording.message}.items() if text}
        check = (Check(wording.rule, message, wording.soft),) if wording.rule else ()
        return replace(question, checks=_put(question.checks, place.number, check))
    if place.kind == VALUE and isinstance(getattr(settings, "expression", None), str) and wording.rule:
        return replace(question, settings=replace(settings, expression=wording.rule))
    if place.kind == ROW:
        return replace(question, settings=_with_row(settings, place.row, wording.rule))
    if place.kind == COLUMN and (columns := _columns(question)):
        ruled = tuple(replace(row, show_if=wording.rule) if str(row.code) == place.row else row for row in columns)
        return replace(question, settings=replace(settings, columns=ruled))
    raise BadInput


def _with_row(settings: Any, code: str, rule: str) -> Any:  # noqa: ANN401 - the settings of any type
    changes: dict[str, Any] = {}
    for name in ("options", "items"):
        if rows := getattr(settings, name, ()):
            changes[name] = tuple(replace(row, show_if=rule) if str(row.code) == code else row for row in rows)
    other = getattr(settings, "other", None)
    if isinstance(other, Option) and str(other.code) == code:
        changes["other"] = replace(other, show_if=rule)
    return replace(settings, **changes) if changes else settings


def _put(listed: tuple[Any, ...], number: int, new: tuple[Any, ...]) -> tuple[Any, ...]:
    """The list with the entry of this number replaced by another one or by none; behind the last one it is added."""
    place = number - 1 if 0 < number <= len(listed) else len(listed)
    return (*listed[:place], *new, *listed[place + 1 :])
