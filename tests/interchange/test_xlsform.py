"""XLSForm in both directions: what people write in these workbooks, and what pyxform says of ours."""

import io
import json
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyxform.xls2xform import convert

import survey_app
from survey_app.exceptions import Refusal
from survey_app.interchange.questionnaires import formats
from survey_app.interchange.questionnaires.losses import Counts, Imported, Outcome
from survey_app.questions.registry import read_questionnaire, write_questionnaire
from tests import xlsforms
from tests.questions import specimens
from tests.xlsforms import Cells, workbook

SAMPLE = Path(survey_app.__file__).parent / "services" / "sample_study" / "questionnaire.json"


WHOLE = frozenset(
    {"single", "multiple", "rating", "grid", "short_text", "long_text", "information", "date", "pattern", "ranking"}
)
"""Kinds that XLSForm holds completely."""


def read(survey: Cells, choices: Cells = (), settings: Cells = ()) -> Imported:
    return formats.read("form.xlsx", workbook(survey, choices, settings))


def questions(found: Imported) -> dict[str, dict[str, Any]]:
    return {question["code"]: question for page in found.document["pages"] for question in page["questions"]}


def lost(found: Imported) -> list[tuple[str, str]]:
    return [(loss.subject, loss.outcome.value) for loss in found.losses]


def test_groups_languages_conditions_and_filters_come_over() -> None:
    found = formats.read("form.xlsx", xlsforms.HOUSEHOLD)
    asked = questions(found)
    assert (found.format, found.title, found.languages) == ("xlsform", "Household", ("en", "es"))
    assert asked["AGE"]["text"] == {"en": "How old are you, {FULL_NAME}?", "es": "¿Cuántos años tiene?"}
    assert (asked["AGE"]["settings"]["min"], asked["AGE"]["settings"]["max"]) == (0, 120)
    assert asked["WORKS"]["show_if"] == "AGE >= 18"
    assert asked["LANGS"]["settings"]["max"] == 3
    assert asked["LANGS"]["settings"]["other"]["code"] == 97
    assert [option["show_if"] for option in asked["TOWN"]["settings"]["options"]] == ["REGION = 1", "REGION = 2"]
    assert asked["DOUBLE"]["settings"]["expression"] == "AGE * 2"
    assert asked["INCOME"]["show_if"] == "DOUBLE > 40"
    assert asked["BORN"]["checks"][0]["rule"] == ". <= today()"
    place = next(page for page in found.document["pages"] if page["key"] == "place")
    assert place["show_if"] == "WORKS = 1 and (missing(LANGS) or not LANGS has 2)"


def test_the_counts_are_those_of_the_form_and_beside_them_stands_what_came_over() -> None:
    found = formats.read("form.xlsx", xlsforms.HOUSEHOLD)
    assert found.counts == Counts(pages=4, questions=10, options=8, conditions=4)
    assert (found.taken.questions, found.taken.options, found.taken.conditions) == (11, 9, 7)


def test_what_does_not_come_over_is_told_with_its_row_and_its_text() -> None:
    found = formats.read("form.xlsx", xlsforms.HOUSEHOLD)
    dropped = {loss.subject: loss for loss in found.losses if loss.outcome is Outcome.DROPPED}
    assert dropped["spot"].place == "survey, row 15"
    assert dropped["relevant of bye"].original == "${nothing} = 1"
    assert "show_if" not in questions(found)["BYE"]


def test_both_ways_to_write_a_table_make_a_grid() -> None:
    found = formats.read("form.xlsx", xlsforms.SATISFACTION)
    asked = questions(found)
    assert {code: question["kind"] for code, question in asked.items()} == {
        "SERVICE": "grid", "HEAD": "grid", "STARS": "rating", "EFFORT": "slider", "ORDER": "ranking", "OK": "consent",
        "WHEN": "time", "VISIT": "date", "STORY": "long_text",
    }  # fmt: skip
    assert [item["code"] for item in asked["SERVICE"]["settings"]["items"]] == ["price", "speed"]
    assert asked["SERVICE"]["required"] is True
    assert asked["HEAD"]["settings"]["scale"]["labels"] == [{"en": "No"}, {"en": "Partly"}, {"en": "Yes"}]
    assert (found.counts.questions, found.counts.items, found.counts.options) == (9, 4, 6)


