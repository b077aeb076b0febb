"""Files of SPSS and Stata: what their labels, sets and codes for no answer become."""

import sys
import tempfile
from pathlib import Path

import pytest

from survey_app.exceptions import FileRefused
from survey_app.interchange.data_files import labelled
from survey_app.interchange.data_files.building import chosen
from survey_app.interchange.data_files.described import Column, Kind
from survey_app.interchange.data_files.guessing import guessed
from survey_app.interchange.data_files.response_sets import response_sets, with_sets
from survey_app.interchange.data_files.scales import rating_of
from survey_app.interchange.table_limits import FileTooLarge
from survey_app.interchange.tables import Limits, Table
from survey_app.services.data_looks import Opened, looked


def test_labels_of_a_file_of_spss_become_words(tmp_path: Path) -> None:
    frames, library = pytest.importorskip("pandas"), pytest.importorskip("pyreadstat")
    data = frames.DataFrame(
        {"sat": [1.0, 2.0, 97.0, None], "said": ["x\ny", "", "y", "z"], "age": [20.0, 30.5, 40.0, 9_999_999.0]}
        | {
            "rate": [1.0, 2.0, -9.0, 1.0],
            "place": ["N"] * 4,
            "turn": [-2.0, 2.0, 0.0, -9.0],
            "far": [-1.0, 3.0, 0.0, 1.0],
            "pole": [-2.0, -1.0, 1.0, 2.0],
            "told": [-1.0, 0.0, 1.0, 1.0],
            "zu": [-2.0, -1.0, 1.0, 2.0],
            "yes": [1.0, 2.0, -1.0, -2.0],
        }
    )
    words = {"sat": {1: "poor", 2: "good", 97: "no answer"}, "rate": {-9: "refused", 1: "poor", 2: "good"}}
    steps = dict(zip(range(-2, 3), ["much worse", "worse", "same", "better", "much better"], strict=True))
    words |= {"turn": {-9: "refused", **steps}, "far": {code: steps[code] for code in (-1, 0, 1)}}
    words |= {"pole": {code: steps[code] for code in (-2, -1, 1, 2)}, "told": {-1: "Refused", 0: "No", 1: "Yes"}}
    agreed = ["trifft nicht zu", "trifft eher nicht zu", "teils/teils", "trifft eher zu", "trifft zu"]
    words |= {"zu": dict(zip(range(-2, 3), agreed, strict=True))}
    words |= {"yes": {1: "Yes", 2: "No", -1: "Not sure", -2: "Prefer not to say"}}
    path = tmp_path / "wave.sav"
    library.write_sav(
        data,
        str(path),
        column_labels={"sat": "Satisfied?"},
        variable_value_labels=words,
        missing_ranges={"sat": [97], "age": [9_999_999]},
    )
    found = labelled.read_labelled(path.read_bytes(), path.name)
    rows, about, absent = found.table, found.columns, found.absent
    assert [str(each) for each in absent[:4]] == ["sat = 97", "age = 9999999", "rate = -9", "turn = -9"]
    assert [str(each) for each in absent[4:]] == ["told = -1", "yes = -2, -1"]
    assert (rows.column("zu"), len(about["zu"].codes)) == (("1", "2", "4", "5"), 5)
    assert (rows.column("yes"), about["yes"].codes) == (("1", "2", "", ""), ((1, {"": "Yes"}), (2, {"": "No"})))
    assert (rows.column("pole"), len(about["pole"].codes)) == (("1", "2", "3", "4"), 4)
    assert (rows.column("told"), about["told"].codes) == (("", "0", "1", "1"), ((0, {"": "No"}), (1, {"": "Yes"})))
    assert rows.column("said")[0] == "x y"
    assert about["rate"].codes == ((1, {"": "poor"}), (2, {"": "good"}))
    assert {each.name: each.kind.value for each in chosen(about, guessed(rows))}["place"] == "one"
    assert rows.column("sat") == ("1", "2", "", "")
    assert about["sat"].text == {"": "Satisfied?"}
    assert about["sat"].codes == ((1, {"": "poor"}), (2, {"": "good"}))
    assert about["age"].kind.value == "number"
    assert about["turn"].codes == tuple((code + 3, {"": said}) for code, said in steps.items()), (
        "below 0 lies no answer"
    )
    assert (rows.column("turn"), rows.column("far")) == (("1", "5", "3", ""), ("-1", "3", "0", "1"))
    assert (about["far"].kind.value, about["far"].least) == ("number", -1)
    assert "counted from 1" in {each.name: each.note for each in chosen(about, guessed(rows))}["turn"]
    with pytest.raises(FileRefused):
        labelled.read_labelled(b"$FL2" + b"\x00" * 300, "wave.sav")
    for limits in (Limits(rows=3), Limits(unpacked=100)):
        with pytest.raises(FileTooLarge):
            labelled.read_labelled(path.read_bytes(), "wave.sav", limits)


