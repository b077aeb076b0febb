"""What stands below the tables for people: the cautions, and why a figure does not exist."""

import ast
from pathlib import Path
from typing import Any

import pytest

from survey_app.cli import stats
from survey_app.cli.stats.notes import notes

CONTRAST = "y,a\n" + "1,1\n2,3\n3,3\n2,3\n3,5\n" * 19


@pytest.mark.parametrize(
    ("verb", "content", "words", "said"),
    [
        (
            "penalty-reward", CONTRAST, ["--outcome", "y", "--reward-from", "5", "--penalty-to", "1"],
            "caution: few in class: column a, high 19, low 19\nwhy: too few in class: a\n",
        ),
        ("alpha-panel", "item,Ana,Bo\nx,1,\n", [], "why: part missing: fleiss"),
        ("crosstab", "q,g\na,x\nb,y\n", ["--rows", "q", "--columns", "g"], "caution: small columns untested: q"),
        ("csat", "q\n5\n", ["--column", "q"], "caution: base below 30: q (n 1)"),
        ("spread", "item,Ana\nx,0\n", ["--scale", "0-9"], "why: one answer: x"),
        ("attrition", "item,round,Ana\nx,1,2\nx,2,3\n", [], "why: fewer than five: x"),
        ("gap", "e,p\n4,3\n", ["--expected", "e", "--experienced", "p", "--scale", "1-5"], "why: one answer: p"),
    ],
)  # fmt: skip
def test_every_table_says_what_it_must_be_read_with(
    run: Any, verb: str, content: str, words: list[str], said: str
) -> None:
    done = run(verb, content, *words)
    assert done.exit_code == 0, done.output
    assert said in done.output


def test_many_names_are_counted() -> None:
    found = notes([{"item": f"q{place}", "reason": "no_answers"} for place in range(20)])
    assert found == f"why: no answers: {', '.join(f'q{place}' for place in range(12))} and 8 more"
    assert not notes({"item": "q", "reason": None, "cautions": []})


def test_no_command_prints_a_table_beside_the_shared_place() -> None:
    room = Path(stats.__file__).parent
    calls = [
        (path.name, call.func, call.args)
        for path in room.glob("*.py")
        if path.name not in {"printing.py", "group.py"}
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
    ]
    printed = [name for name, func, _ in calls if isinstance(func, ast.Attribute) and func.attr in {"echo", "secho"}]
    assert printed == []
    told = [(name, args) for name, func, args in calls if isinstance(func, ast.Name) and func.id == "tell"]
    # a list of like texts carries no cautions; the second line of `offers` belongs to a table that has told them
    assert sorted(name for name, args in told if len(args) == 1) == ["customers.py", "opening.py"]
    words = [name for name, func, args in calls if isinstance(func, ast.Name) and func.id == "emit"
             and isinstance(args[0], ast.JoinedStr | ast.Constant)]  # fmt: skip
    assert words == []
