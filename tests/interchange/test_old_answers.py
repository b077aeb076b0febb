"""Responses in an archive of LimeSurvey as answers to the questionnaire of the same archive."""

import io
from typing import Any

import pytest

from survey_app.exceptions import Refusal
from survey_app.interchange.answers import Reading, propose, read_answers
from survey_app.interchange.questionnaires import formats
from survey_app.interchange.tables import read_table
from survey_app.questions.registry import read_questionnaire
from tests.limesurvey_builder import archive, newer, older, parts, question, response_rows, survey

SOURCE = survey(
    [
        question("SEX", "G"),
        question("TOWN", "L", answers=parts("A1", "A2"), other=True),
        question("LIKE", "M", subquestions=parts("SQ001", "SQ002"), other=True),
        question("RATE", "F", subquestions=parts("a", "b"), answers=parts("1", "2", "3")),
        question("RANK", "R", answers=parts("x", "y", "z")),
        question("AGE", "N", attributes={"num_value_int_only": "1"}),
        question("BORN", "D", attributes={"date_format": "yyyy-mm-dd"}),
        question("WHY", "T"),
        question("NOTE", "X"),
        question("FINE", "Y"),
    ],
    languages=("en",),
)
FIRST: dict[str, Any] = {
    "SEX": "F", "TOWN": "-oth-", "TOWNother": "Lima", "LIKESQ001": "Y", "LIKEother": "tea", "RATEa": "3", "RATEb": "1",
    "RANK1": "y", "RANK2": "x", "AGE": "41.0000000000", "BORN": "1985-03-02 00:00:00", "WHY": "a < b", "FINE": "N",
}  # fmt: skip


def read(lss: bytes, *rows: dict[str, Any]) -> Reading:
    content = archive(survey__lss=lss, survey_responses__lsr=response_rows(SOURCE, rows))
    questionnaire = read_questionnaire(formats.read("old.lsa", content).document)
    table = read_table(io.BytesIO(content), "old.lsa")
    return read_answers(table, propose(table.header, questionnaire), questionnaire)


@pytest.mark.parametrize("lss", [older(SOURCE), newer(SOURCE)], ids=["older", "newer"])
def test_every_kind_of_response_becomes_an_answer(lss: bytes) -> None:
    reading = read(lss, FIRST, {"SEX": "M", "TOWN": "A2"})
    assert reading.bad == ()
    first, second = reading.taken
    assert first.answers == {
        "SEX": 1, "TOWN": 97, "TOWN.other": "Lima", "LIKE.1": 1, "LIKE.2": 0, "LIKE.97": 1, "LIKE.other": "tea",
        "RATE.a": 3, "RATE.b": 1, "RANK.y": 1, "RANK.x": 2, "AGE": 41.0, "BORN": "1985-03-02", "WHY": "a < b",
        "FINE": 0,
    }  # fmt: skip
    assert second.answers == {"SEX": 2, "TOWN": 2}
    assert second.number == 3


def test_a_response_with_an_unknown_answer_is_refused_with_its_place() -> None:
    reading = read(newer(SOURCE), FIRST, {"TOWN": "A9"}, {})
    assert (len(reading.taken), reading.refused) == (1, 1)
    assert [(cell.number, cell.column, cell.value) for cell in reading.bad] == [(3, "TOWN", "A9")]


def test_an_archive_without_responses_is_no_table() -> None:
    with pytest.raises(Refusal):
        read_table(io.BytesIO(archive(survey__lss=newer(SOURCE))), "old.lsa")