def test_letters_of_stata_for_no_answer_are_none_and_a_child_that_is_killed_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames, library = pytest.importorskip("pandas"), pytest.importorskip("pyreadstat")
    path = tmp_path / "wave.dta"
    words = dict(enumerate(["bad", "poor", "fair", "good", "great"], 1))
    library.write_dta(
        frames.DataFrame({"sat": [1, 2, 3, "a", 5]}),
        str(path),
        variable_value_labels={"sat": words | {"a": "refused"}},
        missing_user_values={"sat": ["a"]},
    )
    found = labelled.read_labelled(path.read_bytes(), path.name)
    assert found.table.column("sat") == ("1", "2", "3", "", "5")
    assert found.columns["sat"].codes == tuple((code, {"": said}) for code, said in words.items())

    killed = tmp_path / "killed.py"  # the reader itself, which ends as it does when its time is over
    killed.write_text(
        "import json, os, runpy\njson.dump = json.dumps = lambda *_a, **_k: os.kill(os.getpid(), 9)\n"
        f"runpy.run_path({str(labelled._READER)!r}, run_name='__main__')\n"
    )
    left = tmp_path / "left"
    left.mkdir()
    monkeypatch.setenv("TMPDIR", str(left))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(labelled, "_READER", killed)
    with pytest.raises(FileTooLarge):
        labelled.read_labelled(path.read_bytes(), path.name)
    assert list(left.iterdir()) == []


def test_without_the_extra_package_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # -S: the same interpreter without any installed package
    monkeypatch.setattr(labelled, "_PROGRAM", (sys.executable, "-I", "-S"))
    with pytest.raises(FileRefused, match="pip install pyreadstat"):
        labelled.read_labelled(b"$FL2" + b"\x00" * 300, "wave.sav")


def test_sets_of_spss_and_labels_that_rise_need_no_tick() -> None:
    codes = tuple((n, {"": words}) for n, words in enumerate(["Very dissatisfied", "Dissatisfied", "Neutral"], 1))
    likert = Column(
        "sat", Kind.ONE, codes=(*codes, (4, {"": "Satisfied"}), (5, {"": "Very satisfied"}), (99, {"": "-"}))
    )
    assert (rating_of(likert).is_rating, rating_of(likert).absent) == (True, (99,))
    columns = {name: Column(name, Kind.ONE, {"": name.upper()}) for name in ("tv", "web")}
    told = {"$media": {"is_dichotomy": True, "counted_value": 2, "label": "Media?", "variable_list": ["TV", "WEB"]}}
    columns, cells = with_sets(
        columns, {"tv": ["2", "1"] * 9, "web": ["2", ""] * 9}, response_sets(told, ["tv", "web"])
    )
    rows = Table(tuple(cells), tuple(zip(*cells.values(), strict=True)), tuple(range(18)), "utf-8")
    found = looked(Opened("a.sav", rows, columns, (), ""))
    [question] = found.built.questionnaire.questions()
    assert (question.kind, question.text) == ("multiple", {"en": "Media?"})
    assert found.reading.taken[0].answers == {"MEDIA.1": 1, "MEDIA.2": 1}
    assert found.reading.taken[1].answers == {"MEDIA.1": 0, "MEDIA.2": 0}, "nobody says no of WEB: blank stands for it"


def test_sets_of_spss_without_labels_and_with_counted_texts_keep_their_answers() -> None:
    columns = {name: Column(name, Kind.NUMBER) for name in ("m1", "m2", "tv", "web", "s1", "s2")}
    cells = {
        "m1": ["1", "7"],
        "m2": ["2", ""],
        "tv": ["01", "02"],
        "web": ["", "01"],
        "s1": ["TV", ""],
        "s2": ["Web", ""],
    }
    told = {
        "$m": {"is_dichotomy": False, "label": "Which?", "variable_list": ["m1", "m2"]},
        "$d": {"is_dichotomy": True, "counted_value": "01", "variable_list": ["tv", "web"]},
        "$s": {"is_dichotomy": False, "variable_list": ["s1", "s2"]},
    }
    found, given = with_sets(columns, cells, response_sets(told, list(columns)))
    assert (found["m"].codes, given["m"]) == (((1, {}), (2, {}), (7, {})), ["1;2", "7"])
    assert (given["tv"], given["web"]) == (["1", "0"], ["", "1"])
    assert (found["s1"], given["s2"]) == (columns["s1"], cells["s2"]), "words are no codes"