def test_a_header_full_of_dirt_is_read_all_the_same() -> None:
    header = ["  Type ", "NAME  ", "Label : English", " Relevance", *[None] * 1_500, "  "]
    rows = [["Begin Group", "g", "G"], ["  select one from yn ", " q ", "Ask?\n", ""], ["End Group"], [None] * 1_500,
            ["INTEGER", "n", "How many?", "${Q} = 'y'"]]  # fmt: skip
    found = read([header, *rows], [["List Name ", "Value", "Label:English"], ["yn", "y", "Yes"], ["yn", "n", "No"]])
    asked = questions(found)
    assert [question["kind"] for question in asked.values()] == ["single", "number"]
    assert asked["Q"]["text"] == {"en": "Ask?"}
    assert asked["N"]["show_if"] == "Q = 1"


def test_numeric_answers_keep_their_figures_and_others_are_numbered() -> None:
    choices = [["list_name", "name", "label"], ["a", 5, "Five"], ["a", "dk", "Do not know"], ["a", 1, "One"]]
    found = read([["type", "name", "label"], ["select_one a", "q", "?"], ["text", "t", "Why?"]], choices)
    assert [option["code"] for option in questions(found)["Q"]["settings"]["options"]] == [5, 2, 1]
    assert any(loss.words.endswith("5 = 5, dk = 2, 1 = 1") for loss in found.losses)


def test_conditions_keep_their_meaning_with_empty_answers() -> None:
    rows = [["type", "name", "label", "relevant", "calculation"], ["select_one yn", "a", "A"], ["integer", "n", "N"]]
    for number, rule in enumerate(["${a} != 'y'", "not(${n} > 3)", "${a} != '' and ${a} != 'y'", "${n} = ''"]):
        rows.append(["text", f"t{number}", "T", rule])
    asked = questions(read(rows, [["list_name", "name", "label"], ["yn", "y", "Yes"], ["yn", "n", "No"]]))
    assert [asked[f"T{number}"]["show_if"] for number in range(4)] == [
        "missing(A) or A != 1", "missing(N) or not N > 3", "A != 1", "missing(N)"
    ]  # fmt: skip


def test_a_rule_never_names_what_did_not_come_over() -> None:
    rows = [["type", "name", "label", "relevant", "calculation"], ["geopoint", "g", "Where?"],
            ["calculate", "c", "", "", "pulldata('a', 'b', 'c', 'd')"], ["calculate", "d", "", "", "${c} + 1"],
            ["text", "t", "${g} and ${d}", "${d} = 2"], ["text", "u", "U", "${g} != ''"]]  # fmt: skip
    found = read(rows)
    assert {code: each["kind"] for code, each in questions(found).items()} == {
        "G": "information", "T": "short_text", "U": "short_text"
    }  # fmt: skip
    assert not any("show_if" in question for question in questions(found).values())
    originals = {loss.original for loss in found.losses}
    assert {"pulldata('a', 'b', 'c', 'd')", "${c} + 1", "${d} = 2", "${g} != ''"} <= originals


def test_a_question_ours_refuses_takes_its_rules_along() -> None:
    choices = [["list_name", "name", "label"], *[["big", f"a{n}", f"A {n}"] for n in range(250)]]
    rows = [["type", "name", "label", "relevant"], ["rank big", "r", "Order?"], ["select_one big", "s", "Which?"],
            ["text", "t", "T", "${r} != '' and ${s} = 'a7'"], ["text", "u", "U", "${s} = 'a7'"]]  # fmt: skip
    found = read(rows, choices)
    assert questions(found)["S"]["kind"] == "short_text"
    assert "R" not in questions(found)
    assert ("r", "dropped") in lost(found) or ("R", "dropped") in lost(found)
    assert "show_if" not in questions(found)["T"]


