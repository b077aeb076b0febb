"""The check of all the rules of a questionnaire: each by itself, and how they fit together.

A finding says where the rule stands, at which character, what is wrong and what cures it. Those that block keep a
version from being published: rules that cannot be read, and names of questions, pages or functions that do not exist.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from survey_app.exceptions import N_
from survey_app.logic import checking
from survey_app.logic.names import Name
from survey_app.logic.tree import Reference
from survey_app.questions import piping, rules
from survey_app.questions.definition import Page, Question, Questionnaire
from survey_app.questions.logic_names import names_of
from survey_app.questions.logic_order import Places
from survey_app.questions.logic_reach import Trying, unreachable
from survey_app.questions.registry import type_of

SHOW, CHECK, JUMP, ROW, TEXT, VALUE, CARRY = "show_if", "check", "jump", "row", "text", "value", "carry"
COLUMN = "column"
_WHERE = {
    SHOW: N_("“Shown if” of %(code)s"),
    CHECK: N_("Check %(number)s of %(code)s"),
    JUMP: N_("Jump %(number)s of page %(number_of_page)s"),
    ROW: N_("“Shown if” of row %(row)s of %(code)s"),
    COLUMN: N_("“Shown if” of column %(row)s of %(code)s"),
    TEXT: N_("Text of %(code)s"),
    VALUE: N_("Calculation of %(code)s"),
    CARRY: N_("Answers that %(code)s takes over"),
}
_WHERE_PAGE = N_("“Shown if” of page %(number_of_page)s")


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """One thing wrong with a rule: where the rule stands and what is wrong, both marked messages with `params`.

    `words` are params that are marked messages themselves. `code` is the question, `page` the key of the page, `kind`
    which of its rules it is, `number` the how-manieth of them.
    """

    where: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    page: str = ""
    kind: str = SHOW
    number: int = 0
    blocks: bool = False

    def __str__(self) -> str:
        """The finding in English, for the command line and for tests."""
        params = {**self.params, **self.words}
        return f"{self.where % params}: {self.message % params}" if self.where else self.message % params


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule where it stands: on a page, or in a question of it."""

    rule: str
    page: Page
    page_number: int
    kind: str = SHOW
    question: Question | None = None
    number: int = 0
    row: str = ""

    @property
    def code(self) -> str:
        """The code of the question it stands in; empty for one of the page's own."""
        return self.question.code if self.question else ""

    def finding(self, message: str, *, blocks: bool = False, **params: object) -> RuleFinding:
        """Something that is wrong with it."""
        where = _WHERE[self.kind] if self.question or self.kind == JUMP else _WHERE_PAGE
        words = {name: str(params[name]) for name in checking.WORDED if name in params}
        own = {"code": self.code, "number": self.number, "number_of_page": self.page_number, "row": self.row}
        return RuleFinding(where, message, {**own, **params}, words, self.code, self.page.key, self.kind, self.number,
                           blocks)  # fmt: skip


def rules_of(questionnaire: Questionnaire) -> Iterator[Rule]:
    """Every rule of a questionnaire with the place it stands at, in the order they come into play."""
    for page_number, page in enumerate(questionnaire.pages, start=1):
        if page.show_if:
            yield Rule(page.show_if, page, page_number)
        for question in page.questions:
            for found in _rules_of(question):
                yield Rule(found.rule, page, page_number, found.kind, question, found.number, found.row)
        for number, jump in enumerate(page.jumps, start=1):
            if jump.rule:
                yield Rule(jump.rule, page, page_number, JUMP, number=number)


@dataclass(frozen=True, slots=True)
class _Found:
    rule: str
    kind: str
    number: int = 0
    row: str = ""


def _rules_of(question: Question) -> Iterator[_Found]:
    settings: Any = question.settings
    if question.show_if:
        yield _Found(question.show_if, SHOW)
    other = getattr(settings, "other", None)
    listed = (getattr(settings, name, ()) for name in ("options", "items"))
    rows = ((ROW, row) for row in (*chain.from_iterable(listed), *([other] if other else [])))
    for kind, row in chain(rows, ((COLUMN, column) for column in getattr(settings, "columns", ()))):
        if (rule := getattr(row, "show_if", "")) and not getattr(row, "carried", False):
            yield _Found(rule, kind, row=str(row.code))
    if question.carry:
        yield _Found(question.carry.source, CARRY)
    calculation = getattr(settings, "expression", "")
    if isinstance(calculation, str) and calculation:
        yield _Found(calculation, VALUE)
    piped = dict.fromkeys(rule for text in piping.texts_of(question) for rule in piping.rules_in(text))
    yield from (_Found(rule, TEXT) for rule in piped)
    for number, check in enumerate(question.checks, start=1):
        if check.rule:
            yield _Found(check.rule, CHECK, number)


