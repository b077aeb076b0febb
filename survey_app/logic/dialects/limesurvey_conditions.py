"""LimeSurvey's older conditions: rows of a table instead of an expression.

Rows about the same question are alternatives, different questions have to be met together, and scenarios are
alternatives of the whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from survey_app.exceptions import N_
from survey_app.logic.dialects.limesurvey_joining import joined
from survey_app.logic.dialects.limesurvey_names import Native, refused
from survey_app.logic.dialects.limesurvey_reading import Meaning
from survey_app.logic.tree import Binary, Call, Constant, Expression, Reference

_METHODS = {"==": "=", "=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "": "="}


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One row: the code of the question asked about, the part of it (`SQ1`, `other`), and what it is compared with."""

    question: str
    part: str
    method: str
    value: str
    scenario: str = "1"


def read_conditions(rows: Sequence[ConditionRow], names: Mapping[str, Native]) -> Expression:
    """The condition that the rows are together; raises `ExpressionRefused`.

    >>> rows = [ConditionRow("Q1", "", "==", "1"), ConditionRow("Q1", "", "==", "2"), ConditionRow("Q2", "", "==", "Y")]
    >>> names = {"Q1": Native("Q1", {"1": 1, "2": 2}), "Q2": Native("Q2", {"Y": 1})}
    >>> read_conditions(rows, names).operator
    'and'
    """
    scenarios: dict[str, dict[str, list[Expression]]] = {}
    for row in rows:
        scenarios.setdefault(row.scenario, {}).setdefault(row.question, []).append(_compared(row, names))
    either = [
        joined("and", [joined("or", same_question) for same_question in questions.values()])
        for questions in scenarios.values()
    ]
    return Meaning(names).truth(joined("or", either))


def _compared(row: ConditionRow, names: Mapping[str, Native]) -> Expression:
    if not row.question:
        raise refused(N_("A condition asks about something that is no question of this survey."))
    method, value = row.method.strip(), row.value.strip()
    if value.startswith(("@", "{")):
        raise refused(N_("“%(value)s” compares with something that is known there only."), value=value[:40])
    variable = f"{row.question}_{row.part.replace('#', '_')}" if row.part else row.question
    if not row.part and variable not in names and f"{variable}_{value}" in names:
        variable, value = f"{variable}_{value}", "Y"
    subject = Reference(f"{variable}.NAOK")
    if method.upper() == "RX":
        pattern = value if value.startswith("/") else f"/{value}/"
        return Call("regexMatch", (Constant(pattern), subject))
    if method not in _METHODS:
        raise refused(N_("The method “%(method)s” of a condition has no equal here."), method=method[:20])
    return Binary(_METHODS[method], subject, Constant(value))
