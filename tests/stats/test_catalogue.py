"""docs/statistics.md holds what is there: functions, commands and tests that it names, and every command."""

import importlib
import inspect
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from survey_app.cli.stats import commands

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "statistics.md"
ROOMS = (ROOT / "tests" / "stats", ROOT / "tests" / "cli")
SAID = ("Parameters:", "Returns:", "Formula:", "Source:", "o not trust", ">>> ")


class Row(NamedTuple):
    statistic: str
    function: str
    command: str
    tests: str
    against: str


def read(text: str) -> list[Row]:
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| Statistic |")]
    return [Row(*(cell.strip() for cell in line.strip("|").split(" | "))) for line in lines]


ROWS = read(PAGE.read_text(encoding="utf-8"))


@cache
def names_in(name: str) -> frozenset[str]:
    found = [room / name for room in ROOMS if (room / name).is_file()]
    return (
        frozenset(re.findall(r"^def (test_\w+)", found[0].read_text(encoding="utf-8"), re.MULTILINE))
        if found
        else frozenset()
    )


def missing_of(row: Row) -> list[str]:
    """What a row names that is not there, or that its function does not say."""
    module, _, name = row.function.strip("`").partition(".")
    function = getattr(importlib.import_module(f"survey_app.stats.{module}"), name, None)
    if function is None:
        return [row.function]
    told = inspect.getdoc(function) or ""
    found = [f"{row.function} {part}" for part in SAID if part not in told]
    if row.command != "-" and row.command.strip("`") not in commands.commands:
        found.append(row.command)
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", row.tests)
    found += [f"{file}::{test}" for file, test in named if test not in names_in(file)]
    return found if named and row.against else [*found, "no test or nothing to check against"]


@pytest.mark.parametrize("row", ROWS, ids=[row.function for row in ROWS])
def test_what_a_row_of_the_catalogue_names_is_there(row: Row) -> None:
    assert missing_of(row) == []


def test_every_command_stands_in_the_catalogue() -> None:
    assert {row.command.strip("`") for row in ROWS} - {"-"} == set(commands.commands)
    assert len({row.function for row in ROWS}) == len(ROWS)


def test_a_row_that_names_nothing_real_is_found() -> None:
    wrong = Row("a", "`spread.spread`", "`spreads`", "`test_spread.py::test_nothing`", "R")
    assert missing_of(wrong) == ["`spreads`", "test_spread.py::test_nothing"]
    assert missing_of(wrong._replace(function="`spread.no`")) == ["`spread.no`"]
    assert missing_of(wrong._replace(tests="")) == ["`spreads`", "no test or nothing to check against"]
