"""Invitations to one segment of the list, such as the customers that were lost."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Job, MailEntry, SampledCase
from survey_app.services import invitations
from survey_app.vocabulary import MailKind, Role
from tests.builders import csrf_of, make_member, sign_in
from tests.respondents import make_case, open_stage


@pytest.mark.sqlite_only
def test_only_the_lost_customers_are_invited_and_the_others_later(client: FlaskClient, app: Flask) -> None:
    stage = open_stage()
    for number in range(6):
        make_case(stage, f"C-{number}").attributes = {"status": "lost" if number < 2 else "buys", "id": str(number)}
    session.commit()
    path = f"/studies/{stage.study.code}/stages/{stage.code}/letters/invitation"
    sign_in(client, make_member(stage.study, Role.EDITOR))
    lost = json.dumps(["status", "lost"])
    assert "status: lost (2)" in client.get(path).get_data(as_text=True)
    assert client.get(path, query_string={"segment": '["status", "dead"]'}).status_code == 400
    page = client.get(path, query_string={"segment": lost}).get_data(as_text=True)
    assert "2 people are invited" in page
    sent = client.post(path, data={"csrf_token": csrf_of(client), "segment": lost})
    assert sent.status_code == 303
    job = session.scalars(select(Job).where(Job.kind == invitations.KIND)).one()
    assert invitations.run(job.payload, lambda _done, _total: session.commit()) == {"queued": 2}
    reached = select(SampledCase.attributes).join(MailEntry, MailEntry.case_id == SampledCase.id)
    assert [each["status"] for each in session.scalars(reached)] == ["lost", "lost"]
    assert invitations.count_due(stage, MailKind.INVITATION) == 4
    assert client.get(path.replace("invitation", "reminder"), query_string={"segment": ""}).status_code == 200


def test_what_the_list_does_not_say_is_a_segment_and_as_many_are_invited_as_it_counts(app: Flask) -> None:
    stage = open_stage()
    said = ("lost", "buys", None, "lost", None, None)
    for number, status in enumerate(said):
        make_case(stage, f"C-{number}").attributes = {"status": status} if status else {"other": "x"}
    session.commit()
    found = invitations.segments(stage)
    assert [(each.attribute, each.value, each.due) for each in found] == [
        ("other", "x", 3), ("other", "", 3), ("status", "buys", 1), ("status", "lost", 2), ("status", "", 3),
    ]  # fmt: skip
    owner = stage.study.memberships[0].account
    for segment in (each for each in found if each.attribute == "status"):
        job = invitations.send(stage, MailKind.INVITATION, owner, segment)
        assert job is not None
        assert invitations.run(job.payload, lambda _done, _total: session.commit()) == {"queued": segment.due}
    assert invitations.count_due(stage, MailKind.INVITATION) == 0
