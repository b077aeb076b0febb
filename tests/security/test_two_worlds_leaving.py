"""Somebody leaves a board with their ideas, or another erases the same ideas and the first leaves without any.

In the first world whoever leaves takes along ideas that everybody has read; in the second another person wrote those
ideas and erases them, while the first leaves before or after and takes nothing. Nobody else can tell the worlds apart,
at no moment until the end and not then either: on no page of the desk or the panel, in no file, list, mail or log.

A broken build, which must be told apart: one whose list says at once that somebody has left.
"""

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.jobs.worker import run_all
from survey_app.models import Account, Panellist
from survey_app.services import courses, leavings, panel_invitations, phases
from survey_app.vocabulary import AnonymityLevel, PanellistState, Role, RoundPurpose
from tests import brainstorming
from tests.api.calling import secret_of
from tests.security.leaving_worlds import desk, new_link, own_pages
from tests.security.panel_people import Seen, Told, Voice, desk_of
from tests.security.panel_worlds import FIRST, MOMENT, SECOND, board_of, contents, differences, links_of, worlds
from tests.security.two_worlds import World, running

PEOPLE = 7
NAMED = ("/panel",)
"""Pages that name people."""
pytestmark = pytest.mark.sqlite_only


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    """The clock stands still."""
    with time_machine.travel(MOMENT, tick=False):
        yield


def prepared(folder: Path, template: Path, level: AnonymityLevel) -> Told:
    """A board on which seven people may write."""
    folder.mkdir()
    shutil.copy(template, folder / "rondo.sqlite")
    with running(folder):
        board = brainstorming.make_brainstorm(PEOPLE, level=level)
        told = Told(level, board.stage.id, brainstorm=board.stage.id)
        told.links = {board.stage.id: links_of(board)}
        told.desk = desk_of(board.stage)
        told.secret = secret_of(session.get_one(Account, told.desk[Role.OWNER]))
        return told


def until_gone(world: World, told: Told, *, swapped: bool, is_whole: bool = True) -> Seen:
    """The board until ideas have vanished from it: in one world with their author, who leaves in the same moment."""
    board = board_of(told)
    for number, content in enumerate(contents(PEOPLE, swapped=swapped)):
        brainstorming.write(board, number, f"Idea of {content}.")
    brainstorming.release(board)
    if swapped:
        Voice(world, told, told.brainstorm, SECOND).send("/me/erase")
    else:
        Voice(world, told, told.brainstorm, FIRST).send("/me/leave", answers="remove")
    assert f"Idea of {FIRST}." not in brainstorming.texts_of(board)
    return desk(world, told, told.brainstorm, FIRST, "gone", only=() if is_whole else NAMED)


def lived(world: World, told: Told, *, swapped: bool) -> Seen:
    """The board from its first idea to its result."""
    seen = until_gone(world, told, swapped=swapped)
    if swapped:
        Voice(world, told, told.brainstorm, FIRST).send("/me/leave", answers="keep")
    stage, by = board_of(told).stage, session.get_one(Account, told.desk[Role.MODERATOR])
    for act in (phases.to_group, phases.open_vote):
        with transaction():
            act(stage, by)
    round_ = courses.latest(stage, RoundPurpose.VOTE)
    assert round_ is not None
    with transaction():
        panel_invitations.remind(round_, by)
    run_all(world.app)
    seen["rows of the list"] = [dict(row) for row in session.execute(select(Panellist.__table__)).mappings()]
    seen |= desk(world, told, told.brainstorm, FIRST, "vote", only=(*NAMED, "/vote"))
    seen |= own_pages(world, told, told.brainstorm, 0) | new_link(world, told, told.brainstorm, FIRST)
    for number in set(range(PEOPLE)) - {FIRST, SECOND}:
        card = brainstorming.card(f"Idea of {4 + number % 2}.").code
        Voice(world, told, told.brainstorm, number).send("/vote", go="finish", **{f"points.{card}": "2"})
    for act in (phases.close_vote, phases.show_result):
        with transaction():
            act(stage, by)
        run_all(world.app)
    session.expire_all()
    assert board_of(told).people[FIRST][0].state is PanellistState.WITHDRAWN
    return seen | desk(world, told, told.brainstorm, FIRST, "done", only=(*NAMED, "/vote"))


def test_nobody_can_tell_whose_the_ideas_were_that_went_with_somebody(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = prepared(tmp_path / "origin", sqlite_template, AnonymityLevel.ANONYMOUS)
    one, two = worlds(tmp_path / "origin", told, lived, caplog)
    assert len(one) > 130
    assert differences(one, two) == []


def test_a_build_that_tells_at_once_is_told_apart(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leavings, "keep_back", lambda *_who, **_how: False)
    told = prepared(tmp_path / "origin", sqlite_template, AnonymityLevel.SEALED)
    found = differences(*worlds(tmp_path / "origin", told, partial(until_gone, is_whole=False), caplog))
    assert [each for each in found if "/panel:" in each and "withdrawn" in each]
