r"""Reading a rule: `OVER < 3 and not (PROD has 3)` as a tree.

From the loosest to the tightest: `or`, `and`, `not`, one comparison, `+ -`, `* /`, the minus sign. Two comparisons in
a row need brackets. Numbers are written 1, 2.5 or 1e6; texts stand in "double" or 'single' quotes, with \" \' \\ \n
and \t inside; any other backslash is itself, so that patterns can be typed as they are. `true`, `false` and `none`
are constants; a name before a bracket is a function, any other name a question or one of its variables.

Source: the grammar is our own (LALR(1); Aho, Sethi and Ullman 1986, Compilers, section 4.7), read by lark.
"""

import math
import re
from functools import lru_cache

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from survey_app.exceptions import N_
from survey_app.logic.refusal import ExpressionRefused
from survey_app.logic.tree import Binary, Call, Constant, Expression, Reference, Unary

__all__ = ["ExpressionRefused", "parse"]

MAX_LENGTH = 2_000
MAX_DEPTH = 40
MAX_NODES = 500
LARGEST_WHOLE = 2**53
"""Whole numbers above this are held as other numbers are, so that every reader of a rule counts alike."""

_GRAMMAR = r"""
    ?start: alternative
    ?alternative: conjunction | alternative OR conjunction -> binary
    ?conjunction: negation | conjunction AND negation -> binary
    ?negation: comparison | NOT negation -> negated
    ?comparison: total | total COMPARING total -> binary
    ?total: product | total (PLUS | MINUS) product -> binary
    ?product: factor | product TIMES factor -> binary
    ?factor: atom | MINUS factor -> minus
    ?atom: NUMBER -> number
         | TEXT -> text
         | (TRUE | FALSE | NONE) -> constant
         | (NAME | HERE) -> reference
         | NAME "(" [alternative ("," alternative)*] ")" -> call
         | "(" alternative ")" -> brackets
    OR: /or(?![A-Za-z0-9_])/
    AND: /and(?![A-Za-z0-9_])/
    NOT: "not"
    TRUE: "true"
    FALSE: "false"
    NONE: "none"
    COMPARING: "=" | "!=" | "<=" | "<" | ">=" | ">" | /has(?![A-Za-z0-9_.])/
    PLUS: "+"
    MINUS: "-"
    TIMES: "*" | "/"
    NUMBER: /[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?(?![A-Za-z0-9_])/
    TEXT: /"(\\[\s\S]|[^"\\])*"|'(\\[\s\S]|[^'\\])*'/
    NAME: /[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*/
    HERE: "."
    %ignore /[ \t\r\n\u00a0]+/
"""
_LARK = Lark(_GRAMMAR, parser="lalr", lexer="contextual", propagate_positions=False, maybe_placeholders=False)
RESERVED = frozenset({"or", "and", "not", "has", "true", "false", "none"})
"""Words of the language: no question and no function can be called so."""
_ESCAPES = {'\\"': '"', "\\'": "'", "\\\\": "\\", "\\n": "\n", "\\t": "\t", "\\r": "\r"}
_ESCAPED = re.compile(r"\\[\"'\\ntr]")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "none": None}
_LONGEST_SHOWN = 20
_FOREIGN = {
    "==": "=", "&&": "and", "||": "or", "<>": "!=", "!": "not", "\u2260": "!=", "\u2264": "<=", "\u2265": ">=",
    "\uff08": "(", "\uff09": ")", "\uff0c": ",", "\uff1d": "=",
} | dict.fromkeys("\u201c\u201d\u201e\xab\xbb", '"') | dict.fromkeys("\u2018\u2019", "'")  # fmt: skip
"""How other languages, word processors and Chinese keyboards write what is written otherwise here."""


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """The tree of a rule; the same text is read once.

    Raises `ExpressionRefused` with the character where reading stopped: a text that is no rule, is longer than
    2,000 characters, nested deeper than 40 or made of more than 500 parts.

    >>> parse("OVER < 3")
    Binary(operator='<', left=Reference(name='OVER'), right=Constant(value=3))
    >>> parse("OVER <")
    Traceback (most recent call last):
    survey_app.logic.refusal.ExpressionRefused: Character 7: the rule ends where a value is expected, ...
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionRefused(N_("The rule is longer than %(most)s characters. Make it shorter."), most=MAX_LENGTH)
    if unreadable := _UNREADABLE.search(text):
        raise ExpressionRefused(
            N_("Character %(place)s: this character cannot be stored. Take it out."), place=unreadable.start() + 1
        )
    try:
        tree = _LARK.parse(text)
    except UnexpectedCharacters as failed:
        raise _strange(text, failed.pos_in_stream or 0) from None
    except UnexpectedToken as failed:
        raise _misplaced(text, failed) from None
    return _Builder().build(tree, 1)


def _strange(text: str, at: int) -> ExpressionRefused:
    """A character no word of the language begins with."""
    if text[at] in "\"'":
        return ExpressionRefused(
            N_("Character %(place)s: the text that begins here has no closing quote. Add one."), place=at + 1
        )
    if foreign := _foreign(text, at):
        return foreign
    return ExpressionRefused(
        N_("Character %(place)s: “%(found)s” has no meaning here. A question code, a number, a text in quotes, "
           "a function or an operator is expected."),
        place=at + 1, found=(text[at : at + _LONGEST_SHOWN].split(maxsplit=1) or [text[at]])[0],
    )  # fmt: skip


def _foreign(text: str, at: int) -> ExpressionRefused | None:
    """An operator of other languages, with the way it is written here."""
    sign = next((each for each in _FOREIGN if text.startswith(each, at)), None)
    if sign is None or text.startswith("!=", at):
        return None
    return ExpressionRefused(
        N_("Character %(place)s: “%(found)s” is written “%(ours)s” here."),
        place=at + 1, found=sign, ours=_FOREIGN[sign],
    )  # fmt: skip


def _misplaced(text: str, failed: UnexpectedToken) -> ExpressionRefused:
    """A word of the language where another one is due."""
    token, expected = failed.token, failed.accepts or failed.expected
    wants_value = "NAME" in expected
    if token.type == "$END":
        place = len(text.rstrip()) + 1
        if wants_value:
            message = N_("Character %(place)s: the rule ends where a value is expected, such as a question code or "
                         "a number. Add it.")  # fmt: skip
        else:
            message = N_("Character %(place)s: a closing bracket “)” is missing.")
        return ExpressionRefused(message, place=place)
    start = token.start_pos or 0
    if foreign := _foreign(text, start - (text[start - 1 : start + 1] in _FOREIGN)):
        return foreign
    found = str(token)[:_LONGEST_SHOWN]
    if wants_value:
        message = N_("Character %(place)s: a question code, a number, a text in quotes or a bracket is expected, "
                     "not “%(found)s”.")  # fmt: skip
    elif token.type == "COMPARING":
        message = N_("Character %(place)s: a second comparison “%(found)s” needs “and” before it, or brackets.")
    else:
        message = N_("Character %(place)s: an operator such as = or “and” is expected before “%(found)s”.")
    return ExpressionRefused(message, place=(token.start_pos or 0) + 1, found=found)


class _Builder:
    """Turns lark's tree into ours, counting parts and depth on the way."""

    def __init__(self) -> None:
        self._nodes = 0

    def build(self, tree: Tree[Token], depth: int) -> Expression:
        """One node; chains of operators at the same level are walked in a loop and do not count as depth."""
        if depth > MAX_DEPTH:
            raise ExpressionRefused(
                N_("The rule is nested more than %(most)s deep. Take it apart into several."), most=MAX_DEPTH
            )
        chain: list[tuple[str, Tree[Token]]] = []
        while tree.data == "binary":
            left, sign, right = tree.children
            chain.append((str(sign), _tree(right)))
            self._count()
            tree = _tree(left)
        found = self._single(tree, depth)
        for operator, last in reversed(chain):
            found = Binary(operator, found, self.build(last, depth + 1))
        return found

    def _count(self) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise ExpressionRefused(
                N_("The rule has more than %(most)s parts. Take it apart into several."), most=MAX_NODES
            )

    def _single(self, tree: Tree[Token], depth: int) -> Expression:
        if tree.data == "brackets":
            return self.build(_tree(tree.children[0]), depth + 1)
        self._count()
        if tree.data == "negated":
            return Unary("not", self.build(_tree(tree.children[1]), depth + 1))
        if tree.data == "minus":
            return self._minus(_tree(tree.children[1]), depth)
        token = _token(tree.children[0])
        if token in RESERVED and token.type == "NAME":
            raise _reserved(token)
        if tree.data == "call":
            arguments = tuple(self.build(_tree(part), depth + 1) for part in tree.children[1:])
            return Call(_function_name(token), arguments)
        if tree.data == "reference":
            return Reference(str(token))
        return Constant(_value(token))

    def _minus(self, operand: Tree[Token], depth: int) -> Expression:
        """`-3` is a number, `-(3)` takes the minus of one."""
        if operand.data == "number":
            value = _value(_token(operand.children[0]))
            return Constant(-value if isinstance(value, int | float) else value)
        return Unary("-", self.build(operand, depth + 1))


