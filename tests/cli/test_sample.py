"""`flask sample draw`: from a file, without a database."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from survey_app import create_app
from tests.conftest import settings_for
from tests.lists import INDUSTRY_SIZES, as_csv, frame_rows


@pytest.fixture
def bare(tmp_path: Path) -> Flask:
    """The application with a database that does not exist."""
    return create_app(settings_for(tmp_path, "sqlite:////nowhere/at/all.sqlite"))


@pytest.fixture
def frame(tmp_path: Path) -> Path:
    path = tmp_path / "frame.csv"
    path.write_bytes(as_csv(frame_rows()))
    return path


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["sample", "draw", *words])


def test_it_draws_80_percent_of_each_industry_and_counts_by_region(bare: Flask, frame: Path) -> None:
    words = [str(frame), "--rate", "0.8", "--by", "industry", "--tally", "region", "--seed", "7", "--json"]
    done = run(bare, *words)
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert (found["frame"], found["drawn"], found["seed"]) == (1224, 979, 7)
    assert {row["stratum"]: row["frame"] for row in found["by"]} == INDUSTRY_SIZES
    assert sum(row["drawn"] for row in found["by"]) == sum(row["drawn"] for row in found["tally"]) == 979
    assert found["tally"][-1]["stratum"] == "not stated"
    assert found["rule"] == "80 % of each industry, rounded half up, then counted by region"


def test_the_drawn_ids_go_into_a_file_and_do_not_depend_on_the_order_of_the_rows(
    bare: Flask, frame: Path, tmp_path: Path
) -> None:
    turned = tmp_path / "turned.csv"
    turned.write_bytes(as_csv(frame_rows()[::-1]))
    drawn = []
    for path in (frame, turned):
        out = tmp_path / f"out-{path.stem}.csv"
        assert (
            run(bare, str(path), "--rate", "80%", "--by", "industry", "--seed", "7", "--out", str(out)).exit_code == 0
        )
        drawn.append(list(csv.DictReader(io.StringIO(out.read_text()))))
    assert drawn[0] == drawn[1]
    assert len({row["id"] for row in drawn[0]}) == 979


def test_without_json_it_prints_a_table_with_its_total(bare: Flask, frame: Path) -> None:
    done = run(bare, str(frame), "--size", "100", "--by", "region", "--seed", "a word")
    assert done.exit_code == 0
    assert "not stated" in done.output
    assert "Drawn: 100 of 1224" in done.output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["--rate", "80%"]),
        (b"id,x\n1,a\n1,b\n", ["--rate", "80%"]),
        (b"id,x\n1,a\n,b\n", ["--rate", "80%"]),
        (b"id,x\n1,a\n", ["--rate", "80%", "--by", "y"]),
        (b"id,x\n1,a\n", ["--rate", "80%", "--id", "y"]),
        (b"id,x\n1,a\n", ["--rate", "8000%"]),
        (b"id,x\n1,a\n", ["--rate", "lots"]),
        (b"id,x\n1,a\n", ["--size", "2"]),
        (b"PK\x03\x04", ["--rate", "80%"]),
    ],
)
def test_a_refusal_exits_with_1_and_says_why(bare: Flask, tmp_path: Path, content: bytes, words: list[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    done = run(bare, str(path), *words)
    assert done.exit_code == 1, done.output
    assert len(done.output.splitlines()) == 1
    assert len(done.output) > 20


@pytest.mark.parametrize("words", [[], ["--rate", "1", "--size", "1"], ["--size", "0"], ["--colour", "red"]])
def test_wrong_usage_exits_with_2(bare: Flask, frame: Path, words: list[str]) -> None:
    assert run(bare, str(frame), *words).exit_code == 2


def test_a_file_that_is_not_there_exits_with_2(bare: Flask) -> None:
    assert run(bare, "/no/such/list.csv", "--rate", "1").exit_code == 2
