"""Two people swap their answers: at the two levels without a link nothing that a desk can look at tells the worlds
apart once the answers are mixed. At the level identified, where it should, the same look finds the difference.
"""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import case

from survey_app.db import now, session, transaction
from survey_app.jobs.worker import run_all
from survey_app.models import Account, SampledCase
from survey_app.services import fieldwork, invitations, links, studies
from survey_app.vocabulary import AnonymityLevel, Disposition, MailKind, StageState
from tests.respondents import link_of
from tests.sealed import add_case, answer, cases_of, links_of, sealed_stage, stored
from tests.security.two_worlds import copied, running, seen

PEOPLE = 8
pytestmark = pytest.mark.sqlite_only


@pytest.fixture(autouse=True)
def _by_day() -> Iterator[None]:
    """No day ends between one world and the other."""
    with time_machine.travel(now().replace(hour=12)):
        yield


def prepared(folder: Path, template: Path, level: AnonymityLevel) -> tuple[int, list[str]]:
    """An installation in the field: everybody is invited and has a link."""
    folder.mkdir()
    shutil.copy(template, folder / "rondo.sqlite")
    with running(folder) as world:
        stage = sealed_stage(level, people=PEOPLE)
        add_case(stage, "C-late", attributes={"region": "south"})
        owner = session.get_one(Account, stage.study.memberships[0].account_id)
        owner.is_administrator = True
        session.commit()
        with transaction():
            invitations.send(stage, MailKind.INVITATION, owner)
        run_all(world.app)
        if level is AnonymityLevel.IDENTIFIED:
            for case in cases_of(stage):
                case.link_hash = links.hash_of(case)
            session.commit()
            return stage.id, [link_of(stage, case) for case in cases_of(stage)][:PEOPLE]
        return stage.id, links_of(stage)[:PEOPLE]


def lived(
    folder: Path,
    stage_id: int,
    paths: list[str],
    order: list[int],
    caplog: pytest.LogCaptureFixture,
    *,
    under: str = "",
) -> dict[str, object]:
    """Everybody answers, one changes, the stage closes, the answers are mixed: what the desk sees afterwards."""
    caplog.clear()
    with running(folder, stage_id) as world:
        client = world.app.test_client()
        for place, words in enumerate(order):
            fields = {"qIND": str(1 + words % 2), "qYEARS": str(10 + words), "qMISS": f"Words of {words}."}
            answer(client, world.stage, paths[place], **fields)
        with transaction():
            studies.close_stage(world.stage, None)
        run_all(world.app)
        assert len(stored(world.stage)) == PEOPLE
        return seen(world, caplog.records, under=under)


def worlds(
    tmp_path: Path, template: Path, level: AnonymityLevel, caplog: pytest.LogCaptureFixture, *, under: str = ""
) -> tuple[dict[str, object], dict[str, object]]:
    """What is seen in the two worlds."""
    stage_id, paths = prepared(tmp_path / "origin", template, level)
    straight = list(range(PEOPLE))
    swapped = [5, *straight[1:5], 0, *straight[6:]]
    one, two = (copied(tmp_path / "origin", tmp_path / name) for name in ("one", "two"))
    first = lived(one, stage_id, paths, straight, caplog, under=under)
    return first, lived(two, stage_id, paths, swapped, caplog, under=under)


def differences(one: dict[str, object], two: dict[str, object]) -> list[str]:
    """Where the worlds differ, with the lines that do."""
    lines = ((name, str(one[name]).split("\\n"), str(two.get(name)).split("\\n")) for name in one)
    return [f"{name}: {set(mine) ^ set(other)}" for name, mine, other in lines if mine != other]


@pytest.mark.parametrize("level", [AnonymityLevel.ANONYMOUS, AnonymityLevel.SEALED])
def test_swapped_answers_change_nothing_that_can_be_seen(
    tmp_path: Path, sqlite_template: Path, level: AnonymityLevel, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="survey_app"):
        one, two = worlds(tmp_path, sqlite_template, level, caplog)
    assert len(one) > 60
    assert isinstance(one["workbook"], dict)
    assert "Data (codes)" not in one["workbook"]
    assert any("Words of 5." in str(value) for value in one.values())
    assert differences(one, two) == []
    assert one.keys() == two.keys()


def test_where_names_stand_beside_answers_the_same_look_tells_them_apart(
    tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="survey_app"):
        one, two = worlds(tmp_path, sqlite_template, AnonymityLevel.IDENTIFIED, caplog, under="/cases/")
    assert [name for name in one if one[name] != two.get(name) and "/cases/" in name]


def test_whoever_erases_moves_no_count_of_a_group_of_the_list(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five of ten who answered live in the north: one fewer would cross a step, and say where whoever erased lives."""
    stage = sealed_stage(people=12, min_group=5)
    for number, person in enumerate(cases_of(stage)):
        person.attributes = {"region": "north" if number < 6 else "south"}
        person.disposition = Disposition.COMPLETE if number not in {5, 11} else Disposition.PENDING
    stage.state = StageState.CLOSED
    session.commit()

    def told() -> list[tuple[str | None, int]]:
        [table] = fieldwork.sample_tables(stage)
        return [(row.label, row.returned) for row in table.rows] + [(None, table.total.usable)]

    before = told()
    assert before == [("north", 5), ("south", 5), (None, 10)]
    cases_of(stage)[0].disposition = Disposition.REFUSAL  # as `erasing.erase` leaves it
    session.commit()
    assert told() == [*before[:2], (None, 9)]
    is_left = case((SampledCase.disposition == Disposition.COMPLETE, 1), else_=0)
    monkeypatch.setattr(fieldwork, "_ONE_IF_SENT", is_left)
    assert told()[0] == ("north", 0), "a build that counts what is left"
