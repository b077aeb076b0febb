"""The question check says what is wrong, and keeps still about what is right."""

import pytest

from survey_app.questions.definition import Questionnaire
from survey_app.questions.registry import TYPES, read_questionnaire
from survey_app.services import blocks, checking, durations, editing, presets
from survey_app.services.doors import UNLINKED
from survey_app.vocabulary import AnonymityLevel


def questionnaire(*questions: dict[str, object], languages: tuple[str, ...] = ("en",)) -> Questionnaire:
    return read_questionnaire(
        {"languages": list(languages), "pages": [{"key": "p1", "title": {}, "questions": list(questions)}]}
    )


def question(kind: str, text: str = "What?", **more: object) -> dict[str, object]:
    return {"code": "Q1", "kind": kind, "text": {"en": text} if text else {}, **more}


def options(*words: str) -> dict[str, object]:
    return {"options": [{"code": code, "label": {"en": each}} for code, each in enumerate(words, start=1)]}


def rows(*words: str) -> dict[str, object]:
    return {"items": [{"code": str(code), "label": {"en": each}} for code, each in enumerate(words, start=1)]}


def messages(document: Questionnaire, earlier: Questionnaire | None = None, *, blocks: bool) -> list[str]:
    return [found.message % found.params for found in checking.check(document, earlier) if found.blocks is blocks]


def test_a_good_question_gives_nothing_to_check() -> None:
    document = questionnaire(question("single", settings=options("Yes", "No")))
    assert checking.check(document) == ()


def test_empty_texts_and_single_answers_block_publishing() -> None:
    assert messages(questionnaire(), blocks=True) == ["There is no question yet. Add one."]
    assert messages(questionnaire(question("rating", "")), blocks=True) == ["Q1 has no text."]
    lone = questionnaire(question("single", settings=options("Yes")))
    assert messages(lone, blocks=True) == ["Q1 offers fewer than two answers to choose from."]
    blank = questionnaire(question("single", settings=options("Yes", "")))
    assert messages(blank, blocks=True) == ["Row 2 of Q1 has no text."]


def test_an_information_text_alone_is_no_questionnaire() -> None:
    assert messages(questionnaire(question("information")), blocks=True) == ["There is no question yet. Add one."]


def test_a_row_with_and_is_asked_about_in_tables_only() -> None:
    table = questionnaire(question("grid", settings=rows("Speed and politeness"), not_applicable=True))
    assert len(messages(table, blocks=False)) == 1
    assert "two things at once" in messages(table, blocks=False)[0]
    assert messages(questionnaire(question("single", settings=options("Food and drink", "No"))), blocks=False) == []
    brand = questionnaire(question("grid", settings=rows("Brand", "Landing"), not_applicable=True))
    assert messages(brand, blocks=False) == []


def test_long_tables_and_those_without_a_way_out_are_advised_against() -> None:
    long = questionnaire(question("grid", settings=rows(*[f"Row {n}" for n in range(8)])))
    assert [message[:9] for message in messages(long, blocks=False)] == ["Q1 has 8 ", "Q1 has no"]


def test_missing_translations_are_counted_question_by_question() -> None:
    document = questionnaire(
        question("single", settings={"options": [
            {"code": 1, "label": {"en": "Yes", "es": "Sí"}}, {"code": 2, "label": {"en": "No"}}]}),
        languages=("en", "es"),
    )  # fmt: skip
    assert checking.missing_texts(document, "es") == {"Q1": 2}
    assert len(messages(document, blocks=False)) == 1


def test_what_breaks_the_comparison_with_the_version_before_is_named() -> None:
    before = questionnaire(question("single", settings=options("Yes", "No")))
    assert checking.check(before, before) == ()
    gone = questionnaire({**question("single", settings=options("Yes", "No")), "code": "Q2"})
    assert "no longer here" in messages(gone, before, blocks=False)[0]
    other_kind = questionnaire(question("short_text"))
    assert "another way" in messages(other_kind, before, blocks=False)[0]
    reworded = questionnaire(question("single", settings=options("Yes", "Perhaps")))
    assert "read “No” in the version before" in messages(reworded, before, blocks=False)[0]


def test_the_minutes_grow_with_rows_and_are_never_negative() -> None:
    short = durations.minutes(questionnaire(question("grid", settings=rows("a"))))
    long = durations.minutes(questionnaire(question("grid", settings=rows(*"abcdefghijklmnopqrst"))))
    assert (short, long) == (1, 2)
    assert durations.minutes(questionnaire()) == 1


