"""Sealed answers sent from many windows and by many people at the same moment: one sheet each, batches that add up."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from survey_app.db import session, transaction
from survey_app.exceptions import AlreadySubmitted, StageNotOpen
from survey_app.jobs.worker import run_all
from survey_app.models import Batch, InboxSheet, SampledCase, Stage
from survey_app.privacy.mix_plan import Phase
from survey_app.services import drafts, responses, sending, studies, visits
from survey_app.services.page_answers import PageAnswers
from survey_app.services.sending import Outcome
from survey_app.vocabulary import Disposition
from tests.sealed import GIVEN, close, links_of, people_in_batches, sealed_stage, sheets, stored

PAGES = (PageAnswers("p1", {"IND": 2, "YEARS": 12}), PageAnswers("p2", {k: v for k, v in GIVEN.items() if k > "J"}))
Link = tuple[str, str]


def prepared(people: int) -> tuple[int, list[Link]]:
    """A stage in which so many people have filled in every page; the code and secret of each."""
    stage = sealed_stage(people=people)
    found: list[Link] = []
    for path in links_of(stage):
        code, secret = path.split("/")[2:]
        with transaction():
            drafts.begin(visits.by_link(code, secret), "en")
        for page in PAGES:
            with transaction():
                drafts.save(visits.by_link(code, secret), page, "en")
        found.append((code, secret))
    return stage.id, found


def send(app: Flask, link: Link, barrier: Barrier) -> str:
    """Send what the link's draft holds, all at once with the others; what came of it."""
    with app.app_context():
        try:
            visit = visits.by_link(*link)
            shown = responses.content_hash(visit.draft.version_id, visit.draft.given) if visit.draft else ""
            session.rollback()
            barrier.wait(60)
            with transaction():
                return sending.send(visit, shown).value
        except (AlreadySubmitted, StageNotOpen) as refusal:
            return type(refusal).__name__
        finally:
            session.remove()


def test_one_draft_sent_from_many_windows_at_once_is_one_sheet(app: Flask) -> None:
    _stage, people = prepared(3)
    for link in people:
        barrier = Barrier(6)
        with ThreadPoolExecutor(6) as pool:
            outcomes = list(pool.map(lambda _n, link=link, barrier=barrier: send(app, link, barrier), range(6)))
        assert set(outcomes) == {Outcome.SENT.value}
    assert sheets() == 3
    assert session.scalars(select(Batch.people).order_by(Batch.number)).all() == [3, 0]


def test_people_who_send_at_once_fill_batches_that_add_up(app: Flask) -> None:
    stage_id, people = prepared(8)
    barrier = Barrier(8)
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda link: send(app, link, barrier), people))
    session.expire_all()
    stage = session.get_one(Stage, stage_id)
    assert outcomes == [Outcome.SENT.value] * 8
    assert [count for _phase, count in people_in_batches(stage)] == [3, 3, 2]
    lying = session.execute(select(InboxSheet.batch_id, func.count()).group_by(InboxSheet.batch_id)).all()
    assert sorted(count for _batch, count in lying) == [2, 3, 3]
    run_all(app)
    assert len(stored(stage)) == 3
    close(app, stage)
    assert len(stored(stage)) == 8


def test_a_close_at_the_same_moment_takes_in_every_sheet_or_refuses_it(app: Flask) -> None:
    stage_id, people = prepared(7)
    barrier = Barrier(8)

    def shut() -> str:
        with app.app_context():
            try:
                barrier.wait(60)
                with transaction():
                    studies.close_stage(session.get_one(Stage, stage_id), None)
                return "closed"
            finally:
                session.remove()

    with ThreadPoolExecutor(8) as pool:
        closing = pool.submit(shut)
        outcomes = list(pool.map(lambda link: send(app, link, barrier), people))
        assert closing.result(60) == "closed"
    session.expire_all()
    stage = session.get_one(Stage, stage_id)
    sent = outcomes.count(Outcome.SENT.value)
    assert sent + outcomes.count("Closed") == 7
    run_all(app)
    complete = select(func.count()).where(SampledCase.disposition == Disposition.COMPLETE)
    assert session.scalar(complete) == sent
    assert len(stored(stage)) == (sent if sent >= 3 else 0)
    assert sheets() == (0 if sent >= 3 else sent)
    left = session.scalars(select(Batch.people).where(Batch.phase == Phase.COLLECTING)).all()
    assert sum(left) == sheets()
