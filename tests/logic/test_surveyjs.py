"""Expressions of SurveyJS; what they mean there was taken from the documentation of its conditions and functions."""

import itertools
import re
from typing import Any

import pytest

from survey_app.logic import parsing, writing
from survey_app.logic.dialects import surveyjs
from survey_app.logic.dialects.surveyjs import Foreign, Holds, Known
from survey_app.logic.refusal import ExpressionRefused
from survey_app.logic.tree import Constant, Reference

NAMES = {
    "q": Known(Reference("Q"), Holds.ONE, {"a": 1, "b": 2, "other": 97}),
    "q-Comment": Known(Reference("Q.other"), Holds.TEXT),
    "n": Known(Reference("N"), Holds.NUMBER),
    "k": Known(Reference("K"), Holds.NUMBER),
    "m": Known(Reference("M"), Holds.SEVERAL, {"a": 1, "b": 2}),
    "t": Known(Reference("T"), Holds.TEXT),
    "born": Known(Reference("BORN"), Holds.TEXT),
    "yes": Known(Reference("YES"), Holds.TRUTH, {"true": 1, "false": 0}),
    "grid.row 1": Known(Reference("GRID.row_1"), Holds.NUMBER),
    "panel.kid": Known(Reference("KID_1"), Holds.TEXT),
    "item": Known(Constant("a")),
}
FOREIGN = {
    "Q": Foreign("q", Holds.ONE, {1: "a", 2: "b", 97: "other"}),
    "Q.other": Foreign("q-Comment", Holds.TEXT),
    "N": Foreign("n", Holds.NUMBER),
    "K": Foreign("k", Holds.NUMBER),
    "M": Foreign("m", Holds.SEVERAL, {1: "a", 2: "b"}),
    "M.1": Foreign("m", Holds.SEVERAL, tick="a"),
    "T": Foreign("t", Holds.TEXT),
    "BORN": Foreign("born", Holds.TEXT),
    "YES": Foreign("yes", Holds.TRUTH, {1: True, 0: False}),
    "GRID.row_1": Foreign("grid.row 1", Holds.NUMBER),
}
READ = {
    "{q} = 'a'": "Q = 1",
    '{q} == "b"': "Q = 2",
    "{q} = a": "Q = 1",
    "{Q} = 'other'": "Q = 97",
    "{q} <> 'a'": "missing(Q) or Q != 1",
    "{q} != 'a' and {q} notempty": "(missing(Q) or Q != 1) and answered(Q)",
    "{q} notempty and {q} <> 'a'": "Q != 1",
    "{q} anyof ['a', 'b']": "Q = 1 or Q = 2",
    "'a' = {q}": "Q = 1",
    "{q-Comment} notempty": "answered(Q.other)",
    "{n} > 3": "N > 3",
    "5 >= {n}": "N <= 5",
    "{n} = '3'": "N = 3",
    "{n} = -3": "N = -3",
    "!({n} > 3)": "missing(N) or N <= 3",
    "{n} greaterorequal 3 AND {k} less 2": "N >= 3 and K < 2",
    "{n} > {k}": "N > K",
    "{n} + {k} > 3": "coalesce(N, 0) + coalesce(K, 0) > 3",
    "{n} % 2 = 0": "mod(coalesce(N, 0), 2) = 0",
    "{n} empty || {k} notempty": "missing(N) or answered(K)",
    "{n} = undefined": "missing(N)",
    "{m} contains 'a'": "M has 1",
    "{m} *= 'a'": "M has 1",
    "{m} notcontains 'b'": "missing(M) or not M has 2",
    "{m} anyof ['a', 'b']": "M has 1 or M has 2",
    "{m} allof ['a', 'b']": "M has 1 and M has 2",
    "{m} noneof ['a']": "missing(M) or not M has 1",
    "{m} = ['a']": "M has 1 and count(M) = 1",
    "{m.length} >= 2": "count(M) >= 2",
    "{m} contains {item}": "M has 1",
    "{t} contains 'x'": 'T has "x"',
    "{t} = 3": 'T = "3"',
    "{yes} = true": "YES = 1",
    "{yes}": "YES = 1",
    "!{yes}": "missing(YES) or YES != 1",
    "{grid.row 1} < 3": "GRID.row_1 < 3",
    "{panel.kid} notempty": "answered(KID_1)",
    "age({born}) >= 18": "years_between(BORN, today()) >= 18",
    "dateDiff({born}, today(), 'days') > 7": "days_between(BORN, today()) > 7",
    "iif({n} > 3, {q} = 'a', {q} = 'b')": "if(N > 3, Q = 1, Q = 2)",
    "sum({n}, {k}) > 3": "sum(N, K) > 3",
    "({q} = 'b'": "Q = 2",
    "{n} > 3 and ({q} = 'a' or {q} = 'b')": "N > 3 and (Q = 1 or Q = 2)",
}
REFUSED = [
    "",
    "   ",
    "{n} >",
    "{n} 3",
    "{unknown} = 1",
    "{q} = 'c'",
    "{n} = 'many'",
    "{q} = ['a']",
    "sumInArray({m}, 'x') > 2",
    "isContainerReady('p')",
    "nosuch({n})",
    "['a']",
    "{n} = 'it",
    "{q} + 1 > 2",
    "a" * 5000,
    "(" * 3000,
    "!" * 3000 + "{n}",
    "{n}" + " + 1" * 900 + " > 0)",
    "\x00",
    "\ud800",
    "{n} = " + "9" * 3000,
    "iif({n})",
    "{} = 1",
]


