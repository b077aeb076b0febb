"""Other usual forms of the same data, figures of counts alone, and questionnaires by their published keys."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from survey_app.cli.stats import commands
from survey_app.questions.words import KANO_ANSWERS
from tests.commanding import plain

DATA = Path(__file__).parents[1] / "data" / "aggrecat"
LONG = "panellist,item,round,value\n" + "".join(
    f"p{person},{item},{turn},{1 + (person * turn + len(item)) % 9}\n"
    for person in range(8)
    for item in ("price", "speed")
    for turn in (1, 2)
)

MEDIA = "id,tv,radio,web,all,sex\n1,1,0,yes,tv/web,f\n2,0,1,no,radio/99,m\n3,1,,1,tv/web,m\n4,0,0,0,99,f\n"


def counted(*words: str) -> Any:
    return plain(CliRunner().invoke(commands, [*words, "--json"]))


def wide(*, transposed: bool) -> str:
    cells = {tuple(line.split(",")[:3]): line.split(",")[3] for line in LONG.splitlines()[1:]}
    people, items = [f"p{person}" for person in range(8)], ["price", "speed"]
    rows, columns = (people, items) if transposed else (items, people)
    lines = [",".join(["name", "round", *columns])]
    for turn in ("1", "2"):
        for row in rows:
            keys = [(row, each, turn) if transposed else (each, row, turn) for each in columns]
            lines.append(",".join([row, turn, *(cells[key] for key in keys)]))
    return "\n".join(lines) + "\n"


def test_rounds_side_by_side_and_other_usual_names_give_the_same_figures(run: Any) -> None:
    expected = plain(run("stability", LONG, "--json"))
    assert expected["items"][0]["n"] == 8
    beside = run("stability", wide(transposed=False), "--json")
    assert (plain(beside), "items in rows (price, speed) and the panellists" in beside.stderr) == (expected, True)
    assert plain(run("stability", wide(transposed=True), "--transposed", "--json")) == expected
    named = LONG.replace("panellist,item,round,value", "Expert,Question,Wave,Rating")
    assert plain(run("stability", named, "--json")) == expected
    one = plain(run("spread", named, "--round", "2", "--json"))
    assert plain(run("spread", wide(transposed=False), "--round", "2", "--json")) == one
    assert "It holds: 1, 2." in run("spread", wide(transposed=False)).output
    again = wide(transposed=False) + wide(transposed=False).splitlines()[1] + "\n"
    assert "Row 6: name and round" in run("spread", again, "--round", "1").output
    assert "It names: a, b." in run("stability", "a,b\n1,2\n").output
    cells = {tuple(line.split(",")[:3]): line.split(",")[3] for line in LONG.splitlines()[1:]}
    forms = {"id": "{item}_R{turn}", "Experto nº": "Ronda {turn}: {item}", "email": "第{turn}轮 {item}",
             "Nr": "{item}（第{turn}轮）"}  # fmt: skip
    for first, form in forms.items():
        keys = [(item, turn) for item in ("price", "speed") for turn in "12"]
        head = ";".join([first, *(form.format(item=item, turn=turn) for item, turn in keys)])
        rows = [";".join([f"p{at}", *(cells[f"p{at}", item, turn] for item, turn in keys)]) for at in range(8)]
        done = run("stability", "\n".join([head, *rows]), "--json")
        told = (
            f"panellists in rows (p0, p1, p2, …) and the items in columns (price, speed). If each row is an item, "
            f"add --called item={first}."
        )
        assert (plain(done), told in done.stderr) == (expected, first != "Experto nº")
        named = plain(run("stability", "\n".join([head, *rows]), "--called", f"item={first}", "--json"))
        assert [each["item"] for each in named["items"]] == [f"p{at}" for at in range(8)]


def test_estimates_with_a_row_for_each_element_are_read_as_those_side_by_side(run: Any) -> None:
    beside = (DATA / "three_points.csv").read_text(encoding="utf-8")
    head = beside.splitlines()[0].split(",")
    elements = ["round,paper_id,user_name,element,value"]
    for line in beside.splitlines()[1:]:
        cells = dict(zip(head, line.split(","), strict=True))
        who = f"{cells['round']},{cells['paper_id']},{cells['user_name']}"
        elements += [f"{who},three_point_{part},{cells[part]}" for part in ("lower", "best", "upper")]
        elements.append(f"{who},binary_question,-1")
    words = ["--question", "paper_id", "--expert", "user_name", "--per-cent", "--round", "round_2", "--json"]
    found = plain(run("pool", "\n".join(elements) + "\n", *words))
    assert found == plain(run("pool", beside, *words, "--low", "lower", "--high", "upper"))
    assert found["questions"][0]["quantiles"]["n"] == 25
    twice = "expert,question,element,value\nE,q,best,1\nE,q,best,2\n"
    assert run("pool", twice).output.startswith("Error: Row 3:")


def test_several_answers_stand_in_one_cell_or_in_columns_of_ticks(run: Any) -> None:
    ticks = plain(
        run("crosstab", MEDIA, "--rows", "media", "--set", "media=tv,radio,web", "--columns", "sex", "--json")
    )
    asked = ("--rows", "all", "--multi", "all", "--separator", "/", "--missing", "99", "--columns", "sex", "--json")
    listed = plain(run("crosstab", MEDIA, *asked))
    for (table,) in (ticks["tables"], listed["tables"]):
        assert [(row["label"], [cell["count"] for cell in row["cells"]]) for row in table["rows"]] == [
            ("radio", [1, 0, 1]), ("tv", [2, 1, 1]), ("web", [2, 1, 1]),
        ]  # fmt: skip
        assert (table["n"], table["missing"]) == (3, 1)
    # the first, second and third answer in a column each, as interviewers note them
    noted = "id;m#1;m#2;m#3;sex\n1;3;1;;f\n2;2;3;1;m\n3;1;;;m\n4;99;;;f\n"
    done = run(
        "crosstab", noted, "--set", "m=m#1,m#2,m#3", "--rows", "m", "--columns", "sex", "--missing", "99", "--json"
    )
    [table] = plain(done)["tables"]
    assert [(row["label"], row["cells"][0]["count"]) for row in table["rows"]] == [("1", 3), ("2", 1), ("3", 2)]
    assert (table["n"], "each one is read as an answer" in done.stderr) == (3, True)
    cells = run("crosstab", "id,m,sex\n1,1|3,f\n2,2,m\n", "--rows", "m", "--columns", "sex")
    assert "add --multi “m” --separator “|”" in cells.stderr
    for wrong in ("media", "sex=tv,web", "media=tv,sex", "media=nothing"):
        assert run("crosstab", MEDIA, "--rows", "tv", "--set", wrong).exit_code == 2


def test_votes_stand_in_rows_or_side_by_side_and_may_have_other_usual_names(run: Any) -> None:
    people, statements = range(12), range(4)
    votes = {(n, k): 1 if (n < 6) == (k < 2) else -1 for n in people for k in statements}
    long = "voter-id,comment-id,vote\n" + "".join(f"p{n},s{k},{vote}\n" for (n, k), vote in votes.items())
    expected = plain(run("crowd", long, "--json"))
    assert expected["groups"]["sizes"] == [6, 6]
    rows = "".join(f"p{n}," + ",".join(f"{votes[n, k]}.0" for k in statements) + "\n" for n in people)
    assert plain(run("crowd", "participant,s0,s1,s2,s3\n" + rows, "--statements", "s0..s3", "--json")) == expected
    assert run("crowd", long.replace("vote\n", "what\n", 1)).exit_code == 2


# README of the R package stp25kano, a maker of cleaning machines, n 296: M, O, A, I, R, Q; then category, the category
# within 5 points, CS plus and minus
MACHINES = {
    "motor": ((95, 123, 45, 33, 0, 0), ("O", "O", 0.568, -0.736)),
    "brush": ((101, 54, 54, 81, 3, 3), ("M", "M", 0.372, -0.534)),
    "light": ((15, 24, 121, 124, 6, 6), ("I", "A", 0.511, -0.137)),
    "tank": ((65, 87, 93, 51, 0, 0), ("A", "O", 0.608, -0.514)),
    "radio": ((9, 18, 83, 177, 6, 3), ("I", "I", 0.352, -0.094)),
}
PAIR_OF = {"M": (3, 5), "O": (1, 5), "A": (1, 3), "I": (3, 3), "R": (5, 1), "Q": (1, 1)}


def table(head: str, *, percent: str = "", after: str = "") -> str:
    lines = [
        ";".join(
            [name, *(f"{100 * each / 296:.4f}{percent}".replace(".", ",") if percent else str(each) for each in row)]
        )
        for name, (row, _) in MACHINES.items()
    ]
    return "\n".join([head, *(line + after for line in lines)]) + "\n"


def rows(head: str, form: str) -> str:
    """A row for each letter of each machine, with how many people it stands for."""
    listed = [
        form.format(name, letter, *PAIR_OF[letter], count)
        for name, (row, _) in MACHINES.items()
        for letter, count in zip("MOAIRQ", row, strict=True)
    ]
    return "\n".join([head, *listed]) + "\n"


KANO_FILES = {
    "letters": (table("Requirement;M;O;A;I;R;Q"), []),
    "english": (table("Item;Must-be;Performance;Attractive (A);Indifferent;Reverse;Doubtful;All", after=";296"), []),
    "german": (table("Merkmal;Basismerkmale;Leistungsfaktor;Begeisterung;unerheblich;Rückweisung;fragwürdig"), []),
    "spanish": (table("Atributo;Obligatorio;Unidimensional;Atractivo;Indiferente;Inverso;Dudoso"), []),
    "spanish letters": (table("Atributo;O;U;A;I;R;D"), []),
    "chinese": (table("功能;必备属性;期望型需求;魅力(A);无差异;反向;可疑结果"), []),
    "shares": (table("Requirement;M;O;A;I;R;Q;n", percent="%", after=";296"), ["--decimal-comma"]),
    "turned": ("x;" + ";".join(MACHINES) + "\n" + "\n".join(
        ";".join([letter, *(str(row[place]) for row, _ in MACHINES.values())]) for place, letter in enumerate("moairq")
    ), []),
    "letters with counts": (rows("Merkmal,Kategorie,Anzahl", "{0},{1},{4}"), []),
    "pairs with counts": (rows("feature,functional,dysfunctional,count", "{0},{2},{3},{4}"), []),
    "pairs with people": (rows("feature,functional,dysfunctional,people", "{0},{2},{3},{4}"), ["--count", "people"]),
}  # fmt: skip


@pytest.mark.parametrize("form", KANO_FILES)
def test_published_kano_counts_give_their_figures_in_every_usual_form(run: Any, form: str) -> None:
    content, words = KANO_FILES[form]
    found = plain(run("kano", content, *words, "--json"))["items"]
    assert {each["item"]: (tuple(each["counts"][letter] for letter in "MOAIRQ"), (
        each["category"], each["by_rule"]["within_5_points"], round(each["better"], 3), round(each["worse"], 3)
    )) for each in found} == MACHINES  # fmt: skip
    assert {each["n"] for each in found} == {296}
    assert [round(each["fong_least"], 1) for each in found] == [19.4, 18.5, 19.8, 18.5, 19.9]
    # the points need both answers: pairs have them, letters do not
    assert (found[0]["functional"] is None) == ("pairs" not in form)


def test_a_person_a_row_with_letters_may_be_weighted_and_grouped(run: Any) -> None:
    letters = "id,speed,smile,w,age\n1,A,must-be,1,old\n2,O,M,2,old\n3,O,,1,new\n"
    speed, smile = plain(run("kano", letters, "--weight", "w", "--json"))["items"]
    assert (speed["item"], speed["category"], speed["better"], smile["n"], smile["missing"]) == ("speed", "O", 1, 2, 1)
    assert speed["shares"]["O"] == 0.75
    grouped = plain(run("kano", letters, "--by", "age", "--json"))["items"]
    assert [(each["item"], each["group"], each["category"]) for each in grouped][-1] == ("speed", "new", "O")
    # beside pairs of answers a column of M and F is none
    pairs = plain(run("kano", "speed_f,speed_d,sex\n1,5,M\n1,5,M\n1,5,F\n", "--json"))["items"]
    assert [(each["item"], each["counts"]["O"]) for each in pairs] == [("speed", 3)]


def test_kano_figures_that_could_be_something_else_are_asked_about(run: Any) -> None:
    counts = table("Requirement;M;O;A;I;R;Q")
    signed = run("kano", table("Requirement;M;O;A;I;R;Q", percent="%"), "--decimal-comma")
    assert (signed.exit_code, "--people 100" in signed.output) == (2, True)
    hundred = "f,A,O,M,I\na,50,20,20,10\nb,40,30,20,10\nc,70,-,20,10\n"
    assert "add --people" in run("kano", hundred).stderr
    assert "the letters add up to 296, the total says 300" in run("kano", table("x;M;O;A;I;R;Q;n", after=";300")).stderr
    assert run("kano", counts, "--weight", "M").exit_code == 2
    (rounded,) = plain(run("kano", "Feature,A,O,M,I,N\nmotor,15,42,32,11,296\n", "--json"))["items"]
    assert (rounded["n"], rounded["counts"]["O"]) == (296, 124), "per cent without decimals, beside the people"
    beside = "Funktion,A,O,M,I\nx,12 (24%),20 (40 %),10 (20),8 (16%)\nTotal,12,20,10,8\n"
    (only,) = plain(run("kano", beside, "--json"))["items"]
    assert (only["item"], only["n"], only["better"]) == ("x", 50, pytest.approx(32 / 50))
    # the sign may stand in the head alone, and people who stand beside letters are not counted again
    headed = "f,A %,O %,M %,I %\na,50,20,20,10\n"
    assert "--people 100" in run("kano", headed).output
    assert plain(run("kano", headed, "--people", "40", "--json"))["items"][0]["counts"]["A"] == 20
    assert "read as per cent of so many people" in run("kano", "f,A,O,M,I,n\na,50,20,20,10,40\n").stderr
    summed = "feature,A,O,M,I,category,count\na,5,2,2,1,A,10\n"
    assert [each["n"] for each in plain(run("kano", summed, "--json"))["items"]] == [10]
    assert "leave --count out" in run("kano", summed, "--count", "count").output
    twice = "feature,functional,dysfunctional,count\nx,1,5,3\nx,3,3,1\n"
    (once,) = plain(run("kano", twice, "--weight", "count", "--json"))["items"]
    assert (once["n"], once["shares"]["O"]) == (2, 0.75)
    grouped = plain(run("kano", twice, "--by", "count", "--json"))["items"]
    assert [(each["group"], each["n"]) for each in grouped] == [("1", 1), ("3", 1)]
    assert "Row 4, column speed: “X” is none" in run("kano", "id,speed,smile\n1,A,O\n2,m,i\n3,X,O\n").output


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (("--pair", "x=Positive:Negative"), ("--pair", "x=functional:dysfunctional")),
        (("--alternating", "Positive,Negative"), ("--pair", "Positive=functional:dysfunctional")),
        (("--by", "performance"), ("--by", "p")),
        (("--weight", "Basic"), ("--weight", "b")),
    ],
)
def test_columns_that_an_option_of_kano_names_keep_their_names(
    run: Any, theirs: tuple[str, ...], ours: tuple[str, ...]
) -> None:
    rows = "x,1,5,one,2\nx,2,5,two,1\n"
    expected = plain(run("kano", f"feature,functional,dysfunctional,p,b\n{rows}", *ours, "--json"))
    assert plain(run("kano", f"Requirement,Positive,Negative,Performance,Basic\n{rows}", *theirs, "--json")) == expected


def test_kano_answers_in_unknown_words_need_their_order(run: Any) -> None:
    words = "a_f,a_d\nyes,no\nyes,hm\n"
    refused = run("kano", words)
    assert (refused.exit_code, "(yes)" in refused.output, "--answers" in refused.output) == (2, True, True)
    found = plain(run("kano", words, "--answers", "yes,must,hm,live,no", "--json"))["items"][0]
    assert (found["counts"]["O"], found["counts"]["A"]) == (1, 1)


@pytest.mark.parametrize(
    "five",
    [
        ("I like it", "I expect it", "I am neutral", "I can live with it", "I dislike it"),
        ("Me gusta", "Debe ser así", "Me da igual", "Puedo tolerarlo", "No me gusta"),
        ("喜欢", "理应如此", "无所谓", "能忍受", "不喜欢"),
        # Berger et al. 1993, Kano's methods for understanding customer-defined quality
        (
            "I enjoy it that way",
            "It is a basic necessity or I expect it that way",
            "I am neutral",
            "I dislike it, but I can live with it that way",
            "I dislike it, and I can’t accept it",
        ),
        (
            "This would be very helpful to me",
            "This is a basic requirement for me",
            "This would not affect me",
            "This would be a minor inconvenience",
            "This would be a major problem for me",
        ),
        (
            "Me encantaría",
            "Debería ser así",
            "No me afecta",
            "No me gusta, pero lo tolero",
            "No me gusta y no lo tolero",
        ),
        # the answers of our own questionnaires
        *(tuple(words[language] for words in KANO_ANSWERS) for language in ("en", "es", "zh_Hans_CN")),
    ],
)
def test_the_usual_words_of_kano_answers_are_their_numbers(run: Any, five: tuple[str, ...]) -> None:
    pairs = [(one, two) for one in range(5) for two in range(5)]
    words = "a_f,a_d\n" + "".join(f'"{five[one]}","{five[two]}"\n' for one, two in pairs)
    numbers = "a_f,a_d\n" + "".join(f"{one + 1},{two + 1}\n" for one, two in pairs)
    assert plain(run("kano", words, "--json")) == plain(run("kano", numbers, "--json"))


@pytest.mark.parametrize("name", ["panellist", "Expert", "rater", "respondent"])
def test_a_column_that_is_called_after_people_makes_each_row_a_panellist(run: Any, name: str) -> None:
    rated = "{},x,y\np1,7,2\np2,8,3\np3,9,9\n"
    expected = plain(run("ram", rated.format("name"), "--transposed", "--json"))
    assert [each["item"] for each in expected["items"]] == ["x", "y"]
    assert plain(run("ram", rated.format(name), "--json")) == expected
    assert [each["item"] for each in plain(run("ram", rated.format("item"), "--json"))["items"]] == ["p1", "p2", "p3"]
    turns = f"{name},round,x\np1,1,7\np2,1,3\np1,2,8\np2,2,3\n"
    assert [each["item"] for each in plain(run("stability", turns, "--json"))["items"]] == ["x"]


def test_missing_codes_are_known_with_and_without_a_point(run: Any) -> None:
    rated = "q\n5\n99.0\n4.0\n98\n"
    found = plain(run("csat", rated, "--column", "q", "--missing", "98,99", "--json"))["items"][0]
    assert (found["n"], found["missing"], found["value"]) == (2, 2, 1)
    assert run("csat", rated, "--column", "q").output.startswith("Error: Row 3, column q: 99 lies off the scale.")


def test_columns_are_named_alike_everywhere(run: Any) -> None:
    rated = "id,q1,q2,q3\n1,5,4,3\n2,4,4,2\n3,1,2,1\n"
    for words in (["q1..q3"], ["q*"], ["q1,q2..q3"]):
        found = plain(run("csat", rated, "--column", *words, "--json"))["items"]
        assert [each["item"] for each in found] == ["q1", "q2", "q3"]
    assert plain(run("alpha", rated, "--items", "q*", "--json"))["k"] == 3


def test_counts_alone_give_the_published_figures() -> None:
    # Newcombe 1998, table I, and its method 10; the customer study of 2006; Krejcie and Morgan 1970
    share = counted("share", "--hits", "81", "--of", "263")
    assert [round(share["interval"][end], 4) for end in ("low", "high")] == [0.2553, 0.3662]
    change = counted("share", "--hits", "56", "--of", "70", "--than", "48", "80")["change"]
    assert [round(change["interval"][end], 4) for end in ("low", "high")] == [0.0524, 0.3339]
    margin = counted("margin", "--n", "979", "--population", "1224")
    assert [round(100 * margin[part], 2) for part in ("uncorrected", "value")] == [3.13, 1.4]
    assert [counted("sample-size", "--population", size)["n"] for size in ("1000", "10000", "75000")] == [278, 370, 383]
    assert counted("sample-size", "--population", "75000", "--krejcie-morgan")["n"] == 382
    rates = counted("response-rate", "--complete", "60", "--partial", "10", "--refusal", "20", "--non-contact", "10",
                    "--unknown", "100")  # fmt: skip
    assert [rates[f"rr{place}"] for place in (1, 2, 5, 6)] == [0.3, 0.35, 0.6, 0.7]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["share", "--hits", "5", "--of", "3"], "5 of 3 is no share"),
        (["share", "--hits", "5", "--of", "9", "--population", "3"], "more than the population of 3"),
        (["share", "--hits", "81", "--of", "263", "--than", "9", "3"], "9 of 3"),
        (["margin", "--n", "9", "--p", "nan"], "is no number"),
        (["sample-size", "--krejcie-morgan"], "needs --population"),
        (["nothing"], "No such command"),
        (["csat"], "Missing argument"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(words: list[str], said: str) -> None:
    done = CliRunner().invoke(commands, words)
    assert (done.exit_code, len(done.output.strip().splitlines())) == (2, 1), done.output
    assert said in done.output


def test_questionnaires_are_scored_by_their_keys(run: Any) -> None:
    sus = (
        ",".join(f"q{place}" for place in range(1, 11)) + "\n" + "5,1" + ",5,1" * 4 + "\n" + "3,3" * 1 + ",3" * 8 + "\n"
    )
    (scale,) = plain(run("instrument", sus, "--form", "sus", "--items", "q1..q10", "--json"))["scales"]
    assert (scale["scale"], scale["value"], scale["scores"]) == ("sus", 75, [100, 50])
    assert (
        "the questionnaire has 10 items" in run("instrument", sus, "--form", "sus", "--items", "q1,q2").output.lower()
    )
    load = "a,b,c,d,e,f,u,v,w,x,y,z\n80,20,60,40,50,30,5,0,4,3,2,1\n"
    words = ["--form", "nasa-tlx", "--items", "a..f", "--chosen", "u..z"]
    raw, weighted = plain(run("instrument", load, *words, "--json"))["scales"]
    assert (round(raw["value"], 2), round(weighted["value"], 2)) == (46.67, 59.33)
    assert "59.33" in run("instrument", load, *words).output
    assert run("instrument", load, "--form", "umux", "--items", "a..d", "--chosen", "u..x").exit_code == 2


@pytest.mark.parametrize(
    ("verb", "content", "words", "said"),
    [
        ("authority", "ca,cs\n0.9,0.8\n", ["--threshold", "nan"], "is no number"),
        ("fuzzy", "item,a\nx,4\n", ["--cut", "1e400"], "is no number"),
        ("csat", "q\n4\n", ["--column", "q", "--top", "1e400"], "no codes such as 4,5"),
        ("effort", "q\n4\n", ["--column", "q", "--population", "9" * 21], "--population"),
        ("crosstab", "q\n4\n", ["--rows", "q", "--multi", "q", "--separator", ""], "separator"),
        ("rake", "q\n4\n", ["--target", "q:4=1", "-o", "x" * 5000], "name too long"),
        ("spread", "item,a\nx,4\n", ["--round", "\ud800"], "cannot be read"),
    ],
)
def test_an_option_that_nothing_can_be_made_of_is_one_line_and_exit_code_2(
    run: Any, verb: str, content: str, words: list[str], said: str
) -> None:
    done = run(verb, content, *words)
    assert (done.exit_code, len(done.output.strip().splitlines())) == (2, 1), done.output
    assert said in done.output


def test_choices_stand_under_other_names_or_as_a_matrix_of_wins(run: Any) -> None:
    # R, BradleyTerry2 1.1: citations between four statistical journals, Stigler 1994; cited in rows
    cited = "cited,Biometrika,Comm Statist,JASA,JRSS-B\nBiometrika,714,730,498,221\nComm Statist,33,425,68,17\n"
    cited += "JASA,320,813,1072,142\nJRSS-B,284,276,325,188\n"
    found = {each["item"]: each["strength"] for each in plain(run("pairwise", cited, "--json"))["items"]}
    against = {name: found[name] - found["Biometrika"] for name in found}
    assert [round(against[name], 3) for name in ("Comm Statist", "JASA", "JRSS-B")] == [-2.949, -0.480, 0.269]
    english = plain(run("pairwise", "left,right,chosen\nx,y,x\ny,z,z\nx,z,\nz,x,x\n", "--json"))
    for head in ("option_a,option_b,winner", "izquierda,derecha,elegido", "Item 1,Item 2,Choice"):
        assert plain(run("pairwise", f"{head}\nx,y,x\ny,z,z\nx,z,\nz,x,x\n", "--json")) == english
    assert "Row 2" in run("pairwise", "t,a,b,c\na,,0.5,0.6\nb,0.5,,0.7\nc,0.4,0.3,\n").output
