"""While a round is open there are only counts: what was planted in it is nowhere, whoever looks and wherever.

The pages of owner, moderator and analyst, files, mails, the command line, the log of the program and every file of the
installation but the keys. After the mix the same look finds all of it, so it would have found it before.
"""

import logging
from collections.abc import Iterator, Sequence

import pytest
import time_machine
from flask import Flask

from survey_app.db import session
from survey_app.jobs.worker import run_all
from survey_app.models import PanelRound, Stage
from survey_app.services import installation
from survey_app.vocabulary import AnonymityLevel, Role
from tests import brainstorming, delphis
from tests.panels import TestPanel, answer, make_panel
from tests.security.panel_looks import Plain, look, own_pages
from tests.security.panel_people import Seen, Told, admit, desk_of
from tests.security.panel_worlds import MOMENT, board_of
from tests.security.two_worlds import World

LOW, GIVEN = 735_106_420, (735_106_423, 735_106_426, 735_106_425)
"""A scale whose points stand nowhere else: of five figures only, one run in a hundred finds them in a random key."""
RULES = {"scale_min": LOW, "scale_max": LOW + 8, "high_from": LOW + 7, "high_to": LOW + 8, "low_from": LOW}
REASON, IDEA, NOTE = "Planted reason qzx.", "Planted idea qzy.", "Planted note qzw."
PLANTED = (*map(str, GIVEN), REASON, IDEA, NOTE)
DESK = (Role.OWNER, Role.MODERATOR, Role.ANALYST)
pytestmark = pytest.mark.sqlite_only


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    """The clock stands still."""
    with time_machine.travel(MOMENT, tick=False):
        yield


def planted(app: Flask, level: AnonymityLevel) -> tuple[Told, TestPanel, PanelRound]:
    """A Delphi and a brainstorm into which everybody has put what was planted; five raters have finished."""
    panel = make_panel(n=9, groups={"Customers": 5, "Suppliers": 4}, level=level, low_to=LOW + 1, **RULES)
    delphis.before_start(panel)
    told = Told(level, panel.stage.id, desk=desk_of(panel.stage))
    round_ = delphis.opened(panel)
    for number in range(6):
        answer(panel.seat(number), round_, GIVEN, reasons=[REASON], finish=number < 5)
    board = brainstorming.make_brainstorm(6, level=level)
    told.brainstorm = board.stage.id
    admit(told, board.stage)
    brainstorming.write(board, 1, IDEA)
    brainstorming.write(board, 2, NOTE, for_moderator=True)
    told.links = {each.stage.id: [secret for _person, secret in each.people] for each in (panel, board)}
    run_all(app)
    return told, panel, round_


def seen_everywhere(app: Flask, told: Told, caplog: pytest.LogCaptureFixture, roles: Sequence[Role] = DESK) -> Seen:
    """Everything the desk can see, and what two panellists who have put nothing in can."""
    world = World(app, told.delphi)
    found = look(world, told, roles) | own_pages(world, told, "now")
    return found | {"log": "\n".join(record.getMessage() for record in caplog.records)}


def files() -> bytes:
    """Database, log of the database and every other file of the installation but the keys."""
    settings = installation.settings()
    paths = (path for path in settings.instance.rglob("*") if path.is_file() and settings.keys not in path.parents)
    return b"\n".join(path.read_bytes() for path in sorted(paths))


def shows(name: str, mark: str, text: object, told: Told) -> bool:
    """Whether something planted stands where it should not: people see the points of the scale, and their own words."""
    delphi = session.get_one(Stage, told.delphi).code
    is_own = name.startswith("now: 0") and f"/p/{delphi}" in name
    is_scale = name.startswith("now:") and mark in map(str, GIVEN)
    return mark in str(text) and not is_own and not is_scale


@pytest.mark.parametrize("level", [AnonymityLevel.IDENTIFIED, AnonymityLevel.SEALED])
def test_what_lies_in_an_open_round_is_nowhere(
    app: Flask, level: AnonymityLevel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told, _panel, round_ = planted(app, level)
    found = seen_everywhere(app, told, caplog)
    assert [(name, mark) for name, text in found.items() for mark in PLANTED if shows(name, mark, text, told)] == []
    raw = files()
    assert [mark for mark in PLANTED if mark.encode() in raw] == []
    assert [name for name in found if name.startswith("moderator") and name.endswith("/rounds")]
    delphis.analysed(round_)
    found = seen_everywhere(app, told, caplog, [Role.OWNER])  # the others see a part of what an owner sees
    told_of = {mark for text in found.values() for mark in PLANTED if mark in str(text)}
    assert {*map(str, GIVEN), REASON} <= told_of
    assert REASON.encode() in files()


def test_the_answers_of_somebody_change_nothing_but_counts_of_people(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    """Looking before and after another answer, or another idea, of one and the same person tells nothing of it."""
    told, panel, round_ = planted(app, AnonymityLevel.ANONYMOUS)
    plain = Plain()
    before = plain.of(seen_everywhere(app, told, caplog))
    answer(panel.seat(1), round_, [LOW + 8, LOW + 8, None], reasons=["Another reason.", "And one more."])
    board = board_of(told)
    for words in ("A second idea.", "A third one."):
        brainstorming.write(board, 1, words)
    brainstorming.write(board, 2, "For you alone.", for_moderator=True)
    after = plain.of(seen_everywhere(app, told, caplog))
    ignored = {"log", "workbook"}
    assert {name for name in before if before[name] != after.get(name) and name not in ignored} == set()
