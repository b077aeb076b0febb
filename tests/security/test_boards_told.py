"""What a board tells of the people who wrote: in steps while more may come, whoever looks.

The controls: at the confidential level the same look finds one more, and whoever takes ideas back by the only link they
ever had lowers the count behind what is told.
"""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import literal, select

from survey_app.db import session, transaction
from survey_app.models import Idea, Stage
from survey_app.privacy.mix_plan import Phase
from survey_app.questions.definition import Item, Question, Scale
from survey_app.questions.rated import RowsSettings
from survey_app.services import (
    archive_boards,
    ballots,
    batches,
    board_workbooks,
    chains,
    erasures,
    ideas,
    mixes,
    panel_links,
    phases,
)
from survey_app.vocabulary import AnonymityLevel, Role, RoundState
from tests.brainstorming import batch_of, make_brainstorm, release, write, writing
from tests.builders import make_member, sign_in
from tests.panels import TestPanel, take_seat
from tests.security.panel_worlds import links_of
from tests.security.test_leaving import come_back, leave, renew

pytestmark = pytest.mark.sqlite_only
LEVELS = (AnonymityLevel.ANONYMOUS, AnonymityLevel.CONFIDENTIAL)
WRITERS, ONE_MORE = 6, 7
MEASURED = Question("q", "battery", {}, settings=RowsSettings((Item("a", {}, source="elsewhere"),), Scale()))
_TOKEN = re.compile(r'name="csrf_token"[^>]*>')


def written(level: AnonymityLevel) -> TestPanel:
    """Nine people, of whom six have an idea on the board."""
    panel = make_brainstorm(9, level=level)
    for number in range(WRITERS):
        write(panel, number, f"Idea {number}")
    release(panel)
    return panel


def look(desk: FlaskClient, person: FlaskClient, panel: TestPanel) -> list[object]:
    """The pages of the desk and of somebody who wrote, two workbooks, and what an archive keeps of the rounds."""
    session.expire_all()
    stage = session.get_one(Stage, panel.stage.id)
    root = f"/studies/{stage.study.code}/stages/{stage.code}"
    pages = [desk.get(root + path) for path in ("/board", "/phases", "/panel", "/vote/open")]
    pages += [person.get(f"/p/{stage.code}/ideas{path}") for path in ("", "/board")]
    assert {page.status_code for page in pages} == {200}
    report = board_workbooks.report_of(stage, "en", str)
    kept = [[each["begun"] for each in archive_boards.written(stage)["rounds"]]]
    chain = chains.of_survey(stage.study, [MEASURED], [])
    assert chain is not None
    told = [report.people, report.people_step, chain.people, chain.people_step]
    return [*(_TOKEN.sub("", page.text) for page in pages), told, kept]


@pytest.mark.parametrize("level", LEVELS)
def test_one_more_who_writes_is_seen_nowhere_before_the_release(
    app: Flask, client: FlaskClient, level: AnonymityLevel
) -> None:
    panel = written(level)
    sign_in(client, make_member(panel.stage.study, Role.MODERATOR))
    person = take_seat(app.test_client(), panel, 1)
    before = look(client, person, panel)
    write(panel, ONE_MORE, "One more")
    assert (look(client, person, panel) == before) is (level is not AnonymityLevel.CONFIDENTIAL)
    with transaction():
        erasures.erase(panel.seat(ONE_MORE))
    assert look(client, person, panel) == before
    with transaction():
        writing(panel).state = RoundState.PAUSED
    kept = look(client, person, panel)[-1]
    assert kept == [[6 if level is AnonymityLevel.CONFIDENTIAL else 5]], "an archive made while people group"


