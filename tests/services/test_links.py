"""Personal links of cases, with the key outside the database."""

import pytest
from flask import Flask

from survey_app.db import session
from survey_app.services import links, visits
from survey_app.services.doors import WrongLink
from tests.respondents import make_case, open_stage


def test_a_case_is_found_by_the_secret_in_its_link(app: Flask) -> None:
    stage = open_stage()
    case = make_case(stage)
    assert visits.by_link(stage.code, links.secret_of(case)).case_id == case.id
    assert links.address_of(case) == f"http://127.0.0.1:8000/r/{stage.code}/{links.secret_of(case)}"
    assert links.open_address(stage).endswith(f"/r/{stage.code}")


def test_a_wrong_or_older_secret_finds_nothing(app: Flask) -> None:
    stage = open_stage()
    case = make_case(stage)
    old = links.secret_of(case)
    case.link_issue = 2
    case.link_hash = links.hash_of(case)
    session.commit()
    for wrong in (old, "not a secret"):
        with pytest.raises(WrongLink):
            visits.by_link(stage.code, wrong)
    assert visits.by_link(stage.code, links.secret_of(case)).case_id == case.id


def test_the_key_lies_outside_the_database_and_only_its_owner_can_read_it(app: Flask) -> None:
    case = make_case(open_stage())
    links.secret_of(case)
    folder = app.extensions["rondo_settings"].instance
    assert (folder / links.LINK_KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert case.link_hash != links.secret_of(case)
