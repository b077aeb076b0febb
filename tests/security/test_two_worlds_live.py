"""Two panellists of a real-time round swap everything they say, and change it, in the same releases: nobody can tell.

Broken build, which must be told apart: one whose figures for machines list the answers in the order of their keys.
"""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.jobs.worker import run_all
from survey_app.models import PanelRound, Rating, Stage
from survey_app.services import reasons, round_endings, rounds, seats
from survey_app.services.live_reports import LiveReport
from survey_app.vocabulary import AnonymityLevel, Role, RoundState
from tests import delphis
from tests.live_panels import let_time_pass
from tests.panels import answer, make_panel
from tests.security.panel_looks import STATEMENTS, Plain, answered, own_pages, signed_in
from tests.security.panel_people import Seen, Told, desk_of
from tests.security.panel_worlds import MOMENT, contents, differences, links_of, worlds
from tests.security.two_worlds import World, running

PEOPLE = 11
PAGES = (
    *("rounds", "rounds/1/reasons", "rounds/1/live", "rounds/1/live.json", "rounds/1/live.csv", "rounds/1/close"),
    *("rounds/1/remind", "round-results", "round-results.json", "panel"),
)
pytestmark = pytest.mark.sqlite_only


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    """The clock stands still."""
    with time_machine.travel(MOMENT, tick=False):
        yield


def prepared(folder: Path, template: Path) -> Told:
    """An installation in which the one long round has just opened."""
    folder.mkdir()
    shutil.copy(template, folder / "rondo.sqlite")
    with running(folder):
        panel = make_panel(
            n=PEOPLE, groups={"Customers": 5, "Suppliers": 6}, timezone="UTC", real_time=True, rounds=1, second=True
        )
        delphis.before_start(panel)
        told = Told(AnonymityLevel.ANONYMOUS, panel.stage.id)
        told.links, told.desk = {panel.stage.id: links_of(panel)}, desk_of(panel.stage)
        delphis.opened(panel, closes_at=MOMENT + timedelta(days=7))
        return told


def rate(told: Told, people: range, turn: int, *, swapped: bool) -> None:
    """Each of them answers or changes every statement, some with a reason, and finishes."""
    given, round_ = contents(PEOPLE, swapped=swapped), latest(told)
    code = session.get_one(Stage, told.delphi).code
    places = range(1, STATEMENTS + 1)
    for number in people:
        content = given[number]
        values = [1 + (2 * content + 3 * place + turn * (content % 4)) % 9 for place in places]
        why = [f"Reason of {content} on {place}, {turn}." if (content + place) % 3 else "" for place in places]
        seconds = [1 + (4 * content + place + turn * (content % 5)) % 9 for place in places]
        answer(seats.find(code, told.links[told.delphi][number]), round_, values, reasons=why, seconds=seconds)


def latest(told: Told) -> PanelRound:
    found = rounds.latest(told.delphi)
    assert found is not None
    return found


def life(world: World, told: Told, *, swapped: bool) -> Seen:
    """Two releases and the end, looked at in between."""
    seen: Seen = {}
    rate(told, range(10), 1, swapped=swapped)
    for turn, moment in ((2, "after the first release"), (3, "after the second")):
        assert let_time_pass(latest(told)) == turn - 1
        with transaction():
            reasons.release_waiting(latest(told), [line.code for line in reasons.queue(latest(told))])
        # codes of reasons that a later release replaces are named while they are there
        seen |= Plain().of((own_pages(world, told, moment) if turn == 3 else {}) | desk(world, told, moment))
        rate(told, range(5), turn, swapped=swapped)
    with transaction():
        rounds.close_round(latest(told), None)
    with transaction():
        round_endings.analyse(latest(told), None)
    run_all(world.app)
    session.expire_all()
    assert latest(told).state is RoundState.ANALYSED
    return seen | desk(world, told, "at the end")


def desk(world: World, told: Told, moment: str) -> Seen:
    """What a moderator can look at."""
    stage = session.get_one(Stage, told.delphi)
    root, client = f"/studies/{stage.study.code}/stages/{stage.code}", signed_in(world, told, Role.MODERATOR)
    return {f"desk {moment} {page}": answered(client.get(f"{root}/{page}")) for page in PAGES}


def test_swapped_and_changed_answers_change_nothing_that_anybody_else_can_see(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = prepared(tmp_path / "origin", sqlite_template)
    one, two = worlds(tmp_path / "origin", told, life, caplog)
    assert differences(one, two) == []
    assert "Reason of 1 on 1, 1." in str(one["desk after the first release rounds/1/reasons"])
    assert one["desk after the first release rounds/1/live.json"] != one["desk at the end rounds/1/live.json"]
    others = [str(found) for name, found in one.items() if name.startswith("after the second: 0 ")]
    assert any("What the panel says so far" in page for page in others)
    assert any("Only statements that you have answered stand here" in page for page in others)
    assert '"second":' in str(one["desk after the first release rounds/1/live.json"])
    assert any(f"Statement {STATEMENTS} of" in page for page in others)


def test_a_build_that_lists_answers_by_key_is_told_apart(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = LiveReport.to_json

    def by_key(report: LiveReport) -> dict[str, Any]:
        values = session.scalars(select(Rating.second).where(Rating.round_id == report.round.id).order_by(Rating.key))
        return plain(report) | {"values": values.all()}

    monkeypatch.setattr(LiveReport, "to_json", by_key)
    told = prepared(tmp_path / "origin", sqlite_template)
    found = differences(*worlds(tmp_path / "origin", told, one_release, caplog))
    assert found
    assert all(line.startswith("desk after one release rounds/1/live.json") for line in found)


def one_release(world: World, told: Told, *, swapped: bool) -> Seen:
    """The first release alone."""
    rate(told, range(10), 1, swapped=swapped)
    assert let_time_pass(latest(told)) == 1
    return desk(world, told, "after one release")
