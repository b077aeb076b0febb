"""Files as answers: sent without script, kept encrypted, handed out as downloads, gone with the answer."""

import io
import os
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from PIL import Image
from sqlalchemy import select

from survey_app.db import now, session, transaction
from survey_app.jobs.worker import run_all
from survey_app.models import AnswerFile, Draft, Response, Stage, StoredFile
from survey_app.routes import limits
from survey_app.services import answer_files, installation
from survey_app.services.sealed_surveys import AsksForFiles, require_sealable
from survey_app.vocabulary import AnonymityLevel, Role
from tests.builders import make_member, post, sign_in
from tests.desk import Desk
from tests.planting import document, question
from tests.questions.specimens import questionnaire
from tests.respondents import Person, link_of, make_case, open_stage

pytestmark = pytest.mark.sqlite_only
PDF = b"%PDF-1.7 an offer of Ana Torres"


def picture(maker: str) -> bytes:
    held, exif = io.BytesIO(), Image.Exif()
    exif[0x013B] = maker
    Image.new("RGB", (4, 4), "red").save(held, "JPEG", exif=exif)
    return held.getvalue()


def begun(client: FlaskClient, **settings: object) -> Person:
    asked = question("DOC", "file_upload", "Do you have a picture?", **{"most": 2, "days": 30, **settings})
    stage = open_stage(document(asked, question("AGE", "number", "How old are you?", min=0, max=120, decimals=0)))
    person = Person(client, stage.code)
    person.begin()
    return person


def send(person: Person, *files: tuple[str, bytes], **fields: object) -> None:
    sent = [(io.BytesIO(content), name) for name, content in files] or [(io.BytesIO(b""), "")]
    person.send({"qDOC.new": sent, "go": "next", **fields})


def kept(person: Person) -> list[str]:
    return [str(each) for each in person.document().xpath("//input[@name='qDOC'][@checked]/@value")]


def folder() -> Path:
    return installation.settings().files / "answers"


def test_files_are_kept_with_the_page_whatever_else_is_wrong_with_it(client: FlaskClient) -> None:
    person = begun(client)
    assert person.document().xpath("//main//form/@enctype") == ["multipart/form-data"]
    send(person, ("../offers/offer <1>.pdf", PDF), ("photo.jpg", picture("Ana Torres")), qAGE="old")
    assert person.page.status_code == 422
    assert [each.split(" | ")[0] for each in kept(person)] == ["offer _1_.pdf", "photo.jpg"]
    stored = {path.name: path.read_bytes() for path in folder().iterdir()}
    assert len(stored) == 2
    assert not any(word in content for content in stored.values() for word in (b"%PDF-", b"Ana Torres", b"Exif"))
    send(person, qDOC=kept(person)[1:], qAGE="44")
    assert person.path.endswith("/check")
    assert "photo.jpg (1 kB)" in person.text
    assert "offer _1_" not in person.text
    assert len(list(folder().iterdir())) == 1
    person.send()
    response = session.scalars(select(Response)).one()
    row = session.scalars(select(AnswerFile)).one()
    assert response.answers["DOC"] == 1
    assert response.answers["DOC.1"] == f"photo.jpg | {row.size} | {row.code}"
    assert (row.response_id, row.draft_id, row.media_type) == (response.id, None, "image/jpeg")
    assert b"Ana" not in answer_files.content_of(row)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.exe", b"MZ\x90\x00", "is of no kind that is taken"),
        ("a.pdf", b"<html><script>alert(1)</script>", "is of no kind that is taken"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is of no kind that is taken"),
        ("a.txt", b"only words", "is of no kind that is taken"),
        ("big.pdf", b"%PDF-" + b"0" * 2_000, "Make it smaller"),
    ],
)
def test_what_is_not_taken_is_told_by_name(
    client: FlaskClient, name: str, content: bytes, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_files, "LARGEST", 1_000)
    person = begun(client)
    send(person, (name, content), qAGE="44")
    assert person.page.status_code == 422
    assert f"“{name}”" in person.text
    assert told in person.text
    assert (kept(person), session.query(AnswerFile).count()) == ([], 0)
    send(person, qAGE="44")
    assert person.path.endswith("/check")


def test_a_third_file_of_two_and_somebody_elses_file_are_refused(client: FlaskClient, app: Flask) -> None:
    person = begun(client)
    send(person, ("a.pdf", PDF), ("b.pdf", PDF))
    person.get(f"/r/{person.code}/page/1")
    mine = kept(person)
    assert len(mine) == 2
    send(person, ("c.pdf", PDF), qDOC=mine)
    assert "takes no more than 2. Not kept: c.pdf." in person.text
    assert kept(person) == mine
    other = Person(app.test_client(), person.code)
    other.begin()
    send(other, qDOC=mine[:1])
    assert "“a.pdf” is no longer there." in other.text
    assert kept(other) == []
    person.send({"go": "clear"})
    assert session.query(AnswerFile).count() == 0
    assert list(folder().iterdir()) == []


