"""Verdicts on edits: what is safe for the data, what brings new codes, what breaks it."""

from dataclasses import replace
from typing import Any

import pytest

from survey_app.questions.changes import Verdict, compare
from survey_app.questions.registry import TYPES, read_questionnaire
from tests.planting import document, items, options, question
from tests.questions import specimens

BASE = question("A", "single", "Which?", options=options("Red", "Blue"))
SCALE = {"first": 1, "last": 5, "low": {"en": "poor"}, "high": {"en": "good"}}


def changes(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[tuple[str, Verdict, str]]:
    found = compare(read_questionnaire(document(*before)), read_questionnaire(document(*now)))
    return [(each.code, each.verdict, each.message % each.params) for each in found]


def test_nothing_changed_is_nothing_to_say() -> None:
    assert changes([BASE], [BASE]) == []


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_a_copy_of_any_kind_of_question_has_not_changed(kind: str) -> None:
    assert changes([specimens.document(kind)], [specimens.document(kind)]) == []


def test_other_words_are_safe_and_both_are_shown() -> None:
    other = question("A", "single", "Which one?", options=options("Red", "Navy"))
    assert changes([BASE], [other]) == [
        ("A", Verdict.SAFE, "answer 2 reads “Navy” instead of “Blue”"),
        ("A", Verdict.SAFE, "reads “Which one?” instead of “Which?”"),
    ]


def test_a_new_answer_is_a_new_code_and_one_taken_out_is_safe() -> None:
    more = question("A", "single", "Which?", options=options("Red", "Blue", "Green"))
    assert changes([BASE], [more]) == [("A", Verdict.NEW, "offers the new answer 3 “Green”")]
    assert changes([more], [BASE]) == [("A", Verdict.SAFE, "does not offer answer 3 “Green” any more")]


def test_another_kind_or_another_scale_breaks() -> None:
    assert (
        changes([BASE], [question("A", "multiple", "Which?", options=options("Red", "Blue"))])[0][1] is Verdict.BREAKS
    )
    five, seven = (question("R", "rating", scale={**SCALE, "last": last}) for last in (5, 7))
    [(code, verdict, said)] = changes([five], [seven])
    assert (code, verdict) == ("R", Verdict.BREAKS)
    assert "the scale 1–7 instead of 1–5" in said


def test_rows_of_a_table_are_columns() -> None:
    one, two = (question("G", "grid", scale=SCALE, items=items(*rows)) for rows in (("Price",), ("Price", "Speed")))
    assert changes([one], [two]) == [("G", Verdict.NEW, "has the new row speed “Speed”")]


def test_questions_come_and_go_by_their_code() -> None:
    renamed = {**BASE, "code": "B"}
    assert changes([BASE], [renamed]) == [
        ("B", Verdict.NEW, "is new: earlier answers have an empty column"),
        ("A", Verdict.SAFE, "is not asked any more; its column stays with the earlier answers"),
    ]


def test_identity_and_opinion_never_mix() -> None:
    [(_code, verdict, _said)] = changes([BASE], [{**BASE, "purpose": "identity"}])
    assert verdict is Verdict.BREAKS


def test_breaks_stand_before_new_codes_and_those_before_what_is_safe() -> None:
    rating, text = question("R", "rating", scale=SCALE), question("T", "short_text", "Why?")
    now = [question("T", "short_text", "Why so?"), question("N", "number"), question("R", "recommend")]
    found = [verdict for _code, verdict, _said in changes([rating, text], now)]
    assert found == sorted(found, key=[Verdict.BREAKS, Verdict.NEW, Verdict.SAFE].index)
    assert set(found) == set(Verdict)


def test_rules_order_and_languages_are_told() -> None:
    first, second = BASE, question("B", "short_text")
    before = read_questionnaire(document(first, second))
    now = replace(read_questionnaire(document(second, {**first, "show_if": "answered(B)"})), languages=("en", "es"))
    said = [each.message for each in compare(before, now)]
    assert any("another order" in words for words in said)
    assert any("other languages" in words for words in said)
    assert any("is asked of others" in words for words in said)


def test_another_order_other_arms_and_other_answers_taken_over_are_told_and_safe() -> None:
    several = question("P", "multiple", options=options("Red", "Blue"))
    arm = question("X", "arm", options=options("low", "high"))
    best = {**question("B", "single"), "carry": {"from": "P"}}
    now = [{**several, "order": "random"}, question("X", "arm", options=options("low", "high"), shares=[1, 2])]
    now += [{**best, "carry": {"from": "P", "which": "not_chosen"}}]
    assert changes([several, arm, best], now) == [
        ("P", Verdict.SAFE, "is shown in another order: what comes first can colour the answer"),
        ("X", Verdict.SAFE, "deals people to its arms in other shares from now on"),
        ("B", Verdict.SAFE, "takes over other answers: look at the base of its figures"),
    ]


def test_fields_entries_and_files_that_are_not_asked_any_more_are_named() -> None:
    entry = specimens.document("repeat")
    less = {**entry, "settings": {**entry["settings"], "columns": entry["settings"]["columns"][:-1]}}
    [(code, verdict, words)] = changes([entry], [less])
    assert (code, verdict) == ("REPEAT", Verdict.SAFE)
    assert words == (
        "does not ask any more for REPEAT.1.school, REPEAT.2.school, REPEAT.3.school; what was answered there stays in "
        "its columns"
    )
    assert [found[1] for found in changes([less], [entry])] == [Verdict.NEW]
    files = specimens.document("file_upload")
    one = {**files, "settings": {**files["settings"], "most": 1}}
    assert "FILE_UPLOAD.2" in changes([files], [one])[0][2]


def test_a_row_that_goes_is_named_once() -> None:
    assert len(changes([specimens.document("grid")], [_without_a_row()])) == 1


def _without_a_row() -> dict[str, Any]:
    whole = specimens.document("grid")
    return {**whole, "settings": {**whole["settings"], "items": whole["settings"]["items"][:-1]}}
