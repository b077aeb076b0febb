"""Columns are named with their question wherever it does not stand beside them."""

from zoneinfo import ZoneInfo

from survey_app.exports.naming import whole_label
from survey_app.exports.words import Words
from survey_app.questions.registry import type_of
from tests.questions import specimens


def test_a_row_is_named_with_its_question_in_every_language_and_a_question_by_itself() -> None:
    questionnaire = specimens.questionnaire()
    found = {
        variable.name: whole_label(questionnaire, variable)
        for question in questionnaire.questions()
        for variable in type_of(question).variables(question)
    }
    asked = specimens.TEXTS["grid"]
    assert found["GRID.delivery"]["en"] == f"{asked} · Delivery on the agreed date"
    assert found["GRID.delivery"]["es"] == f"{asked} (es) · Entrega en la fecha acordada"
    assert found["BATTERY.answers.expected"]["en"].endswith("How quickly we answer questions · Expected before")
    assert found["RATING"]["en"] == specimens.TEXTS["rating"]
    for name, label in found.items():
        question = questionnaire.find(name.partition(".")[0])
        assert question is not None
        assert label["en"].startswith(question.text["en"]), name
        assert label["en"].count(question.text["en"]) == 1, name


def test_large_figures_are_grouped_as_counts_are_but_years_are_not() -> None:
    spanish, english = (Words(language, str, ZoneInfo("UTC")) for language in ("es", "en"))
    assert spanish.figure(5338.84) == "5.338,8"
    assert english.figure(-12345.678, 2) == "−12,345.68"
    assert [english.figure(value) for value in (1899.9, 1981.08, 2100)] == ["1,899.9", "1981.1", "2,100.0"]