def check_rules(questionnaire: Questionnaire) -> tuple[RuleFinding, ...]:
    """Everything wrong with the rules of a questionnaire, in the order they stand; nothing where all is well."""
    names = names_of(questionnaire)
    order = _Order(questionnaire)
    trying = Trying(names)
    found: list[RuleFinding] = []
    for rule in rules_of(questionnaire):
        alone = list(_alone(rule, names))
        found += alone
        found += order.early(rule, names)
        if not alone:
            found += _tried(rule, trying)
    found += _jumps(questionnaire, order)
    found += order.circles()
    found += _without_calculation(questionnaire)
    for page in unreachable(questionnaire, trying):
        number = order.page_number(page)
        found.append(RuleFinding("", N_("Page %(number)s: no way leads here, for the jumps before lead everybody past "
                                        "it. Change a jump, or take the page out."),
                                 {"number": number}, page=page.key, kind=JUMP))  # fmt: skip
    return tuple(found)


def _alone(rule: Rule, names: Mapping[str, Name]) -> Iterator[RuleFinding]:
    """What is wrong with a rule by itself."""
    if rule.kind == CARRY:
        return
    condition = rule.kind not in (TEXT, VALUE)
    here = rule.code if rule.kind == CHECK else ""
    is_name = rule.kind == TEXT and isinstance(rules.read(rule.rule), Reference)
    for each in checking.check(rule.rule, names, condition=condition, here=here):
        yield rule.finding(each.message, blocks=each.blocks and not is_name, **each.params)
    if rule.kind == VALUE and rule.question:
        wants_text = bool(getattr(rule.question.settings, "words", False))
        kind = checking.kind_of(rule.rule, names)
        if kind not in ("any", "nothing", "text" if wants_text else "number", "number" if wants_text else "truth"):
            yield rule.finding(
                N_("the calculation comes to %(kind)s, but %(wanted)s is kept here. Change it, or what is kept."),
                kind=checking.KIND_WORDS[kind], wanted=checking.KIND_WORDS["text" if wants_text else "number"],
            )  # fmt: skip


def _tried(rule: Rule, trying: Trying) -> Iterator[RuleFinding]:
    """A condition that comes out the same whatever is answered."""
    if rule.kind in (TEXT, VALUE, CARRY):
        return
    outcome = trying.outcome(rule.rule, rule.code if rule.kind == CHECK else "")
    if outcome is False:
        yield rule.finding(N_("no answer can meet this rule. Change it, or take it out."))
    elif outcome is True and rule.kind == JUMP:
        yield rule.finding(N_("every answer meets this rule, so everybody is led away here. Change it or take it out."))
    elif outcome is True:
        yield rule.finding(N_("every answer meets this rule, so it changes nothing for anybody who answered. Change "
                              "it, or take it out."))  # fmt: skip


def _without_calculation(questionnaire: Questionnaire) -> Iterator[RuleFinding]:
    """Calculated values of which nobody said how."""
    for page in questionnaire.pages:
        for question in page.questions:
            if getattr(question.settings, "expression", None) == "":
                yield RuleFinding("", N_("%(code)s has no calculation yet. Write one, such as “mean(SERV)”."),
                                  {"code": question.code}, {}, question.code, page.key, VALUE, blocks=True)  # fmt: skip


def _jumps(questionnaire: Questionnaire, order: "_Order") -> Iterator[RuleFinding]:
    """Jumps to pages that do not exist or do not lie ahead."""
    place = {page.key: number for number, page in enumerate(questionnaire.pages, start=1)}
    for own, page in enumerate(questionnaire.pages, start=1):
        for number, jump in enumerate(page.jumps, start=1):
            rule = Rule(jump.rule, page, own, JUMP, number=number)
            if jump.page and jump.page not in place:
                yield rule.finding(N_("there is no page “%(target)s”. Choose a page of this questionnaire."),
                                   blocks=True, target=jump.page[:40])  # fmt: skip
            elif jump.page and place[jump.page] <= own:
                yield rule.finding(N_("page %(target)s does not lie ahead, so the jump is passed over. Choose a later "
                                      "page."), target=place[jump.page])  # fmt: skip
            elif jump.page and order.is_past(page, jump.page):
                yield rule.finding(N_("page %(target)s does not lie ahead for some people, since the order is random. "
                                      "Choose a page behind the block."), target=place[jump.page])  # fmt: skip


