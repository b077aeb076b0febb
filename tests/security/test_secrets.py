"""What opens something or tells who somebody is stands where it has to, and nowhere else."""

import json
import logging
import re
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from survey_app.config import Settings
from survey_app.db import session, transaction
from survey_app.jobs.worker import run_all
from survey_app.models import Account, AuditEntry, StoredFile
from survey_app.services import files, installation, invitations, links, reports, studies
from survey_app.vocabulary import AnonymityLevel, FileKind, MailKind, Mode, Role
from tests.builders import make_account, make_member, make_study, post, sign_in, stage_of
from tests.own_objects import arguments_of
from tests.planting import document, options, plant, publish, question
from tests.respondents import Person, everything, link_of, make_case, open_stage
from tests.security.test_forgery import addresses

SCALE = {"first": 1, "last": 5}


def test_a_link_stands_in_no_table_no_log_and_no_page_of_the_desk(
    app: Flask, client: FlaskClient, database: str, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stage = open_stage()
    owner = stage.study.memberships[0].account
    cases = [make_case(stage, f"C-{number}") for number in range(3)]
    secrets = [links.secret_of(case) for case in cases]
    invitations.send(stage, MailKind.INVITATION, owner)
    session.commit()
    run_all(app)
    Person(client, stage.code).walk(link_of(stage, cases[0]))
    other = app.test_client()
    other.get(f"/r/{stage.code}/{secrets[1][:-1]}a")
    other.post(f"/r/{stage.code}/{secrets[1]}")
    stored = repr(everything(database))
    for secret in secrets:
        assert secret not in stored
        assert secret not in caplog.text
    owner.is_administrator = True
    session.commit()
    fresh = app.test_client()
    sign_in(fresh, owner)
    arguments = {**arguments_of(make_study(owner)), "study_code": stage.study.code, "stage_code": stage.code}
    arguments |= {"case_id": cases[1].id}
    looked = 0
    for rule, address in addresses(app, arguments, "GET"):
        page = fresh.get(address)
        looked += page.status_code == 200
        assert not any(secret.encode() in page.get_data() for secret in secrets), rule.endpoint
        page.close()
    assert looked > 20
    texts = [path.read_bytes() for path in settings.instance.rglob("*") if path.is_file()]
    assert not any(secret.encode() in text for secret in secrets for text in texts)


def test_a_fault_of_the_database_writes_no_answer_into_the_log(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(DBAPIError) as fault:
        session.execute(text("INSERT INTO nowhere VALUES (:answer)"), {"answer": "My boss shouts at me"})
    session.rollback()
    assert "boss" not in str(fault.value)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("path", ["", "/paused", "/page/1", "/check"])
def test_a_respondents_page_tells_no_other_site_where_it_was(client: FlaskClient, path: str) -> None:
    stage = open_stage()
    case = make_case(stage)
    person = Person(client, stage.code)
    page = person.get(link_of(stage, case))
    assert page.headers["Referrer-Policy"] == "no-referrer"
    person.send()
    assert links.secret_of(case) not in person.path
    assert client.get(f"/r/{stage.code}{path}").headers["Referrer-Policy"] == "no-referrer"
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', person.text)


@pytest.mark.sqlite_only
def test_a_page_with_a_link_for_a_password_tells_nobody_where_it_was(client: FlaskClient) -> None:
    assert client.get("/reset-password/made-up").headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.sqlite_only
def test_the_door_says_the_same_to_known_and_unknown_addresses(client: FlaskClient) -> None:
    known, off = make_account("known@example.org"), make_account("off@example.org")
    off.active = False
    session.commit()
    pages = []
    for address in (known.email, off.email, "nobody@example.org"):
        answer = post(client, "/sign-in", {"email": address, "password": "not the password"})
        text = re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True))
        reset = post(client, "/forgot-password", {"email": address})
        pages.append((answer.status_code, text, reset.status_code, reset.location))
    assert pages[0] == pages[1] == pages[2]


def many_regions(level: AnonymityLevel) -> tuple[Account, str]:
    """20, 9, 4 and 4 answers from four regions, with a number and a text each: the owner and the stage's address."""
    owner = make_account()
    study = make_study(owner)
    stage = stage_of(study)
    studies.choose_level(stage, level)
    sizes = {"north": 20, "south": 4, "east": 9, "west": 4}
    asked = [
        question("OVER", "rating", scale=SCALE),
        question("REG", "single", options=options(*sizes)),
        question("SALES", "number"),
        question("WHY", "long_text"),
    ]
    version = publish(stage, document(*asked))
    names = [name for name, size in sizes.items() for _ in range(size)]
    rows = [
        {"OVER": 4, "REG": 1 + list(sizes).index(name), "SALES": 7_654_321.0 + place, "WHY": f"{name} words {place}"}
        for place, name in enumerate(names)
    ]
    plant(stage, version, rows, attributes=[{"region": name} for name in names], modes=(Mode.WEB,))
    return owner, f"/studies/{study.code}/stages/{stage.code}"


