from dataclasses import replace

import pytest
from flask import Flask

from survey_app.services import batches, inspection, installation
from survey_app.services.inspection import Subject, Verdict
from tests.services.sealed import batch_of, begin_round, gather, put


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> None:
    """Every test here runs inside the application."""


def seals(**changes: object) -> list[tuple[Verdict, str]]:
    """What the check says about the keys of sealed answers."""
    settings = replace(installation.settings(), **changes)  # type: ignore[arg-type]
    return [(each.verdict, each.case) for each in inspection.inspect(settings) if each.subject is Subject.SEALS]


def test_every_key_of_waiting_answers_is_looked_at() -> None:
    assert seals() == [(Verdict.WELL, "none")]
    people = gather(3)
    round_ = begin_round(people)
    put(people.seat(0), round_, 1)
    assert seals() == [(Verdict.WELL, "single")]
    path = batches.place_of(batch_of(round_).key_name).path
    path.chmod(0o644)
    assert seals() == [(Verdict.LOOK, "unreadable")]
    path.unlink()
    assert seals() == [(Verdict.LOOK, "missing")]
    found = next(each for each in inspection.inspect(installation.settings()) if each.subject is Subject.SEALS)
    assert found.params == {"stage": "Panel", "number": 1, "file": f"keys/{path.name}"}


def test_a_folder_of_second_copies_that_is_away_is_named() -> None:
    folder = installation.settings().instance / "other disk"
    assert seals(key_copy=folder) == [(Verdict.LOOK, "no_folder")]
    folder.mkdir()
    begin_round(gather(3))
    assert seals(key_copy=folder) == [(Verdict.WELL, "copied")]