class _Order:
    """Which question is asked when, and whose showing hangs on whose answer."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._pages = {page.key: number for number, page in enumerate(questionnaire.pages, start=1)}
        self._page_of = {
            question.code: number
            for number, page in enumerate(questionnaire.pages, start=1)
            for question in page.questions
        }
        self._places = Places(questionnaire)
        self._place = {question.code: place for place, question in enumerate(questionnaire.questions())}
        self._unseen = {each.code for each in questionnaire.questions() if not type_of(each).is_seen}
        self._hangs_on: dict[str, list[str]] = {}
        for page in questionnaire.pages:
            for question in page.questions:
                wanted = {*rules.questions_in(page.show_if), *rules.questions_in(question.show_if)}
                calculation = getattr(question.settings, "expression", "")
                if isinstance(calculation, str):
                    wanted |= rules.questions_in(calculation)
                wanted |= {question.carry.source} if question.carry else set()
                self._hangs_on[question.code] = sorted(wanted & self._place.keys())

    def page_number(self, page: Page) -> int:
        """The number of a page, from 1."""
        return self._pages[page.key]

    def early(self, rule: Rule, names: Mapping[str, Name]) -> Iterator[RuleFinding]:
        """Questions a rule looks at before they are asked, each once."""
        tree = rules.read(rule.rule)
        called = [] if tree is None else [names[name].question for name in checking.references(tree) if name in names]
        for code in dict.fromkeys(called):
            if self._comes_later(rule, code):
                yield rule.finding(N_("%(asked)s is asked later, so nothing is known of it yet. Move %(asked)s to an "
                                      "earlier place, or this rule to a later one."), asked=code)  # fmt: skip
            elif code == rule.code and rule.kind != CHECK:
                yield rule.finding(N_("the rule looks at the answer of its own question, which is not there yet. "
                                      "Name an earlier question."))  # fmt: skip
            elif code != rule.code and self._may_come_later(rule, code):
                yield rule.finding(N_("%(asked)s comes later for some people, since the order is random. Let "
                                      "%(asked)s stay at an earlier place, or let both move together."),
                                   blocks=rule.kind != TEXT, asked=code)  # fmt: skip
            elif code != rule.code and self._is_piped_too_soon(rule, code):
                yield rule.finding(N_("%(asked)s stands on the same page, so this text shows “…” until the page is "
                                      "sent. Move one of the two to another page."), asked=code)  # fmt: skip

    def _comes_later(self, rule: Rule, code: str) -> bool:
        if rule.kind in (CHECK, JUMP):
            return self._page_of[code] > rule.page_number
        if not rule.question:
            return self._page_of[code] >= rule.page_number
        return self._place[code] > self._place[rule.code]

    def _may_come_later(self, rule: Rule, code: str) -> bool:
        """Whether a random order can put a question behind the rule that looks at it."""
        here, there = self._places.page_of(code), rule.page.key
        if rule.kind in (CHECK, JUMP):
            return here != there and not self._places.page_before(here, there)
        if not rule.question:
            return not self._places.page_before(here, there)
        return not self._places.before(code, rule.code)

    def _is_piped_too_soon(self, rule: Rule, code: str) -> bool:
        """Whether a text takes in an answer of its own page, less the words about an answer that cannot be kept."""
        said_at_once = {words for text in piping.said_at_once(rule.question) for words in piping.rules_in(text)}
        here = self._page_of[code] == rule.page_number and code not in self._unseen
        return rule.kind == TEXT and here and rule.rule in said_at_once

    def is_past(self, page: Page, target: str) -> bool:
        """Whether a random order can put the target of a jump before its page."""
        return target in self._pages and not self._places.page_before(page.key, target)

    def circles(self) -> Iterator[RuleFinding]:
        """Questions whose showing hangs on itself by way of others, each circle once."""
        done: set[str] = set()
        for start in self._hangs_on:
            circle = self._circle(start, done)
            if len(circle) > 1:
                yield RuleFinding("", N_("These questions wait for each other and are never shown: %(circle)s. Change "
                                         "the rule of one of them."),
                                  {"circle": " → ".join([*circle, circle[0]])}, code=circle[0])  # fmt: skip

    def _circle(self, start: str, done: set[str]) -> list[str]:
        """The first circle found on a walk from one question; walked ground is not walked again."""
        path: list[str] = []
        branches = [iter([start])]
        while branches:
            code = next(branches[-1], None)
            if code is None:
                branches.pop()
                done.update(path[-1:])
                del path[-1:]
            elif code in path:
                done.update(path)
                return path[path.index(code) :]
            elif code not in done:
                path.append(code)
                branches.append(iter(self._hangs_on[code]))
        return []
