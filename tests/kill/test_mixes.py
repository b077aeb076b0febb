"""kill -9 of the mix at every statement, commit and change of a file: nothing is lost, nothing is there twice."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from survey_app import create_app
from survey_app.db import database, session
from survey_app.vocabulary import AnonymityLevel
from tests import panels
from tests.conftest import settings_for
from tests.kill.mixing import EXPECTED, THIN
from tests.kill.serving import ROOT
from tests.live_panels import K, come_to_release, make_live
from tests.services.sealed import close

PEOPLE, MARKS = 6, ("closed", "mixed", "finished")


def prepare(folder: Path, template: Path) -> None:
    """An installation with one closed round of six people who have rated two statements and given a reason."""
    shutil.copy(template, folder / "rondo.sqlite")
    app = create_app(settings_for(folder))
    with app.app_context():
        panel = panels.make_panel(n=PEOPLE, level=AnonymityLevel.SEALED, statements=("First", "Second"))
        round_ = panels.open_round(panel)
        for number in range(PEOPLE):
            panels.answer(panel.seat(number), round_, [number + 1, 9 - number], reasons=[EXPECTED[number]])
        close(round_)
        session.remove()
        database.engine.dispose()


def prepare_live(folder: Path, template: Path) -> None:
    """An installation with an open real-time round: the moment of a release has come, as many people stay behind."""
    shutil.copy(template, folder / "rondo.sqlite")
    app = create_app(settings_for(folder))
    with app.app_context():
        panel, round_ = make_live(2 * K, statements=("First", "Second"))
        for number in range(2 * K):
            panels.answer(panel.seat(number), round_, [number % 9 + 1, 5], reasons=[f"{EXPECTED[0]} {number}"])
        come_to_release(round_)
        session.remove()
        database.engine.dispose()


def runs(
    folder: Path, template: Path, *more: str, made: Callable[[Path, Path], None] = prepare
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What an undisturbed mix gives, and what came of each kill."""
    made(folder, template)
    command = [sys.executable, "-m", "tests.kill.mixing", str(folder), *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    first, *others = [json.loads(line) for line in done.stdout.splitlines()]
    return first, others


@pytest.mark.sqlite_only
@pytest.mark.slow
def test_a_mix_that_is_killed_anywhere_loses_nothing_and_stores_nothing_twice(
    tmp_path: Path, sqlite_template: Path
) -> None:
    whole, killed = runs(tmp_path, sqlite_template)
    end = whole["end"]
    assert whole["points"] > 25
    assert (end["phase"], end["waiting"], end["keys"]) == ("finished", 0, 0)
    assert (len(end["rows"]), end["reasons"]) == (2 * PEOPLE, sorted(EXPECTED))
    assert len(killed) == whole["points"]
    assert all(run["killed"] for run in killed)
    assert [run["end"] for run in killed if run["end"] != end] == []
    assert {run["after"]["phase"] for run in killed} == set(MARKS)
    for run in killed:
        before_the_mix = run["after"]["phase"] == "closed"
        assert (run["after"]["rows"], run["after"]["waiting"]) == (([], PEOPLE) if before_the_mix else (end["rows"], 0))
        if before_the_mix:
            assert (run["told"], run["after"]["keys"]) == ([], 1), "what was written is still sealed, and its key there"


@pytest.mark.sqlite_only
@pytest.mark.slow
def test_a_mix_that_destroys_its_key_too_early_is_found_out(tmp_path: Path, sqlite_template: Path) -> None:
    whole, killed = runs(tmp_path, sqlite_template, "hasty")
    lost = [run for run in killed if run["end"] != whole["end"]]
    assert len(whole["end"]["rows"]) == 2 * PEOPLE
    assert lost
    assert all(run["end"]["rows"] == [] and run["end"]["waiting"] == PEOPLE for run in lost)


@pytest.mark.sqlite_only
@pytest.mark.slow
def test_a_release_in_real_time_that_is_killed_anywhere_happens_once(tmp_path: Path, sqlite_template: Path) -> None:
    whole, killed = runs(tmp_path, sqlite_template, "thin", made=prepare_live)
    end = whole["end"]
    # two keys are left: of those who stay behind, and of the batch that takes whoever comes next
    assert (end["phase"], end["waiting"], end["keys"], end["releases"]) == ("finished", K, 2, [[1, 1]])
    assert (len(end["rows"]), len(end["reasons"])) == (2 * K, K)
    assert whole["points"] > 25
    assert len(killed) == len(range(0, whole["points"], THIN))
    assert {run["after"]["phase"] for run in killed} >= {"closed", "mixed"}
    assert all(run["killed"] for run in killed)
    assert [run["end"] for run in killed if run["end"] != end] == []
    for run in killed:
        before = run["after"]["phase"] == "closed"
        assert (run["after"]["rows"], run["after"]["releases"]) == (([], []) if before else (end["rows"], [[1, 1]]))
        assert run["after"]["waiting"] == (2 * K if before else K), (
            "the sheets of those who stay behind are not touched"
        )
