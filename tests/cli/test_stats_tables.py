"""Scales, tables, groups, weights, waves and flags from a file, as a stranger would ask for them."""

import csv
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey_app.cli.stats import commands
from tests.commanding import plain

# MASS::housing, satisfaction by influence
HOUSING = "Sat,Infl,Freq\n" + "".join(
    f"{sat},{infl},{count}\n"
    for sat, row in zip((1, 2, 3), ((282, 206, 79), (170, 189, 87), (175, 264, 229)), strict=True)
    for infl, count in zip((1, 2, 3), row, strict=True)
)
PEOPLE = ",w,region,many,q1,q2,q3,wave,secs\n" + "".join(
    f"{place},{1 + place % 3},{'NSE'[place % 3]},{('1;3;', '2', '')[place % 3]},"
    f"{1 + place % 5}.0,{1 + (place + place % 2) % 5},{1 + place % 4},{1 + place // 60},{10 + place}\n"
    for place in range(120)
)


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def with_file(verb: str, content: str, *words: str) -> Result:
        path = tmp_path / "answers.csv"
        path.write_text(content, encoding="utf-8")
        return CliRunner().invoke(commands.commands[verb], [str(path), *words])

    return with_file


def test_a_file_of_counts_gives_the_published_table(run: Any) -> None:
    asked = ("--rows", "Sat", "--columns", "Infl", "--count", "Freq", "--means", "--net", "Top 2=2,3")
    (table,) = plain(run("crosstab", HOUSING, *asked, "--json"))["tables"]
    test = table["tests"][0]["test"]
    assert (test["statistic"], test["v"]) == pytest.approx((106.1751, 0.17771), abs=1e-4)
    assert [cell["count"] for cell in table["rows"][0]["cells"]] == [567, 282, 206, 79]
    assert table["rows"][3]["label"] == "Top 2"
    assert table["rows"][3]["cells"][1]["column_share"] == pytest.approx(345 / 627)
    assert table["rows"][2]["cells"][3]["letters"] == "A B"
    assert table["columns"][1]["mean"] == pytest.approx((282 + 2 * 170 + 3 * 175) / 627)
    assert len(table["letters"]["comparisons"]) == 4 * 3
    words = run("crosstab", HOUSING, *asked)
    assert "chi-square 106.175, df 4" in words.output
    assert "58.0 A B" in words.output


def test_weighted_tables_of_several_answers_nest_and_drop_codes(run: Any) -> None:
    asked = ("--rows", "many", "--columns", "region>q3", "--columns", "region", "--weight", "w", "--least", "5")
    (table,) = plain(run("crosstab", PEOPLE, *asked, "--correction", "bh", "--drop", "2", "--json"))["tables"]
    assert [row["label"] for row in table["rows"]] == ["1", "3"]
    assert table["columns"][0]["n"] == 40  # only the first of three kinds of people gave 1 and 3
    assert table["columns"][1]["labels"] == ["E", "1"]
    assert table["tests"][1]["test"] is None
    assert table["weighted"] is True
    assert table["letters"]["correction"] == "bh"


def test_scales_take_ranges_reversed_items_and_weights(run: Any) -> None:
    found = plain(run("alpha", PEOPLE, "--items", "q1..q3", "--reversed", "q3", "--scale", "1-5", "--json"))
    assert [each["item"] for each in found["items"]] == ["q1", "q2", "q3"]
    assert found["n"] == 120
    omega = plain(run("omega", PEOPLE, "--items", "q1,q2,q3", "--weight", "w", "--gaps", "pairwise", "--json"))
    assert omega["n_eff"] == pytest.approx(240**2 / (40 * (1 + 4 + 9)))
    assert omega["method"] == "omega_total_one_factor_pairwise"
    assert run("alpha", PEOPLE, "--items", "q1,q2", "--reversed", "q1").exit_code == 2
    assert "alpha without" in run("alpha", PEOPLE, "--items", "q1..q3").output
    assert "own variance" in run("omega", PEOPLE, "--items", "q1..q3").output


def test_groups_and_ordered_questions_give_the_published_figures(run: Any) -> None:
    found = plain(run("groups", HOUSING, "--value", "Sat", "--by", "Infl", "--count", "Freq", "--json"))
    assert found["kruskal_wallis"]["statistic"] == pytest.approx(102.0415714, abs=1e-6)
    assert [pair["ranks_p_holm"] for pair in found["pairs"]] == pytest.approx(
        [4.471983e-08, 8.818937e-23, 4.470371e-08], rel=1e-5
    )
    asked = ("--rows", "Sat", "--columns", "Infl", "--count", "Freq")
    ordered = plain(run("ordered", HOUSING, *asked, "--json"))
    assert ordered["gamma"]["value"] == pytest.approx(0.3314725, abs=1e-7)
    turned = plain(run("ordered", HOUSING, *asked, "--row-order", "3,2,1", "--json"))
    assert turned["gamma"]["value"] == pytest.approx(-0.3314725, abs=1e-7)
    assert "rank-biserial" in run("groups", HOUSING, "--value", "Sat", "--by", "Infl", "--count", "Freq").output
    assert "tau-b" in run("ordered", HOUSING, *asked).output
    assert run("ordered", HOUSING, *asked, "--row-order", "9").exit_code == 2


