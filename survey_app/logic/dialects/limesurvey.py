"""LimeSurvey's expressions (ExpressionScript): relevance, validation, equations, in and out of our tree."""

from collections.abc import Mapping

from survey_app.logic.dialects.limesurvey_names import Foreign, Native
from survey_app.logic.dialects.limesurvey_reading import Meaning
from survey_app.logic.dialects.limesurvey_syntax import parse
from survey_app.logic.dialects.limesurvey_writing import Wording
from survey_app.logic.tree import Expression

__all__ = ["Foreign", "Native", "read", "read_value", "write", "write_value"]


def read(text: str, names: Mapping[str, Native]) -> Expression:
    """The condition that a LimeSurvey expression is; raises `ExpressionRefused` with what cannot be carried over.

    `names` says of each LimeSurvey variable what it is with us. `self` and `this` may be among them.
    """
    return Meaning(names).truth(parse(text))


def read_value(text: str, names: Mapping[str, Native]) -> Expression:
    """The value that a LimeSurvey expression (an equation) comes to."""
    return Meaning(names).value(parse(text))


def write(expression: Expression, names: Mapping[str, Foreign]) -> str:
    """A condition as a LimeSurvey expression without braces; `names` says what our variables are called there."""
    words = Wording(names).truth(expression)
    return words[1:-1] if words.startswith("(") and _is_one_bracket(words) else words


def write_value(expression: Expression, names: Mapping[str, Foreign]) -> str:
    """A value as a LimeSurvey expression without braces."""
    return Wording(names).value(expression)


def _is_one_bracket(words: str) -> bool:
    """Whether the first bracket closes at the very end, texts in quotation marks left aside."""
    depth, quote = 0, ""
    for place, letter in enumerate(words):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        else:
            depth += {"(": 1, ")": -1}.get(letter, 0)
            if depth == 0:
                return place == len(words) - 1
    return False
