"""The commands of `flask stats` on files as real studies leave them: labels, other columns, sheets, words in order."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from survey_app.cli.stats import commands
from tests.commanding import plain

PANEL = (
    "\ufeffExpert ID;Organisation;Years;The process is fair, in general;Costs are “known”\r\n"
    "E1;Uni;3;Agree;Neutral\r\nE2;Gov;12;Strongly agree;N/A\r\nE3;Uni;5;agree;Disagree\r\n"
)
WORDS = "Strongly disagree|Disagree|Neutral|Agree|Strongly agree"
# Agresti 2002, Categorical Data Analysis, table 2.8: income by job satisfaction, in the order that R keeps
JOBS = "income,satisfaction,Freq\n" + "".join(
    f"{income},{satisfaction},{count}\n"
    for income, counts in (("< 15k", (1, 3, 10, 6)), ("15-25k", (2, 3, 10, 7)), ("25-40k", (1, 6, 14, 12)),
                           ("> 40k", (0, 1, 9, 11)))
    for satisfaction, count in zip(("VeryD", "LittleD", "ModerateS", "VeryS"), counts, strict=True)
)  # fmt: skip


def test_labels_and_columns_of_other_things_need_no_editing_of_the_file(run: Any) -> None:
    asked = ("--transposed", "--scale", "1-5", "--high", "4-5", "--low", "1-2", "--missing", "N/A")
    assert "--labels gives words their numbers" in run("consensus", PANEL, *asked).output
    columns = "The process is fair, in general..Costs are “known”"
    fair, costs = plain(run("consensus", PANEL, *asked, "--columns", columns, "--labels", WORDS, "--json"))["items"]
    assert (fair["item"], fair["n"], fair["median"], costs["n"], costs["missing"]) == (
        "The process is fair, in general", 3, 4, 2, 1,
    )  # fmt: skip
    one = plain(run("spread", "item,a,note,b\nx,1,good,3\n", "--columns", "a", "--columns", "b", "--json"))["items"][0]
    assert (one["n"], one["mean"]) == (2, 2)
    long = "panellist,item,value\na,x,1\n"
    assert "rating in each row" in run("spread", long, "--columns", "value").output
    assert run("spread", "item,a\nx,1\n", "--columns", "nothing").exit_code == 2


@pytest.mark.parametrize("wrong", ["a|A", "a=1|b", "a=1|b=x", "|", "a=1e9"])
def test_labels_that_are_none_are_refused(run: Any, wrong: str) -> None:
    done = run("csat", "q\na\n", "--column", "q", "--labels", wrong)
    assert (done.exit_code, len(done.output.strip().splitlines())) == (2, 1), done.output


def test_labels_may_carry_any_number(run: Any) -> None:
    words = "q\n0 - Not at all likely\n10 - Extremely likely\n9\n"
    labels = ("--labels", "0 - Not at all likely=0|10 - Extremely likely=10")
    (found,) = plain(run("recommend", words, "--column", "q", *labels, "--json"))["items"]
    assert (found["n"], round(found["value"], 4)) == (3, 33.3333)
    led = run("recommend", words, "--column", "q", "--json")
    assert (plain(led)["items"], "words behind its numbers" in led.stderr) == ([found], True)
    top = run(
        "csat",
        "q,q\nNo,5\nYes,1\n",
        "--column",
        "q",
        "--labels",
        "No=1|Yes=2",
        "--scale",
        "1-2",
        "--top",
        "Yes",
        "--json",
    )
    assert (plain(top)["items"][0]["value"], "is called “q (2)”" in top.stderr) == (0.5, True)


def test_amounts_may_have_currencies_and_parted_thousands_where_they_can_be_read_in_one_way(run: Any) -> None:
    euros = run("profit", "id;€\n1;1.200,50 €\n2;-300,00 €\n3;10\n", "--column", "€", "--decimal-comma", "--json")
    assert (plain(euros)["total"], euros.stderr.count("currencies or signs")) == (910.5, 1)
    dollars = run("profit", 'id,b\n1,"$1,200.50"\n2,-300\n3,10\n', "--column", "b", "--json")
    assert plain(dollars)["total"] == 910.5
    assert "could be thousands or decimals" in run("profit", 'id,b\n1,"1,200"\n2,3\n', "--column", "b").output


def test_any_sheet_of_a_workbook_is_read(tmp_path: Path) -> None:
    book = Workbook()
    first: Any = book.active
    first.title = "Read me"
    first.append(["Notes"])
    first.append(["see Data"])
    second = book.create_sheet("Data")
    for row in (["sat", "w"], [5, 1.5], [1, 0], [4, 0.5]):
        second.append(row)
    path = tmp_path / "study.xlsx"
    book.save(path)

    def csat(*words: str) -> Any:
        return CliRunner().invoke(commands, ["csat", str(path), "--column", "sat", "--json", *words])

    assert "Another sheet is read with --sheet." in csat().output
    for name in ("Data", "data", "2"):
        (found,) = plain(csat("--sheet", name, "--weights", "w"))["items"]
        assert (found["n"], found["value"]) == (2, 1)
    assert "It holds: Read me, Data." in csat("--sheet", "3").output
    third = book.create_sheet("Blocks")
    for row in (["Encuesta"], ["Datos", None, "Satisfacción"], ["id", "w", "sat"], [1, 1.5, 5], [2, 0, 1], [3, 0.5, 4]):
        third.append(row)
    third.merge_cells("A2:B2")
    book.save(path)
    done = csat("--sheet", "Blocks", "--weights", "w")
    assert (plain(done)["items"], "left out: row 1, 2" in done.stderr) == ([found], True)
    text = tmp_path / "study.csv"
    text.write_text("sat\n5\n", encoding="utf-8")
    done = CliRunner().invoke(commands, ["csat", str(text), "--column", "sat", "--sheet", "1"])
    assert "only a workbook has sheets" in done.output


def test_words_are_not_put_into_an_order_of_their_own(run: Any) -> None:
    asked = ("--rows", "satisfaction", "--columns", "income", "--count", "Freq")
    done = run("ordered", JOBS, *asked)
    assert (done.exit_code, "are words: LittleD, ModerateS, VeryD, VeryS" in done.output) == (2, True)
    order = ("--row-order", "VeryD,LittleD,ModerateS,VeryS", "--column-order", "< 15k|15-25k|25-40k|> 40k")
    found = plain(run("ordered", JOBS, *asked, *order, "--json"))
    # Agresti prints gamma .221 and its ASE .117
    assert (round(found["gamma"]["value"], 3), round(found["gamma"]["standard_error"], 3)) == (0.221, 0.117)
    labels = ("--labels", "VeryD|LittleD|ModerateS|VeryS", "--labels", "< 15k|15-25k|25-40k|> 40k")
    assert plain(run("ordered", JOBS, *asked, *labels, "--json")) == found
    (table,) = plain(run("crosstab", JOBS, *asked, *labels, "--means", "--json"))["tables"]
    assert [row["label"] for row in table["rows"]] == ["VeryD", "LittleD", "ModerateS", "VeryS"]
    assert table["columns"][1]["mean"] == pytest.approx((1 * 1 + 2 * 3 + 3 * 10 + 4 * 6) / 20)
    assert "stands twice" in run("ordered", JOBS, *asked, "--row-order", "VeryD,VeryD").output


def test_top_codes_may_be_a_range_and_groups_stand_by_size(run: Any) -> None:
    rated = "q,g\n9,10\n10,9\n3,9\n"
    found = plain(run("csat", rated, "--column", "q", "--scale", "1-10", "--top", "9-10", "--by", "g", "--json"))
    assert [(each["group"], each["top"], each["value"]) for each in found["items"]] == [
        ("9", [9, 10], 0.5), ("10", [9, 10], 1),
    ]  # fmt: skip
    known = plain(run("k-anonymity", rated, "--known", "q,g", "--json"))
    assert (known["k"], known["n"]) == (1, 3)
    assert run("groups", "q,g\n,a\n3,b\n", "--value", "q", "--by", "g").output.endswith("why: no answers\n")


def test_a_group_whose_weights_are_all_0_has_no_figure_and_the_others_have(run: Any) -> None:
    rated = "q,g,w\n3,a,0\n5,b,1\n4,b,2\n"
    none, some = plain(run("csat", rated, "--column", "q", "--by", "g", "--weight", "w", "--json"))["items"]
    assert (none["value"], none["reason"], some["value"]) == (None, "zero_weights", 1)
    alone = "q,r,g,w\n3,4,a,100000000000000000\n1,2,b,0.0000001\n2,2,b,1\n5,1,a,1\n"
    drivers = plain(run("drivers", alone, "--outcome", "q", "--items", "r", "--weight", "w", "--json"))
    (table,) = plain(run("crosstab", alone, "--rows", "q", "--columns", "g", "--weight", "w", "--json"))["tables"]
    ordered = plain(run("ordered", alone, "--rows", "q", "--columns", "r", "--weight", "w", "--json"))
    assert [drivers["reason"], table["tests"][0]["test"]["reason"], ordered["reason"]] == ["too_few_effective"] * 3


def test_choices_may_be_counted_and_ballots_may_name_their_items(run: Any) -> None:
    # Stigler 1994, Statistical Science 9:94: citations between four journals; strengths as R's glm gives them
    cited = {
        "Biometrika": (0, 730, 498, 221), "Comm Statist": (33, 0, 68, 17), "JASA": (320, 813, 0, 142),
        "JRSS-B": (284, 276, 325, 0),
    }  # fmt: skip
    rows = "".join(
        f"{name},{other},{n}\n" for name, counts in cited.items() for other, n in zip(cited, counts, strict=True) if n
    )
    found = plain(run("pairwise", f"winner,loser,n\n{rows}", "--count", "n", "--json"))
    strength = {each["item"]: each["strength"] for each in found["items"]}
    assert [round(strength[name] - strength["Biometrika"], 5) for name in cited] == [0, -2.94907, -0.47957, 0.26895]
    both = run("pairwise", "left,right,a,b\nx,y,2,1\n", "--wins", "a,b", "--count", "a")
    assert (both.exit_code, "leave --count out" in both.output) == (2, True)
    named = "voter,first,second\n1,Bus,Tram\n2,Tram,\n3,Bus,Bike\n"
    ranked = "voter,Bus,Tram,Bike\n1,1,2,\n2,,1,\n3,1,,2\n"
    for verb in ("ranking", "nominal"):
        expected = plain(run(verb, ranked, "--transposed", "--json"))
        assert plain(run(verb, named, "--choices", "first,second", "--json")) == expected
    weighed = {
        "rows": ("who,bus,tram,w\np1,1,2,3\np2,2,1,1\n", []),
        "long": ("panellist,item,value,w\np1,bus,1,3\np1,tram,2,3\np2,bus,2,1\np2,tram,1,1\n", []),
        "choices": ("one,two,w\nbus,tram,3\ntram,bus,1\n", ["--choices", "one,two"]),
    }
    for content, words in weighed.values():
        bus = plain(run("ranking", content, *words, "--weight", "w", "--json"))
        assert (bus["items"][0]["mean_rank"], bus["items"][0]["points"], bus["weighted_n"]) == (1.25, 3, 4)
        assert plain(run("nominal", content, *words, "--weight", "w", "--json"))["items"][0]["total"] == 7
    differing = weighed["long"][0].replace("p1,tram,2,3", "p1,tram,2,4")
    assert "Row 3: the weight differs" in run("ranking", differing, "--weight", "w").output
    assert "twice" in run("ranking", "a,b\nBus,Bus\n", "--choices", "a,b").output
    assert "--statements" in run("crowd", "participant,0,1\na,1,-1\n").output


def test_ticks_may_be_the_word_itself_or_numbers_of_ones_own(run: Any) -> None:
    # as SurveyMonkey and Qualtrics write them: the word where it was ticked
    media = "TV,Web,sex\nTV,,f\nTV,Web,m\n,,f\n,Web,f\n"
    (table,) = plain(run("crosstab", media, "--rows", "media", "--set", "media=TV,Web", "--json"))["tables"]
    assert [(row["label"], row["cells"][0]["count"]) for row in table["rows"]] == [("TV", 2), ("Web", 2)]
    coded = "TV,Web,sex\n1,2,f\n1,1,m\n2,2,f\n2,1,f\n"
    asked = ("--rows", "media", "--set", "media=TV,Web", "--json")
    assert "--labels gives words 1 and 0" in run("crosstab", coded, *asked).output
    assert plain(run("crosstab", coded, *asked, "--labels", "1=1|2=0"))["tables"][0]["rows"] == table["rows"]


def test_codes_with_labels_are_read_by_their_codes_also_where_the_labels_hold_figures(run: Any) -> None:
    # the first question of AUDIT, Saunders et al. 1993, with its codes
    drinks = (
        "sex,drink,sat\nf,0 - Never,10 - Best\nm,1 - Monthly or less,4 - Good\nf,2 - 2 to 4 times a month,99 - Unsure\n"
        "m,3 - 2 to 3 times a week,1 - Worst\nf,4 - 4 or more times a week,4 - Good\n"
    )
    first, second = plain(run("groups", drinks, "--value", "drink", "--by", "sex", "--json"))["groups"]
    assert (first["mean"]["value"], second["mean"]["value"]) == (2, 2)
    ages = run("groups", "a,g\n18 - 24 years,x\n25 - 34 years,y\n", "--value", "a", "--by", "g")
    assert "is not a number" in ages.output
    asked = ("--rows", "sat", "--means", "--net", "Top=4,10", "--json")
    done = run("crosstab", drinks, *asked)
    (table,) = plain(done)["tables"]
    assert [row["label"] for row in table["rows"]] == ["1 - Worst", "4 - Good", "10 - Best", "99 - Unsure", "Top"]
    assert (table["rows"][4]["cells"][0]["count"], table["columns"][0]["mean"]) == (3, 19 / 4)
    assert "99 - Unsure is left out of the mean" in done.stderr
    (dropped,) = plain(run("crosstab", drinks, *asked, "--missing", "99"))["tables"]
    assert (dropped["n"], dropped["columns"][0]["mean"]) == (4, 19 / 4)
    (told,) = plain(run("crosstab", drinks, "--rows", "sat", "--drop", "99,10", "--json"))["tables"]
    assert [row["label"] for row in told["rows"]] == ["1 - Worst", "4 - Good"]
    ordered = plain(run("ordered", drinks, "--rows", "drink", "--columns", "sat", "--missing", "99", "--json"))
    assert (ordered["n"], ordered["jonckheere"]["j"]) == (4, 1)
    apart = plain(run("csat", drinks, "--column", "sat", "--scale", "1-10", "--apart", "99", "--json"))["items"][0]
    assert (apart["n"], apart["apart"], apart["value"]) == (4, 1, 0.25)
    change = "c\n-2 - Much worse\n-1 - Worse\n2 - Much better\n99 - Unsure\n"
    (moved,) = plain(run("crosstab", change, "--rows", "c", "--means", "--json"))["tables"]
    assert moved["columns"][0]["mean"] == -1 / 3
    unknown = change.replace("-1 - Worse", "-1 - Don't know").replace("-2 - Much worse", "1 - Yes")
    (left,) = plain(run("crosstab", unknown, "--rows", "c", "--means", "--json"))["tables"]
    assert left["columns"][0]["mean"] == 3 / 2
    (words,) = plain(run("crosstab", "c\nRed\nGreen\nnan\n", "--rows", "c", "--drop", "nan", "--json"))["tables"]
    assert (words["n"], [row["label"] for row in words["rows"]]) == (2, ["Green", "Red"])
    media = run("crosstab", 'm,s\n"TV, Web",f\nWeb,m\n', "--rows", "m")
    assert "cells such as TV, Web: each is counted as one code" in media.stderr
    plain_codes = run("crosstab", "q\n1\n2\n99\nNA\n", "--rows", "q", "--means")
    assert "holds 99 beside lower points" in plain_codes.stderr
    assert "holds NA, taken as it stands" in plain_codes.stderr


def test_a_file_without_names_is_refused_or_read_as_one(run: Any) -> None:
    answers = "2,3,1,5\n1,5,2,5\n3,3,1,4\n"
    refused = run("alpha", answers)
    assert (refused.exit_code, "The first row holds figures, not names: 2, 3, 1, 5." in refused.output) == (2, True)
    assert plain(run("alpha", answers, "--no-header", "--json"))["n"] == 3
    (table,) = plain(run("crosstab", "Yes,yes\nNo,no\n", "--no-header", "--rows", "q2", "--json"))["tables"]
    assert [row["label"] for row in table["rows"]] == ["no", "yes"]
    kano = plain(run("kano", answers, "--no-header", "--alternating", "q1..q4", "--json"))["items"]
    assert [(each["item"], each["n"]) for each in kano] == [("q1", 3), ("q3", 3)]
    assert "are read as names" in run("alpha", "5\n4\n3\n").stderr
    assert "are read as names" in run("alpha", "2,5,9\n1,5,2\n3,3,1\n4,4,4\n").stderr
    assert run("alpha", "1,2,3\n1,5,2\n3,3,1\n4,4,4\n").stderr == ""


def test_files_of_spss_and_stata_are_read_with_their_codes_words_and_missing_values(tmp_path: Path) -> None:
    frames, library = pytest.importorskip("pandas"), pytest.importorskip("pyreadstat")
    frame = frames.DataFrame({"sat": [5.0, 4, 9, 1, 4], "sex": [1.0, 2, 1, 2, 1], "w": [0.5, 1.5, 1, 1.25, 1]})
    turns = {-2.0: "Much worse", -1.0: "Worse", 0.0: "Same", 1.0: "Better", 2.0: "Much better"}
    frame["turn"] = [-2.0, 2, 1, -2, 2]
    labels = {"sat": {1.0: "Bad", 4.0: "Good", 5.0: "Best", 9.0: "Unsure"}, "sex": {1.0: "Woman", 2.0: "Man"}}
    labels["turn"] = turns
    library.write_sav(frame, str(tmp_path / "a.sav"), variable_value_labels=labels, missing_ranges={"sat": [9]})
    without = {**labels, "sat": {1: "Bad", 4: "Good", 5: "Best"}}
    held = frame.assign(sat=frame["sat"].where(frame["sat"] != 9))
    library.write_dta(held, str(tmp_path / "a.dta"), variable_value_labels=without)

    def ask(*words: str) -> Any:
        return CliRunner().invoke(commands, list(words))

    asked = ("--rows", "sat", "--columns", "sex", "--weight", "w", "--means", "--least", "1", "--json")
    for name in ("a.sav", "a.dta"):
        done = ask("crosstab", str(tmp_path / name), *asked, "--decimal-comma")
        (table,) = plain(done)["tables"]
        assert [(row["label"], row["codes"]) for row in table["rows"]] == [
            ("Bad", ["1"]),
            ("Good", ["4"]),
            ("Best", ["5"]),
        ]
        assert [column["labels"] for column in table["columns"][1:]] == [["Woman"], ["Man"]]
        assert (table["n"], table["columns"][0]["mean"]) == (4, pytest.approx((2.5 + 6 + 1.25 + 4) / 4.25))
        assert ("The file says that 9 is no answer in sat." in done.stderr) == (name == "a.sav")
        below = ask("crosstab", str(tmp_path / name), "--rows", "turn", "--columns", "sex", "--means", "--json")
        (table,) = plain(below)["tables"]
        assert [(row["label"], row["codes"]) for row in table["rows"]] == [
            ("Much worse", ["-2"]), ("Better", ["1"]), ("Much better", ["2"]),
        ]  # fmt: skip
        assert table["columns"][0]["mean"] == pytest.approx(0.2)
    renamed = ask("spread", str(tmp_path / "a.sav"), "--called", "item=sex", "--sheet", "2")
    assert "only a workbook has sheets" in renamed.output
    assert "leave out --no-header" in ask("spread", str(tmp_path / "a.sav"), "--no-header").output
