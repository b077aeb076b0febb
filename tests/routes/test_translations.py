"""Translating a questionnaire: missing texts first, a sheet that goes out and comes back, and words that do not fit."""

import csv
import io

import openpyxl
import pytest

from survey_app.services import versions
from tests.desk import Desk

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("app")]
PATH = "/translations"


@pytest.fixture
def translating(desk: Desk) -> Desk:
    """Two questions, the first translated in part."""
    desk.done("/languages", language=["en", "es"], own="en")
    desk.done("/questions", kind="short_text", page="p1")
    desk.done("/questions", block="recommend", page="p1")
    write(desk, "Q1.text", "Your name, {Q2}?")
    return desk


def write(desk: Desk, place: str, words: str, language: str = "en") -> None:
    """Words of the own language as the editor would store them."""
    question = desk.version.definition["pages"][0]["questions"][0]
    assert place == f"{question['code']}.text"
    desk.done(f"/questions/{question['code']}", code=question["code"], text=words, purpose="solicitation", do="save")


def sent(desk: Desk, name: str, content: bytes) -> str:
    answer = desk.client.post(
        desk.base + PATH + "/file",
        data={"csrf_token": desk.token, "document": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 200, answer.text[:800]
    return answer.text


def spanish(desk: Desk) -> dict[str, str]:
    questionnaire = versions.document(desk.version)
    return {question.code: question.text.get("es", "") for question in questionnaire.questions()}


def filled_in(desk: Desk, changes: dict[str, str]) -> bytes:
    """The sheet that was downloaded, with these Spanish words in it."""
    book = openpyxl.load_workbook(io.BytesIO(desk.client.get(desk.base + PATH + "/texts.xlsx").data))
    sheet = book.active
    head = [cell.value for cell in sheet[1]]
    assert head == ["place", "en", "es"]
    for row in sheet.iter_rows(min_row=2):
        if row[0].value in changes:
            row[2].value = changes[row[0].value]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_missing_texts_stand_first_and_are_saved_beside_the_original(translating: Desk) -> None:
    page = translating.get(PATH)
    assert page.index("Your name, {Q2}?") < page.index("How likely are you")
    answer = translating.client.post(
        translating.base + PATH + "?to=es",
        data={
            "csrf_token": translating.token,
            "place": ["Q1.text", "Q2.text"],
            "before": ["", spanish(translating)["Q2"]],
            "words": ["¿Su nombre, {Q2}?", spanish(translating)["Q2"]],
        },
    )
    assert "1 translation is kept" in answer.text
    assert spanish(translating)["Q1"] == "¿Su nombre, {Q2}?"
    translating.done("/undo")
    assert spanish(translating)["Q1"] == ""


def test_a_translation_that_loses_a_repeated_answer_is_refused_and_kept_on_the_page(translating: Desk) -> None:
    fields = {"place": ["Q1.text"], "before": [""], "words": ["¿Su nombre?"]}
    answer = translating.client.post(translating.base + PATH, data={"csrf_token": translating.token, **fields})
    assert "It has to repeat exactly these answers: {Q2}." in answer.text
    assert ">\n¿Su nombre?</textarea>" in answer.text
    assert spanish(translating)["Q1"] == ""


def test_what_somebody_else_translated_meanwhile_stays(translating: Desk) -> None:
    fields = {"place": ["Q1.text"], "before": ["¿Nombre, {Q2}?"], "words": ["¿Apellido, {Q2}?"]}
    answer = translating.client.post(translating.base + PATH, data={"csrf_token": translating.token, **fields})
    assert "1 text was translated by somebody else meanwhile" in answer.text
    assert spanish(translating)["Q1"] == ""


def test_a_sheet_goes_to_a_translator_and_comes_back(translating: Desk) -> None:
    page = sent(translating, "back.xlsx", filled_in(translating, {"Q1.text": "¿Su nombre, {Q2}?"}))
    assert "1 translation was put in" in page
    assert spanish(translating)["Q1"] == "¿Su nombre, {Q2}?"
    again = sent(translating, "back.xlsx", filled_in(translating, {}))
    assert "0 translations were put in" in again


def test_lines_that_do_not_fit_are_listed_and_the_others_are_taken(translating: Desk) -> None:
    lines = [
        ["place", "en", "es"],
        ["Q1.text", "", "Sin respuesta"],
        ["Q9.text", "", "Nadie"],
        ["Q2.text", "", "¿Otra?"],
    ]
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    page = sent(translating, "back.csv", text.getvalue().encode("utf-8-sig"))
    assert "1 translation was put in" in page
    assert "2 lines were not taken" in page
    assert "There is no text at this place any more." in page
    assert "It has to repeat exactly these answers: {Q2}." in page
    assert spanish(translating)["Q2"] == "¿Otra?"


def test_a_text_that_begins_like_a_formula_comes_back_as_it_was_by_csv(translating: Desk) -> None:
    write(translating, "Q1.text", "=1+1 is?")
    sheet = translating.client.get(translating.base + PATH + "/texts.csv").data.decode("utf-8-sig")
    assert "'=1+1 is?" in sheet
    sent(translating, "back.csv", sheet.replace("'=1+1 is?,", "'=1+1 is?,'=1+1 es?").encode())
    assert spanish(translating)["Q1"] == "=1+1 es?"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"text,es\nhello,hola\n", "a column named"),
        ("a.csv", b"place,fr\nQ1.text,salut\n", "a column named"),
        ("a.xlsx", b"PK\x03\x04 nothing", "a.xlsx"),
        ("a.csv", b"", "a.csv"),
    ],
)
def test_a_file_that_is_no_sheet_of_translations_is_refused(
    translating: Desk, name: str, content: bytes, said: str
) -> None:
    answer = translating.client.post(
        translating.base + PATH + "/file",
        data={"csrf_token": translating.token, "document": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    assert 400 <= answer.status_code < 500
    assert said in answer.text


def test_a_questionnaire_in_one_language_says_what_to_do_first(desk: Desk) -> None:
    answer = desk.client.get(desk.base + PATH)
    assert answer.status_code == 409
    assert "Choose a second language first" in answer.text


def test_after_the_original_has_changed_its_translation_is_outdated(translating: Desk) -> None:
    for question in ("Q1",):
        fields = {"place": [f"{question}.text"], "before": [""], "words": ["¿Nombre, {Q2}?"]}
        translating.client.post(translating.base + PATH, data={"csrf_token": translating.token, **fields})
    translating.done("/publish")
    translating.done("/next")
    assert "0 outdated" in translating.get(PATH)
    write(translating, "Q1.text", "Your full name, {Q2}?")
    page = translating.get(PATH)
    assert "1 outdated" in page
    assert "the original has changed" in page
