"""Repeated entries: added and taken out without script, kept in order without gaps, pooled in the results."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Response
from survey_app.questions.registry import type_of
from tests.builders import make_account, make_study, sign_in, stage_of
from tests.desk import Desk
from tests.planting import document, plant, publish, question
from tests.questions import specimens
from tests.respondents import Person, open_stage

pytestmark = pytest.mark.sqlite_only


def asked(**changes: object) -> dict[str, object]:
    return specimens.document("repeat", code="KIDS", **changes)


def cards(person: Person) -> list[str]:
    return [str(each.text_content()) for each in person.document().xpath("//fieldset[@class='card']/legend")]


def value(person: Person, name: str) -> str:
    return str(person.document().xpath(f"string(//input[@name='{name}']/@value)"))


def test_entries_are_added_and_taken_out_without_script(client: FlaskClient) -> None:
    stage = open_stage(document(asked(), question("AGE", "number", "How old are you?", min=0, max=120, decimals=0)))
    person = Person(client, stage.code)
    person.begin()
    assert cards(person) == ["Child 1"]
    person.send({"qKIDS.1.name": "Ana", "qAGE": "old", "arrange": "add:KIDS"})
    assert cards(person) == ["Child 1", "Child 2"]
    assert (value(person, "qKIDS.1.name"), value(person, "qAGE")) == ("Ana", "old")
    person.send({"qKIDS.1.name": "Ana", "qKIDS.2.name": "Li", "qKIDS.2.age": "7", "arrange": "add:KIDS"})
    assert cards(person) == ["Child 1", "Child 2", "Child 3"]
    assert "Add another" not in person.text
    three = {"qKIDS.1.name": "Ana", "qKIDS.2.name": "Li", "qKIDS.2.age": "7", "qKIDS.3.name": "Eva", "qAGE": "40"}
    person.send({**three, "arrange": "drop:KIDS:1"})
    assert cards(person) == ["Child 1", "Child 2"]
    assert [value(person, f"qKIDS.{number}.name") for number in (1, 2)] == ["Li", "Eva"]
    person.send({"qKIDS.1.name": "", "qKIDS.2.name": "Eva", "qKIDS.2.born": "2019-05-31", "qAGE": "40", "go": "next"})
    assert "Child 1 · First name" in person.text
    person.send()
    stored = session.scalars(select(Response)).one().answers
    assert stored == {"KIDS": 1, "KIDS.1.name": "Eva", "KIDS.1.born": "2019-05-31", "AGE": 40.0}


def test_limits_and_contradictions_are_told(client: FlaskClient) -> None:
    settings = {**specimens.SETTINGS["repeat"], "least": 2}
    stage = open_stage(document(asked(settings=settings, required=True)))
    person = Person(client, stage.code)
    person.begin()
    assert cards(person) == ["Child 1", "Child 2"]
    person.send({"qKIDS.1.age": "a hundred", "go": "next"})
    assert "Fill in at least 2 of" in person.text
    assert "“Child 1 · Age”" in person.text
    assert value(person, "qKIDS.1.age") == "a hundred"
    for act in ("drop:KIDS:99", "drop:NONE:1", "add:AGE", "drop:KIDS", "x" * 5_000):
        person.send({"qKIDS.1.name": "Ana", "arrange": act})
        assert person.page.status_code in {200, 422}


def test_none_is_an_answer_and_not_beside_an_entry() -> None:
    kind = specimens.question("repeat")
    clean = type_of(kind).clean
    assert clean(kind, {"qREPEAT.none": ["1"]}, "en").answers == {"REPEAT": 0}
    both = clean(kind, {"qREPEAT.none": ["1"], "qREPEAT.1.name": ["Ana"]}, "en")
    assert both.answers == {}
    assert len(both.problems) == 1
    many = {f"qREPEAT.{number}.name": ["Ana"] for number in range(1, 6)}
    assert "Keep at most 3." in clean(kind, many, "en").problems[0].message % clean(kind, many, "en").problems[0].params


def test_results_count_people_and_pool_entries(client: FlaskClient, app: Flask) -> None:
    owner = make_account()
    study = make_study(owner, "Families")
    stage = stage_of(study)
    two = {"KIDS": 2, "KIDS.1.age": 4.0, "KIDS.2.age": 8.0, "KIDS.1.sex": 1, "KIDS.2.sex": 2, "KIDS.1.name": "Ana"}
    plant(stage, publish(stage, document(asked())), [two] * 30 + [{"KIDS": 1, "KIDS.1.age": 6.0}] * 10)
    sign_in(client, owner)
    root = f"/studies/{study.code}/stages/{stage.code}"
    found = client.get(f"{root}/results.json").get_json()
    rows = {row["variable"]: row for row in found["questions"][0]["rows"]}
    assert rows["KIDS"]["frequencies"]["n"] == 40
    assert (rows["KIDS.1.age"]["n"], rows["KIDS.1.age"]["mean"]["n"], rows["KIDS.1.age"]["mean"]["value"]) == (
        40,
        70,
        6,
    )
    assert (rows["KIDS.1.sex"]["n"], rows["KIDS.1.sex"]["frequencies"]["n"]) == (30, 60)
    page = client.get(f"{root}/results").get_data(as_text=True)
    assert 'id="KIDS"' in page
    assert 'id="KIDS.sex"' in page
    data = client.get(f"{root}/data.csv").data.decode("utf-8-sig").splitlines()
    assert data[0].startswith("KIDS,KIDS.1.name,KIDS.1.age,KIDS.1.sex,KIDS.1.born,KIDS.1.school,KIDS.2.name")


@pytest.mark.usefixtures("app")
def test_fields_are_written_as_lines_and_keep_their_codes(desk: Desk) -> None:
    desk.done("/questions", kind="repeat", page="p1")
    lines = "First name\nage = Age | number 0 to 18\nSex | choice: Girl; Boy\nb = Born on | date\nSchool? | yes/no"
    desk.done("/questions/Q1", text="Your children", x_columns=lines, x_entry="Child", x_least="0", x_most="6")
    settings = desk.question("Q1")["settings"]
    found = [(each["code"], each["kind"]) for each in settings["columns"]]  # type: ignore[index]
    assert found == [("3", "short_text"), ("age", "number"), ("4", "single"), ("b", "date"), ("5", "yes_no")]
    shown = desk.get("?q=Q1")
    assert "4 = Sex | choice: 1 = Girl; 2 = Boy" in shown
    assert "age = Age | number 0 to 18" in shown
    again = desk.send("/questions/Q1", text="Your children", x_columns="a = A | picture", x_most="6")
    assert again.status_code == 422 or "is no kind of field" in again.text
    assert "is no kind of field" in again.text


@pytest.mark.usefixtures("app")
def test_a_test_run_adds_entries_too(desk: Desk) -> None:
    desk.done("/questions", kind="repeat", page="p1")
    sent = {"csrf_token": desk.token, "seed": "1", "language": "en"}
    begun = html.fromstring(desk.client.post(desk.base + "/try/one", data={**sent, "go": "begin"}).text)
    given = begun.xpath("string(//input[@name='given']/@value)")
    more = {**sent, "given": given, "at": "1", "qQ1.1.1": "Ana", "arrange": "add:Q1"}
    page = html.fromstring(desk.client.post(desk.base + "/try/one", data=more).text)
    assert [each.text for each in page.xpath("//fieldset[starts-with(@class, 'card')]/legend")] == [
        "Entry 1",
        "Entry 2",
    ]
    assert page.xpath("//input[@name='qQ1.1.1']/@value") == ["Ana"]
