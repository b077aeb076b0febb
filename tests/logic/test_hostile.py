"""Ten thousand hostile rules and patterns: each is read and run, or refused, in a bounded number of steps."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

import pytest

from survey_app.logic import evaluating
from survey_app.logic.checking import check
from survey_app.logic.evaluating import Scope, evaluate, is_met
from survey_app.logic.names import Name, NameKind
from survey_app.logic.parsing import MAX_NODES, ExpressionRefused, parse
from survey_app.logic.patterns import compiled, matches
from survey_app.logic.tree import Binary, Call, Constant, Expression, Reference, Unary
from survey_app.logic.writing import write
from survey_app.vocabulary import Missing
from tests.logic.hostile import hostile, pattern, rule
from tests.logic.vector_list import scope_of

T = TypeVar("T")
MOST_SECONDS = 0.05
"""CPU time for one; the bounds on steps and memory are what keeps it, so a wide miss shows that a bound is gone."""
MOST_OF_A_PATTERN = 0.5
"""Ten of the two thousand patterns take 0.04 to 0.07 each time; one that runs away would have no end."""


@contextmanager
def _slow_ones(found: list[T], what: T, most: float = MOST_SECONDS) -> Iterator[None]:
    began = time.thread_time()
    yield
    if time.thread_time() - began > most:
        found.append(what)


def _slow_again(found: list[T], act: Callable[[T], object], most: float = MOST_SECONDS) -> list[T]:
    """Those that take as long each time: a busy machine may stop for a moment, a missing bound stops every time."""
    for _time in range(3):
        before, found = found, []
        for each in before:
            with _slow_ones(found, each, most), suppress(ExpressionRefused):
                act(each)
    return found


def _steps(tree: Expression, scope: Scope) -> int:
    evaluation = evaluating._Evaluation(scope)
    evaluation.value(tree, 0)
    return evaluation._steps


@pytest.mark.parametrize("seed", range(4))
def test_hostile_rules_are_refused_or_run_within_their_steps(seed: int) -> None:
    chance, scope = random.Random(seed), scope_of("ana")
    slow: list[str] = []
    places: list[tuple[int, int]] = []
    read = 0
    for _each in range(1_900):
        text = hostile(chance)
        with _slow_ones(slow, text):
            try:
                tree = parse(text)
            except ExpressionRefused as refused:
                places.append((refused.place, len(text)))
                continue
            assert _steps(tree, scope) <= MAX_NODES
        assert parse(write(tree)) == tree
        read += 1
    assert read > 100
    assert all(0 <= place <= length + 1 for place, length in places)
    assert not _slow_again(slow, lambda text: _steps(parse(text), scope))


def test_the_check_of_hostile_rules_never_raises() -> None:
    chance, names = random.Random(7), dict(scope_of("ana").names)
    names |= {each: Name(NameKind.NUMBER, each) for each in ("OVER", "AGE", "PAY")} | {
        "NAME": Name(NameKind.TEXT, "NAME")
    }
    slow: list[str] = []
    places = []
    for _each in range(400):
        text = rule(chance)
        with _slow_ones(slow, text):
            places += [(finding.place, len(text)) for finding in check(text, names, here="AGE")]
    assert len(places) > 200
    assert all(0 <= place <= length + 1 for place, length in places)
    assert not _slow_again(slow, lambda text: check(text, names, here="AGE"))


def test_hostile_patterns_neither_run_away_nor_fill_the_memory() -> None:
    chance = random.Random(11)
    texts = ["a" * 5_000 + "!", "x" * 2_000, "aé满" * 500, "", "\n" * 100]
    slow: list[tuple[str, str]] = []
    results = []
    for _each in range(2_000):
        text = pattern(chance)
        held = chance.choice(texts)
        with _slow_ones(slow, (held, text), MOST_OF_A_PATTERN):
            results.append(matches(held, text))
    assert {True, False, None} == set(results)
    assert not _slow_again(slow, lambda pair: matches(*pair), MOST_OF_A_PATTERN)


def test_what_is_slow_each_time_is_found_and_what_was_slow_once_is_not() -> None:
    turns = iter((True, False, True, True, True))
    assert _slow_again(["once"], lambda _what: _busy() if next(turns) else None) == []
    assert _slow_again(["always"], lambda _what: _busy()) == ["always"]


def _busy() -> None:
    end = time.thread_time() + 2 * MOST_SECONDS
    while time.thread_time() < end:
        pass


def test_half_a_character_in_a_pattern_or_text_is_no_match_but_no_failure() -> None:
    assert matches("\ud800", "a") is None
    assert compiled("\ud800") is None
    assert compiled("a" * 501) is None
    assert matches("a" * 10_001, "a*") is None


WEIRD = {
    "OVER": 10**400, "AGE": float("nan"), "PAY": float("inf"), "NAME": "\ud800\0", "CITY": ["a"], "NOTE":
    {"missing": "x"},
    "BORN": "9999-99-99", "PROD.1": "yes", "PROD.3": None, "PROD.7": Missing.REFUSED, "SERV.price": b"bytes",
    "FIG": "9" * 5_000, "WORD": "x" * 1_000_000, "BIG": -(10**18), "ZERO": -0.0, "MONTH": True, "SERV.help": -0.0,
}  # fmt: skip


def test_no_answers_whatever_they_are_make_a_rule_raise() -> None:
    chance, ana = random.Random(3), scope_of("ana")
    scope = Scope(WEIRD, ana.names, ana.asked, ana.today, "AGE")  # type: ignore[arg-type]  # that is the point
    seen = set()
    for _each in range(1_500):
        try:
            tree = parse(rule(chance))
        except ExpressionRefused:
            continue
        seen.add(type(evaluate(tree, scope)))
        is_met(tree, scope)
    assert {bool, int, float, str, type(None)} <= seen


def test_a_tree_nobody_wrote_stops_after_its_steps() -> None:
    deep: Expression = Reference("A")
    for _each in range(3_000):
        deep = Unary("not", deep)
    wide: Expression = Constant(1)
    for _each in range(12):
        wide = Binary("+", Constant(0), Call("sum", (wide, wide)))
    assert evaluate(deep, Scope({"A": 1})) is None
    assert _steps(wide, Scope()) <= evaluating.MAX_STEPS + 5_000
    assert evaluate(Binary("xor", Constant(1), Constant(1)), Scope()) is None
    assert evaluate(Unary("+", Constant(1)), Scope()) is None
