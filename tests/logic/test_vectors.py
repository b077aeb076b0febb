"""Every vector comes to its result on the server. The same file drives the twin in the page."""

from typing import Any

from survey_app.logic.evaluating import evaluate, is_met
from survey_app.logic.parsing import ExpressionRefused, parse
from survey_app.logic.writing import write
from tests.logic.vector_list import REFUSED, VECTORS, alike, plain, scope_of


def _result(person: str, rule: str) -> Any:
    try:
        return plain(evaluate(parse(rule), scope_of(person)))
    except ExpressionRefused:
        return REFUSED


def test_there_are_at_least_three_hundred_different_vectors() -> None:
    assert len({(person, rule) for person, rule, _result in VECTORS}) == len(VECTORS) >= 300


def test_every_vector_comes_to_its_result() -> None:
    found = [(rule, _result(person, rule), expected) for person, rule, expected in VECTORS]
    assert [each for each in found if not alike(each[1], each[2])] == []


def test_a_rule_means_the_same_after_it_was_written_anew() -> None:
    readable = [(person, rule) for person, rule, expected in VECTORS if expected != REFUSED]
    anew = [(rule, write(parse(rule))) for _person, rule in readable]
    assert [pair for pair in anew if parse(pair[1]) != parse(pair[0]) or write(parse(pair[1])) != pair[1]] == []


def test_only_what_came_to_true_is_met() -> None:
    conditions = [each for each in VECTORS if each[2] in (True, False, None) and not isinstance(each[2], int | float)]
    conditions += [each for each in VECTORS if isinstance(each[2], bool)]
    wrong = [
        rule for person, rule, expected in conditions if is_met(parse(rule), scope_of(person)) is not (expected is True)
    ]
    assert len(conditions) > 100
    assert wrong == []
