"""The sealed inbox of a round as a panellist uses it: save, read one's own copy again, finish.

One durable transaction does everything: the fence (the round takes answers now, by the server's clock), the person's
own copy (encrypted, only the link opens it), the sealed sheet (only the batch's key opens it), and, when the round is
finished, the mark on the roll. Nothing here can be read before the mix, by anybody but the person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.models import PanelRound
from survey_app.services.seats import Seat

Row = tuple[str, str, object]
"""Key, question and value of one answer: what lies in the sealed sheet and becomes one row at the mix."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """What is saved: `content` is what the person sees again, `rows` is what the mix will store."""

    content: Mapping[str, Any]
    rows: tuple[Row, ...]
    finished: bool = False


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """One sheet after the mix has opened it: no order, no person."""

    receipt: str
    rows: tuple[Row, ...]
    group_id: int | None
    finished: bool


def read(seat: Seat, round_: PanelRound) -> dict[str, Any]:
    """The person's own copy of what was saved in this round; empty when nothing was, or after the mix."""
    raise NotImplementedError


def save(seat: Seat, round_: PanelRound, ballot: Ballot, *, slot: int = 0) -> str:
    """Store one sheet, replacing what lay in its slot; the receipt. Call inside one `transaction()`.

    Refuses when the round takes no answers now (state or clock), when the person has not accepted, when the link
    counts only from a later round, and with 503 when the batch's key cannot be read.
    """
    raise NotImplementedError


def has_finished(seat: Seat, round_: PanelRound) -> bool:
    """Whether the person has finished the round; saving again changes the answers and not this."""
    raise NotImplementedError


def require_open(seat: Seat, round_: PanelRound) -> None:
    """Refuse, with words for the person, when the round takes no answers from this seat now."""
    raise NotImplementedError
