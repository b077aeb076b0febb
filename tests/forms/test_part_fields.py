"""Lists of columns, rivals and points in the editor: codes keep their meaning, whatever happens to the words."""

from collections.abc import Iterator

import pytest
from flask import Flask

from survey_app.forms import part_fields
from survey_app.questions.definition import Question
from survey_app.questions.registry import TYPES
from tests.questions.specimens import question
from tests.questions.specimens_checked import ROWS
from tests.questions.test_parted import ALONE

pytestmark = [pytest.mark.usefixtures("request_context"), pytest.mark.sqlite_only]


@pytest.fixture
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def after(asked: Question, language: str = "en", **typed: str) -> dict[str, object]:
    errors: dict[str, str] = {}
    fields = part_fields.shown(asked, language) | typed
    found = part_fields.settings(asked, fields, language, errors)
    assert errors == {}
    return found


def test_lines_without_a_code_get_a_new_one_and_the_others_keep_theirs() -> None:
    found = after(question("grid_number"), columns="then = Last year\nNext year\nnow = This year, so far")
    assert found["columns"] == [
        {"code": "then", "label": {"en": "Last year"}},
        {"code": "1", "label": {"en": "Next year"}},
        {"code": "now", "label": {"en": "This year, so far"}},
    ]


def test_a_translation_leaves_the_other_language_and_the_exclusive_answer_alone() -> None:
    found = after(
        question("grid_multiple", settings={"items": ROWS, "options": ALONE}),
        "es",
        options="1 = Tienda\n8 = En ninguna parte",
    )
    assert found["options"] == [
        {"code": 1, "label": {"en": "Shop", "es": "Tienda"}},
        {"code": 8, "label": {"en": "Nowhere", "es": "En ninguna parte"}, "exclusive": True},
    ]


def test_points_without_words_between_are_words_at_the_ends() -> None:
    ends = after(question("dual_scale"), second="1 = never\n2 =\n3 = always")["second"]
    assert ends == {"first": 1, "last": 3, "low": {"en": "never"}, "high": {"en": "always"}, "labels": []}
    errors: dict[str, str] = {}
    part_fields.settings(question("dual_scale"), {"second": "1 = a\n3 = b\n4 = c"}, "en", errors)
    assert list(errors) == ["x_second"]


@pytest.mark.parametrize("kind", ["grid_text", "grid_number", "grid_multiple", "dual_scale", "kano",
                                  "importance_performance", "estimate", "use_and_rating"])  # fmt: skip
@pytest.mark.parametrize("language", ["en", "es"])
def test_fields_as_they_stand_write_the_settings_as_they_are(kind: str, language: str) -> None:
    asked = question(kind)
    written = TYPES[kind].write(asked.settings)
    found = after(asked, language)
    assert TYPES[kind].read({**written, **found}) == asked.settings