def test_of_too_many_files_as_many_are_kept_as_the_question_takes(client: FlaskClient) -> None:
    person = begun(client)
    send(person, ("a.pdf", PDF), qAGE="44")
    person.get(f"/r/{person.code}/page/1")
    [first] = kept(person)
    many = [(f"m{number}.pdf", PDF) for number in range(20)]
    send(person, ("no.exe", b"MZ"), *many, qDOC=first, qAGE="44")
    assert person.page.status_code == 422
    assert "“no.exe” is of no kind that is taken" in person.text
    assert "Not kept: m1.pdf; m2.pdf;" in person.text
    assert [each.split(" | ")[0] for each in kept(person)] == ["a.pdf", "m0.pdf"]
    assert session.query(AnswerFile).count() == 2
    # the page as it stands can be sent; a second attempt piles nothing up
    send(person, *many, qDOC=kept(person), qAGE="44")
    assert len(kept(person)) == session.query(AnswerFile).count() == 2
    send(person, qDOC=kept(person), qAGE="44")
    assert person.path.endswith("/check")


def sent_by(client: FlaskClient) -> tuple[Person, AnswerFile]:
    person = begun(client)
    send(person, ("offer.pdf", PDF), qAGE="44")
    person.send()
    return person, session.scalars(select(AnswerFile)).one()


def test_researchers_take_files_out_as_downloads_and_all_in_one_archive(client: FlaskClient, app: Flask) -> None:
    _person, row = sent_by(client)
    study = session.scalars(select(Stage)).one().study
    address = f"/studies/{study.code}/stages/{study.stages[0].code}"
    desk = app.test_client()
    assert desk.get(f"{address}/files/{row.code}").status_code == 303
    sign_in(desk, make_member(study, Role.ANALYST))
    assert "offer.pdf" in desk.get(f"{address}/files").get_data(as_text=True)
    assert f"{address}/files" in desk.get(f"{address}/exports").get_data(as_text=True)
    answer = desk.get(f"{address}/files/{row.code}", buffered=True)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == "attachment; filename=offer.pdf"
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    assert post(desk, f"{address}/files").status_code == 303
    assert run_all(app) == 1
    session.expire_all()
    stored = session.query(StoredFile).one()
    with zipfile.ZipFile(io.BytesIO(desk.get(f"/files/{stored.code}", buffered=True).data)) as archive:
        assert archive.namelist() == [f"DOC/{row.code}-offer.pdf"]
        assert archive.read(archive.namelist()[0]) == PDF
    editor = app.test_client()
    sign_in(editor, make_member(study, Role.EDITOR))
    assert editor.get(f"{address}/files").status_code == 403


def test_a_file_goes_with_its_response_its_draft_or_its_time(client: FlaskClient) -> None:
    _person, row = sent_by(client)
    path = folder() / f"{row.code}.enc"
    assert path.exists()
    with transaction():
        session.delete(session.scalars(select(Response)).one())
    assert session.query(AnswerFile).count() == 0
    earlier = (now() - timedelta(hours=2)).timestamp()
    os.utime(path, (earlier, earlier))
    with transaction():
        assert answer_files.sweep() == 1
    assert not path.exists()
    person = begun(client)
    send(person, ("offer.pdf", PDF))
    with transaction():
        session.delete(session.scalars(select(Draft)).one())
        session.query(AnswerFile).update({"created_at": now() - timedelta(hours=2)})
    with transaction():
        answer_files.sweep()
    assert session.query(AnswerFile).count() == 0


def test_at_the_anonymous_levels_nobody_can_be_asked_for_a_file() -> None:
    with pytest.raises(AsksForFiles, match="FILE_UPLOAD"):
        require_sealable(questionnaire())


def test_a_page_heavier_than_its_files_may_be_is_refused(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    person = begun(client)
    monkeypatch.setattr(limits, "LARGEST_PAGE", 10_000)
    send(person, ("a.pdf", PDF + b"0" * 20_000))
    assert person.page.status_code == 413
    person.get(f"/r/{person.code}/page/1")
    send(person, ("a.pdf", PDF))
    assert session.query(AnswerFile).count() == 1


def test_the_page_of_a_case_leads_to_its_files(client: FlaskClient, app: Flask) -> None:
    asked = question("DOC", "file_upload", "Do you have a picture?")
    stage = open_stage(document(asked), level=AnonymityLevel.IDENTIFIED)
    case = make_case(stage)
    person = Person(client, stage.code)
    person.begin(link_of(stage, case))
    send(person, ("offer.pdf", PDF))
    person.send()
    row = session.scalars(select(AnswerFile)).one()
    desk = app.test_client()
    sign_in(desk, make_member(stage.study, Role.ANALYST))
    address = f"/studies/{stage.study.code}/stages/{stage.code}"
    assert f"{address}/files/{row.code}" in desk.get(f"{address}/cases/{case.id}").get_data(as_text=True)


def test_a_test_run_takes_the_name_for_the_file(desk: Desk) -> None:
    desk.done("/questions", kind="file_upload", page="p1")
    desk.done("/questions/Q1", text="A picture?", required="on")
    sent = {"csrf_token": desk.token, "seed": "1", "language": "en"}
    begun_ = html.fromstring(desk.client.post(desk.base + "/try/one", data={**sent, "go": "begin"}).text)
    given = begun_.xpath("string(//input[@name='given']/@value)")
    page = {**sent, "given": given, "at": "1", "go": "next"}
    assert desk.client.post(desk.base + "/try/one", data=page).status_code == 422
    answer = desk.client.post(desk.base + "/try/one", data={**page, "qQ1.new": "a.pdf"})
    assert answer.status_code == 200
    assert session.query(AnswerFile).count() == 0