def test_repeats_defaults_media_and_looks_are_told() -> None:
    rows = [
        ["type", "name", "label", "media::image", "default", "guidance_hint", "appearance", "required", "repeat_count"],
        ["begin repeat", "child", "Child", "", "", "", "", "", "3"],
        ["text", "first", "Name", "name.png", "Ana", "Spell it", "signature", "${x} = 1"],
        ["end repeat"],
        ["select_one_from_file towns.csv", "town", "Town"],
        ["barcode", "bar", "Code"],
        ["mystery", "m", "M"],
    ]
    found = read(rows)
    assert [question["kind"] for question in questions(found).values()] == [*["short_text"] * 3, "information"]
    told = dict(lost(found))
    for subject in ("child", "media::image of first", "default of first", "guidance_hint of first", "required of first",
                    "appearance of first", "town", "bar", "m"):  # fmt: skip
        assert told[subject] in {"changed", "dropped"}, subject


def test_odd_columns_and_rows_that_are_switched_off_are_told_and_words_of_answers_are_piped() -> None:
    rows = [
        [
            "type",
            "name",
            "label",
            "calculation",
            "disabled",
            "bind::esri:fieldLength",
            "read only",
            "constraint_message",
        ],
        ["select_one yn", "a", "A?", "", "", "255"],
        ["calculate", "said", "", "jr:choice-name(${a}, '${a}')"],
        ["note", "n", "You said ${said}"],
        ["text", "off", "Off", "", "yes"],
        ["text", "fixed", "Fixed", "", "", "", "yes", "Wrong"],
    ]
    found = read(rows, [["list_name", "name", "label"], ["yn", "y", "Yes"], ["yn", "n", "No"]])
    assert list(questions(found)) == ["A", "N", "FIXED"]
    assert questions(found)["N"]["text"] == {"en": "You said {A}"}
    told = dict(lost(found))
    assert told["off"] == told["esri:fieldlength"] == told["constraint_message of fixed"] == "dropped"
    assert told["said"] == told["readonly of fixed"] == "changed"


def everything() -> Mapping[str, Any]:
    return write_questionnaire(specimens.questionnaire())


@pytest.mark.parametrize("which", ["specimens", "sample"])
def test_pyxform_accepts_what_is_written(which: str, tmp_path: Any) -> None:
    if which == "specimens":
        asked = specimens.questionnaire(
            required=True, hint={"en": "Look: {RATING}", "es": "= 3"}, show_if="RATING != 2"
        )
    else:
        asked = read_questionnaire(json.loads(SAMPLE.read_text(encoding="utf-8")))
    path = tmp_path / "form.xlsx"
    path.write_bytes(formats.write("xlsform", asked, "A title").content)
    assert convert(xlsform=str(path), warnings=[]).xform.startswith("<?xml")


def test_the_way_out_and_back_loses_only_what_the_report_names() -> None:
    before = everything()
    written = formats.write("xlsform", specimens.questionnaire(), "T")
    back = questions(formats.read("form.xlsx", written.content))
    told = {loss.place for loss in written.losses}
    for question in before["pages"][0]["questions"]:
        if question["code"] not in told:
            assert back[question["code"]] == question
    whole = specimens.whole()
    plain = {**whole, "pages": [{**whole["pages"][0], "questions": [
        {**question, "not_applicable": False} for question in whole["pages"][0]["questions"]
        if question["kind"] in WHOLE
    ]}]}  # fmt: skip
    asked = read_questionnaire(plain)
    written = formats.write("xlsform", asked, "T")
    assert written.losses == ()
    assert formats.read("form.xlsx", written.content).document == write_questionnaire(asked)


