"""Data quality: flags with their thresholds, cases only for those who see single answers, and the filter by flags."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from survey_app.db import session
from survey_app.models import Identity, Response, Stage
from survey_app.services import filters, flagged, reports
from survey_app.vocabulary import AnonymityLevel, Role
from tests.builders import make_account, make_member, make_study, sign_in, stage_of
from tests.planting import document, items, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only
SCALE = {"first": 1, "last": 5}
ROWS = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta")
NAMES = [f"SERV.{row.lower()}" for row in ROWS]


def person(place: int, *, straight: bool = False, silent: bool = False) -> dict[str, int]:
    """Somebody whose answers nobody else gives: the place in the mixed radix of the scale."""
    given = {name: 3 if straight else 1 + (place // 5**power) % 5 for power, name in enumerate(NAMES)}
    if not straight:
        given[NAMES[5]] = given[NAMES[0]] % 5 + 1  # never a straight line
    if silent:
        given = {**dict.fromkeys(NAMES, -9), NAMES[0]: 1 + place % 5}
    return given | {
        "REG": 1 + place % 2,
        "OVER": -9 if silent else 1 + (place // 2) % 5,
        "REC": -9 if silent else place % 11,
    }


def planted(app: Flask, level: AnonymityLevel, straight: int, people: int = 60) -> Stage:
    stage = stage_of(make_study(make_account()))
    stage.level = level
    version = publish(
        stage,
        document(
            question("SERV", "grid", "How was it?", scale=SCALE, items=items(*ROWS)),
            question("REG", "single", "Where do you buy?", options=options("North", "South")),
            question("OVER", "rating", "How satisfied are you?", scale=SCALE),
            question("REC", "recommend", "Would you recommend us?"),
        ),
    )
    plant(stage, version, [person(place, straight=place < straight) for place in range(people)])
    return stage


def signed_in(client: FlaskClient, stage: Stage, role: Role | None = None) -> str:
    sign_in(client, make_member(stage.study, role) if role else stage.study.memberships[0].account)
    return f"/studies/{stage.study.code}/stages/{stage.code}"


def counts(client: FlaskClient, root: str, address: str = "") -> dict[str, int | None]:
    found = client.get(f"{root}/quality.json{address}").get_json()
    return {rule["rule"]: rule["flagged"] for rule in found["rules"]} | {"any": found["by_any"]}


def test_each_rule_flags_what_it_names_and_thresholds_stand_in_the_address(app: Flask, client: FlaskClient) -> None:
    stage = planted(app, AnonymityLevel.IDENTIFIED, straight=3)
    keys = plant(stage, stage.versions[0], [person(place, silent=True) for place in range(2)])
    every = [row.id for row in session.query(Response).order_by(Response.id)]
    for place, key in enumerate(every):
        session.execute(
            update(Response).where(Response.id == key).values(course={"seconds": {"p1": 25 if place == 7 else 100}})
        )
    session.add_all(Identity(response_id=key, stage_id=stage.id, answers={"MAIL": " A@x.org "}) for key in keys)
    session.commit()
    root = signed_in(client, stage)
    assert f'href="{root}/quality"' in client.get(f"{root}/results").get_data(as_text=True)
    found = counts(client, root)
    assert (found["line"], found["speed"], found["left_out"], found["double"]) == (3, 1, 2, 2)
    assert counts(client, root, "?speed=0.2")["speed"] == 0
    assert "pair" not in found
    assert counts(client, root, "?pair=OVER+%3E%3D+4+and+REC+%3C%3D+3")["pair"] > 0
    page = client.get(f"{root}/quality?pair=OVER+%3E%3D").get_data(as_text=True)
    assert "There is a problem" in page
    assert "straight line 100%" in page
    assert client.get(f"{root}/quality?line=0.77").status_code == 400
    assert client.get(f"{root}/quality?pair=%ED%A0%80{'9' * 3000}").status_code in {200, 400, 414}
    assert client.get(f"{root}/quality.csv").get_data(as_text=True).count("\n") == 8


def test_results_without_flagged_answers_say_so_and_are_the_same_everywhere(app: Flask, client: FlaskClient) -> None:
    stage = planted(app, AnonymityLevel.CONFIDENTIAL, straight=6)
    root = signed_in(client, stage)
    page = client.get(f"{root}/results?flagged=out").get_data(as_text=True)
    assert "Only: flagged answers: left out." in page
    assert client.get(f"{root}/results.json?flagged=out").get_json()["key"]["satisfaction_mean"]["n"] == 54
    assert client.get(f"{root}/results.json?flagged=only").get_json()["key"]["satisfaction_mean"]["n"] == 6
    assert client.get(f"{root}/results?flagged=maybe").status_code == 400
    assert "Row of the data" in client.get(f"{root}/quality").get_data(as_text=True)


@pytest.mark.parametrize(("straight", "status"), [(29, 409), (30, 200)])
def test_anonymous_answers_are_told_without_flagged_ones_from_thirty_on(
    app: Flask, client: FlaskClient, straight: int, status: int
) -> None:
    root = signed_in(client, planted(app, AnonymityLevel.ANONYMOUS, straight, people=65))
    assert client.get(f"{root}/results.json?flagged=out").status_code == status
    told = "Fewer than 30 answers are flagged, or not flagged"
    for page in ("results.json", "results", "priorities"):
        assert (told in client.get(f"{root}/{page}?flagged=out").get_data(as_text=True)) is (status == 409)
    offering = client.get(f"{root}/quality").get_data(as_text=True)
    assert ("flagged=out" in offering, told in offering) == (status == 200, status == 409)


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.CONFIDENTIAL])
def test_a_few_flagged_people_are_laid_open_neither_by_counts_nor_by_subtracting(
    app: Flask, client: FlaskClient, level: AnonymityLevel, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = planted(app, level, straight=3)
    root = signed_in(client, stage, Role.VIEWER if level is AnonymityLevel.CONFIDENTIAL else None)
    found = counts(client, root, "?line=0.8")
    assert found["line"] is None
    assert found["any"] is None
    page = client.get(f"{root}/quality").get_data(as_text=True)
    assert "too few to show" in page
    assert "Row of the data" not in page
    assert 'name="line"' not in page
    assert "flagged=out" not in page, "nobody is led to what is refused"
    for address in ("out", "only"):
        assert client.get(f"{root}/results.json?flagged={address}").status_code == 409
    # without the rule of complements the difference of two pages would be the three people
    monkeypatch.setattr(filters, "showable", lambda sizes, _least: frozenset(sizes))
    monkeypatch.setattr(filters, "crossable", lambda _columns, _least: True)
    monkeypatch.setattr(filters, "FEWEST_FLAGGED", 0)
    everybody, rest = (
        reports.read(stage, {"flagged": [value]} if value else {}, role=Role.VIEWER) for value in ("", flagged.OUT)
    )
    assert everybody.answered - rest.answered == 3
