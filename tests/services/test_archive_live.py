"""A real-time round in an archive: what moved, and how many stood in its figures after each release."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.db import session
from survey_app.interchange.archives import ArchiveReader, ArchiveRefused
from survey_app.models import LiveRelease, PanelRound, Stage
from survey_app.services import (
    archive_imports,
    archive_own_scales,
    archive_panels,
    archive_rounds,
    live_reports,
    own_scales,
    protocols,
    study_archives,
    verification,
)
from survey_app.services.archive_parts import Part
from tests.builders import make_account
from tests.delphis import analysed, closed
from tests.live_panels import K, let_time_pass, make_live, rate
from tests.panels import TestPanel

pytestmark = pytest.mark.sqlite_only


def ended() -> tuple[TestPanel, PanelRound]:
    """A round with two releases, in which two people changed their answer."""
    panel, round_ = make_live()
    rate(panel, round_, range(2 * K), 7)
    let_time_pass(round_)
    rate(panel, round_, [0, 1], 9)
    closed(round_)
    analysed(round_)
    return panel, round_


def test_a_real_time_round_comes_back_with_its_releases(app: Flask, tmp_path: Path) -> None:
    panel, round_ = ended()
    before = live_reports.build(round_).to_json()
    assert len(before["people_after_each_release"]) == 2
    path = tmp_path / "study.zip"
    study_archives.write(panel.stage.study, path)
    found = archive_imports.restore(ArchiveReader(path, path.stat().st_size, path.name), make_account())
    session.commit()
    assert all(part.same_results for part in found.stages)
    [again] = session.scalars(select(PanelRound).join(Stage).where(Stage.study_id == found.study.id)).all()
    assert live_reports.newest(again.stage_id) is again
    after = live_reports.build(again).to_json()
    assert {**after, "state": before["state"]} == before
    assert not session.scalars(select(LiveRelease).where(LiveRelease.round_id == again.id)).all()
    assert verification.verify(found.study).is_sound


def test_no_single_answer_of_a_release_is_in_it_and_counts_that_are_none_are_refused(app: Flask) -> None:
    panel, round_ = ended()
    told = archive_panels.written(panel.stage)
    assert "firsts" not in json.dumps(told)
    assert told["rounds"][0]["live"] == {"people": list(live_reports.people(round_))}
    [line] = told["rounds"]
    for people in (["x"], [-1], "many", [1.5], [True], [10**30]):
        wrong = {**told, "rounds": [{**line, "live": {"people": people}}]}
        with pytest.raises(ArchiveRefused):
            archive_rounds.restore_panel(empty(panel), Part(wrong, "panel"), None)
        session.rollback()
    without = {**line, "figures": {name: value for name, value in line["figures"].items() if name != "live"}}
    with pytest.raises(ArchiveRefused):
        archive_rounds.restore_panel(empty(panel), Part({**told, "rounds": [without]}, "panel"), None)
    session.rollback()
    archive_rounds.restore_panel(empty(panel), Part(told, "panel"), None)


def test_own_scales_that_no_real_time_panel_could_ask_are_refused(app: Flask) -> None:
    panel, _round = ended()
    told = archive_panels.written(panel.stage)
    rated, *others = told["items"]
    own = own_scales.rating_of(1, 5, {}, {})
    [line] = told["rounds"]
    figures = {**line["figures"], "items": [{**each, "own_scale": own} for each in line["figures"]["items"][:1]]}
    whole = {**told, "items": [{**rated, "own_scale": own}, *others]}
    for wrong in (whole, {**whole, "rounds": []}, {**whole, "rounds": [{**line, "figures": figures}]}):
        with pytest.raises(archive_own_scales.OwnScalesUnfit, match="in real time"):
            archive_rounds.restore_panel(empty(panel), Part(wrong, "panel"), None)
        session.rollback()
    unlocked = [{**each, "locked_at": None} for each in told["protocols"]]
    archive_rounds.restore_panel(empty(panel), Part({**whole, "rounds": [], "protocols": unlocked}, "panel"), None)
    session.rollback()
    [first] = told["protocols"]
    amended = {**first["document"], "rules": {**first["document"]["rules"], "real_time": False}}
    second = {**first, "version": 2, "document": amended, "hash": protocols.digest(amended)}
    versions = [second, first]
    archive_rounds.restore_panel(empty(panel), Part({**whole, "rounds": [], "protocols": versions}, "panel"), None)


def empty(panel: TestPanel) -> Stage:
    """Another stage of the study, as an archive finds it."""
    stage = Stage(study_id=panel.stage.study_id, kind=panel.stage.kind, level=panel.stage.level, title="Again")
    stage.position, stage.min_group = 99, panel.stage.min_group
    session.add(stage)
    session.flush()
    return stage
