"""The check of one rule: names that do not exist, values that cannot be compared, functions called wrongly.

Every finding says at which character, what is wrong, and what would cure it. A rule with findings still runs: what
cannot be worked out comes to nothing. Findings that `blocks` mean that it can never do what it says.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from survey_app.exceptions import N_
from survey_app.logic import functions, patterns
from survey_app.logic.moments import date_of, year
from survey_app.logic.names import Name, NameKind
from survey_app.logic.parsing import ExpressionRefused, parse
from survey_app.logic.tree import LOGICAL, RECKONING, Binary, Call, Constant, Expression, Reference, Unary
from survey_app.logic.values import text

_SHOWN = 40
_LEAF = re.compile(
    r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|[A-Za-z_][A-Za-z0-9_.]*|\.""",
    re.DOTALL,
)
"""A text, number or name of a rule that can be read."""
_OPERATORS = frozenset({"or", "and", "not", "has"})
_KINDS = {
    NameKind.NUMBER: "number", NameKind.CODE: "number", NameKind.TEXT: "text", NameKind.DATE: "text",
    NameKind.TIME: "text", NameKind.CODES: "codes", NameKind.ROWS: "rows",
}  # fmt: skip
KIND_WORDS = {
    "number": N_("a number"), "text": N_("a text"), "truth": N_("a condition"), "codes": N_("several chosen answers"),
    "rows": N_("several rows"), "nothing": N_("nothing"), "any": N_("a value"),
}  # fmt: skip
"""What a kind of value is called in a finding: marked messages, which fill other messages."""
WORDED = ("kind", "wanted", "left", "right")
"""The params of findings that are such words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a rule: the character it is at (0: the rule as a whole), a marked message, what fills it."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    place: int = 0
    blocks: bool = False


def check(rule: str, names: Mapping[str, Name], *, condition: bool = True, here: str = "") -> tuple[Finding, ...]:
    """What is wrong with a rule, in the order it is read; nothing where all is well.

    `names` are those that may be used, `condition` says that it has to come out true or false (as `show_if` does, a
    calculated value does not), `here` is the name that `.` stands for. Never raises.

    >>> names = {"OVER": Name(NameKind.CODE, "OVER", frozenset({1, 2, 3}))}
    >>> [str(each.message) % each.params for each in check("OVRE < 3", names)]
    ['Character 1: there is no question or answer “OVRE”. Did you mean “OVER”?']
    >>> check("OVER < 3", names)
    ()
    """
    try:
        expression = parse(rule)
    except ExpressionRefused as refused:
        return (Finding(refused.message, dict(refused.params), refused.place, blocks=True),)
    checking = _Checking(rule, expression, names, here)
    kind = checking.kind(expression)
    if condition and not checking.found and kind not in ("truth", "any"):
        checking.add(expression, N_("The rule comes to %(kind)s, but a condition is needed: compare it, such as “= 1”, "
                                    "or ask “answered(…)”."), kind=KIND_WORDS[kind])  # fmt: skip
    return tuple(sorted(checking.found, key=lambda finding: finding.place))


def kind_of(rule: str, names: Mapping[str, Name]) -> str:
    """What kind of value a rule comes to: number, text, truth, codes, rows, nothing, or any where nobody can tell.

    >>> kind_of("'Dear ' = 'x'", {}), kind_of("2 * 3", {}), kind_of("join('a', 'b')", {}), kind_of("2 *", {})
    ('truth', 'number', 'text', 'any')
    """
    try:
        expression = parse(rule)
    except ExpressionRefused:
        return "any"
    return _Checking(rule, expression, names, "").kind(expression)


def references(expression: Expression) -> Iterator[str]:
    """Every name a rule looks at, as often as it does.

    >>> list(references(parse("A = 1 and B.2 > A")))
    ['A', 'B.2', 'A']
    """
    return (leaf.name for leaf in leaves(expression) if isinstance(leaf, Reference))


def leaves(expression: Expression) -> Iterator[Constant | Reference | Call]:
    """Constants, references and calls (before their arguments) in the order a rule is read."""
    waiting = [expression]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Unary):
            waiting.append(each.operand)
        elif isinstance(each, Binary):
            waiting += [each.right, each.left]
        else:
            yield each
            waiting += reversed(each.arguments) if isinstance(each, Call) else ()


class _Checking:
    """One walk over the tree that gathers findings and knows the kind of each part."""

    def __init__(self, rule: str, expression: Expression, names: Mapping[str, Name], here: str) -> None:
        self.found: list[Finding] = []
        words = (match.start() + 1 for match in _LEAF.finditer(rule) if match.group() not in _OPERATORS)
        self._places = {id(leaf): place for leaf, place in zip(leaves(expression), words, strict=False)}
        self._names = names
        self._here = here

    def add(self, part: Expression, message: str, *, blocks: bool = False, **params: object) -> None:
        """Note something about a part of the rule."""
        place = self._place(part)
        self.found.append(Finding(message, {**params, "place": place}, place, blocks))

    def _place(self, part: Expression) -> int:
        """Where a part begins: at its first name, text, number or function."""
        while isinstance(part, Binary | Unary):
            part = part.left if isinstance(part, Binary) else part.operand
        return self._places.get(id(part), 0)

    def kind(self, expression: Expression) -> str:
        """The kind of value a part comes to: number, text, truth, codes, rows, nothing, or any."""
        if isinstance(expression, Constant):
            value = expression.value
            if isinstance(value, bool):
                return "truth"
            return "nothing" if value is None else "text" if isinstance(value, str) else "number"
        if isinstance(expression, Reference):
            known = self._known(expression)
            return _KINDS[known.kind] if known else "any"
        if isinstance(expression, Unary):
            wanted = "truth" if expression.operator == "not" else "number"
            self._want(expression.operand, frozenset({wanted}))
            return wanted
        return self._call(expression) if isinstance(expression, Call) else self._binary(expression)

    def _known(self, reference: Reference) -> Name | None:
        """What a name stands for; a name nobody knows is a finding."""
        name = self._here if reference.name == "." else reference.name
        known = self._names.get(name)
        if known is not None:
            return known
        if reference.name == ".":
            self.add(reference, N_("Character %(place)s: “.” stands for the answer that is checked, and nothing is "
                                   "checked here. Write the code of a question."), blocks=True)  # fmt: skip
            return None
        near = get_close_matches(name[:_SHOWN], self._names, n=1)
        if near:
            message = N_("Character %(place)s: there is no question or answer “%(name)s”. Did you mean “%(near)s”?")
        else:
            message = N_("Character %(place)s: there is no question or answer “%(name)s”. Write a code of this "
                         "questionnaire.")  # fmt: skip
        self.add(reference, message, blocks=True, name=name[:_SHOWN], near=near[0] if near else "")
        return None

    def _want(self, part: Expression, kinds: frozenset[str]) -> str:
        """The kind of a part, with a finding where it is none of those wanted."""
        kind = self.kind(part)
        if kind not in kinds and kind not in ("any", "nothing"):
            wanted = next(each for each in ("number", "text", "truth", "codes", "rows") if each in kinds)
            self.add(part, N_("Character %(place)s: this is %(kind)s, but %(wanted)s is needed here."),
                     kind=KIND_WORDS[kind], wanted=KIND_WORDS[wanted])  # fmt: skip
        return kind

    def _binary(self, expression: Binary) -> str:
        """A chain of operators is walked in a loop, so that a long one is not deep."""
        chain = [expression]
        while isinstance(chain[-1].left, Binary):
            chain.append(chain[-1].left)
        left = self.kind(chain[-1].left)
        for each in reversed(chain):
            left = self._joined(each, left)
        return left

    def _joined(self, expression: Binary, left: str) -> str:
        """The kind of two parts with an operator between them, that of the left one being known."""
        right = self.kind(expression.right)
        if expression.operator in (*LOGICAL, *RECKONING):
            wanted = "truth" if expression.operator in LOGICAL else "number"
            for part, kind in ((expression.left, left), (expression.right, right)):
                if kind not in (wanted, "any", "nothing"):
                    self.add(part, N_("Character %(place)s: this is %(kind)s, but “%(operator)s” needs %(wanted)s."),
                             kind=KIND_WORDS[kind], operator=expression.operator,
                             wanted=KIND_WORDS[wanted])  # fmt: skip
            return wanted
        self._comparison(expression, left, right)
        return "truth"

    def _comparison(self, expression: Binary, left: str, right: str) -> None:
        operator = expression.operator
        if "nothing" in (left, right):
            self.add(expression, N_("Character %(place)s: a comparison with nothing is never met. Write “missing(…)” "
                                    "or “answered(…)”."))  # fmt: skip
        elif "rows" in (left, right):
            self.add(expression, N_("Character %(place)s: several rows cannot be compared at once. Name one row, or "
                                    "count or add them up."))  # fmt: skip
        elif "codes" in (left, right) and operator not in ("=", "!=", "has"):
            self.add(expression, N_("Character %(place)s: several chosen answers have no order. Write “has”, or count "
                                    "them with “count(…)”."))  # fmt: skip
        elif operator == "has" and left not in ("codes", "text", "number", "any"):
            self.add(expression, N_("Character %(place)s: “has” needs a question before it, such as “PROD has 3”."))
        elif operator != "has" and left != right and not {left, right} & {"any", "codes"}:
            self.add(expression, N_("Character %(place)s: %(left)s is compared with %(right)s. Compare like with "
                                    "like: answers of closed questions are numbers without quotes."),
                     left=KIND_WORDS[left], right=KIND_WORDS[right])  # fmt: skip
        else:
            self._codes(expression.left, expression.right, operator)
            self._codes(expression.right, expression.left, operator)

    def _codes(self, reference: Expression, constant: Expression, operator: str) -> None:
        """A closed question is held against a code it has, a date against a date."""
        if not isinstance(reference, Reference) or not isinstance(constant, Constant):
            return
        known = self._names.get(self._here if reference.name == "." else reference.name)
        value = constant.value
        if known is None or value is None or isinstance(value, bool):
            return
        if known.kind is NameKind.DATE and isinstance(value, str) and operator != "has":
            if date_of(value) is None and year(value) is None:
                self.add(reference, N_("Character %(place)s: “%(value)s” is not a date. Write it like "
                                       "“2026-05-31”, year first."), value=value[:_SHOWN])  # fmt: skip
        elif known.codes and known.kind is not NameKind.ROWS and value not in known.codes and operator in _EXACT:
            codes = ", ".join(str(code) for code in sorted(known.codes)[:12])
            self.add(reference, N_("Character %(place)s: %(name)s has no answer with the code %(value)s. It has "
                                   "%(codes)s."),
                     name=reference.name, value=(text(value) or "")[:_SHOWN], codes=codes)  # fmt: skip

    def _call(self, call: Call) -> str:
        known = functions.TABLE.get(call.name)
        if known is None:
            near = get_close_matches(call.name[:_SHOWN], functions.TABLE, n=1)
            self.add(call, N_("Character %(place)s: there is no function “%(name)s”. Did you mean “%(near)s”?")
                     if near else N_("Character %(place)s: there is no function “%(name)s”."),
                     blocks=True, name=call.name[:_SHOWN], near=near[0] if near else "")  # fmt: skip
        elif not known.takes(len(call.arguments)):
            message = (
                N_("Character %(place)s: “%(name)s” takes %(least)s values, not %(count)s.")
                if known.least == known.most
                else N_("Character %(place)s: “%(name)s” takes %(least)s to %(most)s values, not %(count)s.")
            )
            self.add(call, message, blocks=True, name=call.name, least=known.least, most=known.most,
                     count=len(call.arguments))  # fmt: skip
        else:
            return self._called(call, known)
        for argument in call.arguments:
            self.kind(argument)
        return known.gives if known and known.gives != "argument" else "any"

    def _called(self, call: Call, known: functions.Function) -> str:
        """The arguments of a function one by one."""
        kinds = []
        for number, argument in enumerate(call.arguments):
            wants = known.wants[min(number, len(known.wants) - 1)]
            if wants is functions.REFERENCE:
                kinds.append(self.kind(argument))
                if not isinstance(argument, Reference):
                    self.add(call, N_("Character %(place)s: “%(name)s” needs the code of a question."), name=call.name)
            else:
                kinds.append(self._want(argument, wants))
        if call.name == "matches":
            self._pattern(call)
        if known.gives != "argument":
            return known.gives
        given = {kind for kind in kinds[1 if call.name == "if" else 0 :] if kind != "nothing"}
        return given.pop() if len(given) == 1 else "any"

    def _pattern(self, call: Call) -> None:
        pattern = call.arguments[1]
        if isinstance(pattern, Constant) and isinstance(pattern.value, str) and not patterns.compiled(pattern.value):
            self.add(call, N_("Character %(place)s: this pattern cannot be used. Patterns know no look-ahead and no "
                              "back reference, and are at most %(most)s characters long: “[A-Z]{2}[0-9]+” is one."),
                     blocks=True, most=patterns.LONGEST_PATTERN)  # fmt: skip


_EXACT = ("=", "!=", "has")
"""Operators that look for one code; an order may well be asked beside a code that does not exist."""
