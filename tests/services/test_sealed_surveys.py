"""Surveys whose answers are sealed: opening, batches, the close, and what stays behind."""

import base64

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.jobs.worker import run_all
from survey_app.models import AuditEntry, Batch, Draft, InboxSheet, Response, SampledCase, Stage
from survey_app.privacy import links as secrets
from survey_app.services import (
    installation,
    links,
    sealed_responses,
    sealed_surveys,
    sheet_sizes,
    stage_links,
    studies,
    visits,
)
from survey_app.services.ballots import OpenedSheet
from survey_app.services.round_roll import Told
from survey_app.services.sealed_surveys import AsksWho, EnoughToMix, OpenLinkNotSealed
from survey_app.vocabulary import AnonymityLevel, Disposition, StageState
from tests.planting import document, question
from tests.respondents import Person, three_pages
from tests.sealed import (
    FIRST,
    GIVEN,
    answer,
    cases_of,
    close,
    give_link,
    links_of,
    people_in_batches,
    sealed_stage,
    sheets,
    stored,
)

BOTH = pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])


def test_a_questionnaire_that_asks_who_answers_is_not_opened(app: Flask) -> None:
    with pytest.raises(AsksWho, match="NAME"):
        sealed_stage(definition=three_pages())


def test_an_open_link_and_a_sealed_level_exclude_each_other(app: Flask) -> None:
    with pytest.raises(OpenLinkNotSealed):
        sealed_stage(open_link=True)


@BOTH
def test_a_draft_says_nothing_of_its_author(client: FlaskClient, level: AnonymityLevel) -> None:
    stage = sealed_stage(level, people=2)
    paths, sizes = links_of(stage), []
    for link, years in zip(paths, ("12", "3"), strict=True):
        somebody = Person(client.application.test_client(), stage.code)
        somebody.begin(link)
        somebody.send({**FIRST, "qYEARS": years, "go": "next"})
        assert somebody.path.endswith("/page/2")
    for draft in session.scalars(select(Draft)):
        assert set(draft.answers) == {"locked"}
        sizes.append(len(base64.b64decode(draft.answers["locked"])))
        assert (draft.case_id, draft.language, draft.updated_at.hour, draft.updated_at.minute) == (None, "", 0, 0)
    assert sizes == [sheet_sizes.draft_size(visits.by_browser(stage.code, "", "").ready)] * 2
    assert {case.started_at for case in cases_of(stage)} == {None}
    again = Person(client.application.test_client(), stage.code)
    again.begin(paths[0])
    assert again.path.endswith("/page/2")
    again.get(f"/r/{stage.code}/page/1")
    assert 'value="12"' in again.text


@BOTH
def test_what_is_sent_lies_sealed_and_marks_the_roll_without_a_time(client: FlaskClient, level: AnonymityLevel) -> None:
    stage = sealed_stage(level, people=1)
    answer(client, stage, links_of(stage)[0])
    case = cases_of(stage)[0]
    assert (case.disposition, case.answered_at, case.started_at) == (Disposition.COMPLETE, None, None)
    assert (sheets(), stored(stage), session.scalars(select(Draft)).all()) == (1, [], [])
    assert b"Faster" not in bytes(session.scalars(select(InboxSheet.blob)).one())


def test_a_batch_is_mixed_only_when_as_many_stay_behind(app: Flask, client: FlaskClient) -> None:
    stage = sealed_stage(people=7)
    links_ = links_of(stage)
    for number, link in enumerate(links_, 1):
        answer(client, stage, link, qYEARS=str(number))
        run_all(app)
        assert len(stored(stage)) == (3 if number >= 6 else 0)
    assert people_in_batches(stage) == [("finished", 3), ("collecting", 3), ("collecting", 1)]
    assert not [path for path in installation.settings().keys.iterdir() if path.name == _key_of(stage, 1)]
    assert sealed_surveys.count(stage).answered == 6
    close(app, stage)
    assert sorted(response.answers["YEARS"] for response in stored(stage)) == [1, 2, 3, 4, 5, 6, 7]
    assert sealed_surveys.count(session.get_one(Stage, stage.id)).answered == 7


def _key_of(stage: Stage, number: int) -> str:
    return session.scalars(select(Batch.key_name).where(Batch.stage_id == stage.id, Batch.number == number)).one()


@BOTH
def test_a_mixed_response_has_no_person_and_no_time(app: Flask, client: FlaskClient, level: AnonymityLevel) -> None:
    stage = sealed_stage(level, people=3)
    receipts = {answer(client, stage, link).receipt for link in links_of(stage)}
    close(app, stage)
    found = stored(stage)
    assert [response.answers for response in found] == [GIVEN] * 3
    assert {response.receipt for response in found} == receipts
    for response in found:
        assert (response.case_id, response.batch_id, response.entered_by) == (None, None, None)
        assert (response.submitted_at.hour, response.submitted_at.minute) == (0, 0)
    assert session.scalars(select(InboxSheet)).all() == []


