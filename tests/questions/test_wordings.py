"""Texts of a questionnaire with addresses: none is left out, none is met twice, and they come back where they were."""

import pytest

from survey_app.questions.definition import Questionnaire
from survey_app.questions.registry import read_questionnaire, write_questionnaire
from survey_app.questions.wordings import placeholders, translated, wordings
from survey_app.services import blocks, codes, editing

EVERY = ("en", "es", "zh_Hans_CN")


def whole() -> dict[str, object]:
    """A questionnaire with every ready block."""
    made = Questionnaire(EVERY)
    made, _page = editing.page_added().make(made, {})
    for name in blocks.BLOCKS:
        made, _focus = editing.block_added(name, made.pages[0].key).make(made, codes.present(made))
    return write_questionnaire(made)


def texts_in(part: object) -> int:
    if isinstance(part, dict):
        return 1 if isinstance(part.get("en"), str) else sum(texts_in(each) for each in part.values())
    return sum(texts_in(each) for each in part) if isinstance(part, list) else 0


def test_every_text_is_found_once_under_an_address_of_its_own() -> None:
    document = whole()
    found = wordings(document)
    assert len(found) == texts_in(document["pages"]) > 120
    assert len({each.place for each in found}) == len(found)


def test_a_questionnaire_translated_into_what_it_says_already_is_the_same() -> None:
    document = whole()
    same = translated(document, {each.place: each.text for each in wordings(document)})
    assert same == document


def test_words_come_to_their_place_and_nowhere_else() -> None:
    document = whole()
    for each in wordings(document)[::17]:
        changed = translated(document, {each.place: {"es": "¡Cambiado!"}})
        differing = [
            now.place for now, then in zip(wordings(changed), wordings(document), strict=True) if now.text != then.text
        ]
        assert differing == [each.place]
        read_questionnaire(changed)


def test_empty_words_take_a_translation_out_and_never_the_original() -> None:
    document = whole()
    place = wordings(document)[0].place
    changed = translated(document, {place: {"es": "", "en": ""}})
    assert set(wordings(changed)[0].text) == {"en", "zh_Hans_CN"}


def test_an_address_survives_another_order_of_questions_and_options() -> None:
    option = {"code": 7, "label": {"en": "Other"}}
    first = {"code": "A", "text": {"en": "One"}, "settings": {"options": [{"code": 1, "label": {"en": "x"}}, option]}}
    second = {"code": "B", "text": {"en": "Two"}}
    one = {"languages": ["en"], "pages": [{"key": "p1", "title": {}, "questions": [first, second]}]}
    moved = {"languages": ["en"], "pages": [{"key": "p1", "questions": [second]}, {"key": "p2", "questions": [
        {**first, "settings": {"options": [option, {"code": 1, "label": {"en": "x"}}]}}]}]}  # fmt: skip
    assert {each.place for each in wordings(one)} == {each.place for each in wordings(moved)}


@pytest.mark.parametrize(
    ("words", "found"),
    [("No answer", []), ("{A} and {A}", ["{A}", "{A}"]), ("{= A + 1 }", ["{= A + 1 }"]), ("{", []), ("{}", [])],
)
def test_repeated_answers_are_counted(words: str, found: list[str]) -> None:
    assert sorted(placeholders(words).elements()) == found
