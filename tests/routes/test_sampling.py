"""The pages of the sample: a list goes in, a rule is stated, cases come out; anything else is refused in words."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from survey_app.db import session
from survey_app.models import (
    Account,
    AuditEntry,
    ColumnValues,
    Frame,
    Job,
    MailEntry,
    SampledCase,
    Stage,
    StoredFile,
    Study,
)
from survey_app.services import frames, links
from survey_app.vocabulary import Disposition, Role, StageState
from tests.builders import csrf_of, make_account, make_member, make_study, post, sign_in, stage_of
from tests.lists import as_csv, frame_rows

pytestmark = pytest.mark.sqlite_only

RULE = {"rate": "80 %", "size": "", "by": "industry", "tally": "region", "seed": "7"}


@pytest.fixture
def owner(app: Flask) -> Account:
    return make_account()


@pytest.fixture
def study(owner: Account) -> Study:
    return make_study(owner)


@pytest.fixture
def stage(study: Study) -> Stage:
    return stage_of(study)


@pytest.fixture
def desk(client: FlaskClient, owner: Account) -> FlaskClient:
    """The owner's browser, signed in."""
    sign_in(client, owner)
    return client


def here(stage: Stage, rest: str = "/sample") -> str:
    return f"/studies/{stage.study.code}/stages/{stage.code}{rest}"


def upload(
    desk: FlaskClient, stage: Stage, content: bytes, name: str = "list.csv", kind: str = "frame"
) -> TestResponse:
    # written out by hand: the test client would leave the temporary file of a large body open
    quoted = name.replace("\\", "\\\\").encode()
    parts = [
        b'Content-Disposition: form-data; name="csrf_token"\r\n\r\n' + csrf_of(desk).encode(),
        b'Content-Disposition: form-data; name="kind"\r\n\r\n' + kind.encode(),
        b'Content-Disposition: form-data; name="file"; filename="' + quoted + b'"\r\n\r\n' + content,
    ]
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return desk.post(here(stage, "/sample/upload"), data=body, content_type="multipart/form-data; boundary=edge")


def take(
    desk: FlaskClient, stage: Stage, content: bytes, columns: dict[str, object], kind: str = "frame"
) -> TestResponse:
    moved = upload(desk, stage, content, kind=kind)
    assert moved.status_code == 303, moved.get_data(as_text=True)
    return post(desk, moved.location, {"kind": kind, **columns})


def cases_of(stage: Stage) -> int:
    session.expire_all()
    return session.scalar(select(func.count(SampledCase.id)).where(SampledCase.stage_id == stage.id)) or 0


def drawn(desk: FlaskClient, stage: Stage) -> None:
    take(desk, stage, as_csv(frame_rows(with_email=True)), {"unit": "id", "email": "e-mail"})
    assert post(desk, here(stage, "/sample/draw"), dict(RULE)).status_code == 303


def test_the_way_from_a_file_to_979_cases(desk: FlaskClient, stage: Stage) -> None:
    assert take(desk, stage, as_csv(frame_rows()), {"unit": "id", "email": "e-mail"}).status_code == 303
    plan = desk.get(here(stage, "/sample/draw"), query_string=RULE).get_data(as_text=True)
    assert "This draws 979 of 1,224" in plan
    assert "80% of each industry, rounded half up, then counted by region" in plan
    assert "Draw 979 cases" in plan
    assert "<i>not stated</i>" in plan
    assert cases_of(stage) == 0
    assert post(desk, here(stage, "/sample/draw"), dict(RULE)).status_code == 303
    assert cases_of(stage) == 979
    page = desk.get(here(stage)).get_data(as_text=True)
    assert "979 people are asked" in page
    assert "seed 7" in page
    assert session.scalars(select(StoredFile)).all() == []


