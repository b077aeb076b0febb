"""What one panellist answered over the rounds, beside what the panel said: made when the link is shown, never kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from survey_app.db import session
from survey_app.models import Item, PanelRound, Reason
from survey_app.services import arguments, feedback, protocols, ratings
from survey_app.services.feedback import Feedback
from survey_app.services.seats import Seat
from survey_app.vocabulary import ReasonState, RoundPurpose, RoundState


@dataclass(frozen=True, slots=True)
class OwnReason:
    """Why the person answered so, as it was written, and what the panel reads of it; empty where it was held back."""

    text: str
    shown: str
    became: tuple[Item, ...] = ()
    """The statements that were made of it, where it answers an open question."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One statement in one round: the figures that the panel may see, with the own answer, and the own reason."""

    found: Feedback
    reason: OwnReason | None
    arguments: tuple[OwnReason | None, OwnReason | None] = (None, None)
    """The own arguments, for and against."""


@dataclass(frozen=True, slots=True)
class Line:
    """One statement with the rounds that asked it."""

    item: Item
    cells: tuple[Cell, ...]


def of(seat: Seat) -> list[Line]:
    """Every statement of the released rounds, in the order of the rounds and within them as they were asked."""
    rules = protocols.rules_of(seat.door.stage_id)
    lines: dict[int, tuple[Item, list[Cell]]] = {}
    for round_ in _released(seat):
        items = ratings.items_of(round_)
        until = PanelRound(stage_id=round_.stage_id, number=round_.number + 1)
        found = feedback.of_round(seat, round_, items, ratings.own_before(seat, until, rules), rules=rules)
        reasons = _reasons(seat, round_, items)
        for item, said in zip(items, found, strict=True):
            if said is not None:
                own = reasons.get(item.lineage, {})
                cell = Cell(said, own.get(arguments.REASON), (own.get(arguments.PRO), own.get(arguments.CONTRA)))
                lines.setdefault(item.id, (item, []))[1].append(cell)
    return [Line(item, tuple(cells)) for item, cells in lines.values()]


def _released(seat: Seat) -> Sequence[PanelRound]:
    return session.scalars(
        select(PanelRound)
        .where(
            PanelRound.stage_id == seat.door.stage_id,
            PanelRound.purpose == RoundPurpose.RATE,
            PanelRound.state == RoundState.RELEASED,
        )
        .order_by(PanelRound.number)
    ).all()


def _reasons(seat: Seat, round_: PanelRound, items: Sequence[Item]) -> Mapping[str, Mapping[str, OwnReason]]:
    """What the person wrote, by the item's lineage and what it is: only the link makes the keys again."""
    names = (arguments.REASON, arguments.PRO, arguments.CONTRA)
    keys = {
        arguments.key(seat, name, item.lineage, round_.number): (item.lineage, name) for item in items for name in names
    }
    rows = session.execute(
        select(Reason.key, Reason.text, Reason.shown_text, Reason.state).where(
            Reason.round_id == round_.id, Reason.key.in_(keys)
        )
    )
    found: dict[str, dict[str, OwnReason]] = {}
    for key, text, shown, state in rows:
        lineage, name = keys[key]
        found.setdefault(lineage, {})[name] = OwnReason(text, (shown or text) if state is ReasonState.RELEASED else "")
    return found
