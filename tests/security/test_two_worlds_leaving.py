"""Somebody leaves a board with their ideas, or another erases the same ideas and the first leaves without any.

In the first world whoever leaves takes along ideas that everybody has read; in the second another person wrote those
ideas and erases them, while the first leaves before or after and takes nothing. Nobody else can tell the worlds apart,
at no moment until the end and not then either: on no page of the desk or the panel, in no file, list, mail or log.

A broken build, which must be told apart: one whose list says at once that somebody has left.
"""

import json
import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from survey_app.db import session, transaction
from survey_app.jobs.worker import run_all
from survey_app.models import Account, MailEntry, Panellist, Stage
from survey_app.services import archive_panels, courses, leavings, panel_invitations, panel_roll, phases
from survey_app.vocabulary import AnonymityLevel, PanellistState, Role, RoundPurpose
from tests import brainstorming
from tests.api.calling import secret_of
from tests.security.panel_coverage import ONLY_SURVEYS
from tests.security.panel_looks import answered, own_addresses, signed_in
from tests.security.panel_people import Seen, Told, Voice, desk_of
from tests.security.panel_worlds import FIRST, MOMENT, SECOND, board_of, contents, differences, links_of, worlds
from tests.security.two_worlds import World, running

PEOPLE = 7
_OF_DELPHIS = ("/round", "/items", "/protocol", "/item-files")
"""Where the desk of a Delphi has its pages."""
_HASH = re.compile(r'"input_hash": "\w+"')
"""The hash of a frozen vote is over the codes of cards too, and its cards are in their order: random in each world."""
_LINK = re.compile(r"/p/\w+/[a-z2-7]{32}")
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


def desk(world: World, told: Told, moment: str, *, is_whole: bool = True) -> Seen:
    """What the desk has of the board: pages and files of the stage and of whoever leaves, lists, the mail log, the log.

    Not `is_whole`: only those that name people.
    """
    session.expire_all()
    stage = session.get_one(Stage, told.brainstorm)
    client, known = signed_in(world, told, Role.OWNER), {"Authorization": f"Bearer {told.secret}"}
    found: Seen = {
        f"{moment}: {each}": answered(client.get(each, headers=known if each.startswith("/api/") else {}))
        for each in sorted(addresses(world, told))
        if is_whole or "/stages/" not in each or "/panel" in each
    }
    asked = panel_roll.people_of(stage, only_asked=True)
    found[f"{moment}: people for another study"] = [each.name for each in asked]
    kept = json.dumps(archive_panels.written(stage), indent=1).splitlines()
    found[f"{moment}: archive"] = sorted(line for line in kept if not _HASH.search(line))
    columns = MailEntry.__table__.columns
    entries = session.scalars(select(MailEntry).order_by(MailEntry.id)).all()
    found[f"{moment}: mails"] = [{one.name: str(getattr(each, one.name)) for one in columns} for each in entries]
    return found


def addresses(world: World, told: Told) -> set[str]:
    """Every page of the desk that is of the board or of the person who leaves, and where their names may stand."""
    stage = session.get_one(Stage, told.brainstorm)
    codes = stage.study.code, stage.code, board_of(told).people[FIRST][0].code
    values = dict(zip(("study_code", "stage_code", "panellist_code"), codes, strict=True))
    urls, found = world.app.url_map.bind("127.0.0.1"), {"/", f"/studies/{codes[0]}", f"/studies/{codes[0]}/log"}
    others = tuple(f"/studies/<study_code>/stages/<stage_code>{path}" for path in _OF_DELPHIS)
    for rule in world.app.url_map.iter_rules():
        is_shown = "GET" in (rule.methods or ()) and {"stage_code"} <= rule.arguments <= values.keys()
        if is_shown and rule.endpoint.partition(".")[0] not in ONLY_SURVEYS and not rule.rule.startswith(others):
            found.add(urls.build(rule.endpoint, {name: values[name] for name in rule.arguments}))
    return found | {"/administration/mails"}


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
    return desk(world, told, "gone", is_whole=is_whole)


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
    seen |= desk(world, told, "vote", is_whole=False) | own_page(world, told) | new_link(world, told)
    for number in set(range(PEOPLE)) - {FIRST, SECOND}:
        card = brainstorming.card(f"Idea of {4 + number % 2}.").code
        Voice(world, told, told.brainstorm, number).send("/vote", go="finish", **{f"points.{card}": "2"})
    for act in (phases.close_vote, phases.show_result):
        with transaction():
            act(stage, by)
        run_all(world.app)
    session.expire_all()
    assert board_of(told).people[FIRST][0].state is PanellistState.WITHDRAWN
    return seen | desk(world, told, "done", is_whole=False)


def own_page(world: World, told: Told) -> Seen:
    """Every page of somebody who stays."""
    voice = Voice(world, told, told.brainstorm, 0)
    pages = own_addresses(world.app, session.get_one(Stage, told.brainstorm), told.links[told.brainstorm][0])
    return {address: answered(voice.client.get(address)) for address in pages}


def new_link(world: World, told: Told) -> Seen:
    """The moderator makes a new link for whoever left, as for anybody, and takes part in the person's place."""
    person = board_of(told).people[FIRST][0]
    stage = session.get_one(Stage, told.brainstorm)
    client = signed_in(world, told, Role.MODERATOR)
    address = f"/studies/{stage.study.code}/stages/{stage.code}/panel/{person.code}/link"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(address).text)
    assert token
    page = client.post(address, data={"csrf_token": token[1], "reason": "It was lost on the way."}).text
    made = _LINK.search(page)
    assert made
    return {"a new link": _LINK.sub("[link]", page)} | entered(world, stage, made[0])


def entered(world: World, stage: Stage, address: str) -> Seen:
    """What the link opens, and every page of whoever goes in by it, before the person leaves once more."""
    client = world.app.test_client()
    first = client.get(address)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', first.text)
    assert token
    assert client.post(address, data={"csrf_token": token[1]}).status_code == 303
    secret = address.rpartition("/")[2]
    pages = {each: client.get(each) for each in own_addresses(world.app, stage, secret)}
    found = {f"by the new link: {each.replace(secret, '')}": answered(page) for each, page in pages.items()}
    shown: Seen = {name: _LINK.sub("[link]", str(page)) for name, page in (found | {"opened": answered(first)}).items()}
    own = client.get(f"/p/{stage.code}/me").text
    assert "Nothing is kept that came by this link" in own
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', own)
    assert token
    client.post(f"/p/{stage.code}/me/leave", data={"csrf_token": token[1], "answers": "keep"})
    return shown


def test_nobody_can_tell_whose_the_ideas_were_that_went_with_somebody(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = prepared(tmp_path / "origin", sqlite_template, AnonymityLevel.ANONYMOUS)
    one, two = worlds(tmp_path / "origin", told, lived, caplog)
    assert len(one) > 100
    assert differences(one, two) == []


def test_a_build_that_tells_at_once_is_told_apart(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leavings, "keep_back", lambda *_who, **_how: False)
    told = prepared(tmp_path / "origin", sqlite_template, AnonymityLevel.SEALED)
    found = differences(*worlds(tmp_path / "origin", told, partial(until_gone, is_whole=False), caplog))
    assert [each for each in found if "/panel:" in each and "withdrawn" in each]
