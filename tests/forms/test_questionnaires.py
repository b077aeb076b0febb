"""The form of one question: what it shows comes back the same, what is typed is merged language by language."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from survey_app.forms.question_fields import LIMITS, fields_of, merged, preset_of
from survey_app.forms.questionnaires import QuestionForm
from survey_app.questions.definition import Question, Questionnaire, Scale
from survey_app.questions.registry import TYPES, read_questionnaire
from survey_app.services import presets
from survey_app.services.blocks import fresh
from survey_app.services.codes import Used

LANGUAGES = ("en", "es", "zh_Hans_CN")
pytestmark = [pytest.mark.usefixtures("request_context"), pytest.mark.sqlite_only]


@pytest.fixture
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def whole(question: Question) -> Questionnaire:
    document = {"languages": list(LANGUAGES), "pages": [{"key": "p1", "title": {}, "questions": []}]}
    empty = read_questionnaire(document)
    page = type(empty.pages[0])("p1", {}, (question,))
    return Questionnaire(LANGUAGES, (page,))


def sent(question: Question, language: str = "en", **changes: str) -> MultiDict[str, str]:
    """What a browser sends from the form as it stands."""
    fields = fields_of(question, language, "en")
    data = MultiDict({
        "code": fields.code, "text": fields.text, "hint": fields.hint, "purpose": fields.purpose,
        "least": fields.least, "most": fields.most, "preset": fields.preset, "first": fields.first,
        "last": fields.last, "unit": fields.unit, "decimals": fields.decimals, "body": fields.body,
        "other_words": fields.other_words,
    })  # fmt: skip
    for name in ("required", "not_applicable", "other"):
        if getattr(fields, name):
            data[name] = "on"
    for row in fields.rows:
        data.add("row", row.id)
        data[f"row.{row.id}"] = row.words
    for point in fields.points:
        data[f"point.{point.point}"] = point.words
    for name, value in changes.items():
        data[name] = value
    return data


def read(question: Question, data: MultiDict[str, str], language: str = "en", used: Used | None = None) -> Question:
    form = QuestionForm(whole(question), question, language)
    found = form.read(data, used if used is not None else {question.code: frozenset({"1", "2"})})
    assert found is not None, form.errors
    return found


@pytest.mark.parametrize("kind", sorted(TYPES))
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_untouched_form_changes_nothing_in_any_language(kind: str, language: str) -> None:
    question = fresh(kind, "Q1", LANGUAGES)
    assert read(question, sent(question, language), language) == question


def test_a_translation_leaves_the_other_languages_alone() -> None:
    question = read(
        fresh("grid", "Q1", LANGUAGES), sent(fresh("grid", "Q1", LANGUAGES), text="How?", **{"row.c1": "Price"})
    )
    translated = read(question, sent(question, "es", text="¿Cómo?", **{"row.c1": "Precio"}), "es")
    assert translated.text == {"en": "How?", "es": "¿Cómo?"}
    assert translated.settings.items[0].label == {"en": "Price", "es": "Precio"}
    assert translated.settings.scale == question.settings.scale


def test_a_new_row_gets_a_code_past_all_ever_used() -> None:
    question = fresh("single", "Q1", LANGUAGES)
    data = sent(question)
    data.add("row", "n7")
    data["row.n7"] = "Perhaps"
    found = read(question, data, used={"Q1": frozenset({"1", "2", "3", "4", "97"})})
    assert [option.code for option in found.settings.options] == [1, 2, 5]


def test_a_row_that_was_taken_out_may_come_back_under_its_own_code() -> None:
    question = fresh("single", "Q1", LANGUAGES)
    data = sent(question)
    data.add("row", "c3")
    data["row.c3"] = "Mine, kept"
    found = read(question, data, used={"Q1": frozenset({"1", "2", "3"})})
    assert [option.code for option in found.settings.options] == [1, 2, 3]


@pytest.mark.parametrize("key", ["c999999999999", "cabc", "c-1", "x1", "", "c1.2", "n" * 60])
def test_a_forged_row_is_new_or_nothing_and_never_a_forged_code(key: str) -> None:
    question = fresh("single", "Q1", LANGUAGES)
    data = sent(question)
    data.add("row", key)
    data[f"row.{key}"] = "Forged"
    found = read(question, data)
    assert {option.code for option in found.settings.options} <= {1, 2, 3}


@pytest.mark.parametrize("name", sorted(presets.SCALES))
@pytest.mark.parametrize("languages", [LANGUAGES, ("es",)])
def test_every_ready_scale_is_known_again(name: str, languages: tuple[str, ...]) -> None:
    assert preset_of(presets.scale_in(name, languages)) == name
    assert preset_of(Scale(1, 5, {"en": "cold"}, {"en": "warm"})) == "own"


def test_words_between_the_ends_give_every_point_its_own() -> None:
    question = fresh("rating", "Q1", ("en",))
    ends = read(question, sent(question, preset="quality"))
    assert ends.settings.scale.labels == ()
    worded = read(ends, sent(ends, preset="own", **{"point.3": "Fair"}))
    assert [words.get("en", "") for words in worded.settings.scale.labels] == ["Very poor", "", "Fair", "", "Excellent"]


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("multiple", "least", "none"), ("multiple", "most", "0"), ("multiple", "most", "1000"),
        ("number", "least", "1e9"),
        ("number", "least", "nan"), ("number", "decimals", "7"), ("number", "most", "9" * 30), ("rating", "last", "2"),
        ("rating", "first", "2"), ("rating", "last", "٣"), ("rating", "purpose", "selling"), ("rating", "code", "x y"),
        ("short_text", "text", "a\x00b"), ("short_text", "hint", "x" * (LIMITS["hint"] + 1)),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_and_stays_typed(kind: str, field: str, value: str) -> None:
    question = fresh(kind, "Q1", LANGUAGES)
    form = QuestionForm(whole(question), question, "en")
    assert form.read(sent(question, **{"text": "Typed", field: value}), {}) is None
    assert form.errors
    assert form.fields.text == "Typed" or field == "text"


def test_least_above_most_is_refused_for_answers_and_numbers() -> None:
    for kind in ("multiple", "number"):
        question = fresh(kind, "Q1", LANGUAGES)
        form = QuestionForm(whole(question), question, "en")
        assert form.read(sent(question, least="2", most="1"), {}) is None


def test_merging_takes_out_what_was_emptied() -> None:
    assert merged({"en": "A", "es": "B"}, "en", "") == {"es": "B"}
