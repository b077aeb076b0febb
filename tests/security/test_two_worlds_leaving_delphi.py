"""Somebody leaves a Delphi with their answers, or another erases the same answers and the first leaves without any.

Four times in one life: while a round is open, between rounds, in the next round, and after the end. In the first world
whoever leaves takes along what everybody may have read; in the second another person gave those answers and erases
them, while the first leaves and takes nothing. Nobody else can tell the worlds apart, at no moment.

A broken build, which must be told apart: one whose list says at once that somebody has left.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.jobs.worker import run_all
from survey_app.models import Account, Panellist, PanelRound, Stage
from survey_app.services import fates, leavings, panel_invitations, reasons, round_endings, rounds, standing_aside
from survey_app.vocabulary import AnonymityLevel, PanellistState, Role
from tests import delphis
from tests.api.calling import secret_of
from tests.panels import TestPanel, answer, make_panel
from tests.security.leaving_worlds import desk, names, new_link, own_pages, person_of
from tests.security.panel_people import Seen, Told, Voice, desk_of
from tests.security.panel_worlds import MOMENT, differences, links_of, worlds
from tests.security.two_worlds import World, running

PEOPLE, STAYS = 11, 10
COUNTED = (
    *("/panel/list", "/panel/people.csv", "/rounds/1/feedback/S1", "/rounds/1/reasons", "/rounds/1/remind"),
    *("/rounds/2/cancel", "/rounds/2/close", "/rounds/2/remind", "/rounds/conclude", "/round-results", "/fieldwork"),
)
"""Pages of the desk on which somebody is counted or what somebody said is shown."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two of the same group who give each other's answers in the second world."""

    leaver: int
    other: int


WHILE_OPEN, BETWEEN, NEXT, AFTER = (Pair(number, number + 4) for number in range(4))
PAIRS = (WHILE_OPEN, BETWEEN, NEXT, AFTER)
pytestmark = pytest.mark.sqlite_only


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock stands still, and no lot falls on texts that stand aside with erased ones: it is another each time."""
    monkeypatch.setattr(standing_aside, "OTHERS", 0)
    with time_machine.travel(MOMENT, tick=False):
        yield


def prepared(folder: Path, template: Path, level: AnonymityLevel) -> Told:
    """A Delphi whose first round has just opened for eleven people."""
    folder.mkdir()
    shutil.copy(template, folder / "rondo.sqlite")
    with running(folder):
        panel = make_panel(n=PEOPLE, groups={"Customers": 8, "Suppliers": 3}, level=level, timezone="UTC")
        delphis.before_start(panel)
        told = Told(level, panel.stage.id)
        told.links = {panel.stage.id: links_of(panel)}
        told.desk = desk_of(panel.stage)
        told.secret = secret_of(session.get_one(Account, told.desk[Role.OWNER]))
        opened(told)
        return told


def by(told: Told) -> Account:
    """Whoever runs the panel."""
    return session.get_one(Account, told.desk[Role.MODERATOR])


def latest(told: Told) -> PanelRound:
    """The round that was opened last."""
    found = rounds.latest(told.delphi)
    assert found is not None
    return found


def opened(told: Told) -> PanelRound:
    """The next round, open."""
    with transaction():
        round_ = rounds.plan(session.get_one(Stage, told.delphi))
        rounds.set_dates(round_, closes_at=MOMENT + timedelta(days=7), grace_minutes=0)
        rounds.open_round(round_, by(told))
    return round_


def give(told: Told, *, swapped: bool, without: set[int]) -> None:
    """Everybody answers the open round and says why; of a pair each gives the other's answers in the second world."""
    stage, round_ = session.get_one(Stage, told.delphi), latest(told)
    people = session.scalars(select(Panellist).where(Panellist.stage_id == stage.id).order_by(Panellist.id)).all()
    panel = TestPanel(stage, list(zip(people, told.links[stage.id], strict=True)))
    contents = list(range(PEOPLE))
    for pair in PAIRS if swapped else ():
        contents[pair.leaver], contents[pair.other] = pair.other, pair.leaver
    for number, content in enumerate(contents):
        if number not in without:
            values = [1 + (content * (place + 2) + round_.number) % 9 for place in range(3)]
            answer(panel.seat(number), round_, values, reasons=[f"Reason {content} of round {round_.number}."])


