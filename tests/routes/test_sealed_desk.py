"""The desk of a survey whose answers are sealed: counts in steps, no person's state, no single answers."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import session
from survey_app.models import SampledCase, Stage
from survey_app.vocabulary import AnonymityLevel, Disposition, Role, StageState
from tests.builders import make_account, make_member, make_study, post, sign_in, stage_of
from tests.sealed import answer, cases_of, close, links_of, sealed_stage, sheets, stored

pytestmark = pytest.mark.sqlite_only


def signed_in(client: FlaskClient, stage: Stage) -> str:
    """The owner at the desk; the root of the stage's addresses."""
    sign_in(client, stage.study.memberships[0].account)
    return f"/studies/{stage.study.code}/stages/{stage.code}"


def test_the_fieldwork_counts_in_steps_until_the_close(app: Flask, client: FlaskClient) -> None:
    stage = sealed_stage(people=6)
    root, paths = signed_in(client, stage), links_of(stage)
    shown = []
    for link in paths[:5]:
        answer(client, stage, link)
        page = client.get(f"{root}/fieldwork").get_data(as_text=True)
        shown.append(re.findall(r'Returned</dt><dd class="val">(\d+)', page))
    assert shown == [["0"], ["0"], ["3"], ["3"], ["3"]]
    assert "Fewer than 3 answers are back" not in page
    close(app, stage)
    page = client.get(f"{root}/fieldwork").get_data(as_text=True)
    assert re.findall(r'Returned</dt><dd class="val">(\d+)', page) == ["5"]


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_no_page_of_the_cases_says_who_has_answered(client: FlaskClient, level: AnonymityLevel) -> None:
    stage = sealed_stage(level, people=2)
    paths = links_of(stage)
    answer(client, stage, paths[0])
    root = signed_in(client, stage)
    pages = []
    for case in cases_of(stage):
        own = client.get(f"{root}/cases?search={case.unit}").get_data(as_text=True)
        pages.append((own + client.get(f"{root}/cases/{case.id}").get_data(as_text=True)).replace(case.unit, "C"))
    first, second = (re.sub(r"c-\d|/cases/\d+|value=\"[^\"]*\"", "", page) for page in pages)
    assert first == second
    for state in ("complete", "pending"):
        assert len(re.findall(r'<th scope="row">', client.get(f"{root}/cases?disposition={state}").text)) == 2
    for case in cases_of(stage):
        settled = post(client, f"{root}/cases/{case.id}/disposition", {"disposition": "refusal"})
        assert settled.status_code == 409
        looked = post(client, f"{root}/cases/{case.id}", {"reason": "The person asked for it"})
        assert looked.status_code == 409
    assert {case.disposition for case in cases_of(stage)} == {Disposition.COMPLETE, Disposition.PENDING}


def test_there_are_no_results_before_the_first_mix_and_no_single_answers_after(app: Flask, client: FlaskClient) -> None:
    stage = sealed_stage(people=6)
    root, paths = signed_in(client, stage), links_of(stage)
    for link in paths[:5]:
        answer(client, stage, link)
    assert "Nothing is back yet" in client.get(f"{root}/results").get_data(as_text=True)
    answer(client, stage, paths[5])
    being_mixed = client.get(f"{root}/results")
    assert being_mixed.status_code == 503
    close(app, stage)
    assert len(stored(stage)) == 6
    page = client.get(f"{root}/results").get_data(as_text=True)
    assert "not joined to answers" in page
    assert not re.search(r"\bby-1\b", page)
    assert client.get(f"{root}/results.json").status_code == 200
    refused = client.get(f"{root}/data.csv")
    assert refused.status_code == 409
    assert "promised to be mixed" in refused.get_data(as_text=True)


def test_too_few_are_named_in_steps_and_thrown_away_by_an_owner_only(app: Flask, client: FlaskClient) -> None:
    stage = sealed_stage(people=2)
    for link in links_of(stage):
        answer(client, stage, link)
    close(app, stage)
    root = signed_in(client, stage)
    for path in ("results", "fieldwork", "throw-away"):
        assert "Fewer than 3 answers lie sealed" in client.get(f"{root}/{path}").get_data(as_text=True)
    editor = app.test_client()
    sign_in(editor, make_member(session.get_one(Stage, stage.id).study, Role.EDITOR))
    assert post(editor, f"{root}/throw-away").status_code == 403
    assert sheets() == 2
    done = post(client, f"{root}/throw-away")
    assert done.status_code == 303
    assert "Sealed sheets thrown away unread: fewer than 3." in client.get(done.location).get_data(as_text=True)
    assert sheets() == 0
    log = client.get(f"/studies/{session.get_one(Stage, stage.id).study.code}/log").get_data(as_text=True)
    assert log.count("fewer than 3") == 2
    assert "There is nothing to throw away" in client.get(f"{root}/throw-away").get_data(as_text=True)


def test_other_stages_have_nothing_to_throw_away(client: FlaskClient) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner))
    root = signed_in(client, stage)
    assert client.get(f"{root}/throw-away").status_code == 404


def test_the_settings_refuse_an_open_link_at_the_two_levels(client: FlaskClient) -> None:
    stage = stage_of(make_study(make_account()))
    root = signed_in(client, stage)
    fields = {"title": "T", "min_group": "5", "level": "sealed"}
    refused = post(client, f"{root}/settings", {**fields, "open_link": "y"})
    assert refused.status_code == 422
    assert "for personal links only" in refused.get_data(as_text=True)
    assert session.get_one(Stage, stage.id).level is AnonymityLevel.CONFIDENTIAL
    for level in AnonymityLevel:
        assert post(client, f"{root}/settings", {**fields, "level": level.value}).status_code == 303
        assert session.get_one(Stage, stage.id).level is level


def test_the_close_page_shows_no_exact_number(client: FlaskClient) -> None:
    stage = sealed_stage(people=4)
    for link in links_of(stage):
        answer(client, stage, link)
    root = signed_in(client, stage)
    page = client.get(f"{root}/close").get_data(as_text=True)
    assert "Close and mix the answers" in page
    assert '<span class="num">3</span>' in page
    assert '<span class="num">4</span>' not in page
    assert post(client, f"{root}/close").status_code == 303
    assert session.get_one(Stage, stage.id).state is StageState.CLOSED


def test_a_link_is_never_shown_again(client: FlaskClient) -> None:
    stage = sealed_stage(AnonymityLevel.ANONYMOUS, people=1)
    path = links_of(stage)[0]
    root = signed_in(client, stage)
    case = cases_of(stage)[0]
    page = client.get(f"{root}/cases/{case.id}/link").get_data(as_text=True)
    assert path not in page
    assert "Send a new link" in page
    assert post(client, f"{root}/cases/{case.id}/link").status_code == 303
    assert session.get_one(SampledCase, case.id).link_issue == 2
    assert client.get(path).status_code == 404
