"""The commands of `flask stats` on published data in awkward files, against the figures that were printed for them."""

from typing import Any

import pytest

from tests.attitude import ATTITUDE
from tests.commanding import plain

pytestmark = pytest.mark.sqlite_only

# Fleiss 1971, as Fleiss, Levin and Paik 2003 explain it: fourteen raters put each of ten subjects into
# one of five categories
COUNTS = (
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
)  # fmt: skip
# Krippendorff 2011, Computing Krippendorff's alpha-reliability: four observers, twelve units
OBSERVERS = (
    "Observer,1,2,3,4,5,6,7,8,9,10,11,12\nA,1,2,3,3,2,1,4,1,2,NA,NA,NA\nB,1,2,3,3,2,2,4,1,2,5,NA,3\n"
    "C,NA,3,3,3,2,3,4,2,2,5,1,NA\nD,1,2,3,3,2,4,4,1,2,5,1,NA\n"
)
# R, survey 4.1: apistrat by type of school and whether it met its target, with the weights of the types
SCHOOLS = {("E", "44,21"): (9, 91), ("H", "15,1"): (24, 26), ("M", "20,36"): (15, 35)}


def test_raters_in_a_row_each_or_with_the_words_of_other_fields_give_the_printed_agreement(run: Any) -> None:
    rows = [
        f"Rater {rater};Case {subject};{category}"
        for subject, counts in enumerate(COUNTS)
        for rater, category in enumerate(place for place, count in enumerate(counts, 1) for _ in range(count))
    ]
    kappa = plain(run("alpha-panel", "\ufeffRater;Subject;Category\n\n" + "\n".join(rows), "--json"))
    assert round(kappa["fleiss"]["value"], 3) == 0.210
    alpha = plain(run("alpha-panel", OBSERVERS, "--missing", "NA", "--json"))
    printed = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}
    assert {name: round(alpha[name]["value"], 3) for name in printed} == printed
    # Siegel 1956, Nonparametric Statistics, table 9.5: three executives rank six applicants, W = .16
    ranks = "Interviewer,a,b,c,d,e,f\nX,1,6,3,2,5,4\nY,1,5,6,4,2,3\nZ,6,3,2,5,4,1\n"
    assert round(plain(run("concordance", ranks, "--json"))["value"], 2) == 0.16
    unknown = run("concordance", ranks.replace("Interviewer", "Who"), "--json")
    assert "If each row is a panellist, add --transposed." in unknown.stderr
    assert plain(unknown)["raters"] == ["a", "b", "c", "d", "e", "f"]


def test_a_weighted_share_of_a_finite_population_has_the_error_of_svymean(run: Any) -> None:
    # R: svymean(~I(sch.wide == "Yes"), svydesign(~1, weights = ~pw, data = apistrat, fpc = rep(6194, 200))) prints
    # .8279480114 and .02564435641; svyciprop(method = "xlogit", df = Inf), another interval, .77176675 and .87258306
    yes_and_no = [
        f"Ziel {kind};{'Yes' if place >= counts[0] else 'No'};{weight}"
        for (kind, weight), counts in SCHOOLS.items()
        for place in range(sum(counts))
    ]
    content = "Bericht 2000;;\nSchule;Ziel erreicht?;Gewicht\n" + "\n".join([*yes_and_no, "X;99;1", ";;", "Z;Yes;0"])
    asked = ("--column", "Ziel erreicht?", "--weights", "Gewicht", "--decimal-comma", "--missing", "99", "--top", "Yes")
    refused = run("csat", content, *asked)
    assert (refused.exit_code, "Words need their numbers: --labels “No=1|Yes=2”" in refused.output) == (2, True)
    words = ("--labels", "No=0|Yes=1", "--scale", "0-1", "--population", "6194", "--json")
    [found] = plain(run("csat", content, *asked, *words))["items"]
    assert (found["n"], found["value"]) == (200, pytest.approx(0.8279480114, abs=1e-6))
    assert found["mean"]["standard_error"] == pytest.approx(0.02564435641, abs=1e-6)
    ends = (found["interval"]["low"], found["interval"]["high"])
    assert ends == (pytest.approx(0.77176675, abs=1e-3), pytest.approx(0.87258306, abs=1e-3))