def test_rules_of_ours_go_out_and_come_back() -> None:
    options = [specimens.option(1, "Yes"), specimens.option(2, "No", show_if="AGE > 3"), specimens.option(3, "Both")]
    pages = [
        {"key": "a", "questions": [
            {"code": "AGE", "kind": "number", "text": {"en": "Age?"}, "settings": {"min": -2, "max": 9.5}},
            {"code": "SEV", "kind": "multiple", "text": {"en": "Which, {AGE}?"}, "settings": {"options": options}},
            {"code": "ONE", "kind": "single", "text": {"en": "One"}, "settings": {"options": options},
             "show_if": "SEV has 2 and AGE != 4 or not SEV has 1"},
            {"code": "WHY", "kind": "short_text", "text": {"en": "Why"}, "show_if": "missing(ONE) or ONE != 3",
             "checks": [{"rule": "length(.) > 3", "message": {"en": "More"}, "soft": False}]}]},
        {"key": "b", "title": {"en": "B"}, "show_if": "if(ONE = 1, AGE, 2) >= 2",
         "questions": [{"code": "SUM", "kind": "calculated", "text": {"en": "SUM"},
                        "settings": {"expression": "round(AGE / 2, 1) + coalesce(AGE, 0)", "decimals": 6}}]},
    ]  # fmt: skip
    asked = read_questionnaire({"languages": ["en", "es"], "pages": pages})
    written = formats.write("xlsform", asked, "T")
    assert written.losses == ()
    assert formats.read("form.xlsx", written.content).document == write_questionnaire(asked)


def test_cells_are_texts_even_where_they_look_like_formulas() -> None:
    asked = specimens.questionnaire(text={"en": "=1+1"})
    book = openpyxl.load_workbook(io.BytesIO(formats.write("xlsform", asked, "=T").content))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(cell.value == "=1+1" for cell in cells)
    assert {cell.data_type for cell in cells} == {"s"}


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 90_000_000)
    return kept.getvalue()