def _reserved(token: Token) -> ExpressionRefused:
    return ExpressionRefused(
        N_("Character %(place)s: a question code, a number, a text in quotes or a bracket is expected, "
           "not “%(found)s”."),
        place=(token.start_pos or 0) + 1, found=str(token),
    )  # fmt: skip


def _value(token: Token) -> float | str | bool | None:
    if token.type == "NUMBER":
        return _number(token)
    if token.type == "TEXT":
        return _ESCAPED.sub(lambda found: _ESCAPES[found.group()], token[1:-1])
    return _CONSTANTS[str(token)]


def _number(token: Token) -> float:
    value = float(token)
    if not math.isfinite(value):
        raise ExpressionRefused(N_("Character %(place)s: this number is too large."), place=(token.start_pos or 0) + 1)
    return int(value) if token.isdecimal() and value < LARGEST_WHOLE else value


def _function_name(token: Token) -> str:
    if "." in token:
        raise ExpressionRefused(
            N_("Character %(place)s: “%(found)s” is not a function, so no bracket can follow it."),
            place=(token.start_pos or 0) + 1, found=str(token)[:_LONGEST_SHOWN],
        )  # fmt: skip
    return str(token)


def _tree(child: Tree[Token] | Token) -> Tree[Token]:
    if isinstance(child, Token):
        raise TypeError(child)
    return child


def _token(child: Tree[Token] | Token) -> Token:
    if isinstance(child, Token):
        return child
    raise TypeError(child)