def test_the_interval_of_alpha_is_the_one_that_psych_prints(run: Any) -> None:
    # R, psych 2.2.9: alpha(attitude) prints .84314277, standardised .8390838, mean r .42690664, and of Feldt .73937569
    # and .91577307
    rows = "\n".join(";".join(f"{value:g}" for value in row) for row in ATTITUDE)
    found = plain(run("alpha", f"a;b;c;d;e;f;g\n{rows}\n", "--json"))
    printed = (0.84314277, 0.8390838, 0.42690664, 0.73937569, 0.91577307)
    ends = (found["interval"]["low"], found["interval"]["high"])
    assert (found["value"], found["standardised"], found["mean_correlation"], *ends) == pytest.approx(printed, abs=1e-7)


def test_classes_of_loyalty_are_those_of_a_table_counted_by_hand_with_the_printed_interval(run: Any) -> None:
    # Newcombe 1998, Statistics in Medicine 17:857, table I: 81 of 263, the score interval .2553 to .3662
    kinds = {"0;;;": 20, "3;2;100;5": 30, "12;40;60;5": 40, "4;20;60;2": 50, "9;70;80;4": 81, "9;70;20;5": 42}
    content = "Nº de compras;Meses;Cuota (%);Confianza\n" + "".join(f"{row}\n" * count for row, count in kinds.items())
    named = ("--orders", "Nº de compras", "--months", "Meses", "--share", "Cuota (%)", "--trust", "Confianza", "--json")
    assert "--per-cent" in run("loyalty", content, *named).output
    found = plain(run("loyalty", content, *named, "--per-cent"))
    counts = {each["name"]: each["count"] for each in found["classes"]}
    assert counts == {"potential": 20, "new": 30, "regular": 50, "old": 40, "loyal": 81, "unclassified": 42}
    loyal = next(each["share"] for each in found["classes"] if each["name"] == "loyal")
    assert [round(loyal["interval"][end], 4) for end in ("low", "high")] == [0.2553, 0.3662]
    assert plain(run("loyalty", content.replace("100;5", "100%;5"), *named, "--per-cent")) == found


def test_games_at_home_and_away_have_the_strengths_that_were_printed(run: Any) -> None:
    # Agresti 2002, Categorical Data Analysis, 2nd ed., table 10.10; R, BradleyTerry2 1.1: BTabilities prints
    # 1.581356 for Milwaukee, 1.436408 for Detroit and .683853 for Cleveland above Baltimore
    teams = ("Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore")
    won = (
        (0, 7, 9, 7, 7, 9, 11), (6, 0, 7, 5, 11, 9, 9), (4, 6, 0, 7, 7, 8, 12), (6, 8, 6, 0, 6, 7, 10),
        (6, 2, 6, 7, 0, 7, 12), (4, 4, 5, 6, 6, 0, 6), (2, 4, 1, 3, 1, 7, 0),
    )  # fmt: skip
    rows = [
        f"{one};{two};{won[place][other]};{won[other][place]}"
        for place, one in enumerate(teams)
        for other, two in enumerate(teams[place + 1 :], place + 1)
    ]
    content = "home.team;away.team;home.wins;away.wins\n" + "\n".join(rows)
    assert "--wins names two columns" in run("pairwise", content).output
    named = ("--called", "left=home.team", "--called", "right=away.team", "--wins", "home.wins,away.wins", "--json")
    strength = {each["item"]: each["strength"] for each in plain(run("pairwise", content, *named))["items"]}
    above = {team: round(strength[team] - strength["Baltimore"], 5) for team in ("Milwaukee", "Detroit", "Cleveland")}
    assert above == {"Milwaukee": 1.58136, "Detroit": 1.43641, "Cleveland": 0.68385}