def test_too_few_stay_sealed_until_the_stage_opens_again(app: Flask, client: FlaskClient) -> None:
    stage = sealed_stage(people=3)
    paths = links_of(stage)
    for link in paths[:2]:
        answer(client, stage, link)
    close(app, stage)
    assert (stored(stage), sheets()) == ([], 2)
    assert sealed_surveys.count(session.get_one(Stage, stage.id)).left == 2
    with transaction():
        studies.open_stage(session.get_one(Stage, stage.id), None)
    answer(client, stage, paths[2])
    close(app, stage)
    assert len(stored(stage)) == 3


def test_too_few_are_thrown_away_unread_with_their_key(app: Flask, client: FlaskClient) -> None:
    stage = sealed_stage(people=2)
    for link in links_of(stage):
        answer(client, stage, link)
    owner = stage.study.memberships[0].account
    with pytest.raises(EnoughToMix), transaction():
        sealed_surveys.throw_away(stage, owner)
    close(app, stage)
    with transaction():
        assert sealed_surveys.throw_away(session.get_one(Stage, stage.id), owner) == Told(0, 3)
    run_all(app)
    assert (sheets(), stored(stage)) == (0, [])
    assert not [path for path in installation.settings().keys.iterdir() if path.name == _key_of(stage, 1)]
    told = select(AuditEntry.subject).where(AuditEntry.act.in_(("answers_thrown_away", "sheets_discarded")))
    assert [subject.rpartition(": ")[2] for subject in session.scalars(told)] == ["0-2", "0-2"]


def test_the_key_of_the_links_is_destroyed_when_everything_is_mixed(app: Flask, client: FlaskClient) -> None:
    stage = sealed_stage(AnonymityLevel.ANONYMOUS, people=3)
    paths = links_of(stage)
    assert paths == links_of(stage)
    for link in paths:
        answer(client, stage, link)
    assert stage_links.find(stage)
    close(app, stage)
    assert stage_links.find(session.get_one(Stage, stage.id)) is None
    with pytest.raises(links.LinkUnknown):
        links.secret_of(cases_of(stage)[0])
    assert client.get(paths[0]).status_code == 200


def test_the_sweep_destroys_a_key_that_a_dead_program_left(app: Flask, client: FlaskClient) -> None:
    stage = sealed_stage(AnonymityLevel.ANONYMOUS)
    stage.state, stage.closed_at = StageState.CLOSED, stage.opened_at
    session.commit()
    stage_links.sweep()
    assert stage_links.find(stage) is None


def test_links_made_before_the_level_was_chosen_are_void(app: Flask) -> None:
    stage = sealed_stage(AnonymityLevel.ANONYMOUS, people=1)
    case = cases_of(stage)[0]
    old = secrets.link_secret(links.installation_key(), stage.id, case.id, 1)
    assert case.link_hash not in {secrets.fingerprint(old), f"none {stage.id} C-0"}
    assert visits.by_link(stage.code, links.secret_of(case)).case_id == case.id


def test_a_sealed_link_is_random_and_a_later_one_makes_it_void(app: Flask) -> None:
    stage = sealed_stage(people=1)
    first, second = (give_link(stage, cases_of(stage)[0]) for _each in range(2))
    assert first != second
    assert session.scalars(select(SampledCase.link_hash)).one() == secrets.fingerprint(second.rsplit("/", 1)[1])


def test_a_sheet_that_no_page_can_have_sent_is_left_out(app: Flask) -> None:
    stage = sealed_stage(definition=document(question("Q", "single", options=[{"code": 1, "label": {"en": "a"}}])))
    batch = session.scalars(select(Batch)).one()
    version = stage.versions[0].id
    key = "a" * 64
    row = {"version": version, "language": "en", "answers": {"Q": 1, "X": 1}}
    forged = [
        (key, "other", row),
        ("short", "response", row),
        (key, "response", [1]),
        (key, "response", {**row, "version": version + 1}),
        (key, "response", {**row, "answers": None}),
    ]
    opened = [OpenedSheet("AAA-AAA", (each,), None, True) for each in forged]
    kept = OpenedSheet("BBB-BBB", ((key, "response", {**row, "language": "xx"}),), None, True)
    with transaction():
        sealed_responses.take(batch, [*opened, kept])
    found = session.scalars(select(Response)).one()
    assert (found.answers, found.language, found.receipt) == ({"Q": 1}, "en", "BBB-BBB")
