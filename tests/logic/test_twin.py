"""The evaluator in the page says what the one on the server says: both run the same vectors, and chance ones."""

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from survey_app.logic.evaluating import evaluate, is_met
from survey_app.logic.parsing import ExpressionRefused, parse
from tests.logic.hostile import hostile, rule
from tests.logic.vector_list import DOCUMENT, REFUSED, VECTORS, alike, plain, scope_of

RUNNER = Path(__file__).parent / "run_vectors.mjs"
TWIN = Path(__file__).parents[2] / "survey_app" / "static" / "js" / "logic.js"


def _in_the_page(rules: list[tuple[str, str]]) -> list[dict[str, Any]]:
    asked = json.dumps({**DOCUMENT, "vectors": rules})
    ran = subprocess.run(
        ["node", str(RUNNER), str(TWIN)],  # noqa: S607 - node stands where the machine keeps it
        input=asked, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    results: list[dict[str, Any]] = json.loads(ran.stdout)
    return results


def _on_the_server(person: str, text: str) -> dict[str, Any]:
    try:
        tree = parse(text)
    except ExpressionRefused:
        return REFUSED
    return {"value": plain(evaluate(tree, scope_of(person))), "met": is_met(tree, scope_of(person))}


def test_every_vector_comes_to_its_result_in_the_page() -> None:
    found = _in_the_page([(person, text) for person, text, _expected in VECTORS])
    pairs = [(text, result, expected) for (_person, text, expected), result in zip(VECTORS, found, strict=True)]
    wrong = [
        pair
        for pair in pairs
        if not (pair[1] == REFUSED if pair[2] == REFUSED else alike(pair[1].get("value"), pair[2]))
    ]
    assert wrong == []


@pytest.mark.parametrize("seed", [4, 18])
def test_page_and_server_agree_on_rules_made_by_chance(seed: int) -> None:
    chance = random.Random(seed)
    rules = [("ana", make(chance)) for _each in range(1_000) for make in (rule, hostile)]
    found = _in_the_page(rules)
    differing = [
        (text, result, here)
        for (person, text), result in zip(rules, found, strict=True)
        if result != (here := _on_the_server(person, text)) and not _close(result, here)
    ]
    assert differing == []
    assert sum(result != REFUSED for result in found) > 500, "many are rules"


def _close(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Powers are worked out by different mathematics libraries, which differ in the last figure."""
    first, second = one.get("value"), other.get("value")
    both = isinstance(first, int | float) and isinstance(second, int | float)
    return both and first == pytest.approx(second, rel=1e-12)
