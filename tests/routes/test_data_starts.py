"""A survey that begins with a data file, through its pages."""

import io
import json
from collections import Counter

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.jobs import worker
from survey_app.models import Response
from survey_app.services import fieldwork, versions
from survey_app.vocabulary import Mode, Role
from tests.builders import csrf_of, make_account, make_member, make_study, post, sign_in, stage_of

pytestmark = pytest.mark.sqlite_only
ROWS = ",sex,score,said\n" + "".join(f"{n},{1 + n % 2},{n - 15},=word {n}\n" for n in range(40))


def sent(client: FlaskClient, address: str, content: bytes, about: bytes = b"") -> object:
    files = {"file": (io.BytesIO(content), "wave.csv"), "csrf_token": csrf_of(client)}
    if about:
        files["description"] = (io.BytesIO(about), "wave.json")
    return client.post(address, data=files, content_type="multipart/form-data")


def test_a_file_is_looked_at_and_becomes_questions_and_answers(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner))
    root = f"/studies/{stage.study.code}/stages/{stage.code}"
    sign_in(client, owner)
    assert f'href="{root}/data-start"' in client.get(f"{root}/import").get_data(as_text=True)
    assert "Begin with a data file" in client.get(f"{root}/data-start").get_data(as_text=True)
    kind = "multipart/form-data; boundary=here"
    large = client.post(f"{root}/data-start", data=b"1" * 11_600_000, content_type=kind)
    assert (large.status_code, "up to 10 MB" in large.get_data(as_text=True)) == (413, True)
    for content, about in ((b"", b""), (b"a,b\n,\n", b""), (ROWS.encode(), b"{}x"), (b"a\x00b,c\n1,2\n", b"")):
        assert sent(client, f"{root}/data-start", content, about).status_code >= 400
    values = [{"value": 1, "text": "Woman"}, {"value": 2, "text": "Man"}]
    about = json.dumps({"columns": {"sex": {"type": "single", "text": "Sex?", "values": values}}}).encode()
    answer = sent(client, f"{root}/data-start", ROWS.encode(), about)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = client.get(answer.location).get_data(as_text=True)
    assert "3 columns are read" in page
    assert "column 1: It numbers the rows." in page
    assert "40 of 40 rows" in page
    assert post(client, answer.location, {"count": "39"}).status_code == 409
    assert versions.published(stage) is None
    assert post(client, answer.location, {"count": "40"}).status_code == 303
    assert worker.run_all(app) == 1
    assert client.get(answer.location).status_code == 409
    assert "has questions already" in client.get(f"{root}/data-start").get_data(as_text=True)
    session.expire_all()
    answers = [row.answers for row in session.query(Response).filter(Response.usable)]
    assert sorted(each["SCORE"] for each in answers) == list(range(-15, 25))
    assert {each["SAID"] for each in answers} == {f"=word {n}" for n in range(40)}
    assert "COLUMN_1" not in answers[0]
    questions = {each.code: each for each in versions.document(versions.published(stage)).questions()}
    assert questions["SEX"].text == {"en": "Sex?"}
    assert [option.label for option in questions["SEX"].settings.options] == [{"en": "Woman"}, {"en": "Man"}]


def test_only_who_may_change_questions_begins_with_a_file(app: Flask, client: FlaskClient) -> None:
    stage = stage_of(make_study(make_account()))
    sign_in(client, make_member(stage.study, Role.ANALYST))
    assert client.get(f"/studies/{stage.study.code}/stages/{stage.code}/data-start").status_code == 403


