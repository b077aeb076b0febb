"""`flask stats`: the statistics of a panel from a file, without a database."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from survey_app import create_app
from tests.commanding import plain
from tests.conftest import settings_for

WIDE = """item,Ana,Bo,Cy,Di
price,9,8,7,9
speed,5,6,,5
staff,2,3,1,?
place,7,5,6,8
"""
AGREED = "item," + ",".join("abcdefgh") + "\nprice,7,8,9,7,8,2,9,7\nstaff,1,1,1,9,9,9,5,5\nspeed,7,7,?,?,7,7,,7\n"
LONG = "panellist,item,round,value\n" + "".join(
    f"p{place},price,{turn},{value}\n"
    for turn, values in (("1", [5, 6, 5, 7, 8, 5, 6, 4]), ("2", [6, 7, 6, 8, 9, 6, 6, ""]))
    for place, value in enumerate(values)
)


@pytest.fixture
def bare(tmp_path: Path) -> Flask:
    """The application with a database that does not exist."""
    return create_app(settings_for(tmp_path, "sqlite:////nowhere/at/all.sqlite"))


@pytest.fixture
def run(bare: Flask, tmp_path: Path) -> Any:
    def with_file(verb: str, content: str | bytes, *words: str) -> Result:
        path = tmp_path / "panel.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return bare.test_cli_runner().invoke(args=["stats", verb, str(path), *words])

    return with_file


def test_concordance_is_that_of_the_complete_panellists(run: Any) -> None:
    found = plain(run("concordance", WIDE, "--json"))
    assert (found["n"], found["k"], found["raters"]) == (2, 4, ["Ana", "Bo"])
    assert found["incomplete"] == ["Cy", "Di"]
    # by hand: ranks 4 2 1 3 and 4 3 1 2, S = 18.0 around 5, W = 12 * 18/(4 * 60)
    assert found["value"] == pytest.approx(0.9)
    assert found["items"] == ["price", "speed", "staff", "place"]
    assert found["mean_ranks"] == [4, 2.5, 1, 2.5]


def test_the_anxiety_ratings_give_the_published_w(run: Any) -> None:
    # R, package irr: kendall(anxiety, TRUE)
    raters = ("33345523522615221243", "36462424332333221334", "21443216111233113322")
    content = "item,a,b,c\n" + "".join(f"{place},{','.join(row)}\n" for place, row in enumerate(zip(*raters)))  # noqa: B905 - as many in each
    found = plain(run("concordance", content, "--json"))
    assert round(found["value"], 4) == 0.5397
    assert round(found["chi_square"]["p"], 4) == 0.0429
    assert plain(run("concordance", content, "--json", "--seed", "5"))["value"] == found["value"]


def test_a_panel_without_a_w_is_no_failure(run: Any) -> None:
    found = plain(run("concordance", "item,Ana\nprice,3\nspeed,4\nstaff,5\n", "--json"))
    assert (found["value"], found["shortfall"], found["reason"]) == (None, "one_rater", "one_answer")
    done = run("concordance", "item,Ana\nprice,3\nspeed,4\nstaff,5\n")
    assert (done.exit_code, "why: one rater" in done.output) == (0, True)


def test_consensus_counts_both_denominators_and_names_the_verdicts(run: Any) -> None:
    items = {each["item"]: each for each in plain(run("consensus", AGREED, "--json"))["items"]}
    assert {name: each["verdict"] for name, each in items.items()} == {
        "price": "agreed_high",
        "staff": "split",
        "speed": "too_few",
    }
    speed = items["speed"]
    assert (speed["n"], speed["cannot_judge"], speed["missing"], speed["seen"]) == (5, 2, 3, 7)
    assert (speed["high"]["value"], speed["high_of_all"]["n"]) == (1, 7)


def test_the_rule_of_consensus_is_an_option(run: Any) -> None:
    words = ["--scale", "1-9", "--high", "8-9", "--low", "1-2", "--percent", "37.5", "--minimum", "5", "--json"]
    items = {each["item"]: each for each in plain(run("consensus", AGREED, *words))["items"]}
    assert items["price"]["high"]["k"] == 4
    assert items["price"]["verdict"] == "agreed_high"
    assert items["speed"]["verdict"] == "no_agreement"
    assert items["price"]["rule"]["percent"] == "75/2"


def test_stability_pairs_the_panellists_of_two_rounds(run: Any) -> None:
    found = plain(run("stability", LONG, "--json"))
    assert (found["from"], found["to"]) == ("1", "2")
    (item,) = found["items"]
    assert (item["item"], item["n"], item["only_first"], item["only_second"]) == ("price", 7, 1, 0)
    assert item["movement"]["up"] == 6
    assert item["wilcoxon"]["test"]["p"] == item["wilcoxon_p_holm"] == 0.03125


def test_stability_wants_two_rounds_by_name_where_there_are_more(run: Any) -> None:
    more = LONG + "p0,price,10,9\n"
    done = run("stability", more)
    assert (done.exit_code, "1, 2, 10" in done.output) == (2, True)
    assert plain(run("stability", more, "--from", "2", "--to", "10", "--json"))["items"][0]["n"] == 1
    assert run("stability", more, "--from", "2", "--to", "2").exit_code == 2
    assert run("stability", more, "--from", "2", "--to", "3").exit_code == 2
    assert run("stability", more, "--from", "2").exit_code == 2
    # two rounds in words do not tell which came first
    said = LONG.replace(",1,", ",before,").replace(",2,", ",after,")
    assert "--from and --to" in run("stability", said).output
    assert plain(run("stability", said, "--from", "before", "--to", "after", "--json"))["to"] == "after"


def test_an_item_of_one_round_only_has_no_pairs(run: Any) -> None:
    items = plain(run("stability", LONG + "p0,staff,1,5\n", "--json"))["items"]
    assert (items[1]["n"], items[1]["only_first"], items[1]["reason"]) == (0, 1, "no_answers")


@pytest.mark.parametrize(
    ("verb", "content", "words"),
    [
        ("concordance", WIDE, ["W 0.9000", "incomplete: Cy, Di", "mean rank"]),
        ("consensus", AGREED, ["agreed_high", "split", "too_few", "87.5"]),
        ("stability", LONG, ["1 → 2", "price", "0.0312"]),
    ],
)
def test_without_json_it_prints_a_table(run: Any, verb: str, content: str, words: list[str]) -> None:
    done = run(verb, content)
    assert done.exit_code == 0, done.output
    assert all(word in done.output for word in words)


@pytest.mark.parametrize(
    ("verb", "content"),
    [
        ("concordance", b""),
        ("concordance", "item\nprice\n"),
        ("concordance", "item,a,b\nprice,1,2\nprice,2,1\n"),
        ("concordance", "item,a,b\nprice,1,2\n,2,1\n"),
        ("concordance", "item,a,b\nprice,1,lots\n"),
        ("concordance", "item,a,b\nprice,1,nan\n"),
        ("concordance", "item,a,b\nprice,1,1e5\n"),
        ("concordance", "item,a,b\nprice,1," + "9" * 400 + "\n"),
        ("concordance", "item,a,b\nprice,1,２\n"),
        ("concordance", b"item,a,b\nprice,1,\x00\n"),
        ("concordance", "item,a,b\nprice,1\n"),
        ("concordance", b"PK\x03\x04"),
        ("consensus", "item,a,b\nprice,1,10\n"),
        ("consensus", "item,a,b\nprice,1,0\n"),
        ("stability", "panellist,item,round\np,price,1\n"),
        ("stability", LONG + "p0,price,1,5\n"),
        ("stability", LONG + ",price,1,5\n"),
        ("stability", LONG + "p9,price,1,11\n"),
        ("stability", "panellist,item,round,value\np,price,1,5\n"),
    ],
)
def test_a_refusal_exits_with_1_and_says_why_in_one_line(run: Any, verb: str, content: str | bytes) -> None:
    done = run(verb, content)
    assert done.exit_code == 2, done.output
    assert len(done.output.splitlines()) == 1
    assert len(done.output) > 20


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("concordance", ["--colour", "red"]),
        ("concordance", ["--seed", "-1"]),
        ("consensus", ["--high", "7"]),
        ("consensus", ["--high", "7-10"]),
        ("consensus", ["--low", "1-7"]),
        ("consensus", ["--percent", "0"]),
        ("consensus", ["--percent", "101"]),
        ("consensus", ["--percent", "lots"]),
        ("consensus", ["--minimum", "0"]),
        ("stability", ["--scale", "9-1"]),
        ("stability", ["--cut", "6", "--cut", "3"]),
        ("stability", ["--cut", "nan"]),
        ("stability", ["--cut", "inf"]),
    ],
)
def test_wrong_usage_exits_with_2(run: Any, verb: str, words: list[str]) -> None:
    assert run(verb, WIDE, *words).exit_code == 2


def test_a_file_that_is_not_there_exits_with_2(bare: Flask) -> None:
    for verb in ("concordance", "consensus", "stability"):
        assert bare.test_cli_runner().invoke(args=["stats", verb, "/no/such/panel.csv"]).exit_code == 2
