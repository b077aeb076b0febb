"""Reading and writing whole questionnaires."""

import copy
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.questions.registry import (
    DefinitionRefused,
    read_question,
    read_questionnaire,
    split_identity,
    variables_of,
    write_question,
    write_questionnaire,
)
from survey_app.vocabulary import Missing, Purpose
from tests.questions.specimens import SETTINGS, document, page_of, question, questionnaire, whole


def test_a_questionnaire_is_written_as_it_was_read() -> None:
    read = questionnaire(required=True)
    assert read_questionnaire(write_questionnaire(read)) == read
    assert write_questionnaire(read_questionnaire(write_questionnaire(read))) == write_questionnaire(read)


def test_reading_leaves_the_document_alone() -> None:
    given_document = whole()
    before = copy.deepcopy(given_document)
    read_questionnaire(given_document)
    assert given_document == before


def test_the_first_language_is_the_study_language() -> None:
    read = read_questionnaire({"languages": ["es", "en", "es"], "pages": []})
    assert (read.language, read.languages) == ("es", ("es", "en"))


def test_identity_answers_stand_apart() -> None:
    study, _ = page_of(question("rating"), question("short_text", purpose="identity"))
    assert [variable.name for variable in variables_of(study)] == ["RATING"]
    assert [variable.name for variable in variables_of(study, identity=True)] == ["SHORT_TEXT"]
    answers = {"SHORT_TEXT": "Ana", "RATING": Missing.NOT_APPLICABLE, "GONE": 3}
    assert split_identity(study, answers) == ({"RATING": Missing.NOT_APPLICABLE}, {"SHORT_TEXT": "Ana"})


def test_a_question_is_found_by_its_code() -> None:
    study = questionnaire()
    found = study.find("GRID")
    assert found is not None
    assert found.kind == "grid"
    assert study.find("GONE") is None


def change(path: list[Any], value: object) -> dict[str, Any]:
    changed = whole()
    part: Any = changed
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    return changed


FIRST = ["pages", 0, "questions", 0]
BAD: list[tuple[list[Any], object]] = [
    (["languages"], None),
    (["languages"], []),
    (["languages"], "en"),
    (["languages"], [1]),
    (["languages"], ["English!"]),
    (["pages"], None),
    (["pages"], {"key": "a"}),
    (["pages", 0], "x"),
    (["pages", 0, "key"], ""),
    (["pages", 0, "key"], "a b"),
    (["pages", 0, "title"], "All"),
    (["pages", 0, "questions"], {}),
    (FIRST, 7),
    ([*FIRST, "code"], "single"),
    ([*FIRST, "code"], "1A"),
    ([*FIRST, "code"], "A" * 17),
    ([*FIRST, "code"], "A.B"),
    ([*FIRST, "code"], None),
    ([*FIRST, "code"], "MULTIPLE"),
    ([*FIRST, "kind"], "essay"),
    ([*FIRST, "kind"], ["single"]),
    ([*FIRST, "text"], "Which?"),
    ([*FIRST, "text"], {"en": 5}),
    ([*FIRST, "text"], {"": "Which?"}),
    ([*FIRST, "text"], {"en": "x" * 10_001}),
    ([*FIRST, "text"], {"en": "a\x00b"}),
    ([*FIRST, "text"], {"en": "a\ud800b"}),
    ([*FIRST, "purpose"], "fun"),
    ([*FIRST, "purpose"], []),
    ([*FIRST, "required"], "yes"),
    ([*FIRST, "not_applicable"], 1),
    ([*FIRST, "settings"], "x"),
    ([*FIRST, "settings"], [1]),
]


@pytest.mark.parametrize(("path", "value"), BAD)
def test_a_document_that_makes_no_sense_is_refused_with_a_sentence(path: list[Any], value: object) -> None:
    with pytest.raises(DefinitionRefused) as refused:
        read_questionnaire(change(path, value))
    assert refused.value.status == 422
    assert refused.value.message % refused.value.params


def test_two_pages_cannot_share_a_key() -> None:
    doubled = whole()
    doubled["pages"].append({"key": "all", "title": {}, "questions": []})
    with pytest.raises(DefinitionRefused):
        read_questionnaire(doubled)


def test_a_questionnaire_has_at_most_two_thousand_questions() -> None:
    def many(n: int) -> dict[str, Any]:
        questions = [document("short_text", code=f"Q{each}") for each in range(n)]
        halves = [questions[: n // 2], questions[n // 2 :]]
        pages = [{"key": str(each), "title": {}, "questions": half} for each, half in enumerate(halves)]
        return {"languages": ["en"], "pages": pages}

    assert len(list(read_questionnaire(many(2_000)).questions())) == 2_000
    with pytest.raises(DefinitionRefused):
        read_questionnaire(many(2_001))


def test_what_is_left_out_has_a_plain_default() -> None:
    part = {"languages": ["en"], "pages": [{"key": "a", "questions": [{"code": "A", "kind": "rating"}]}]}
    (read,) = read_questionnaire(part).questions()
    assert (read.purpose, read.required, read.not_applicable) == (Purpose.SOLICITATION, False, False)
    assert read.settings.scale.points == (1, 2, 3, 4, 5)


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def refusal_of(read: Callable[[], object]) -> DefinitionRefused | None:
    """The refusal, where reading ends in one; whatever else is raised goes through."""
    try:
        read()
    except DefinitionRefused as refused:
        return refused
    return None


@given(junk)
def test_no_document_raises_anything_but_a_refusal(value: object) -> None:
    assert refusal_of(lambda: read_questionnaire(value)) is not None
    for made in ({"languages": ["en"], "pages": value}, change([*FIRST, "settings"], value)):
        refused = refusal_of(partial(read_questionnaire, made))
        assert refused is None or refused.message % refused.params


@given(
    st.sampled_from(sorted(SETTINGS)),
    st.sampled_from(["options", "other", "items", "scale", "min", "max", "unit", "decimals", "low", "high", "body"]),
    junk,
)
def test_no_setting_raises_anything_but_a_refusal(kind: str, key: str, value: object) -> None:
    part = document(kind, settings={**SETTINGS[kind], key: value})
    refused = refusal_of(partial(read_question, part))
    if refused is None:
        assert read_question(write_question(read_question(part))) == read_question(part)
    else:
        assert refused.message % refused.params
