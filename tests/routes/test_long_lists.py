"""Lists that grow: as many statements for many rows as for few, and never more rows than a page holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from survey_app.db import database, new_code, session, transaction
from survey_app.models import Account, SampledCase, Study
from survey_app.services import audit, jobs, mails, open_statements, ratings, studies
from survey_app.services.ratings import Answer
from survey_app.vocabulary import MailKind, Role
from tests.builders import make_account, make_member, make_study, post, sign_in
from tests.delphis import analysed, opened
from tests.rating_pages import tree
from tests.routes.test_open_questions import codes_of, desk, make_open_panel, moderator

ONE_PAGE = 50
Grow = Callable[[Study, Account, int], None]


def more_studies(_study: Study, owner: Account, number: int) -> None:
    studies.create(owner, f"Study {number}")


def more_people(study: Study, _owner: Account, _number: int) -> None:
    make_member(study, Role.VIEWER)


def more_cases(study: Study, _owner: Account, number: int) -> None:
    row = {"stage_id": study.stages[0].id, "unit": f"unit {number}", "attributes": {"industry": "Food"}}
    session.add(SampledCase(**row, email=f"case{number}@example.org", link_hash=new_code(26)))


def more_entries(study: Study, owner: Account, number: int) -> None:
    audit.record(study.id, owner, "open", f"stage {number}")


def more_jobs(study: Study, owner: Account, _number: int) -> None:
    jobs.enqueue("nothing", {}, study_id=study.id, account_id=owner.id)


def more_mails(study: Study, owner: Account, number: int) -> None:
    mails.queue(MailKind.TEST, owner.email, unique_key=f"list:{number}", language="en", account=owner, study=study)


LISTS: dict[str, tuple[str, Grow]] = {
    "studies": ("/studies", more_studies),
    "people": ("/studies/{study}/people", more_people),
    "cases": ("/studies/{study}/stages/{stage}/cases", more_cases),
    "log": ("/studies/{study}/log", more_entries),
    "jobs": ("/jobs/", more_jobs),
    "mails": ("/administration/mails", more_mails),
    "accounts": ("/administration/accounts", more_people),
}


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that is sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


def looked_at(client: FlaskClient, address: str) -> tuple[int, int]:
    """Statements and rows of a page that was opened before."""
    assert client.get(address).status_code == 200
    session.expire_all()
    with counted() as sent:
        page = client.get(address).get_data(as_text=True)
    return len(sent), max(page.count("<tr"), page.count("<li class"))


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", LISTS)
def test_a_long_list_costs_what_a_short_one_costs(app: Flask, client: FlaskClient, name: str) -> None:
    address, grow = LISTS[name]
    owner = make_account(is_administrator=True)
    study = make_study(owner)
    address = address.format(study=study.code, stage=study.stages[0].code)
    sign_in(client, owner)
    for number in range(3):
        grow(study, owner, number)
    session.commit()
    few, _rows = looked_at(client, address)
    for number in range(3, ONE_PAGE + 13):
        grow(study, owner, number)
    session.commit()
    many, rows = looked_at(client, address)
    assert many == few
    assert rows <= ONE_PAGE + 1
    assert 'class="pager"' in client.get(address).get_data(as_text=True)


@pytest.mark.sqlite_only
def test_many_answers_to_an_open_question_stand_on_pages_and_ticks_go_along(app: Flask, client: FlaskClient) -> None:
    panel, question = make_open_panel(n=11)
    round_ = opened(panel)
    texts = [f"Answer {number:02}" for number in range(55)]
    for number in range(11):
        with transaction():
            own = Answer(None, texts=tuple(texts[5 * number : 5 * number + 5]))
            ratings.save(panel.seat(number), round_, question, own)
            ratings.finish(panel.seat(number), round_)
    analysed(round_)
    here, size = desk(panel, f"rounds/1/answers/{question.code}"), open_statements.PAGE
    moderator(client, panel)
    assert looked_at(client, here) == (looked_at(client, f"{here}?page=2")[0], size + 1)
    queue, held = desk(panel, "rounds/1/reasons"), 'value="withhold"'
    assert [client.get(f"{queue}?page={number}").text.count(held) for number in (1, 2, 99)] == [ONE_PAGE, 5, 5]
    settled = post(client, f"{queue}/{codes_of()[texts[-1]]}", {"do": "withhold", "page": "2"})
    assert f"page=2#{codes_of()[texts[-1]]}" in settled.location, "the decision leads back to its page"
    assert "Show all 4 undecided texts of this page as written" in client.get(f"{queue}?page=2").text
    page = client.get(here).text
    assert (page.count('name="answer"'), 'class="pager"' in page, "55 answers" in page) == (size, True, True)
    first, last = codes_of()[texts[0]], codes_of()[texts[-1]]
    turned = post(client, here, {"answer": first, "text_en": "Half", "page": "2", "at": "1"})
    assert turned.status_code == 200
    assert (turned.text.count('type="checkbox"'), "Half" in turned.text) == (5, True)
    assert "1 answer is ticked on another page." in turned.text
    assert tree(turned).xpath("//input[@name='answer' and @type='hidden']/@value") == [first]
    assert open_statements.made(question) == []
    wrong = post(client, here, {"answer": [first, last], "at": "2", "text_en": ""})
    assert (wrong.status_code, wrong.text.count('type="checkbox"')) == (422, 5)
    assert post(client, here, {"answer": [first, last], "at": "2", "text_en": "Both"}).status_code == 303
    assert [one.answers for one in open_statements.made(question)] == [2]
    assert client.get(f"{here}?page=99").text.count('type="checkbox"') == 5