@pytest.mark.parametrize(("text", "ours"), READ.items())
def test_a_condition_means_here_what_it_means_there(text: str, ours: str) -> None:
    assert writing.write(surveyjs.read(text, NAMES)) == ours
    assert parsing.parse(ours) == surveyjs.read(text, NAMES)


@pytest.mark.parametrize("text", REFUSED)
def test_what_makes_no_sense_is_refused_and_never_raises(text: str) -> None:
    with pytest.raises(ExpressionRefused) as refused:
        surveyjs.read(text, NAMES)
    assert str(refused.value)


@pytest.mark.parametrize("text", [text for text in READ if "panel" not in text and "item" not in text])
def test_what_was_read_and_written_reads_the_same_again(text: str) -> None:
    once = surveyjs.read(surveyjs.write(surveyjs.read(text, NAMES), FOREIGN), NAMES)
    assert surveyjs.read(surveyjs.write(once, FOREIGN), NAMES) == once


def test_a_tick_of_a_multiple_question_is_looked_for_in_its_list() -> None:
    assert surveyjs.write(parsing.parse("M.1 = 1"), FOREIGN) == "{m} contains 'a'"
    assert surveyjs.write(parsing.parse("M.1 = 0"), FOREIGN) == "{m} notempty and {m} notcontains 'a'"


@pytest.mark.parametrize("rule", ["reason(Q) = 'skipped'", "Q = none", "floor(N) = 2", "M > 2", "T = '{x}'", "NEW = 1"])
def test_what_surveyjs_has_no_words_for_is_refused(rule: str) -> None:
    with pytest.raises(ExpressionRefused):
        surveyjs.write(parsing.parse(rule), FOREIGN)


def test_a_value_is_read_and_written() -> None:
    value = surveyjs.read_value("iif({n} > 1, {n} * 2, 0)", NAMES)
    assert writing.write(value) == "if(N > 1, coalesce(N, 0) * 2, 0)"
    assert surveyjs.write_value(value, FOREIGN) == "iif({n} > 1, {n} * 2, 0)"
    assert writing.write(surveyjs.read_value("{t} + ' and ' + {n}", NAMES)) == 'join(join(T, " and "), N)'


RULES = [
    "Q = 1", "Q != 1", "not (Q = 1)", "Q = 1 and N > 3", "not (Q = 1 and N > 3)", "not (Q = 1 or N > 3)", "N + K > 3",
    "not (N + K > 3)", "N < K", "not (N < K)", "answered(N) or Q = 2", "missing(N) and not (Q = 2)", "N != K",
    "coalesce(N, 0) + 1 > 2", "not (N >= 2) or Q != 2",
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_a_written_condition_is_met_in_exactly_the_same_cases(rule: str) -> None:
    """Ours is worked out by three-valued logic, theirs by its own two values, for every set of answers."""
    parsed = parsing.parse(rule)
    words = surveyjs.write(parsed, FOREIGN)
    for q, n, k in itertools.product((None, 1, 2), (None, 0, 2, 5), (None, 1, 4)):
        ours = three_valued(parsed, {"Q": q, "N": n, "K": k}) is True
        theirs = bool(two_valued(words, {"q": {1: "a", 2: "b"}.get(q or 0), "n": n, "k": k}))
        assert ours == theirs, (words, q, n, k)


def three_valued(node: Any, answers: dict[str, Any]) -> Any:  # noqa: PLR0911 - one for each kind of node
    """Kleene's logic in a few lines, independent of the evaluator."""
    if isinstance(node, Constant):
        return node.value
    if isinstance(node, Reference):
        return answers[node.name]
    if hasattr(node, "operand"):
        value = three_valued(node.operand, answers)
        return None if value is None else not value
    if hasattr(node, "arguments"):
        first = three_valued(node.arguments[0], answers)
        if node.name == "coalesce":
            return three_valued(node.arguments[1], answers) if first is None else first
        return (first is None) is (node.name == "missing")
    left, right = three_valued(node.left, answers), three_valued(node.right, answers)
    if node.operator == "and":
        return False if left is False or right is False else None if left is None or right is None else True
    if node.operator == "or":
        return True if left is True or right is True else None if left is None or right is None else False
    if left is None or right is None:
        return None
    compare = {
        "=": "__eq__",
        "!=": "__ne__",
        "<": "__lt__",
        "<=": "__le__",
        ">": "__gt__",
        ">=": "__ge__",
        "+": "__add__",
    }
    return getattr(left, compare[node.operator])(right)


def two_valued(words: str, answers: dict[str, Any]) -> Any:
    """SurveyJS in a few lines: Python does the grammar; nothing compares with nothing, sums take it for 0."""

    class Answer:
        def __init__(self, value: Any) -> None:
            self.value = value

        def __add__(self, other: Any) -> "Answer":
            return Answer((self.value or 0) + (getattr(other, "value", other) or 0))

        def against(self, other: Any, name: str) -> bool:
            second = getattr(other, "value", other)
            if name in {"__eq__", "__ne__"}:
                return (self.value == second) is (name == "__eq__")
            return self.value is not None and second is not None and bool(getattr(self.value, name)(second))

        __hash__ = None  # type: ignore[assignment]

    for name in ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"):
        setattr(Answer, name, lambda self, other, name=name: self.against(other, name))
    python = re.sub(r"\{(\w+)\} notempty", r"(A['\1'].value is not None)", words)
    python = re.sub(r"\{(\w+)\} empty", r"(A['\1'].value is None)", python)
    python = re.sub(r"\{(\w+)\}", r"A['\1']", python).replace("<>", "!=").replace(" = ", " == ")
    return eval(python, {"A": {name: Answer(value) for name, value in answers.items()}})  # noqa: S307 - our own words
