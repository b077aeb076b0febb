"""The commands on satisfaction: each on a file whose figures are known, as JSON and as words."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from survey_app.cli.stats import commands
from tests.attitude import ATTITUDE, NAMES
from tests.commanding import plain

RATED = "q1,q2,wave,w,nps\n5,4,1,1,10\n4,4,1,1,9\n3,2,2,2,5\n99,5,2,1,8\n1,,2,1,0\n"
PAIRS = "who,speed_f,speed_d,smile_f,smile_d,w,age\n1,1,5,1,3,1,old\n2,1,5,1,3,1,old\n3,3,5,3,3,2,new\n4,,5,1,4,1,new\n"
KANO_WORDS = (
    "feature,functional,dysfunctional,awareness,source\nspeed,like,dislike,stated,interview 4\nspeed,like,dislike,,\n"
    "speed,neutral,dislike,,\nsmile,like,neutral,latent,shop visit\n"
)
FIVE = "like,must,neutral,live,dislike"
DRIVEN = (
    "rating," + ",".join(NAMES) + "\n" + "\n".join(",".join(f"{each:g}" for each in row) for row in ATTITUDE) + "\n"
)
OWN = "imp1,imp2,own1,own2,ace1,ace2\n" + "4,4,5,2,3,4\n5,3,4,3,3,5\n" * 20
PEOPLE = (
    "orders,months,share,trust,money,authority,need,pays,uses,kind,reason,offered,used\n"
    "0,,,,1,1,1,1,1,active,price,1,0\n20,60,0.9,5,yes,no,1,1,0,passive,moved,0,0\n"
)

CHANNELS = "u1,p1,s1\nshop,web,2\nshop;web,web,4\nweb,web,5\n"


def test_csat_leaves_codes_apart_weights_and_groups(run: Any) -> None:
    words = ["--column", "q1,q2", "--missing", "98,99", "--json"]
    first, second = plain(run("csat", RATED, *words))["items"]
    assert (first["item"], first["value"], first["n"], first["missing"]) == ("q1", 0.5, 4, 1)
    assert (second["value"], second["mean"]["value"], second["rescaled"]) == (0.75, 3.75, 68.75)
    apart = plain(run("csat", RATED, "--column", "q1", "--apart", "99", "--weight", "w", "--json"))["items"][0]
    assert (apart["value"], apart["apart"], apart["n_eff"]) == (0.4, 1, pytest.approx(25 / 7))
    grouped = plain(run("csat", RATED, "--column", "q2", "--by", "wave", "--json"))["items"]
    assert [(each["group"], each["n"]) for each in grouped] == [("1", 2), ("2", 2)]
    assert run("csat", RATED, "--column", "q1").exit_code == 2
    # two of three points say nothing: of a short scale the highest alone counts
    short = "q\n1\n2\n3\n3\n"
    assert plain(run("csat", short, "--column", "q", "--scale", "1-3", "--json"))["items"][0]["value"] == 0.5
    assert plain(run("csat", short, "--column", "q", "--scale", "1-4", "--json"))["items"][0]["top"] == [3, 4]
    assert "% at 3 " in run("csat", short, "--column", "q", "--scale", "1-3").output


def test_recommend_gives_the_score_and_its_change_between_groups(run: Any) -> None:
    found = plain(run("recommend", RATED, "--column", "nps", "--by", "wave", "--json"))
    assert [each["value"] for each in found["items"]] == [100, pytest.approx(-200 / 3)]
    assert (found["changes"][0]["from"], found["changes"][0]["value"]) == ("1", pytest.approx(-500 / 3))
    own = plain(run("recommend", RATED, "--column", "nps", "--promoters-from", "10", "--json"))["items"][0]
    assert own["cautions"][-1]["code"] == "own_cuts"


def test_effort_gap_servqual_and_index(run: Any) -> None:
    effort = plain(run("effort", "e\n7\n5\n3\n", "--column", "e", "--json"))["items"][0]
    assert (effort["value"], effort["easy"]["value"]) == (5, pytest.approx(2 / 3))
    pairs = "e1,e2,p1,p2\n7,6,5,6\n6,6,6,5\n7,5,4,5\n5,7,5,6\n"
    words = ["--expected", "e1,e2", "--experienced", "p1,p2", "--scale", "1-7", "--json"]
    gap = plain(run("gap", pairs, *words))
    assert [each["value"] for each in gap["items"]] == [-1.25, -0.5]
    assert gap["scale"]["n"] == 4
    assert run("gap", pairs, *words, "--experienced-scale", "1-5").exit_code == 2
    words = ["--perceived", "p1,p2", "--expected", "e1,e2", "--dimension", "a=1", "--dimension", "b=2", "--json"]
    quality = plain(run("servqual", pairs, *words, "--points", "70,30"))
    assert (quality["overall"]["value"], quality["weighted"]["value"]) == (-0.875, pytest.approx(-1.025))
    assert run("servqual", pairs, *words, "--points", "70,40").exit_code == 2
    three = "a,b,c\n10,10,10\n7,6,5\n1,1,1\n"
    whole = plain(run("index", three, "--items", "a,b,c", "--json"))
    assert whole["value"] == pytest.approx((100 + 500 / 9 + 0) / 3)
    mixed = plain(run("index", "a,b\n5,10\n1,1\n", "--items", "a,b", "--scale", "1-5", "--scale", "0-10", "--json"))
    assert mixed["value"] == pytest.approx((100 + 100 * 1 / 14) / 2)
    assert run("index", three, "--items", "a,b,c", "--scale", "1-5", "--scale", "0-10").exit_code == 2


def test_an_index_takes_its_points_from_a_panel(run: Any, tmp_path: Path) -> None:
    panel = tmp_path / "panel.csv"
    panel.write_text("b,a\n3,9\n3,9\n", encoding="utf-8")
    found = plain(run("index", "a,b\n10,1\n", "--items", "a,b", "--panel", str(panel), "--json"))
    assert (found["value"], [each["points"] for each in found["panel"]["parts"]]) == (75, [75, 25])


def test_kano_reads_columns_rows_and_counts(run: Any) -> None:
    speed, smile = plain(run("kano", PAIRS, "--json"))["items"]
    assert (speed["item"], speed["category"], speed["missing"], smile["category"]) == ("speed", "O", 1, "A")
    weighted = plain(run("kano", PAIRS, "--weight", "w", "--json"))["items"][0]
    assert weighted["shares"]["M"] == 0.5
    grouped = plain(run("kano", PAIRS, "--by", "age", "--json"))["items"]
    assert (grouped[0]["group"], grouped[0]["item"], grouped[0]["category"]) == ("old", "speed", "O")
    named = plain(run("kano", PAIRS, "--pair", "x=speed_f:speed_d", "--table", "pouliot", "--json"))["items"]
    assert [(each["item"], each["table"]) for each in named] == [("x", "pouliot")]
    long = plain(run("kano", KANO_WORDS, "--answers", FIVE, "--json"))["items"]
    assert [(each["item"], each["category"]) for each in long] == [("speed", "O"), ("smile", "A")]
    counts = "feature,A,O,M,I,R,Q\nski,70,323,493,95,3,15\n"
    assert plain(run("kano", counts, "--json"))["items"][0]["better"] == pytest.approx(393 / 981)
    shares = plain(run("kano", "ski,A,O,M,I,R,Q\nedge,7.0,32.3,49.3,9.5,0.3,1.5\n", "--people", "1000", "--json"))
    assert (shares["items"][0]["item"], shares["items"][0]["n"]) == ("edge", 1000)
    assert shares["items"][0]["counts"]["M"] == pytest.approx(493, abs=1)
    turns = plain(run("kano", "F1,x\n5,1.0\n5,1\n", "--alternating", "F1,x", "--answers", "5,4,3,2,1", "--json"))
    assert turns["items"][0]["counts"]["O"] == 2
    first = plain(run("kano", "func_a,dysfunc_a\n1,5\n", "--json"))["items"][0]
    assert (first["item"], first["category"]) == ("a", "O")
    assert run("kano", PAIRS.replace("1,1,5", "1,6,5")).exit_code == 2
    assert "Row 2, column f_d: “often” is not a number" in run("kano", "f_f,f_d\n1,often\n2,5\n3,3\n").output
    assert run("kano", KANO_WORDS.replace("dislike", "bad")).exit_code == 2


def test_kano_knows_the_usual_names_of_columns_and_words_before_numbers(run: Any) -> None:
    # words decide where the number before them counts from the other end
    long = "Feature;Positive;Negative\nspeed;5 - I like it;1 - I dislike it\nspeed;I like it;I dislike it\n"
    (speed,) = plain(run("kano", long, "--json"))["items"]
    assert (speed["item"], speed["counts"]["O"]) == ("speed", 2)
    # Matzler and Hinterhuber 1998, Technovation 18:25: skis, per cent; edge grip .4, -.83 and must-be
    printed = (
        "No.,Attribute,Attractive (A),One-dimensional (O),Must-be (M),Indifferent (I),Reverse (R),Questionable (Q)\n"
    )
    (edge,) = plain(run("kano", f"{printed}1,Edge grip,7.0,32.3,49.3,9.5,0.3,1.5\n", "--people", "1000", "--json"))[
        "items"
    ]
    assert (edge["item"], edge["category"], round(edge["better"], 2), round(edge["worse"], 2)) == (
        "Edge grip", "M", 0.40, -0.83,
    )  # fmt: skip
    (both,) = plain(run("kano", "功能,正向题,反向题,item\n速度,喜欢,不喜欢,1\n", "--json"))["items"]
    assert (both["item"], both["category"]) == ("速度", "O")
    (wide,) = plain(run("kano", "id,Menu [Functional],Menu [Dysfunctional]\n1,1,5\n", "--json"))["items"]
    assert (wide["item"], wide["category"]) == ("Menu", "O")


def test_a_form_of_ones_own_is_told_to_name_its_dimensions(run: Any) -> None:
    short = "e1,p1\n7,5\n6,6\n7,4\n"
    refused = run("servqual", short, "--perceived", "p1")
    assert (refused.exit_code, "Name your own dimensions: --dimension staff=1,2,3." in refused.output) == (2, True)
    own = plain(run("servqual", short, "--perceived", "p1", "--expected", "e1", "--dimension", "all=1", "--json"))
    assert own["overall"]["value"] == pytest.approx(-5 / 3)
    assert "a square matrix of the things compared" in run("ahp", short).output


def test_needs_stand_in_tiers_by_segment(run: Any) -> None:
    found = plain(run("needs", PAIRS, "--by", "age", "--latent", "smile", "--json"))
    assert [(each["name"], each["tier"], each["awareness"]) for each in found["needs"]] == [
        ("speed", "satisfying", "unknown"), ("smile", "attractive", "latent"),
    ]  # fmt: skip
    assert [(each["segment"], each["tier"]) for each in found["needs"][0]["segments"]] == [
        ("new", "basic"), ("old", "satisfying"),
    ]  # fmt: skip
    long = plain(run("needs", KANO_WORDS, "--answers", FIVE, "--json"))["needs"]
    assert [(each["awareness"], each["source"]) for each in long] == [
        ("stated", "interview 4"),
        ("latent", "shop visit"),
    ]


def test_drivers_and_maps_of_the_published_ratings(run: Any) -> None:
    found = plain(run("drivers", DRIVEN, "--outcome", "rating", "--resamples", "50", "--json"))
    assert [round(each["value"], 4) for each in found["drivers"]] == [0.3708, 0.0509, 0.1558, 0.1203, 0.0066, 0.0282]
    words = ["--outcome", "rating", "--items", "complaints,learning", "--reward-from", "75", "--penalty-to", "55"]
    contrast = plain(run("penalty-reward", DRIVEN, *words, "--json"))
    assert [each["name"] for each in contrast["attributes"]] == ["complaints", "learning"]
    words = ["--performance", "complaints,learning", "--outcome", "rating", "--resamples", "20", "--json"]
    assert plain(run("importance", DRIVEN, *words))["kind"] == "derived"
    means = "attribute,importance,performance\na,4,2\nb,3,4\n"
    assert plain(run("importance", means, "--json"))["attributes"][0]["quadrant"] == "improve_first"
    assert run("importance", DRIVEN, "--performance", "learning").exit_code == 2


def test_rivals_and_decisions(run: Any, tmp_path: Path) -> None:
    words = ["--own", "own1,own2", "--rival", "ace=ace1,ace2", "--resamples", "50", "--json"]
    found = plain(run("rivals", OWN, "--importance", "imp1,imp2", *words))
    assert [(each["place"], each["decision"]) for each in found["attributes"]] == [
        ("enough_and_ahead", "protect_and_tell"), ("lacking_and_behind", "watch"),
    ]  # fmt: skip
    decided = plain(run("decision", OWN, "--importance", "0.1,0.5", *words))
    assert [each["decision"] for each in decided["attributes"]] == ["leave", "improve_first"]
    other = tmp_path / "other.csv"
    other.write_text("own1,own2\n" + "3,4\n" * 35, encoding="utf-8")
    words[3] = f"ace=@{other}"
    apart = plain(run("decision", OWN, "--importance", "0.1,0.5", *words))
    assert (apart["same_people"], apart["attributes"][1]["decision"]) == (False, "improve_first")
    # one person drawn again and again spans no interval
    lone = run(
        "rivals", "\n".join(OWN.splitlines()[:2]), "--importance", "imp1,imp2", *words[:2], "--rival", "a=ace1,ace2"
    )
    assert " to " not in lone.output


def test_nothing_is_decided_where_an_outcome_is_hardly_explained(run: Any) -> None:
    rows = [(over, a, b, a + 1, b + 1) for over in range(1, 6) for a in range(1, 5) for b in range(1, 5)]
    noise = "over,a,b,ra,rb\n" + "\n".join(",".join(map(str, row)) for row in rows)
    words = ["--own", "a,b", "--rival", "r=ra,rb", "--resamples", "50"]
    done = run("decision", noise, "--outcome", "over", *words, "--json")
    assert {(each["difference"], each["standing"], each["decision"]) for each in plain(done)["attributes"]} == {
        (-1, "worse", None)
    }
    assert "explain less than 1% of the outcome (adjusted R2): nothing is decided" in done.stderr
    given = plain(run("decision", noise, "--importance", "0.5,0.1", *words, "--json"))
    assert [each["decision"] for each in given["attributes"]] == ["improve_first", "watch"]
    assert "their order is chance" in run("drivers", noise, "--outcome", "over", "--items", "a,b").output
    assert (
        "their quadrants advise nothing" in run("importance", noise, "--outcome", "over", "--performance", "a,b").output
    )


def test_ecsi_takes_blocks_by_pattern_and_arrows(run: Any) -> None:
    rows = "\n".join(f"{1 + n % 10},{1 + (n * 3) % 10},{1 + (n * n) % 10}" for n in range(60))
    words = ["--block", "x=A*", "--block", "y=B1", "--path", "x:y", "--resamples", "0", "--json"]
    found = plain(run("ecsi", f"A1,A2,B1\n{rows}\n", *words))
    assert [each["name"] for each in found["latents"][0]["items"]] == ["A1", "A2"]
    assert [each["mode"] for each in found["latents"]] == ["a", "a"]
    made_up = plain(run("ecsi", f"A1,A2,B1\n{rows}\n", *words, "--formative", "x"))
    assert ([each["mode"] for each in made_up["latents"]], made_up["htmt"]) == (["b", "a"], [])
    assert "no block “z”" in run("ecsi", f"A1,A2,B1\n{rows}\n", *words, "--formative", "z").output
    assert run("ecsi", f"A1,A2,B1\n{rows}\n", "--block", "x=A*", "--path", "x:x").exit_code == 2
    few = "A1,A2,B1\n1,5,2\n4,2,9\n3,3,1\n"
    assert "2 items (mode B), and 3 people" in run("ecsi", few, *words, "--formative", "x").output


def test_potential_from_options_factors_ranges_and_regions(run: Any) -> None:
    alone = CliRunner().invoke(
        commands, ["potential", "--factor", "n=1000000", "--factor", "q=10", "--factor", "p=1", "--json"]
    )
    assert (plain(alone)["exact"], plain(alone)["kind"]) == (10_000_000, "market_potential")
    chain = "factor,value,kind\nn,100000,\na,10000,\nv,1 %,\nv1,0.05,firm_share\n"
    assert (plain(run("potential", chain, "--json"))["exact"], plain(run("potential", chain, "--json"))["kind"]) == (
        500_000, "sales_potential",
    )  # fmt: skip
    ranges = "factor,low,best,high\nn,90,100,110\nn,80,100,130\nq,1,2,3\n"
    found = plain(run("potential", ranges, "--draws", "500", "--json"))
    assert (found["exact"], found["range"]["low"], found["range"]["high"]) == (200, 85, 360)
    regions = "region,n,v,fits\nnorth,100,10%,yes\nsouth,50,20%,no\n"
    assert plain(run("potential", regions, "--factor", "q=3", "--json"))["exact"] == 30
    assert run("potential", "factor,value\nn,many\n").exit_code == 2
    assert "add --decimal-comma" in run("potential", "factor;value\nn;1,5\n").output
    assert run("potential", "factor,value\nn,\n").exit_code == 2


def test_profit_value_and_customers_by_kind(run: Any) -> None:
    profit = plain(run("profit", "p\n90\n4\n3\n2\n1\n", "--column", "p", "--json"))
    assert profit["shares"][0]["share"] == pytest.approx(0.9)
    value = "income,product_cost,service_cost,marketing_cost,referral_profit\n100,40,10,5,20\n10,20,0,0,\n"
    assert plain(run("customer-value", value, "--json"))["values"] == [65, None]
    words = ["--orders", "orders", "--months", "months", "--share", "share", "--trust", "trust", "--json"]
    classes = {each["name"]: each["count"] for each in plain(run("loyalty", PEOPLE, *words))["classes"]}
    assert (classes["potential"], classes["loyal"], classes["unclassified"]) == (1, 1, 0)
    assert [each["count"] for each in plain(run("man", PEOPLE, "--json"))["cells"][:3]] == [1, 0, 1]
    assert [each["count"] for each in plain(run("roles", PEOPLE, "--json"))["cells"][:2]] == [1, 1]
    assert plain(run("losses", PEOPLE, "--json"))["active"]["value"] == 0.5
    assert plain(run("offers", PEOPLE, "--cause", "reason", "--json"))["causes"]["categories"][0]["code"] == "price"
    stage = plain(run("channels", CHANNELS, "--stage", "before=u1:p1:s1", "--json"))["stages"][0]
    assert (stage["mismatch"]["value"], stage["channels"][0]["satisfaction"]["value"]) == (pytest.approx(1 / 3), 3)
    assert run("man", PEOPLE.replace("yes", "maybe")).exit_code == 2


@pytest.mark.parametrize(
    ("verb", "content", "words", "said"),
    [
        ("csat", RATED, ["--column", "q2"], "75.0"),
        ("recommend", RATED, ["--column", "nps", "--by", "wave"], "-166.7 points"),
        ("effort", "e\n7\n5\n", ["--column", "e"], "6.00"),
        ("gap", "e,p\n4,3\n5,3\n", ["--expected", "e", "--experienced", "p", "--scale", "1-5"], "-1.50"),
        ("servqual", "e,p\n4,3\n", ["--expected", "e", "--perceived", "p", "--dimension", "d=1"], "-1.00"),
        ("index", "a,b\n10,1\n", ["--items", "a,b"], "50.0"),
        ("kano", PAIRS, [], "O"),
        ("needs", PAIRS, ["--by", "age"], "old: satisfying"),
        ("drivers", DRIVEN, ["--outcome", "rating", "--resamples", "0"], "0.7326"),
        ("penalty-reward", DRIVEN, ["--outcome", "rating", "--reward-from", "80", "--penalty-to", "50"], "R2"),
        ("importance", "attribute,importance,performance\na,4,2\nb,3,4\n", [], "improve_first"),
        ("rivals", OWN, ["--importance", "imp1,imp2", "--own", "own1,own2", "--rival", "x=ace1,ace2"], "watch"),
        (
            "ecsi",
            DRIVEN,
            ["--block", "a=rating", "--block", "b=raises,learning", "--path", "b:a", "--scale", "1-99"],
            "b > a",
        ),
        ("potential", "factor,low,best,high\nn,9,10,12\n", ["--draws", "50"], "simulated"),
        ("profit", "p\n9\n1\n", ["--column", "p"], "Gini"),
        ("offers", PEOPLE, [], "need without offer"),
        ("losses", PEOPLE, [], "price"),
        ("channels", "stage,used,preferred\nbefore,shop,web\n", [], "100.0 % use none"),
    ],
)
def test_people_get_a_table(run: Any, verb: str, content: str, words: list[str], said: str) -> None:
    done = run(verb, content, *words)
    assert done.exit_code == 0, done.output
    assert said in done.output


def test_ecsi_says_what_the_blocks_of_the_european_model_are_called(run: Any) -> None:
    rows = "\n".join(f"{1 + n % 10},{1 + (n * 3) % 10}" for n in range(60))
    done = run("ecsi", f"A1,B1\n{rows}\n", "--block", "image=A1", "--block", "expectations=B1")
    assert (done.exit_code, "no block “expectations”" in done.output, "image, expectation, " in done.output) == (
        2, True, True,
    )  # fmt: skip


def test_whoever_names_too_little_is_told_what_to_write(run: Any) -> None:
    five = "q1,q2,q3\n" + "".join(f"{1 + n % 5},{1 + n * 2 % 5},{1 + n * 3 % 5}\n" for n in range(20))
    # without --scale the index takes 1 to 10: on 1 to 5 it would be far too low
    assert "taken to reach from 1 to 10, and no answer lies above 5" in run("index", five, "--items", "q1..q3").output
    assert "taken to reach" not in run("index", five, "--items", "q1..q3", "--scale", "1-5").output
    assert "from 0 to 10, and no answer lies above 5" in run("recommend", five, "--column", "q1").output
    assert "taken to reach" not in run("csat", five, "--column", "q1").output
    said = {
        ("alpha", "--items", "q1-q3"): "written q1..q3",
        ("csat", "--column", "q1", "--top", "7"): "--top 7 lies off the scale 1-5",
        ("importance", "--performance", "q1,q2", "--importance", "q3"): "names 1 columns, but 2 are rated",
        ("rivals", "--importance", "q1", "--own", "q2", "--rival", "x=q1,q3"): "has 2 columns, but 1 are rated",
        ("importance", "--performance", "q1,q2", "--importance", "q2,q3", "--cross", "target"): "with --target",
        ("penalty-reward", "--outcome", "q1", "--reward-from", "2", "--penalty-to", "4"): "High answers begin at 2",
        ("allocate", "--by", "q1", "--rate", "80"): "80 % is written 80%",
    }
    for (verb, *words), sentence in said.items():
        done = run(verb, five, *words)
        assert (done.exit_code, sentence in done.output) == (2, True), done.output
    assert "5 % is written 0.05" in CliRunner().invoke(commands, ["sample-size", "--margin", "5"]).output
    worded = "how,sex\n" + "Very satisfied,f\nDissatisfied,m\nNeutral,f\nSatisfied,m\nVery dissatisfied,f\n" * 2
    rows = plain(run("crosstab", worded, "--rows", "how", "--columns", "sex", "--json"))["tables"][0]["rows"]
    scale = ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"]
    assert [row["label"] for row in rows] == scale
