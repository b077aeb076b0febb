"""Conditions as XLSForm writes them, `selected(${fruit}, 'apple') and ${age} >= 18`, from and into our tree."""

from survey_app.logic.dialects.names import Names, with_sets
from survey_app.logic.dialects.xlsform_parsing import parse
from survey_app.logic.dialects.xlsform_reading import Reading
from survey_app.logic.dialects.xlsform_writing import Writing
from survey_app.logic.tree import Expression

__all__ = ["read", "read_value", "write", "write_value"]


def read(text: str, names: Names) -> Expression:
    """The tree of a condition of XLSForm; `ExpressionRefused` says what in it has no counterpart here.

    >>> from survey_app.logic.writing import write as ours
    >>> names = Names({"fruit": "FRUIT", "age": "AGE"}, {"FRUIT": {"apple": 1}}, frozenset({"FRUIT"}))
    >>> ours(read("selected(${fruit}, 'apple') and ${age} >= 18", names))
    'FRUIT has 1 and AGE >= 18'
    """
    return Reading(names).condition(parse(text))


def read_value(text: str, names: Names) -> Expression:
    """The tree of a calculated value.

    >>> read_value("2 + 3", Names())
    Binary(operator='+', left=Constant(value=2), right=Constant(value=3))
    """
    return Reading(names).value(parse(text))


def write(expression: Expression, names: Names) -> str:
    """A condition of XLSForm with the same meaning; `ExpressionRefused` says what XLSForm cannot say.

    >>> from survey_app.logic.parsing import parse as ours
    >>> names = Names({"fruit": "FRUIT", "age": "AGE"}, {"FRUIT": {"apple": 1}}, frozenset({"FRUIT"}))
    >>> write(ours("FRUIT has 1 and answered(AGE)"), names)
    "selected(${fruit}, 'apple') and ${age} != ''"
    """
    return Writing(names).condition(with_sets(expression, names))


def write_value(expression: Expression, names: Names) -> str:
    """A calculation of XLSForm.

    >>> from survey_app.logic.parsing import parse as ours
    >>> write_value(ours("2 * 3"), Names())
    '(2 * 3)'
    """
    return Writing(names).value(with_sets(expression, names))
