"""Responses: imported in batches, counted, set aside and put back."""

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.exceptions import NotFound
from survey_app.models import Identity, ImportBatch, Response, Stage
from survey_app.questions.packing import unpack_closed, unpack_numbers
from survey_app.services import responses, visits
from survey_app.services.responses import ImportedRow
from survey_app.services.sheets import Sheet
from survey_app.vocabulary import Missing, Mode
from tests.planting import options, question
from tests.respondents import open_stage

ROWS = [
    ImportedRow(2, {"IND": 1, "YEARS": 3.5, "SERV.price": 4, "NAME": "Ana"}),
    ImportedRow(3, {"IND": 2, "SERV.price": Missing.NOT_APPLICABLE}, "es"),
]


def batch_of(stage: Stage) -> tuple[ImportBatch, Sheet]:
    batch = ImportBatch(stage_id=stage.id, source="paper", filename="answers.csv")
    session.add(batch)
    session.commit()
    return batch, visits.by_browser(stage.code, "", "").ready


def stored(stage: Stage) -> list[Response]:
    return sorted(session.scalars(select(Response)), key=lambda response: response.answers["IND"])


def test_imported_rows_become_responses_with_their_projection(app: Flask) -> None:
    stage = open_stage()
    batch, sheet = batch_of(stage)
    with transaction():
        assert responses.store_imported(stage.id, sheet, batch.id, ROWS, mode=Mode.PAPER) == 2
    first, second = stored(stage)
    assert first.answers == {"IND": 1, "YEARS": 3.5, "SERV.price": 4}
    assert second.answers == {"IND": 2, "SERV.price": {"missing": "not_applicable"}}
    assert (first.language, second.language, first.mode, first.batch_id) == ("en", "es", Mode.PAPER, batch.id)
    assert session.scalars(select(Identity)).one().answers == {"NAME": "Ana"}
    assert unpack_closed([first.closed, second.closed], 3).tolist() == [[1, 4, -9], [2, -7, -9]]
    assert unpack_numbers([first.numbers], 1).tolist() == [[3.5]]


def test_a_batch_stored_twice_doubles_nothing(app: Flask) -> None:
    stage = open_stage()
    batch, sheet = batch_of(stage)
    for _again in range(2):
        with transaction():
            assert responses.store_imported(stage.id, sheet, batch.id, ROWS, mode=Mode.PAPER) == 2
    assert responses.count(stage.id) == 2


def test_a_response_is_set_aside_with_a_reason_and_put_back(app: Flask) -> None:
    stage = open_stage()
    batch, sheet = batch_of(stage)
    with transaction():
        responses.store_imported(stage.id, sheet, batch.id, ROWS, mode=Mode.PAPER)
    one = stored(stage)[0].id
    for reason in ("", "  ", "x" * 201):
        with pytest.raises(responses.ReasonNeeded):
            responses.set_aside(stage.id, one, reason)
    with transaction():
        responses.set_aside(stage.id, one, "a test")
    assert responses.count(stage.id) == 1
    assert responses.count(stage.id, usable_only=False) == 2
    with transaction():
        responses.put_back(stage.id, one)
    assert responses.count(stage.id) == 2


def test_a_response_of_another_stage_cannot_be_set_aside(app: Flask) -> None:
    stage, other = open_stage(), open_stage()
    batch, sheet = batch_of(stage)
    with transaction():
        responses.store_imported(stage.id, sheet, batch.id, ROWS, mode=Mode.PAPER)
    with pytest.raises(NotFound):
        responses.set_aside(other.id, stored(stage)[0].id, "not mine")


def test_equal_answers_have_one_spelling_and_versions_tell_them_apart() -> None:
    one, two = {"A": 1, "B": "ä\ud800"}, {"B": "ä\ud800", "A": 1}
    assert responses.canonical(one) == responses.canonical(two)
    assert responses.content_hash(1, one) == responses.content_hash(1, two) != responses.content_hash(2, one)


@pytest.mark.sqlite_only
def test_what_the_rules_would_not_have_shown_says_so_in_answers_from_elsewhere(app: Flask) -> None:
    uses = question("USES", "single", options=options("Yes", "No"))
    why = {**question("WHY", "short_text"), "show_if": "USES = 2"}
    stage = open_stage({"languages": ["en"], "pages": [{"key": "p", "title": {}, "questions": [uses, why]}]})
    batch, sheet = batch_of(stage)
    rows = [ImportedRow(1, {"USES": 1}), ImportedRow(2, {"USES": 2}), ImportedRow(3, {"USES": 1, "WHY": "said"})]
    with transaction():
        responses.store_imported(stage.id, sheet, batch.id, rows, mode=Mode.PAPER)
    found = sorted((each.answers for each in session.scalars(select(Response))), key=len)
    assert found[0] == {"USES": 2}
    assert sorted(str(each["WHY"]) for each in found[1:]) == ["said", "{'missing': 'not_shown'}"]