BESIDE = {"observation", "place"}
"""Blocks that ask respondents nothing: alone in a questionnaire they leave it empty for them, which is said rightly."""
NOTHING_ELSE = {"There is no question yet. Add one.", "Page %(number)s is empty: it will not be shown."}


@pytest.mark.parametrize("name", sorted(blocks.BLOCKS))
@pytest.mark.parametrize("languages", [("en", "es", "zh_Hans_CN"), ("zh_Hans_CN",), ("es",)])
def test_ready_blocks_pass_their_own_check_in_every_language(name: str, languages: tuple[str, ...]) -> None:
    empty = questionnaire(languages=languages)
    made, focus = editing.block_added(name, "p1").make(empty, {})
    found = [each for each in checking.check(made) if name not in BESIDE or each.message not in NOTHING_ELSE]
    assert found == []
    assert focus == "Q1"


def test_there_are_twelve_needs_in_three_languages() -> None:
    assert len(presets.NEEDS) == 12
    assert all(set(item.label) == {"en", "es", "zh_Hans_CN"} for item in presets.NEEDS)


def test_every_kind_is_offered_with_its_use() -> None:
    assert {kind.code for kind in blocks.KINDS} == set(TYPES)
    assert all(kind.use for kind in blocks.KINDS)


def test_rules_that_cannot_be_read_or_name_nobody_stand_in_the_way_of_publishing() -> None:
    first = question("single", settings=options("Yes", "No"))
    asked = {**question("rating"), "code": "Q2", "show_if": "Q1 ="}
    found = checking.check(questionnaire(first, asked))
    assert [(each.code, each.anchor, each.blocks) for each in found] == [("Q2", "show_if", True)]
    assert found[0].where % found[0].params == "“Shown if” of Q2"
    assert messages(questionnaire(first, {**asked, "show_if": "Q9 = 1"}), blocks=True) == [
        "Character 1: there is no question or answer “Q9”. Write a code of this questionnaire."
    ]
    wrong = checking.check(questionnaire(first, {**asked, "show_if": "Q1 = 'yes'"}))
    assert [(each.blocks, dict(each.words)) for each in wrong] == [(False, {"left": "a number", "right": "a text"})]
    assert checking.check(questionnaire(first, {**asked, "show_if": "Q1 = 2"})) == ()


def test_the_whole_is_weighed_too_long_twice_asked_hard_to_read_and_in_other_languages() -> None:
    many = [{**question("number", f"What is number {n}?"), "code": f"Q{n}"} for n in range(41)]
    found = messages(questionnaire(*many), blocks=False)
    assert found == ["Page 1 asks for 41 answers. Above 40 people stop: split it."]
    long = [{**question("long_text", f"What is number {n}?"), "code": f"Q{n}"} for n in range(30)]
    assert [each.partition(".")[0] for each in messages(questionnaire(*long), blocks=False)] == [
        "Answering takes about 23 minutes"
    ]
    twice = (question("number", "How many do you buy?"), {**question("number", "How many do you buy?"), "code": "Q2"})
    assert messages(questionnaire(*twice), blocks=False) == ["Q2 asks in the same words as Q1. Say what is different."]
    words = "Organisational accountability necessitates interdepartmental communication. " * 16
    hard = questionnaire(question("number", words))
    assert [each for each in messages(hard, blocks=False) if each.startswith("The texts are hard to read")]
    both = questionnaire(
        {"code": "Q1", "kind": "rating", "text": {"en": "Price?", "es": "¿No cree que es barato?"},
         "not_applicable": True, "settings": {"scale": {"first": 1, "last": 5}}},
        languages=("en", "es"),
    )  # fmt: skip
    spanish = [each for each in checking.check(both) if "lead people" in each.message]
    assert [(each.language, each.code, each.anchor) for each in spanish] == [("es", "Q1", "text")]


def test_a_value_from_the_address_that_no_sealed_answer_can_hold_is_told() -> None:
    document = questionnaire({**question("hidden"), "code": "SRC"}, question("number"))
    for level in AnonymityLevel:
        told = [found.code for found in checking.check(document, level=level) if "stays empty" in found.message]
        assert told == (["SRC"] if level in UNLINKED else [])
