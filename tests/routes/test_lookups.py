"""Who answered what: by a look-up with a reason, seen by nobody else, written down."""

import pytest
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.models import AuditEntry, Identity, Response, Stage
from survey_app.vocabulary import AnonymityLevel, Role
from tests.builders import make_account, make_member, make_study, post, sign_in
from tests.respondents import Person, link_of, make_case, open_stage

pytestmark = pytest.mark.sqlite_only

SECRET = "A person to call."
REASON = "The person asked for a copy of the answers"


def answered(client: FlaskClient, **changes: object) -> tuple[Stage, str]:
    """A stage with one case that has answered: the stage and the address of the case."""
    stage = open_stage(**changes)
    case = make_case(stage, "C-1")
    Person(client, stage.code).walk(link_of(stage, case))
    assert session.query(Response).filter_by(case_id=case.id).count() == 1
    return stage, f"/studies/{stage.study.code}/stages/{stage.code}/cases/{case.id}"


def test_an_owner_sees_the_answers_only_after_writing_down_why(client: FlaskClient) -> None:
    stage, address = answered(client)
    sign_in(client, stage.study.memberships[0].account)
    assert SECRET not in client.get(address).get_data(as_text=True)
    for reason in ("", "because", "x" * 1_001):
        refused = post(client, address, {"reason": reason})
        assert refused.status_code == 422
        assert SECRET not in refused.get_data(as_text=True)
    assert session.query(AuditEntry).filter_by(act="look_up").count() == 0
    shown = post(client, address, {"reason": REASON})
    assert shown.status_code == 200
    for words in (SECRET, "Chemistry", "Ana"):
        assert words in shown.get_data(as_text=True)
    entry = session.query(AuditEntry).filter_by(act="look_up").one()
    assert (entry.subject, entry.reason, entry.account_id) == ("C-1", REASON, stage.study.memberships[0].account_id)
    log = client.get(f"/studies/{stage.study.code}/log").get_data(as_text=True)
    assert "Person looked up: C-1" in log
    assert REASON in log
    assert SECRET not in client.get(address).get_data(as_text=True)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_nobody_else_looks_anybody_up(client: FlaskClient, role: Role) -> None:
    stage, address = answered(client)
    sign_in(client, make_member(stage.study, role))
    page, tried = client.get(address), post(client, address, {"reason": REASON})
    assert page.status_code == (200 if role in {Role.EDITOR, Role.INTERVIEWER} else 403)
    assert tried.status_code == 403
    for response in (page, tried):
        assert SECRET not in response.get_data(as_text=True)
    assert session.query(AuditEntry).filter_by(act="look_up").count() == 0


@pytest.mark.parametrize("role", list(Role))
def test_where_people_are_identified_researchers_read_answers_beside_names(client: FlaskClient, role: Role) -> None:
    stage, address = answered(client, level=AnonymityLevel.IDENTIFIED)
    sign_in(client, make_member(stage.study, role))
    page = client.get(address)
    assert (SECRET in page.get_data(as_text=True)) is (role in {Role.OWNER, Role.EDITOR, Role.ANALYST})
    assert client.get(address.rsplit("/", 1)[0]).status_code == page.status_code
    if role is Role.ANALYST:
        results = client.get(f"/studies/{stage.study.code}/stages/{stage.code}/results")
        assert address.rsplit("/", 1)[0] in results.get_data(as_text=True)


def test_a_case_of_another_stage_is_not_looked_up_from_here(client: FlaskClient) -> None:
    _stage, address = answered(client)
    other = make_study(make_account())
    sign_in(client, other.memberships[0].account)
    key = address.rsplit("/", 1)[1]
    foreign = f"/studies/{other.code}/stages/{other.stages[0].code}/cases/{key}"
    assert client.get(foreign).status_code == 404
    assert post(client, foreign, {"reason": REASON}).status_code == 404
    assert session.query(AuditEntry).filter_by(act="look_up").count() == 0


def test_a_case_without_an_answer_says_so(client: FlaskClient) -> None:
    stage = open_stage()
    case = make_case(stage)
    sign_in(client, stage.study.memberships[0].account)
    address = f"/studies/{stage.study.code}/stages/{stage.code}/cases/{case.id}"
    assert "No answers yet" in post(client, address, {"reason": REASON}).get_data(as_text=True)
    assert session.query(Identity).count() == 0
