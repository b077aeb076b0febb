"""Ideas as their author sees them again: what lies sealed still, and what became of the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from survey_app.db import session
from survey_app.exceptions import NotFound
from survey_app.models import Batch, Card, Idea, PanelRound
from survey_app.privacy.mix_plan import Phase
from survey_app.services import ballots
from survey_app.services.seats import Seat
from survey_app.vocabulary import IdeaState, Stance

MOST_IDEAS = 60
"""What one person may have in a brainstorm: their keys are looked up one by one."""


class Whereabouts(StrEnum):
    """What became of an idea, as its author is told."""

    PENDING = "pending"
    MODERATOR = "moderator"
    WAITING = "waiting"
    WITHHELD = "withheld"
    SHOWN = "shown"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class OwnIdea:
    """One idea of the person. `shown` is what others read; `card` the words of the card it went into."""

    number: int
    text: str
    parent_code: str | None
    stance: Stance | None
    for_moderator: bool
    whereabouts: Whereabouts
    batch: int = 0
    shown: str = ""
    card: str = ""
    sources: int = 0
    card_code: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether it lies sealed and can still be changed."""
        return self.whereabouts is Whereabouts.PENDING

    @property
    def content(self) -> dict[str, Any]:
        """What is sealed of it."""
        return {"text": self.text, "to": self.parent_code, "stance": self.stance, "only": self.for_moderator}


def own(seat: Seat, round_: PanelRound) -> tuple[OwnIdea, ...]:
    """All ideas of the person with what became of them, in the order of their numbers."""
    found = {one.number: one for one in _waiting(seat, round_)}
    return tuple(one for _number, one in sorted((found | _released(seat)).items()))


def find(seat: Seat, round_: PanelRound, number: int) -> OwnIdea:
    """One idea of the person."""
    found = next((one for one in own(seat, round_) if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def key_of(seat: Seat, number: int) -> str:
    """The key under which the mix stores an idea of the person."""
    return seat.question_key(f"idea:{number}")


def keys_of(seat: Seat) -> set[str]:
    """The keys of all ideas that can have come by this link."""
    return {key_of(seat, number) for number in range(1, MOST_IDEAS + 1)}


def copy(kept: Sequence[OwnIdea]) -> dict[str, Any]:
    """The person's own copy: everything that waits for release."""
    return {"ideas": [{"n": one.number, "batch": one.batch, **one.content} for one in kept]}


def _waiting(seat: Seat, round_: PanelRound) -> list[OwnIdea]:
    """What lies sealed still, from the person's own copy."""
    mixed = set(
        session.scalars(
            select(Batch.number).where(Batch.round_id == round_.id, Batch.phase.in_((Phase.MIXED, Phase.FINISHED)))
        )
    )
    return [_remembered(entry) for entry in ballots.read(seat, round_).get("ideas", ()) if entry["batch"] not in mixed]


def _remembered(entry: Mapping[str, Any]) -> OwnIdea:
    stance = Stance(entry["stance"]) if entry["stance"] else None
    return OwnIdea(
        entry["n"], entry["text"], entry["to"], stance, entry["only"], Whereabouts.PENDING, batch=entry["batch"]
    )


def _released(seat: Seat) -> dict[int, OwnIdea]:
    """What the mix has stored of the person, found by the keys of the link."""
    numbers = {key_of(seat, number): number for number in range(1, MOST_IDEAS + 1)}
    other = aliased(Idea)
    sources = (
        select(func.count(other.code))
        .where(other.card_id == Card.id, other.state == IdeaState.SHOWN, ~other.for_moderator)
        .correlate(Card)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Idea, Card.text, sources, Card.code)
        .outerjoin(Card, Card.id == Idea.card_id)
        .where(Idea.key.in_(numbers), Idea.stage_id == seat.door.stage_id)
    )
    return {
        numbers[idea.key]: replace(_told(numbers[idea.key], idea, card or "", count or 0), card_code=code or "")
        for idea, card, count, code in rows
    }


def _told(number: int, idea: Idea, card: str, sources: int) -> OwnIdea:
    """An idea of the board as its author is told of it."""
    if idea.for_moderator:
        where = Whereabouts.MODERATOR
    elif idea.state is IdeaState.SHOWN:
        where = Whereabouts.MERGED if sources > 1 else Whereabouts.SHOWN
    else:
        where = Whereabouts.WAITING if idea.state is IdeaState.WAITING else Whereabouts.WITHHELD
    return OwnIdea(
        number,
        idea.text,
        idea.parent_code,
        idea.stance,
        idea.for_moderator,
        where,
        shown=idea.shown_text or idea.text,
        card=card,
        sources=sources,
    )