def test_drawing_twice_draws_once(desk: FlaskClient, stage: Stage) -> None:
    drawn(desk, stage)
    again = post(desk, here(stage, "/sample/draw"), dict(RULE))
    assert again.status_code == 422
    assert "979" in again.get_data(as_text=True)
    assert cases_of(stage) == 979


def test_rows_that_cannot_be_taken_are_shown_before_anything_is_stored(desk: FlaskClient, stage: Stage) -> None:
    content = b"id,email\n1,a@example.org\n,b@example.org\n1,c@example.org\n2,nobody\n3,\n"
    shown = take(desk, stage, content, {"unit": "id", "email": "email"})
    text = shown.get_data(as_text=True)
    assert shown.status_code == 422
    for words in ("3 rows cannot be taken", "no id", "stands there twice", "mail cannot be sent", "Take 2 good rows"):
        assert words in text
    assert session.scalars(select(Frame)).all() == []
    address = here(stage, f"/sample/upload/{session.scalars(select(StoredFile.code)).one()}")
    other = post(desk, address, {"kind": "frame", "unit": "id", "email": "email", "good": "5"})
    assert other.status_code == 422
    assert post(desk, address, {"kind": "frame", "unit": "id", "email": "email", "good": "2"}).status_code == 303
    session.expire_all()
    assert session.scalars(select(Frame.size)).all() == [2]


def test_a_ready_list_and_a_list_of_counts_become_cases(desk: FlaskClient, stage: Stage) -> None:
    assert (
        take(desk, stage, b"id,email\n1,a@example.org\n2,\n", {"unit": "id", "email": "email"}, "cases").status_code
        == 303
    )
    counts = b"place,issued\nQingdao,443\nnot stated,7\n"
    assert take(desk, stage, counts, {"unit": "place", "count": "issued"}, "counts").status_code == 303
    assert cases_of(stage) == 452


def test_a_new_list_gets_the_columns_that_say_what_its_values_mean(desk: FlaskClient, stage: Stage) -> None:
    meanings = [{"written": "Qingdao", "name": "", "parent": "Shandong"}]
    session.add_all(ColumnValues(stage_id=stage.id, attribute=name, meanings=meanings) for name in ("city", "gone"))
    session.commit()
    assert take(desk, stage, b"id,city\n1,Qingdao\n2,Anhui\n3,\n", {"unit": "id", "email": ""}).status_code == 303
    frame = frames.needed(stage)
    assert frame.attributes == ["city", "city (belongs to)"]
    assert [each.attributes.get("city (belongs to)") for each in frames.members(frame)] == ["Shandong", "Anhui", None]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.csv"),
        (b"id\n", "header.csv"),
        (b"PK\x03\x04junk", "bad.xlsx"),
        (b"\x00\x01\x02" * 100, "binary.csv"),
        (b"id,x\n1,\xed\xa0\x80\n", "surrogate.csv"),
        (b"id,id\n1,2\n", "twice.csv"),
        (b'id,x\n1,"open\n', "quote.csv"),
        (b"id,x\n1," + b"y" * 1_500_000 + b"\n", "long.csv"),
        (b"x" * 11_000_000, "large.csv"),
    ],
)
def test_a_hostile_upload_is_refused_in_words(desk: FlaskClient, stage: Stage, content: bytes, name: str) -> None:
    refused = upload(desk, stage, content, name)
    assert 400 <= refused.status_code < 500
    assert len(refused.get_data()) > 500
    session.expire_all()
    assert session.scalars(select(StoredFile)).all() == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\x00b.csv", "\N{REPLACEMENT CHARACTER}.csv", "", "x" * 5000, "..\\..\\a.csv"]
)
def test_a_file_name_never_leads_anywhere(desk: FlaskClient, stage: Stage, name: str) -> None:
    answer = upload(desk, stage, b"id\n1\n", name)
    assert answer.status_code in {303, 400, 422}
    for kept in session.scalars(select(StoredFile.filename)):
        assert len(kept) <= 200
        assert "/" not in kept
        assert "\\" not in kept