def cut() -> bytes:
    return xlsforms.HOUSEHOLD[: len(xlsforms.HOUSEHOLD) // 2]


def with_entity() -> bytes:
    source, kept = zipfile.ZipFile(io.BytesIO(xlsforms.HOUSEHOLD)), io.BytesIO()
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = f'<!DOCTYPE x [<!ENTITY e0 "0000000000">{levels}]><worksheet>&e8;</worksheet>'.encode()
            archive.writestr(name, content)
    return kept.getvalue()


HOSTILE = {
    "bomb": bomb,
    "cut": cut,
    "entity": with_entity,
    "old": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1_000,
    "no survey": lambda: workbook((), [["list_name", "name"], ["a", "b"]]),
    "empty": lambda: b"",
    "nesting": lambda: workbook([["type", "name", "label", "relevant"], ["geopoint", "a", "", "(" * 30_000]]),
    "no header": lambda: workbook([[1, 2, 3], [4, 5, 6]]),
    "too many rows": lambda: workbook([["type", "name", "label"], *[["text", f"q{n}", "Q"] for n in range(21_000)]]),
    "too many questions": lambda: workbook(
        [["type", "name", "label"], *[["text", f"q{n}", "Q"] for n in range(3_000)]]
    ),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_workbook_is_refused_in_words_and_soon(name: str) -> None:
    content = HOSTILE[name]()
    begun = time.process_time()
    with pytest.raises(Refusal) as refused:
        formats.read("form.xlsx", content)
    assert time.process_time() - begun < 5
    assert "%(" not in str(refused.value)


def test_hostile_conditions_stay_in_the_report() -> None:
    rules = [
        "(" * 5_000,
        "1=1 " * 3_000,
        "not(" * 500,
        "${" * 1_000,
        "'" * 4_001,
        "-" * 5_000,
        "${t} = 1 or " * 900 + "1",
    ]
    rows = [["type", "name", "label", "relevant"], *[["text", f"t{n}", "T", rule] for n, rule in enumerate(rules)]]
    found = read(rows)
    assert len(questions(found)) == len(rules)
    assert len([loss for loss in found.losses if loss.subject.startswith("relevant of")]) == len(rules)


def test_paths_old_types_and_dates_are_read() -> None:
    rows = [
        ["type", "name", "label", "relevant"],
        ["set form title", "Old form"],
        ["get start time", "start"],
        ["select one from yn", "a", "A"],
        ["date", "born", "Born"],
        ["text", "t1", "T", "../a = 'y'"],
        ["text", "t2", "T", "/form/group/a = 'y' and ${born} >= today() - 30"],
        ["text", "t3", "T", "${born} < now()"],
    ]
    found = read(rows, [["list_name", "name", "label"], ["yn", "y", "Yes"], ["yn", "n", "No"], ["spare", "s", "S"]])
    asked = questions(found)
    assert found.title == "Old form"
    assert [asked[code]["show_if"] for code in ("T1", "T2", "T3")] == [
        "A = 1", "A = 1 and days_between(today(), BORN) >= -30", "BORN < today()"
    ]  # fmt: skip
    assert ("spare", "dropped") in lost(found)


def test_an_answer_that_is_required_by_a_rule_and_answers_in_random_order_come_over() -> None:
    rows = [
        ["type", "name", "label", "required", "parameters"],
        ["select_one yn", "a", "A", "", "randomize=true, seed=42"],
        ["text", "t", "T", "${a} = 'n'"],
    ]
    asked = questions(read(rows, [["list_name", "name", "label"], ["yn", "y", "Yes"], ["yn", "n", "No"]]))
    assert asked["A"]["order"] == "random"
    assert asked["T"]["checks"][0]["rule"] == "missing(A) or A != 2 or answered(.)"


def test_words_without_a_language_are_no_other_language() -> None:
    found = read(
        [["type", "name", "label", "label::Français", "label::Tok Pisin"], ["text", "a", "How?", "Comment ?", "Olsem?"]]
    )
    assert found.languages == ("en", "fr", "tpi")
    assert questions(found)["A"]["text"] == {"en": "How?", "fr": "Comment ?", "tpi": "Olsem?"}


def test_a_plain_repeat_is_one_question_with_entries_and_files_are_asked_for() -> None:
    rows = [
        ["type", "name", "label", "relevant", "repeat_count"],
        ["begin repeat", "child", "Children", "", "3"],
        ["text", "name", "Name"],
        ["integer", "age", "Age"],
        ["select_one yn", "well", "Well?"],
        ["end repeat"],
        ["image", "photo", "A picture"],
        ["text", "t", "T", "${age} > 3"],
    ]
    found = read(rows, [["list_name", "name", "label"], ["yn", "y", "Yes"], ["yn", "n", "No"]])
    asked = questions(found)
    settings = asked["CHILD"]["settings"]
    assert [(each["code"], each["kind"]) for each in settings["columns"]] == [
        ("name", "short_text"), ("age", "number"), ("well", "single")
    ]  # fmt: skip
    assert (settings["least"], settings["most"], asked["PHOTO"]["settings"]["groups"]) == (3, 3, ["pictures"])
    assert ("relevant of t", "dropped") in lost(found)
    assert (found.counts.questions, found.counts.pages) == (5, 1)


COUNTS = {
    "household": Counts(pages=4, questions=10, options=8, conditions=4),
    "satisfaction": Counts(pages=3, questions=9, items=4, options=6),
    "every type": Counts(pages=1, questions=22, options=2),
    "roster": Counts(pages=3, questions=7, options=2, conditions=2),
    "cascade": Counts(pages=1, questions=4, options=4, conditions=1),
    "dirt": Counts(pages=2, questions=4, options=3, conditions=1),
}


@pytest.mark.parametrize("name", xlsforms.FORMS)
def test_every_small_form_is_read_counted_and_written_again(name: str) -> None:
    found = formats.read("form.xlsx", xlsforms.FORMS[name])
    assert found.counts == COUNTS[name]
    asked = read_questionnaire(found.document)
    assert write_questionnaire(asked) == found.document
    again = formats.read("form.xlsx", formats.write("xlsform", asked, found.title).content)
    assert next(each.code for each in read_questionnaire(again.document).questions()) == next(asked.questions()).code
