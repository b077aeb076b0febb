"""Taking the conditions of XLSForm apart: the part of XPath that questionnaires use, as a tree of its own.

A path (`../age`, `/form/age`) is the question at its end. What XPath offers beside it (predicates, axes) is refused
with its place, never guessed at.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from survey_app.exceptions import N_
from survey_app.logic.parsing import ExpressionRefused

MOST_LETTERS = 10_000
MOST_TOKENS = 2_000
DEEPEST = 30
_MOST_FIGURES = 30
_TOKEN = re.compile(
    r"\s*+(?:(?P<field>\$\{[^{}]*+\})|(?P<path>(?:current\(\)/)?(?:\.\./|\./|/)(?:\.\./)*+[A-Za-z_][\w.-]*+(?:/[A-Za-z_][\w.-]*+)*+)|(?P<number>\d++(?:\.\d*+)?|\.\d++)|(?P<text>\"[^\"]*+\"|'[^']*+'|[\u201c\u201d][^\u201c\u201d]*+[\u201c\u201d]|"
    r"[\u2018\u2019][^\u2018\u2019]*+[\u2018\u2019])|(?P<name>[A-Za-z_][\w.-]*+(?::[A-Za-z_][\w.-]*+)?)|(?P<sign><=|>=|!=|==|[=<>+*(),.-]))"
)
_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a text."""

    value: float | str


@dataclass(frozen=True, slots=True)
class Field:
    """`${name}`, or `.` for the answer itself."""

    name: str


@dataclass(frozen=True, slots=True)
class Column:
    """A bare name, which in a choice filter is a column of the choices sheet."""

    name: str


@dataclass(frozen=True, slots=True)
class Invoked:
    """A function, or an operator with what stands on its sides; `-` with one argument is the sign."""

    name: str
    arguments: tuple["Node", ...]


Node: TypeAlias = Literal | Field | Column | Invoked


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse(text: str) -> Node:
    """The tree of a condition; raises `ExpressionRefused` with the place where it cannot be read.

    >>> parse("${age} >= 18")
    Invoked(name='>=', arguments=(Field(name='age'), Literal(value=18.0)))
    """
    if len(text) > MOST_LETTERS:
        raise ExpressionRefused(N_("The expression is longer than %(most)s characters."), most=MOST_LETTERS)
    return _Parser(_tokens(text)).whole()


def filled(node: Node, row: Mapping[str, str]) -> Node:
    """The tree with the cells of one row of the choices sheet in place of its columns.

    >>> filled(parse("region = ${where}"), {"region": "north"})
    Invoked(name='=', arguments=(Literal(value='north'), Field(name='where')))
    """
    if isinstance(node, Column) and node.name in row:
        return Literal(row[node.name])
    if isinstance(node, Invoked):
        return Invoked(node.name, tuple(filled(each, row) for each in node.arguments))
    return node


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or len(found) >= MOST_TOKENS:
            raise _unreadable(text[at:].strip()[:20], at)
        found.append(_token(match))
        at = match.end()
    return found


def _token(match: re.Match[str]) -> _Token:
    kind = match.lastgroup or ""
    words = match[kind]
    if kind == "number" and len(words) > _MOST_FIGURES:
        raise _unreadable(words[:20], match.start(kind))
    if kind == "path":
        return _Token("field", f"${{{words.rpartition('/')[2]}}}", match.start(kind))
    if kind == "name" and words.lower() in {"and", "or", "div", "mod"}:
        return _Token("sign", words.lower(), match.start(kind))
    return _Token(kind, "=" if words == "==" else words, match.start(kind))


def _unreadable(words: str, at: int) -> ExpressionRefused:
    return ExpressionRefused(N_("“%(text)s” at character %(at)s cannot be read."), text=words, at=at + 1)


class _Parser:
    """One pass over the tokens."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def whole(self) -> Node:
        """The one expression that all tokens make."""
        node = self._level(0, 0)
        if (rest := self._next()) is not None:
            raise _unreadable(rest.text, rest.at)
        return node

    def _next(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, sign: str) -> bool:
        token = self._next()
        if token is None or token.kind != "sign" or token.text != sign:
            return False
        self._at += 1
        return True

    def _level(self, level: int, depth: int) -> Node:
        if level == len(_LEVELS):
            return self._signed(depth)
        node = self._level(level + 1, depth)
        while (token := self._next()) is not None and token.kind == "sign" and token.text in _LEVELS[level]:
            self._at += 1
            node = Invoked(token.text, (node, self._level(level + 1, depth)))
        return node

    def _signed(self, depth: int) -> Node:
        if self._take("-"):
            self._deeper(depth)
            return Invoked("-", (self._signed(depth + 1),))
        return self._primary(depth)

    def _primary(self, depth: int) -> Node:  # noqa: PLR0911 - one for each kind of token
        token = self._next()
        if token is None:
            raise ExpressionRefused(N_("The expression ends before it is complete."))
        self._at += 1
        if token.kind == "number":
            return Literal(float(token.text))
        if token.kind == "text":
            return Literal(token.text[1:-1])
        if token.kind == "field":
            return Field(token.text[2:-1].strip())
        if token.text == ".":
            return Field(".")
        if token.kind == "name" and self._take("("):
            return Invoked(token.text, self._arguments(depth))
        if token.kind == "name":
            return Column(token.text)
        if token.text == "(":
            self._deeper(depth)
            node = self._level(0, depth + 1)
            self._close()
            return node
        raise _unreadable(token.text, token.at)

    def _arguments(self, depth: int) -> tuple[Node, ...]:
        self._deeper(depth)
        found: list[Node] = []
        if self._take(")"):
            return ()
        while True:
            found.append(self._level(0, depth + 1))
            if not self._take(","):
                break
        self._close()
        return tuple(found)

    def _close(self) -> None:
        if self._take(")"):
            return
        token = self._next()
        if token is None:
            raise ExpressionRefused(N_("The expression ends before it is complete."))
        raise _unreadable(token.text, token.at)

    def _deeper(self, depth: int) -> None:
        if depth >= DEEPEST:
            raise ExpressionRefused(N_("The expression is nested more than %(most)s levels deep."), most=DEEPEST)