@pytest.mark.parametrize("role", [Role.OWNER, Role.EDITOR, Role.ANALYST, Role.VIEWER])
def test_no_face_shows_a_small_group_at_the_confidential_level(client: FlaskClient, role: Role) -> None:
    owner, root = many_regions(AnonymityLevel.CONFIDENTIAL)
    study = owner.memberships[0].study
    sign_in(client, owner if role is Role.OWNER else make_member(study, role))
    whole = json.loads(client.get(f"{root}/results.json").data)
    assert [(each["label"], each["n"]) for each in whole["breakdowns"][0]["groups"]] == [("north", 20), ("east", 9)]
    sales = next(each for each in whole["questions"] if each["code"] == "SALES")["rows"][0]["mean"]
    assert (sales["minimum"], sales["maximum"]) == (None, None)
    for filters in ("REG=2", "REG=4", "attr.region=south", "attr.region=west", "REG=1&attr.region=south"):
        page = client.get(f"{root}/results?{filters}")
        assert " words " not in page.get_data(as_text=True)
        for path in ("results.json", "results/OVER.csv", "results/by-1.csv", "data.csv", "results/answers/WHY"):
            answer = client.get(f"{root}/{path}?{filters}")
            assert answer.status_code in {403, 404, 409}, (path, filters)
    table = client.get(f"{root}/results/by-1.csv").get_data(as_text=True)
    assert "north" in table
    assert "south" not in table
    # nine people wrote in the east: their words are not shown apart
    assert "east words" not in client.get(f"{root}/results?REG=3").get_data(as_text=True)
    assert client.get(f"{root}/results/answers/WHY?REG=3").status_code == 404


@pytest.mark.sqlite_only
@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_who_only_reads_gets_no_single_answers(client: FlaskClient, role: Role) -> None:
    owner, root = many_regions(AnonymityLevel.CONFIDENTIAL)
    sign_in(client, make_member(owner.memberships[0].study, role))
    assert client.get(f"{root}/data.csv").status_code == 403
    assert post(client, f"{root}/exports", {"language": "en"}).status_code == 403


def test_a_workbook_for_a_group_of_the_list_holds_no_single_answers(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    owner, root = many_regions(AnonymityLevel.CONFIDENTIAL)
    sign_in(client, make_member(owner.memberships[0].study, Role.ANALYST))
    order = {"form": "xlsx", "language": "en", "keep": "y"}
    for query, rows in (("?attr.region=north", False), ("", True)):
        assert post(client, f"{root}/exports{query}", order).status_code == 303
        run_all(app)
        stored = session.query(StoredFile).order_by(StoredFile.id.desc()).first()
        assert stored is not None
        path = tmp_path / "made.xlsx"
        with client.get(f"/files/{stored.code}") as file:
            path.write_bytes(file.data)
        book = openpyxl.load_workbook(path)
        assert ("Data (codes)" in book.sheetnames) is rows
        words = [str(cell) for line in book["Cover"].iter_rows(values_only=True) for cell in line if cell]
        assert any("could be joined to a name" in each for each in words) is not rows


def test_seven_people_are_needed_to_see_how_numbers_spread(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner))
    version = publish(stage, document(question("SALES", "number")))
    sign_in(client, owner)
    address = f"/studies/{stage.study.code}/stages/{stage.code}/results"
    plant(stage, version, [{"SALES": 10.0**place} for place in range(6)])
    assert "<svg" not in client.get(address).get_data(as_text=True).split('id="SALES"')[1].split("</figure>")[0]
    plant(stage, version, [{"SALES": 5.0}])
    assert "<svg" in client.get(address).get_data(as_text=True).split('id="SALES"')[1].split("</figure>")[0]
    assert reports.build(stage).fieldwork.usable == 7


def test_a_deleted_study_leaves_no_byte_of_its_files(client: FlaskClient) -> None:
    owner = make_account()
    study, kept = make_study(owner, "Goes"), make_study(owner, "Stays")
    stored = [
        files.keep(b"names", kind=kind, filename="a", media_type="text/csv", study_id=each.id, account_id=owner.id)
        for each in (study, kept)
        for kind in FileKind
    ]
    session.commit()
    paths = [files.path_of(each) for each in stored]
    assert all(path.exists() for path in paths)
    sign_in(client, owner)
    address = f"/studies/{study.code}/remove"
    assert '<span class="num">3</span>' in client.get(address).get_data(as_text=True)
    post(client, address, {"title": "wrong"})
    assert all(path.exists() for path in paths)
    assert post(client, address, {"title": "Goes"}).status_code == 303
    assert [path.exists() for path in paths] == [False] * 3 + [True] * 3
    assert session.query(StoredFile).count() == 3
    assert session.query(AuditEntry).filter_by(act="study_removed").count() == 1


def test_files_stay_when_the_deletion_is_taken_back(app: Flask) -> None:
    owner = make_account()
    study = make_study(owner)
    stored = files.keep(
        b"x", kind=FileKind.EXPORT, filename="a", media_type="text/csv", study_id=study.id, account_id=owner.id
    )
    session.commit()
    path = files.path_of(stored)
    with pytest.raises(RuntimeError), transaction():
        studies.remove(study, owner)
        raise RuntimeError
    with transaction():
        pass
    assert path.exists()
    assert installation.settings().files == path.parent