def go(world: World, told: Told, pair: Pair, moment: str, *, swapped: bool) -> Seen:
    """The answers of one of the pair vanish, and one leaves: with them, or without, while the other erases them.

    What can be seen when the answers have just gone.
    """
    if swapped:
        Voice(world, told, told.delphi, pair.other).send("/me/erase")
    else:
        Voice(world, told, told.delphi, pair.leaver).send("/me/leave", answers="remove")
    seen = names(world, told, told.delphi, moment)
    if swapped:
        Voice(world, told, told.delphi, pair.leaver).send("/me/leave", answers="keep")
    return seen


def end_round(world: World, told: Told) -> None:
    """The round is closed, analysed and released, with all its reasons."""
    round_ = latest(told)
    with transaction():
        rounds.close_round(round_, by(told))
    with transaction():
        round_endings.analyse(round_, by(told))
    run_all(world.app)
    session.expire_all()
    with transaction():
        reasons.release_waiting(round_, [line.code for line in reasons.queue(round_)])
        for item in rounds.items_of(round_):
            fates.keep(round_, item.code)
    with transaction():
        round_endings.release(round_, by(told))
    session.expire_all()


def first_leaves(world: World, told: Told, *, swapped: bool) -> Seen:
    """Round 1 is answered, and one of the first pair leaves."""
    give(told, swapped=swapped, without=set())
    return go(world, told, WHILE_OPEN, "in round 1", swapped=swapped)


def lived(world: World, told: Told, *, swapped: bool) -> Seen:
    """The Delphi from its first answer until after its end."""
    seen = first_leaves(world, told, swapped=swapped)
    with transaction():
        panel_invitations.remind(latest(told), by(told))
    run_all(world.app)
    seen |= new_link(world, told, told.delphi, WHILE_OPEN.leaver)
    end_round(world, told)
    assert person_of(session.get_one(Stage, told.delphi), WHILE_OPEN.leaver).state is PanellistState.WITHDRAWN
    seen |= go(world, told, BETWEEN, "between", swapped=swapped)
    opened(told)
    run_all(world.app)
    give(told, swapped=swapped, without={WHILE_OPEN.leaver, WHILE_OPEN.other, BETWEEN.leaver, BETWEEN.other})
    seen |= go(world, told, NEXT, "in round 2", swapped=swapped)
    seen |= desk(world, told, told.delphi, NEXT.leaver, "later in round 2", only=COUNTED)
    seen |= own_pages(world, told, told.delphi, STAYS)
    end_round(world, told)
    with transaction():
        round_endings.conclude(session.get_one(Stage, told.delphi), by(told))
    seen |= go(world, told, AFTER, "after the end", swapped=swapped)
    rows = session.execute(select(Panellist.__table__)).mappings()
    seen["rows of the list"] = [{**row, "tag": leavings.has_ended(row["tag"])} for row in rows]
    # whoever has left after the end is asked nowhere else from then on: there their wish counts for more
    del seen["after the end: people for another study"]
    return seen | names(world, told, told.delphi, "at last")


def test_nobody_can_tell_whose_the_answers_were_that_went_with_somebody(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = prepared(tmp_path / "origin", sqlite_template, AnonymityLevel.ANONYMOUS)
    one, two = worlds(tmp_path / "origin", told, lived, caplog)
    assert len(one) > 50
    assert differences(one, two) == []


def test_a_build_that_tells_at_once_is_told_apart(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leavings, "keep_back", lambda *_who, **_how: False)
    told = prepared(tmp_path / "origin", sqlite_template, AnonymityLevel.SEALED)
    found = differences(*worlds(tmp_path / "origin", told, first_leaves, caplog))
    assert [each for each in found if "/panel:" in each and "withdrawn" in each]
