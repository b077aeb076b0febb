"""Every state a link can be in has its own page, its status and a way forward."""

import pytest
from flask.testing import FlaskClient

from survey_app.db import now, session
from survey_app.models import Response, Stage, Version
from survey_app.vocabulary import AnonymityLevel, StageState
from tests.builders import make_account, make_study, stage_of
from tests.respondents import Person, link_of, make_case, open_stage, three_pages

pytestmark = pytest.mark.sqlite_only


def close(stage: Stage) -> None:
    stage = session.get_one(Stage, stage.id)
    stage.state, stage.closed_at = StageState.CLOSED, now()
    session.commit()


def test_a_stage_in_preparation_says_that_it_is_not_open_yet(client: FlaskClient) -> None:
    stage = stage_of(make_study(make_account(), contact="ask@example.org"))
    page = client.get(f"/r/{stage.code}")
    assert page.status_code == 409
    assert "not open yet" in page.get_data(as_text=True)
    assert "ask@example.org" in page.get_data(as_text=True)


def test_a_closed_stage_says_so_to_everybody(client: FlaskClient) -> None:
    stage = open_stage()
    link = link_of(stage, make_case(stage))
    code = stage.code
    close(stage)
    for path in (f"/r/{code}", link):
        page = client.get(path)
        assert page.status_code == 409
        assert "closed" in page.get_data(as_text=True)
        assert "ask@example.org" in page.get_data(as_text=True)


def test_a_stage_without_questions_says_so(client: FlaskClient) -> None:
    stage = stage_of(make_study(make_account()))
    stage.state, stage.opened_at = StageState.OPEN, now()
    session.commit()
    page = client.get(f"/r/{stage.code}")
    assert page.status_code == 409
    assert "nothing to answer" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    "secret", ["gnskidpkljt7xkdvhrc5mlm2kay763lu", "short", "A" * 32, "x" * 500, "%00", "..%2f..%2fpage"]
)
def test_a_wrong_link_is_not_found_and_names_no_organiser(client: FlaskClient, secret: str) -> None:
    stage = open_stage()
    page = client.get(f"/r/{stage.code}/{secret}")
    assert page.status_code == 404
    assert "Institute" not in page.get_data(as_text=True)


def test_a_case_of_another_stage_is_not_found(client: FlaskClient) -> None:
    stage, other = open_stage(), open_stage()
    secret = link_of(other, make_case(other)).rsplit("/", 1)[1]
    assert client.get(f"/r/{stage.code}/{secret}").status_code == 404


def test_without_an_open_link_only_a_personal_one_leads_in(client: FlaskClient) -> None:
    stage = open_stage(open_link=False)
    assert client.get(f"/r/{stage.code}").status_code == 404
    assert client.get(f"/r/{stage.code}/page/1").status_code == 409
    person = Person(client, stage.code)
    person.begin(link_of(stage, make_case(stage)))
    assert person.path.endswith("/page/1")


def test_an_answered_personal_link_shows_the_receipt(client: FlaskClient) -> None:
    stage = open_stage()
    link = link_of(stage, make_case(stage))
    receipt = Person(client, stage.code).walk(link)
    other = Person(client.application.test_client(), stage.code)
    other.get(link)
    assert other.page.status_code == 409
    assert other.receipt == receipt


def test_the_promise_follows_the_level_and_the_way_in(client: FlaskClient) -> None:
    stage = open_stage(level=AnonymityLevel.IDENTIFIED)
    assert "stores no name" in client.get(f"/r/{stage.code}").get_data(as_text=True)
    personal = client.get(link_of(stage, make_case(stage))).get_data(as_text=True)
    assert "can see who answered what" in personal


def test_the_start_page_names_time_closing_and_languages(client: FlaskClient) -> None:
    stage = open_stage(closes_at=now().replace(year=2030, month=12, day=4, hour=18, minute=0))
    text = client.get(f"/r/{stage.code}").get_data(as_text=True)
    for words in ("About 2 minutes", "3 pages", "2030", "UTC", "Español", "简体中文", "Institute"):
        assert words in text
    assert 'lang="zh-Hans"' in client.get(f"/r/{stage.code}?language=zh_Hans_CN").get_data(as_text=True)


def test_only_the_languages_of_the_questionnaire_are_offered(client: FlaskClient) -> None:
    stage = open_stage(three_pages(("en", "es")))
    text = client.get(f"/r/{stage.code}?language=zh_Hans_CN").get_data(as_text=True)
    assert "简体中文" not in text
    assert '<html lang="en"' in text


def test_a_shared_browser_answers_for_another_person(client: FlaskClient) -> None:
    stage = open_stage()
    person = Person(client, stage.code)
    first = person.walk()
    person.get(f"/r/{stage.code}")
    assert "already been sent" in person.text
    person.send({"fresh": "1"})
    assert person.path.endswith("/page/1")
    person.answer()
    person.send()
    assert person.receipt not in {"", first}


def test_a_response_keeps_the_version_its_draft_began_with(client: FlaskClient) -> None:
    stage = open_stage()
    person = Person(client, stage.code)
    person.begin()
    stage = session.get_one(Stage, stage.id)
    first = stage.versions[0].id
    document = three_pages()
    document["pages"] = document["pages"][:1]
    session.add(Version(stage=stage, number=2, definition=document, state="published", published_at=now()))
    session.commit()
    person.answer()
    person.send()
    assert person.receipt
    newer = Person(client.application.test_client(), stage.code)
    newer.begin()
    assert "Page 1 of 1" in newer.text
    assert session.query(Response).one().version_id == first
