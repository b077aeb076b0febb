"""Quotas: people of a kind are counted once each, a limit is never exceeded, and who comes later is told."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.exceptions import Refusal
from survey_app.models import Account, AuditEntry, Draft, Quota, Response, SampledCase, Stage
from survey_app.services import data_tables, quota_desk, reports, responses, sealed_surveys
from survey_app.services.quota_desk import Cell
from survey_app.vocabulary import AnonymityLevel, Disposition, QuotaAction, Role
from tests.planting import options, question
from tests.respondents import Person, link_of, make_case, open_stage
from tests.sealed import sealed_stage

SEX = question("SEX", "single", options=options("Man", "Woman"), required=True)
AGE = question("AGE", "number", min=18, max=99)


def survey(**changes: Any) -> Stage:
    pages = [{"key": f"p{n}", "title": {}, "questions": [each]} for n, each in enumerate((SEX, AGE), 1)]
    pages.append({"key": "end", "title": {}, "questions": [question("END", "short_text")]})
    return open_stage({"languages": ["en"], "pages": pages}, **changes)


def owner(stage: Stage) -> Account:
    return stage.study.memberships[0].account


def quota(stage: Stage, rule: str, most: int, action: QuotaAction = QuotaAction.END, **more: Any) -> Quota:
    cell = Cell(more.pop("name", rule), rule, most, action, more.pop("text", {}), more.pop("address", ""), True)
    with transaction():
        return quota_desk.add(stage, cell, owner(stage))


def person(app: Flask, stage: Stage, sex: str, age: str, link: str = "") -> Person:
    """Somebody who answers as far as the pages go."""
    found = Person(app.test_client(), stage.code)
    found.begin(link)
    for fields in ({"qSEX": sex}, {"qAGE": age}, {"qEND": ""}):
        if "/page/" in found.path:
            found.send({**fields, "go": "next"})
    if found.path.endswith("/check"):
        found.send()
    return found


@pytest.mark.sqlite_only
def test_a_full_cell_ends_the_interview_on_the_page_that_decides_it(app: Flask) -> None:
    stage = survey(level=AnonymityLevel.IDENTIFIED)
    young = quota(stage, "SEX = 2 and AGE < 30", 1, text={"en": "Enough <young> women."}, name="young women")
    assert person(app, stage, "2", "25").receipt
    assert person(app, stage, "2", "40").receipt
    assert person(app, stage, "1", "25").receipt
    late = person(app, stage, "2", "29")
    assert late.path.endswith("/thanks")
    assert "Enough &lt;young&gt; women." in late.text
    assert not late.receipt
    assert session.scalars(select(Response.receipt).where(Response.usable.is_(False))).one() in late.text
    assert "Enough &lt;young&gt;" in late.get(f"/r/{stage.code}/page/2").get_data(as_text=True)
    session.refresh(young)
    assert (young.counted, young.turned_away) == (1, 1)
    gone = session.scalars(select(Response).where(Response.usable.is_(False))).one()
    assert (gone.set_aside, gone.course["outcome"]) == ("quota full: young women", "quota full: young women")
    assert gone.answers == {"SEX": 2, "AGE": 29.0, "END": {"missing": "not_shown"}}
    lines = [line.strip() for line in data_tables.lines(reports.build(stage, role=Role.OWNER))]
    assert lines[0].endswith("outcome,quotas")
    assert sorted(line.rsplit(",", 1)[1] for line in lines[1:]) == ["", "", "young women"]
    assert session.scalars(select(Draft)).all() == []


def test_a_cell_that_fills_up_meanwhile_turns_away_at_sending(app: Flask) -> None:
    stage = survey()
    women = quota(stage, "SEX = 2", 1)
    waiting = Person(app.test_client(), stage.code)
    waiting.begin()
    for fields in ({"qSEX": "2"}, {"qAGE": "30"}, {"qEND": ""}):
        waiting.send({**fields, "go": "next"})
    assert waiting.path.endswith("/check")
    person(app, stage, "2", "40")
    waiting.send()
    assert "Thank you for your interest" in waiting.text
    session.refresh(women)
    assert (women.counted, women.turned_away, responses.count(stage.id)) == (1, 1, 1)


@pytest.mark.sqlite_only
def test_a_redirect_leads_to_the_researchers_address_and_a_flag_only_marks(app: Flask) -> None:
    stage = survey()
    quota(stage, "SEX = 2", 0, QuotaAction.REDIRECT, address="https://example.org/panel?done=full", name="none")
    quota(stage, "AGE > 50", 1, QuotaAction.FLAG, name="old")
    led = person(app, stage, "2", "40")
    assert '<meta http-equiv="refresh" content="0; url=https://example.org/panel?done=full">' in led.text
    assert led.document().xpath("//main//a/@href") == ["https://example.org/panel?done=full"]
    for _time in range(2):
        assert person(app, stage, "1", "60").receipt
    marks = [each.get("quotas") for each in session.scalars(select(Response.course).where(Response.usable))]
    assert sorted(mark[0] for mark in marks if mark) == ["old", "old+"]


@pytest.mark.sqlite_only
def test_who_came_by_a_personal_link_is_out_of_the_sample(app: Flask) -> None:
    stage = survey()
    quota(stage, "SEX = 1", 0)
    case = make_case(stage)
    link = link_of(stage, case)
    assert "Thank you for your interest" in person(app, stage, "1", "40", link).text
    assert session.get_one(SampledCase, case.id).disposition is Disposition.INELIGIBLE
    assert Person(app.test_client(), stage.code).get(link).status_code == 409


def test_eight_at_once_never_exceed_a_limit(app: Flask) -> None:
    stage = survey()
    women = quota(stage, "SEX = 2", 3)
    old = quota(stage, "AGE > 20", 5)
    ready = []
    for _number in range(8):
        found = Person(app.test_client(), stage.code)
        found.begin()
        for fields in ({"qSEX": "2"}, {"qAGE": "30"}, {"qEND": ""}):
            found.send({**fields, "go": "next"})
        ready.append(found)
    barrier = threading.Barrier(8)

    def send(each: Person) -> None:
        barrier.wait()
        each.send()

    threads = [threading.Thread(target=send, args=(each,)) for each in ready]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.rollback()
    session.expire_all()
    again = [each for each in ready if each.page.status_code == 503]
    for each in again:
        each.get(f"/r/{stage.code}/check")
        each.send()
    session.expire_all()
    assert responses.count(stage.id) == 3 == women.counted == old.counted
    assert women.turned_away == 5
    assert sum(bool(each.receipt) for each in ready) == 3


@pytest.mark.sqlite_only
def test_limits_and_rules_change_while_people_answer_and_all_of_it_is_logged(app: Flask) -> None:
    stage = survey()
    women = quota(stage, "SEX = 2", 1, name="women")
    person(app, stage, "2", "40")
    person(app, stage, "1", "20")
    assert "Thank you for your interest" in person(app, stage, "2", "40").text
    with transaction():
        quota_desk.change(stage, women, Cell("women", "SEX = 2", 2, QuotaAction.END, {}, "", True), owner(stage))
    assert person(app, stage, "2", "40").receipt
    with transaction():
        quota_desk.change(stage, women, Cell("young", "AGE < 30", 9, QuotaAction.END, {}, "", True), owner(stage))
    assert women.counted == 1
    key = session.scalars(select(Response.id).where(Response.usable)).all()
    for each in key:
        responses.set_aside(stage.id, each, "a test of the field")
    with transaction():
        assert quota_desk.count_again(stage, women, owner(stage)) == 0
    with transaction():
        quota_desk.remove(stage, women, owner(stage))
    acts = [(each.act, each.subject) for each in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert acts == [
        ("quota_added", "women: 1"),
        ("quota_changed", "women: 2"),
        ("quota_changed", "young: 9"),
        ("quota_recounted", "young: 0"),
        ("quota_removed", "young: 0"),
    ]


@pytest.mark.sqlite_only
def test_where_answers_are_sealed_there_are_no_quotas(app: Flask) -> None:
    stage = sealed_stage(AnonymityLevel.ANONYMOUS, people=3)
    cell = Cell("x", "IND = 1", 1, QuotaAction.END, {}, "", True)
    with pytest.raises(quota_desk.NoQuotasHere):
        quota_desk.add(stage, cell, owner(stage))
    session.add(Quota(stage_id=stage.id, name="x", rule="IND = 1", most=0))
    session.commit()
    with pytest.raises(sealed_surveys.QuotasNotSealed):
        sealed_surveys.begin(stage, is_first=False)


@pytest.mark.parametrize(
    "address",
    ["http://example.org", "https://", "https://a@example.org", "javascript:alert(1)", "//example.org", "https:///x",
     "https://example.org/ x", "https://exämple.org", "https://example.org:99999999", "https://[", "x" * 600, ""],
)  # fmt: skip
@pytest.mark.sqlite_only
def test_people_are_sent_to_nothing_but_a_plain_https_address(address: str) -> None:
    assert not quota_desk.is_address(address)
    assert quota_desk.is_address("https://panel.example.org/back?id=1&state=full#top")


@pytest.mark.sqlite_only
def test_two_quotas_have_two_names_and_a_stage_bounds_them(app: Flask) -> None:
    stage = survey()
    quota(stage, "SEX = 2", 1, name="women")
    with pytest.raises(Refusal, match="has this name already"):
        quota(stage, "SEX = 1", 1, name="women")


@pytest.mark.sqlite_only
def test_other_answers_that_take_the_place_of_those_sent_change_the_cell(app: Flask) -> None:
    stage = survey()
    men, women = quota(stage, "SEX = 1", 5), quota(stage, "SEX = 2", 1)
    first = person(app, stage, "1", "40")
    assert first.receipt

    def other(sex: str) -> int:
        first.get(f"/r/{stage.code}/thanks")
        fields = first.hidden()
        token = first.client.get(f"/r/{stage.code}").text.split('name="csrf_token" value="')[1].split('"')[0]
        first.client.post(f"/r/{stage.code}/page/1", data={**fields, "csrf_token": token, "qSEX": sex, "go": "next"})
        first.get(f"/r/{stage.code}/compare")
        return first.send({"choice": "other"}).status_code

    assert other("2") == 200
    session.expire_all()
    assert (men.counted, women.counted) == (0, 1)
    assert session.scalars(select(Response)).one().course["quotas"] == ["SEX = 2"]
    assert other("1") == 200
    assert person(app, stage, "2", "30").receipt
    assert other("2") == 410
    session.expire_all()
    assert (men.counted, women.counted) == (1, 1)