def test_data_of_textbooks_have_the_figures_that_r_prints_for_them(run: Any) -> None:
    # Hollander and Wolfe 1973, p. 140, rounding first base: three methods, 22 players; R: friedman.test
    seconds = (
        540, 550, 555, 585, 570, 575, 520, 560, 550, 555, 550, 540, 590, 585, 570, 545, 555, 560, 540, 540, 535,
        545, 550, 535, 525, 515, 500, 585, 580, 570, 525, 520, 510, 565, 555, 545, 560, 535, 545, 505, 500, 495,
        550, 550, 540, 545, 555, 550, 555, 555, 535, 545, 550, 555, 550, 545, 525, 565, 560, 540, 570, 565, 555,
        630, 630, 625,
    )  # fmt: skip
    rows = [f"{place // 3},{','.join(map(str, seconds[place : place + 3]))}" for place in range(0, len(seconds), 3)]
    order = plain(run("concordance", "player,round out,narrow,wide\n" + "\n".join(rows), "--transposed", "--json"))
    tested = order["chi_square"]
    assert (order["value"], tested["statistic"]) == pytest.approx((0.253246753247, 11.14285714), abs=1e-8)
    assert tested["p"] == pytest.approx(0.00380504078)
    # Fleiss 1981, smokers among patients of four hospitals; R: prop.trend.test
    smoking = "hospital,smokes,n\n" + "".join(
        f"{place},1,{yes}\n{place},0,{n - yes}\n"
        for place, (yes, n) in enumerate(((83, 86), (90, 93), (129, 136), (70, 82)), 1)
    )
    asked = ("--wave", "hospital", "--value", "smokes", "--top", "1-1", "--count", "n", "--json")
    rise = plain(run("trend", smoking, *asked))["trend"]
    assert (rise["statistic"], rise["p"]) == pytest.approx((8.224922285, 0.00413189748), rel=1e-8)
    # Woods, Steinour and Starke 1932, heat of cement; R: lm over all subsets, and Johnson's weights by eigen
    heat = (78.5, 74.3, 104.3, 87.6, 95.9, 109.2, 102.7, 72.5, 93.1, 115.9, 83.8, 113.3, 109.4)
    parts = (
        (7, 1, 11, 11, 7, 11, 3, 1, 2, 21, 1, 11, 10), (26, 29, 56, 31, 52, 55, 71, 31, 54, 47, 40, 66, 68),
        (6, 15, 8, 8, 6, 9, 17, 22, 18, 4, 23, 9, 8), (60, 52, 20, 47, 33, 22, 6, 44, 22, 26, 34, 12, 12),
    )  # fmt: skip
    cement = "heat,a,b,c,d\n" + "".join(",".join(map(str, row)) + "\n" for row in zip(heat, *parts, strict=True))
    for shares, printed in (
        ("shapley", [0.248889169248, 0.291250207368, 0.134886513525, 0.307349730266]),
        ("johnson", [0.256668410095, 0.290330656779, 0.139412349181, 0.295964204353]),
    ):
        found = plain(run("drivers", cement, "--outcome", "heat", "--shares", shares, "--resamples", "0", "--json"))
        assert [each["value"] for each in found["drivers"]] == pytest.approx(printed)


def test_a_table_with_thin_cells_also_gives_the_p_that_other_programs_print(run: Any) -> None:
    # MASS::survey, smoking by exercise; R: chisq.test prints 5.488545891, df 6, .482842169
    counts = {"Heavy": (7, 1, 3), "Never": (87, 18, 84), "Occas": (12, 3, 4), "Regul": (9, 1, 7)}
    content = "smoke,exercise,n\n" + "".join(
        f"{smoke},{exercise},{n}\n"
        for smoke, row in counts.items()
        for exercise, n in zip(("Freq", "None", "Some"), row, strict=True)
    )
    asked = ("--rows", "smoke", "--columns", "exercise", "--count", "n")
    [table] = plain(run("crosstab", content, *asked, "--json"))["tables"]
    test = table["tests"][0]["test"]
    assert (test["statistic"], test["df"], test["p_method"]) == (pytest.approx(5.488545891), 6, "monte_carlo")
    assert (test["p_large_sample"], test["p"]) == (pytest.approx(0.482842169), pytest.approx(0.48, abs=0.02))
    assert "0.483 by the distribution" in run("crosstab", content, *asked).output


def test_parties_compared_by_192_voters_have_the_strengths_of_psychotools(run: Any) -> None:
    # R, psychotools 0.7: coef(btmodel(GermanParties2009$preference, ref = "none"))
    won = (
        "none,Linke,119,73 none,Gruene,25,167 Linke,Gruene,23,169 none,SPD,38,154 Linke,SPD,34,158 Gruene,SPD,124,68 "
        "none,CDU,69,123 Linke,CDU,76,116 Gruene,CDU,128,64 SPD,CDU,125,67 none,FDP,83,109 Linke,FDP,70,122 "
        "Gruene,FDP,137,55 SPD,FDP,134,58 CDU,FDP,106,86"
    )
    content = "left,right,a,b\n" + "\n".join(won.split())
    strength = {
        each["item"]: each["strength"] for each in plain(run("pairwise", content, "--wins", "a,b", "--json"))["items"]
    }
    printed = {
        "Linke": -0.2405083290,
        "Gruene": 1.5613170281,
        "SPD": 1.1886603256,
        "CDU": 0.5511819277,
        "FDP": 0.3755616499,
    }
    assert {name: strength[name] - strength["none"] for name in printed} == pytest.approx(printed, abs=1e-7)
