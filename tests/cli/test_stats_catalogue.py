"""The commands of the catalogue: each on a file whose figures are known, as JSON and as words."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from survey_app.cli.stats import commands
from tests.commanding import plain

DATA = Path(__file__).parents[1] / "data" / "aggrecat"
RAM = "item,a,b,c,d,e,f,g,h,i\nx,1,1,1,1,5,9,9,9,9\ny,9,9,9,9,9,9,9,9,9\nz,,,,,,,,,\n"
FIVE = "item," + ",".join("abcdefghij") + "\nx,5,5,4,4,4,5,3,4,5,5\ny,1,1,1,2,2,1,1,2,1,?\n"
ROUNDS = (
    "panellist,item,round,value\n"
    + "".join(f"p{n},x,1,{value}\n" for n, value in enumerate((7, 8, 9, 7, 8, 9, 5, 6, 7, 5, 8)))
    + "".join(f"p{n},x,2,8\n" for n in range(6))
)
CHOICES = "left,right,chosen\na,b,a\nb,a,left\na,b,a\na,b,\n"
AHP = "expert,first,second,times\nE,a,b,2\nE,a,c,4\nE,b,c,2\nF,b,a,1/3\nF,c,a,1/3\nF,b,c,1\n"
SEEDS = "expert,question,low,best,high,truth\n" + "".join(
    f"{expert},{question},{values},{truth}\n"
    for expert, both in (("E1", ("0.14,0.22,0.28", "130000,150000,200000")),
                         ("E2", ("0.20,0.30,0.40", "165000,205000,250000")))
    for question, truth, values in zip(("q1", "q2"), (0.27, 210_000), both, strict=True)
)  # fmt: skip
EXPERTS = (
    "expert,practice,theory,literature,intuition,familiarity\nA,large,medium,small,small,2\nB,large,,small,small,1\n"
)


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def with_file(verb: str, content: str | Path, *words: str) -> Result:
        path = content if isinstance(content, Path) else tmp_path / "panel.csv"
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        return CliRunner().invoke(commands, [verb, str(path), *words])

    return with_file


def test_ram_gives_both_rules_and_the_printed_index(run: Any) -> None:
    x, y, z = plain(run("ram", RAM, "--json"))["items"]
    assert (round(x["index"], 4), x["disagreement"], x["ram_class"], x["ipras_exact"]) == (
        3.4043, True, "uncertain", "47/20",
    )  # fmt: skip
    assert (x["classic"]["disagreement"], x["classic_class"]) == (True, "uncertain")
    assert (y["ipras"], y["index"], y["ram_class"]) == (8.35, 0, "appropriate")
    assert (z["ram_class"], z["reason"]) == (None, "no_answers")


def test_fuzzy_prints_the_table_it_used(run: Any) -> None:
    x, y = plain(run("fuzzy", FIVE, "--json"))["items"]
    assert [round(x[name], 2) for name in ("low", "middle", "high", "mean_distance", "near_share", "crisp")] == [
        0.48, 0.68, 0.88, 0.12, 0.9, 0.68,
    ]  # fmt: skip
    assert (x["accepted"], len(x["table"]), y["accepted"], y["missing"]) == (True, 5, False, 1)
    assert (x["place"], y["place"]) == (1, 2)
    both = plain(run("fuzzy", FIVE, "--json"))["construct"]
    assert both["near_share"] == pytest.approx((9 + 9) / 19)
    # experts in rows without names, as the sample of the jamovi module stands; item 1 by hand: mean (.2, .5, .7)
    seven = plain(run("fuzzy", "i1,i2\n4,1\n2,7\n", "--transposed", "--no-names", "--table", "seven-wide", "--json"))
    assert [round(seven["items"][0][part], 4) for part in ("low", "middle", "high", "crisp")] == [0.1, 0.4, 0.6, 0.3667]
    own = plain(run("fuzzy", "item,a\nx,1\n", "--point", "1=0.74,0.88,0.94", "--variant", "quarter", "--json"))
    assert own["items"][0]["crisp"] == pytest.approx(0.86)
    assert run("fuzzy", FIVE, "--point", "1=0.9,0.5,0.6").exit_code == 2


def test_pool_gives_the_published_aggregates(run: Any) -> None:
    words = ["--question", "paper_id", "--expert", "user_name", "--low", "lower", "--high", "upper", "--per-cent"]
    words += ["--round", "round_2", "--confidence", "90", "--limits", "0..1", "--epsilon", "2.220446049250313e-16"]
    found = plain(run("pool", DATA / "three_points.csv", *words, "--width-epsilon", "2.220446049250313e-16", "--json"))
    first = found["questions"][0]
    assert (first["question"], first["equal"]["n"]) == ("100", 25)
    # data_confidence_scores of aggreCAT, claim 100: ArMean, LOArMean, BetaArMean, IntWAgg
    assert first["equal"]["mean"] == pytest.approx(0.706)
    assert first["beta_mean"]["value"] == pytest.approx(0.928374866723289)
    assert [first["quantiles"][way]["width"] for way in ("quantile_average", "linear_pool")] == pytest.approx(
        [0.298, 0.745], abs=5e-4
    )
    assert run("pool", DATA / "three_points.csv", *words[:9]).exit_code == 2


def test_a_confidence_of_ones_own_is_standardised_and_a_range_that_is_none_is_refused(run: Any) -> None:
    content = "expert,question,low,best,high,confidence\nE,q,0.52,0.72,0.82,72\n"
    found = plain(run("pool", content, "--json"))
    average = found["questions"][0]["quantiles"]["quantile_average"]
    assert [round(average[part], 4) for part in ("low", "median", "high")] == [0.4978, 0.72, 0.8311]
    for wrong in ("E,q,0.8,0.72,0.9,72", "E,q,0.5,0.72,0.9,50", "E,q,0.5,0.72,0.9,80\nE,q,0.5,0.72,0.9,80"):
        done = run("pool", f"expert,question,low,best,high,confidence\n{wrong}\n")
        assert (done.exit_code, done.output[:11]) == (2, "Error: Row ")


def test_estimates_are_found_under_the_usual_words_of_other_languages(run: Any) -> None:
    rows = "E1,q,10,15,25,60\nE2,q,11,16,26,70\nE3,q,12,17,27,90\n"
    english = plain(run("pool", f"expert,question,low,best,high,confidence\n{rows}", "--json"))
    for head in ("Experto,Pregunta,Mínimo,Más probable,Máximo,Confianza (%)", "专家,问题,最小值,最可能值,最大值,把握"):
        assert plain(run("pool", f"{head}\n{rows}", "--json")) == english


def test_experts_are_scored_by_what_came_out(run: Any) -> None:
    found = plain(run("calibrate", SEEDS, "--json"))
    assert found["names"] == ["E1", "E2"]
    assert [round(each["calibration"], 3) for each in found["experts"]] == [0.3, 0.827]
    assert "Use equal weights" in run("calibrate", SEEDS).output
    shares = "expert,question,best,truth\nA,q1,0.9,1\nA,q2,0.2,0\nB,q1,0.5,1\n"
    scored = plain(run("score", shares, "--json"))
    assert scored["overall"]["brier"]["value"] == pytest.approx((0.01 + 0.04 + 0.25) / 3)
    assert [each["brier"]["value"] for each in scored["experts"]] == pytest.approx([0.025, 0.25])
    assert plain(run("score", SEEDS, "--json"))["overall"]["hit_rate"]["k"] == 3


def test_authority_of_what_the_experts_ticked(run: Any) -> None:
    found = plain(run("authority", EXPERTS, "--json"))
    assert (found["n"], round(found["cr"]["value"], 4), found["experts"][1]["cr"]) == (1, 0.85, None)
    own = plain(run("authority", EXPERTS, "--weight", "familiarity.2=1", "--json"))
    assert own["cr"]["value"] == pytest.approx(0.95)
    assert plain(run("authority", "ca,cs\n0.944,0.775\n", "--json"))["cr"]["value"] == pytest.approx(0.8595)
    # as Chinese studies write it, with the weights of Zeng 1994: .5 + .2 + .1 + .1, and .8 for the second step
    chinese = "专家编号;实践经验;理论分析;国内外文献;直觉;熟悉程度\n甲;大;中;小;小;较熟悉\n"
    ticked = plain(run("authority", chinese, "--json"))
    assert (ticked["names"], ticked["ca"]["value"], ticked["cs"]["value"]) == (["甲"], pytest.approx(0.9), 0.8)
    summed = plain(run("authority", "专家,判断依据,熟悉程度\n甲,0.9,0.8\n", "--json"))
    assert summed["cr"]["value"] == pytest.approx(0.85)
    assert "--called ca=COLUMN" in run("authority", "expert,judgement\n甲,0.9\n").output
    steps = chinese + "乙;大;中;小;小;熟悉\n"  # a scale with 熟悉 beside 较熟悉 has more than five steps
    assert run("authority", steps).exit_code == 2


def test_orders_from_ranks_choices_and_comparisons(run: Any) -> None:
    ranks = "item,a,b,c\nx,1,1,2\ny,2,,1\nz,3,,3\n"
    found = plain(run("ranking", ranks, "--json"))
    assert [round(each["mean_rank"], 3) for each in found["items"]] == [1.333, 1.833, 2.833]
    assert plain(run("ranking", ranks, "--partial", "drop", "--json"))["n"] == 2
    nominal = plain(run("nominal", ranks, "--json"))
    assert [each["total"] for each in nominal["items"]] == [8, 5, 2]
    pairs = plain(run("pairwise", CHOICES, "--json"))
    assert [(each["item"], each["wins"], each["score"]) for each in pairs["items"]] == [("a", 2, 60), ("b", 1, 40)]
    won = plain(run("pairwise", "winner,loser\na,b\nb,a\na,b\n", "--json"))
    assert won["items"][0]["strength"] == pairs["items"][0]["strength"]
    heavy = "winner,loser,w\na,b,1\nb,a,3\na,b,1\n"
    weighed = plain(run("pairwise", heavy, "--weight", "w", "--json"))
    assert [(each["wins"], round(each["weighted_wins"], 3)) for each in weighed["items"]] == [(2, 1.2), (1, 1.8)]
    assert "weighted by w, effective base 2.3" in run("pairwise", heavy, "--weight", "w").output
    assert "leave one of them out" in run("pairwise", heavy, "--weight", "w", "--wins", "w,w").output
    weights = plain(run("ahp", AHP, "--json"))
    assert [round(weight, 4) for weight in weights["experts"][0]["weights"]] == [0.5714, 0.2857, 0.1429]
    assert [round(weight, 4) for weight in weights["experts"][1]["weights"]] == [0.6, 0.2, 0.2]
    assert weights["experts"][0]["ratio"] == pytest.approx(0, abs=1e-9)
    assert sum(weights["panel"]["geometric"]) == pytest.approx(1)


def test_a_matrix_of_comparisons_as_books_print_it_has_the_ratio_of_saaty_1990(run: Any) -> None:
    """The eight criteria of a house (EJOR 48:9): largest eigenvalue 9.669, ratio .169."""
    house = [
        ("size", "1,5,3,7,6,6,1/3,1/4"),
        ("transport", "1/5,1,1/3,5,3,3,1/5,1/7"),
        ("neighbours", "1/3,3,1,6,3,4,6,1/5"),
        ("age", "1/7,1/5,1/6,1,1/3,1/4,1/7,1/8"),
        ("yard", "1/6,1/3,1/3,3,1,1/2,1/5,1/6"),
        ("facilities", "1/6,1/3,1/4,4,2,1,1/5,1/6"),
        ("condition", "3,5,1/6,7,5,5,1,1/2"),
        ("financing", "4,7,5,8,6,6,2,1"),
    ]
    matrix = f",{','.join(name for name, _row in house)}\n" + "".join(f"{name},{row}\n" for name, row in house)
    [found] = plain(run("ahp", matrix, "--json"))["experts"]
    assert (round(found["ratio"], 3), round(found["largest"], 3)) == (0.169, 9.669)
    bare = f"{','.join(name for name, _row in house)}\n" + "".join(f"{row}\n" for _name, row in house)
    assert plain(run("ahp", bare, "--json"))["experts"] == [found]
    [rounded] = plain(run("ahp", "first,second,times\na,b,0.11\n", "--json"))["experts"]
    assert rounded["weights"] == pytest.approx([0.1, 0.9])
    assert max(found["weights"]) == found["weights"][7]
    refused = run("ahp", ",a,b\na,1,3\nb,3,1\n")
    assert refused.exit_code == 2
    assert "1 divided by the other" in refused.output


def test_attrition_pairs_the_rounds_and_hides_few(run: Any) -> None:
    (item,) = plain(run("attrition", ROUNDS, "--json"))["items"]
    assert (item["stayed"], item["left"], round(item["rank_biserial"], 4)) == (6, 5, 0.7333)
    rounds = plain(run("positive", ROUNDS, "--json"))["rounds"]
    assert [(each["round"], each["returned"]["k"], each["returned"]["n"]) for each in rounds] == [
        ("1", 11, 11),
        ("2", 6, 11),
    ]
    written = ROUNDS.replace("value\n", "value,said\n").replace("p0,x,1,7\n", "p0,x,1,7,more\n")
    written = "\n".join(line if line.count(",") == 4 else f"{line}," for line in written.splitlines()) + "\n"
    first, second = plain(run("positive", written, "--suggestions", "said", "--json"))["rounds"]
    assert [(each["suggesting"]["k"], each["suggesting"]["n"]) for each in (first, second)] == [(1, 11), (0, 6)]
    (hidden,) = plain(run("attrition", ROUNDS, "--minimum", "6", "--json"))["items"]
    assert (hidden["rank_biserial"], hidden["guard"]) == (None, "fewer_than_five")


def test_the_panel_beyond_chance_and_a_balanced_plan(run: Any) -> None:
    alpha = plain(run("alpha-panel", "item,a,b,c\n1,1,1,\n2,2,2,2\n3,3,3,3\n4,3,4,4\n", "--json"))
    assert (round(alpha["nominal"]["value"], 4), round(alpha["fleiss"]["value"], 4)) == (0.7727, 0.6538)
    plan = "item,a,b,c\nx,1,1,\ny,2,,1\nz,,2,2\n"
    assert plain(run("concordance-incomplete", plan, "--json"))["value"] == 1


def test_the_last_vote_of_a_person_counts_and_not_every_event(run: Any) -> None:
    rows = [f"p{n},s{k},{1 if (n < 6) == (k < 2) or k == 3 else -1}" for n in range(12) for k in range(4)]
    content = "voter-id,comment-id,vote\n" + "\n".join(["p0,s0,-1", *rows]) + "\n"
    called = ["--called", "participant=voter-id", "--called", "statement=comment-id"]
    found = plain(run("crowd", content, *called, "--json"))
    assert (found["n"], found["votes"], found["events"], found["groups"]["sizes"]) == (12, 48, 49, [6, 6])
    assert [round(each["consensus"], 3) for each in found["statements"]] == [0.109, 0.109, 0.109, 0.766]
    assert found["statements"][0]["agree"] == 6
    assert run("crowd", content.replace("-1", "x"), *called).exit_code == 2
    assert "groups: 6, 6" in run("crowd", content, *called).output


def test_files_as_other_programs_write_them_are_read(run: Any) -> None:
    # as R's write.csv writes a data frame, NA for missing
    wide = '"","r1","r2","r3"\n"1",1,1,NA\n"2",2,2,2\n"3",3,3,3\n"4",3,4,4\n'
    assert run("alpha-panel", wide).exit_code == 2
    alpha = plain(run("alpha-panel", wide, "--missing", "NA", "--json"))
    assert round(alpha["nominal"]["value"], 4) == 0.7727
    words = "r1,r2,r3\nlow,low,\nmid,mid,mid\nhigh,high,high\nhigh,top,top\n"
    named = plain(run("alpha-panel", words, "--no-names", "--categories", "--json"))
    assert (named["nominal"], named["ordinal"]["guard"]) == (alpha["nominal"], "no_order")
    long = "who;q;score\n" + "".join(f"{who};{q};{score}\n" for who, q, score in ("A11", "A22", "B11", "B23"))
    called = ["--called", "panellist=who", "--called", "item=q", "--called", "value=score"]
    assert plain(run("alpha-panel", long, *called, "--json"))["n"] == 4
    assert run("alpha-panel", long, "--called", "panellist=nobody").exit_code == 2
    assert run("alpha-panel", long, "--called", "q=who").exit_code == 2
    assert run("alpha-panel", long, "--called", "who").exit_code == 2


def test_who_is_counted_and_whether_to_ask_once_more(run: Any) -> None:
    # nine finish (one cannot judge), one leaves y blank, one gives nothing
    wide = "item," + ",".join("abcdefghijk") + "\nx,7,8,9,7,8,9,2,5,?,8,\ny,7,8,9,7,8,9,9,9,9,,\n"
    x, y = plain(run("denominators", wide, "--json"))["items"]
    assert [(row["counted"], row["n"]) for row in x["rows"]] == [
        ("judged", 8), ("with_cannot_judge", 9), ("with_partials", 9), ("with_partials_and_cannot_judge", 10),
        ("everybody_asked", 11),
    ]  # fmt: skip
    assert (x["depends"], x["rows"][0]["high"], y["depends"]) == (True, 0.75, False)
    found = plain(run("advice", ROUNDS.replace("p5,x,2,8\n", "p5,x,2,8\np6,x,2,8\n"), "--planned", "3", "--json"))
    assert (found["stop"], found["items"][0]["pairs"], found["one_more"]["expected_answers"]) == ("one_more", 7, 4)


@pytest.mark.parametrize(
    ("verb", "content", "said"),
    [
        ("spread", FIVE, "quartile deviation"),
        ("ram", RAM, "3.4043"),
        ("fuzzy", FIVE, "0.680"),
        ("seventy-fifteen", RAM, "in"),
        ("dissent", "item," + ",".join("abcdefghij") + "\nx,1,1,1,1,1,9,9,9,9,9\n", "yes"),
        ("apmo", RAM, "cut 50.0 %"),
        ("boundary", FIVE, "boundaries: -"),
        ("alpha-panel", FIVE, "fleiss"),
        ("concordance-incomplete", FIVE, "why: fewer than three"),
        ("authority", EXPERTS, "panel"),
        ("attrition", ROUNDS, "0.73"),
        ("ranking", "item,a,b\nx,1,1\ny,2,2\n", "2 ballots"),
        ("nominal", "item,a,b\nx,1,1\ny,2,2\n", "voters"),
        ("pairwise", CHOICES, "60.00"),
        ("ahp", AHP, "57.1"),
        ("pool", SEEDS, "median of quantiles"),
        ("calibrate", SEEDS, "0.3000"),
        ("score", SEEDS, "together"),
        ("denominators", FIVE.replace("?", "3"), "judged"),
        ("advice", ROUNDS, "too_few"),
        ("positive", ROUNDS, "54.5"),
    ],
)
def test_people_get_a_table(run: Any, verb: str, content: str, said: str) -> None:
    done = run(verb, content)
    assert done.exit_code == 0, done.output
    assert said in done.output


@pytest.mark.parametrize(
    ("verb", "content"),
    [
        ("ram", "item,a\nx,10\n"),
        ("ram", "item,a\nx,1;2\n"),
        ("fuzzy", "item,a\nx,4.5\n"),
        ("nominal", "item,a,b\nx,1,2\ny,1,1\n"),
        ("pairwise", "left,right,chosen\na,b,c\n"),
        ("pairwise", "left,right,chosen\na,a,a\n"),
        ("pairwise", "one,two\na,b\n"),
        ("ahp", "first,second,times\na,b,12\n"),
        ("ahp", "first,second,times\na,b,2\nb,a,2\n"),
        ("authority", "ca,cs\n1.2,1\n"),
        ("authority", "expert,practice\nA,huge\n"),
        ("pool", "expert,question,best\n,q,1\n"),
        ("calibrate", SEEDS.replace("E2,q1,0.20,0.30,0.40,0.27", "E2,q1,0.20,0.30,0.40,0.3")),
        ("attrition", "panellist,item,round,value\na,x,1,5\n"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_in_one_line(run: Any, verb: str, content: str) -> None:
    done = run(verb, content)
    assert done.exit_code == 2, done.output
    assert len(done.output.strip().splitlines()) == 1