@pytest.mark.parametrize(
    "changes",
    [
        {"rate": "\x00"},
        {"rate": "9" * 6000},
        {"rate": "", "size": "9" * 400},
        {"rate": "", "size": "-5"},
        {"rate": "", "size": ""},
        {"rate": "80", "size": "5"},
        {"rate": "a"},
        {"by": "nothing"},
        {"tally": "x" * 5000},
        {"seed": ""},
        {"seed": "s" * 5000},
        {"rate": "1/0"},
        {"rate": "0"},
    ],
)
def test_a_rule_that_cannot_be_followed_is_shown_again_in_words(
    desk: FlaskClient, stage: Stage, changes: dict[str, str]
) -> None:
    take(desk, stage, b"id,industry,region\n1,a,x\n2,b,\n", {"unit": "id", "email": ""})
    answer = post(desk, here(stage, "/sample/draw"), {**RULE, **changes})
    assert 400 <= answer.status_code < 500
    assert cases_of(stage) == 0


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=99999999999", "?page=x", "?search=%25", "?search=" + "x" * 999, "?by=x"]
)
@pytest.mark.parametrize("page", ["/sample/frame", "/cases", "/fieldwork"])
def test_no_address_of_a_list_breaks_it(desk: FlaskClient, stage: Stage, page: str, query: str) -> None:
    take(desk, stage, b"id,industry\n1,a\n", {"unit": "id", "email": ""})
    assert desk.get(here(stage, page) + query).status_code in {200, 400, 422}


def test_the_list_is_removed_with_its_exact_number(desk: FlaskClient, stage: Stage) -> None:
    take(desk, stage, as_csv(frame_rows()), {"unit": "id", "email": "e-mail"})
    assert "Remove 1,224 members" in desk.get(here(stage, "/sample/frame/remove")).get_data(as_text=True)
    assert post(desk, here(stage, "/sample/frame/remove")).status_code == 303
    assert desk.get(here(stage, "/sample/frame")).status_code == 404


def test_the_sample_is_removed_until_somebody_is_asked(desk: FlaskClient, stage: Stage) -> None:
    drawn(desk, stage)
    assert "Remove 979 cases" in desk.get(here(stage, "/sample/remove")).get_data(as_text=True)
    case = session.scalars(select(SampledCase.id).where(SampledCase.stage_id == stage.id).limit(1)).one()
    assert post(desk, here(stage, f"/cases/{case}/disposition"), {"disposition": "refusal"}).status_code == 303
    assert post(desk, here(stage, "/sample/remove")).status_code == 422
    assert cases_of(stage) == 979


@pytest.mark.parametrize("value", ["complete", "partial", "", "nonsense", "x" * 5000])
def test_nobody_writes_an_answer_down_by_hand(desk: FlaskClient, stage: Stage, value: str) -> None:
    take(desk, stage, b"id\n1\n", {"unit": "id", "email": ""}, "cases")
    case = session.scalars(select(SampledCase)).one()
    post(desk, here(stage, f"/cases/{case.id}/disposition"), {"disposition": value})
    session.expire_all()
    assert session.get_one(SampledCase, case.id).disposition is Disposition.PENDING


def test_a_personal_link_is_shown_only_after_a_press_and_written_down(desk: FlaskClient, stage: Stage) -> None:
    take(desk, stage, b"id\n1\n", {"unit": "id", "email": ""}, "cases")
    case = session.scalars(select(SampledCase)).one()
    secret = links.secret_of(case)
    assert secret not in desk.get(here(stage, "/cases")).get_data(as_text=True)
    assert secret not in desk.get(here(stage, f"/cases/{case.id}/link")).get_data(as_text=True)
    assert secret in post(desk, here(stage, f"/cases/{case.id}/link")).get_data(as_text=True)
    assert session.scalars(select(AuditEntry.subject).where(AuditEntry.act == "link_shown")).all() == ["1"]


