"""Whatever is written into the log has a word on its page."""

import ast
from pathlib import Path

import pytest
from flask import Flask

from survey_app.routes import navigation

PACKAGE = Path(__file__).parents[2] / "survey_app"
RECORDERS = {"audit.record", "record", "_log", "_end"}
"""How services write into the log: straight, or by a function of their own that hands the act on."""


def recorded() -> dict[str, str]:
    """Each act that is written anywhere, with the place that writes it."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in RECORDERS and len(call.args) > 2:
                place = f"{path.name}:{call.lineno}"
                found |= dict.fromkeys(acts(call.args[2], constants, place), place)
    return found


def acts(node: ast.expr, constants: dict[str, ast.expr], place: str) -> list[str]:
    """What an argument can be: a word, one of two, a constant of the module, one of its table, or handed on."""
    match node:
        case ast.Constant(value=str(word)):
            return [word]
        case ast.IfExp(body=one, orelse=other):
            return acts(one, constants, place) + acts(other, constants, place)
        case ast.Name(id=name) if name in constants:
            return acts(constants[name], constants, place)
        case ast.Subscript(value=ast.Name(id=name)) if isinstance(table := constants.get(name), ast.Dict):
            return [act for value in table.values for act in acts(value, constants, place)]
        case ast.Name(id="act"):
            return []
    raise AssertionError(f"{place}: no reader of the code can tell which act this is")


@pytest.mark.sqlite_only
def test_every_act_that_is_recorded_has_a_word(app: Flask) -> None:
    found = recorded()
    assert len(found) > 60
    with app.test_request_context():
        unsaid = {act: place for act, place in found.items() if act not in navigation.act_words()}
        assert unsaid == {}
        assert navigation.act_word("ratings_imported") == "Ratings brought in"
        assert navigation.act_word("of_a_later_release") == "Of a later release"
