"""Places with a code of their own, and a tablet that stays at one of them."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Draft, Response
from survey_app.services import columns, filters
from survey_app.vocabulary import Role
from tests.builders import make_member, post, sign_in
from tests.planting import document, plant, question
from tests.respondents import Person, open_stage

SHORT = document(
    question("PLACE", "hidden", "Place", parameter="place"),
    question("MAIL", "email", "Your e-mail?"),
    question("WHY", "short_text", "What went well?"),
)


@pytest.mark.sqlite_only
def test_each_place_has_an_address_a_code_and_a_sheet(client: FlaskClient, app: Flask) -> None:
    stage = open_stage(SHORT)
    path = f"/studies/{stage.study.code}/stages/{stage.code}/places"
    sign_in(client, make_member(stage.study, Role.EDITOR))
    assert client.get(f"{path}/sheet").status_code == 404
    long = post(client, path, {"names": "x" * 81})
    assert (long.status_code, "longer than 80" in long.get_data(as_text=True)) == (422, True)
    assert "x" * 81 in long.get_data(as_text=True)
    assert post(client, path, {"names": "a\x00b"}).status_code == 422
    assert post(client, path, {"names": "Hall & 2\n\n 前台 \nHall & 2"}).status_code == 303
    file = (io.BytesIO("Place;Floor\nHall & 2;1\n前台;2\n".encode()), "places.csv")
    assert post(client, path, {"names": "Gate", "file": file}, content_type="multipart/form-data").status_code == 303
    broken = post(client, path, {"names": "", "file": (io.BytesIO(b"\xff\xfe\x00"), "a.xlsx")})
    assert broken.status_code == 422
    plant(stage, stage.versions[0], [{"PLACE": "前台"}] * 6 + [{"PLACE": "elsewhere"}])
    page = client.get(path).get_data(as_text=True)
    assert "2 places with a code of their own" in page
    assert "?place=Hall+%26+2&amp;kiosk=1" in page
    sheet = client.get(f"{path}/sheet").get_data(as_text=True)
    assert (sheet.count("<svg xmlns"), sheet.count("place-sheet")) == (2, 2)
    code = client.get(f"{path}/code.svg?place=前台")
    assert (code.status_code, code.mimetype) == (200, "image/svg+xml")
    assert client.get(f"{path}/code.svg?place=elsewhere").status_code == 404

    answered = columns.read(stage)
    by_place = next(each for each in filters.dimensions(answered) if each.key == "PLACE")
    assert {offer.value: offer.count for offer in by_place.offers} == {"elsewhere": 1, "前台": 6}
    with pytest.raises(filters.GroupTooSmall):
        filters.chosen(answered, filters.read({"PLACE": ["elsewhere"]}, [by_place]), 5)


@pytest.mark.sqlite_only
def test_a_kiosk_begins_anew_for_each_person_and_keeps_nothing_of_the_one_before(
    client: FlaskClient, app: Flask
) -> None:
    stage = open_stage(SHORT)
    start = f"/r/{stage.code}?place=Hall&kiosk=1"
    person = Person(client, stage.code)
    person.get(start)
    assert "come back" not in person.text
    client.post(start, data=person.hidden())
    person.get(f"/r/{stage.code}/page/1")
    assert person.document().xpath("//input[@name='qMAIL']/@autocomplete") == ["off"]
    assert "Save and stop" not in person.text
    person.send({"qMAIL": "ana@example.org", "qWHY": "Fast", "go": "next"})
    person.send()
    assert "Next person" in person.text
    assert person.receipt
    for address in (f"/r/{stage.code}/thanks", f"/r/{stage.code}/page/1", f"/r/{stage.code}/check"):
        person.get(address)
        assert "ana@example.org" not in person.text
        assert person.receipt == ""
        assert person.document().xpath("//form//button[contains(., 'Start')]")

    client.post(start, data=person.hidden())
    person.get(f"/r/{stage.code}/page/1")
    person.send({"qWHY": "Left behind", "go": "next"})
    person.get(start)
    person.get(f"/r/{stage.code}/page/1")
    assert "Left behind" not in person.text
    assert len(session.scalars(select(Draft)).all()) == 1
    client.post(start, data=person.hidden())
    session.expire_all()
    drafts = session.scalars(select(Draft)).all()
    assert len(drafts) == 1
    assert "Left behind" not in str(drafts[0].answers)
    assert [each.answers["PLACE"] for each in session.scalars(select(Response))] == ["Hall"]

    person.get(f"/r/{stage.code}?kiosk=0")
    assert "data-kiosk" not in person.text
