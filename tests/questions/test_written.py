"""Answers in own words, and texts that ask nothing."""

import pytest

from survey_app.questions.registry import summarise, type_of
from survey_app.vocabulary import Missing
from tests.questions.specimens import question

LIMITS = [("short_text", 1_000), ("long_text", 20_000)]


def clean(kind: str, *texts: str, **changes: object) -> tuple[dict[str, object], list[str]]:
    asked = question(kind, **changes)
    cleaned = type_of(asked).clean(asked, {f"q{asked.code}": list(texts)}, "en")
    return cleaned.answers, [problem.message % problem.params for problem in cleaned.problems]


@pytest.mark.parametrize(
    "text", ["  leading and trailing  ", "<b>&amp;", "\u202e\u4f60\u597d\U0001f600", "=1+1", "tab\there"]
)
def test_a_text_is_kept_as_it_was_typed(text: str) -> None:
    assert clean("short_text", text) == ({"SHORT_TEXT": text}, [])
    assert clean("long_text", text) == ({"LONG_TEXT": text}, [])


def test_line_ends_become_line_feeds() -> None:
    assert clean("long_text", "a\r\nb\rc\nd") == ({"LONG_TEXT": "a\nb\nc\nd"}, [])
    assert clean("short_text", "a\nb") == (
        {},
        ["Write your answer for “Which competitor do you know best?” in one line"],
    )


@pytest.mark.parametrize(("kind", "limit"), LIMITS)
def test_a_text_has_a_length(kind: str, limit: int) -> None:
    assert clean(kind, "x" * limit)[1] == []
    answers, (problem,) = clean(kind, "x" * (limit + 1))
    assert answers == {}
    assert problem.endswith(f"has {limit + 1} characters. Shorten it to at most {limit}.")


@pytest.mark.parametrize("code", [0x00, 0x07, 0x0B, 0x1B, 0x7F, 0x85, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF])
@pytest.mark.parametrize("kind", ["short_text", "long_text"])
def test_characters_that_cannot_be_stored_are_refused(kind: str, code: int) -> None:
    answers, (problem,) = clean(kind, f"a{chr(code)}b")
    assert answers == {}
    assert "hidden character" in problem


@pytest.mark.parametrize("kind", ["short_text", "long_text"])
def test_two_texts_for_one_question_are_refused(kind: str) -> None:
    assert len(clean(kind, "a", "b")[1]) == 1


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\u3000"])
def test_only_spaces_are_no_answer(text: str) -> None:
    assert clean("long_text", text) == ({}, [])
    assert len(clean("long_text", text, required=True)[1]) == 1


def test_a_text_beside_does_not_apply_is_asked_about() -> None:
    asked = question("long_text", not_applicable=True)
    both = type_of(asked).clean(asked, {"qLONG_TEXT": ["a"], "qLONG_TEXT.na": ["na"]}, "en")
    assert both.answers == {}
    assert len(both.problems) == 1
    away = type_of(asked).clean(asked, {"qLONG_TEXT.na": ["na"]}, "en")
    assert away.answers == {"LONG_TEXT": Missing.NOT_APPLICABLE}


def test_the_summary_lists_the_texts_without_the_blank_ones() -> None:
    (row,) = summarise(question("long_text"), {"LONG_TEXT": ["good", "", "  ", "late"]}).rows
    assert (row.n, row.texts) == (2, ("good", "late"))


def test_information_collects_nothing_whatever_is_sent() -> None:
    asked = question("information", required=True, not_applicable=True)
    assert not asked.required
    assert not asked.not_applicable
    assert type_of(asked).clean(asked, {"qINFORMATION": ["x"]}, "en").answers == {}
    assert type_of(asked).variables(asked) == ()
    assert summarise(asked, {}).rows == ()