def test_an_interviewer_gets_links_only_of_people_without_an_address(
    desk: FlaskClient, stage: Stage, study: Study, app: Flask
) -> None:
    take(desk, stage, b"id,email\n1,\n2,a@example.org\n", {"unit": "id", "email": "email"}, "cases")
    interviewer = app.test_client()
    sign_in(interviewer, make_member(study, Role.INTERVIEWER))
    rows = {case.unit: case for case in session.scalars(select(SampledCase))}
    page = interviewer.get(here(stage, "/cases")).get_data(as_text=True)
    assert "a@example.org" not in page
    shown = post(interviewer, here(stage, f"/cases/{rows['1'].id}/link"))
    assert links.secret_of(rows["1"]) in shown.get_data(as_text=True)
    assert post(interviewer, here(stage, f"/cases/{rows['2'].id}/link")).status_code == 403


@pytest.mark.parametrize("role", [Role.ANALYST, Role.VIEWER, Role.MODERATOR, Role.INTERVIEWER])
def test_other_roles_neither_draw_nor_send(
    desk: FlaskClient, stage: Stage, study: Study, app: Flask, role: Role
) -> None:
    take(desk, stage, b"id,industry,region\n1,a,x\n", {"unit": "id", "email": ""})
    other = app.test_client()
    sign_in(other, make_member(study, role))
    for page in ("/sample", "/sample/frame", "/sample/draw", "/sample/upload", "/letters/invitation", "/sample/remove"):
        assert other.get(here(stage, page)).status_code == 403, page
    assert post(other, here(stage, "/sample/draw"), dict(RULE)).status_code == 403
    assert cases_of(stage) == 0


def test_a_stranger_finds_nothing(desk: FlaskClient, stage: Stage, app: Flask) -> None:
    take(desk, stage, b"id\n1\n", {"unit": "id", "email": ""}, "cases")
    case = session.scalars(select(SampledCase.id)).one()
    stranger = app.test_client()
    sign_in(stranger, make_account())
    for page in ("/sample", "/cases", "/fieldwork", f"/cases/{case}/link", "/letters/invitation"):
        assert stranger.get(here(stage, page)).status_code == 404, page


def test_a_case_or_file_of_another_study_does_not_exist_here(desk: FlaskClient, stage: Stage, owner: Account) -> None:
    other = stage_of(make_study(owner))
    take(desk, other, b"id\n1\n", {"unit": "id", "email": ""}, "cases")
    case = session.scalars(select(SampledCase.id)).one()
    assert post(desk, here(stage, f"/cases/{case}/link")).status_code == 404
    moved = upload(desk, other, b"id\n1\n")
    code = moved.location.split("/upload/")[1].split("?")[0]
    assert desk.get(here(stage, f"/sample/upload/{code}")).status_code == 404


def test_the_letter_page_names_the_number_and_sends_once(desk: FlaskClient, stage: Stage) -> None:
    take(desk, stage, b"id,email\n1,a@example.org\n2,b@example.org\n3,\n", {"unit": "id", "email": "email"}, "cases")
    closed = desk.get(here(stage, "/letters/invitation")).get_data(as_text=True)
    assert "Send 2 mails" not in closed
    assert post(desk, here(stage, "/letters/invitation")).status_code == 409
    stage.state, stage.opened_at = StageState.OPEN, stage.study.created_at
    session.commit()
    page = desk.get(here(stage, "/letters/invitation")).get_data(as_text=True)
    assert "Sends 2 mails now." in page
    assert len(re.findall(r'<pre class="letter"', page)) == 3
    first, second = (post(desk, here(stage, "/letters/invitation")) for _press in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    session.expire_all()
    assert session.scalars(select(Job.kind)).all() == ["invite"]
    assert session.scalars(select(MailEntry)).all() == []
    assert desk.get(here(stage, "/letters/reset")).status_code == 404
