"""A Delphi panel under measurement: a panellist's pages, and closing a large round."""

import random
import time
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from bench import study
from bench.pages import _open, counted
from bench.walk import _HIDDEN
from survey_app.db import now, session, transaction
from survey_app.jobs import mixing
from survey_app.models import Batch, Item, Panel, Panellist, PanelRound, Rating, RoundItem, Stage
from survey_app.privacy import keys, links
from survey_app.privacy.mix_plan import Step
from survey_app.services import accounts, ballots, batches, mixes, protocols, ratings, seats, studies
from survey_app.services.protocol_rules import ProtocolRules
from survey_app.vocabulary import PanellistState, PanelState, RoundPurpose, RoundState, StageKind, StageState

_REASON = "Customers ask for this first, and nobody else can give it to them."


def make(people: int, items: int) -> tuple[Stage, list[str]]:
    """A running panel and the secrets of its links."""
    with transaction():
        owner = accounts.make(study.EMAIL, "Bench", password=study.PASSWORD, is_administrator=True)
        stage = studies.add_stage(studies.create(owner, "Service priorities"), StageKind.DELPHI, "Panel")
        session.add_all(
            Item(stage_id=stage.id, code=f"S{n}", position=n, text={"en": f"Statement number {n} of the panel"})
            for n in range(1, items + 1)
        )
        session.flush()
        secrets = [links.random_secret() for _person in range(people)]
        session.add_all(
            Panellist(
                stage_id=stage.id,
                name=f"Person {n}",
                state=PanellistState.ACCEPTED,
                tag=keys.roll_tag(stage.study.salt, secret),
                link_issue=1,
            )
            for n, secret in enumerate(secrets)
        )
        protocols.write_draft(stage, ProtocolRules())
        protocols.lock(stage, owner)
        session.get_one(Panel, stage.id).state = PanelState.RUNNING
        stage.state, stage.opened_at = StageState.OPEN, now()
    return stage, secrets


def open_round(stage: Stage, number: int) -> PanelRound:
    """A round that takes answers."""
    with transaction():
        round_ = PanelRound(stage_id=stage.id, number=number, purpose=RoundPurpose.RATE)
        session.add(round_)
        session.flush()
        items = session.scalars(select(Item).where(Item.stage_id == stage.id).order_by(Item.position)).all()
        session.add_all(RoundItem(round_id=round_.id, item_id=item.id, position=item.position) for item in items)
        session.flush()
        round_.state, round_.opened_at = RoundState.OPEN, now()
        session.flush()
        batches.begin(stage, round_, ratings.bound(items, ProtocolRules()))
    return round_


def answer(stage: Stage, round_: PanelRound, secrets: list[str], chance: random.Random) -> None:
    """Everybody finishes the round; one rating in ten carries a reason."""
    items = ratings.items_of(round_)
    for secret in secrets:
        seat = seats.find(stage.code, secret)
        given = {
            item.lineage: ratings.Answer(chance.randint(1, 9), reason=_REASON if chance.random() < 0.1 else "")
            for item in items
        }
        with transaction():
            ballots.save(seat, round_, ratings.ballot(seat, round_, items, given, {}, finished=True))


def close(round_: PanelRound) -> dict[str, Any]:
    """Close a round and mix it: rows stored, figures frozen, key destroyed, file compacted."""
    with counted() as seen:
        begun, wall = time.process_time(), time.perf_counter()
        with transaction():
            session.execute(
                update(PanelRound)
                .where(PanelRound.id == round_.id, PanelRound.state == RoundState.OPEN)
                .values(state=RoundState.CLOSED, closed_at=now())
            )
            batch = session.scalars(select(Batch).where(Batch.round_id == round_.id)).one()
            batches.close(batch)
        rest = mixes.run(batch.id)
        cpu, wall = time.process_time() - begun, time.perf_counter() - wall
    if rest is not Step.DONE:
        raise RuntimeError(f"the mix rests at {rest}")
    stored = session.scalar(select(func.count()).select_from(Rating).where(Rating.round_id == round_.id))
    return {"ratings": stored, "cpu_ms": round(cpu * 1000), "wall_ms": round(wall * 1000), "statements": len(seen)}


def closing(folder: Path, people: int, items: int) -> dict[str, Any]:
    """Closing two rounds of a large panel; the second compares each person with the first."""
    folder.mkdir(parents=True)
    mixing.mix  # noqa: B018 - importing it says who takes the opened sheets
    chance = random.Random(3)
    with study.installation(folder):
        stage, secrets = make(people, items)
        found: dict[str, Any] = {"panellists": people, "items": items}
        for number in (1, 2):
            round_ = open_round(stage, number)
            answer(stage, round_, secrets, chance)
            found[f"round_{number}"] = close(round_)
            with transaction():
                session.get_one(PanelRound, round_.id).state = RoundState.RELEASED
    return found


def panellist(folder: Path, people: int = 24, items: int = 12) -> list[dict[str, Any]]:
    """What one panellist's pages of a second round cost: home, statement, save, finish (second time: caches warm)."""
    folder.mkdir(parents=True)
    chance = random.Random(4)
    with study.installation(folder) as app:
        stage, secrets = make(people, items)
        first = open_round(stage, 1)
        answer(stage, first, secrets, chance)
        close(first)
        with transaction():
            session.get_one(PanelRound, first.id).state = RoundState.RELEASED
        open_round(stage, 2)
        code = stage.code
        _walk(app.test_client(), code, secrets[0], items)
        return _walk(app.test_client(), code, secrets[1], items)


def _walk(client: FlaskClient, code: str, secret: str, items: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    page = _step(client, rows, "link", f"/p/{code}/{secret}")
    _step(client, rows, "sit down", f"/p/{code}/{secret}", _HIDDEN.findall(page))
    page = _step(client, rows, "round page", f"/p/{code}/round")
    page = _step(client, rows, "statement page", f"/p/{code}/round/1")
    for place in range(1, items + 1):
        fields = [*_HIDDEN.findall(page), ("move", "change"), ("value", str(place % 9 + 1)), ("go", "next")]
        _step(client, rows if place == 1 else [], "save", f"/p/{code}/round/{place}", fields)
    page = _step(client, rows, "finish page", f"/p/{code}/round/finish")
    _step(client, rows, "finish", f"/p/{code}/round/finish", _HIDDEN.findall(page))
    return rows


def _step(
    client: FlaskClient,
    rows: list[dict[str, Any]],
    name: str,
    address: str,
    fields: list[tuple[str, str]] | None = None,
) -> str:
    with counted() as seen:
        begun = time.process_time()
        what = {"method": "POST", "data": dict(fields)} if fields is not None else {"method": "GET"}
        found = _open(client, address, **what)
        cpu = time.process_time() - begun
    text = found.get_data(as_text=True)
    if found.status_code not in {200, 303}:
        raise RuntimeError(f"{name} answered {found.status_code}: {text[:500]}")
    rows.append({"step": name, "statements": len(seen), "cpu_ms": round(cpu * 1000, 2), "bytes": len(found.get_data())})
    return text
