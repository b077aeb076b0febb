"""A brainstorm at crowd size: its board as moderator and panellist see it, counting a vote, finding opinion groups."""

import math
import time
from pathlib import Path
from typing import Any

import numpy as np
from flask.testing import FlaskClient
from numpy.typing import NDArray

from bench import study
from bench.pages import _open
from bench.walk import _HIDDEN
from survey_app.db import new_code, now, session, transaction
from survey_app.models import Card, Idea, Panel, Panellist, PanelRound, Stage
from survey_app.privacy import keys, links
from survey_app.services import accounts, stance_figures, studies, votes
from survey_app.stats.crowd import crowd
from survey_app.vocabulary import (
    BrainstormPhase,
    PanellistState,
    PanelState,
    RoundPurpose,
    RoundState,
    StageKind,
    StageState,
)

_POINTS = 10
_AGREE, _DISAGREE = 1.0, -1.0


def measure(folder: Path, people: int, ideas: int) -> dict[str, Any]:
    """Processor time of the board's pages, of freezing a vote, and of the grouping of everybody by their stance."""
    folder.mkdir(parents=True)
    with study.installation(folder) as app:
        stage, secret = _make(people, ideas)
        found: dict[str, Any] = {"people": people, "ideas": ideas}
        desk = app.test_client()
        _sign_in(desk)
        root = f"/studies/{stage.study.code}/stages/{stage.code}/board"
        found["moderator_board_cpu_ms"] = _page(desk, root)
        found["cards_alike_cpu_ms"] = _page(desk, f"{root}/alike")
        seat = app.test_client()
        page = _open(seat, f"/p/{stage.code}/{secret}", method="GET").get_data(as_text=True)
        _open(seat, f"/p/{stage.code}/{secret}", method="POST", data=dict(_HIDDEN.findall(page)))
        found["panellist_board_cpu_ms"] = _page(seat, f"/p/{stage.code}/ideas/board")
        found["vote_frozen_cpu_ms"] = _vote(stage, people)
    stance = _camps(people, ideas)
    found["grouping_cpu_s"] = _grouping(stance)
    found["stances_frozen_cpu_s"] = _stances(stance)
    return found


def _make(people: int, ideas: int) -> tuple[Stage, str]:
    """A brainstorm in the phase of grouping, and the secret of one panellist's link."""
    secrets = [links.random_secret() for _person in range(people)]
    with transaction():
        owner = accounts.make(study.EMAIL, "Bench", password=study.PASSWORD, is_administrator=True)
        stage = studies.add_stage(studies.create(owner, "Ideas of a crowd"), StageKind.BRAINSTORM, "Ideas")
        stage.state, stage.opened_at = StageState.OPEN, now()
        panel = session.get_one(Panel, stage.id)
        panel.prompt, panel.phase, panel.state = {"en": "What next?"}, BrainstormPhase.GROUP, PanelState.RUNNING
        round_ = PanelRound(stage_id=stage.id, number=1, purpose=RoundPurpose.WRITE, begun=people, opened_at=now())
        session.add(round_)
        session.flush()
        round_.state = RoundState.OPEN
        session.flush()
        round_.state = RoundState.PAUSED
        made = [Card(stage_id=stage.id, text=f"Idea {place} of the crowd: something to do about part {place * 7}")
                for place in range(ideas)]  # fmt: skip
        session.add_all(made)
        session.flush()
        session.add_all(
            Idea(key=new_code(64), stage_id=stage.id, text=card.text, own_card_id=card.id, card_id=card.id)
            for card in made
        )
        salt = stage.study.salt
        session.add_all(
            Panellist(stage_id=stage.id, name=f"Person {n}", state=PanellistState.ACCEPTED, link_issue=1,
                      tag=keys.roll_tag(salt, secret))
            for n, secret in enumerate(secrets)
        )  # fmt: skip
    return stage, secrets[0]


def _sign_in(client: FlaskClient) -> None:
    page = _open(client, "/sign-in", method="GET").get_data(as_text=True)
    data = {**dict(_HIDDEN.findall(page)), "email": study.EMAIL, "password": study.PASSWORD}
    _open(client, "/sign-in", method="POST", data=data)


def _page(client: FlaskClient, address: str) -> float:
    """Processor time of a page, the second time it is asked for."""
    cpu = 0.0
    for _time in range(2):
        begun = time.process_time()
        found = _open(client, address, method="GET")
        cpu = time.process_time() - begun
        if found.status_code != 200:
            raise RuntimeError(f"{address} answered {found.status_code}")
    return round(cpu * 1000, 1)


def _vote(stage: Stage, people: int) -> float:
    """Freezing what everybody's points add up to."""
    chance = np.random.default_rng(5)
    codes = [code for (code,) in session.query(Card.code).filter_by(stage_id=stage.id)]
    places = chance.integers(0, len(codes), people * _POINTS).tolist()
    rows = [(new_code(64), codes[place], 1) for place in places]
    with transaction():
        round_ = PanelRound(stage_id=stage.id, number=2, purpose=RoundPurpose.VOTE)
        session.add(round_)
        session.flush()
        begun = time.process_time()
        votes._freeze(stage, round_, rows, voters=people, void=0)  # noqa: SLF001 - the step itself is measured
        cpu = time.process_time() - begun
    return round(cpu * 1000, 1)


def _camps(people: int, ideas: int) -> NDArray[np.float64]:
    """Three camps that agree, disagree or pass, each person on a part of the ideas."""
    chance = np.random.default_rng(6)
    camp = chance.integers(0, 3, people)
    leaning = chance.choice([_AGREE, _DISAGREE], (3, ideas))
    stance = np.where(chance.random((people, ideas)) < 0.85, leaning[camp], 0.0)
    stance[chance.random((people, ideas)) < 0.6] = np.nan
    return stance


def _grouping(stance: NDArray[np.float64]) -> float:
    """Finding the groups of opinion."""
    begun = time.process_time()
    crowd(stance)
    return round(time.process_time() - begun, 2)


def _stances(stance: NDArray[np.float64]) -> float:
    """The whole step of the mix without the database: sorting, groups, what may be shown."""
    codes = [f"{place:012}" for place in range(stance.shape[1])]
    cards = [{"code": code, "text": f"Idea {code}", "theme": ""} for code in codes]
    rows = stance.tolist()
    ballots = [{code: int(one) for code, one in zip(codes, row, strict=True) if not math.isnan(one)} for row in rows]
    begun = time.process_time()
    found = stance_figures.freeze(ballots, cards, 5)
    cpu = time.process_time() - begun
    if not found["groups"]:
        raise RuntimeError("no groups were found")
    return round(cpu, 2)