def test_ideas_taken_back_by_a_newer_link_move_no_count(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panel_links, "SHARE_OF_PANEL", 100)
    panel = written(AnonymityLevel.SEALED)
    person, _old = panel.people[0]
    with transaction():
        panel_links.reissue(panel.stage, person, None, "lost")
        panel.people[0] = (person, panel_links.secret_for_letter(panel.stage, person))
    round_ = writing(panel)

    def counts(number: int = 0) -> tuple[int, bool]:
        session.expire_all()
        return round_.begun, ballots.has_finished(panel.seat(number), round_)

    before = counts()
    assert before == (WRITERS, True)
    write(panel, 0, "By the new link")
    with transaction():
        assert erasures.erase(panel.seat(0)) == 1
    assert counts() == before, "the idea by the old link is still on the board"
    leave(panel, 2)
    come_back(panel, 2)
    with transaction():
        erasures.erase(panel.seat(2))
    assert counts(2) == before, "so is the idea that somebody left behind"
    with transaction():
        erasures.erase(panel.seat(1))
    assert counts() == (WRITERS - 1, True), "whoever never had another link takes everything back"


def test_nobody_hides_behind_those_who_took_everything_back_by_a_newer_link(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel_links, "SHARE_OF_PANEL", 100)
    panel = make_brainstorm(4, level=AnonymityLevel.SEALED)
    for number in (0, 1):
        renew(panel, number)
        write(panel, number, f"Taken back {number}")
        with transaction():
            erasures.erase(panel.seat(number))
    write(panel, 2, "Alone")
    round_ = writing(panel)
    session.refresh(round_)
    assert round_.begun == 3
    with transaction():
        phases.to_group(panel.stage, None)
    assert batch_of(round_).people == 1, "it is not released"


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_somebody_with_two_links_hides_nobody_among_waiting_ideas(
    app: Flask, monkeypatch: pytest.MonkeyPatch, level: AnonymityLevel
) -> None:
    panel = make_brainstorm(9, level=level)
    panel.people = list(zip([person for person, _secret in panel.people], links_of(panel), strict=True))
    write(panel, 0, "By the old link")
    renew(panel, 0)
    write(panel, 0, "By the new link")
    write(panel, 1, "Another")
    round_ = writing(panel)
    assert batch_of(round_).people == 3, "two people"
    release(panel)
    assert session.scalars(select(Idea)).all() == []
    write(panel, 2, "A third")
    assert batch_of(round_).release_at is not None
    with transaction():
        ideas.take_back(panel.seat(2), round_, 1)
    session.expire_all()
    assert batch_of(round_).release_at is None, "or they would go when the next one writes"
    with monkeypatch.context() as broken:
        broken.setattr(batches, "counted_twice", lambda _round_id: literal(0))
        write(panel, 1, "Another one")
        assert batch_of(round_).release_at is not None, "a build that counts links takes two for three"
    write(panel, 2, "A third")
    session.expire_all()
    assert batch_of(round_).release_at is not None
    release(panel)
    assert len(session.scalars(select(Idea)).all()) == 5
    for number in (1, 2, 3, 4):
        write(panel, number, f"Later {number}")
    assert batch_of(round_).release_at is not None, "four people, where one may be counted twice"
    monkeypatch.setattr(panel_links, "SHARE_OF_PANEL", 100)
    renew(panel, 1)
    session.expire_all()
    assert batch_of(round_).release_at is None, "now two may be"


def test_last_ideas_that_were_let_go_are_opened_though_somebody_leaves_before(app: Flask) -> None:
    panel = make_brainstorm(4, level=AnonymityLevel.ANONYMOUS)
    for number in range(3):
        write(panel, number, f"Idea {number}")
    release(panel)
    write(panel, 3, "The last")
    last = batch_of(writing(panel))
    with transaction():
        phases.to_group(panel.stage, None)
    session.refresh(last)
    assert (last.people, last.phase) == (1, Phase.CLOSED)
    leave(panel, 0)
    leave(panel, 1)
    mixes.run(last.id)
    assert "The last" in {idea.text for idea in session.scalars(select(Idea))}
