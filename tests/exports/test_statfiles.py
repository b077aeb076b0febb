"""Files for programs of statistics: names, labels, missing codes and sets, read back by our own readers and theirs."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyreadstat
import pytest

from survey_app.exports.report import Fieldwork, KeyFigures, Report
from survey_app.exports.statfiles import binary, bundle, naming, r_script, spss, stata
from survey_app.interchange.csv_lines import csv_line
from survey_app.questions.base import Value
from survey_app.questions.registry import read_questionnaire, variables_of
from survey_app.vocabulary import AnonymityLevel, Missing
from tests.planting import document, items, options, question

HOSTILE = "It's \"5 $x `y' \\ 100%\"\n\t// * . "
LONG = "ñ" * 400
ROWS: list[Mapping[str, Value]] = [
    {"ALL": 1, "CHAN.1": 1, "CHAN.2": 0, "OVER": 5, "COST": -7.25, "WHY": HOSTILE},
    {"ALL": 2, "CHAN.1": 0, "CHAN.2": 1, "OVER": Missing.NOT_APPLICABLE, "COST": Missing.REFUSED, "WHY": "=1+1"},
    {"ALL": Missing.REFUSED, "CHAN.1": Missing.NOT_SHOWN, "OVER": 1, "COST": -9.0, "WHY": "\ud800x\x00" + "汉" * 900},
    {"ALL": Missing.DO_NOT_KNOW, "COST": 3.0},
]


def _report(rows: list[Mapping[str, Value]], definition: dict[str, Any] | None = None) -> Report:
    written = read_questionnaire(definition or _definition())
    moment = datetime(2026, 11, 2, tzinfo=UTC)
    work = Fieldwork(None, None, len(rows), len(rows), None, None, None)
    report = Report(
        study_title="Wave 1",
        stage_title="Survey",
        organiser="",
        client="",
        version_number=1,
        level=AnonymityLevel.CONFIDENTIAL,
        min_group=5,
        is_sample=False,
        timezone="UTC",
        made_at=moment,
        questionnaire=written,
        fieldwork=work,
        key=KeyFigures(),
        questions=(),
        variables=variables_of(written),
    )
    return replace(report, rows=lambda: iter(rows))


def _definition() -> dict[str, Any]:
    regions = [{"code": 1, "label": {"en": HOSTILE}}, {"code": 2, "label": {"en": LONG}}]
    return document(
        question("ALL", "single", "Where?", options=regions),
        question("CHAN", "multiple", "Channels", options=options("Web", "Fair")),
        question("PARTS", "grid_multiple", "Parts", items=items("Bill"), options=options("Late", "Wrong")),
        question("OVER", "rating", LONG, scale={"first": 1, "last": 5}, not_applicable=True),
        question("COST", "number", "Cost"),
        question("WHY", "long_text", "Why?"),
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    path = tmp_path_factory.mktemp("bundle") / "data.zip"
    bundle.write(_report(ROWS), "en", path, line=csv_line, translate=str)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def test_names_are_taken_by_every_program() -> None:
    found = naming.names(
        ["SERV.price.expected", "ALL", "with", "str12", "A.1", "A_1", "a.1", "_n", "9", "汉", "Q" * 40, "Q" * 41, "x_"]
    )
    assert found[:7] == ("SERV_price_expected", "ALL_v", "with_v", "str12_v", "A_1", "A_1_2", "a_1_3")
    assert len({name.casefold() for name in found}) == len(found)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,31}(?<!_)", name) for name in found)
    assert not {name.casefold() for name in found} & naming.RESERVED


def test_the_data_file_holds_one_line_a_response_and_nothing_that_would_need_a_quotation_mark(
    files: dict[str, str],
) -> None:
    lines = files["data.txt"].split("\n")
    assert lines.pop() == ""
    head, *rows = (line.split("\t") for line in lines)
    assert head == [
        "ALL_v", "CHAN_1", "CHAN_2", "PARTS_bill_1", "PARTS_bill_2", "OVER", "COST", "WHY",
    ]  # fmt: skip
    assert rows[0] == ["1", "1", "0", "-9", "-9", "5", "-7.25", "It's \"5 $x `y' \\ 100%\" // * ."]
    assert rows[1] == ["2", "0", "1", "-9", "-9", "-7", "", "=1+1"]
    assert rows[2] == ["-6", "-5", "-9", "-9", "-9", "1", "-9", "x " + "汉" * 900]
    assert rows[3] == ["-8", "-9", "-9", "-9", "-9", "-9", "3", ""]


def test_the_codebook_states_both_names_and_no_cell_is_a_formula(files: dict[str, str]) -> None:
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(files["codebook.csv"], newline=""))}
    assert {name: row["name_in_rondo"] for name, row in rows.items()}["PARTS_bill_2"] == "PARTS.bill.2"
    assert rows["OVER"]["measure"] == "ordinal"
    assert rows["COST"]["missing_codes"] == ""
    assert rows["ALL_v"]["missing_codes"].startswith("Not asked = -5; Prefer not to say = -6; ")
    assert [name for name, row in rows.items() if row["set"] == "CHAN"] == ["CHAN_1", "CHAN_2"]
    assert f"2 = {LONG}" in rows["ALL_v"]["codes"]


# --- a reader of SPSS syntax: commands end with a period at the end of a line, words stand between apostrophes


def _commands(text: str) -> Iterator[list[str]]:
    command: list[str] = []
    for line in text.splitlines():
        if line.startswith("*"):
            continue
        tokens = re.findall(r"'(?:[^']|'')*'|\"[^\"]*\"|[^\s'\"]+", line)
        ends = bool(tokens) and tokens[-1].endswith(".")
        if ends:
            tokens[-1] = tokens[-1][:-1]
        command += [token for token in tokens if token]
        if ends:
            yield command
            command = []
    assert not command


def _words(tokens: list[str]) -> str:
    """Pieces joined by + as one text."""
    return "".join(token[1:-1].replace("''", "'") for token in tokens if token != "+")


def test_the_syntax_of_spss_names_types_labels_missing_codes_levels_and_sets(files: dict[str, str]) -> None:
    text = files["data.sps"]
    assert max(len(line.encode()) for line in text.splitlines()) <= 256
    commands = list(_commands(text))
    (reading,) = [each for each in commands if each[:2] == ["GET", "DATA"]]
    types = reading[reading.index("/VARIABLES=") + 1 :]
    assert dict(zip(types[::2], types[1::2], strict=True))["WHY"] == f"A{2 + 900 * 3}"
    labels = {each[2]: _words(each[3:]) for each in commands if each[:2] == ["VARIABLE", "LABELS"]}
    assert labels["OVER"] == "ñ" * 128
    values = next(each for each in commands if each[:3] == ["VALUE", "LABELS", "ALL_v"])
    place = values.index("2")
    assert _words(values[4:place]) == "It's \"5 $x `y' \\ 100%\" // * ."
    assert values[values.index("-9") + 1] == "'No answer'"
    (missing,) = [each for each in commands if each[:2] == ["MISSING", "VALUES"]]
    assert missing[2:-3] == ["ALL_v", "CHAN_1", "CHAN_2", "PARTS_bill_1", "PARTS_bill_2", "OVER"]
    assert missing[-3:] == ["(-9", "THRU", "-5)"]
    levels = {name: each[-1] for each in commands if each[:2] == ["VARIABLE", "LEVEL"] for name in each[2:-1]}
    assert levels == {
        **dict.fromkeys(missing[2:-4], "(NOMINAL)"),
        "WHY": "(NOMINAL)",
        "OVER": "(ORDINAL)",
        "COST": "(SCALE)",
    }
    sets = [each for each in commands if each[0] == "MRSETS"]
    assert [each[2] for each in sets] == ["NAME=$CHAN", "NAME=$PARTS_bill"]
    assert sets[0][-4:] == ["CHAN_2", "VALUE=1", "/DISPLAY", "NAME=[$CHAN]"]


def test_the_do_file_of_stata_reads_texts_as_texts_and_turns_codes_into_letters(files: dict[str, str]) -> None:
    lines = files["data.do"].splitlines()
    assert "stringcols(8) numericcols(1 2 3 4 5 6 7) clear" in lines[2]
    assert "label define codes1 1 `\"It's '5 \\$x 'y' / 100%' // * .\"', add" in lines
    assert 'label define codes1 .e `"No answer"\', add' in lines
    assert f'label variable OVER `"{"ñ" * 80}"\'' in lines
    assert f'char OVER[label] `"{LONG}"\'' in lines
    assert (
        "mvdecode ALL_v CHAN_1 CHAN_2 PARTS_bill_1 PARTS_bill_2 OVER, mv(-5=.a \\ -6=.b \\ -7=.c \\ -8=.d \\ -9=.e)"
        in lines
    )
    assert [line.split()[2:] for line in lines if line.startswith("label values")][1:3] == [
        ["CHAN_1", "codes2"],
        ["CHAN_2", "codes2"],
    ]
    for line in lines:  # what a macro would be read from never stands bare between quotation marks
        inside = "".join(re.findall(r"`\"(.*?)\"'", line))
        assert not re.search(r"`|(?<!\\)\$|\"", inside), line


def _strings(line: str) -> list[str]:
    found = re.findall(r'"((?:[^"\\]|\\.)*)"', line)
    return [re.sub(r"\\(.)", r"\1", each) for each in found]


def test_the_script_of_r_names_kinds_reasons_labels_and_sets(files: dict[str, str]) -> None:
    lines = files["data.R"].splitlines()
    kinds = dict(re.findall(r'(\w+) = "(\w+)"', lines[0]))
    assert kinds == {**dict.fromkeys(files["data.txt"].split("\n")[0].split("\t"), "numeric"), "WHY": "character"}
    assert lines[1].startswith("reasons <- setNames(c(-5, -6, -7, -8, -9), c(")
    (codes,) = [line for line in lines if line.startswith('attr(answers[["ALL_v"]], "labels")')]
    assert _strings(codes)[2:] == ["It's \"5 $x `y' \\ 100%\" // * .", LONG]
    assert 'sets[["CHAN"]] <- c("CHAN_1", "CHAN_2")' in lines
    assert not [line for line in lines if "without_reasons(answers" in line and ("COST" in line or "WHY" in line)]
    assert all(line.count("(") == line.count(")") for line in lines if line.startswith(("attr", "sets", "kinds")))


def test_words_of_the_programs_are_escaped() -> None:
    assert spss.literal("a'b") == "'a''b'"
    assert max(len(line) for line in spss.literal("'" * 400).split("\n")) <= 256
    assert stata.literal('"$`') == "`\"'\\$'\"'"
    assert r_script.literal('\\"') == '"\\\\\\""'
    assert [stata.tag(code) for code in (-5, -6, -7, -8, -9)] == ["a", "b", "c", "d", "e"]


def test_a_file_of_spss_gives_back_values_labels_missing_codes_and_measures(tmp_path: Path) -> None:
    path = tmp_path / "data.sav"
    binary.write_sav(_report(ROWS), "en", path)
    rows, about = pyreadstat.read_sav(path, user_missing=True)
    assert rows["ALL_v"].tolist() == [1, 2, -6, -8]
    assert rows["COST"].tolist()[0::2] == [-7.25, -9.0]
    assert rows["WHY"].tolist()[1:] == ["=1+1", "x " + "汉" * 900, ""]
    assert about.missing_ranges["ALL_v"] == [{"lo": -9.0, "hi": -5.0}]
    assert "COST" not in about.missing_ranges
    assert about.variable_value_labels["OVER"][-7] == "Does not apply"
    assert about.variable_value_labels["ALL_v"][2] == "ñ" * 60
    assert about.variable_measure["OVER"] == "ordinal"
    assert "CHAN (1 = chosen): CHAN_1 CHAN_2" in about.notes
    valid, _about = pyreadstat.read_sav(path)
    assert valid["OVER"].tolist()[0::2] == [5, 1]
    assert valid["ALL_v"].isna().tolist() == [False, False, True, True]


def test_a_file_of_stata_gives_back_the_reasons_in_numbers_too(tmp_path: Path) -> None:
    path = tmp_path / "data.dta"
    binary.write_dta(_report(ROWS), "en", path)
    rows, about = pyreadstat.read_dta(path, user_missing=True)
    assert rows["ALL_v"].tolist() == [1, 2, "b", "d"]
    assert rows["COST"].tolist() == [-7.25, "b", -9.0, 3.0]
    assert rows["CHAN_1"].tolist() == [1, 0, "a", "e"]
    assert rows["WHY"].tolist()[2] == "x " + "汉" * 900
    assert about.variable_value_labels["COST"]["b"] == "Prefer not to say"
    assert about.column_names_to_labels["OVER"] == "ñ" * 80


def test_ten_thousand_answers_to_fifty_questions_come_back_whole(tmp_path: Path) -> None:
    asked = [question(f"Q{place}", "rating", scale={"first": 1, "last": 5}) for place in range(45)]
    asked += [question(f"N{place}", "number") for place in range(5)]
    rows: list[Mapping[str, Value]] = [
        {**{f"Q{place}": 1 + (row + place) % 5 for place in range(45)}, **{f"N{place}": row / 4 for place in range(5)}}
        for row in range(10_000)
    ]
    for writer, reader, name in (
        (binary.write_sav, pyreadstat.read_sav, "x.sav"),
        (binary.write_dta, pyreadstat.read_dta, "x.dta"),
    ):
        writer(_report(rows, document(*asked)), "en", tmp_path / name)
        found, _about = reader(tmp_path / name)
        assert found.shape == (10_000, 50)
        assert found["Q7"].tolist() == [1 + (row + 7) % 5 for row in range(10_000)]
        assert found["N3"].tolist() == [row / 4 for row in range(10_000)]
