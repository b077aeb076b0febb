"""Drafts: begun once, saved by several windows at once, handed over."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.exceptions import AlreadySubmitted
from survey_app.models import Draft, SampledCase
from survey_app.privacy.links import random_secret
from survey_app.services import drafts, links, visits
from survey_app.services.drafts import PageAnswers
from survey_app.services.visits import Visit
from survey_app.vocabulary import Disposition, Mode
from tests.builders import make_account
from tests.respondents import make_case, open_stage


def begun(code: str) -> Visit:
    with transaction():
        holder = drafts.begin(visits.by_browser(code, "", ""), "en")
    return visits.by_browser(code, holder.secret, holder.submit_key)


def test_beginning_a_personal_link_twice_gives_one_draft(app: Flask) -> None:
    stage = open_stage()
    secret = links.secret_of(make_case(stage))
    visit = visits.by_link(stage.code, secret)
    with transaction():
        first = drafts.begin(visit, "en")
        second = drafts.begin(visit, "en")
    assert first == second
    assert len(session.scalars(select(Draft)).all()) == 1
    assert session.scalars(select(SampledCase)).one().started_at is not None


def test_windows_that_save_at_once_lose_nothing(app: Flask) -> None:
    visit = begun(open_stage().code)
    pages = [
        PageAnswers("p1", {"IND": 1, "YEARS": 5.0}),
        PageAnswers("p2", {"SERV.price": 2, "SERV.quality": 3}),
        PageAnswers("p3", {"MISS": "Nothing"}),
    ]
    session.remove()

    def save(page: PageAnswers) -> None:
        with app.app_context(), transaction():
            drafts.save(visit, page, "en")

    with ThreadPoolExecutor(3) as pool:
        for _round in range(4):
            list(pool.map(save, pages))
    stored = session.scalars(select(Draft)).one().answers
    assert stored["given"] == {"IND": 1, "YEARS": 5.0, "SERV.price": 2, "SERV.quality": 3, "MISS": "Nothing"}
    assert sorted(stored["done"]) == ["p1", "p2", "p3"]


def test_the_time_of_saving_always_grows(app: Flask) -> None:
    visit = begun(open_stage().code)
    times = []
    for _each in range(5):
        with transaction():
            visit = drafts.save(visit, PageAnswers("p1", {"IND": 1}), "en")
        assert visit.draft is not None
        times.append(visit.draft.updated_at)
    assert times == sorted(set(times))
    assert session.scalars(select(Draft)).one().updated_at == times[-1]


def test_a_page_saved_without_a_draft_is_refused(app: Flask) -> None:
    stage = open_stage()
    with pytest.raises(drafts.DraftLost):
        drafts.save(visits.by_browser(stage.code, random_secret(), ""), PageAnswers("p1", {}), "en")


def test_a_member_begins_for_a_case_that_exists_and_has_not_answered(app: Flask) -> None:
    stage, member = open_stage(), make_account()
    case = make_case(stage, "C-7")
    visit = visits.by_browser(stage.code, "", "")
    with pytest.raises(drafts.NoSuchCase):
        drafts.begin_entry(visit, unit="C-8", mode=Mode.PAPER, language="en", entered_by=member.id)
    with transaction():
        drafts.begin_entry(visit, unit="C-7", mode=Mode.PAPER, language="en", entered_by=member.id)
    draft = session.scalars(select(Draft)).one()
    assert (draft.case_id, draft.mode, draft.entered_by) == (case.id, Mode.PAPER, member.id)
    case.disposition = Disposition.COMPLETE
    session.commit()
    with pytest.raises(AlreadySubmitted):
        drafts.begin_entry(visit, unit="C-7", mode=Mode.PAPER, language="en", entered_by=member.id)
