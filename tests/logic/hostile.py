"""Rules and patterns made by chance: well-formed ones, broken ones, and ones that mean harm."""

import random

_NAMES = [
    "OVER", "AGE", "PAY", "NAME", "CITY", "NOTE", "BORN", "MONTH", "EMPTY", "PROD", "PROD.3", "SERV",
    "SERV.speed", "REF",
    "NS", "NIL", "ABS", "GONE", "VOID", "SKIP", "LOST", "BIG", "ZERO", "FIG", "WORD", "UNKNOWN", ".", "toString",
]  # fmt: skip
_CONSTANTS = [
    "0", "1", "2", "2.5", "34", "1e308", "1e-320", "9007199254740993", "-3", "true", "false", "none", "''",
    "'a'", "'42'",
    "'满意'", "'🙂'", "'2026-11-26'", "'1e9'", '"[a-z]+"', "0.1",
]  # fmt: skip
_OPERATORS = ["or", "and", "=", "!=", "<", "<=", ">", ">=", "has", "+", "-", "*", "/"]
_FUNCTIONS = {
    "answered": 1, "missing": 1, "shown": 1, "reason": 1, "count": 3, "sum": 3, "mean": 2, "min": 2, "max": 3,
    "round": 2,
    "floor": 1, "ceil": 1, "abs": 1, "sqrt": 1, "power": 2, "mod": 2, "length": 1, "lower": 1, "upper": 1, "trim": 1,
    "contains": 2, "starts": 2, "ends": 2, "part": 3, "join": 3, "number": 1, "text": 1, "if": 3, "coalesce":
    2, "today": 0,
    "days_between": 2, "years_between": 2, "year": 1, "month": 1, "day": 1, "nofun": 1, "constructor": 1,
}  # fmt: skip
_NOISE = [
    "(", ")", "'", '"', "\\", ",", "..", "=", "== ", "<>", "&&", "||", "!", "%", "^", "$", "{", "}", "[", "]",
    ";", "\n", "\0",
    "\ud800", "\u202e", "é", "满", "🙂", " or ", " not ", " has ", "1e999", "0x1F", "3x", "__import__('os')",
    "${x}", "{{7*7}}",
    "<script>", "' or '1'='1", "or or", "%(x)s", "%s", "{0}", "\u2028", "\ufeff", "９",
]  # fmt: skip
_PIECES = [
    "a",
    "b",
    ".",
    "[a-z]",
    "\\d",
    "\\w",
    "(a|b)",
    "(?:ab)",
    "[^x]",
    "\\p{L}",
    "é",
    "满",
    "(?i)",
    "^",
    "$",
    "\\b",
    "x",
]
_REPEATS = ["*", "+", "?", "{2}", "{1,3}", "{1000}", "{1,1000}", "*?", "+?", "{0,}", "**", "{99999}"]


def rule(chance: random.Random) -> str:
    """A rule; every third one is broken somewhere."""
    text = _part(chance, chance.randint(0, 5))
    if chance.random() < 1 / 3:
        for _each in range(chance.randint(1, 3)):
            place = chance.randint(0, len(text))
            text = text[:place] + chance.choice(["", *_NOISE]) + text[place + chance.randint(0, 2) :]
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _part(chance: random.Random, depth: int) -> str:
    kind = chance.random()
    if depth <= 0 or kind < 1 / 6:
        return chance.choice(_NAMES if chance.random() < 1 / 2 else _CONSTANTS)
    if kind < 1 / 2:
        return f"{_part(chance, depth - 1)} {chance.choice(_OPERATORS)} {_part(chance, depth - 1)}"
    if kind < 2 / 3:
        return f"({_part(chance, depth - 1)})"
    if kind < 3 / 4:
        return f"{chance.choice(['not ', '-'])}{_part(chance, depth - 1)}"
    name = chance.choice(list(_FUNCTIONS))
    count = max(0, _FUNCTIONS[name] + chance.choice([0, 0, 0, 0, 0, 0, -1, 1]))
    return f"{name}({', '.join(_part(chance, depth - 1) for _each in range(count))})"


def hostile(chance: random.Random) -> str:
    """Something typed to do harm: floods of one thing, deep nesting, noise, half surrogates."""
    kind = chance.randrange(6)
    many = chance.choice([3, 39, 41, 200, 500, 900, 3_000])
    if kind == 0:
        return rule(chance)
    if kind == 1:
        return chance.choice(_NOISE + _NAMES + _CONSTANTS) * many
    if kind == 2:
        opening = chance.choice(["(", "not ", "-", "if(", "join(", "1+(", "A=("])
        return opening * many + chance.choice(["", "1", "A"]) + ")" * (many if "(" in opening else 0)
    if kind == 3:
        return chance.choice([*_OPERATORS, "=", " , "]).join(chance.choice(_NAMES) for _each in range(many))
    if kind == 4:
        return "".join(chance.choice(_NOISE + _NAMES + _OPERATORS + _CONSTANTS) for _each in range(min(many, 300)))
    return "".join(chr(chance.randrange(0x110000)) for _each in range(min(many, 200)))


def pattern(chance: random.Random) -> str:
    """A pattern, often one that runs away in machines that go back and try again."""
    kind = chance.randrange(5)
    if kind == 0:
        return chance.choice(
            ["(a+)+", "(a|a)*", "(a|aa)+", "(.*a){20}", "((a{1,1000}){1,1000})", "(x+x+)+y", "(?:a?){400}a{400}"]
        )
    if kind == 1:
        return "(" * chance.choice([5, 100, 250]) + "a" + ")*" * chance.choice([5, 100, 250])
    if kind == 2:
        return "".join(chr(chance.randrange(0x110000)) for _each in range(chance.randint(0, 60)))
    pieces = [chance.choice(_PIECES) + chance.choice(["", *_REPEATS]) for _each in range(chance.randint(1, 30))]
    text = "".join(pieces)
    return f"({text}){chance.choice(_REPEATS)}" if kind == 3 else text
