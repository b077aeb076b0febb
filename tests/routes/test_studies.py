"""Studies: the list, a new one, what to do next, people, settings, opening and closing, and the end."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from survey_app.db import now, session
from survey_app.models import Account, AuditEntry, MailEntry, Membership, Stage, Study
from survey_app.services import overview, promises
from survey_app.services.overview import NextStep
from survey_app.vocabulary import AnonymityLevel, MailKind, Role, StageState
from tests.builders import make_account, make_member, make_study, post, sign_in, stage_of
from tests.planting import document, options, plant, publish, question

pytestmark = pytest.mark.sqlite_only

QUESTIONS = document(question("Q1", "single", "Which?", options=options("a", "b")))


def settings_of(stage: Stage, **changes: object) -> dict[str, object]:
    return {"title": stage.title, "level": stage.level.value, "min_group": "5", "open_link": "y", **changes}


def test_the_empty_list_says_what_a_study_is_and_offers_one(client: FlaskClient) -> None:
    sign_in(client, make_account())
    page = client.get("/studies").get_data(as_text=True)
    assert "No study yet" in page
    assert "/studies/new" in page


def test_a_new_study_belongs_to_its_maker_and_asks_for_questions(client: FlaskClient) -> None:
    account = make_account()
    sign_in(client, account)
    typed = {"title": "Kunden <2026>", "language": "es", "timezone": "Europe/Madrid", "client": "Harbour"}
    made = post(client, "/studies/new", typed)
    study = session.query(Study).one()
    assert made.location == f"/studies/{study.code}"
    assert (study.title, study.language, study.timezone, study.client) == (
        "Kunden <2026>",
        "es",
        "Europe/Madrid",
        "Harbour",
    )
    page = client.get(made.location).get_data(as_text=True)
    assert "Kunden &lt;2026&gt;" in page
    assert "The questionnaire has no question yet." in page


def test_a_study_without_a_title_is_not_made_and_the_rest_is_kept(client: FlaskClient) -> None:
    sign_in(client, make_account())
    page = post(
        client, "/studies/new", {"title": " ", "organiser": "Harbour Works", "language": "en", "timezone": "UTC"}
    )
    assert page.status_code == 422
    assert 'value="Harbour Works"' in page.get_data(as_text=True)
    assert "Give the study a title" in page.get_data(as_text=True)
    assert session.query(Study).count() == 0


def test_a_long_list_comes_in_pages(client: FlaskClient) -> None:
    account = make_account()
    for number in range(21):
        make_study(account, f"Study {number:02}")
    sign_in(client, account)
    first, second = client.get("/studies").get_data(as_text=True), client.get("/studies?page=2").get_data(as_text=True)
    assert "Study 20" in first
    assert "Study 00" not in first
    assert "Study 00" in second
    assert client.get("/studies?page=" + "9" * 400).status_code == 200


def test_what_to_do_next_follows_the_stage(app: Flask) -> None:
    owner = make_account()
    stage = stage_of(make_study(owner))
    assert overview.card(stage).next_step is NextStep.WRITE
    stage.versions[0].definition = QUESTIONS
    session.commit()
    assert overview.card(stage).next_step is NextStep.PUBLISH
    version = publish(stage, QUESTIONS)
    assert overview.card(stage).next_step is NextStep.SHARE
    plant(stage, version, [{"Q1": 1}] * 3)
    card = overview.card(stage)
    assert (card.next_step, card.answers, card.usable, card.questions) == (NextStep.WATCH, 3, 3, 1)
    stage.closes_at = now() - timedelta(minutes=1)
    session.commit()
    assert overview.card(stage).next_step is NextStep.CLOSE
    stage.state = StageState.CLOSED
    session.commit()
    assert overview.card(stage).next_step is NextStep.READ


def test_an_unknown_address_becomes_an_account_with_a_letter(client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    sign_in(client, owner)
    assert (
        post(client, f"/studies/{study.code}/people", {"email": "New@Example.org", "role": "analyst"}).status_code
        == 303
    )
    added = session.query(Account).filter_by(email="new@example.org").one()
    mail = session.query(MailEntry).one()
    assert (mail.kind, mail.recipient, mail.study_id) == (MailKind.WELCOME, added.email, study.id)
    assert [member.role for member in added.memberships] == [Role.ANALYST]
    again = post(client, f"/studies/{study.code}/people", {"email": "new@example.org", "role": "viewer"})
    assert again.status_code == 422
    assert "belongs to this study already" in again.get_data(as_text=True)
    assert session.query(MailEntry).count() == 1


def test_the_last_owner_can_neither_leave_nor_step_down(client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    member = study.memberships[0]
    sign_in(client, owner)
    people = f"/studies/{study.code}/people"
    assert post(client, f"{people}/{member.id}/remove").status_code == 409
    refused = post(client, f"{people}/{member.id}/role", {"role": "viewer"})
    assert refused.status_code == 409
    assert "last owner" in refused.get_data(as_text=True)
    make_member(study, Role.OWNER)
    assert post(client, f"{people}/{member.id}/remove").location == "/studies"
    assert session.query(Membership).count() == 1


def test_a_removed_member_loses_the_study_at_once(app: Flask, client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    editor = make_member(study, Role.EDITOR)
    other = app.test_client()
    sign_in(other, editor)
    assert other.get(f"/studies/{study.code}").status_code == 200
    sign_in(client, owner)
    key = session.query(Membership).filter_by(account_id=editor.id).one().id
    page = client.get(f"/studies/{study.code}/people/{key}/remove").get_data(as_text=True)
    assert editor.name in page
    post(client, f"/studies/{study.code}/people/{key}/remove")
    assert other.get(f"/studies/{study.code}").status_code == 404
    assert session.query(AuditEntry).filter_by(act="member_removed", subject=editor.email).count() == 1


@pytest.mark.parametrize("role", ["boss", "", "\x00"])
def test_a_role_that_does_not_exist_is_refused(client: FlaskClient, role: str) -> None:
    owner = make_account()
    study = make_study(owner)
    sign_in(client, owner)
    address = f"/studies/{study.code}/people/{study.memberships[0].id}/role"
    assert post(client, address, {"role": role}).status_code == 400


def test_the_closing_time_is_read_in_the_zone_of_the_study(client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner, timezone="Asia/Shanghai")
    stage = stage_of(study)
    sign_in(client, owner)
    address = f"/studies/{study.code}/stages/{stage.code}/settings"
    typed = settings_of(stage, closes_at="2026-12-04T18:00", population="1224", min_group="7")
    assert post(client, address, typed).status_code == 303
    assert stage.closes_at == datetime(2026, 12, 4, 10, tzinfo=UTC)
    assert (stage.population, stage.min_group, stage.open_link) == (1224, 7, True)
    assert 'value="2026-12-04T18:00"' in client.get(address).get_data(as_text=True)


def test_a_level_that_the_open_link_cannot_keep_is_refused_with_words(client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    stage = stage_of(study)
    sign_in(client, owner)
    address = f"/studies/{study.code}/stages/{stage.code}/settings"
    for level in ("anonymous", "sealed"):
        page = post(client, address, settings_of(stage, level=level, title="Changed", open_link="y"))
        assert page.status_code == 422
        assert "for personal links only" in page.get_data(as_text=True)
    assert (stage.level, stage.title) == (AnonymityLevel.CONFIDENTIAL, study.title)


def test_a_promised_level_stays(client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    stage = stage_of(study)
    publish(stage, QUESTIONS)
    sign_in(client, owner)
    address = f"/studies/{study.code}/stages/{stage.code}/settings"
    page = post(client, address, settings_of(stage, level="identified"))
    assert page.status_code == 422
    assert "was promised to the respondents" in page.get_data(as_text=True)
    assert stage.level is AnonymityLevel.CONFIDENTIAL


def test_nothing_opens_without_a_published_questionnaire(client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    stage = stage_of(study)
    sign_in(client, owner)
    address = f"/studies/{study.code}/stages/{stage.code}/open"
    assert "Publish the questionnaire first" in client.get(address).get_data(as_text=True)
    assert post(client, address).status_code == 409
    assert stage.state is StageState.DRAFT


def test_closing_names_the_answers_and_happens_once(client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    stage = stage_of(study)
    plant(stage, publish(stage, QUESTIONS), [{"Q1": 1}] * 4)
    sign_in(client, owner)
    address = f"/studies/{study.code}/stages/{stage.code}/close"
    assert "Close with 4 answers" in client.get(address).get_data(as_text=True)
    for _press in range(2):
        assert post(client, address).status_code == 303
    assert stage.state is StageState.CLOSED
    assert session.query(AuditEntry).filter_by(act="close").count() == 1
    assert post(client, address.replace("/close", "/open")).status_code == 303
    assert stage.state is StageState.OPEN


def test_looking_changes_nothing(client: FlaskClient) -> None:
    owner = make_account()
    study = make_study(owner)
    stage = stage_of(study)
    publish(stage, QUESTIONS)
    sign_in(client, owner)
    for page in ("close", "open", "settings"):
        client.get(f"/studies/{study.code}/stages/{stage.code}/{page}")
    client.get(f"/studies/{study.code}/remove")
    assert stage.state is StageState.OPEN
    assert session.query(Study).count() == 1


def test_a_study_is_deleted_with_everything_and_only_by_its_title(client: FlaskClient) -> None:
    owner = make_account()
    study, kept = make_study(owner, "Goes"), make_study(owner, "Stays")
    stage = stage_of(study)
    plant(stage, publish(stage, QUESTIONS), [{"Q1": 1}] * 2)
    sign_in(client, owner)
    address = f"/studies/{study.code}/remove"
    assert "Delete the study and 2 answers" in client.get(address).get_data(as_text=True)
    assert post(client, address, {"title": "goes"}).status_code == 422
    assert post(client, address, {"title": "Goes"}).location == "/studies"
    assert [each.title for each in session.query(Study)] == [kept.title]
    assert session.query(Stage).count() == 1
    assert session.query(AuditEntry).filter_by(act="study_removed", subject="Goes").count() == 1


def test_the_sentence_never_promises_more_than_the_level_keeps() -> None:
    identified = promises.sentence(AnonymityLevel.IDENTIFIED, open_link=False)
    confidential = promises.sentence(AnonymityLevel.CONFIDENTIAL, open_link=False)
    assert "can see who answered" in identified
    assert "look up" in confidential
    assert "recorded" in confidential
    for sentence in (identified, confidential):
        assert "anonym" not in sentence.lower()
    for level in (AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL):
        assert "stores no name" in promises.sentence(level, open_link=True)
    for level in (AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED):
        for said in (promises.sentence(level, open_link=False), promises.panel_sentence(level)):
            assert "both the database and the key file" in said
        assert promises.limits(level)
    assert "until that key is destroyed" in promises.sentence(AnonymityLevel.ANONYMOUS, open_link=False)
    assert "do not bring it again" in promises.reminders(AnonymityLevel.SEALED)
