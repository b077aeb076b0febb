"""Answers that say who answers: taken out on their own, deleted on their own."""

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.models import AuditEntry, Identity, Response, SampledCase, Stage
from survey_app.vocabulary import Role
from tests.builders import make_member, post, sign_in
from tests.respondents import FIRST, THIRD, Person, open_stage

pytestmark = pytest.mark.sqlite_only


def named(client: FlaskClient, *names: str) -> tuple[Stage, str]:
    """A stage where these people have answered: the stage and the address of the page."""
    stage = open_stage()
    for name in names:
        person = Person(client, stage.code)
        person.get(f"/r/{stage.code}")
        person.send({"fresh": "1"})
        person.answer(FIRST, {"qSERV.price": "4", "qSERV.quality": "5", "qNAME": name}, THIRD)
        person.send()
        assert person.receipt
        client.delete_cookie("rondo")
    return stage, f"/studies/{stage.study.code}/stages/{stage.code}/identities"


def test_they_are_counted_taken_out_in_order_and_joined_to_nothing(client: FlaskClient) -> None:
    stage, address = named(client, "Zoe", "=1+1", "Ana")
    sign_in(client, stage.study.memberships[0].account)
    assert "3 responses say who answered" in client.get(address).get_data(as_text=True)
    file = post(client, f"{address}/list")
    assert file.mimetype == "text/csv"
    assert "attachment" in file.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert rows == [["NAME"], ["'=1+1"], ["Ana"], ["Zoe"]]
    keys = [key for (key,) in session.query(Response.id)]
    assert not any(key in file.get_data(as_text=True) for key in keys)
    assert session.query(AuditEntry).filter_by(act="identities_taken", subject="3").count() == 1


def test_looking_at_the_list_needs_a_press(client: FlaskClient) -> None:
    stage, address = named(client, "Ana")
    sign_in(client, stage.study.memberships[0].account)
    assert client.get(f"{address}/list").status_code == 405
    assert not re.search(r"\bAna\b", client.get(address).get_data(as_text=True))


def test_exactly_the_number_that_was_named_is_deleted_and_opinions_stay(client: FlaskClient) -> None:
    stage, address = named(client, "Ana", "Bo")
    sign_in(client, stage.study.memberships[0].account)
    assert "Delete the answers of 2 people" in client.get(f"{address}/remove").get_data(as_text=True)
    for wrong in ("1", "3", "", "x"):
        assert post(client, f"{address}/remove", {"count": wrong}).status_code in {409, 422}
        assert session.query(Identity).count() == 2
    assert post(client, f"{address}/remove", {"count": "2"}).status_code == 303
    assert (session.query(Identity).count(), session.query(Response).count()) == (0, 2)
    assert session.query(AuditEntry).filter_by(act="identities_removed", subject="2").count() == 1
    assert "There are none" in client.get(address).get_data(as_text=True)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_they_are_for_owners_alone(client: FlaskClient, role: Role) -> None:
    stage, address = named(client, "Ana")
    sign_in(client, make_member(stage.study, role))
    assert client.get(address).status_code == 403
    assert post(client, f"{address}/list").status_code == 403
    assert post(client, f"{address}/remove", {"count": "1"}).status_code == 403
    assert session.query(Identity).count() == 1
    assert session.query(SampledCase).count() == 0
