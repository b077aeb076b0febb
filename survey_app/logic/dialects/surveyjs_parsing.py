"""SurveyJS expressions taken apart: `{q} = 'a' and {n} > 3` as a tree of what was written, before it means anything."""

import re
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from survey_app.exceptions import N_
from survey_app.logic.refusal import ExpressionRefused

MAX_LENGTH = 4_000
MAX_DEPTH = 40
MAX_LONG_NUMBER = 300


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text, a truth, or nothing."""

    value: float | str | bool | None


@dataclass(frozen=True, slots=True)
class Variable:
    """What stands in braces: `{q}`, `{q.row}`, `{panel.x}`."""

    path: str


@dataclass(frozen=True, slots=True)
class Array:
    """Values in square brackets."""

    values: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """An operator with its one or two operands."""

    operator: str
    operands: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Invoked:
    """A function by the name it was called, in small letters."""

    name: str
    arguments: tuple["Node", ...]


Node: TypeAlias = Literal | Variable | Array | Applied | Invoked

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<variable>\{[^{}]*\})
    | (?P<text>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")
    | (?P<number>0x[0-9a-fA-F]+|[0-9]+(?:\.[0-9]+)?(?![A-Za-z_]))
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<sign>\|\||&&|<>|<=|>=|==|!=|\*=|[=<>!+\-*/%^(),\[\]])
    )""",
    re.VERBOSE,
)
_SPACE = re.compile(r"\s*")

_WORDS = {
    "greater": ">", "less": "<", "equal": "=", "equals": "=", "notequal": "<>", "notequals": "<>",
    "greaterorequal": ">=", "lessorequal": "<=", "contain": "contains", "notcontain": "notcontains",
    "contains": "contains", "notcontains": "notcontains", "anyof": "anyof", "allof": "allof", "noneof": "noneof",
    "and": "and", "or": "or", "power": "^", "empty": "empty", "notempty": "notempty", "negate": "!",
}  # fmt: skip
_SIGNS = {"||": "or", "&&": "and", "==": "=", "!=": "<>", "*=": "contains"}
_BINDING = {
    "or": 1, "and": 2, "=": 3, "<>": 3, "<": 3, "<=": 3, ">": 3, ">=": 3, "+": 4, "-": 4, "*": 5, "/": 5, "%": 5,
    "^": 6, "contains": 7, "notcontains": 7, "anyof": 7, "allof": 7, "noneof": 7,
}  # fmt: skip
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "undefined": None, "null": None}


class _Token(NamedTuple):
    kind: str
    text: str
    place: int


def _tokens(text: str) -> list[_Token]:
    found, place = [], 0
    end = len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            here = _SPACE.match(text, place)
            raise ExpressionRefused(
                N_("Character %(place)s: this character has no meaning here."),
                place=(here.end() if here else place) + 1,
            )
        kind = match.lastgroup
        found.append(_operator(_Token(kind, match.group(kind), match.start(kind)), text, match.end()))
        place = match.end()
    return found


def _operator(token: _Token, text: str, end: int) -> _Token:
    """Words that are operators become signs; a word before a bracket stays the name of a function."""
    if token.kind == "sign":
        return token._replace(text=_SIGNS.get(token.text, token.text))
    calls = text[end : end + 1] == "(" and token.text.lower() not in {"and", "or"}
    if token.kind == "word" and token.text.lower() in _WORDS and not calls:
        return _Token("sign", _WORDS[token.text.lower()], token.place)
    return token


def parse(text: str) -> Node:
    """The tree of what was written; refused with the place where it makes no sense."""
    if len(text) > MAX_LENGTH:
        raise ExpressionRefused(N_("The expression is longer than %(most)s characters."), most=MAX_LENGTH)
    parser = _Parser(_tokens(text))
    found = parser.expression(0, 0)
    parser.finish()
    return found


class _Parser:
    """Goes through the tokens once, operators binding as strongly as SurveyJS lets them."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def _peek(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _Token("end", "", -1)

    def _take(self) -> _Token:
        token = self._peek()
        self._at += 1
        return token

    def _sees(self, sign: str) -> bool:
        token = self._peek()
        return token.kind == "sign" and token.text == sign

    def _refuse(self, token: _Token) -> ExpressionRefused:
        if token.kind == "end":
            return ExpressionRefused(N_("The expression ends before it is complete."))
        return ExpressionRefused(
            N_("Character %(place)s: “%(text)s” has no meaning here."), place=token.place + 1, text=token.text[:40]
        )

    def finish(self) -> None:
        """Nothing may be left over."""
        if self._peek().kind != "end":
            raise self._refuse(self._peek())

    def expression(self, least: int, depth: int) -> Node:
        """Operands joined by operators that bind more strongly than `least`."""
        if depth > MAX_DEPTH:
            raise ExpressionRefused(N_("The expression is nested more than %(most)s levels deep."), most=MAX_DEPTH)
        left = self._factor(depth)
        while (token := self._peek()).kind == "sign" and _BINDING.get(token.text, 0) > least:
            self._take()
            left = Applied(token.text, (left, self.expression(_BINDING[token.text], depth + 1)))
        return left

    def _factor(self, depth: int) -> Node:
        token = self._take()
        if token.kind == "sign" and token.text in {"!", "-"}:
            if depth > MAX_DEPTH:
                raise ExpressionRefused(N_("The expression is nested more than %(most)s levels deep."), most=MAX_DEPTH)
            return Applied(token.text, (self._factor(depth + 1),))
        if token.kind == "sign" and token.text == "(":
            inner = self.expression(0, depth + 1)
            self._close(")")
        elif token.kind == "sign" and token.text == "[":
            inner = Array(self._sequence("]", depth))
        else:
            inner = self._atom(token, depth)
        while self._sees("empty") or self._sees("notempty"):
            inner = Applied(self._take().text, (inner,))
        return inner

    def _close(self, sign: str) -> None:
        """SurveyJS forgives a closing bracket missing at the very end, and so is done here."""
        if self._sees(sign):
            self._take()
        elif self._peek().kind != "end":
            raise self._refuse(self._peek())

    def _sequence(self, closing: str, depth: int) -> tuple[Node, ...]:
        values: list[Node] = []
        while not self._sees(closing) and self._peek().kind != "end":
            values.append(self.expression(0, depth + 1))
            if not self._sees(","):
                break
            self._take()
        self._close(closing)
        return tuple(values)

    def _atom(self, token: _Token, depth: int) -> Node:
        if token.kind == "variable":
            return Variable(token.text[1:-1].strip())
        if token.kind == "text":
            return Literal(re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL))
        if token.kind == "number":
            return Literal(self._number(token))
        if token.kind != "word":
            raise self._refuse(token)
        if self._sees("("):
            self._take()
            return Invoked(token.text.lower(), self._sequence(")", depth))
        lowered = token.text.lower()
        return Literal(_CONSTANTS.get(lowered, token.text))

    def _number(self, token: _Token) -> float:
        if len(token.text) > MAX_LONG_NUMBER:
            raise self._refuse(token)
        return float(int(token.text, 16)) if token.text.startswith("0x") else float(token.text)
