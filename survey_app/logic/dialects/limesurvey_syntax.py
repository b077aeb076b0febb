"""ExpressionScript taken apart: the text of a LimeSurvey expression as a tree with LimeSurvey's own names in it.

What the names and functions mean is said by `limesurvey_reading`. The operators come out in our own spelling.
"""

import html
import re
from dataclasses import dataclass

from survey_app.exceptions import N_
from survey_app.logic.dialects.limesurvey_names import refused
from survey_app.logic.tree import Binary, Call, Constant, Expression, Reference, Unary

MOST_LETTERS = 10_000
MOST_TOKENS = 2_000
DEEPEST = 60
LONGEST_CHAIN = 100
"""Operators other than `and` and `or` in a row."""

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>(?:\d+\.?\d*|\.\d+)(?![A-Za-z_]))
  | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*(?::[A-Za-z0-9_]+)?(?:[.\#][A-Za-z0-9_]+)*)
  | (?P<sign>\|\||&&|==|!=|<>|<=|>=|[<>=!+\-*/(),;])
    )""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_SPELLED = {
    "||": "or",
    "&&": "and",
    "==": "=",
    "eq": "=",
    "<>": "!=",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "!": "not",
}
_BINDING = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
}
_ENTITY = re.compile(r"&(?:quot|gt|lt|amp|#0?39|apos);")
"""LimeSurvey takes these back before it reads an expression."""
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of an expression: its kind, its words and where it begins."""

    kind: str
    words: str
    place: int


def parse(text: str) -> Expression:
    """The tree of a LimeSurvey expression, without the braces around it; raises `ExpressionRefused`.

    >>> parse("{Q1.NAOK == 'A2' and !is_empty(Q2)}").operator
    'and'
    """
    source = _without_braces(text)
    if len(source) > MOST_LETTERS:
        raise refused(N_("The expression is longer than %(most)s characters."), most=MOST_LETTERS)
    reading = _Reading(_tokens(source))
    found = reading.expression(0, 0)
    reading.finish()
    return found


def _without_braces(text: str) -> str:
    source = _ENTITY.sub(lambda found: html.unescape(found[0]), text).strip()
    while source.startswith("{") and source.endswith("}") and "{" not in source[1:]:
        source = source[1:-1].strip()
    return source


def _tokens(source: str) -> list[Token]:
    found: list[Token] = []
    place = 0
    end = len(source.rstrip())
    while place < end:
        match = _TOKEN.match(source, place)
        if match is None or match.lastgroup is None:
            raise refused(N_("“%(words)s” cannot be read here."), place, words=source[place : place + 12].strip())
        kind, words, begin = match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)
        spelled = _SPELLED.get(words.lower() if kind == "word" else words, words)
        if kind == "word" and spelled.lower() in _BINDING:
            spelled = spelled.lower()
        if kind == "word" and (spelled in _BINDING or spelled == "not"):
            kind = "sign"
        found.append(Token("storing" if words == "=" else kind, spelled, begin))
        place = match.end()
        if len(found) > MOST_TOKENS:
            raise refused(N_("The expression has more than %(most)s parts."), place, most=MOST_TOKENS)
    return found


class _Reading:
    """The tokens while they are put together, strongest binding first."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.next = 0

    def peek(self) -> Token:
        """The token to be read next; an empty one at the end."""
        return self.tokens[self.next] if self.next < len(self.tokens) else Token("end", "", self._end())

    def _end(self) -> int:
        return self.tokens[-1].place + len(self.tokens[-1].words) if self.tokens else 0

    def take(self) -> Token:
        """The next token, which is read with this."""
        token = self.peek()
        self.next += 1
        return token

    def expect(self, sign: str) -> None:
        """Read a sign that has to stand here."""
        token = self.take()
        if token.kind != "sign" or token.words != sign:
            raise refused(N_("“%(sign)s” is expected here."), token.place, sign=sign)

    def finish(self) -> None:
        """Nothing may be left over."""
        token = self.peek()
        if token.kind == "end":
            return
        if token.kind == "storing":
            raise refused(N_("A single = stores a value in LimeSurvey; there is nothing like it here."), token.place)
        raise refused(N_("“%(words)s” is not expected here."), token.place, words=token.words)

    def expression(self, binding: int, depth: int) -> Expression:
        """An expression whose operators bind at least this strongly."""
        if depth > DEEPEST:
            raise refused(N_("The expression is nested too deeply."), self.peek().place)
        left = self.operand(depth)
        chained = 0
        while (token := self.peek()).kind == "sign" and _BINDING.get(token.words, 0) > binding:
            self.take()
            chained += token.words not in ("and", "or")
            if chained > LONGEST_CHAIN:
                raise refused(N_("The expression is nested too deeply."), token.place)
            left = Binary(token.words, left, self.expression(_BINDING[token.words], depth + 1))
        return left

    def operand(self, depth: int) -> Expression:
        """A value, a name, a call, or something in brackets, with the signs before it."""
        token = self.take()
        if token.kind == "number":
            return Constant(float(token.words))
        if token.kind == "text":
            return Constant(_ESCAPED.sub(_unescaped, token.words[1:-1]))
        if token.kind == "word":
            return self._named(token, depth)
        if token.kind == "sign" and token.words in ("not", "-", "+"):
            inner = self.expression(_BINDING["*"], depth + 1)
            return inner if token.words == "+" else Unary(token.words, inner)
        if token.kind == "sign" and token.words == "(":
            inner = self.expression(0, depth + 1)
            self.expect(")")
            return inner
        if token.kind == "end":
            raise refused(N_("The expression ends too early."), token.place)
        raise refused(N_("“%(words)s” is not expected here."), token.place, words=token.words)

    def _named(self, token: Token, depth: int) -> Expression:
        following = self.peek()
        if following.kind == "sign" and following.words == "(":
            self.take()
            return Call(token.words, tuple(self._arguments(depth)))
        if token.words.lower() in ("true", "false"):
            return Constant(token.words.lower() == "true")
        return Reference(token.words)

    def _arguments(self, depth: int) -> list[Expression]:
        found: list[Expression] = []
        if self.peek().words == ")" and self.peek().kind == "sign":
            self.take()
            return found
        while True:
            found.append(self.expression(0, depth + 1))
            token = self.take()
            if token.kind == "sign" and token.words == ")":
                return found
            if token.kind != "sign" or token.words != ",":
                raise refused(N_("“%(sign)s” is expected here."), token.place, sign=")")


def _unescaped(match: re.Match[str]) -> str:
    r"""`\"` is a quotation mark; before any other letter the backslash stays, for patterns need it."""
    return match[1] if match[1] in "\"'" else match[0]
