"""What one panellist rated: by name where that was promised, by a logged look-up at *confidential*, else never."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from survey_app.db import session
from survey_app.exceptions import NotAllowed, NotFound
from survey_app.models import Account, Item, Panellist, PanelRound, Rating, Stage
from survey_app.services import audit, panel_links, seats, several
from survey_app.services.lookups import LONGEST_REASON, SHORTEST_REASON, ReasonNeeded
from survey_app.services.lookups import is_open as is_by_name
from survey_app.services.rights import Act, may
from survey_app.vocabulary import AnonymityLevel, Role


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating of the person."""

    round_number: int
    code: str
    text: dict[str, str]
    value: float | None
    cannot_judge: bool
    second: float | None = None
    own_scale: Mapping[str, Any] = field(default_factory=dict)


def may_look(stage: Stage, role: Role) -> bool:
    """Whether this role can see one person's ratings at all; where it cannot, the pages do not exist."""
    if stage.level is AnonymityLevel.CONFIDENTIAL:
        return may(role, Act.LOOK_UP)
    return is_by_name(stage, role)


def require(stage: Stage, role: Role) -> None:
    """404 where nobody may ever look, whatever the role; 403 where another role may."""
    if stage.level not in (AnonymityLevel.IDENTIFIED, AnonymityLevel.CONFIDENTIAL):
        raise NotFound
    if not may_look(stage, role):
        raise NotAllowed


def is_open(stage: Stage, role: Role) -> bool:
    """Whether no reason is needed."""
    return is_by_name(stage, role)


def look_up(stage: Stage, person: Panellist, account: Account, role: Role, reason: str) -> list[Rated]:
    """The ratings of a person, for an owner with a reason; both are in the log before anything is shown."""
    require(stage, role)
    reason = reason.strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise ReasonNeeded
    audit.record(stage.study_id, account, "look_up", person.name or person.email or person.code, reason)
    return _ratings(stage, person)


def ratings_of(stage: Stage, person: Panellist, role: Role) -> list[Rated]:
    """The ratings of a person, where names and answers are kept together by design."""
    if not is_open(stage, role):
        raise NotAllowed
    return _ratings(stage, person)


def _ratings(stage: Stage, person: Panellist) -> list[Rated]:
    secret = panel_links.secret_of(stage, person)
    if secret is None:
        return []
    seat = seats.find(stage.code, secret)
    items = session.scalars(select(Item).where(Item.stage_id == stage.id)).all()
    keys = {(seat.rating_key(item.lineage, apart=several.is_several(item.own_scale)), item.id) for item in items}
    rows = session.execute(
        select(Rating, PanelRound.number, Item)
        .join(PanelRound, PanelRound.id == Rating.round_id)
        .join(Item, Item.id == Rating.item_id)
        .where(PanelRound.stage_id == stage.id, Rating.key.in_({key for key, _item in keys}))
        .order_by(PanelRound.number, Item.position)
    )
    return [
        Rated(number, item.code, item.text, rating.value, rating.cannot_judge, rating.second, item.own_scale)
        for rating, number, item in rows
        if (rating.key, item.id) in keys
    ]
