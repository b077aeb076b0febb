"""Data files from elsewhere: what their columns are taken for, with a description and without."""

import io
import json
from pathlib import Path

import pytest

from survey_app.exceptions import FileRefused
from survey_app.interchange.answers import read_answers
from survey_app.interchange.data_files import labelled
from survey_app.interchange.data_files.building import Built, build, chosen, prepared
from survey_app.interchange.data_files.guessing import guessed
from survey_app.interchange.data_files.quantipy import read_description
from survey_app.interchange.tables import Limits, Table, read_table

AGREE = [{"value": code, "text": {"en-GB": words}} for code, words in enumerate(["No", "Neither", "Yes"], 1)]
DESCRIPTION = {
    "columns": {
        "sex": {"type": "single", "text": {"en-GB": "Sex?"}, "values": AGREE[:2]},
        "brands": {"type": "delimited set", "text": {"en-GB": "Brands?"}, "values": AGREE},
        "a1": {"type": "single", "text": {"en-GB": "All - One"}, "values": "lib@values@agree"},
        "a2": {"type": "single", "text": {"en-GB": "All - Two"}, "values": "lib@values@agree"},
        "b1": {"type": "single", "values": [*AGREE, {"value": 97, "text": {"en-GB": "Other"}}]},
        "w": {"type": "float"},
        "when": {"type": "date"},
    },
    "masks": {
        "a": {
            "text": {"en-GB": "All"},
            "items": [
                {"source": f"columns@a{place}", "text": {"en-GB": words}} for place, words in ((1, "One"), (2, "Two"))
            ],
        },
        "b": {"items": [{"source": "columns@b1", "text": {}}]},
    },
    "lib": {"values": {"agree": AGREE}},
}


def table(text: str) -> Table:
    return read_table(io.BytesIO(text.encode()), "data.csv", Limits(unnamed=True))


def described(text: str, about: object = DESCRIPTION) -> tuple[Table, Built]:
    found = table(text)
    columns = chosen(read_description(json.dumps(about).encode(), "about.json") if about else {}, guessed(found))
    return prepared(found, columns), build(columns)


def test_a_described_file_becomes_batteries_choices_and_numbers() -> None:
    rows, built = described(
        ",sex,brands,a1,a2,b1,w,when,none\n0,1,1;3;,3.0,1,97,0.123456789,2015-02-13,\n1,2,,2,2,1,1,,\n"
    )
    kinds = {each.code: each.kind for each in built.questionnaire.questions()}
    assert kinds == {
        "COLUMN_1": "number",
        "SEX": "single",
        "BRANDS": "multiple",
        "A": "grid",
        "B1": "single",
        "W": "number",
        "WHEN": "long_text",
    }
    grid = next(each for each in built.questionnaire.questions() if each.kind == "grid")
    assert grid.text == {"en": "All"}
    assert [item.label for item in grid.settings.items] == [{"en": "One"}, {"en": "Two"}]
    assert [words["en"] for words in grid.settings.scale.labels] == ["No", "Neither", "Yes"]
    assert [line.column for line in built.lines if line.why] == ["none"]
    taken = read_answers(rows, built.mapped, built.questionnaire).taken
    assert taken[0].answers["A.a1"] == 3
    assert [taken[0].answers[f"BRANDS.{code}"] for code in (1, 2, 3)] == [1, 0, 1]
    assert (taken[0].answers["B1"], taken[0].answers["W"]) == (97, 0.123456789)


def test_a_file_without_a_description_is_guessed() -> None:
    lines = [
        f"{place},{1 + place % 2},{('Low', 'High')[place % 2]},{1 + place % 5},{1 + place % 4},{1 + place % 3},1;2,"
        f"{place / 3},a word {place}"
        for place in range(30)
    ]
    rows, built = described("id,sex,class,s_1,s_2,s_3,many,w,said\n" + "\n".join(lines), None)
    kinds = {each.code: each.kind for each in built.questionnaire.questions()}
    assert kinds == {
        "ID": "number",
        "SEX": "single",
        "CLASS": "single",
        "S": "grid",
        "MANY": "multiple",
        "W": "number",
        "SAID": "long_text",
    }
    reading = read_answers(rows, built.mapped, built.questionnaire)
    assert reading.refused == 0
    assert [row.answers["CLASS"] for row in reading.taken[:2]] == [2, 1]  # High is 1, Low is 2, as in the alphabet


def test_questions_get_codes_of_their_own_whatever_the_columns_are_called() -> None:
    heads = ["1st", "a-very-long-name-of-a-column", "a-very-long-name-of-another", "ümlaut", "日期", "Sex"]
    _rows, built = described(",".join(heads) + "\n" + "\n".join("1,2,3,4,5,6" for _place in range(2)), None)
    codes = [each.code for each in built.questionnaire.questions()]
    assert len(set(codes)) == len(heads)
    assert codes[:3] == ["Q1ST", "A_VERY_LONG_NAME", "A_VERY_LONG_NA_2"]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"columns": 3}', b"\xff\xfe", b"[" * 100_000, b'{"columns": {"a": 1}, "masks": []}x'],
)
def test_what_is_no_description_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused):
        read_description(content, "about.json")


def test_a_broken_description_leaves_a_column_to_text() -> None:
    broken = {
        "columns": {
            "a": {"type": "single", "values": "lib@nowhere"},
            "b": {"type": ["single"], "text": 7, "values": [{"value": True}, {"value": 10**30}, 5]},
            "c": [],
        },
        "masks": {"m": {"items": [{"source": 3}, 9]}, "n": 4},
    }
    found = read_description(json.dumps(broken).encode(), "about.json")
    assert {name: column.kind.value for name, column in found.items()} == {"a": "text", "b": "text"}


def test_labels_of_a_file_of_spss_become_words(tmp_path: Path) -> None:
    frames, library = pytest.importorskip("pandas"), pytest.importorskip("pyreadstat")
    data = frames.DataFrame(
        {"sat": [1.0, 2.0, 97.0, None], "said": ["x", "", "y", "z"], "age": [20.0, 30.5, 40.0, 50.0]}
    )
    words = {"sat": {1: "poor", 2: "good", 97: "no answer"}}
    path = tmp_path / "wave.sav"
    library.write_sav(
        data, str(path), column_labels={"sat": "Satisfied?"}, variable_value_labels=words, missing_ranges={"sat": [97]}
    )
    rows, about = labelled.read_labelled(path)
    assert rows.column("sat") == ("1", "2", "", "")
    assert about["sat"].text == {"": "Satisfied?"}
    assert about["sat"].codes == ((1, {"": "poor"}), (2, {"": "good"}))
    assert about["age"].kind.value == "number"
    path.write_bytes(b"$FL2" + b"\x00" * 300)
    with pytest.raises(FileRefused):
        labelled.read_labelled(path)
