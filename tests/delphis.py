"""A Delphi as its moderator brings it about: written, locked, planned, opened, closed and analysed through services."""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

from flask import Flask
from sqlalchemy import update

from survey_app.db import now, session, transaction
from survey_app.exceptions import Refusal
from survey_app.models import Panel, PanelRound, Stage
from survey_app.services import batches, mixes, round_endings, rounds, studies
from survey_app.vocabulary import PanelState, RoundState, StageKind, StageState
from tests.builders import make_account, make_study
from tests.panels import TestPanel, answer

AHEAD = timedelta(days=7)


def make_stage(title: str = "What matters") -> Stage:
    """A Delphi stage of a new study, with nothing in it."""
    study = make_study(make_account(), "Priorities")
    stage = studies.add_stage(study, StageKind.DELPHI, title)
    session.commit()
    return stage


def before_start(panel: TestPanel) -> None:
    """Take a made panel back to where the protocol is locked and nothing was opened."""
    session.get_one(Panel, panel.stage.id).state = PanelState.LOCKED
    session.commit()


def planned(panel: TestPanel, **changes: object) -> PanelRound:
    """The next round as a draft, closing in a week."""
    with transaction():
        round_ = rounds.plan(panel.stage)
        rounds.set_dates(round_, **{"closes_at": now() + AHEAD, "grace_minutes": 0, **changes})  # type: ignore[arg-type]  # tests hand on what they like
    return round_


def opened(panel: TestPanel, **changes: object) -> PanelRound:
    """The next round, open."""
    round_ = planned(panel, **changes)
    with transaction():
        rounds.open_round(round_, None)
    return round_


def answered(panel: TestPanel, round_: PanelRound, values: Sequence[Sequence[float | None]], **more: object) -> None:
    """Person after person; one row of values each."""
    for number, row in enumerate(values):
        answer(panel.seat(number), round_, row, **more)  # type: ignore[arg-type]  # tests hand on what they like


def closed(round_: PanelRound) -> PanelRound:
    """The round, closed."""
    with transaction():
        rounds.close_round(round_, None)
    return round_


def analysed(round_: PanelRound) -> PanelRound:
    """The round closed, handed over and mixed."""
    if round_.state is not RoundState.CLOSED:
        closed(round_)
    batch = batches.collecting(round_.stage_id, round_.id)
    assert batch is not None
    with transaction():
        round_endings.analyse(round_, None)
    mixes.run(batch.id)
    session.expire_all()
    return round_


def turn_clock(round_: PanelRound, **moments: object) -> None:
    """Set moments of a round as if they had been set long ago."""
    with transaction():
        session.execute(update(PanelRound).where(PanelRound.id == round_.id).values(moments))
    session.expire_all()


def at_once(app: Flask, act: Callable[[], object], times: int = 2) -> list[object]:
    """Several people do the same at the same moment, each in their own thread; what each got: a result or a refusal."""
    gate = threading.Barrier(times)
    found: list[object] = []

    def run() -> None:
        with app.app_context():
            gate.wait()
            try:
                found.append(act())
            except Refusal as refusal:
                found.append(refusal)
            finally:
                session.remove()

    session.commit()
    threads = [threading.Thread(target=run) for _each in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.expire_all()
    return found


def is_open(stage: Stage) -> bool:
    """Whether the stage takes answers."""
    session.expire_all()
    return session.get_one(Stage, stage.id).state is StageState.OPEN