def test_raking_writes_the_weights_and_names_what_is_wrong(run: Any, tmp_path: Path) -> None:
    targets, out = tmp_path / "targets.csv", tmp_path / "out.csv"
    targets.write_text(
        "margin,category,target\nregion,N,0.5\nregion,S,0.3\nregion,E,0.2\nq3,1,0.1\nq3,2,0.2\nq3,3,0.3\nq3,4,0.4\n"
    )
    found = plain(run("rake", PEOPLE, "--targets", str(targets), "-o", str(out), "--json"))
    assert sum(found["weights"]) == pytest.approx(120)
    assert {fit["code"]: fit["reached"] for fit in found["fit"]}["N"] == pytest.approx(60)
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert sum(float(row["weight"]) for row in rows if row["region"] == "S") == pytest.approx(36)
    targets.write_text(targets.read_text().replace(",", ";").replace("0.", "0,"))
    commas = plain(run("rake", PEOPLE, "--targets", str(targets), "--decimal-comma", "--json"))
    assert commas["weights"] == pytest.approx(found["weights"])
    # as a spreadsheet prints shares: every target with a per cent sign
    lines = [line.rpartition(";") for line in targets.read_text().splitlines()]
    targets.write_text("\n".join([f"{lines[0][0]};target", *(
        f"{names};{100 * float(size.replace(',', '.')):g} %" for names, _sign, size in lines[1:]
    )]).replace(".", ","))  # fmt: skip
    signed = plain(run("rake", PEOPLE, "--targets", str(targets), "--decimal-comma", "--json"))
    assert signed["weights"] == pytest.approx(found["weights"])
    part = run("rake", PEOPLE, "--target", "region:N=2,S=1")
    assert "“E” of “region” has " in part.stderr
    assert "people and no target: they keep their share." in part.stderr
    unequal = run("rake", PEOPLE, "--target", "region:N=1,S=1,E=1", "--target", "q3:1=1,2=1,3=1,4=1")
    assert unequal.exit_code == 2
    assert "“q3” add up to 4, those of “region” to 3" in unequal.output
    nobody = run("rake", PEOPLE, "--target", "region:N=1,S=1,E=1,W=1")
    assert "Nobody stands in “W” of “region”" in nobody.output
    assert run("rake", PEOPLE).exit_code == 2
    assert run("rake", PEOPLE, "--target", "region=N").exit_code == 2


def test_strata_weights_and_allocations_come_from_a_file(run: Any) -> None:
    found = plain(run("poststratify", PEOPLE, "--by", "region", "--target", "N=600,S=300,E=300", "--json"))
    assert found["weights"][:3] == pytest.approx([15, 7.5, 7.5])
    assert plain(run("deff", PEOPLE, "--weight", "w", "--json"))["deff"] == pytest.approx(120 * 560 / 240**2)
    both = plain(run("deff", PEOPLE, "--weight", "w", "--value", "q1", "--draws", "50", "--json"))
    assert both["bootstrap"]["resamples"] == 50
    assert "as precise as" in run("deff", PEOPLE, "--weight", "w", "--value", "q1", "--draws", "50").output
    frame = "stratum,size,spread\na,200,2\nb,100,3\nc,100,1\nd,50,4\n"
    neyman = plain(run("allocate", frame, "--total", "60", "--neyman", "--json"))
    assert [row["n"] for row in neyman["strata"]] == [24, 18, 6, 12]
    assert plain(run("allocate", frame, "--rate", "80%", "--json"))["n"] == 360
    assert plain(run("allocate", PEOPLE, "--by", "region", "--total", "10", "--json"))["n"] == 10
    assert run("allocate", frame).exit_code == 2
    assert "60 in all" in run("allocate", frame, "--total", "60", "--neyman").output


