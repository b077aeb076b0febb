"""Two panellists swap everything they say in two rounds: nothing that anybody else sees tells the worlds apart."""

import json
import logging
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from survey_app.db import session
from survey_app.jobs.worker import run_all
from survey_app.models import Item, MailEntry, PanelGroup, Panellist, PanelRound, StoredFile
from survey_app.services import reasons, seats
from survey_app.vocabulary import AnonymityLevel
from tests.builders import post, sign_in
from tests.panels import TestPanel, answer, close_and_mix, make_panel, open_round, release, take_seat
from tests.security.two_worlds import World, copied, running

pytestmark = [pytest.mark.sqlite_only, pytest.mark.slow]
PEOPLE = 10
SWAPPED = (1, 3)
"""Two people of one group: across groups the figures of the groups themselves would change."""
OBSERVER = 8
FIRST = [[1 + (3 * person + 2 * item) % 9 for item in range(3)] for person in range(PEOPLE)]
SECOND = [[1 + (3 * person + 2 * item + person % 2) % 9 for item in range(3)] for person in range(PEOPLE)]
_FRESH = (
    (re.compile(r'name="csrf_token"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="csrf_token"'), "token"),
    (re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(\+\d{2}:\d{2})?( UTC| CET| CEST)?"), "time"),
    (re.compile(r"/jobs/[0-9a-z]{10}|/files/[0-9a-z]{26}"), "code"),
    # a reason's address is random and says nothing of its author: it is drawn when the sheets are opened
    (
        re.compile(
            r"/reasons/[0-9a-z]{10}|value=\"[0-9a-z]{10}\"|id=\"[a-z-]*[0-9a-z]{10}\"|for=\"[a-z-]*[0-9a-z]{10}\""
        ),
        "reason",
    ),
    # the log names a batch by its key, which is random in each world
    (re.compile(r"\b[0-9a-f]{16}\b"), "batch"),
    (re.compile(r"[0-9.,]+ GB free</span><small> <code class=\"code\">[a-z]+/"), "disk"),
)


def prepared(folder: Path, template: Path, level: AnonymityLevel) -> tuple[int, list[str]]:
    """An installation with a panel that may begin; the links of everybody."""
    folder.mkdir()
    shutil.copy(template, folder / "rondo.sqlite")
    with running(folder):
        panel = make_panel(n=PEOPLE, groups={"Customers": 5, "Suppliers": 5}, level=level)
        owner = panel.stage.study.memberships[0].account
        owner.is_administrator = True
        session.commit()
        return panel.stage.id, [secret for _person, secret in panel.people]


def lived(
    folder: Path, stage_id: int, secrets: list[str], order: list[int], caplog: pytest.LogCaptureFixture
) -> dict[str, object]:
    """Two rounds; `order` says whose words each person speaks."""
    caplog.clear()
    with running(folder, stage_id) as world:
        items = list(session.scalars(select(Item).where(Item.stage_id == stage_id).order_by(Item.position)))
        people = session.scalars(select(Panellist).where(Panellist.stage_id == stage_id).order_by(Panellist.id)).all()
        panel = TestPanel(world.stage, list(zip(people, secrets, strict=True)), items)
        for values in (FIRST, SECOND):
            round_ = open_round(panel)
            for place, words in enumerate(order):
                why = [f"Why {words} said so of {item}." for item in range(3)] if words < 5 else []
                answer(seats.find(panel.code, secrets[place]), round_, values[words], reasons=why)
            close_and_mix(round_)
            release(round_)
        return seen(world, panel, caplog.records)


def seen(world: World, panel: TestPanel, log: Sequence[logging.LogRecord]) -> dict[str, object]:
    """What the owner, another panellist, the command line, the mails and the log show, without what must differ."""
    client = world.app.test_client()
    sign_in(client, world.stage.study.memberships[0].account)
    found: dict[str, object] = {}
    for address in desk_pages(world, panel):
        page = client.get(address)
        found[address] = (page.status_code, plain(page.get_data(as_text=True)))
    found["workbook"] = workbook(world, client)
    other = take_seat(world.app.test_client(), panel, OBSERVER)
    for path in ("", "/round", "/round/1", "/round/2/reasons", "/me", "/receipts/1", "/receipts/2"):
        page = other.get(f"/p/{panel.code}{path}")
        found[f"/p{path}"] = (page.status_code, plain(page.get_data(as_text=True)))
    runner = world.app.test_cli_runner()
    for command in ("status", "verify"):
        said = runner.invoke(args=["delphi", command, world.stage.study.code, "--json"])
        found[command] = (said.exit_code, plain(said.output))
    found["mails"] = [(mail.kind, mail.recipient, mail.subject) for mail in session.scalars(select(MailEntry))]
    found["log"] = sorted(plain(record.getMessage()) for record in log)
    return found


def desk_pages(world: World, panel: TestPanel) -> list[str]:
    """Every page of the desk, for every round, statement and member of the roll."""
    stage = world.stage
    group = session.scalars(select(PanelGroup.id).where(PanelGroup.stage_id == stage.id)).first()
    found: set[str] = set()
    for number in (1, 2):
        for place in range(PEOPLE):
            arguments = {
                "study_code": stage.study.code,
                "stage_code": stage.code,
                "number": number,
                "item_code": f"S{1 + place % 3}",
                "panellist_code": panel.people[place][0].code,
                "group_id": group,
                "account_id": stage.study.memberships[0].account_id,
                "member_id": stage.study.memberships[0].id,
                "kind": "panel_invitation",
            }
            found |= set(filled(world, arguments))
    return sorted(found)


def filled(world: World, arguments: dict[str, Any]) -> Iterator[str]:
    with world.app.test_request_context():
        urls = world.app.url_map.bind("127.0.0.1")
        for rule in world.app.url_map.iter_rules():
            is_desk = rule.rule.startswith(("/studies/", "/administration/", "/jobs"))
            if "GET" in (rule.methods or set()) and is_desk:
                yield urls.build(rule.endpoint, {name: arguments.get(name, 1) for name in rule.arguments})


def workbook(world: World, client: FlaskClient) -> dict[str, object]:
    """All cells of the workbook of the rounds."""
    stage = world.stage
    post(client, f"/studies/{stage.study.code}/stages/{stage.code}/round-exports", {"language": "en"})
    run_all(world.app)
    stored = session.scalars(select(StoredFile).order_by(StoredFile.id.desc())).first()
    assert stored is not None
    with client.get(f"/files/{stored.code}") as file:
        book = openpyxl.load_workbook(BytesIO(file.data))
    return {
        sheet.title: [[plain(str(cell)) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    }


def plain(text: str) -> str:
    for pattern, word in _FRESH:
        text = pattern.sub(word, text)
    return text


def worlds(
    tmp_path: Path, template: Path, level: AnonymityLevel, caplog: pytest.LogCaptureFixture
) -> tuple[dict[str, object], dict[str, object]]:
    stage_id, secrets = prepared(tmp_path / "origin", template, level)
    straight = list(range(PEOPLE))
    swapped = [*straight]
    swapped[SWAPPED[0]], swapped[SWAPPED[1]] = SWAPPED[1], SWAPPED[0]
    one, two = (copied(tmp_path / "origin", tmp_path / name) for name in ("one", "two"))
    return lived(one, stage_id, secrets, straight, caplog), lived(two, stage_id, secrets, swapped, caplog)


def differences(one: dict[str, object], two: dict[str, object]) -> list[str]:
    lines = ((name, str(one[name]).split("\\n"), str(two.get(name)).split("\\n")) for name in one)
    return [f"{name}: {sorted(set(mine) ^ set(other))[:6]}" for name, mine, other in lines if mine != other]


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_two_panellists_who_swap_all_answers_change_nothing_that_others_see(
    tmp_path: Path, sqlite_template: Path, level: AnonymityLevel, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="survey_app"):
        one, two = worlds(tmp_path, sqlite_template, level, caplog)

    assert len(one) > 60
    assert isinstance(one["workbook"], dict)
    assert any("Why 1 said so of 0." in str(value) for value in one.values())
    assert json.loads(str(one["verify"][1])) is not None  # type: ignore[index]  # a pair of code and output
    assert one.keys() == two.keys()
    assert differences(one, two) == []


def test_a_queue_that_follows_the_keys_would_be_found(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: reasons listed in the order of their keys give the authors away."""
    honest = reasons.queue

    def by_key(round_: PanelRound) -> list[reasons.ReasonLine]:
        rows = session.execute(select(reasons.Reason.code, reasons.Reason.key)).all()
        keys = {row.code: row.key for row in rows}
        return [replace(line) for line in sorted(honest(round_), key=lambda line: keys[line.code])]

    monkeypatch.setattr(reasons, "queue", by_key)
    one, two = worlds(tmp_path, sqlite_template, AnonymityLevel.SEALED, caplog)

    assert any("/reasons" in name for name in one if one[name] != two.get(name))


def test_the_observer_is_none_of_the_two() -> None:
    assert OBSERVER not in SWAPPED
