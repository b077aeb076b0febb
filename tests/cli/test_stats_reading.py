"""How the commands of `flask stats` read a file: shapes, codes, weights, and refusals that name row and column."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from survey_app.cli.stats import commands
from survey_app.cli.stats.files import read
from survey_app.cli.stats.ratings import ratings
from survey_app.cli.stats.reading import Cells, Shape, Sheet
from survey_app.exceptions import FileRefused
from tests.commanding import plain

WIDE = "item,Ana,Bo,Cy\nprice,9,8,7\nspeed,5,6,5\nstaff,2,3,1\n"
LONG = "Panellist,Item,Value\n" + "".join(
    f"{person},{item},{value}\n"
    for person, values in (("Ana", "952"), ("Bo", "863"), ("Cy", "751"))
    for item, value in zip(("price", "speed", "staff"), values, strict=True)
)
TURNED = "panellist;price;speed;staff\nAna;9;5;2\nBo;8;6;3\nCy;7;5;1\n"


def on(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def run(path: Path, *words: str) -> Result:
    return CliRunner().invoke(commands.commands["concordance"], [str(path), *words])


def sheet(tmp_path: Path, content: str, cells: Cells | None = None) -> Sheet:
    return read(on(tmp_path / "answers.csv", content), cells or Cells())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (WIDE, ()),
        (LONG, ()),
        (TURNED, ("--transposed",)),
        (b"\xef\xbb\xbf" + WIDE.replace(",", "\t").encode(), ()),
        (WIDE.replace(",", ";").replace("9;8;7", "9,0;8,0;7,0"), ("--decimal-comma",)),
    ],
)
def test_every_shape_of_the_same_ratings_gives_the_same_figures(
    tmp_path: Path, content: str | bytes, words: tuple[str, ...]
) -> None:
    done = run(on(tmp_path / "panel.csv", content), *words, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert (found["n"], found["items"], found["raters"]) == (3, ["price", "speed", "staff"], ["Ana", "Bo", "Cy"])
    assert found["value"] == 1.0


def test_a_workbook_is_read_like_a_file_of_text(tmp_path: Path) -> None:
    book = Workbook()
    page: Any = book.active
    for row in (
        ["item", "Ana", "Bo"],
        ["price", 9, 0.123456789012345],
        ["speed", 5.0, None],
        ["staff", "2,5", 1e15],
        ["rent", "1.200 €", "1.200,50 €"],
    ):
        page.append(row)
    path = tmp_path / "panel.xlsx"
    book.save(path)
    found = ratings(read(path, Cells(decimal_comma=True)))
    assert found.columns == ((9, 5, 2.5, 1200), (0.123456789012345, None, 1e15, 1200.5))


def test_a_round_is_named_where_there_are_several(tmp_path: Path) -> None:
    content = "item,round,panellist,value\n" + "".join(f"x,{turn},p{n},{n}\n" for turn in (1, 2) for n in range(3))
    path = on(tmp_path / "panel.csv", content + "y,2,p9,?\n")
    with pytest.raises(FileRefused, match="It holds: 1, 2"):
        ratings(read(path, Cells(cannot_judge="?")))
    found = ratings(read(path, Cells(cannot_judge="?"), Shape(round="2")))
    assert (found.items, found.people, found.unsure) == (("x", "y"), ("p0", "p1", "p2", "p9"), (0, 1))
    assert found.rows[1] == (None, None, None, None)


def test_shares_may_be_written_without_their_zero_as_statistics_programs_do(tmp_path: Path) -> None:
    assert sheet(tmp_path, "x\n.5\n-.25\n1.5\n").numbers("x") == [0.5, -0.25, 1.5]


def test_columns_of_respondents_are_found_by_name(tmp_path: Path) -> None:
    found = sheet(tmp_path, "id,Score,w,picked\na,7,1,1;3;3\nb,NA,,\nc,-2.5,2,5\n", Cells(frozenset({"NA"})))
    assert found.numbers("score") == [7, None, -2.5]
    assert found.weights("w") == [1, None, 2]
    assert found.codes("picked") == [("1", "3"), None, ("5",)]
    assert found.texts("ID") == ["a", "b", "c"]
    assert (found.has("SCORE", "w"), found.has("score", "x")) == (True, False)


@pytest.mark.parametrize(
    ("content", "read_it", "said"),
    [
        ('a,b\n1,"1,200"\n', lambda s: s.numbers("b"), "Row 2, column b: “1,200” could be thousands or decimals"),
        ("a,b\n1,50%\n2,3\n", lambda s: s.numbers("b"), "Row 2, column b: “50%” is not a plain number"),
        ("a;b\n1;7.222,50 €\n", lambda s: s.numbers("b"), "“7.222,50 €” is not a number. If commas stand for points"),
        ("rater,thing,score\nA,x,1\nA,y,2\n", ratings, "Row 3: “A” stands there a second time.*--called item=COLUMN"),
        ("a,b\n1,2\n3,lots\n", lambda s: s.numbers("b"), "Row 3, column b: “lots” is not a number"),
        ("a;b\n1;99 - Don't know\n", lambda s: s.numbers("b"), "Row 2, column b.*no answer, add --missing"),
        ("a;b\n1;18 – unter 25\n", lambda s: s.numbers("b"), "“18 – unter 25” is not a number"),
        ("a;b\n1;12.Dez\n", lambda s: s.numbers("b"), "“12.Dez” is not a number"),
        ("a;b\n1;€ 1.200\n", lambda s: s.numbers("b"), "“€ 1.200” is not a plain number"),
        ("a,b\n1,2\n3,nan\n", lambda s: s.numbers("b"), "Row 3, column b"),
        ("a;b\n1;2,5\n", lambda s: s.numbers("b"), "--decimal-comma"),
        ("a,b\n1,2\n3,4.5\n", lambda s: s.whole_numbers("b"), "Row 3, column b: “4.5” is not a whole number"),
        ("a,b\n1,12\n", lambda s: s.numbers("b", (0, 10)), "12 is not on the scale from 0 to 10"),
        ("a,b\n1,-1\n", lambda s: s.weights("b"), "Row 2, column b: the weight -1 is below 0"),
        ("a,b\n1,0\n", lambda s: s.weights("b"), "no weight above 0"),
        ("a,b\n1,0\n", lambda s: s.numbers("c"), "There is no column “c”. The first row names: a, b."),
    ],
)
def test_a_refusal_names_row_and_column(tmp_path: Path, content: str, read_it: Any, said: str) -> None:
    with pytest.raises(FileRefused, match=said.replace("(", r"\(")):
        read_it(sheet(tmp_path, content))


def test_a_code_for_no_answer_may_have_its_label_behind_it(tmp_path: Path) -> None:
    labelled = "item;A;B\nx;0 - cannot judge;4\ny;99 - Don't know;-1 - no\n"
    found = ratings(sheet(tmp_path, labelled, Cells.told(["99"], "0")), (-2, 100))
    assert (found.columns, found.unsure) == (((None, None), (4, -1)), (1, 0))


@pytest.mark.parametrize(
    "head",
    [
        "Rating ID;Expert;Item;Score", "Vote ID;Expert;Item;Rank", "Response ID;Expert;Item;Votes",
        "No answer;Expert;No. item;Vote", "Interviewer;Respondent;Question;Answer",
    ],
)  # fmt: skip
def test_a_number_of_the_row_and_who_asked_are_neither_ratings_nor_panellists(tmp_path: Path, head: str) -> None:
    found = ratings(sheet(tmp_path, f"{head}\n1;A;x;7\n1;B;x;9\n"))
    assert (found.items, found.people, found.columns) == (("x",), ("A", "B"), ((7,), (9,)))


def test_the_list_names_every_command_with_columns_and_fields() -> None:
    done = CliRunner().invoke(commands, ["--list", "--json"])
    assert done.exit_code == 0, done.output
    found = {each["name"]: each for each in json.loads(done.output)}
    assert sorted(found) == sorted(commands.commands)
    assert all(each["about"] and each["columns"] and each["fields"] and each["source"] for each in found.values())
    words = CliRunner().invoke(commands, ["--list"]).output
    assert all(name in words.splitlines() for name in found)
    assert CliRunner().invoke(commands, []).exit_code == 2


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_the_help_of_a_command_states_columns_fields_and_source(name: str) -> None:
    done = CliRunner().invoke(commands, [name, "--help"])
    assert done.exit_code == 0, done.output
    assert all(part in done.output for part in ("Columns:", "Fields of the JSON", "Source:", "--json"))


def test_codes_that_look_like_no_answer_and_commas_of_thousands_are_remarked_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read_in = sheet(tmp_path, "a,b\n" + "".join(f"{1 + n % 5 if n else 99},{90 + n}\n" for n in range(12)))
    assert read_in.numbers("a")[0] == 99
    assert "“a” holds 99 beside 1 to 5: it is counted as a number. If it means no answer, add --missing 99." in (
        capsys.readouterr().err
    )
    read_in.numbers("b")
    sheet(tmp_path, "a;b\n1,200;1,5\n2,300;1,250\n", Cells(decimal_comma=True)).numbers("b")
    assert capsys.readouterr().err == ""
    assert sheet(tmp_path, "a;b\n1,200;1,5\n2,300;2\n", Cells(decimal_comma=True)).numbers("a") == [1.2, 2.3]
    assert "1,200 is read as 1.2" in capsys.readouterr().err
    weighted = sheet(tmp_path, "w,v\n1,2\n,1\n0,1\n")
    assert (weighted.weights("w"), capsys.readouterr().err) == (
        [1, None, 0], "1 row has no weight in the column “w”: left out.\n",
    )  # fmt: skip
    assert (weighted.weights("v"), capsys.readouterr().err) == ([2, 1, 1], "")


def test_words_of_a_usual_scale_and_per_cent_are_numbers_and_that_is_said(run: Any) -> None:
    words = "sat,share,who\n" + "".join(
        f"{word},{share},{who}\n"
        for word, share, who in (
            ("Very satisfied", "10%", "North"), ("Satisfied", "20 %", "north"), ("Very dissatisfied", "0%", "South"),
            ("Very satisfied", "5%", "South"), ("", "1%", "North"), ("Satisfied", "7%", "South"),
        )
    )  # fmt: skip
    done = run("csat", words, "--column", "sat", "--by", "who", "--json")
    # a group with two words of them is read on the scale of the whole file
    assert [(each["group"], each["mean"]["value"]) for each in plain(done)["items"]] == [
        ("North", 5), ("north", 4), ("South", pytest.approx(10 / 3)),
    ]  # fmt: skip
    assert "Very dissatisfied = 1, Satisfied = 4, Very satisfied = 5. Other numbers: --labels." in done.stderr
    assert "North, north: they differ in capitals alone and are counted apart." in done.stderr
    other = run("csat", words, "--column", "sat", "--labels", "Very dissatisfied|Satisfied|Very satisfied", "--json")
    assert plain(other)["items"][0]["mean"]["value"] == pytest.approx((3 + 2 + 1 + 3 + 2) / 5)
    for option in ("--weight", "--count"):
        refused = run("groups", words, "--value", "share", "--by", "who", option, "sat")
        assert (refused.exit_code, "“Very satisfied” is not a number" in refused.output) == (2, True), option
    shares = run("groups", words, "--value", "share", "--by", "who", "--json")
    assert [each["mean"]["value"] for each in plain(shares)["groups"]] == [5.5, 4]
    assert "holds per cent: 5 % is read as 5." in shares.stderr


@pytest.mark.parametrize(
    ("head", "first"),
    [("Timestamp,Experto", "2026/11/0{n} 9:00,"), ("group,panellist", "north,"), ("Nr,Expert", "{n},")],
)
def test_what_stands_before_the_names_of_the_panellists_is_no_rating(run: Any, head: str, first: str) -> None:
    rows = "".join(f"{first.format(n=n)}{100 + n},{7 + n % 3},{9 - n % 4}\n" for n in range(1, 10))
    done = run("consensus", f"{head},price,speed\n{rows}", "--json")
    assert [(each["item"], each["n"], each["median"]) for each in plain(done)["items"]] == [
        ("price", 9, 8), ("speed", 9, 8),
    ]  # fmt: skip
    assert f"Left out: {head.partition(',')[0]} stands before the names" in done.stderr
    two = "ID,Reviewer,Editor\nx,5,6\ny,7,8\nz,9,9\n"
    assert [each["n"] for each in plain(run("spread", two, "--json"))["items"]] == [2, 2, 2]


def test_rounds_stand_with_the_panellist_further_on_or_under_ordinals(run: Any) -> None:
    rows = "".join(f"N,E{n},{turn},{5 + n % 3 + turn},{9 - n % 3}\n" for turn in (1, 2) for n in range(9))
    found = plain(run("stability", f"region,experto,ronda,a,b\n{rows}", "--json"))
    assert [(each["item"], each["n"], each["movement"]["up"]) for each in found["items"]] == [("a", 9, 9), ("b", 9, 0)]
    narrow = plain(run("stability", f"region,experto,ronda,a,b\n{rows}", "--columns", "b", "--json"))
    assert [each["item"] for each in narrow["items"]] == ["b"]
    beside = "".join(f"E{n},{5 + n % 3},{6 + n % 3}\n" for n in range(9))
    ordinal = plain(run("stability", f"experto,a (1ª ronda),a (2ª ronda)\n{beside}", "--json"))
    assert (ordinal["items"][0]["item"], ordinal["items"][0]["movement"]["up"]) == ("a", 9)
    assert "It holds: post, pre" in run("stability", f"experto,a_pre,a_post\n{beside}").output


def test_means_and_totals_in_a_file_are_nobody(run: Any) -> None:
    rows = "E1,7,5,12\nE2,8,6,14\nE3,9,8,17\nE4,8,9,17\n"
    summed = run("spread", f'Expert,a,b,Total\n{rows}Media,8,7,15\nSD,"0,82",1.83,2.45\n', "--json")
    assert [(each["item"], each["n"]) for each in plain(summed)["items"]] == [("a", 4), ("b", 4)]
    assert "row 6, 7" in summed.stderr
    odd = run("spread", "Expert,a,b\nE1,7,5\nE2,8,6\nE3,9,8\nE4,8,9\nMedia,3,4\n", "--json")
    assert (plain(odd)["items"][0]["n"], "Row 6 could sum up the others" in odd.stderr) == (5, True)
    assert [each["stratum"] for each in plain(run("allocate", "stratum,size\nN,10\nS,30\nTotal,40\n", "--total", "8",
            "--json"))["strata"]] == ["N", "S"]  # fmt: skip


def test_a_number_of_the_row_and_a_total_are_no_items_of_a_scale(run: Any) -> None:
    rows = [(4, 5, 4), (2, 1, 2), (3, 3, 4), (5, 4, 5), (1, 2, 2)]
    alone = plain(run("alpha", "a,b,c\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows), "--json"))
    told = "".join(f"{n},{a},{b},{c},{a + b + c}\n" for n, (a, b, c) in enumerate(rows, 101))
    for command, asked in (("alpha", ()), ("omega", ()), ("drivers", ("--outcome", "a", "--resamples", "0"))):
        done = run(command, f"resp_id,a,b,c,Total\n{told}", *asked, "--json")
        assert "Left out: resp_id, Total holds no answers" in done.stderr, command
    assert plain(run("alpha", f"resp_id,a,b,c,Total\n{told}", "--json"))["value"] == alone["value"]


def test_a_column_that_could_be_answers_is_no_sum_and_no_number_of_the_row(run: Any) -> None:
    best = run("alpha", "user,a,b,Max\n3,4,5,5\n5,3,2,3\n1,2,2,2\n4,5,5,5\n", "--json")
    assert (plain(best)["k"], "user, Max: read as answers" in best.stderr) == (4, True)
    assert "id: read as answers" in run("alpha", "id\n4\n5\n", "--json").stderr
    amid = plain(run("spread", "q1,expert,q2\n4,E1,3\n5,E2,4\n3,E3,3\n", "--json"))["items"]
    assert [(each["item"], each["n"]) for each in amid] == [("q1", 3), ("q2", 3)]
    rated = run("spread", "item,Ann,Bo,Max\nA,3,4,4\nB,2,5,5\nC,3,3,3\n", "--json")
    assert (plain(rated)["items"][0]["n"], "Max: read like the others" in rated.stderr) == (3, True)
