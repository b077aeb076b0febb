"""Nothing that was typed is lost: saving on every move, gaps, other languages, lost cookies, hostile forms."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app import create_app
from survey_app.db import database as tables
from survey_app.db import now, session
from survey_app.models import Draft, Response, Stage
from survey_app.vocabulary import StageState
from tests.client import Browser
from tests.conftest import settings_for
from tests.respondents import ANSWERS, FIRST, SECOND, THIRD, Person, everything, link_of, make_case, open_stage


def given() -> dict[str, object]:
    return dict(session.scalars(select(Draft)).one().answers.get("given", {}))


def test_no_get_changes_anything(client: FlaskClient, database: str) -> None:
    stage = open_stage()
    case = make_case(stage)
    person = Person(client, stage.code)
    person.begin()
    person.answer(FIRST, SECOND, THIRD)
    paths = ["", "/page/1", "/page/2", "/page/3?look=1", "/check", "/paused", "/thanks", "/compare", "?language=es"]
    before = everything(database)
    for path in [f"/r/{stage.code}{path}" for path in paths] + [link_of(stage, case), "/r/none", f"/r/{stage.code}/x"]:
        assert client.get(path).status_code < 500
        client.head(path)
    assert everything(database) == before


def test_back_saves_what_was_chosen(client: FlaskClient) -> None:
    person = Person(client, open_stage().code)
    person.begin()
    person.answer(FIRST)
    person.send({"qSERV.price": "4", "go": "back"})
    assert person.path.endswith("/page/1")
    assert given() == {"IND": 2, "YEARS": 12, "SERV.price": 4}
    assert person.document().xpath("//input[@name='qIND' and @value='2']/@checked")


@pytest.mark.sqlite_only
def test_what_cannot_be_read_is_shown_again_after_going_back(client: FlaskClient) -> None:
    person = Person(client, open_stage().code)
    person.begin()
    person.send({"qIND": "2", "qYEARS": "about twelve", "go": "back"})
    person.get(f"/r/{person.code}/page/1")
    assert person.document().xpath("//input[@name='qYEARS']/@value") == ["about twelve"]
    assert person.document().xpath("//input[@name='qIND' and @value='2']/@checked")
    assert person.document().xpath("//*[@id='errors']//a/@href") == ["#qYEARS"]


@pytest.mark.sqlite_only
def test_only_continue_waits_for_problems(client: FlaskClient) -> None:
    person = Person(client, open_stage().code)
    person.begin()
    person.send({"go": "next"})
    assert person.page.status_code == 422
    assert person.document().xpath("//*[@id='errors']//a/@href") == ["#qIND"]
    person.send({"go": "stop"})
    assert person.path.endswith("/paused")
    person.get(f"/r/{person.code}")
    assert "Continue where you stopped" in person.text


@pytest.mark.sqlite_only
def test_an_untouched_page_posts_nothing_and_all_of_it_is_missing(client: FlaskClient) -> None:
    stage = open_stage()
    definition = stage.versions[0].definition
    person = Person(client, stage.code)
    person.begin()
    assert person.document().xpath("//main//form//*[@checked or @selected]") == []
    texts = person.document().xpath("//main//form//input[@type='text']/@value")
    assert [text for text in texts if text] == []
    assert definition["pages"][0]["questions"][1]["required"] is False if "required" in definition else True
    person.send({"go": "back"})
    assert given() == {}


def test_clearing_a_page_takes_its_answers_away_and_no_others(client: FlaskClient) -> None:
    person = Person(client, open_stage().code)
    person.begin()
    person.answer(FIRST)
    person.send({**SECOND, "go": "clear"})
    assert person.path.endswith("/page/2")
    assert given() == {"IND": 2, "YEARS": 12}


def test_choosing_a_language_saves_first(client: FlaskClient) -> None:
    person = Person(client, open_stage().code)
    person.begin()
    person.send({**FIRST, "go": "language:es"})
    assert person.path.endswith("/page/1")
    assert 'lang="es"' in person.text
    assert "Parte 1" in person.text
    assert given() == {"IND": 2, "YEARS": 12}
    assert session.scalars(select(Draft)).one().language == "es"


@pytest.mark.sqlite_only
def test_a_language_the_questionnaire_is_not_written_in_is_not_taken(client: FlaskClient) -> None:
    person = Person(client, open_stage().code)
    person.begin()
    person.send({**FIRST, "go": "language:xx"})
    assert session.scalars(select(Draft)).one().language == "en"


def test_a_personal_link_goes_on_at_the_first_open_page_in_another_browser(client: FlaskClient) -> None:
    stage = open_stage()
    link = link_of(stage, make_case(stage))
    Person(client, stage.code).begin(link)
    person = Person(client, stage.code)
    person.get(f"/r/{stage.code}/page/1")
    person.answer(FIRST)
    other = Person(client.application.test_client(), stage.code)
    other.begin(link)
    assert other.path.endswith("/page/2")
    assert len(session.scalars(select(Draft)).all()) == 1
    other.get(f"/r/{stage.code}/page/1")
    assert other.document().xpath("//input[@name='qIND' and @value='2']/@checked")


@pytest.mark.sqlite_only
def test_the_check_waits_for_every_page(client: FlaskClient) -> None:
    person = Person(client, open_stage().code)
    person.begin()
    person.get(f"/r/{person.code}/page/3")
    person.send({**THIRD, "go": "next"})
    assert person.path.endswith("/page/1")


def test_a_lost_cookie_costs_no_answers(client: FlaskClient) -> None:
    stage = open_stage()
    person = Person(client, stage.code)
    person.begin(link_of(stage, make_case(stage)))
    person.client = client.application.test_client()
    person.send({**FIRST, "go": "next"})
    assert person.page.status_code == 400
    assert person.document().xpath("//input[@name='qYEARS']/@value") == ["12"]
    person.send({**FIRST, "go": "next"})
    assert person.path.endswith("/page/2")
    person.answer(SECOND, THIRD)
    person.send()
    assert person.receipt
    assert session.scalars(select(Response)).one().case_id is not None


def test_a_browser_without_a_draft_begins_one_by_the_open_link(client: FlaskClient) -> None:
    person = Person(client, open_stage().code)
    person.begin()
    session.delete(session.scalars(select(Draft)).one())
    session.commit()
    person.send({**FIRST, "go": "next"})
    assert person.path.endswith("/page/2")
    assert given() == {"IND": 2, "YEARS": 12}


def test_after_closing_nothing_is_saved_and_the_answers_are_shown_to_be_copied(client: FlaskClient) -> None:
    stage = open_stage()
    person = Person(client, stage.code)
    person.begin()
    stage = session.get_one(Stage, stage.id)
    stage.state, stage.closed_at = StageState.CLOSED, now()
    session.commit()
    person.send({"qIND": "2", "qYEARS": "not a number", "go": "next"})
    assert person.page.status_code == 409
    assert "Chemistry" in person.text
    assert given() == {}


def test_the_clock_closes_the_questionnaire_without_anybody_doing_anything(client: FlaskClient) -> None:
    stage = open_stage()
    person = Person(client, stage.code)
    person.begin()
    person.answer()
    session.get_one(Stage, stage.id).closes_at = now()
    session.commit()
    person.send()
    assert person.page.status_code == 409
    assert "closed" in person.text
    assert session.scalars(select(Response)).all() == []


HOSTILE = {
    "a half surrogate": "\ud800",
    "a NUL": "a\0b",
    "a huge number": "9" * 5_000,
    "an infinite number": "inf",
    "a list": ["1", "2", "3"],
    "markup": "<script>alert(1)</script>",
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("field", ["qIND", "qYEARS"])
def test_a_hostile_value_is_a_problem_of_its_field_and_stays_on_the_page(
    client: FlaskClient, field: str, value: str | list[str]
) -> None:
    person = Person(client, open_stage().code)
    person.begin()
    typed = [text.encode("utf-8", "surrogatepass") for text in ([value] if isinstance(value, str) else value)]
    person.send({"qIND": "1", "qYEARS": "7", field: typed, "go": "next"})
    assert person.page.status_code == 422
    assert "<script>alert" not in person.text
    kept = {"qIND": "7", "qYEARS": "1"}[field]
    other = "qYEARS" if field == "qIND" else "qIND"
    shown = person.document().xpath(f"//input[@name='{other}' and (@checked or @type='text')]/@value")
    assert shown == [kept]
    person.get(person.path)
    assert person.page.status_code == 200


def test_a_far_too_long_text_is_refused_and_stays_on_the_page(client: FlaskClient) -> None:
    person = Person(client, open_stage().code)
    person.begin()
    person.answer(FIRST, SECOND)
    person.send({"qMISS": "x" * 300_000, "go": "next"})
    assert person.page.status_code == 413
    assert "x" * 1_000 in person.text
    person.send({"qMISS": "x" * 30_000, "go": "next"})
    assert person.page.status_code == 422
    person.send({"qMISS": "x" * 1_100_000, "go": "next"}, without=())
    assert person.page.status_code == 413
    assert "Back button" in person.text
    [back] = person.document().xpath("//main//a[contains(., 'Open the page again')]/@href")
    person.get(back)
    assert person.page.status_code == 200
    assert person.document().xpath("//*[@name='qMISS']")
    # what had been saved is still there
    person.get(f"/r/{person.code}/page/1")
    assert person.document().xpath("//input[@checked]")


@pytest.mark.sqlite_only
def test_more_fields_than_any_page_has_are_refused(client: FlaskClient) -> None:
    person = Person(client, open_stage().code)
    person.begin()
    person.send({f"q{n}": "1" for n in range(2_500)})
    assert person.page.status_code == 413


@pytest.mark.parametrize("path", ["page/0", "page/4", "page/99999999999", "page/" + "9" * 5_000, "page/-1", "page/x"])
def test_a_page_that_does_not_exist_is_not_found(client: FlaskClient, path: str) -> None:
    person = Person(client, open_stage().code)
    person.begin()
    token = person.hidden()
    assert client.get(f"/r/{person.code}/{path}").status_code == 404
    assert client.post(f"/r/{person.code}/{path}", data=token).status_code in {404, 405}


def test_the_answers_of_the_whole_walk_are_what_was_typed(client: FlaskClient) -> None:
    person = Person(client, open_stage().code)
    person.begin()
    person.answer(FIRST, SECOND, THIRD)
    person.get(f"/r/{person.code}/page/2")
    person.send({**SECOND, "qSERV.price": "1", "go": "next"})
    person.get(f"/r/{person.code}/check")
    person.send()
    assert session.scalars(select(Response)).one().answers == ANSWERS | {"SERV.price": 1}


def test_thirty_posts_a_minute_are_enough_for_one_link(tmp_path: Path, database: str) -> None:
    app = create_app(settings_for(tmp_path, database, SURVEY_TESTING=""))
    app.test_client_class = Browser
    with app.app_context():
        person = Person(app.test_client(), open_stage().code)
        person.begin()
        statuses: list[int] = []
        while 429 not in statuses and len(statuses) < 65:  # the minute may turn once meanwhile
            person.send({**FIRST, "go": "clear"})
            statuses.append(person.page.status_code)
        tables.session.remove()
        tables.engine.dispose()
    assert statuses[:29] == [200] * 29
    assert statuses[-1] == 429
    assert person.document().xpath("//input[@name='qYEARS']/@value") == ["12"]