def test_waves_are_compared_as_means_shares_scores_or_the_same_people(run: Any) -> None:
    asked = ("--wave", "wave", "--value", "q1")
    found = plain(run("trend", PEOPLE, *asked, "--top", "4-5", "--weight", "w", "--json"))
    assert [wave["wave"] for wave in found["waves"]] == ["1", "2"]
    assert found["changes"][0]["method"] == "two_shares_z"
    assert found["trend"]["method"] == "cochran_armitage_effective_bases"
    assert plain(run("trend", PEOPLE, *asked, "--json"))["changes"][0]["method"] == "welch_t"
    scores = plain(run("trend", PEOPLE, "--wave", "wave", "--value", "secs", "--json"))
    assert scores["changes"][0]["value"] == pytest.approx(60)
    twice = "id,wave,q\n" + "".join(f"p{each},{turn},{turn}\n" for turn in (1, 2) for each in range(9))
    same = plain(run("trend", twice, "--wave", "wave", "--value", "q", "--person", "id", "--json"))
    assert same["changes"][0]["moved"] == [9, 0]
    assert run("trend", PEOPLE, *asked, "--recommend").exit_code == 0
    assert run("trend", PEOPLE, *asked, "--order", "1,7").exit_code == 2
    # the waves follow each other by their numbers and years; words do not tell which came first
    for early, late in (("Wave 9", "Wave 10"), ("Q4 2024", "Q1 2025"), ("2024-11", "2025-02")):
        turned = twice.replace(",1,", f",{early},").replace(",2,", f",{late},")
        found = plain(run("trend", turned, "--wave", "wave", "--value", "q", "--json"))
        assert [wave["wave"] for wave in found["waves"]] == [early, late]
    for early, late in (("before", "after"), ("1/12/2024", "2/1/2025")):
        words = (
            "trend",
            twice.replace(",1,", f",{early},").replace(",2,", f",{late},"),
            "--wave",
            "wave",
            "--value",
            "q",
        )
        assert "add --order" in run(*words).output
        assert plain(run(*words, "--order", f"{early},{late}", "--json"))["changes"][0]["value"] == 1
    again = twice + "p1,1,1\n"
    assert run("trend", again, "--wave", "wave", "--value", "q", "--person", "id").exit_code == 2


def test_flags_point_at_rows_of_the_file(run: Any) -> None:
    lines = "id,a,b,c,d,e,t\nx,3,3,3,3,3,5\ny,1,2,3,4,5,60\nX,2,4,1,5,3,50\n"
    asked = ("--battery", "a..e", "--seconds", "t", "--key", "id", "--forbid", "a=1,b=2", "--opposite", "a,b")
    found = plain(run("quality", lines, *asked, "--scale", "1-5", "--json"))["flags"]
    assert [each["rows"] for each in found] == [[2], [2], [2, 4], [3], [3]]
    assert "straight_lining: a..e" in run("quality", lines, "--battery", "a..e").output
    assert run("quality", lines).exit_code == 2
    assert run("quality", lines, "--opposite", "a,b").exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("crosstab", "--rows", "nothing"),
        ("crosstab", "--rows", "q1", "--weight", "region"),
        ("crosstab", "--rows", "q1", "--net", "x=9"),
        ("crosstab", "--rows", "q1", "--columns", "q2", "--count", "region"),
        ("alpha", "--items", "region,q1"),
        ("groups", "--value", "region", "--by", "q1"),
        ("poststratify", "--by", "region", "--target", "N=-1"),
        ("rake", "--target", "region:N=nan,S=1,E=1"),
        ("rake", "--target", "region:N=1,S=1,E=1", "--cap", "0.5"),
        ("crosstab", "--rows", "many", "--columns", "q1", "--means", "--drop", "1", "--net", "q1=7", "--net", "x=1"),
    ],
)
def test_a_wrong_question_is_one_line_and_exit_code_2(run: Any, words: tuple[str, ...]) -> None:
    done = run(words[0], PEOPLE, *words[1:])
    assert done.exit_code == 2, done.output
    assert len(done.output.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("crosstab", "--rows", "q1", "--least", "nan"),
        ("crosstab", "--rows", "q1", "--capital", "2"),
        ("quality", "--seconds", "secs", "--ratio", "inf"),
        ("alpha", "--level", "x"),
    ],
)
def test_a_number_that_is_none_is_wrong_usage(run: Any, words: tuple[str, ...]) -> None:
    assert run(words[0], PEOPLE, *words[1:]).exit_code == 2


def test_keys_in_the_place_of_a_question_are_refused_at_once(run: Any) -> None:
    keys = "key,other\n" + "".join(f"{place},{place}\n" for place in range(400))
    for words in (("crosstab", "--rows", "key", "--columns", "other"), ("groups", "--value", "key", "--by", "other")):
        done = run(words[0], keys, *words[1:])
        assert (done.exit_code, len(done.output.strip().splitlines())) == (2, 1), done.output