def test_a_file_of_r_keeps_its_numbers_and_the_named_codes_are_no_answers(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner))
    address = f"/studies/{stage.study.code}/stages/{stage.code}/data-start"
    sign_in(client, owner)
    care, brand = ["1 - bad", "2", "3 - good", "99 - Don't know"], ["Acme", "Zenith", "Don't know"]
    rows = "sat,pulse,Submitted at,bed,shift,care,brand\n" + "".join(
        f"{1 + n % 5 if n else 99},{'NA' if n == 3 else 60 + n},{1 + n % 4}/3/2026 23:30,"
        f"{9 + n % 3}:15 PM,{1 - n % 2 * 9},{care[n % 4]},{brand[n % 3]}\n"
        for n in range(40)
    )

    def look(**more: str) -> object:
        files = {"file": (io.BytesIO(rows.encode()), "r.csv"), "csrf_token": csrf_of(client)}
        return client.post(address, data=files | more, content_type="multipart/form-data")

    assert "only a workbook has sheets" in look(sheet="2").get_data(as_text=True)
    refused = look(missing="nothing = 99")
    assert (refused.status_code >= 400, "no column “nothing”" in refused.get_data(as_text=True)) == (True, True)
    answer = look(missing="sat = 98, 99")
    page = client.get(answer.location).get_data(as_text=True)
    assert "Cells that count as no answer: sat = 98, 99; NA" in page
    assert "Its dates are read day first; no cell shows whether that is right." in page
    assert "From 1 Mar 2026, 23:30" in page
    assert "Time of day" in page
    assert "shift: a number, below 0 too" in page
    assert 'name="reasons" value="care" checked' in page
    assert "care: “99 - Don&#39;t know” counts as no answer" in page
    assert "care: a rating from 1 to 3, with a mean" in page
    assert "10 of them are read as no answer" in page
    assert 'name="reasons" value="brand"><' in page, "of brands it may be an answer"
    number = client.get(f"{answer.location}?chosen=1&numbers=shift").get_data(as_text=True)
    assert ("-9 to -5 are read as" in page, "-9 to -5 are read as" in number) == (True, False)
    assert "care: a rating" not in number, "turned back it is an answer of a list"
    assert client.get(f"{answer.location}?moment=sat").status_code == 400
    assert client.get(f"{answer.location}?zone=Nowhere").status_code == 400
    every = client.get(f"{answer.location}?every=rated")
    assert (every.status_code, "rated=sat" in every.location, "moment=Submitted" in every.location) == (303, True, True)
    shifted = f"{answer.location}?chosen=1&moment=Submitted+at&zone=Asia/Shanghai"
    assert "From 1 Mar 2026, 15:30" in client.get(shifted).get_data(as_text=True)
    assert post(client, shifted, {"count": "40", "mode": "telepathy"}).status_code == 422
    assert post(client, answer.location, {"count": "40", "mode": "phone"}).status_code == 303
    assert worker.run_all(app) == 1
    session.expire_all()
    given = [row.answers for row in session.query(Response).filter(Response.usable)]
    assert sorted(each["PULSE"] for each in given if "PULSE" in each) == [60 + n for n in range(40) if n != 3]
    assert sum("SAT" in each for each in given) == 39
    assert Counter(each.get("CARE") for each in given) == {1: 10, 2: 10, 3: 10, None: 10}
    stored = session.query(Response).filter(Response.usable).all()
    assert {row.mode for row in stored} == {Mode.PHONE}
    assert {row.submitted_at.strftime("%d %H:%M") for row in stored} == {f"0{day} 23:30" for day in range(1, 5)}
    assert [(str(each.day), each.count) for each in fieldwork.days_of(stage)] == [
        (f"2026-03-0{day}", 10) for day in range(1, 5)
    ]


def test_columns_that_belong_together_are_joined_where_that_was_looked_at(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner))
    sign_in(client, owner)
    address = f"/studies/{stage.study.code}/stages/{stage.code}/data-start"
    head = "q5_1,q5_2,q5_3,use_a1,use_a2,age\n"
    rows = "".join(
        f"{98 if n == 7 else 1 + n % 5},{1 + n % 4},{97 if n < 3 else 5},{n % 2},{1 - n % 2},{20 + n}\n"
        for n in range(40)
    )
    values = [{"value": code, "text": {"en-GB": "I plan to"} if code == 97 else {}} for code in (1, 2, 3, 4, 5, 97, 98)]
    about = {"columns": {f"q5_{n}": {"type": "single", "values": values} for n in (1, 2, 3)}}
    told = sent(client, address, (head + rows).encode(), json.dumps(about).encode())
    assert "rated 1 to 5; no answer: 97 (I plan to), 98" in client.get(told.location).get_data(as_text=True)
    answer = sent(client, address, ("Wave of May,,,,,\n" + head + rows).encode())
    plain = client.get(answer.location).get_data(as_text=True)
    assert "1 row is neither names nor answers" in plain
    assert "A title above the names" in plain
    assert "q5_1 … q5_3: one battery of 3 rows, rated 1 to 5; no answer: 97, 98" in plain
    assert "use_a1 … use_a2: one question with 2 answers, several of them possible" in plain
    assert "6 questions" in plain
    assert client.get(f"{answer.location}?join=nope").status_code == 400
    chosen = f"{answer.location}?join=q5&join=use_a"
    page = client.get(chosen).get_data(as_text=True)
    assert "3 questions, 40 of 40 rows" in page
    assert page.count("one row of the battery Q5") == 3
    assert page.count("one answer of USE_A, several of them possible") == 2
    assert page.count(" checked") == 2
    assert post(client, chosen, {"count": "40"}).status_code == 303
    assert worker.run_all(app) == 1
    session.expire_all()
    answers = [row.answers for row in session.query(Response).filter(Response.usable)]
    questions = {each.code: each for each in versions.document(versions.published(stage)).questions()}
    assert [questions[code].kind for code in ("Q5", "USE_A", "AGE")] == ["grid", "multiple", "number"]
    assert len(answers) == 40
    assert {each["USE_A.1"] for each in answers} == {0, 1}
    # what counts as no answer is none: two codes of a scale that nobody gave would move its mean
    assert sum(isinstance(each.get("Q5.q5_1"), int) for each in answers) == 39
    assert sum(isinstance(each.get("Q5.q5_3"), int) for each in answers) == 37
