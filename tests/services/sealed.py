"""Rounds whose answers lie sealed, without any questionnaire: people, plain rows, a taker that writes down."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select, update

from survey_app.db import now, session, transaction
from survey_app.models import Batch, Panel, PanelRound, Stage
from survey_app.services import ballots, batches, mixes, seats
from survey_app.services.ballots import Ballot, OpenedSheet
from survey_app.services.seats import Seat
from survey_app.vocabulary import (
    AnonymityLevel,
    PanelState,
    RoundPurpose,
    RoundState,
    StageKind,
)
from tests.builders import make_account, make_study
from tests.seated import new_panellist, open_stage

BOUND = 2_000


@dataclass
class People:
    """A running panel; only the test knows all links."""

    stage: Stage
    secrets: list[str]

    def seat(self, number: int) -> Seat:
        """Somebody's seat, as a request finds it."""
        return seats.find(self.stage.code, self.secrets[number])


@dataclass
class Taken:
    """What the taker was given."""

    sheets: list[OpenedSheet] = field(default_factory=list)
    calls: int = 0

    def values(self) -> list[object]:
        """All values, in an order that says nothing."""
        return sorted(str(row[2]) for sheet in self.sheets for row in sheet.rows)


def gather(
    count: int = 6, level: AnonymityLevel = AnonymityLevel.ANONYMOUS, kind: StageKind = StageKind.DELPHI
) -> People:
    """A panel of so many people who have accepted."""
    stage = open_stage(make_study(make_account(), organiser="Institute", contact="a@example.org"), kind, level)
    session.get_one(Panel, stage.id).state = PanelState.RUNNING
    secrets = [new_panellist(stage, link_issue=1, email="")[1] for _each in range(count)]
    session.commit()
    return People(stage, secrets)


def begin_round(
    people: People,
    purpose: RoundPurpose = RoundPurpose.RATE,
    *,
    closes_in: timedelta | None = timedelta(days=7),
    grace: int = 0,
) -> PanelRound:
    """A round that is open, with its batch."""
    with transaction():
        round_ = PanelRound(
            stage_id=people.stage.id,
            number=1,
            purpose=purpose,
            closes_at=now() + closes_in if closes_in is not None else None,
            grace_minutes=grace,
        )
        session.add(round_)
        session.flush()
        round_.state = RoundState.OPEN
        session.flush()
        batches.begin(people.stage, round_, BOUND)
    return round_


def put(
    seat: Seat, round_: PanelRound, value: object, *, finished: bool = True, slot: int = 0, question: str = "item"
) -> str:
    """Somebody saves one value; the receipt."""
    name = f"{question}:{slot}" if slot else question
    with transaction():
        return ballots.save(
            seat,
            round_,
            Ballot({"value": value, "slot": slot}, ((seat.question_key(name), name, value),), finished=finished),
            slot=slot,
        )


def move(round_: PanelRound, state: RoundState) -> None:
    """Move a round as its own service would."""
    with transaction():
        session.execute(update(PanelRound).where(PanelRound.id == round_.id).values(state=state))


def batch_of(round_: PanelRound) -> Batch:
    """The newest batch of a round."""
    return session.scalars(select(Batch).where(Batch.round_id == round_.id).order_by(Batch.number.desc())).first()  # type: ignore[return-value]


def close(round_: PanelRound) -> Batch:
    """Close the round, and its batch for the mix."""
    move(round_, RoundState.CLOSED)
    with transaction():
        batches.close(batch_of(round_))
    return batch_of(round_)


@contextmanager
def taking(*purposes: RoundPurpose) -> Iterator[Taken]:
    """A taker that only keeps what it was given."""
    taken, before = Taken(), dict(mixes.TAKERS)

    def take(_batch: Batch, _round: PanelRound, sheets: Sequence[OpenedSheet]) -> None:
        taken.sheets.extend(sheets)
        taken.calls += 1

    mixes.TAKERS.update(dict.fromkeys(purposes or tuple(RoundPurpose), take))
    try:
        yield taken
    finally:
        mixes.TAKERS.clear()
        mixes.TAKERS.update(before)
